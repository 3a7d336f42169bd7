//! Recovery: reads a declaration that the grammar refused part by part.
//!
//! The tokens cut a block into its lines, and each is read by the rule of its own. What cannot be read becomes an error node and
//! one finding; a fault that is known already (an unclosed text, a missing bracket) gets no second one.

mod block;
mod effect;
mod fields;
mod mend;
mod test;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

pub(super) use mend::mend;

use super::allowance;
use super::brackets::{Brackets, opens_object};
use super::expect::unexpected;
use super::faults;
use super::finding::Finding;
use super::grammar::{Node, Rule, read};
use super::guesses;
use super::lower::{Lowering, unquoted};
use super::split::{ends_open, starts_open};
use super::token::{Documents, TokenKind};
use super::tree::{DeclarationKind, Name};
use super::words::{DECLARATION_WORDS, ELEMENT_WORDS, LIBRARY_WORDS, RESERVED, SETTING_WORDS};
use crate::diagnostic::{List, Problem, nearest};
use crate::source::Span;

/// Reads a declaration part by part. `word` is the token that says what it declares, `mends` what was wrong with its tokens and
/// has been mended.
pub(super) fn recover(
    lowering: &mut Lowering<'_>,
    word: Option<usize>,
    rule: Rule,
    mends: Vec<Finding>,
) -> (Option<Arc<str>>, DeclarationKind) {
    let brackets = Brackets::of(lowering.piece);
    let mut known = faults::of_tokens(lowering.piece);
    known.extend(faults::of_brackets(lowering.piece, &brackets));
    known.extend(mends);
    known.sort_by_key(|finding| finding.span.start);
    let faults: Vec<u32> = known.iter().map(|finding| finding.span.start).collect();
    lowering.unfinished = brackets.open_end().is_some();
    first_of_each_line(lowering.piece.text, known).for_each(|finding| lowering.find(finding));
    let mut recovery = Recovery { lowering, brackets, faults, depth: 0 };
    let found = match word {
        _ if rule == Rule::formula => (None, DeclarationKind::Broken { word: None, declares: None }),
        Some(word) => recovery.declaration(word),
        None => (None, recovery.junk()),
    };
    recovery.nothing_found(rule);
    found
}

/// Tokens of the piece.
type Tokens = Range<usize>;

/// What a rule has read, or why it has not; no reason where one is known already.
type Read<'t> = Result<Node<'t>, Option<Box<Finding>>>;

/// The state of reading part by part.
struct Recovery<'r, 't> {
    lowering: &'r mut Lowering<'t>,
    brackets: Brackets,
    /// Where something is already known to be wrong, in order.
    faults: Vec<u32>,
    /// How many blocks enclose what is being read.
    depth: usize,
}

