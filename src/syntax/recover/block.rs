//! Statements, arms and shares, one by one.

use std::sync::Arc;

use super::{Recovery, Tokens};
use crate::diagnostic::{Hint, List, Problem, nearest};
use crate::source::Span;
use crate::syntax::expect::reserved;
use crate::syntax::finding::Finding;
use crate::syntax::grammar::Rule;
use crate::syntax::guesses;
use crate::syntax::lower::part;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Arm, EventClause, Name, OutcomeArm, Share, Statement, StatementKind};
use crate::syntax::words::{ELEMENT_WORDS, SETTING_WORDS};

/// Blocks inside blocks beyond this depth are not looked into.
const DEPTH: usize = 64;

impl Recovery<'_, '_> {
    /// The statements of a block.
    pub(super) fn statements(&mut self, tokens: Tokens) -> Vec<Statement> {
        let mut statements = Vec::new();
        let mut at = tokens.start;
        while let Some(start) = self.start(at..tokens.end, TokenKind::Semicolon) {
            let chunk = start..self.line_end(start..tokens.end, TokenKind::Semicolon).max(start + 1);
            let (statement, end) = match self.whole_statement(start..tokens.end, &chunk) {
                Some(whole) => whole,
                None => (self.statement(chunk.clone()), chunk.end),
            };
            statements.push(statement);
            at = end.max(start + 1);
        }
        statements
    }

    /// The first token of the next line.
    pub(super) fn start(&self, tokens: Tokens, parts: TokenKind) -> Option<usize> {
        tokens.into_iter().find(|&at| !self.kind(at).is_trivia() && self.kind(at) != parts)
    }

    /// A statement that the grammar can read, and the token behind it.
    fn whole_statement(&mut self, rest: Tokens, chunk: &Tokens) -> Option<(Statement, usize)> {
        let node = match self.read(Rule::part_statement, chunk.clone()) {
            Ok(node) => node,
            // It lacks something at its end, which the next lines may have.
            Err(Some(finding)) if finding.span.is_empty() => self.read_start(Rule::part_statement, &rest)?,
            Err(_) => return None,
        };
        let statement = self.lowering.statement(&part(&node, Rule::statement)?);
        let end = self.lowering.piece.token_at(statement.span.end as usize);
        Some((statement, end))
    }

    /// A statement of which some part cannot be read.
    fn statement(&mut self, chunk: Tokens) -> Statement {
        let body = self.next(chunk.clone()).unwrap_or(chunk.start);
        let span = self.behind_documentation(&chunk);
        let head = self.lowering.piece.head(span);
        let label = self.label(body, chunk.end);
        let block = self.block_of(&chunk);
        let read = block.and_then(|block| self.statement_with_block(&chunk, block));
        let (documentation, kind) = read.unwrap_or_else(|| {
            self.blame(&chunk, body, label.as_ref());
            (None, StatementKind::Broken { declares: self.declared_in(&chunk) })
        });
        self.lowering.cover(span);
        Statement { documentation, label, kind, span, head }
    }

    /// An element whose head can be read, with as much of its block as can.
    fn statement_with_block(
        &mut self,
        chunk: &Tokens,
        block: usize,
    ) -> Option<(Option<Arc<str>>, StatementKind)> {
        let node = self.read(Rule::part_element_head, chunk.start..block).ok()?;
        let documentation = self.lowering.documentation(&node);
        let is_head = |rule| !matches!(rule, Rule::documentation | Rule::label | Rule::EOI);
        let head = node.into_inner().find(|part| is_head(part.as_rule()))?;
        if self.depth == DEPTH {
            return Some((documentation, StatementKind::Broken { declares: self.declared_in(chunk) }));
        }
        let mut kind = self.lowering.element_head(&head);
        let inside = self.inside(block);
        self.brace_on_line(chunk.start, block);
        self.depth += 1;
        match &mut kind {
            StatementKind::SegmentAudience(arms)
            | StatementKind::WaitForEvent { arms, .. }
            | StatementKind::EvaluateMessage(arms) => *arms = self.arms(inside),
            StatementKind::WaitForChange { arms, .. } | StatementKind::WaitForDate { arms, .. } => {
                *arms = self.outcome_arms(inside)
            }
            StatementKind::SplitAudience(shares) => *shares = self.shares(inside),
            StatementKind::UpdateProfile(assignments) => *assignments = self.assignments(inside),
            _ => self.effect_block(&mut kind, inside),
        }
        self.depth -= 1;
        Some((documentation, kind))
    }

