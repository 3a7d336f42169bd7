//! Where things are named.

use super::view::View;
use crate::check::{Role, Target};
use crate::source::{FileId, Location, Place};

/// A place where something is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reference {
    /// The name itself, without what it is qualified by.
    pub place: Place,
    /// What it does there.
    pub role: Role,
}

impl View {
    /// All places that name what is named at an offset, in the whole project and the standard library, in the order of files
    /// and places.
    #[must_use]
    pub fn references(&self, file: FileId, offset: usize) -> Vec<Reference> {
        self.name_at(file, offset).map(|(_, found)| self.references_to(found.target)).unwrap_or_default()
    }

    /// Those in the file at hand.
    #[must_use]
    pub fn highlights(&self, file: FileId, offset: usize) -> Vec<Reference> {
        let mut found = self.references(file, offset);
        found.retain(|reference| reference.place.file == file);
        found
    }

    /// All places that name a target.
    #[must_use]
    pub fn references_to(&self, target: Target) -> Vec<Reference> {
        let mut found = Vec::new();
        for declared in self.all() {
            for one in declared.resolutions.iter().filter(|one| self.same(one.target) == target) {
                let span = self.name_span(declared, one.span);
                let place = self.place(Location { declaration: declared.node.id, span });
                found.push(Reference { place, role: one.role });
            }
        }
        found.sort_by_key(|one| (self.snapshot().file(one.place.file).path.clone(), one.place.span));
        found.dedup_by_key(|one| one.place);
        found
    }
}
