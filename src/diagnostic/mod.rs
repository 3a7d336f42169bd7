//! Diagnostics: the registry of problems, the model of a report, and one renderer per format.
//!
//! **Architecture Invariant:** one registry declares a problem ([`Problem`], with its code, name, level and page).
//! `bourn explain`, the renderers and the manual read it, and codes are never reused.
//!
//! **Architecture Invariant:** a diagnostic carries facts. Its words are made in one place, the registry; a
//! renderer or an editor can use the facts without reading the words.

mod github;
mod human;
mod json;
mod mend;
mod model;
mod nearest;
mod registry;
mod sarif;

pub use github::github;
pub use human::{Colour, human, summary};
pub use json::{json, json_reports};
pub use mend::{Mend, Mended, mended};
pub use model::{Diagnostic, Edit, Fix, Label, Level, Origin, Reports, sort};
pub use nearest::nearest;
pub use registry::{Code, Entry, Hint, List, Problem, entries, entry, nearest_lint};
pub use sarif::sarif;
