//! The ways in: a file, or an expression by itself.

use std::collections::HashMap;
use std::sync::Arc;

use super::faults;
use super::finding::Finding;
use super::grammar::{Node, Rule, read};
use super::lost::lost;
use super::lower::{Lowering, part, unquoted};
use super::piece::Piece;
use super::recover::{mend, recover};
use super::split::{Section, sections};
use super::template;
use super::token::{Token, TokenKind, tokens};
use super::tree::{Allowance, Declaration, DeclarationKind, Expressions, Lost, Name, Tree};
use crate::diagnostic::Diagnostic;
use crate::source::{DeclarationId, DeclarationKey, FileId, Snapshot, Span};

/// Reads a file. Its declarations get the ids of those that stood there before under the same names.
pub fn parse(snapshot: &mut Snapshot, file: FileId) -> (Tree, Vec<Diagnostic>) {
    let (path, text) = (snapshot.file(file).path.clone(), snapshot.file(file).text.clone());
    Reading::of(&path, &text).declare(snapshot, file)
}

/// A file as it was read, before its declarations have ids.
///
/// It depends on the path and the text alone, so that files can be read side by side, and one that never changes once.
#[derive(Clone, Debug)]
pub struct Reading {
    parts: Vec<Part>,
}

/// A declaration without an id.
#[derive(Clone, Debug)]
struct Part {
    key: DeclarationKey,
    span: Span,
    /// Nothing where the text is known already, and was not read again.
    content: Option<(Body, Vec<Finding>)>,
}

/// A declaration with its id, and what is wrong with its text.
#[derive(Clone, Debug)]
pub(super) struct Parsed {
    key: DeclarationKey,
    span: Span,
    pub(super) declaration: Arc<Declaration>,
    pub(super) diagnostics: Arc<[Diagnostic]>,
}

impl Parsed {
    /// Its text in that of its file.
    pub(super) fn text<'t>(&self, file: &'t str) -> &'t str {
        &file[self.span.range()]
    }
}

/// What is read of a declaration.
#[derive(Clone, Debug)]
struct Body {
    documentation: Option<Arc<str>>,
    span: Span,
    kind: DeclarationKind,
    expressions: Expressions,
    allowances: Vec<Allowance>,
    braced: Vec<Name>,
    lost: Lost,
}

impl Reading {
    /// Reads the text of the file at `path`.
    #[must_use]
    pub fn of(path: &str, text: &str) -> Reading {
        Reading::but(path, text, &|_| false)
    }

    /// Reads the text of the file at `path`, but for the declarations whose text is known already.
    pub(super) fn but(path: &str, text: &str, is_known: &dyn Fn(&str) -> bool) -> Reading {
        let tokens = tokens(text);
        let mut keys = Keys::new(path.into());
        let part = |section: Section| {
            let span = tokens[section.tokens.start].span.to(tokens[section.tokens.end - 1].span);
            let content = (!is_known(&text[span.range()])).then(|| {
                let inner = shifted(&tokens[section.tokens.clone()], span.start);
                let piece = Piece { text: &text[span.range()], tokens: &inner };
                let word = section.word.map(|word| word - section.tokens.start);
                read_declaration(piece, word, Rule::declaration)
            });
            Part { key: keys.key(text, &tokens, &section), span, content }
        };
        Reading { parts: sections(text, &tokens).into_iter().map(part).collect() }
    }

    /// How many declarations were read.
    pub(super) fn read(&self) -> usize {
        self.parts.iter().filter(|part| part.content.is_some()).count()
    }

    /// Reads the text of the file at `path` as one that messages are made from. It is one declaration.
    #[must_use]
    pub fn of_template(path: &str, text: &str) -> Reading {
        let tokens = template::tokens_of(text);
        let mut lowering = Lowering::new(Piece { text, tokens: &tokens });
        let template = template::read(&mut lowering, path.into());
        let content = body(lowering, Some(0), (None, DeclarationKind::Template(template)));
        let key = DeclarationKey { path: path.into(), kind: "template".into(), name: "".into(), ordinal: 0 };
        Reading { parts: vec![Part { key, span: Span::new(0, text.len()), content: Some(content) }] }
    }

    /// Gives the declarations their ids.
    pub fn declare(self, snapshot: &mut Snapshot, file: FileId) -> (Tree, Vec<Diagnostic>) {
        let parts = self.parsed(snapshot, file);
        let diagnostics = parts.iter().flat_map(|part| part.diagnostics.iter().cloned()).collect();
        (Tree { file, declarations: parts.into_iter().map(|part| part.declaration).collect() }, diagnostics)
    }

