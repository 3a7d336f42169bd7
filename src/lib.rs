//! Customer journeys as code.

pub mod value;
