//! The entries of a flow, and what holds behind them.

use super::declaration::{Checker, Role, Target};
use super::names::VariableEntry;
use super::paths::State;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{
    Audience, Entry, EntryParameter, EntrySource, EventClause, ExpressionId, GivenEntry, Id, VariableId,
};
use crate::syntax::tree::{self, AudienceTime, Statement, StatementKind};

/// The statements that are entries.
pub(super) fn of(flow: &tree::Flow) -> impl Iterator<Item = &Statement> {
    flow.statements.iter().filter(|statement| {
        matches!(
            statement.kind,
            StatementKind::EnterWhen(_)
                | StatementKind::EnterAt(_)
                | StatementKind::EnterAudience { .. }
                | StatementKind::EnterFrom { .. }
        )
    })
}

/// Checks the entries. What holds behind them is what every one of them sets.
pub(super) fn check(checker: &mut Checker, flow: &tree::Flow) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut paths = Vec::new();
    for statement in of(flow) {
        if let Some(scope) = &mut checker.scope.flow {
            State::default().enter(scope);
        }
        let Some((entry, words)) = checker.entry(statement) else { continue };
        entries.push(entry);
        if let Some(scope) = &checker.scope.flow {
            paths.push((words, State::of(scope)));
        }
    }
    if let Some(scope) = &mut checker.scope.flow {
        State::join(&paths).enter(scope);
    }
    second_audience(checker, flow);
    no_entry(checker, flow, &entries);
    entries
}

/// Reports a flow that nobody ever gets into. A draft takes nobody in anyway.
fn no_entry(checker: &mut Checker, flow: &tree::Flow, entries: &[Entry]) {
    let excused = |kind: &StatementKind| matches!(kind, StatementKind::Broken { .. } | StatementKind::Draft);
    let excused = flow.statements.iter().any(|statement| excused(&statement.kind));
    if entries.is_empty() && !excused && !flow.statements.is_empty() {
        checker.report(flow.name.span, Problem::NoEntry { flow: flow.name.text.to_string() });
    }
}

/// A flow has one audience at the most, as the modelled system has it.
fn second_audience(checker: &mut Checker, flow: &tree::Flow) {
    let mut audiences =
        of(flow).filter(|statement| matches!(statement.kind, StatementKind::EnterAudience { .. }));
    let Some(first) = audiences.next() else { return };
    for second in audiences {
        let diagnostic = Diagnostic::new(checker.at(second.head), Problem::SecondAudience {});
        checker.push(diagnostic.label(checker.at(first.head), "this is the first"));
    }
}

impl Checker<'_> {
    /// An entry, and what it is called where paths are told apart.
    fn entry(&mut self, statement: &Statement) -> Option<(Entry, String)> {
        Some(match &statement.kind {
            StatementKind::EnterWhen(clause) => {
                let clause = self.event_clause(clause, "an entry");
                let words = self.entry_words(&clause);
                (Entry::Event(clause), words)
            }
            StatementKind::EnterAt(moment) => {
                (Entry::Date(self.date_moment(moment)), "the entry by a date".to_owned())
            }
            StatementKind::EnterAudience { time, condition } => {
                let in_real_time = *time == AudienceTime::InRealTime;
                let condition = self.condition(*condition);
                let location = self.at(statement.head);
                let audience = Audience { in_real_time, condition, location };
                (Entry::Audience(audience), "the entry by an audience".to_owned())
            }
            StatementKind::EnterFrom { source, parameters } => {
                let given = GivenEntry {
                    source: match source {
                        tree::EntrySource::Flow => EntrySource::Flow,
                        tree::EntrySource::Api => EntrySource::Api,
                    },
                    parameters: self.entry_parameters(parameters),
                    location: self.at(statement.head),
                };
                (Entry::Given(given), format!("`{}`", source.words()))
            }
            _ => return None,
        })
    }

    fn entry_words(&self, clause: &EventClause) -> String {
        let name = |&event| format!("`{}`", self.symbols.events[event].name);
        let names: Vec<String> = clause.events.iter().map(name).collect();
        format!("the entry by {}", names.join(" and "))
    }

    /// The parameters of an entry, which are set behind it. A default is computed behind the parameters before.
    fn entry_parameters(&mut self, written: &[tree::EntryParameter]) -> Vec<EntryParameter> {
        let mut parameters = Vec::new();
        for (at, parameter) in written.iter().enumerate() {
            let is_same = |known: &&tree::EntryParameter| known.name.text == parameter.name.text;
            if let Some(first) = written[..at].iter().find(is_same) {
                self.duplicate("parameter", &parameter.name.text, parameter.name.span, first.name.span);
                continue;
            }
            let default = parameter.default.map(|value| self.parameter_default(parameter, value));
            let Some(variable) = self.parameter_variable(parameter) else { continue };
            parameters.push(EntryParameter { variable, default });
        }
        parameters
    }

    fn parameter_default(
        &mut self,
        parameter: &tree::EntryParameter,
        value: tree::ExpressionId,
    ) -> ExpressionId {
        let wanted = self.written_type(&parameter.r#type);
        self.value_of(value, &wanted, &format!("the value of `{}`", parameter.name.text)).id
    }

    /// The variable of a parameter. One that is there already, by another entry or a declaration, has the same type.
    fn parameter_variable(&mut self, parameter: &tree::EntryParameter) -> Option<VariableId> {
        let (name, r#type) = (&parameter.name, self.written_type(&parameter.r#type));
        let known = self.variable(&name.text);
        let role = if known.is_some() { Role::Written } else { Role::Declared };
        let flow = self.scope.flow.as_mut()?;
        let variable = known.unwrap_or_else(|| {
            let entry = VariableEntry { name: name.text.clone(), r#type: r#type.clone(), span: name.span };
            flow.variables.push(entry);
            VariableId::from_index(flow.variables.len() - 1)
        });
        flow.assigned.insert(variable);
        let (id, wanted) = (flow.id, flow.variables[variable.index()].r#type.clone());
        self.note(name.span, Target::Variable(id, variable), role);
        if r#type != wanted && r#type.join(&wanted) != Some(crate::program::Type::Error) {
            let role = format!("the parameter `{}`, which is declared before,", name.text);
            let (expected, found) = (wanted.described(), r#type.described());
            self.report(parameter.r#type.span, Problem::TypeMismatch { expected, found, role });
        }
        Some(variable)
    }
}
