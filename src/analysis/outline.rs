//! The symbols of a file, and of a project.

use super::view::{Declared, View};
use super::walk;
use crate::check::element_word;
use crate::source::{FileId, Location, Place, Span};
use crate::syntax::tree::{DeclarationKind, Name, Statement, StatementKind};

/// Something that has a name, or is a part of a flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// More about it, if there is something to say.
    pub detail: Option<String>,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub whole: Place,
    /// The name itself.
    pub name_place: Place,
    /// What is in it.
    pub children: Vec<Symbol>,
}

/// What a symbol is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names are the kinds")]
pub enum SymbolKind {
    People,
    Attribute,
    Event,
    Property,
    Senders,
    Sender,
    Caps,
    Segment,
    Flow,
    CustomElement,
    Variable,
    Element,
    Test,
    Fixture,
    Function,
    Operators,
    Channel,
}

impl View {
    /// The symbols of a file, each with those in it.
    #[must_use]
    pub fn outline(&self, file: FileId) -> Vec<Symbol> {
        self.declarations(file)
            .filter_map(|declared| Outline { view: self, declared }.declaration())
            .collect()
    }

    /// The symbols of the project whose name has the letters of `query` in their order, whatever the case.
    #[must_use]
    pub fn project_symbols(&self, query: &str) -> Vec<Symbol> {
        let mut found = Vec::new();
        for file in self.files().filter(|file| !self.is_library(*file)) {
            for mut symbol in self.outline(file) {
                let children = std::mem::take(&mut symbol.children);
                found.extend(std::iter::once(symbol).chain(children.into_iter().filter(is_named)));
            }
        }
        found.retain(|symbol| has_letters(&symbol.name, query));
        found
    }
}

/// Whether a part of a declaration has a name of its own.
fn is_named(symbol: &Symbol) -> bool {
    symbol.kind != SymbolKind::Element || symbol.detail.is_some()
}

fn has_letters(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}

struct Outline<'v> {
    view: &'v View,
    declared: Declared<'v>,
}

impl Outline<'_> {
    fn declaration(&self) -> Option<Symbol> {
        let node = self.declared.node;
        let whole = node.span;
        let first = |word: &str| self.word(word);
        Some(match &node.kind {
            DeclarationKind::People(attributes) => {
                let children = attributes
                    .iter()
                    .map(|one| self.typed(SymbolKind::Attribute, &one.name, one.r#type.span, one.span));
                let name = first("people");
                Symbol {
                    children: children.collect(),
                    ..self.symbol(SymbolKind::People, "people", None, whole, name)
                }
            }
            DeclarationKind::Event(event) => {
                let children = event
                    .properties
                    .iter()
                    .map(|one| self.typed(SymbolKind::Property, &one.name, one.r#type.span, one.span));
                let title = event.title.as_ref().map(|title| title.text.to_string());
                let symbol = self.named(SymbolKind::Event, &event.name, title, whole);
                Symbol { children: children.collect(), ..symbol }
            }
            DeclarationKind::Senders(senders) => {
                let children = senders.iter().map(|one| {
                    let detail = format!("{} {}", one.channel.text, one.address.text);
                    self.named(SymbolKind::Sender, &one.name, Some(detail), one.span)
                });
                let symbol = self.symbol(SymbolKind::Senders, "senders", None, whole, first("senders"));
                Symbol { children: children.collect(), ..symbol }
            }
            DeclarationKind::Caps(caps) => self.named(SymbolKind::Caps, &caps.name, None, whole),
            DeclarationKind::Segment(segment) => {
                let title = segment.title.as_ref().map(|title| title.text.to_string());
                self.named(SymbolKind::Segment, &segment.name, title, whole)
            }
            DeclarationKind::Flow(flow) => {
                let title = flow.title.as_ref().map(|title| title.text.to_string());
                let symbol = self.named(SymbolKind::Flow, &flow.name, title, whole);
                Symbol { children: self.statements(&flow.statements), ..symbol }
            }
            DeclarationKind::CustomElement(element) => {
                let title = element.title.as_ref().map(|title| title.text.to_string());
                let symbol = self.named(SymbolKind::CustomElement, &element.name, title, whole);
                Symbol { children: self.statements(&element.statements), ..symbol }
            }
            DeclarationKind::Test(test) => {
                self.symbol(SymbolKind::Test, &test.name.text, None, whole, test.name.span)
            }
            DeclarationKind::Fixture(fixture) => self.named(SymbolKind::Fixture, &fixture.name, None, whole),
            DeclarationKind::Function(function) => {
                self.named(SymbolKind::Function, &function.name, None, whole)
            }
            DeclarationKind::Channel(channel) => self.named(SymbolKind::Channel, &channel.name, None, whole),
            DeclarationKind::Operators(operators) => {
                let types: Vec<&str> = operators.types.iter().map(|one| &*one.text).collect();
                let name = format!("operators {}", types.join(", "));
                self.symbol(SymbolKind::Operators, &name, None, whole, first("operators"))
            }
            DeclarationKind::Broken { declares: Some(name), word: Some(word) } => {
                let kind = if &**word == "flow" { SymbolKind::Flow } else { SymbolKind::Segment };
                self.named(kind, name, None, whole)
            }
            DeclarationKind::Formula(_) | DeclarationKind::Template(_) | DeclarationKind::Broken { .. } => {
                return None;
            }
        })
    }

    fn statements(&self, statements: &[Statement]) -> Vec<Symbol> {
        statements.iter().filter_map(|statement| self.statement(statement)).collect()
    }

    fn statement(&self, statement: &Statement) -> Option<Symbol> {
        if let StatementKind::Variable { name, r#type, .. } = &statement.kind {
            return Some(self.typed(SymbolKind::Variable, name, r#type.span, statement.span));
        }
        let word = element_word(&statement.kind)?;
        let inner = walk::arms(&statement.kind).into_iter().flat_map(|arm| self.statements(arm.body));
        let symbol = match &statement.label {
            Some(label) => self.named(SymbolKind::Element, label, Some(word.to_owned()), statement.span),
            None => self.symbol(SymbolKind::Element, word, None, statement.span, statement.head),
        };
        Some(Symbol { children: inner.collect(), ..symbol })
    }

    fn typed(&self, kind: SymbolKind, name: &Name, r#type: Span, whole: Span) -> Symbol {
        let r#type = walk::text(self.view, self.declared, r#type).to_owned();
        self.named(kind, name, Some(r#type), whole)
    }

    fn named(&self, kind: SymbolKind, name: &Name, detail: Option<String>, whole: Span) -> Symbol {
        self.symbol(kind, &name.text, detail, whole, name.span)
    }

    fn symbol(&self, kind: SymbolKind, name: &str, detail: Option<String>, whole: Span, at: Span) -> Symbol {
        let place = |span| self.view.place(Location { declaration: self.declared.node.id, span });
        // Editors refuse a symbol without a name, and one whose name lies outside of it.
        let name = if name.is_empty() { "?".to_owned() } else { name.to_owned() };
        Symbol { name, detail, kind, whole: place(whole.to(at)), name_place: place(at), children: Vec::new() }
    }

    /// Where the word that begins the declaration stands, behind its documentation.
    fn word(&self, word: &str) -> Span {
        let tokens =
            crate::syntax::token::tokens(walk::text(self.view, self.declared, self.declared.node.span));
        let text = walk::text(self.view, self.declared, self.declared.node.span);
        let found = tokens.iter().find(|token| &text[token.span.range()] == word);
        found.map_or(Span::default(), |token| token.span)
    }
}