impl<'t> Recovery<'_, 't> {
    fn declaration(&mut self, word: usize) -> (Option<Arc<str>>, DeclarationKind) {
        let all = 0..self.tokens();
        let broken = self.broken(word);
        if !matches!(
            broken_word(&broken),
            Some(
                "people"
                    | "event"
                    | "senders"
                    | "caps"
                    | "operators"
                    | "channel"
                    | "flow"
                    | "element"
                    | "test"
                    | "fixture"
            )
        ) {
            self.report(Rule::declaration, all);
            return (None, broken);
        }
        let open = (word..self.tokens()).find(|&at| self.kind(at) == TokenKind::OpenCurly);
        let head = 0..open.unwrap_or(self.tokens());
        let read = self.read(Rule::part_head, head);
        let Some(node) = self.accept(read).or_else(|| self.bare_head(word)) else { return (None, broken) };
        self.lowering.cover(self.behind_documentation(&all));
        let documentation = self.lowering.documentation(&node);
        let inner = node.into_inner().find(|part| part.as_rule() != Rule::documentation);
        let mut kind = inner.map_or(broken, |head| self.lowering.declaration_head(&head));
        match open {
            Some(open) => {
                self.brace_on_line(0, open);
                self.declaration_block(&mut kind, self.inside(open));
            }
            None => {
                self.lowering.unfinished = true;
                self.report(Rule::declaration, all);
            }
        }
        (documentation, kind)
    }

    /// The head up to the name, where what follows cannot be read.
    fn bare_head(&mut self, word: usize) -> Option<Node<'t>> {
        let name = self.next(word + 1..self.tokens())?;
        self.read_start(Rule::part_head, &(0..name + 1))
    }

    fn declaration_block(&mut self, kind: &mut DeclarationKind, inside: Tokens) {
        match kind {
            DeclarationKind::Flow(flow) => flow.statements = self.statements(inside),
            DeclarationKind::CustomElement(element) => element.statements = self.statements(inside),
            DeclarationKind::Test(test) => test.steps = self.steps(inside),
            DeclarationKind::Fixture(fixture) => fixture.steps = self.steps(inside),
            DeclarationKind::People(attributes) => *attributes = self.attributes(inside),
            DeclarationKind::Event(event) => event.properties = self.properties(inside),
            DeclarationKind::Senders(senders) => *senders = self.senders(inside),
            DeclarationKind::Caps(caps) => caps.caps = self.caps(inside),
            DeclarationKind::Operators(operators) => operators.operators = self.operators(inside),
            DeclarationKind::Channel(channel) => self.channel(inside, channel),
            _ => {}
        }
    }

    /// What could not be read, with its word and the name behind it.
    fn broken(&self, word: usize) -> DeclarationKind {
        let next = self.next(word + 1..self.tokens());
        let declares = next.and_then(|next| self.name_at(next));
        DeclarationKind::Broken { word: Some(self.text(word).into()), declares }
    }

    /// What stands between declarations.
    fn junk(&mut self) -> DeclarationKind {
        let first = self.next(0..self.tokens()).filter(|_| self.faults.is_empty());
        if let Some(first) = first {
            let (text, span) = (self.text(first), self.span(first));
            let known = DECLARATION_WORDS.iter().copied();
            let all = known.clone().chain(LIBRARY_WORDS.iter().copied());
            let found = format!("`{}`", text.lines().next().unwrap_or_default());
            let problem = Problem::UnknownDeclaration { found, known: List::of(known) };
            let finding = Finding::new(span, problem);
            self.tell(match guesses::of_declaration(text).or_else(|| nearest(text, all)) {
                Some(word) => finding.fix(format!("write `{word}`"), span, word),
                None => finding,
            });
        }
        if first.is_none() && self.faults.is_empty() {
            self.nothing_declared();
        }
        let declares =
            first.and_then(|first| self.next(first + 1..self.tokens())).and_then(|next| self.name_at(next));
        DeclarationKind::Broken { word: None, declares }
    }

    /// Says that documentation or allowances have nothing behind them.
    fn nothing_declared(&mut self) {
        let end = self.place(&(0..self.tokens())).end;
        let (expected, found) = (List::of(["~a declaration"]), "the end of the file".to_owned());
        let span = Span { start: end, end };
        self.lowering.find(Finding::unexpected(span, expected, found));
    }

    /// If every part could be read, the whole could not all the same: says why.
    fn nothing_found(&mut self, rule: Rule) {
        if self.lowering.findings.is_empty() {
            self.report(rule, 0..self.tokens());
        }
    }

    /// Notes something that is wrong, unless it stands on a line of which something is known already.
    fn tell(&mut self, finding: Finding) {
        let (text, at) = (self.lowering.piece.text, finding.span.start as usize);
        let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        let first = self.faults.partition_point(|&fault| (fault as usize) < start);
        if self.faults.get(first).is_none_or(|&fault| fault as usize > end) {
            self.lowering.find(finding);
        }
    }

    // What tokens say.

    fn tokens(&self) -> usize {
        self.lowering.piece.tokens.len()
    }

    fn kind(&self, at: usize) -> TokenKind {
        self.lowering.piece.tokens[at].kind
    }

    fn span(&self, at: usize) -> Span {
        self.lowering.piece.tokens[at].span
    }

    fn text(&self, at: usize) -> &'t str {
        &self.lowering.piece.text[self.span(at).range()]
    }

    /// The bytes of tokens.
    fn bytes(&self, tokens: &Tokens) -> Range<usize> {
        let at = |token: usize| {
            let token = self.lowering.piece.tokens.get(token);
            token.map_or(self.lowering.piece.text.len(), |token| token.span.start as usize)
        };
        at(tokens.start)..at(tokens.end)
    }

    /// The place of tokens, blanks at the end left out.
    fn place(&self, tokens: &Tokens) -> Span {
        self.lowering.piece.trimmed(self.bytes(tokens))
    }

    /// The place of tokens, without the documentation and allowances before them.
    fn behind_documentation(&self, tokens: &Tokens) -> Span {
        let all = self.place(tokens);
        let start = self.next(tokens.clone()).map_or(all.start, |first| self.span(first).start);
        Span { start: start.min(all.end), end: all.end }
    }

    /// The first of the tokens that means something to the grammar, documentation and allowances left out.
    fn next(&self, tokens: Tokens) -> Option<usize> {
        let piece = self.lowering.piece;
        let next = allowance::behind_all(piece.text, piece.tokens, tokens.start)?;
        (next < tokens.end).then_some(next)
    }

    /// The name that a token is, if it is one.
    fn name_at(&self, at: usize) -> Option<Name> {
        let is_name = matches!(self.kind(at), TokenKind::Word | TokenKind::QuotedName);
        (is_name && !self.is_reserved(at))
            .then(|| Name { text: unquoted(self.text(at)), span: self.span(at) })
    }

    fn is_reserved(&self, at: usize) -> bool {
        self.kind(at) == TokenKind::Word && RESERVED.contains(&self.text(at))
    }

    /// The tokens between the bracket at `open` and its end.
    fn inside(&self, open: usize) -> Tokens {
        open + 1..self.brackets.end(open).unwrap_or(self.tokens()).max(open + 1)
    }

    /// The token behind the bracket that opens at `open`.
    fn behind(&self, open: usize) -> usize {
        let end = self.brackets.end(open).unwrap_or(self.tokens());
        if self.brackets.is_closed(open) { end + 1 } else { end.max(open + 1) }
    }

    /// Says that the `{` at `open` should stand on the line of the head that it belongs to, where it does not. The head starts at
    /// `head`.
    fn brace_on_line(&mut self, head: usize, open: usize) {
        let tokens = &self.lowering.piece.tokens[head..open];
        if tokens.iter().all(|token| token.kind.is_trivia()) {
            return;
        }
        let before = tokens.iter().rev().take_while(|token| token.kind.is_trivia());
        if before.into_iter().any(|token| token.kind == TokenKind::LineEnd) {
            let end = self.lowering.piece.trimmed(0..self.span(open).start as usize).end;
            self.expected_block(Span { start: end, end });
        }
    }

    /// Says that a block should start at `place`.
    fn expected_block(&mut self, place: Span) {
        let (expected, found) = (List::of(["{"]), "the end of the line".to_owned());
        self.tell(Finding::unexpected(place, expected, found));
    }

    /// The first `{` of tokens that begins a block.
    fn block_of(&self, tokens: &Tokens) -> Option<usize> {
        tokens.clone().find(|&at| self.opens_block(at))
    }

    /// Whether a token is the `{` of a block, and not that of an object.
    fn opens_block(&self, at: usize) -> bool {
        self.kind(at) == TokenKind::OpenCurly && !opens_object(self.lowering.piece, at)
    }

    /// Where the line that starts at the first of the tokens ends: at a line end behind which it does not go on, at a token
    /// that `parts` lines, or behind a block.
    fn line_end(&self, tokens: Tokens, parts: TokenKind) -> usize {
        let mut at = tokens.start;
        let mut before = None;
        while at < tokens.end {
            let kind = self.kind(at);
            match kind {
                TokenKind::OpenCurly if self.opens_block(at) => return self.behind(at).min(tokens.end),
                TokenKind::LineEnd if self.line_ends(before, at, tokens.end) => return at,
                _ if kind == parts => return at,
                _ if kind.opens() => at = self.behind(at).max(at + 1),
                _ => at += 1,
            }
            if !kind.is_trivia() {
                before = Some(at - 1);
            }
        }
        tokens.end
    }

    /// Whether the line behind `before` ends at the line end at `at`. Documentation and allowances are lines by themselves that
    /// belong to the next.
    fn line_ends(&self, before: Option<usize>, at: usize, end: usize) -> bool {
        let piece = self.lowering.piece;
        let Some(before) = before else { return false };
        let open = ends_open(piece.text, piece.tokens[before]);
        let next = (at..end).find(|&next| !self.kind(next).is_trivia());
        let documentation = self.kind(before) == TokenKind::Comment(Documents::Next)
            || allowance::ends_at(piece.text, piece.tokens, before);
        // A `{` starts nothing: it belongs to the line before, though it should stand there.
        let goes_on = |next: usize| {
            self.kind(next) == TokenKind::OpenCurly || starts_open(piece.text, piece.tokens[next])
        };
        if open && next.is_some_and(|next| self.starts_anew(at, next, end)) {
            return true;
        }
        !open && !documentation && !next.is_some_and(goes_on)
    }

    /// Whether what starts at `next` hardly goes on with a line that ended at `at` with an operator: a blank line is between
    /// them, or it starts as a field, a statement or an arm does.
    fn starts_anew(&self, at: usize, next: usize, end: usize) -> bool {
        let line_ends = (at..next).filter(|&at| self.kind(at) == TokenKind::LineEnd).count();
        let second = (next + 1..end).find(|&second| !self.kind(second).is_blank());
        let names = second.is_some_and(|at| matches!(self.kind(at), TokenKind::Colon | TokenKind::Equals));
        let follows = |word: &str| second.is_some_and(|second| self.text(second) == word);
        let starts = |phrase: &&str| {
            let (first, rest) = phrase.split_once([' ', '-']).unwrap_or((phrase, ""));
            let rest = rest.split(' ').next().unwrap_or_default();
            self.text(next) == first && (rest.is_empty() || first == "re" || follows(rest))
        };
        let phrases = || SETTING_WORDS.iter().chain(ELEMENT_WORDS);
        let first = matches!(self.text(next), "when" | "otherwise" | "computed" | "readonly");
        line_ends > 1 || names || first || phrases().any(starts)
    }

    // What the grammar says.

    /// Reads tokens with a rule.
    fn read(&mut self, rule: Rule, tokens: Tokens) -> Read<'t> {
        let bytes = self.bytes(&tokens);
        if self.is_faulty(&tokens) {
            return Err(None);
        }
        self.lowering.read_from(bytes.start);
        match read(rule, &self.lowering.piece.text[bytes.clone()]) {
            Ok(mut nodes) => {
                let node = nodes.next().ok_or(None)?;
                self.lowering.allowances_in(&node);
                Ok(node)
            }
            Err(_) if self.follows_unclosed(&tokens) || self.is_unfinished(&tokens) => Err(None),
            Err(error) => {
                Err(Some(Box::new(unexpected(self.lowering.piece, bytes.start, bytes.end, &error))))
            }
        }
    }

    /// What a rule has read; if it has not, notes why.
    fn accept(&mut self, read: Read<'t>) -> Option<Node<'t>> {
        match read {
            Ok(node) => Some(node),
            Err(finding) => {
                finding.into_iter().for_each(|finding| self.tell(*finding));
                None
            }
        }
    }

    /// What a rule can read at the start of tokens that holds nothing known to be wrong.
    fn read_start(&mut self, rule: Rule, tokens: &Tokens) -> Option<Node<'t>> {
        let mut bytes = self.bytes(tokens);
        let first = self.faults.partition_point(|&fault| (fault as usize) < bytes.start);
        bytes.end = self.faults.get(first).map_or(bytes.end, |&fault| bytes.end.min(fault as usize));
        self.lowering.read_from(bytes.start);
        let node = read(rule, &self.lowering.piece.text[bytes]).ok()?.next()?;
        self.lowering.allowances_in(&node);
        Some(node)
    }

    /// Notes why tokens cannot be read with a rule.
    fn report(&mut self, rule: Rule, tokens: Tokens) {
        let read = self.read(rule, tokens);
        self.accept(read);
    }

    /// Whether the tokens stand right behind a `{` that is never closed, on its line or as a second `{`: then it is this `{`
    /// that does not belong there.
    fn follows_unclosed(&self, tokens: &Tokens) -> bool {
        let before = (0..tokens.start).rev().find(|&at| !self.kind(at).is_trivia());
        let Some(before) = before.filter(|&at| self.kind(at) == TokenKind::OpenCurly) else { return false };
        let is_second = self.next(tokens.clone()).is_some_and(|at| self.kind(at) == TokenKind::OpenCurly);
        let same_line = (before..tokens.start).all(|at| self.kind(at) != TokenKind::LineEnd);
        !self.brackets.is_closed(before) && (is_second || same_line)
    }

    /// Whether the text ends with the tokens while a bracket before them is still open: then it is not finished.
    fn is_unfinished(&self, tokens: &Tokens) -> bool {
        let is_before = |open| open < tokens.end;
        self.brackets.open_end().is_some_and(is_before) && self.next(tokens.end..self.tokens()).is_none()
    }

    /// Whether something is already known to be wrong with the tokens.
    fn is_faulty(&self, tokens: &Tokens) -> bool {
        let bytes = self.bytes(tokens);
        let first = self.faults.partition_point(|&fault| (fault as usize) < bytes.start);
        self.faults.get(first).is_some_and(|&fault| (fault as usize) < bytes.end)
    }
}

/// The first finding of each line: the others follow from it.
fn first_of_each_line(text: &str, findings: Vec<Finding>) -> impl Iterator<Item = Finding> {
    let mut lines = BTreeSet::new();
    findings.into_iter().filter(move |finding| {
        let before = &text[..finding.span.start as usize];
        lines.insert(before.rfind('\n'))
    })
}

fn broken_word(kind: &DeclarationKind) -> Option<&str> {
    match kind {
        DeclarationKind::Broken { word, .. } => word.as_deref(),
        _ => None,
    }
}
