//! Customer journeys as code.
