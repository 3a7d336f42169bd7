//! The people of a test, and what is read of them.

use std::sync::Arc;

use super::cases::CaseValue;
use crate::check::declaration::{Checker, Home, NameKind, Role, Target, Typed};
use crate::diagnostic::{Diagnostic, Problem, nearest};
use crate::program::{
    AttributeId, ExpressionKind, FlowId, Id, PersonId, Reading, ReadingSource, Table, TestPerson, Type,
    VariableId,
};
use crate::source::{DeclarationId, Location, Span};
use crate::syntax::quote_name;
use crate::syntax::tree::{Assignment, ExpressionId, ExpressionKind as Node, Name, Step, StepKind};

/// What names mean in a test.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct TestScope {
    /// The people, with the places where they are introduced.
    pub(super) names: Vec<(Arc<str>, Location)>,
    /// The values of the case at hand.
    pub(super) values: Vec<CaseValue>,
    /// What is checked: a test, or a fixture that others may use.
    pub(super) root: Option<DeclarationId>,
    /// The fixtures that have been looked at, by their places.
    pub(super) used: Vec<usize>,
    /// People that broken steps probably introduce.
    pub(super) broken: Vec<Arc<str>>,
    /// What is read of people, each once.
    pub(super) readings: Table<VariableId, Reading>,
    /// The readings of the expression at hand.
    pub(super) reads: Vec<VariableId>,
}

impl TestScope {
    /// The names of the people.
    pub(in crate::check) fn people(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| &**name)
    }

    /// The place of the person with this name.
    pub(super) fn person(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|(known, _)| &**known == name)
    }

    /// Where the person with this name is introduced.
    pub(super) fn introduced(&self, name: &str) -> Option<Location> {
        self.person(name).map(|at| self.names[at].1)
    }

    /// The value that the case at hand gives a name.
    fn value(&self, name: &str) -> Option<&CaseValue> {
        self.values.iter().find(|known| &*known.name == name)
    }
}

