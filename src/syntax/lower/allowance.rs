//! Allowances: which there are, and what each of them is about.

use super::{Lowering, part, parts};
use crate::diagnostic::Problem;
use crate::source::Span;
use crate::syntax::finding::Finding;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{Allowance, Name};

impl Lowering<'_> {
    /// Notes the allowances in what a rule has read. What is read twice, as a whole and then in part, is noted once.
    pub(in crate::syntax) fn allowances_in(&mut self, node: &Node<'_>) {
        // Nearly no text has any, and this walks through all that was read.
        if !node.as_str().contains("allow") {
            return;
        }
        let owners = std::iter::once(node.clone()).chain(node.clone().into_inner().flatten());
        for owner in owners {
            let Some(documentation) = part(&owner, Rule::documentation) else { continue };
            let covers = self.span_behind_documentation(&owner);
            parts(&documentation, Rule::allowance).for_each(|node| self.allowance(&node, covers));
        }
    }

    /// Says that what starts where `all` does is all of this. Recovery reads the head of a block before it knows the end.
    pub(in crate::syntax) fn cover(&mut self, all: Span) {
        for allowance in self.allowances.iter_mut().filter(|known| known.covers.start == all.start) {
            allowance.covers = allowance.covers.to(all);
        }
    }

    fn allowance(&mut self, node: &Node<'_>, covers: Span) {
        let span = self.span(node);
        if self.allowances.iter().any(|known| known.span == span) {
            return self.cover(covers);
        }
        let code = part(node, Rule::word).map(|code| self.name(&code));
        if code.is_none() {
            self.find(Finding::new(span, Problem::MalformedAllowance {}));
        }
        let code = code.unwrap_or_else(|| Name { text: "".into(), span });
        let reason = self.plain_text_in(node);
        self.allowances.push(Allowance { code, reason, span, covers });
    }
}
