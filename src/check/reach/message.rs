//! Messages with gaps: placeholders of attributes that many people do not have.

use std::collections::BTreeSet;

use super::{Known, Parts, Reader};
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{AttributeId, ElementKind, ExpressionId, ExpressionKind, Send, TemplatePart};

/// The placeholders of one flow that may leave a gap: each attribute once, where it is first named.
#[derive(Default)]
pub(super) struct Gaps {
    mentioned: BTreeSet<AttributeId>,
}

impl Gaps {
    /// The gaps in a message to people of whom something is known. Whoever gets a message has the address that it is sent
    /// to, and what is computed may well be never empty.
    pub(super) fn find(&mut self, parts: &Parts, kind: &ElementKind, facts: &[Known]) -> Vec<Diagnostic> {
        let ElementKind::Send(Send { channel, content, .. }) = kind else { return Vec::new() };
        let contact = parts.channels[*channel].contact;
        let mut found = Vec::new();
        for line in content {
            for (placeholder, attribute) in attributes(parts, line.value.text()) {
                let stored = !parts.attributes[attribute].readonly && contact != Some(attribute);
                if stored && may_be_empty(parts, placeholder, facts) && self.mentioned.insert(attribute) {
                    let name = parts.attributes[attribute].name.to_string();
                    let place = parts.expressions[placeholder].location;
                    found.push(Diagnostic::new(place, Problem::EmptyPlaceholder { name }));
                }
            }
        }
        found
    }
}

/// The attributes that a text shows as they are.
fn attributes(parts: &Parts, value: ExpressionId) -> Vec<(ExpressionId, AttributeId)> {
    let ExpressionKind::Template(template) = &parts.expressions[value].kind else { return Vec::new() };
    let shown = template.iter().filter_map(|part| match part {
        TemplatePart::Placeholder(shown) => Some(*shown),
        TemplatePart::Literal(_) => None,
    });
    shown
        .filter_map(|shown| match parts.expressions[shown].kind {
            ExpressionKind::Attribute(attribute) => Some((shown, attribute)),
            _ => None,
        })
        .collect()
}

fn may_be_empty(parts: &Parts, id: ExpressionId, facts: &[Known]) -> bool {
    let mut reader = Reader::new(parts);
    let Some(people) = reader.meeting(facts.iter().copied()) else { return false };
    let empty = reader.emptiness(id);
    people.and(&empty, &reader.subjects).is_some_and(|people| !people.is_nobody())
}
