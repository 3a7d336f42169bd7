//! What the checker would say if other text stood at the cursor: completion asks it with a name that nothing has, and with an
//! operator that every type has.

use std::sync::Arc;

use super::context::{Cursor, Quoted};
use super::view::View;
use crate::check::{DeclarationCheck, Probe, Visible};
use crate::program::Type;
use crate::source::{FileId, Snapshot, Span};
use crate::syntax::Reading;
use crate::syntax::tree::{BinaryOperator, Declaration, ExpressionKind};

/// The name that nothing has.
const MARKER: &str = "whatStandsHere";

/// What stands at the cursor as a value.
pub(super) struct Place {
    /// The names that may stand there.
    pub(super) visible: Visible,
    /// The type that is wanted there, if the other side of a comparison tells.
    pub(super) wanted: Option<Type>,
}

/// Texts that are supposed at one cursor.
pub(super) struct Speculation<'v> {
    view: &'v View,
    file: FileId,
    cursor: &'v Cursor<'v>,
    /// The texts, and where the declaration stands whose text is supposed.
    snapshot: Snapshot,
    probe: Probe,
}

impl<'v> Speculation<'v> {
    pub(super) fn new(view: &'v View, file: FileId, cursor: &'v Cursor<'v>) -> Speculation<'v> {
        let (snapshot, probe) = (view.snapshot().clone(), Probe::new(view.symbols()));
        Speculation { view, file, cursor, snapshot, probe }
    }

    /// What may stand in the place of the tokens from `from` to the cursor, if a value may.
    pub(super) fn value(&mut self, from: usize) -> Option<Place> {
        let conditions = ["", " is empty", " is today"];
        let in_placeholder = ["", " is empty", "}}", "}}\"", "\" }"];
        let endings = match self.cursor.quoted {
            Quoted::Placeholder => in_placeholder.map(str::to_owned).to_vec(),
            _ => self.with_blocks(&conditions),
        };
        for behind in self.closed(endings) {
            let text = format!("{MARKER}{behind}");
            let Some((node, start)) = self.with(Span::new(from, self.cursor.offset), &text) else { continue };
            let at = from - start;
            let (check, visible) = self.probe.check(&node, Span::new(at, at + MARKER.len()));
            if let Some(visible) = visible {
                return Some(Place { visible, wanted: wanted(&node, &check) });
            }
        }
        None
    }

    /// The type of the value that ends at `end`, if an operator may stand behind it.
    pub(super) fn left_side(&mut self, end: usize) -> Option<Type> {
        let endings = match self.cursor.quoted {
            Quoted::Placeholder => ["", "}}", "}}\""].map(str::to_owned).to_vec(),
            _ => self.with_blocks(&[""]),
        };
        for behind in self.closed(endings) {
            let text = format!(" is empty{behind}");
            let Some((node, start)) = self.with(Span::new(end, self.cursor.offset), &text) else { continue };
            let (check, _) = self.probe.check(&node, Span::default());
            let at = (end - start) as u32 + 1;
            let left = node.expressions.iter().find_map(|(_, one)| match &one.kind {
                ExpressionKind::Compare { operator_span, left, .. } if operator_span.start == at => {
                    Some(*left)
                }
                _ => None,
            });
            let r#type = left.and_then(|left| check.types.get(left.index()).cloned());
            if let Some(r#type) = r#type.filter(|found| *found != Type::Error) {
                return Some(r#type);
            }
        }
        None
    }

    /// The same endings, with a block behind them where the line has none: an arm needs it, and other statements may.
    fn with_blocks(&self, endings: &[&str]) -> Vec<String> {
        let rest = self.view.text(self.file).get(self.cursor.offset..).unwrap_or_default();
        let has_block = rest.lines().next().is_some_and(|line| line.contains('{'));
        let is_arm = self.cursor.words.first().is_some_and(|word| word.text == "when");
        let as_is = endings.iter().filter(|_| has_block || !is_arm).map(|ending| (*ending).to_owned());
        let blocks = endings.iter().filter(|_| !has_block).map(|ending| format!("{ending} {{ }}"));
        as_is.chain(blocks).collect()
    }

    /// What may have to be written behind the cursor so that the statement can be read: brackets are closed there already, or not.
    fn closed(&self, endings: Vec<String>) -> Vec<String> {
        let closing = &self.cursor.closing;
        let closed: Vec<String> = endings.iter().map(|ending| format!("{closing}{ending}")).collect();
        let as_is = endings.into_iter().filter(|_| !closing.is_empty());
        as_is.chain(closed).collect()
    }

    /// The declaration at the cursor with a part of its text replaced, and where it starts.
    fn with(&mut self, part: Span, text: &str) -> Option<(Arc<Declaration>, usize)> {
        let declared = self.view.declaration_near(self.file, part.start as usize)?;
        let whole = declared.node.span.shifted(declared.start);
        let old = self.view.text(self.file);
        let end = (part.end).max(part.start).min(whole.end.max(part.end));
        let rest = old.get(end as usize..(whole.end.max(end)) as usize)?;
        let new = format!("{}{text}{rest}", old.get(whole.start as usize..part.start as usize)?);
        let path = self.snapshot.file(self.file).path.clone();
        let (tree, _) = Reading::of(&path, &new).declare(&mut self.snapshot, self.file);
        let node = tree.declarations.into_iter().next()?;
        // What was read is the same declaration, and its own name is the one that the signatures know.
        let node = Declaration { id: declared.node.id, ..(*node).clone() };
        Some((Arc::new(node), whole.start as usize))
    }
}

/// The type on the other side of the comparison whose operand is the marker.
fn wanted(node: &Declaration, check: &DeclarationCheck) -> Option<Type> {
    let is_marker = |one: &ExpressionKind| matches!(one, ExpressionKind::Name(name) if &*name.text == MARKER);
    let left = node.expressions.iter().find_map(|(_, one)| match &one.kind {
        ExpressionKind::Compare { left, operands, .. } => {
            let has = operands.iter().any(|id| is_marker(&node.expressions[*id].kind));
            has.then_some(*left)
        }
        // Behind `and` and `or` there may be the beginning of any comparison.
        ExpressionKind::Binary { operator: BinaryOperator::And | BinaryOperator::Or, .. } => None,
        ExpressionKind::Binary { left, right, .. } if is_marker(&node.expressions[*right].kind) => {
            Some(*left)
        }
        _ => None,
    })?;
    check.types.get(left.index()).filter(|found| **found != Type::Error).cloned()
}
