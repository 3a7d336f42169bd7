//! Something of the old side and the same of the new one.

use serde::Serialize;

/// Something of the old side and the same of the new one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize)]
pub struct Pair<T> {
    /// That of the old side.
    pub old: T,
    /// That of the new side.
    pub new: T,
}

impl<T> Pair<T> {
    /// Makes something else of both.
    pub fn map<U>(self, mut make: impl FnMut(T) -> U) -> Pair<U> {
        Pair { old: make(self.old), new: make(self.new) }
    }

    /// Puts two pairs together, side by side.
    pub fn zip<U>(self, other: Pair<U>) -> Pair<(T, U)> {
        Pair { old: (self.old, other.old), new: (self.new, other.new) }
    }

    /// Both, borrowed.
    pub fn as_ref(&self) -> Pair<&T> {
        Pair { old: &self.old, new: &self.new }
    }
}

impl<T: PartialEq> Pair<T> {
    /// Whether both sides are the same.
    pub fn is_same(&self) -> bool {
        self.old == self.new
    }
}

impl<T> Pair<Option<T>> {
    /// Both, if both are there.
    pub fn both(self) -> Option<Pair<T>> {
        Some(Pair { old: self.old?, new: self.new? })
    }

    /// The one of the new side, or else that of the old one.
    pub fn newest(self) -> Option<T> {
        self.new.or(self.old)
    }
}
