//! Diagnostics: the registry of problems, the model of a report, and one renderer per format.
//!
//! **Architecture Invariant:** one registry declares a problem ([`Problem`], with its code, name, level and page).
//! `bourn explain`, the renderers and the manual read it, and codes are never reused.
//!
//! **Architecture Invariant:** a diagnostic carries facts. Its words are made in one place, the registry; a
//! renderer or an editor can use the facts without reading the words.

mod human;
mod json;
mod model;
mod nearest;
mod registry;

pub use human::{Colour, human, summary};
pub use json::json;
pub use model::{Diagnostic, Edit, Fix, Label, Level, Origin, sort};
pub use nearest::nearest;
pub use registry::{Code, Entry, List, Problem, entries, entry, nearest_lint};
