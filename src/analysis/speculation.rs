//! What the checker would say if other text stood at the cursor: completion asks it with a name that nothing has, and with an
//! operator that every type has.

use std::sync::Arc;

use super::context::Cursor;
use super::view::View;
use crate::check::{DeclarationCheck, Visible, visible};
use crate::program::Type;
use crate::source::{FileId, Span};
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

/// What may stand in the place of the tokens from `from` to the cursor, if a value may.
pub(super) fn value(view: &View, file: FileId, cursor: &Cursor<'_>, from: usize) -> Option<Place> {
    for behind in
        endings(cursor, &["", " { }", " is empty", " is empty { }", " is today", "}}", "}}\"", "\" }"])
    {
        let text = format!("{MARKER}{behind}");
        let Some((node, start)) = with(view, file, Span::new(from, cursor.offset), &text) else { continue };
        let at = from - start;
        let (check, visible) = visible(view.symbols(), &node, Span::new(at, at + MARKER.len()));
        if let Some(visible) = visible {
            return Some(Place { visible, wanted: wanted(&node, &check) });
        }
    }
    None
}

/// The type of the value that ends at `end`, if an operator may stand behind it.
pub(super) fn left_side(view: &View, file: FileId, cursor: &Cursor<'_>, end: usize) -> Option<Type> {
    for behind in endings(cursor, &["", " { }", "}}", "}}\""]) {
        let text = format!(" is empty{behind}");
        let Some((node, start)) = with(view, file, Span::new(end, cursor.offset), &text) else { continue };
        let (check, _) = visible(view.symbols(), &node, Span::default());
        let at = (end - start) as u32 + 1;
        let left = node.expressions.iter().find_map(|(_, one)| match &one.kind {
            ExpressionKind::Compare { operator_span, left, .. } if operator_span.start == at => Some(*left),
            _ => None,
        });
        let r#type = left.and_then(|left| check.types.get(left.index()).cloned());
        if let Some(r#type) = r#type.filter(|found| *found != Type::Error) {
            return Some(r#type);
        }
    }
    None
}

/// What may have to be written behind the cursor so that the statement can be read: brackets are closed there already, or not.
fn endings(cursor: &Cursor<'_>, endings: &[&str]) -> Vec<String> {
    let closed = endings.iter().map(|ending| format!("{}{ending}", cursor.closing));
    let as_is = endings.iter().filter(|_| !cursor.closing.is_empty()).map(|ending| (*ending).to_owned());
    as_is.chain(closed).collect()
}

/// The declaration at the cursor with a part of its text replaced, and where it starts.
fn with(view: &View, file: FileId, part: Span, text: &str) -> Option<(Arc<Declaration>, usize)> {
    let declared = view.declaration_near(file, part.start as usize)?;
    let whole = declared.node.span.shifted(declared.start);
    let old = view.text(file);
    let end = (part.end).max(part.start).min(whole.end.max(part.end));
    let rest = old.get(end as usize..(whole.end.max(end)) as usize)?;
    let new = format!("{}{text}{rest}", old.get(whole.start as usize..part.start as usize)?);
    let mut snapshot = view.snapshot().clone();
    let (tree, _) = Reading::of(&snapshot.file(file).path.clone(), &new).declare(&mut snapshot, file);
    let node = tree.declarations.into_iter().next()?;
    // What was read is the same declaration, and its own name is the one that the signatures know.
    let node = Declaration { id: declared.node.id, ..(*node).clone() };
    Some((Arc::new(node), whole.start as usize))
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
