//! What tests expect.

use super::clock::Clock;
use crate::check::declaration::{Checker, NameKind, Target};
use crate::program::{
    ElementId, ExitReason, Expectation, ExpectationKind, ExpressionKind, FlowId, Id, SegmentId, TestStepKind,
    Type,
};
use crate::syntax::tree::{self, Label, Times};

impl Checker<'_> {
    pub(super) fn expect_step(
        &mut self,
        expectation: &tree::Expectation,
        clock: &mut Clock,
    ) -> Option<TestStepKind> {
        clock.needed("expect", self.at(expectation.span));
        if let Some(scope) = &mut self.scope.test {
            scope.reads.clear();
        }
        let kind = self.expectation(expectation);
        let reads = self.scope.test.as_ref().map_or_else(Vec::new, |scope| scope.reads.clone());
        Some(TestStepKind::Expect(Expectation {
            never: expectation.never,
            negated: expectation.negated,
            kind: kind?,
            reads,
        }))
    }

    fn expectation(&mut self, expectation: &tree::Expectation) -> Option<ExpectationKind> {
        use tree::ExpectationKind as Node;
        Some(match &expectation.kind {
            Node::Called { method, url, person, times } => {
                let method = self.method(method);
                let person = match person {
                    Some(person) => Some(self.person(person)?),
                    None => None,
                };
                let times = self.this_often(times.as_ref(), "called")?;
                ExpectationKind::Called { method: method?, url: url.text.clone(), person, times }
            }
            Node::Conversation { tag, person } => {
                ExpectationKind::Conversation { person: self.person(person)?, tag: tag.text.clone() }
            }
            Node::Sent { message, person, times } => {
                let (person, message) = (self.person(person), self.message(message, "sent to"));
                let ((flow, message), times) = (message?, self.this_often(times.as_ref(), "sent to")?);
                ExpectationKind::Sent { person: person?, flow, message, times }
            }
            Node::Notified { element, person, times } => {
                let (person, element) = (self.person(person), self.notifying(element));
                let ((flow, element), times) = (element?, self.this_often(times.as_ref(), "sent for")?);
                ExpectationKind::Notified { person: person?, flow, element, times }
            }
            Node::Tagged { person, tag } => {
                let (person, tag) = (self.person(person), self.value_of(*tag, &Type::Text, "a tag"));
                let condition = self.add(ExpressionKind::HasTag(tag.id), Type::Boolean, expectation.span);
                ExpectationKind::Tagged { person: person?, tag: tag.id, condition: condition.id }
            }
            Node::At { person, element } => {
                let (person, element) = (self.person(person), self.labelled_element(element));
                let (flow, element) = element?;
                ExpectationKind::At { person: person?, flow, element }
            }
            Node::Exited { person, flow, reason } => {
                let person = self.person(person);
                let flow = match flow {
                    Some(flow) => Some(self.flow_named(flow)?),
                    None => None,
                };
                ExpectationKind::Exited { person: person?, flow, reason: reason.map(exit_reason) }
            }
            Node::Member { person, segment } => {
                let person = self.person(person);
                let id = SegmentId::from_index(self.require(NameKind::Segment, segment)?);
                self.resolve(segment.span, Target::Segment(id));
                let condition = self.add(ExpressionKind::InSegment(id), Type::Boolean, expectation.span);
                ExpectationKind::Member { person: person?, segment: id, condition: condition.id }
            }
            Node::Listed { person, opt_outs } => {
                let (person, opt_outs) = (self.person(person), self.opt_outs(opt_outs));
                ExpectationKind::Listed { person: person?, opt_outs }
            }
            Node::Condition(condition) => ExpectationKind::Condition(self.condition(*condition)),
        })
    }

    /// `2 times`: how often, or that it is not said; nothing where that is reported.
    fn this_often(&mut self, times: Option<&Times>, done: &str) -> Option<Option<u64>> {
        let Some(times) = times else { return Some(None) };
        let count = times.count.parse().ok();
        if count.is_none() {
            self.misfit(times.span, done, "takes a smaller number");
        }
        count.map(Some)
    }

    /// The element that tells others and has a label.
    fn notifying(&mut self, label: &Label) -> Option<(FlowId, ElementId)> {
        let (flow, element) = self.labelled_element(label)?;
        let found = &self.symbols.flows[flow].elements[element];
        if !found.notifies {
            let reason =
                format!("is for `notify`, and `{}` is none; a message is `sent to` somebody", found.label);
            self.misfit(label.span(), "sent for", reason);
            return None;
        }
        Some((flow, element))
    }

    /// The flow with this name; an unknown one is reported.
    pub(super) fn flow_named(&mut self, name: &tree::Name) -> Option<FlowId> {
        let id = FlowId::from_index(self.require(NameKind::Flow, name)?);
        self.resolve(name.span, Target::Flow(id));
        Some(id)
    }

    /// The element that sends a message and has a label; what is done to it, `sent`, is for messages.
    pub(super) fn message(&mut self, label: &Label, done: &str) -> Option<(FlowId, ElementId)> {
        let (flow, element) = self.labelled_element(label)?;
        let found = &self.symbols.flows[flow].elements[element];
        if found.channel.is_none() {
            let instead = if found.notifies { "; it is `sent for` somebody" } else { "" };
            let reason = format!("is for messages, and `{}` sends none{instead}", found.label);
            self.misfit(label.span(), done, reason);
            return None;
        }
        Some((flow, element))
    }
}

fn exit_reason(reason: tree::ExitReason) -> ExitReason {
    match reason {
        tree::ExitReason::End => ExitReason::End,
        tree::ExitReason::Exit => ExitReason::Exit,
        tree::ExitReason::ExitWhen => ExitReason::ExitWhen,
        tree::ExitReason::FlowEnd => ExitReason::FlowEnded,
    }
}
