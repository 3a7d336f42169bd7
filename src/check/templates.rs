//! Files that messages are made from. A name in such a file means what it means where the message is sent, so the file is
//! checked there, once for every message that is made from it.

use std::collections::HashSet;
use std::sync::Arc;

use super::declaration::{Checker, Resolution};
use super::statements::blocks;
use crate::diagnostic::Problem;
use crate::program::{ContentValue, ExpressionId, Type};
use crate::source::{DeclarationId, Location};
use crate::syntax::tree::{self, Declaration, DeclarationKind, PlainText, Statement, StatementKind, Tree};

/// The most characters of a file that a message is made from, placeholders aside.
const LONGEST_FILE: usize = 1 << 20;

/// What a declaration found out about a file that one of its messages is made from.
#[derive(Clone, Debug)]
pub struct TemplateCheck {
    /// The file, as a declaration of its own.
    pub declaration: DeclarationId,
    /// The type of each expression in it, by [`ExpressionId::index`](tree::ExpressionId).
    pub types: Vec<Type>,
    /// What the names in it mean there, with spans of the file.
    pub resolutions: Vec<Resolution>,
}

/// The files of which the check wants the texts, as [templates](crate::syntax::Reading::of_template): their paths, and where
/// each of them is named first.
#[must_use]
pub fn files(trees: &[Tree]) -> Vec<(Arc<str>, Location)> {
    let flows = trees.iter().flat_map(|tree| &tree.declarations).filter_map(|node| match &node.kind {
        DeclarationKind::Flow(flow) => Some((node.id, named(&flow.statements).into_iter())),
        _ => None,
    });
    first(flows)
}

/// The files inside of the project that declarations name, and where each of them is named first.
pub(super) fn first<'t, P: Iterator<Item = &'t PlainText>>(
    declarations: impl Iterator<Item = (DeclarationId, P)>,
) -> Vec<(Arc<str>, Location)> {
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    for (declaration, paths) in declarations {
        for path in paths.filter(|path| !leads_out(&path.text)) {
            if seen.insert(path.text.clone()) {
                found.push((path.text.clone(), Location { declaration, span: path.span }));
            }
        }
    }
    found
}

/// The files that statements name, in source order.
pub(super) fn named(statements: &[Statement]) -> Vec<&PlainText> {
    let mut paths = Vec::new();
    statements.iter().for_each(|statement| paths_of(statement, &mut paths));
    paths
}

fn paths_of<'t>(statement: &'t Statement, paths: &mut Vec<&'t PlainText>) {
    let content = match &statement.kind {
        StatementKind::Send(send) => &send.content[..],
        StatementKind::Notify(notify) => &notify.content[..],
        _ => &[],
    };
    paths.extend(content.iter().filter_map(|line| match &line.value {
        tree::ContentValue::File(path) => Some(path),
        tree::ContentValue::Value(_) => None,
    }));
    blocks(&statement.kind).into_iter().flatten().for_each(|inner| paths_of(inner, paths));
}

/// Whether a path leads out of the project's folder.
fn leads_out(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.split(['/', '\\']).any(|part| part == ".." || part.ends_with(':'))
}

impl Checker<'_> {
    /// `file "reminder.html"`, as the line `line` of a message.
    pub(super) fn content_file(&mut self, path: &PlainText, line: &str) -> ContentValue {
        let shown = path.text.to_string();
        if leads_out(&path.text) {
            self.report(path.span, Problem::OutsideOfProject { path: shown });
            return ContentValue::File { path: path.text.clone(), text: self.wrong(path.span).id };
        }
        let text = match self.symbols.templates.get(&path.text).map(|found| (&**found, &found.kind)) {
            Some((declaration, DeclarationKind::Template(template))) => {
                self.file_length(declaration, template.text, path);
                self.template(declaration, template.text)
            }
            _ => {
                let reason = format!("does not exist, but `{line}` is to be sent from it");
                self.report(path.span, Problem::Unreadable { path: shown, reason });
                self.wrong(path.span).id
            }
        };
        ContentValue::File { path: path.text.clone(), text }
    }

    fn file_length(&mut self, file: &Declaration, text: tree::ExpressionId, path: &PlainText) {
        let tree::ExpressionKind::Text(parts) = &file.expressions[text].kind else { return };
        let lengths = parts.iter().map(|part| match part {
            tree::TextPart::Literal(text) => text.chars().count(),
            tree::TextPart::Placeholder(_) => 0,
        });
        let length = lengths.sum();
        if length > LONGEST_FILE {
            let what = format!("`{}`", path.text);
            self.report(path.span, Problem::TooLong { what, length, limit: LONGEST_FILE });
        }
    }
}

impl<'a> Checker<'a> {
    /// The text of a file, checked as if it stood where its path stands.
    fn template(&mut self, file: &'a Declaration, text: tree::ExpressionId) -> ExpressionId {
        let types = vec![Type::Error; file.expressions.len()];
        let outer = (std::mem::replace(&mut self.declaration, file), self.result.resolutions.len());
        let outer_types = std::mem::replace(&mut self.result.types, types);
        let typed = self.expression(text);
        self.declaration = outer.0;
        let types = std::mem::replace(&mut self.result.types, outer_types);
        let resolutions = self.result.resolutions.split_off(outer.1);
        self.result.templates.push(TemplateCheck { declaration: file.id, types, resolutions });
        typed.id
    }
}
