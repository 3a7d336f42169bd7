//! What editors ask, in byte offsets: the one place that knows how to answer, whatever the protocol.
//!
//! [`Base`] holds the texts of a project and what was found out about them; an edit makes it read and check what the edit can
//! change. [`View`] is what is known at one moment: it is immutable and cheap to copy, so questions are answered on any thread
//! while the texts go on changing.
//!
//! **Architecture Invariant:** what an editor shows is what the checker resolved. Types and meanings of names come from
//! [`DeclarationCheck`](crate::check::DeclarationCheck) and are not worked out a second time.

mod actions;
mod base;
mod completion;
mod context;
mod definition;
mod documents;
mod edits;
mod folding;
mod hints;
mod hover;
mod keywords;
mod kind;
mod lenses;
mod links;
mod names;
mod outline;
mod picture;
mod references;
mod rename;
mod rest;
mod selection;
mod signature;
mod speculation;
mod tint;
mod unread;
mod view;
mod walk;

pub use actions::{Action, ActionKind};
pub use base::{Base, Cost, Counters, Files, Settings};
pub use completion::{Completion, documentation_of};
pub use edits::{TextEdit, changed};
pub use folding::{Fold, FoldKind};
pub use hints::{Hint, HintKind};
pub use hover::Hover;
pub use kind::Kind;
pub use lenses::{Lens, LensKind};
pub use links::Link;
pub use outline::{Symbol, SymbolKind};
pub use references::Reference;
pub use rename::RenameError;
pub use rest::{Rest, Rested};
pub use signature::Signature;
pub use tint::Tint;
pub use unread::Unread;
pub use view::View;
