//! New names for things, wherever they are named: in other files, and in placeholders too.

use std::sync::Arc;

use super::edits::TextEdit;
use super::names;
use super::view::View;
use crate::check::{Resolution, Target};
use crate::program::PropertySlot;
use crate::source::{FileId, Place};
use crate::syntax::quote_name;

/// Why something gets no new name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RenameError {
    /// Nothing is named there.
    #[error("nothing that has a name stands here")]
    NothingNamed,
    /// The standard library declares it.
    #[error("the {kind} `{name}` belongs to the standard library")]
    Library {
        /// What it is.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// No name can be written like that.
    #[error("`{0}` cannot be a name")]
    NotAName(String),
}

impl View {
    /// The name at an offset and where it stands, if it may get a new one.
    ///
    /// # Errors
    ///
    /// The reason why it may not.
    pub fn renamable(&self, file: FileId, offset: usize) -> Result<(Place, String), RenameError> {
        let (place, found) = self.name_at(file, offset).ok_or(RenameError::NothingNamed)?;
        let name = self.name_of(found.target).ok_or(RenameError::NothingNamed)?.to_string();
        let is_time = matches!(found.target, Target::Property(_, PropertySlot::Time));
        let declared = self.declarations_of(found.target);
        if is_time || declared.is_empty() || declared.iter().any(|place| self.is_library(place.file)) {
            return Err(RenameError::Library { kind: names::kind(found.target), name });
        }
        Ok((place, name))
    }

    /// The edits that give what is named at an offset a new name.
    ///
    /// # Errors
    ///
    /// The reason why it may not get it.
    pub fn rename(&self, file: FileId, offset: usize, new: &str) -> Result<Vec<TextEdit>, RenameError> {
        self.renamable(file, offset)?;
        let new = new.trim_matches('`');
        if new.is_empty() || new.contains(['`', '\n', '"']) {
            return Err(RenameError::NotAName(new.to_owned()));
        }
        let (_, Resolution { target, .. }) = self.name_at(file, offset).ok_or(RenameError::NothingNamed)?;
        let new = quote_name(new);
        let edit = |place: Place| TextEdit { place, text: self.renamed(place, &new, target) };
        Ok(self.references_to(target).into_iter().map(|reference| edit(reference.place)).collect())
    }

    /// The text of a renamed place. `save itemId` names a property and a variable at once; when one of them gets a new name,
    /// both must be written.
    fn renamed(&self, place: Place, new: &str, target: Target) -> String {
        match (target, self.also_named(place, target)) {
            (Target::Variable(..), Some(property)) => format!("{new} = event.{}", quote_name(&property)),
            (Target::Property(..), Some(variable)) => format!("{} = event.{new}", quote_name(&variable)),
            _ => new.to_owned(),
        }
    }

    /// The name of what else a place names, if it names two things.
    fn also_named(&self, place: Place, target: Target) -> Option<Arc<str>> {
        let declared = self.declaration_at(place.file, place.span.start as usize)?;
        let is_other =
            |found: &&Resolution| found.target != target && found.span.shifted(declared.start) == place.span;
        declared.resolutions.iter().find(is_other).and_then(|found| self.name_of(found.target))
    }
}
