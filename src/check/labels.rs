//! Elements by their labels, or by kind and ordinal.

use std::collections::HashMap;
use std::sync::Arc;

use super::statements::{blocks, element_word};
use super::symbols::ElementSignature;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::Table;
use crate::source::{Location, Span};
use crate::syntax::tree::{Declaration, Name, Statement, StatementKind};

/// Numbers the elements of a flow in source order, whatever their depth, and gives each a label.
pub(super) struct Labels<'a> {
    declaration: &'a Declaration,
    pub(super) elements: Table<crate::program::ElementId, ElementSignature>,
    pub(super) broken: Vec<Arc<str>>,
    spans: HashMap<Arc<str>, Span>,
}

impl<'a> Labels<'a> {
    pub(super) fn new(declaration: &'a Declaration) -> Labels<'a> {
        Labels { declaration, elements: Table::new(), broken: Vec::new(), spans: HashMap::new() }
    }

    pub(super) fn block(&mut self, statements: &[Statement], diagnostics: &mut Vec<Diagnostic>) {
        for statement in statements {
            self.statement(statement, diagnostics);
        }
    }

    fn statement(&mut self, statement: &Statement, diagnostics: &mut Vec<Diagnostic>) {
        if let StatementKind::Broken { declares } = &statement.kind {
            self.broken.extend(declares.iter().map(|name| name.text.clone()));
        }
        let Some(word) = element_word(&statement.kind) else { return };
        let label = match &statement.label {
            Some(label) => {
                self.claim(label, diagnostics);
                label.text.clone()
            }
            None => self.numbered(word),
        };
        let channel = match &statement.kind {
            StatementKind::Send(send) => Some(send.channel.text.clone()),
            _ => None,
        };
        let notifies = matches!(statement.kind, StatementKind::Notify(_));
        let branches = match &statement.kind {
            StatementKind::SplitAudience(shares) => {
                shares.iter().map(|share| share.name.text.clone()).collect()
            }
            _ => Vec::new(),
        };
        let (labelled, start) = (statement.label.is_some(), statement.span.start);
        self.elements.push(ElementSignature { label, labelled, start, channel, notifies, branches });
        for block in blocks(&statement.kind) {
            self.block(block, diagnostics);
        }
    }

    fn claim(&mut self, label: &Name, diagnostics: &mut Vec<Diagnostic>) {
        let at = |span| Location { declaration: self.declaration.id, span };
        match self.spans.get(&label.text) {
            None => {
                self.spans.insert(label.text.clone(), label.span);
            }
            Some(first) => {
                let problem =
                    Problem::DuplicateName { kind: "label".to_owned(), name: label.text.to_string() };
                let diagnostic = Diagnostic::new(at(label.span), problem);
                diagnostics.push(diagnostic.label(at(*first), "declared here first"));
            }
        }
    }

    /// `pause 2`: the kind and its ordinal among the unlabelled ones.
    fn numbered(&self, word: &str) -> Arc<str> {
        let before = self.elements.rows().iter().filter(|element| {
            !element.labelled && element.label.rsplit_once(' ').is_some_and(|(kind, _)| kind == word)
        });
        format!("{word} {}", before.count() + 1).into()
    }
}
