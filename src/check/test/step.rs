//! The steps of tests.

use super::clock::Clock;
use crate::check::declaration::{Checker, NameKind, Target};
use crate::check::symbols::ParameterSignature;
use crate::diagnostic::Problem;
use crate::program::{
    self, Category, EntrySource, EventId, FlowId, Id, Owner, PropertySlot, TestAnswer, TestStep,
    TestStepKind, VariableId,
};
use crate::source::Span;
use crate::syntax::tree::{Answer, Assignment, DeclarationKind, Label, Name, PlainText, Step, StepKind};

impl Checker<'_> {
    /// Checks steps, those of fixtures in their places.
    pub(super) fn steps(&mut self, steps: &[Step], clock: &mut Clock) -> Vec<TestStep> {
        let mut checked = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            match &step.kind {
                StepKind::Use(fixture) => {
                    self.used_fixture(fixture, &steps[..at]);
                    self.in_fixture(fixture, |checker, fixture| {
                        checked.extend(checker.steps(&fixture.steps, clock));
                    });
                }
                StepKind::Case(_) if matches!(self.declaration.kind, DeclarationKind::Fixture(_)) => {
                    self.misfit(step.head, "case", "is for tests, and this is a fixture");
                }
                _ => checked.extend(self.step(step, clock)),
            }
        }
        checked
    }

    /// Checks a step. What introduces a person is none of the program's: people are there from the beginning.
    fn step(&mut self, step: &Step, clock: &mut Clock) -> Option<TestStep> {
        let kind = match &step.kind {
            StepKind::Case(_) | StepKind::Use(_) | StepKind::Person { .. } | StepKind::Broken { .. } => None,
            StepKind::At(moment) => self.clock_at(*moment, clock),
            StepKind::After(time) => self.clock_after(*time, clock),
            StepKind::Event { person, event, owner, properties } => {
                clock.needed(&event.text, self.at(step.head));
                self.event_step(person, event, owner.as_ref(), properties)
            }
            StepKind::Change { person, attributes } => {
                clock.needed("change", self.at(step.head));
                let (person, values) = (self.person(person), self.profile(attributes));
                person.map(|person| TestStepKind::Change { person, values })
            }
            StepKind::Enters { person, flow, arguments } => {
                clock.needed("enters", self.at(step.head));
                self.enters(person, flow, arguments)
            }
            StepKind::Takes { person, branch, split } => self.takes(person, branch, split),
            StepKind::Fails { message, person } => {
                let (person, message) = (self.person(person), self.message(message, "fails"));
                message.zip(person).map(|((flow, message), person)| TestStepKind::Fails {
                    person,
                    flow,
                    message,
                })
            }
            StepKind::Api { method, url, answer } => self.api(method, url, answer.as_ref()),
            StepKind::Listed { person, opt_outs } => {
                let (person, opt_outs) = (self.person(person), self.opt_outs(opt_outs));
                person.map(|person| TestStepKind::Listed { person, opt_outs })
            }
            StepKind::Draft(flow) => self.flow_named(flow).map(TestStepKind::Draft),
            StepKind::Expect(expectation) => self.expect_step(expectation, clock),
        };
        let span = match &step.kind {
            StepKind::Expect(expectation) => expectation.span,
            _ => step.head,
        };
        kind.map(|kind| TestStep { kind, location: self.at(span) })
    }

    fn event_step(
        &mut self,
        person: &Name,
        event: &Name,
        owner: Option<&Label>,
        properties: &[Assignment],
    ) -> Option<TestStepKind> {
        let person = self.person(person);
        let id = EventId::from_index(self.require(NameKind::Event, event)?);
        self.resolve(event.span, Target::Event(id));
        let owner = match owner {
            Some(label) => Some(self.owner_in_test(id, label)?),
            None => None,
        };
        let given = self.properties(id, event.span, properties);
        Some(TestStepKind::Event { person: person?, event: id, owner, properties: given })
    }

    /// The properties of an event that happens; those that it must have and has not are reported.
    fn properties(
        &mut self,
        event: EventId,
        span: Span,
        fields: &[Assignment],
    ) -> Vec<(u32, program::ExpressionId)> {
        let mut given: Vec<(u32, program::ExpressionId, Span)> = Vec::new();
        for field in fields {
            let Some(value) = field.value else { continue };
            match self.symbols.property(event, &field.target.text) {
                Some((PropertySlot::Declared(slot), r#type)) => {
                    self.resolve(field.target.span, Target::Property(event, PropertySlot::Declared(slot)));
                    if let Some((.., first)) = given.iter().find(|(known, ..)| *known == slot) {
                        self.duplicate("property", &field.target.text, field.target.span, *first);
                    }
                    let typed =
                        self.value_of(value, &r#type, &format!("the value of `{}`", field.target.text));
                    given.push((slot, typed.id, field.target.span));
                }
                Some((PropertySlot::Time, _)) => {
                    self.misfit(field.target.span, "time", "is what the clock of the test shows");
                }
                None => self.unknown_property(&[event], &field.target),
            }
        }
        self.missing_properties(event, span, |slot| given.iter().any(|(known, ..)| *known == slot));
        given.into_iter().map(|(slot, value, _)| (slot, value)).collect()
    }

    fn missing_properties(&mut self, event: EventId, span: Span, is_given: impl Fn(u32) -> bool) {
        let declared = &self.symbols.events[event];
        let wanted = (0..).zip(&declared.properties).filter(|(_, property)| !property.optional);
        let missing: Vec<String> = wanted
            .filter(|(slot, _)| !is_given(*slot))
            .map(|(_, property)| format!("`{}`", property.name))
            .collect();
        // A property in another case, or nearly of the name, has been reported.
        let reported = self.result.diagnostics.iter().any(|found| {
            matches!(&found.problem, Problem::UnknownName { kind, .. } | Problem::WrongCase { kind, .. }
                if kind.starts_with("property of"))
        });
        if !missing.is_empty() && !reported {
            let event = declared.name.to_string();
            self.report(span, Problem::MissingProperties { event, properties: missing.join(" and ") });
        }
    }

    /// `of reminder`, `of Onboarding`: what an event belongs to.
    fn owner_in_test(&mut self, event: EventId, label: &Label) -> Option<Owner> {
        let declared = &self.symbols.events[event];
        match declared.category {
            Category::Channel => {
                let (flow, element) = self.labelled_element(label)?;
                let found = &self.symbols.flows[flow].elements[element];
                self.sends_on(event, &label.name, found)?;
                Some(Owner { flow, element: Some(element) })
            }
            Category::Product if label.flow.is_none() => {
                Some(Owner { flow: self.flow_named(&label.name)?, element: None })
            }
            _ => {
                let reason = "only events of messages and of flows belong to something".to_owned();
                self.wrong_owner(event, &label.name, reason);
                None
            }
        }
    }

    /// `ana enters Onboarding(orderId = "A1")`: what a request from outside gives, or else another flow.
    fn enters(&mut self, person: &Name, flow: &Name, arguments: &[Assignment]) -> Option<TestStepKind> {
        let person = self.person(person);
        let id = self.flow_named(flow)?;
        let signature = &self.symbols.flows[id];
        let (source, parameters) = match (&signature.asked, &signature.parameters) {
            (Some(asked), _) => (EntrySource::Api, asked),
            (None, Some(given)) => (EntrySource::Flow, given),
            (None, None) => {
                let reason = "is for flows with `enter from api` or `enter from flow`";
                self.misfit(flow.span, "enters", reason);
                return None;
            }
        };
        let arguments = self.entry_arguments(id, flow, parameters, arguments);
        Some(TestStepKind::Enters { person: person?, flow: id, source, arguments })
    }

    fn entry_arguments(
        &mut self,
        flow: FlowId,
        name: &Name,
        parameters: &[ParameterSignature],
        arguments: &[Assignment],
    ) -> Vec<(VariableId, program::ExpressionId)> {
        let mut given: Vec<(VariableId, program::ExpressionId, Span)> = Vec::new();
        for argument in arguments {
            let (target, Some(value)) = (&argument.target, argument.value) else { continue };
            if !parameters.iter().any(|known| known.name == target.text) {
                let known: Vec<&str> = parameters.iter().map(|known| &*known.name).collect();
                self.unknown(&format!("parameter of `{}` named", name.text), target, &known);
                continue;
            }
            let Some((variable, r#type)) = self.flow_variable(flow, target) else { continue };
            if let Some((.., first)) = given.iter().find(|(known, ..)| *known == variable) {
                self.duplicate("argument", &target.text, target.span, *first);
            }
            let typed = self.value_of(value, &r#type, &format!("the value of `{}`", target.text));
            given.push((variable, typed.id, target.span));
        }
        self.missing_arguments(name, parameters, arguments);
        given.into_iter().map(|(variable, value, _)| (variable, value)).collect()
    }

    fn missing_arguments(&mut self, flow: &Name, parameters: &[ParameterSignature], given: &[Assignment]) {
        let is_given = |known: &ParameterSignature| given.iter().any(|one| one.target.text == known.name);
        let missing = parameters.iter().filter(|known| !known.optional && !is_given(known));
        let missing: Vec<String> = missing.map(|known| format!("`{}`", known.name)).collect();
        // A name that is nearly one of them has been reported.
        let is_known = |one: &Assignment| parameters.iter().any(|known| known.name == one.target.text);
        if !missing.is_empty() && given.iter().all(is_known) {
            let (callee, missing) = (flow.text.to_string(), missing.join(" and "));
            self.report(flow.span, Problem::MissingArgument { callee, missing });
        }
    }

    /// `ana takes discounted of offer`
    fn takes(&mut self, person: &Name, branch: &Name, split: &Label) -> Option<TestStepKind> {
        let person = self.person(person);
        let (flow, element) = self.labelled_element(split)?;
        let found = &self.symbols.flows[flow].elements[element];
        if found.branches.is_empty() {
            let reason = format!("is for the branches of a split, and `{}` is none", found.label);
            self.misfit(split.span(), "takes", reason);
            return None;
        }
        let Some(at) = found.branches.iter().position(|known| *known == branch.text) else {
            let known: Vec<&str> = found.branches.iter().map(|known| &**known).collect();
            self.unknown(&format!("branch of `{}` named", found.label), branch, &known);
            return None;
        };
        Some(TestStepKind::Takes { person: person?, flow, split: element, branch: at })
    }

    /// `api POST "https://…" answers 200 json { … }`
    fn api(&mut self, method: &Name, url: &PlainText, answer: Option<&Answer>) -> Option<TestStepKind> {
        let method = self.method(method)?;
        let answer = match answer {
            Some(answer) => Some(self.answer(answer)?),
            None => None,
        };
        Some(TestStepKind::Api { method, url: url.text.clone(), answer })
    }

    fn answer(&mut self, answer: &Answer) -> Option<TestAnswer> {
        let status = answer.status.parse().ok().filter(|status| (100..=599).contains(status));
        if status.is_none() {
            self.misfit(answer.status_span, "answers", "takes a status from 100 to 599");
        }
        Some(TestAnswer { status: status?, body: answer.body.clone() })
    }
}
