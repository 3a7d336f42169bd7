//! Tests: their steps and expectations.

use std::sync::Arc;

use super::{Lowering, part, parts};
use crate::source::Span;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    Answer, Assignment, ExitReason, Expectation, ExpectationKind, Label, Name, Step, StepKind, Times,
};

impl Lowering<'_> {
    /// The steps of a test.
    pub(super) fn steps_in(&mut self, node: &Node<'_>) -> Vec<Step> {
        let Some(block) = part(node, Rule::steps) else { return Vec::new() };
        let steps: Vec<Node<'_>> = parts(&block, Rule::step).collect();
        steps.iter().map(|step| self.step(step)).collect()
    }

    /// A step, with its block.
    pub(in crate::syntax) fn step(&mut self, node: &Node<'_>) -> Step {
        let documentation = self.documentation(node);
        let span = self.span_behind_documentation(node);
        let head = self.piece.head(span);
        let form = node.clone().into_inner().find(|part| part.as_rule() != Rule::documentation);
        let kind = form.map_or(StepKind::Broken { declares: None }, |form| self.step_kind(&form));
        Step { documentation, kind, span, head }
    }

    fn step_kind(&mut self, node: &Node<'_>) -> StepKind {
        match node.as_rule() {
            Rule::step_case | Rule::step_person | Rule::step_change | Rule::step_event_with => {
                self.step_with_block(node)
            }
            Rule::step_use => StepKind::Use(self.name_in(node)),
            Rule::step_event => self.step_head(node),
            Rule::step_at => StepKind::At(self.expression_in(node)),
            Rule::step_after => StepKind::After(self.expression_in(node)),
            Rule::step_draft => StepKind::Draft(self.name_in(node)),
            Rule::step_enters => {
                let [person, flow] = self.names_in(node);
                let given = part(node, Rule::given).and_then(|given| part(&given, Rule::given_values));
                let arguments = given.map_or_else(Vec::new, |given| self.assignments(&given));
                StepKind::Enters { person, flow, arguments }
            }
            Rule::step_takes => {
                let [person, branch] = self.names_in(node);
                StepKind::Takes { person, branch, split: self.label_in(node) }
            }
            Rule::step_fails => StepKind::Fails { message: self.label_in(node), person: self.name_in(node) },
            Rule::step_listed => {
                StepKind::Listed { person: self.name_in(node), opt_outs: self.opt_outs(node) }
            }
            Rule::step_api => self.api(node),
            _ => self.expect_step(node),
        }
    }

    fn step_with_block(&mut self, node: &Node<'_>) -> StepKind {
        let head = node.clone().into_inner().next();
        let mut kind = head.map_or(StepKind::Broken { declares: None }, |head| self.step_head(&head));
        if let (Some(fields), Some(block)) = (fields_of(&mut kind), part(node, Rule::assignments)) {
            *fields = self.assignments(&block);
        }
        kind
    }

    /// A step whose block is still empty.
    pub(in crate::syntax) fn step_head(&mut self, head: &Node<'_>) -> StepKind {
        match head.as_rule() {
            Rule::step_case_head => StepKind::Case(Vec::new()),
            Rule::step_person_head => StepKind::Person { person: self.name_in(head), attributes: Vec::new() },
            Rule::step_change_head => StepKind::Change { person: self.name_in(head), attributes: Vec::new() },
            _ => {
                let [person, event] = self.names_in(head);
                let owner = part(head, Rule::element_label).map(|label| self.label(&label));
                StepKind::Event { person, event, owner, properties: Vec::new() }
            }
        }
    }

    fn api(&mut self, node: &Node<'_>) -> StepKind {
        let method = self.name_in(node);
        let Some(url) = self.plain_text_in(node) else { return StepKind::Broken { declares: None } };
        let answer = part(node, Rule::answer).map(|answer| self.answer(&answer));
        StepKind::Api { method, url, answer }
    }

    fn answer(&self, node: &Node<'_>) -> Answer {
        let status = part(node, Rule::integer);
        let status_span = status.as_ref().map_or_else(|| self.span(node), |status| self.span(status));
        let status = status.map_or("", |status| status.as_str()).into();
        let body = part(node, Rule::answer_value).map(|value| Arc::from(json(&value)));
        Answer { status, status_span, body }
    }

    fn expect_step(&mut self, node: &Node<'_>) -> StepKind {
        let expectation = form_of(node).and_then(|form| match form.as_rule() {
            Rule::expect_never => self.never(&form),
            _ => self.expectation(&form),
        });
        expectation.map_or(StepKind::Broken { declares: None }, StepKind::Expect)
    }

    fn never(&mut self, node: &Node<'_>) -> Option<Expectation> {
        let expectation = self.expectation(&form_of(node)?)?;
        let span = Span { start: self.span(node).start, end: expectation.span.end };
        Some(Expectation { never: true, span, ..expectation })
    }

    fn expectation(&mut self, node: &Node<'_>) -> Option<Expectation> {
        let kind = match node.as_rule() {
            Rule::expect_called => self.called(node)?,
            Rule::expect_conversation => {
                ExpectationKind::Conversation { tag: self.plain_text_in(node)?, person: self.name_in(node) }
            }
            Rule::expect_sent => {
                let (message, person) = (self.label_in(node), self.name_in(node));
                ExpectationKind::Sent { message, person, times: self.this_often(node) }
            }
            Rule::expect_notified => {
                let (element, person) = (self.label_in(node), self.name_in(node));
                ExpectationKind::Notified { element, person, times: self.this_often(node) }
            }
            Rule::expect_tagged => {
                ExpectationKind::Tagged { person: self.name_in(node), tag: self.expression_in(node) }
            }
            Rule::expect_at => {
                ExpectationKind::At { person: self.name_in(node), element: self.label_in(node) }
            }
            Rule::expect_exited => {
                let mut names = parts(node, Rule::name).map(|name| self.name(&name));
                let person = names.next();
                let flow = names.next();
                let reason = part(node, Rule::exit_reason).map(|reason| exit_reason(&reason));
                ExpectationKind::Exited { person: person.unwrap_or_else(|| self.name_in(node)), flow, reason }
            }
            Rule::expect_member => {
                let [person, segment] = self.names_in(node);
                ExpectationKind::Member { person, segment }
            }
            Rule::expect_listed => {
                ExpectationKind::Listed { person: self.name_in(node), opt_outs: self.opt_outs(node) }
            }
            _ => ExpectationKind::Condition(self.expression_in(node)),
        };
        let negated = part(node, Rule::op_not).is_some();
        Some(Expectation { never: false, negated, kind, span: self.span(node) })
    }

    fn called(&mut self, node: &Node<'_>) -> Option<ExpectationKind> {
        Some(ExpectationKind::Called {
            method: self.name_in(node),
            url: self.plain_text_in(node)?,
            person: part(node, Rule::called_for).map(|person| self.name_in(&person)),
            times: self.this_often(node),
        })
    }

    /// `2 times`
    fn this_often(&self, node: &Node<'_>) -> Option<Times> {
        let count = part(node, Rule::this_often).and_then(|times| part(&times, Rule::integer))?;
        Some(Times { count: count.as_str().into(), span: self.span(&count) })
    }

    /// The first two names among the parts of a node.
    fn names_in(&self, node: &Node<'_>) -> [Name; 2] {
        let mut names = parts(node, Rule::name).map(|name| self.name(&name));
        [(); 2].map(|()| names.next().unwrap_or_else(|| self.name_in(node)))
    }

    fn label_in(&self, node: &Node<'_>) -> Label {
        part(node, Rule::element_label)
            .map_or_else(|| Label { flow: None, name: self.name_in(node) }, |label| self.label(&label))
    }

    /// `reminder`, `AbandonedCart.reminder`
    fn label(&self, node: &Node<'_>) -> Label {
        let mut names = parts(node, Rule::name).map(|name| self.name(&name));
        match (names.next(), names.next()) {
            (Some(flow), Some(name)) => Label { flow: Some(flow), name },
            (first, _) => Label { flow: None, name: first.unwrap_or_else(|| self.name_in(node)) },
        }
    }
}

