//! Conditions over columns: a block of people at a time.
//!
//! | question | answered in |
//! | --- | --- |
//! | how the values of many people are held | [`Batch`], [`Column`], [`Mask`] |
//! | what of them is looked at, and how batches come to be | [`Wanted`], [`direct`], [`from_population`] |
//! | what is asked of them, each question once | [`plan`] |
//! | who need not be asked, by what files say of their values | [`Necessary`] |
//! | who answers, for the columns that a batch has | [`Bound`] |
//! | what is computed for 64 people at a time | [`fused`] |
//! | how that is done without native code | `interpret` |
//! | how computed numbers are exact | `formula` |
//! | what is asked of texts | `text` |
//! | how questions about events are answered | [`fold`] |
//! | when events happened, roughly | [`Ticks`] |
//! | in which order dear questions are asked | `order` |
//! | how answers go together, and for whom dear questions are asked | `block` |
//!
//! **Architecture Invariant:** whatever columns cannot tell exactly is left to the row engine, for the persons concerned and
//! no others. So every condition means here what the reference evaluator says, errors included.

pub mod arrays;
mod batch;
mod bind;
mod block;
mod build;
mod column;
pub mod direct;
pub mod fold;
mod formula;
mod from_arrow;
pub mod from_population;
pub mod fused;
mod interpret;
mod mask;
mod necessary;
mod order;
mod parts;
pub mod plan;
mod show;
mod text;
mod ticks;
mod wanted;

pub use batch::{Batch, Events, Keys, LateKeys, LateTicks, Row, Times};
pub use bind::Bound;
pub use block::{AskRow, BLOCK, Decided, RunFused};
pub use build::column;
pub use column::{Codes, Column, Form, Values, Whole};
pub use from_arrow::ArrowError;
pub use mask::{Mask, WORD, rows};
pub use necessary::Necessary;
pub use ticks::{Since, Ticks};
pub use wanted::{OfKind, Wanted};
