//! One mistake, one report: what is not said because it follows from text that could not be read.
//!
//! The parser says which lines it could not read ([`Lost`](crate::syntax::tree::Lost)). Nothing more is said about these lines,
//! nor about the whole of an element that has one inside, nor about names that one of them probably declares, nor about what a
//! flow or an event lacks that has one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::statements::{blocks, statement_heads};
use crate::diagnostic::{Diagnostic, Level, Origin, Problem};
use crate::source::{DeclarationId, Location, Span};
use crate::syntax::tree::{Declaration, DeclarationKind, Lost, Statement};

/// The declarations with mistakes.
#[derive(Default)]
pub(super) struct FollowUps<'a> {
    broken: HashMap<DeclarationId, Broken<'a>>,
    /// The names of flows and events that have a mistake inside.
    names: HashSet<&'a str>,
    /// Words that stand on lines that could not be read, anywhere.
    words: HashSet<&'a str>,
    /// The kinds of names of which one is missing, as messages call them.
    nameless: Vec<&'static str>,
}

struct Broken<'a> {
    lost: &'a Lost,
    /// The heads of elements and arms that have a mistake inside.
    heads: HashSet<Span>,
}

impl<'a> FollowUps<'a> {
    /// Collects the mistakes of declarations.
    pub(super) fn of(declarations: impl Iterator<Item = &'a Arc<Declaration>>) -> FollowUps<'a> {
        let mut follow_ups = FollowUps::default();
        for declaration in declarations.filter(|declaration| !declaration.lost.lines.is_empty()) {
            follow_ups.add(declaration);
        }
        follow_ups
    }

    fn add(&mut self, declaration: &'a Declaration) {
        let lost = &declaration.lost;
        let mut heads = HashSet::new();
        if let DeclarationKind::Flow(flow) = &declaration.kind {
            broken_heads(&flow.statements, lost, &mut heads);
        }
        self.broken.insert(declaration.id, Broken { lost, heads });
        self.names.extend(name(&declaration.kind));
        self.words.extend(lost.words.iter().map(|word| &**word));
        if lost.nameless || matches!(declaration.kind, DeclarationKind::Broken { declares: None, .. }) {
            self.nameless.extend(declared_kinds(&declaration.kind));
        }
    }

    /// Leaves out what follows from a mistake of syntax.
    pub(super) fn leave_out(&self, diagnostics: &mut Vec<Diagnostic>) {
        if !self.broken.is_empty() {
            diagnostics.retain(|diagnostic| !self.explains(diagnostic));
        }
    }

    fn explains(&self, diagnostic: &Diagnostic) -> bool {
        let Origin::Source(place) = &diagnostic.origin else { return false };
        let labels = diagnostic.labels.iter().map(|label| &label.location);
        let here = self.broken.get(&place.declaration);
        // What only looks odd may look so because of what is missing, anywhere.
        let harmless = diagnostic.level() < Level::Error;
        [place].into_iter().chain(labels).any(|place| self.is_lost(place))
            || harmless
            || here.is_some_and(|broken| broken.heads.contains(&place.span))
            || self.may_declare(&diagnostic.problem, here)
            || self.may_have(&diagnostic.problem)
    }

    fn is_lost(&self, place: &Location) -> bool {
        let broken = self.broken.get(&place.declaration);
        broken.is_some_and(|broken| broken.lost.lines.iter().any(|line| line.touches(place.span)))
    }

    /// Whether the problem is that a name is unknown which a lost line may declare.
    fn may_declare(&self, problem: &Problem, here: Option<&Broken<'_>>) -> bool {
        // A name that is nearly a known one is a mistake by itself.
        let (kind, name, is_far) = match problem {
            Problem::UnknownName { kind, name, nearest, .. } => (&**kind, name, nearest.is_none()),
            Problem::WrongCase { kind, name, .. } => (&**kind, name, false),
            Problem::UnsetVariable { name, .. } => ("variable", name, true),
            _ => return false,
        };
        let is_missing = |nameless: &&'static str| kind.contains(*nameless);
        let may_be_missing =
            self.nameless.iter().any(is_missing) || here.is_some_and(|broken| broken.lost.nameless);
        self.words.contains(&**name) || is_far && may_be_missing
    }

    /// Whether the problem is that a flow or an event lacks what a lost line of it may say.
    fn may_have(&self, problem: &Problem) -> bool {
        match problem {
            Problem::NoEntryFromFlow { flow: name }
            | Problem::UnknownVersion { flow: name, .. }
            | Problem::MissingProperties { event: name, .. } => self.names.contains(&**name),
            _ => false,
        }
    }
}

/// The name of a flow or an event.
fn name(kind: &DeclarationKind) -> Option<&str> {
    match kind {
        DeclarationKind::Flow(flow) => Some(&flow.name.text),
        DeclarationKind::Event(event) => Some(&event.name.text),
        _ => None,
    }
}

/// What a declaration without a name may declare, as messages call it.
fn declared_kinds(kind: &DeclarationKind) -> &'static [&'static str] {
    match kind {
        DeclarationKind::People(_) => &["attribute"],
        DeclarationKind::Senders(_) => &["sender"],
        DeclarationKind::Event(_) => &["property", "attribute or variable"],
        DeclarationKind::Broken { word, .. } => match word.as_deref() {
            Some("people") => &["attribute"],
            Some("senders") => &["sender"],
            Some("event") => &["event", "property"],
            Some("segment") => &["segment"],
            Some("flow") => &["flow"],
            Some("fixture") => &["fixture"],
            Some(_) => &[],
            None => &["attribute", "sender", "event", "segment", "flow", "fixture"],
        },
        _ => &[],
    }
}

/// Collects the heads of statements, and of the arms in them, that have a lost line inside.
fn broken_heads(statements: &[Statement], lost: &Lost, heads: &mut HashSet<Span>) {
    for statement in statements {
        if !lost.lines.iter().any(|line| line.touches(statement.span)) {
            continue;
        }
        heads.extend(statement_heads(statement));
        blocks(&statement.kind).into_iter().for_each(|block| broken_heads(block, lost, heads));
    }
}
