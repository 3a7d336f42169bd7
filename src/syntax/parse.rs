//! The ways in: a file, or an expression by itself.

use std::collections::HashMap;
use std::sync::Arc;

use super::faults;
use super::finding::Finding;
use super::grammar::{Node, Rule, read};
use super::lower::{Lowering, part, unquoted};
use super::piece::Piece;
use super::recover::recover;
use super::split::{Section, sections};
use super::token::{Token, TokenKind, tokens};
use super::tree::{Declaration, DeclarationKind, Tree};
use crate::diagnostic::Diagnostic;
use crate::source::{DeclarationId, DeclarationKey, FileId, Snapshot, Span};

/// Reads a file. Its declarations get the ids of those that stood there before under the same names.
pub fn parse(snapshot: &mut Snapshot, file: FileId) -> (Tree, Vec<Diagnostic>) {
    let text = snapshot.file(file).text.clone();
    let tokens = tokens(&text);
    let mut keys = Keys::new(snapshot.file(file).path.clone());
    let (mut declarations, mut diagnostics) = (Vec::new(), Vec::new());
    for section in sections(&text, &tokens) {
        let start = tokens[section.tokens.start].span.start;
        let end = tokens[section.tokens.end - 1].span.end;
        let inner = shifted(&tokens[section.tokens.clone()], start);
        let piece = Piece { text: &text[start as usize..end as usize], tokens: &inner };
        let word = section.word.map(|word| word - section.tokens.start);
        let id = snapshot.declare(keys.key(&text, &tokens, &section), file, start);
        let (declaration, findings) = read_declaration(piece, id, word, Rule::declaration);
        declarations.push(Arc::new(declaration));
        diagnostics.extend(findings.into_iter().map(|finding| finding.report(id)));
    }
    (Tree { file, declarations }, diagnostics)
}

/// Reads an expression by itself, as `path`.
pub fn parse_formula(snapshot: &mut Snapshot, path: &str, text: &str) -> (Arc<Declaration>, Vec<Diagnostic>) {
    let file = snapshot.add(path, text);
    let text = snapshot.file(file).text.clone();
    let key = DeclarationKey { path: path.into(), kind: "formula".into(), name: "".into(), ordinal: 0 };
    let id = snapshot.declare(key, file, 0);
    let piece = Piece { text: &text, tokens: &tokens(&text) };
    let (declaration, findings) = read_declaration(piece, id, Some(0), Rule::formula);
    (Arc::new(declaration), findings.into_iter().map(|finding| finding.report(id)).collect())
}

/// Reads a declaration as a whole, and part by part if that fails. `word` is the token that says what it declares.
fn read_declaration(
    piece: Piece<'_>,
    id: DeclarationId,
    word: Option<usize>,
    rule: Rule,
) -> (Declaration, Vec<Finding>) {
    let mut lowering = Lowering::new(piece);
    let readable = word.is_some() && faults::of_tokens(piece).is_empty();
    let whole = if readable { read(rule, piece.text).ok() } else { None };
    let (documentation, kind) = match whole.and_then(|mut whole| whole.next()) {
        Some(node) => (lowering.documentation(&node), declared(&mut lowering, &node)),
        None => recover(&mut lowering, word, rule),
    };
    let span = Span::new(0, piece.text.len());
    let lost = if lowering.findings.is_empty() { Vec::new() } else { lost(piece, &kind) };
    let declaration = Declaration { id, documentation, span, kind, expressions: lowering.expressions, lost };
    lowering.findings.sort_by_key(|finding| finding.span);
    if word.is_none() {
        // What stands between declarations is one mistake, whatever is in it.
        lowering.findings.truncate(1);
    }
    (declaration, lowering.findings)
}

/// The words that may be names in what was not read as a whole.
fn lost(piece: Piece<'_>, kind: &DeclarationKind) -> Vec<Arc<str>> {
    if !matches!(
        kind,
        DeclarationKind::People(_) | DeclarationKind::Senders(_) | DeclarationKind::Broken { .. }
    ) {
        return Vec::new();
    }
    let is_name = |token: &&Token| matches!(token.kind, TokenKind::Word | TokenKind::QuotedName);
    piece.tokens.iter().filter(is_name).map(|token| unquoted(piece.slice(token.span))).collect()
}

fn declared(lowering: &mut Lowering<'_>, node: &Node<'_>) -> DeclarationKind {
    if part(node, Rule::expression).is_some() {
        return lowering.declaration(node);
    }
    let inner =
        node.clone().into_inner().find(|part| !matches!(part.as_rule(), Rule::documentation | Rule::EOI));
    inner.map_or(DeclarationKind::Broken { word: None, declares: None }, |inner| lowering.declaration(&inner))
}

/// Tokens that count from `start`.
fn shifted(tokens: &[Token], start: u32) -> Vec<Token> {
    let shift = |token: &Token| {
        let span = Span { start: token.span.start - start, end: token.span.end - start };
        Token { span, ..*token }
    };
    tokens.iter().map(shift).collect()
}

/// Gives the declarations of a file their keys.
struct Keys {
    path: Arc<str>,
    /// How many of a kind and name there were so far.
    seen: HashMap<(Arc<str>, Arc<str>), u32>,
}

impl Keys {
    fn new(path: Arc<str>) -> Keys {
        Keys { path, seen: HashMap::new() }
    }

    fn key(&mut self, text: &str, tokens: &[Token], section: &Section) -> DeclarationKey {
        let (kind, name) = match section.word {
            Some(word) => kind_and_name(text, &tokens[word..section.tokens.end]),
            None => ("".into(), "".into()),
        };
        let seen = self.seen.entry((kind.clone(), name.clone())).or_default();
        let ordinal = *seen;
        *seen += 1;
        DeclarationKey { path: self.path.clone(), kind, name, ordinal }
    }
}

/// The first word of a declaration, and the name behind it, which is a text for tests.
fn kind_and_name(text: &str, tokens: &[Token]) -> (Arc<str>, Arc<str>) {
    let mut words = tokens.iter().filter(|token| !token.kind.is_trivia());
    let kind = words.next().map_or("", |token| &text[token.span.range()]);
    let is_name =
        |token: &&Token| matches!(token.kind, TokenKind::Word | TokenKind::QuotedName | TokenKind::Text(_));
    let name = words.next().filter(is_name).map(|token| unquoted(&text[token.span.range()]));
    (kind.into(), name.unwrap_or_else(|| "".into()))
}
