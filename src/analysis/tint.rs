//! What words are, for colours: tokens from the lexer, meanings from the checker.

use std::collections::HashMap;

use super::keywords::is_keyword;
use super::kind::Kind;
use super::view::{Declared, View};
use crate::check::{Resolution, Role, Target};
use crate::source::{FileId, Span};
use crate::syntax::RESERVED;
use crate::syntax::token::{Documents, Token, TokenKind, tokens};
use crate::syntax::tree::{DeclarationKind, ExpressionKind};

/// A stretch of text and what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tint {
    /// Where, in the file. It does not go over a line end.
    pub span: Span,
    /// What.
    pub kind: Kind,
    /// Whether it declares what it names.
    pub declares: bool,
    /// Whether the standard library declares it.
    pub library: bool,
}

impl View {
    /// The tints of a file, in order, none over another.
    #[must_use]
    pub fn tints(&self, file: FileId) -> Vec<Tint> {
        let text = self.text(file);
        let mut found = Vec::new();
        for declared in self.declarations(file) {
            if matches!(declared.node.kind, DeclarationKind::Template(_)) {
                found.extend(self.names_of(declared).map(|(_, tint)| tint));
            } else {
                self.declaration_tints(declared, &mut found);
            }
        }
        // What stands before, between and behind declarations: remarks.
        let covered: Vec<Span> =
            self.declarations(file).map(|one| one.node.span.shifted(one.start)).collect();
        for token in tokens(text) {
            let is_between =
                !covered.iter().any(|span| span.start <= token.span.start && token.span.end <= span.end);
            if is_between && let TokenKind::Comment(documents) = token.kind {
                found.push(plain(token.span, comment(documents)));
            }
        }
        found.sort_by_key(|tint| tint.span);
        found.into_iter().flat_map(|tint| by_lines(text, tint)).collect()
    }

    fn declaration_tints(&self, declared: Declared<'_>, found: &mut Vec<Tint>) {
        let text = super::walk::text(self, declared, declared.node.span);
        let names: HashMap<u32, Tint> = self.names_of(declared).collect();
        let operators = operators(declared);
        let mut inner =
            Inner { text, names: &names, operators: &operators, start: declared.start, behind: None };
        for token in tokens(text) {
            inner.token(token, 0, found);
        }
    }

    /// The names with a meaning, by the place where they start in the declaration.
    fn names_of<'v>(&'v self, declared: Declared<'v>) -> impl Iterator<Item = (u32, Tint)> + 'v {
        declared.resolutions.iter().map(move |found| {
            let span = self.name_span(declared, found.span);
            (span.start, self.tint(*found, span.shifted(declared.start)))
        })
    }

    fn tint(&self, found: Resolution, span: Span) -> Tint {
        let kind = Kind::of(found.target);
        let library = match found.target {
            Target::Attribute(id) => self.symbols().attributes.get(id).is_some_and(|row| row.standard),
            Target::Event(id) | Target::Property(id, _) => {
                let row = self.symbols().events.get(id);
                row.is_some_and(|row| row.category != crate::program::Category::External)
            }
            Target::Channel(_) | Target::Function(_) => true,
            _ => false,
        };
        Tint { span, kind, declares: found.role == Role::Declared, library }
    }
}

/// Where word operators stand.
fn operators(declared: Declared<'_>) -> Vec<Span> {
    let spans = declared.node.expressions.iter().filter_map(|(_, one)| match &one.kind {
        ExpressionKind::Compare { operator_span, .. } | ExpressionKind::Binary { operator_span, .. } => {
            Some(*operator_span)
        }
        _ => None,
    });
    spans.collect()
}

/// The tokens of a declaration on their way to tints.
struct Inner<'a> {
    text: &'a str,
    names: &'a HashMap<u32, Tint>,
    operators: &'a [Span],
    start: u32,
    /// The token before, blanks left out.
    behind: Option<TokenKind>,
}

impl Inner<'_> {
    /// `by` is where the text of the token begins, counted from the declaration's start.
    fn token(&mut self, token: Token, by: u32, found: &mut Vec<Tint>) {
        let span = token.span.shifted(by);
        if let TokenKind::Text(_) = token.kind {
            self.quoted(span, found);
        } else if let Some(tint) = self.names.get(&span.start) {
            found.push(*tint);
        } else if let Some(kind) = self.kind(token.kind, span) {
            found.push(plain(span.shifted(self.start), kind));
        }
        if !token.kind.is_trivia() {
            self.behind = Some(token.kind);
        }
    }

    fn kind(&self, token: TokenKind, span: Span) -> Option<Kind> {
        let word = &self.text[span.range()];
        Some(match token {
            TokenKind::Comment(documents) => comment(documents),
            TokenKind::Number | TokenKind::Date | TokenKind::Time => Kind::Number,
            TokenKind::Comparison | TokenKind::Operator | TokenKind::Minus => Kind::Operator,
            TokenKind::JsonPath => Kind::Text,
            TokenKind::QuotedName => Kind::Name,
            TokenKind::Word
                if self.operators.iter().any(|one| one.start <= span.start && span.end <= one.end) =>
            {
                Kind::Operator
            }
            TokenKind::Word if self.behind == Some(TokenKind::Colon) && is_type(word) => Kind::Type,
            TokenKind::Word if self.behind == Some(TokenKind::Point) => Kind::Name,
            TokenKind::Word if RESERVED.contains(&word) || is_keyword(word) => Kind::Keyword,
            // A word without a meaning: whoever colours by the grammar knows better.
            _ => return None,
        })
    }

    /// A text: its characters, and in its placeholders what an expression has.
    fn quoted(&mut self, span: Span, found: &mut Vec<Tint>) {
        let text = &self.text[span.range()];
        let mut at = 0;
        while let Some(open) = text[at..].find("{{").map(|open| at + open) {
            let inside = open + 2;
            let Some(close) = text[inside..].find("}}").map(|close| inside + close) else { break };
            self.piece(span, at, inside, found);
            for token in tokens(&text[inside..close]) {
                self.token(token, span.start + inside as u32, found);
            }
            at = close;
        }
        self.piece(span, at, text.len(), found);
    }

    fn piece(&self, text: Span, from: usize, to: usize, found: &mut Vec<Tint>) {
        let span = Span::new(text.start as usize + from, text.start as usize + to);
        if !span.is_empty() {
            found.push(plain(span.shifted(self.start), Kind::Text));
        }
    }
}

fn plain(span: Span, kind: Kind) -> Tint {
    Tint { span, kind, declares: false, library: false }
}

fn comment(documents: Documents) -> Kind {
    match documents {
        Documents::Next => Kind::Documentation,
        Documents::Nothing => Kind::Comment,
    }
}

fn is_type(word: &str) -> bool {
    word == "list" || crate::program::Type::NAMES.contains(&word)
}

/// A tint for each line that it is on: most editors take none that goes over a line end.
fn by_lines(text: &str, tint: Tint) -> Vec<Tint> {
    let inside = text.get(tint.span.range()).unwrap_or_default();
    if !inside.contains('\n') {
        return vec![tint];
    }
    let mut start = tint.span.start as usize;
    let mut pieces = Vec::new();
    for line in inside.split_inclusive('\n') {
        let length = line.trim_end_matches(['\n', '\r']).len();
        if length > 0 {
            pieces.push(Tint { span: Span::new(start, start + length), ..tint });
        }
        start += line.len();
    }
    pieces
}
