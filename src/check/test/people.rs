//! The people of a test, and what is read of them.

use std::sync::Arc;

use crate::check::declaration::{Checker, Home, NameKind, Role, Target, Typed};
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{
    AttributeId, ExpressionKind, FlowId, Id, PersonId, Reading, ReadingSource, Table, TestPerson, Type,
    VariableId,
};
use crate::source::Span;
use crate::syntax::quote_name;
use crate::syntax::tree::{self, Assignment, ExpressionId, ExpressionKind as Node, Name, StepKind};

/// What names mean in a test.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct TestScope {
    /// The people, with the places where they are introduced.
    pub(super) names: Vec<(Arc<str>, Span)>,
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
}

impl Checker<'_> {
    /// Makes the people of a test known, and checks what is said of them.
    pub(super) fn introduce(&mut self, test: &tree::Test) -> Table<PersonId, TestPerson> {
        let mut introduced: Vec<(&Name, &[Assignment])> = Vec::new();
        let mut scope = TestScope::default();
        for step in &test.steps {
            match &step.kind {
                StepKind::Person { person, attributes } => match scope.person(&person.text) {
                    Some(first) => {
                        self.duplicate("person", &person.text, person.span, scope.names[first].1);
                    }
                    None => {
                        scope.names.push((person.text.clone(), person.span));
                        introduced.push((person, attributes));
                    }
                },
                StepKind::Broken { declares: Some(name) } => scope.broken.push(name.text.clone()),
                _ => {}
            }
        }
        self.scope.test = Some(scope);
        let people = introduced.into_iter().map(|(person, attributes)| TestPerson {
            name: person.text.clone(),
            attributes: self.profile(attributes),
            location: self.at(person.span),
        });
        people.collect()
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

    /// A bare name in a test: nothing has one, since a test may have several people.
    pub(in crate::check) fn name_in_test(&mut self, name: &Name) -> Typed {
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
