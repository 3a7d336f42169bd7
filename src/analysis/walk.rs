//! Ways through the tree of a declaration.

use super::view::{Declared, View};
use crate::check::{blocks, outcome_arms};
use crate::source::{Location, Span};
use crate::syntax::tree::{DeclarationKind, Expression, ExpressionId, Statement, StatementKind};

/// The statements of a flow or a custom element.
pub(super) fn statements(kind: &DeclarationKind) -> &[Statement] {
    match kind {
        DeclarationKind::Flow(flow) => &flow.statements,
        DeclarationKind::CustomElement(element) => &element.statements,
        _ => &[],
    }
}

/// Visits statements and those in them, in source order, with their depth.
pub(super) fn each<'t>(statements: &'t [Statement], visit: &mut dyn FnMut(&'t Statement, usize)) {
    at_depth(statements, 0, visit);
}

fn at_depth<'t>(statements: &'t [Statement], depth: usize, visit: &mut dyn FnMut(&'t Statement, usize)) {
    for statement in statements {
        visit(statement, depth);
        blocks(&statement.kind).into_iter().for_each(|block| at_depth(block, depth + 1, visit));
    }
}

/// The innermost statement around an offset that is of a kind.
pub(super) fn statement_at<'t>(
    statements: &'t [Statement],
    offset: u32,
    is_meant: &dyn Fn(&Statement) -> bool,
) -> Option<&'t Statement> {
    let mut found = None;
    each(statements, &mut |statement, _| {
        if statement.span.start <= offset && offset <= statement.span.end && is_meant(statement) {
            found = Some(statement);
        }
    });
    found
}

/// An arm of any element.
#[derive(Clone, Copy)]
pub(super) struct AnyArm<'t> {
    /// All of it.
    pub(super) span: Span,
    /// Up to its `{`.
    pub(super) head: Span,
    pub(super) body: &'t [Statement],
}

/// The arms of an element, shares of a split included.
pub(super) fn arms(kind: &StatementKind) -> Vec<AnyArm<'_>> {
    match kind {
        StatementKind::SegmentAudience(arms)
        | StatementKind::WaitForEvent { arms, .. }
        | StatementKind::EvaluateMessage(arms) => {
            arms.iter().map(|arm| AnyArm { span: arm.span, head: arm.head, body: &arm.body }).collect()
        }
        StatementKind::SplitAudience(shares) => {
            let head = |share: &crate::syntax::tree::Share| share.percent_span.to(share.name.span);
            shares
                .iter()
                .map(|share| AnyArm { span: share.span, head: head(share), body: &share.body })
                .collect()
        }
        _ => {
            let arms = outcome_arms(kind).iter();
            arms.map(|arm| AnyArm { span: arm.span, head: arm.head, body: &arm.body }).collect()
        }
    }
}

/// The text of a span of a declaration.
pub(super) fn text<'v>(view: &'v View, declared: Declared<'v>, span: Span) -> &'v str {
    view.snapshot().text(view.place(Location { declaration: declared.node.id, span }))
}

/// The smallest expression around an offset, counted from the declaration's start.
pub(super) fn expression_at(declared: Declared<'_>, offset: u32) -> Option<(ExpressionId, &Expression)> {
    let around = |(_, one): &(ExpressionId, &Expression)| one.span.start <= offset && offset <= one.span.end;
    declared.node.expressions.iter().filter(around).min_by_key(|(_, one)| one.span.len())
}
