//! Cases: a test is played once for each of them, with its values in the place of their names.

use std::sync::Arc;

use crate::check::declaration::{Checker, Role, Target, Typed};
use crate::diagnostic::{Diagnostic, Problem};
use crate::eval;
use crate::program::Type;
use crate::source::{Location, Span};
use crate::syntax::quote_name;
use crate::syntax::tree::{Assignment, Name, Step, StepKind};
use crate::value::{Value, Zone};

/// A case of a test.
pub(super) struct Case {
    /// Its values.
    pub(super) values: Vec<CaseValue>,
    /// Where its first line stands.
    pub(super) head: Span,
}

/// A value of a case, and the name that stands for it.
#[derive(Clone, Debug)]
pub(super) struct CaseValue {
    pub(super) name: Arc<str>,
    pub(super) value: Value,
    /// The type that the values of this name have in all cases.
    pub(super) r#type: Type,
    /// Where the first case names it.
    pub(super) first: Location,
}

/// A name that the first case gives a value, where, and the type that holds all of them so far.
type Column = (Arc<str>, Location, Type);

impl Checker<'_> {
    /// The cases of a test, each with a value for every name that the first of them gives.
    pub(super) fn cases(&mut self, steps: &[Step]) -> Vec<Case> {
        let mut columns: Vec<Column> = Vec::new();
        let mut cases: Vec<Case> = Vec::new();
        for step in steps {
            let StepKind::Case(fields) = &step.kind else { continue };
            let is_first = cases.is_empty();
            let values = self.case_values(fields, is_first, &mut columns);
            cases.push(Case { values, head: step.head });
        }
        for at in 0..cases.len() {
            self.complete(&mut cases[at], &columns);
            let is_same = |other: &Case| other.values().eq(cases[at].values());
            if cases[..at].iter().any(is_same) {
                self.misfit(cases[at].head, "case", "has the values of one before it");
            }
        }
        cases
    }

    fn case_values(
        &mut self,
        fields: &[Assignment],
        is_first: bool,
        columns: &mut Vec<Column>,
    ) -> Vec<CaseValue> {
        let mut values: Vec<(CaseValue, Span)> = Vec::new();
        for field in fields {
            let target = &field.target;
            if let Some((_, first)) = values.iter().find(|(known, _)| known.name == target.text) {
                self.duplicate("value", &target.text, target.span, *first);
                continue;
            }
            if self.is_of_person(target) {
                continue;
            }
            if is_first {
                columns.push((target.text.clone(), self.at(target.span), Type::Empty));
            }
            values.push((self.case_value(field, columns), target.span));
        }
        values.into_iter().map(|(value, _)| value).collect()
    }

    fn case_value(&mut self, field: &Assignment, columns: &mut [Column]) -> CaseValue {
        let name = field.target.text.clone();
        // What could not be read has been reported, and fits everything.
        let span = field.value.map_or(field.target.span, |value| self.node(value).span);
        let typed = field.value.map(|value| self.expression(value)).unwrap_or_else(|| self.wrong(span));
        let value = self.constant_value(typed.id).cloned();
        if value.is_none() {
            self.misfit(span, "case", "takes values that are known before anything happens");
        }
        let r#type = self.join_column(&name, &typed, span, columns);
        let here = self.at(field.target.span);
        let first = columns.iter().find(|(known, ..)| *known == name).map_or(here, |(_, first, _)| *first);
        let role = if first == here { Role::Declared } else { Role::Written };
        self.note(field.target.span, Target::CaseValue(first), role);
        CaseValue { name, value: value.unwrap_or(Value::Empty), r#type, first }
    }

    /// Lets the type of a name hold one more value. What comes back is the value's type, or that it does not fit.
    fn join_column(&mut self, name: &Arc<str>, typed: &Typed, span: Span, columns: &mut [Column]) -> Type {
        let Some((.., held)) = columns.iter_mut().find(|(known, ..)| known == name) else {
            self.misfit(span, "case", format!("gives `{name}` a value, and the first case does not"));
            return Type::Error;
        };
        match held.join(&typed.r#type) {
            Some(joined) => {
                *held = joined;
                typed.r#type.clone()
            }
            None => {
                self.expect(typed, held, span, &format!("the value of `{name}`"));
                Type::Error
            }
        }
    }

    /// Whether a value is called as a person is, which is reported.
    fn is_of_person(&mut self, name: &Name) -> bool {
        let Some(first) = self.scope.test.as_ref().and_then(|scope| scope.introduced(&name.text)) else {
            return false;
        };
        let problem = Problem::DuplicateName { kind: "name".to_owned(), name: name.text.to_string() };
        let diagnostic = Diagnostic::new(self.at(name.span), problem);
        self.push(diagnostic.label(first, "a person has it"));
        true
    }

    /// Gives the values of a case the order and the types that they have in all cases, and reports those that it lacks.
    fn complete(&mut self, case: &mut Case, columns: &[Column]) {
        let mut written = std::mem::take(&mut case.values);
        // A name that the first case does not have is probably one of these.
        let is_known = |value: &CaseValue| columns.iter().any(|(name, ..)| *name == value.name);
        let complains = written.iter().all(is_known);
        for (name, first, r#type) in columns {
            let at = written.iter().position(|known| known.name == *name);
            if at.is_none() && complains {
                self.misfit(case.head, "case", format!("lacks `{name}`, which the first case has"));
            }
            let known = at.map(|at| written.swap_remove(at)).filter(|known| known.r#type != Type::Error);
            let (value, r#type) = match known {
                Some(known) => (eval::conform(known.value, r#type), r#type.clone()),
                None => (Value::Empty, Type::Error),
            };
            case.values.push(CaseValue { name: name.clone(), value, r#type, first: *first });
        }
    }
}

impl Case {
    /// The values by their names.
    fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|known| (&*known.name, &known.value))
    }

    /// Its values as its name says them: `plan "pro", paid 100`.
    pub(super) fn written(&self, zone: Zone) -> String {
        let values =
            self.values().map(|(name, value)| format!("{} {}", quote_name(name), value.literal(zone)));
        values.collect::<Vec<_>>().join(", ")
    }
}