    /// Says what is wrong with a statement, unless that is known.
    fn blame(&mut self, chunk: &Tokens, first: usize, label: Option<&Name>) {
        if self.is_faulty(chunk) || self.follows_unclosed(chunk) {
            return;
        }
        let finding = self.reserved_label(first, chunk.end).or_else(|| self.unknown_element(chunk, label));
        match finding {
            Some(finding) => self.tell(finding),
            None => self.report(Rule::part_statement, chunk.clone()),
        }
    }

    fn reserved_label(&self, first: usize, end: usize) -> Option<Finding> {
        let colon = self.next(first + 1..end)?;
        let is_label = self.is_reserved(first) && self.kind(colon) == TokenKind::Colon;
        is_label.then(|| reserved(self.span(first), self.text(first)))
    }

    /// The finding for a statement whose first word starts none.
    fn unknown_element(&self, chunk: &Tokens, label: Option<&Name>) -> Option<Finding> {
        let behind =
            label.map_or(chunk.start, |label| self.lowering.piece.token_at(label.span.end as usize) + 1);
        let first = self.next(behind..chunk.end)?;
        let word = self.text(first);
        let known = || SETTING_WORDS.iter().chain(ELEMENT_WORDS).copied();
        let first_word = |phrase: &'static str| phrase.split([' ', '-']).next().unwrap_or_default();
        if known().any(|phrase| first_word(phrase) == word) {
            return None;
        }
        let span = self.span(first);
        let found = format!("`{}`", word.lines().next().unwrap_or_default());
        let guess = guesses::of_line(word, self.next(first + 1..chunk.end).map(|next| self.kind(next)));
        let near = if guess.is_none() { nearest(word, known().map(first_word)) } else { None };
        let hint = match (&guess, near) {
            (Some(guess), _) => Some(guess.hint),
            (None, Some(_)) => None,
            (None, None) => Some(guesses::LINES_IN_SHORT),
        };
        let hint = Hint(hint.map(str::to_owned));
        let finding = Finding::new(span, Problem::UnknownElement { found, known: List::of(known()), hint });
        Some(match guess.and_then(|guess| guess.word).or(near) {
            Some(right) => finding.fix(format!("write `{right}`"), span, right),
            None => finding,
        })
    }

    /// The label that starts at `at`.
    fn label(&self, at: usize, end: usize) -> Option<Name> {
        let colon = self.next(at + 1..end)?;
        self.name_at(at).filter(|_| self.kind(colon) == TokenKind::Colon)
    }

    /// The names that a broken statement probably declares: labels, variables, and what is saved or gets a value.
    pub(super) fn declared_in(&self, chunk: &Tokens) -> Vec<Name> {
        let mut names = Vec::new();
        let mut at = chunk.start;
        let mut starts = true;
        let mut before = None;
        while let Some(token) = self.next(at..chunk.end) {
            if starts {
                names.extend(self.label(token, chunk.end));
            }
            match (self.kind(token), self.text(token)) {
                (TokenKind::Word, "variable") => {
                    names.extend(self.next(token + 1..chunk.end).and_then(|at| self.name_at(at)))
                }
                (TokenKind::Word, "save") => self.saved_in(token + 1..chunk.end, &mut names),
                (TokenKind::Equals, _) => {
                    let target = before.and_then(|at| self.name_at(at));
                    names.extend(target.filter(|target| !names.contains(target)));
                }
                _ => {}
            }
            let kind = self.kind(token);
            let next = token + 1;
            let line = self.lowering.piece.tokens[next..].iter().find(|token| !token.kind.is_blank());
            let line_ends = line.is_some_and(|token| token.kind == TokenKind::LineEnd);
            starts = line_ends
                || matches!(kind, TokenKind::OpenCurly | TokenKind::CloseCurly | TokenKind::Semicolon);
            before = Some(token);
            at = next;
        }
        names
    }

    /// The names behind `save`: the first, and each behind a comma.
    fn saved_in(&self, tokens: Tokens, names: &mut Vec<Name>) {
        let mut wanted = true;
        let line = tokens.start..self.line_end(tokens, TokenKind::OpenCurly);
        for at in line.filter(|&at| !self.kind(at).is_trivia()) {
            if wanted {
                names.extend(self.name_at(at));
            }
            wanted = self.kind(at) == TokenKind::Comma;
        }
    }

    /// The arms of a block.
    fn arms(&mut self, tokens: Tokens) -> Vec<Arm> {
        let mut arms = Vec::new();
        let mut at = tokens.start;
        while let Some(start) = self.start(at..tokens.end, TokenKind::Semicolon) {
            let chunk = start..self.line_end(start..tokens.end, TokenKind::Semicolon).max(start + 1);
            arms.push(self.arm(chunk.clone()));
            at = chunk.end;
        }
        arms
    }

