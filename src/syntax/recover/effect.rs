//! The blocks of elements that act on the outside: messages, API calls, arms that go by outcomes.
//!
//! A line that cannot be read is kept as a broken one: what seems to be missing may be there.

use super::{Recovery, Tokens};
use crate::syntax::grammar::Rule;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{
    AddToFlow, ApiSetting, ApiSettingKind, CallApi, Name, OptOut, Send, StatementKind, Use,
};

impl Recovery<'_, '_> {
    /// As much of the block of such an element as can be read.
    pub(super) fn effect_block(&mut self, kind: &mut StatementKind, inside: Tokens) {
        match kind {
            StatementKind::Send(send) => self.message(inside, send),
            StatementKind::CallApi(call) => self.api_lines(inside, call),
            StatementKind::Use(Use { arms, .. }) | StatementKind::AddToFlow(AddToFlow { arms, .. }) => {
                *arms = self.outcome_arms(inside);
            }
            StatementKind::Notify(notify) => notify.content = self.contents(inside),
            StatementKind::AddToDoNotContact(opt_outs) | StatementKind::RemoveFromDoNotContact(opt_outs) => {
                let lines = self.lines(inside, TokenKind::Comma);
                *opt_outs = lines.iter().map(|line| self.opt_out(line)).collect();
            }
            _ => {}
        }
    }

    fn message(&mut self, inside: Tokens, send: &mut Send) {
        for line in self.lines(inside, TokenKind::Semicolon) {
            if self.is_arm(&line) {
                send.arms.push(self.outcome_arm(line));
                continue;
            }
            let read = self.read(Rule::part_message_line, line.clone());
            match self.accept(read).and_then(|node| node.into_inner().next()) {
                Some(node) if node.as_rule() == Rule::content => {
                    send.content.push(self.lowering.content(&node));
                }
                Some(node) => send.settings.extend(self.lowering.send_setting(&node)),
                None => send.content.push(self.broken_content(&line)),
            }
        }
    }

    fn api_lines(&mut self, inside: Tokens, call: &mut CallApi) {
        let lines = self.lines(inside, TokenKind::Semicolon);
        let lines: Vec<Tokens> = lines.into_iter().flat_map(|line| self.parted_by_save(line)).collect();
        for line in lines {
            if self.is_arm(&line) {
                call.arms.push(self.outcome_arm(line));
                continue;
            }
            let read = self.read(Rule::part_api_line, line.clone());
            let node = self.accept(read).and_then(|node| node.into_inner().next());
            let setting = node.and_then(|node| self.lowering.api_setting(&node));
            call.settings.push(setting.unwrap_or_else(|| {
                let kind = ApiSettingKind::Broken { declares: self.declared_in(&line) };
                ApiSetting { kind, span: self.place(&line) }
            }));
        }
    }

    /// The lines that a line consists of, since `save` goes on with the line before everywhere but in a call.
    fn parted_by_save(&self, line: Tokens) -> Vec<Tokens> {
        let end = self.block_of(&line).unwrap_or(line.end);
        let starts_line = |at: usize| {
            let before = (line.start..at).rev().find(|&before| !self.kind(before).is_blank());
            before.is_some_and(|before| self.kind(before) == TokenKind::LineEnd)
        };
        let is_save = |&at: &usize| self.text(at) == "save" && starts_line(at);
        let mut parts = Vec::new();
        let mut start = line.start;
        for save in (line.start..end).filter(is_save) {
            parts.push(start..save);
            start = save;
        }
        parts.push(start..line.end);
        parts
    }

    /// Whether a line is an arm: it starts as one and has a block.
    fn is_arm(&self, line: &Tokens) -> bool {
        let first = self.next(line.clone()).map(|first| self.text(first));
        matches!(first, Some("when" | "otherwise")) && self.block_of(line).is_some()
    }

    fn opt_out(&mut self, line: &Tokens) -> OptOut {
        if let Some(node) = self.line(Rule::part_opt_out, Rule::opt_out, line) {
            return self.lowering.opt_out(&node);
        }
        let span = self.place(line);
        OptOut { channel: Name { text: "".into(), span }, sender: None, span }
    }
}