impl Checker<'_> {
    /// Begins the check of steps: their people are known, and nothing is read of anybody.
    pub(super) fn open_scope(&mut self, steps: &[Step]) {
        self.scope.test = Some(TestScope { root: Some(self.declaration.id), ..TestScope::default() });
        self.meet(steps);
        self.forget_fixtures();
    }

    /// Makes the people of steps known, and of the fixtures that they use.
    fn meet(&mut self, steps: &[Step]) {
        for step in steps {
            match (&step.kind, &mut self.scope.test) {
                (StepKind::Person { person, .. }, _) => self.meet_person(person),
                (StepKind::Broken { declares: Some(name) }, Some(scope)) => {
                    scope.broken.push(name.text.clone());
                }
                (StepKind::Use(fixture), _) => {
                    self.in_fixture(fixture, |checker, fixture| checker.meet(&fixture.steps));
                }
                _ => {}
            }
        }
    }

    fn meet_person(&mut self, person: &Name) {
        let at = self.at(person.span);
        let Some(scope) = &mut self.scope.test else { return };
        match scope.introduced(&person.text) {
            None => scope.names.push((person.text.clone(), at)),
            Some(first) => {
                let (kind, name) = ("person".to_owned(), person.text.to_string());
                let diagnostic = Diagnostic::new(at, Problem::DuplicateName { kind, name });
                self.push(diagnostic.label(first, "declared here first"));
            }
        }
    }

    /// From here on, fixtures may be looked at once more.
    fn forget_fixtures(&mut self) {
        if let Some(scope) = &mut self.scope.test {
            scope.used.clear();
        }
    }

    /// Checks what is said of the people that steps introduce.
    pub(super) fn introduce(&mut self, steps: &[Step]) -> Table<PersonId, TestPerson> {
        let mut people = Table::new();
        self.introduce_all(steps, &mut people);
        self.forget_fixtures();
        people
    }

    fn introduce_all(&mut self, steps: &[Step], people: &mut Table<PersonId, TestPerson>) {
        for step in steps {
            match &step.kind {
                StepKind::Person { person, attributes } if self.is_first(person) => {
                    let (name, location) = (person.text.clone(), self.at(person.span));
                    self.note(person.span, Target::Person(location), Role::Declared);
                    people.push(TestPerson { name, attributes: self.profile(attributes), location });
                }
                StepKind::Use(fixture) => {
                    self.in_fixture(fixture, |checker, fixture| {
                        checker.introduce_all(&fixture.steps, people);
                    });
                }
                _ => {}
            }
        }
    }

    /// Whether a person is introduced by this name first: a second introduction has been reported.
    fn is_first(&self, person: &Name) -> bool {
        let scope = self.scope.test.as_ref();
        scope.and_then(|scope| scope.introduced(&person.text)) == Some(self.at(person.span))
    }

    /// Values of attributes, in a profile or on their way into one from outside. Flows may not write all of them.
    pub(super) fn profile(
        &mut self,
        fields: &[Assignment],
    ) -> Vec<(AttributeId, crate::program::ExpressionId)> {
        let mut checked: Vec<(AttributeId, crate::program::ExpressionId)> = Vec::new();
        let mut seen: Vec<(AttributeId, Span)> = Vec::new();
        for field in fields {
            let attribute = self.require(NameKind::Attribute, &field.target).map(AttributeId::from_index);
            let (Some(attribute), Some(value)) = (attribute, field.value) else { continue };
            self.note(field.target.span, Target::Attribute(attribute), Role::Written);
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == attribute) {
                self.duplicate("field", &field.target.text, field.target.span, *first);
            }
            seen.push((attribute, field.target.span));
            let known = &self.symbols.attributes[attribute];
            let typed = self.value_of(value, &known.r#type, &format!("the value of `{}`", known.name));
            if self.symbols.computed.contains(&attribute) {
                let reason = "it is computed".to_owned();
                let problem = Problem::ReadOnly { name: field.target.text.to_string(), reason };
                let diagnostic = Diagnostic::new(self.at(field.target.span), problem);
                self.push(diagnostic.label(known.location, "declared here"));
            } else {
                checked.push((attribute, typed.id));
            }
        }
        checked
    }

    /// A bare name in a test: a value of the case at hand. Nothing else has one, since a test may have several people.
    pub(in crate::check) fn name_in_test(&mut self, name: &Name) -> Typed {
        let Some(scope) = &self.scope.test else { return self.wrong(name.span) };
        if let Some(CaseValue { value, r#type, first, .. }) = scope.value(&name.text).cloned() {
            self.resolve(name.span, Target::CaseValue(first));
            return self.constant(value, r#type, name.span);
        }
        let values: Vec<Arc<str>> = scope.values.iter().map(|known| known.name.clone()).collect();
        let values: Vec<&str> = values.iter().map(|known| &**known).collect();
        if scope.person(&name.text).is_none() && nearest(&name.text, values.iter().copied()).is_some() {
            self.unknown_or_wrong_case("value of the case", name, &values, String::new());
            return self.wrong(name.span);
        }
        let Some(scope) = &self.scope.test else { return self.wrong(name.span) };
        let quoted = quote_name(&name.text);
        if scope.person(&name.text).is_some() {
            let (scope, place) =
                ("a person".to_owned(), format!("before a point, as in `{quoted}.firstName`,"));
            self.report(name.span, Problem::NotInScope { name: name.text.to_string(), scope, place });
            return self.wrong(name.span);
        }
        let people: Vec<String> =
            scope.names.iter().map(|(person, _)| quote_name(person).into_owned()).collect();
        let at = self.at(name.span);
        let hint = match people.first() {
            Some(person) => format!("write `{person}.{quoted}`"),
            None => "introduce somebody: `person ana { … }`".to_owned(),
        };
        let mut diagnostic = Diagnostic::new(at, Problem::NobodyNamed { what: name.text.to_string(), hint });
        for person in people {
            let full = format!("{person}.{quoted}");
            diagnostic = diagnostic.fix(false, format!("write `{full}`"), at, full);
        }
        self.push(diagnostic);
        self.wrong(name.span)
    }

    /// Reports a condition that does not say whom it is about.
    pub(in crate::check) fn nobody_named(&mut self, span: Span, what: &str, hint: &str) -> Typed {
        self.report(span, Problem::NobodyNamed { what: what.to_owned(), hint: hint.to_owned() });
        self.wrong(span)
    }

    /// `ana.plan`, `ana.AbandonedCart.discount`, `ana.basket.total`
    pub(in crate::check) fn field_in_test(&mut self, base: ExpressionId, field: &Name, span: Span) -> Typed {
        match &self.node(base).kind {
            Node::Name(value) if self.is_case_value(value) => self.field_of_value(base, field, span),
            Node::Name(person) => self.field_of_person(person, field, span),
            Node::Field { base: owner, field: flow } if !self.holds_fields(flow) => {
                match &self.node(*owner).kind {
                    Node::Name(person) => match self.person(person) {
                        Some(id) => self.variable_in_test(id, [person, flow, field], span),
                        None => self.wrong(span),
                    },
                    _ => self.field_of_value(base, field, span),
                }
            }
            _ => self.field_of_value(base, field, span),
        }
    }

    /// `ana.plan`
    pub(in crate::check) fn field_of_person(&mut self, person: &Name, field: &Name, span: Span) -> Typed {
        match self.person(person) {
            Some(id) => self.attribute_in_test(id, person, field, span),
            None => self.wrong(span),
        }
    }

    /// Whether a name is that of a person of the test at hand.
    pub(in crate::check) fn is_person(&self, name: &Name) -> bool {
        self.scope.test.as_ref().is_some_and(|scope| scope.person(&name.text).is_some())
    }

    /// Whether a name is that of a value of the case at hand, and of no person.
    fn is_case_value(&self, name: &Name) -> bool {
        let scope = self.scope.test.as_ref();
        scope.is_some_and(|scope| scope.person(&name.text).is_none() && scope.value(&name.text).is_some())
    }

    /// Whether a name behind a person is that of an attribute with fields, and of no flow.
    fn holds_fields(&mut self, name: &Name) -> bool {
        if self.look_up(NameKind::Flow, &name.text).is_some() {
            return false;
        }
        let attribute = self.attribute(&name.text);
        attribute.is_some_and(|attribute| self.symbols.attributes[attribute].r#type.holds_objects())
    }

    fn field_of_value(&mut self, base: ExpressionId, field: &Name, span: Span) -> Typed {
        let base = self.expression(base);
        self.field_of(&base, field, span)
    }

    fn attribute_in_test(&mut self, id: PersonId, person: &Name, field: &Name, span: Span) -> Typed {
        let Some(at) = self.require(NameKind::Attribute, field) else { return self.wrong(span) };
        let attribute = AttributeId::from_index(at);
        self.resolve(field.span, Target::Attribute(attribute));
        let r#type = self.symbols.attributes[attribute].r#type.clone();
        let of_person = self.add(ExpressionKind::Attribute(attribute), r#type.clone(), span);
        let written = format!("{}.{}", quote_name(&person.text), quote_name(&field.text));
        self.reading(id, written, ReadingSource::Attribute(of_person.id), r#type, span)
    }

    fn variable_in_test(&mut self, id: PersonId, names: [&Name; 3], span: Span) -> Typed {
        let [_, flow, field] = names;
        let Some(at) = self.require(NameKind::Flow, flow) else { return self.wrong(span) };
        let flow_id = FlowId::from_index(at);
        self.resolve(flow.span, Target::Flow(flow_id));
        let Some((variable, r#type)) = self.flow_variable(flow_id, field) else { return self.wrong(span) };
        let written: Vec<String> = names.iter().map(|name| quote_name(&name.text).into_owned()).collect();
        self.reading(id, written.join("."), ReadingSource::Variable(flow_id, variable), r#type, span)
    }

    /// The variable of a flow; an unknown one is reported.
    pub(super) fn flow_variable(&mut self, flow: FlowId, name: &Name) -> Option<(VariableId, Type)> {
        let signature = &self.symbols.flows[flow];
        let found = signature.variables.iter().find(|(_, (known, _))| *known == name.text);
        if let Some((variable, (_, r#type))) = found {
            self.resolve(name.span, Target::Variable(Home::Flow(flow), variable));
            return Some((variable, r#type.clone()));
        }
        if !signature.broken_labels.contains(&name.text) {
            let known: Vec<&str> = signature.variables.rows().iter().map(|(known, _)| &**known).collect();
            let hint = format!(
                "the flow has no variables but {}",
                crate::diagnostic::List::of(known.iter().copied())
            );
            let hint = if known.is_empty() { "the flow has no variables".to_owned() } else { hint };
            self.unknown_or_wrong_case(
                &format!("variable of `{}` named", signature.named.name),
                name,
                &known,
                hint,
            );
        }
        None
    }

    /// The variable that stands for what is read of a person.
    fn reading(
        &mut self,
        person: PersonId,
        written: String,
        source: ReadingSource,
        r#type: Type,
        span: Span,
    ) -> Typed {
        let Some(scope) = &mut self.scope.test else { return self.wrong(span) };
        let known = scope.readings.iter().find(|(_, reading)| *reading.written == *written);
        let variable = match known.map(|(variable, _)| variable) {
            Some(variable) => variable,
            None => scope.readings.push(Reading { written: written.into(), person, source }),
        };
        if !scope.reads.contains(&variable) {
            scope.reads.push(variable);
        }
        self.add(ExpressionKind::Variable(variable), r#type, span)
    }
}
