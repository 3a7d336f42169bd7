//! What flows and custom elements hold, as far as others may know: kept as long as a declaration is the same one, so that an
//! edit goes through the elements of what it changes and of nothing else.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use crate::check::labels::Labels;
use crate::check::symbols::Elements;
use crate::check::templates;
use crate::diagnostic::Diagnostic;
use crate::source::{DeclarationId, Location};
use crate::syntax::tree::{Declaration, DeclarationKind, PlainText, Tree};

/// What flows and custom elements hold.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct Outlines(HashMap<DeclarationId, Arc<Outline>, RandomState>);

/// What a flow or a custom element holds.
#[derive(Debug)]
pub(super) struct Outline {
    declaration: Arc<Declaration>,
    /// Its elements, in source order.
    pub(super) elements: Arc<Elements>,
    /// Labels that broken statements probably declare.
    pub(super) broken: Vec<Arc<str>>,
    /// What is wrong with its labels.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The files that its messages are made from.
    files: Vec<PlainText>,
}

impl Outlines {
    /// The outlines of these trees, those of before where a declaration is the same one, and how many are new.
    pub(in crate::check) fn again(&self, trees: &[Tree]) -> (Outlines, usize) {
        let declarations = trees.iter().flat_map(|tree| &tree.declarations);
        let wanted: Vec<&Arc<Declaration>> = declarations.filter(|node| has_outline(node)).collect();
        let known = |node: &Arc<Declaration>| {
            self.0.get(&node.id).filter(|known| Arc::ptr_eq(&known.declaration, node)).cloned()
        };
        let (known, new): (Vec<_>, Vec<_>) =
            wanted.into_iter().map(|node| (node, known(node))).partition(|(_, known)| known.is_some());
        let made: Vec<Arc<Outline>> = new.par_iter().map(|(node, _)| Arc::new(Outline::of(node))).collect();
        let count = made.len();
        let all = known.into_iter().filter_map(|(_, known)| known).chain(made);
        (Outlines(all.map(|outline| (outline.declaration.id, outline)).collect()), count)
    }

    /// The outline of a flow or a custom element.
    pub(super) fn of(&self, declaration: &Arc<Declaration>) -> Arc<Outline> {
        let known = self.0.get(&declaration.id).filter(|known| Arc::ptr_eq(&known.declaration, declaration));
        known.cloned().unwrap_or_else(|| Arc::new(Outline::of(declaration)))
    }

    /// The files that messages are made from, as [`templates::files`] finds them.
    pub(in crate::check) fn files(&self, trees: &[Tree]) -> Vec<(Arc<str>, Location)> {
        let outlines =
            trees.iter().flat_map(|tree| &tree.declarations).filter_map(|node| self.0.get(&node.id));
        templates::first(outlines.map(|outline| (outline.declaration.id, outline.files.iter())))
    }
}

impl Outline {
    pub(super) fn of(declaration: &Arc<Declaration>) -> Outline {
        let (mut labels, mut diagnostics) = (Labels::new(declaration), Vec::new());
        let mut files = Vec::new();
        match &declaration.kind {
            DeclarationKind::Flow(flow) => {
                labels.block(&flow.statements, &mut diagnostics);
                files = templates::named(&flow.statements).into_iter().cloned().collect();
            }
            DeclarationKind::CustomElement(element) => labels.block(&element.statements, &mut diagnostics),
            _ => {}
        }
        let (elements, broken) = (Arc::new(labels.elements), labels.broken);
        Outline { declaration: declaration.clone(), elements, broken, diagnostics, files }
    }
}

fn has_outline(node: &Declaration) -> bool {
    matches!(node.kind, DeclarationKind::Flow(_) | DeclarationKind::CustomElement(_))
}
