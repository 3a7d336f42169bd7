//! Conditions over columns: a block of people at a time.
//!
//! | question | answered in |
//! | --- | --- |
//! | how the values of many people are held | [`Batch`], [`Column`], [`Mask`] |
//! | what is asked of them, each question once | [`plan`] |
//! | how questions about events are answered | [`fold`] |

mod batch;
mod column;
pub mod fold;
mod mask;
pub mod plan;

pub use batch::{Batch, Events, Keys, Row, Times};
pub use column::{Codes, Column, Form, Values, Whole};
pub use mask::{Mask, WORD};
