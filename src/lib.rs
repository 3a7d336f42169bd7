//! Customer journeys as code: a typed language for profiles, events, segments and flows.
//!
//! Text becomes a checked program; the program is evaluated for a person, for a population, or as journeys over time.
//! The layers, lowest first, are the modules below; each may name only those before it (see `docs/architecture.md`).

pub mod value;

pub mod source;

pub mod diagnostic;

pub mod syntax;

pub mod program;

pub mod eval;

pub mod check;

pub mod journey;

#[cfg(feature = "data")]
pub mod data;

#[cfg(feature = "data")]
pub mod columns;

#[cfg(feature = "jit")]
pub mod jit;

#[cfg(feature = "data")]
pub mod segments;

#[cfg(feature = "data")]
pub mod interop;

pub mod analysis;

pub mod graph;

pub mod laws;

pub mod host;

#[cfg(feature = "lsp")]
pub mod lsp;

pub mod cli;