/// The block of a step that has one.
pub(in crate::syntax) fn fields_of(kind: &mut StepKind) -> Option<&mut Vec<Assignment>> {
    match kind {
        StepKind::Person { attributes, .. } | StepKind::Change { attributes, .. } => Some(attributes),
        StepKind::Event { properties, .. } => Some(properties),
        StepKind::Case(values) => Some(values),
        _ => None,
    }
}

/// What is expected, behind `expect` or `never`.
fn form_of<'t>(node: &Node<'t>) -> Option<Node<'t>> {
    let is_form =
        |part: &Node<'_>| !matches!(part.as_rule(), Rule::kw_expect | Rule::kw_never | Rule::statement_end);
    node.clone().into_inner().find(is_form)
}

/// `by exit when`
fn exit_reason(node: &Node<'_>) -> ExitReason {
    let has = |rule| part(node, rule).is_some();
    match () {
        () if has(Rule::by_exit_when) => ExitReason::ExitWhen,
        () if has(Rule::by_exit) => ExitReason::Exit,
        () if has(Rule::by_end) => ExitReason::End,
        () => ExitReason::FlowEnd,
    }
}

/// An answer as JSON without blanks. Members may stand on lines of their own without a comma, as fields do.
fn json(value: &Node<'_>) -> String {
    let Some(inner) = value.clone().into_inner().next() else { return value.as_str().to_owned() };
    match inner.as_rule() {
        Rule::answer_object => {
            let members: Vec<String> = parts(&inner, Rule::answer_member).map(|node| member(&node)).collect();
            format!("{{{}}}", members.join(","))
        }
        Rule::answer_list => {
            let items = part(&inner, Rule::answer_items).into_iter();
            let items = items.flat_map(|items| parts(&items, Rule::answer_value));
            let items: Vec<String> = items.map(|item| json(&item)).collect();
            format!("[{}]", items.join(","))
        }
        _ => inner.as_str().to_owned(),
    }
}

fn member(node: &Node<'_>) -> String {
    let name = part(node, Rule::answer_text).map_or("", |name| name.as_str());
    let value = part(node, Rule::answer_value).map_or_else(String::new, |value| json(&value));
    format!("{name}:{value}")
}
