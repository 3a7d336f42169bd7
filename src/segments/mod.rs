//! Sets of people: who satisfies which conditions at a moment.
//!
//! | question | answered in |
//! | --- | --- |
//! | which questions a set of conditions is made of | `planning` |
//! | what is known before any person is looked at | `closed` |
//! | what of people and events is looked at | [`wanted`] |
//! | who satisfies them | [`Conditions`] |
//! | what each question costs | [`Profile`] |
//! | whether native code pays | [`Worth`] |
//! | what there is to say of all people | [`Memberships`] |
//!
//! Persons are independent of each other, so they are looked at in parallel. The results are put together in the order of the
//! persons: they are the same whatever the number of threads, the engine and the size of batches.

mod closed;
mod evaluation;
mod memberships;
mod native;
mod planning;
mod profile;
mod wanted;

pub use evaluation::{Conditions, Members, SetEngine};
pub use memberships::{FAULTS, Keep, Membership, Memberships};
pub use native::Worth;
pub use planning::plan;
pub use profile::{Asked, Profile, Timer};
pub use wanted::wanted;
