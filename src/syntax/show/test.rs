//! Tests as text.

use super::effect::opted_out;
use super::{Show, name, plain};
use crate::syntax::tree::{
    Answer, Assignment, ExitReason, Expectation, ExpectationKind, Fixture, Label, Step, StepKind, Test, Times,
};

impl Show<'_> {
    pub(super) fn test(&mut self, test: &Test) {
        let head = format!("test {}", plain(&test.name));
        self.block(&head, |show| test.steps.iter().for_each(|step| show.step(step)));
    }

    pub(super) fn fixture(&mut self, fixture: &Fixture) {
        let head = format!("fixture {}", name(&fixture.name));
        self.block(&head, |show| fixture.steps.iter().for_each(|step| show.step(step)));
    }

    fn step(&mut self, step: &Step) {
        self.documentation(step.documentation.as_deref());
        self.allowances(step.span);
        match &step.kind {
            StepKind::Case(values) => self.fields("case", values),
            StepKind::Person { person, attributes } => {
                self.fields(&format!("person {}", name(person)), attributes)
            }
            StepKind::Change { person, attributes } => {
                self.fields(&format!("change {}", name(person)), attributes)
            }
            StepKind::Event { person, event, owner, properties } => {
                let owner = owner.as_ref().map_or_else(String::new, |owner| format!(" of {}", label(owner)));
                self.fields(&format!("event {} {}{owner}", name(person), name(event)), properties);
            }
            kind => {
                let line = self.simple_step(kind);
                self.line(&format!("({line})"));
            }
        }
    }

    fn fields(&mut self, head: &str, fields: &[Assignment]) {
        self.block(head, |show| {
            for field in fields {
                let field = show.assignment(field);
                show.line(&field);
            }
        });
    }

    /// A step without a block.
    fn simple_step(&self, kind: &StepKind) -> String {
        match kind {
            StepKind::Use(fixture) => format!("use {}", name(fixture)),
            StepKind::At(moment) => format!("at {}", self.expression(*moment)),
            StepKind::After(time) => format!("after {}", self.expression(*time)),
            StepKind::Enters { person, flow, arguments } => {
                let arguments = self.assignments(arguments);
                format!("{} enters {} {arguments}", name(person), name(flow)).trim_end().to_owned()
            }
            StepKind::Takes { person, branch, split } => {
                format!("{} takes {} of {}", name(person), name(branch), label(split))
            }
            StepKind::Fails { message, person } => format!("{} fails for {}", label(message), name(person)),
            StepKind::Api { method, url, answer } => {
                format!("api {} {} {}", name(method), plain(url), shown_answer(answer.as_ref()))
            }
            StepKind::Listed { person, opt_outs } => {
                format!("listed {}{}", name(person), opted_out(opt_outs))
            }
            StepKind::Draft(flow) => format!("draft {}", name(flow)),
            StepKind::Expect(expectation) => self.expectation(expectation),
            StepKind::Broken { declares } => {
                format!(
                    "broken{}",
                    declares.iter().map(|declared| format!(" {}", name(declared))).collect::<String>()
                )
            }
            StepKind::Case(_)
            | StepKind::Person { .. }
            | StepKind::Change { .. }
            | StepKind::Event { .. } => String::new(),
        }
    }

    fn expectation(&self, expectation: &Expectation) -> String {
        let not = if expectation.negated { "not " } else { "" };
        let shown = match &expectation.kind {
            ExpectationKind::Called { method, url, person, times } => {
                let person =
                    person.as_ref().map_or_else(String::new, |person| format!(" for {}", name(person)));
                format!("called {} {}{person}{}", name(method), plain(url), this_often(times.as_ref()))
            }
            ExpectationKind::Conversation { tag, person } => {
                format!("conversation {} {}", plain(tag), name(person))
            }
            ExpectationKind::Sent { message, person, times } => {
                format!("sent {} {}{}", label(message), name(person), this_often(times.as_ref()))
            }
            ExpectationKind::Notified { element, person, times } => {
                format!("notified {} {}{}", label(element), name(person), this_often(times.as_ref()))
            }
            ExpectationKind::Tagged { person, tag } => {
                format!("tagged {} {}", name(person), self.expression(*tag))
            }
            ExpectationKind::At { person, element } => format!("at {} {}", name(person), label(element)),
            ExpectationKind::Exited { person, flow, reason } => {
                let flow = flow.as_ref().map_or_else(String::new, |flow| format!(" {}", name(flow)));
                format!("exited {}{flow}{}", name(person), reason.map_or("", exit_reason))
            }
            ExpectationKind::Member { person, segment } => {
                format!("in segment {} {}", name(person), name(segment))
            }
            ExpectationKind::Listed { person, opt_outs } => {
                format!("listed {}{}", name(person), opted_out(opt_outs))
            }
            ExpectationKind::Condition(condition) => self.expression(*condition),
        };
        let never = if expectation.never { "never " } else { "" };
        format!("expect {never}{not}{shown}")
    }
}

fn exit_reason(reason: ExitReason) -> &'static str {
    match reason {
        ExitReason::End => " by end",
        ExitReason::Exit => " by exit",
        ExitReason::ExitWhen => " by exit when",
        ExitReason::FlowEnd => " by flow end",
    }
}

fn this_often(times: Option<&Times>) -> String {
    times.map_or_else(String::new, |times| format!(" {} times", times.count))
}

fn label(label: &Label) -> String {
    match &label.flow {
        Some(flow) => format!("{}.{}", name(flow), name(&label.name)),
        None => name(&label.name),
    }
}

fn shown_answer(answer: Option<&Answer>) -> String {
    match answer {
        None => "no-answer".to_owned(),
        Some(Answer { status, body: Some(body), .. }) => format!("{status} {body}"),
        Some(Answer { status, body: None, .. }) => status.to_string(),
    }
}
