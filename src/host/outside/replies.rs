//! Replies that are still to come.

use std::collections::BTreeMap;

use super::Mocked;
use crate::journey::Input;
use crate::value::Instant;

/// What the outside has yet to say to one person: by time, and at one moment in the order in which it was put here.
#[derive(Clone, Debug, Default)]
pub struct Replies {
    coming: BTreeMap<(Instant, u64), Input>,
    count: u64,
    /// Which calls were matched.
    pub(super) mocked: Mocked,
}

impl Replies {
    /// Something that will be said at a moment.
    pub fn put(&mut self, time: Instant, input: Input) {
        self.count += 1;
        self.coming.insert((time, self.count), input);
    }

    /// Which calls of the person were matched by mocks so far.
    #[must_use]
    pub fn mocked(&self) -> &Mocked {
        &self.mocked
    }

    /// When the next one comes.
    #[must_use]
    pub fn next(&self) -> Option<Instant> {
        self.coming.first_key_value().map(|((time, _), _)| *time)
    }

    /// Takes the next one.
    pub fn take(&mut self) -> Option<Input> {
        self.coming.pop_first().map(|(_, input)| input)
    }
}