    fn arm(&mut self, chunk: Tokens) -> Arm {
        let block = self.block_of(&chunk);
        let place = self.place(&(chunk.start..block.unwrap_or(chunk.end)));
        let head = self.arm_head(chunk.start..block.unwrap_or(chunk.end), place);
        let Some(block) = block else {
            self.missing_block(&chunk, place);
            return head;
        };
        self.brace_on_line(chunk.start, block);
        let span = self.behind_documentation(&chunk);
        self.lowering.cover(span);
        let body = self.statements(self.inside(block));
        Arm { body, span, ..head }
    }

    fn arm_head(&mut self, tokens: Tokens, place: Span) -> Arm {
        let read = self.read(Rule::part_arm_head, tokens);
        let node = self.accept(read).and_then(|node| part(&node, Rule::arm_head));
        match node {
            Some(head) => self.lowering.arm_head(&head),
            None => {
                let condition = self.lowering.broken(place);
                let when = EventClause { condition, saves: Vec::new() };
                Arm { when: Some(when), body: Vec::new(), span: place, head: place }
            }
        }
    }

    /// The arms of a block that are named by outcomes.
    pub(super) fn outcome_arms(&mut self, tokens: Tokens) -> Vec<OutcomeArm> {
        let mut arms = Vec::new();
        let mut at = tokens.start;
        while let Some(start) = self.start(at..tokens.end, TokenKind::Semicolon) {
            let chunk = start..self.line_end(start..tokens.end, TokenKind::Semicolon).max(start + 1);
            arms.push(self.outcome_arm(chunk.clone()));
            at = chunk.end;
        }
        arms
    }

    pub(super) fn outcome_arm(&mut self, chunk: Tokens) -> OutcomeArm {
        let block = self.block_of(&chunk);
        let head = chunk.start..block.unwrap_or(chunk.end);
        let place = self.place(&head);
        let read = self.read(Rule::part_outcome_head, head);
        let node = self.accept(read).and_then(|node| part(&node, Rule::outcome_head));
        let arm = match node {
            Some(head) => self.lowering.outcome_head(&head),
            None => broken_outcome(place),
        };
        let Some(block) = block else {
            self.missing_block(&chunk, place);
            return arm;
        };
        self.brace_on_line(chunk.start, block);
        let body = self.statements(self.inside(block));
        OutcomeArm { body, span: self.place(&chunk), ..arm }
    }

    /// Says that a block is missing behind `place`, unless something else is known to be wrong.
    pub(super) fn missing_block(&mut self, chunk: &Tokens, place: Span) {
        let known = |finding: &Finding| place.start <= finding.span.start && finding.span.start <= place.end;
        if !self.is_unfinished(chunk) && !self.lowering.findings.iter().any(known) {
            self.expected_block(Span { start: place.end, end: place.end });
        }
    }

    /// The shares of a split.
    fn shares(&mut self, tokens: Tokens) -> Vec<Share> {
        let mut shares = Vec::new();
        let mut at = tokens.start;
        while let Some(start) = self.start(at..tokens.end, TokenKind::Semicolon) {
            let chunk = start..self.line_end(start..tokens.end, TokenKind::Semicolon).max(start + 1);
            shares.push(self.share(chunk.clone()));
            at = chunk.end;
        }
        shares
    }

    fn share(&mut self, chunk: Tokens) -> Share {
        let block = self.block_of(&chunk);
        let head = chunk.start..block.unwrap_or(chunk.end);
        let place = self.place(&head);
        let read = self.read(Rule::part_share_head, head.clone());
        let node = self.accept(read).and_then(|node| part(&node, Rule::share_head));
        let share = match node {
            Some(head) => self.lowering.share_head(&head),
            None => self.broken_share(head, place),
        };
        let Some(block) = block else {
            self.missing_block(&chunk, place);
            return share;
        };
        self.brace_on_line(chunk.start, block);
        let span = self.behind_documentation(&chunk);
        self.lowering.cover(span);
        let body = self.statements(self.inside(block));
        Share { body, span, ..share }
    }

    /// A share whose head cannot be read: it has no percentage, and the name before its block.
    fn broken_share(&self, head: Tokens, place: Span) -> Share {
        let name = head.rev().find_map(|at| self.name_at(at));
        let name = name.unwrap_or_else(|| Name { text: "".into(), span: place });
        Share { percent: "".into(), percent_span: place, name, body: Vec::new(), span: place }
    }
}

/// An arm whose head cannot be read: its outcome has no name.
fn broken_outcome(place: Span) -> OutcomeArm {
    let when = Some(Name { text: "".into(), span: place });
    OutcomeArm { when, body: Vec::new(), span: place, head: place }
}
