//! Why a condition holds or does not, and what would change that.
//!
//! A [`Proof`] follows a condition through `and`, `or`, `not` and named segments down to what is decided by values and
//! events. A [`Change`] is something that would turn the condition round; [`nearest`] looks for few of them, and shows
//! none that it has not tried.

mod candidates;
mod nearest;
mod proof;
mod sequences;
mod supposed;

pub use nearest::nearest;
pub use proof::{Counted, Grounds, Proof, Reading, prove};
pub use supposed::{Change, Supposed};
