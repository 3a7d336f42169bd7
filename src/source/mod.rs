//! Source files as text: spans, places, line positions, and the snapshot of a project's files.
//!
//! **Architecture Invariant:** this layer does no input or output. Whoever reads files hands their text to
//! [`Snapshot::add`]; everything above works on the snapshot alone.

mod line_index;
mod snapshot;
mod span;

pub use line_index::{LineIndex, Position};
pub use snapshot::{DeclarationId, DeclarationKey, FileId, Snapshot, SourceFile};
pub use span::{Location, Place, Span};
