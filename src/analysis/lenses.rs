//! What can be done with a declaration, shown above it.

use super::view::View;
use crate::source::{FileId, Location, Place};
use crate::syntax::tree::DeclarationKind;

/// Something that can be done with a declaration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lens {
    /// The name of the declaration.
    pub place: Place,
    /// What can be done.
    pub kind: LensKind,
}

/// What can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LensKind {
    /// Play this test.
    Test(String),
    /// Run this flow on the project's data.
    Run(String),
    /// Draw this flow.
    Graph(String),
    /// Count the people of this segment.
    Count(String),
}

impl View {
    /// What can be done with the declarations of a file, in order.
    #[must_use]
    pub fn lenses(&self, file: FileId) -> Vec<Lens> {
        let mut found = Vec::new();
        for declared in self.declarations(file) {
            let (span, kinds) = match &declared.node.kind {
                DeclarationKind::Test(test) => {
                    (test.name.span, vec![LensKind::Test(test.name.text.to_string())])
                }
                DeclarationKind::Flow(flow) => {
                    let name = || flow.name.text.to_string();
                    (flow.name.span, vec![LensKind::Run(name()), LensKind::Graph(name())])
                }
                DeclarationKind::Segment(segment) => {
                    (segment.name.span, vec![LensKind::Count(segment.name.text.to_string())])
                }
                _ => continue,
            };
            let place = self.place(Location { declaration: declared.node.id, span });
            found.extend(kinds.into_iter().map(|kind| Lens { place, kind }));
        }
        found
    }
}
