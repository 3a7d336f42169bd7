//! The steps of tests, one by one.

use super::{Recovery, Tokens};
use crate::diagnostic::{List, nearest};
use crate::syntax::finding::Finding;
use crate::syntax::grammar::Rule;
use crate::syntax::lower::{fields_of, part};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Name, Step, StepKind};
use crate::syntax::words::STEP_WORDS;

impl Recovery<'_, '_> {
    /// The steps of a test.
    pub(super) fn steps(&mut self, tokens: Tokens) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = tokens.start;
        while let Some(start) = self.start(at..tokens.end, TokenKind::Semicolon) {
            let chunk = start..self.line_end(start..tokens.end, TokenKind::Semicolon).max(start + 1);
            let (step, end) = match self.whole_step(start..tokens.end, &chunk) {
                Some(whole) => whole,
                None => (self.step(chunk.clone()), chunk.end),
            };
            steps.push(step);
            at = end.max(start + 1);
        }
        steps
    }

    /// A step that the grammar can read, and the token behind it.
    fn whole_step(&mut self, rest: Tokens, chunk: &Tokens) -> Option<(Step, usize)> {
        let node = match self.read(Rule::part_step, chunk.clone()) {
            Ok(node) => node,
            // It lacks something at its end, which the next lines may have.
            Err(Some(finding)) if finding.span.is_empty() => self.read_start(Rule::part_step, &rest)?,
            Err(_) => return None,
        };
        let step = self.lowering.step(&part(&node, Rule::step)?);
        let end = self.lowering.piece.token_at(step.span.end as usize);
        Some((step, end))
    }

    /// A step of which some part cannot be read.
    fn step(&mut self, chunk: Tokens) -> Step {
        let first = self.next(chunk.clone()).unwrap_or(chunk.start);
        let span = self.behind_documentation(&chunk);
        self.lowering.cover(span);
        let head = self.lowering.piece.head(span);
        let block = self.block_of(&chunk);
        let read = block.and_then(|block| self.step_with_block(&chunk, block));
        let kind = read.unwrap_or_else(|| {
            self.blame_step(&chunk, first);
            StepKind::Broken { declares: self.person_in(first, chunk.end) }
        });
        Step { documentation: None, kind, span, head }
    }

    /// A step whose head can be read, with as many of its fields as can.
    fn step_with_block(&mut self, chunk: &Tokens, block: usize) -> Option<StepKind> {
        let node = self.read(Rule::part_step_head, chunk.start..block).ok()?;
        let is_head = |rule| !matches!(rule, Rule::documentation | Rule::EOI);
        let head = node.into_inner().find(|part| is_head(part.as_rule()))?;
        let mut kind = self.lowering.step_head(&head);
        self.brace_on_line(chunk.start, block);
        let read = self.assignments(self.inside(block));
        if let Some(fields) = fields_of(&mut kind) {
            *fields = read;
        }
        Some(kind)
    }

    /// Says what is wrong with a step, unless that is known.
    fn blame_step(&mut self, chunk: &Tokens, first: usize) {
        if self.is_faulty(chunk) || self.follows_unclosed(chunk) {
            return;
        }
        match self.misspelt_step(first) {
            Some(finding) => self.lowering.find(finding),
            None => self.report(Rule::part_step, chunk.clone()),
        }
    }

    /// The finding for a first word that is nearly one of those that start steps.
    fn misspelt_step(&self, first: usize) -> Option<Finding> {
        let (span, word) = (self.span(first), self.text(first));
        if STEP_WORDS.contains(&word) {
            return None;
        }
        // Short words are near to every other short word.
        let right = nearest(word, STEP_WORDS.iter().copied().filter(|known| known.len() > 4))?;
        let finding = Finding::unexpected(span, List::of([right]), format!("`{word}`"));
        Some(finding.fix(format!("write `{right}`"), span, right))
    }

    /// The person that a broken step probably declares.
    fn person_in(&self, first: usize, end: usize) -> Option<Name> {
        let is_person = nearest(self.text(first), ["person"]).is_some();
        let name = self.next(first + 1..end).filter(|_| is_person)?;
        self.name_at(name)
    }
}