    /// The declarations with their ids.
    pub(super) fn parsed(self, snapshot: &mut Snapshot, file: FileId) -> Vec<Parsed> {
        self.parsed_with(snapshot, file, &|_| None)
    }

    /// The declarations with their ids; those that were not read are taken from where their text is `known`.
    pub(super) fn parsed_with(
        self,
        snapshot: &mut Snapshot,
        file: FileId,
        known: &dyn Fn(&str) -> Option<Parsed>,
    ) -> Vec<Parsed> {
        let text = snapshot.file(file).text.clone();
        let mut one = |Part { key, span, content }: Part| {
            let id = snapshot.declare(key.clone(), file, span.start);
            match content {
                Some((body, findings)) => {
                    let diagnostics = findings.into_iter().map(|finding| finding.report(id)).collect();
                    Some(Parsed { key, span, declaration: Arc::new(body.declaration(id)), diagnostics })
                }
                None => known(&text[span.range()]).map(|part| part.moved(key, span, id)),
            }
        };
        self.parts.into_iter().filter_map(&mut one).collect()
    }
}

impl Parsed {
    /// The same declaration at another place. Where it has become another one of those alike, it is a copy with that id.
    fn moved(self, key: DeclarationKey, span: Span, id: DeclarationId) -> Parsed {
        if self.key == key {
            return Parsed { span, ..self };
        }
        let declaration = Arc::new(Declaration { id, ..(*self.declaration).clone() });
        let diagnostics = self.diagnostics.iter().map(|found| found.moved(id)).collect();
        Parsed { key, span, declaration, diagnostics }
    }
}

impl Body {
    fn declaration(self, id: DeclarationId) -> Declaration {
        let Body { documentation, span, kind, expressions, allowances, braced, lost } = self;
        Declaration { id, documentation, span, kind, expressions, allowances, braced, lost }
    }
}

/// Reads an expression by itself, as `path`.
pub fn parse_formula(snapshot: &mut Snapshot, path: &str, text: &str) -> (Arc<Declaration>, Vec<Diagnostic>) {
    let file = snapshot.add(path, text);
    let text = snapshot.file(file).text.clone();
    let key = DeclarationKey { path: path.into(), kind: "formula".into(), name: "".into(), ordinal: 0 };
    let id = snapshot.declare(key, file, 0);
    let piece = Piece { text: &text, tokens: &tokens(&text) };
    let (body, findings) = read_declaration(piece, Some(0), Rule::formula);
    (Arc::new(body.declaration(id)), findings.into_iter().map(|finding| finding.report(id)).collect())
}

/// Reads a declaration as a whole, and part by part if that fails. `word` is the token that says what it declares.
fn read_declaration(piece: Piece<'_>, word: Option<usize>, rule: Rule) -> (Body, Vec<Finding>) {
    let readable = word.is_some() && faults::of_tokens(piece).is_empty();
    let whole = if readable { read(rule, piece.text).ok() } else { None };
    match whole.and_then(|mut whole| whole.next()) {
        Some(node) => {
            let mut lowering = Lowering::new(piece);
            lowering.allowances_in(&node);
            let found = (lowering.documentation(&node), declared(&mut lowering, &node));
            body(lowering, word, found)
        }
        None => {
            let mended = mend(piece);
            let mut lowering = Lowering::new(Piece { tokens: &mended.tokens, ..piece });
            let found = recover(&mut lowering, word, rule, mended.findings);
            body(lowering, word, found)
        }
    }
}

/// What was read, with its findings in order.
fn body(
    lowering: Lowering<'_>,
    word: Option<usize>,
    (documentation, kind): (Option<Arc<str>>, DeclarationKind),
) -> (Body, Vec<Finding>) {
    let Lowering { piece, expressions, mut allowances, braced, mut findings, unfinished, .. } = lowering;
    let span = Span::new(0, piece.text.len());
    allowances.sort_by_key(|allowance| allowance.span);
    findings.sort_by_key(|finding| finding.span);
    if word.is_none() {
        // What stands between declarations is one mistake, whatever is in it.
        findings.truncate(1);
    }
    let lost = lost(piece, &kind, &findings, unfinished);
    (Body { documentation, span, kind, expressions, allowances, braced, lost }, findings)
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
