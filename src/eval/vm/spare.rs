//! Memory that a thread keeps from one evaluation to the next.

use std::cell::Cell as Slot;

use super::cell::Cell;
use super::recent::Recent;
use super::walk::Walk;
use crate::value::Value;

/// Memory of a machine that is at rest: all of it empty, but for what is true for everybody.
#[derive(Default)]
pub(super) struct Spare<'r> {
    pub(super) registers: Vec<Cell<'r>>,
    pub(super) walks: Vec<Walk<'r>>,
    pub(super) kept: Box<Kept>,
}

/// Memory for what borrows from nothing. It stands apart, so that little is moved when the memory is taken and given back.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) made: Vec<Value>,
    pub(super) arguments: Vec<Value>,
    pub(super) recent: Recent,
}

thread_local! {
    static SPARE: Slot<Option<Spare<'static>>> = const { Slot::new(None) };
}

impl<'r> Spare<'r> {
    /// The thread's memory, or new memory while another evaluation of the thread is under way.
    pub(super) fn take() -> Spare<'r> {
        SPARE.take().unwrap_or_default()
    }

    /// Leaves the memory to the next evaluation.
    pub(super) fn give_back(mut self) {
        self.kept.made.clear();
        self.kept.arguments.clear();
        SPARE.set(Some(Spare {
            registers: emptied(self.registers),
            walks: emptied(self.walks),
            kept: self.kept,
        }));
    }
}

/// The same memory for things that borrow from elsewhere: nothing of what was in it is left.
fn emptied<T, U>(mut used: Vec<T>) -> Vec<U> {
    used.clear();
    // Collecting a vector's own iterator goes into its memory, as both kinds of things have one layout.
    used.into_iter().filter_map(|_| None).collect()
}
