//! Flows: their settings, and the frame for their elements.

use std::collections::{BTreeSet, HashMap};

use super::declaration::{Checker, NameKind, Target};
use super::elements::Elements;
use super::link::Item;
use super::names::{FlowScope, VariableEntry};
use super::paths::State;
use super::signatures::{element_word, type_of};
use crate::diagnostic::Problem;
use crate::program::{
    EventClause, Flow, FlowId, Id, ReEntry, ReEntryLimit, ReEntryRule, Table, Type, Variable, VariableId,
};
use crate::syntax::tree::{self, ExpressionId, StatementKind};
use crate::value::time::add_calendar;
use crate::value::{Duration, Instant, Unit, Value, Zone};

/// The most elements that a flow may hold, entries included.
const MOST_ELEMENTS: usize = 100;

/// Checks a flow and adds it to the program.
pub(super) fn check(checker: &mut Checker, flow: &tree::Flow) {
    let Some(at) = checker.symbols.find(NameKind::Flow, &flow.name.text) else { return };
    let id = FlowId::from_index(at);
    let symbols = checker.symbols;
    // A second flow of the name is reported elsewhere, and has no place in the program.
    if symbols.flows[id].named.location != checker.at(flow.name.span) {
        return;
    }
    checker.resolve(flow.name.span, Target::Flow(id));
    checker.zone = zone(checker, flow);
    checker.scope.flow = Some(FlowScope {
        id,
        variables: Vec::new(),
        assigned: BTreeSet::new(),
        gaps: HashMap::new(),
        broken: symbols.flows[id].broken_labels.clone(),
    });
    late_and_repeated(checker, flow);
    element_limit(checker, flow, id);
    declare_variables(checker, flow);
    let entries = entries(checker, flow);
    let initial = initial_values(checker, flow);
    let (from, until) = schedule(checker, flow);
    let re_entry = re_entry(checker, flow);
    let exits = exits(checker, flow, !entries.is_empty());
    let (first, elements) = Elements::check(checker, id, &flow.statements);
    let variables = variables(checker, &initial);
    let flow = Flow {
        name: flow.name.text.clone(),
        title: flow.title.as_ref().map(|title| title.text.clone()),
        zone: checker.zone,
        from,
        until,
        re_entry,
        entries,
        exits,
        variables,
        elements,
        first,
        location: checker.at(flow.name.span),
    };
    checker.result.fragment.item = Item::Flow(id, Box::new(flow));
}

/// The flow's own zone, or the account's.
fn zone(checker: &mut Checker, flow: &tree::Flow) -> Zone {
    let named = flow.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::Timezone(name) => Some(name),
        _ => None,
    });
    named.and_then(|name| checker.zone_named(&name.text, name.span)).unwrap_or(checker.zone)
}

/// Settings stand before the first element, and some of them once only.
fn late_and_repeated(checker: &mut Checker, flow: &tree::Flow) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut in_elements = false;
    for statement in &flow.statements {
        in_elements |= element_word(&statement.kind).is_some();
        let Some((word, once)) = setting(&statement.kind) else { continue };
        if in_elements {
            checker.report(statement.head, Problem::LateSetting { setting: word.to_owned() });
        }
        if once && !seen.insert(word) {
            checker.report(statement.head, Problem::DuplicateSetting { setting: word.to_owned() });
        }
    }
}

/// The words of a setting, and whether a flow has it at most once.
pub(super) fn setting(kind: &StatementKind) -> Option<(&'static str, bool)> {
    Some(match kind {
        StatementKind::EnterWhen(_) => ("enter when", false),
        StatementKind::ExitWhen(_) => ("exit when", false),
        StatementKind::ReEnter(_) => ("re-enter", true),
        StatementKind::Schedule(_) => ("schedule", true),
        StatementKind::Timezone(_) => ("timezone", true),
        StatementKind::Variable { .. } => ("variable", false),
        _ => return None,
    })
}

fn element_limit(checker: &mut Checker, flow: &tree::Flow, id: FlowId) {
    let entries =
        flow.statements.iter().filter(|statement| matches!(statement.kind, StatementKind::EnterWhen(_)));
    let count = checker.symbols.flows[id].elements.len() + entries.count();
    if count > MOST_ELEMENTS {
        checker.report(flow.name.span, Problem::TooManyElements { count, limit: MOST_ELEMENTS });
    }
}

/// Makes the declared variables known, so that an entry can save into them.
fn declare_variables(checker: &mut Checker, flow: &tree::Flow) {
    for statement in &flow.statements {
        let StatementKind::Variable { name, r#type, .. } = &statement.kind else { continue };
        let declared = checker.written_type(r#type);
        let Some(scope) = &mut checker.scope.flow else { return };
        match scope.variable(&name.text) {
            Some(first) => {
                let first = scope.variables[first.index()].span;
                checker.duplicate("variable", &name.text, name.span, first);
            }
            None => {
                scope.variables.push(VariableEntry {
                    name: name.text.clone(),
                    r#type: declared,
                    span: name.span,
                });
            }
        }
    }
}

/// The entries. What holds behind them is what every one of them sets.
fn entries(checker: &mut Checker, flow: &tree::Flow) -> Vec<EventClause> {
    let mut entries = Vec::new();
    let mut paths = Vec::new();
    for statement in &flow.statements {
        let StatementKind::EnterWhen(clause) = &statement.kind else { continue };
        if let Some(scope) = &mut checker.scope.flow {
            State::default().enter(scope);
        }
        entries.push(checker.event_clause(clause, "an entry"));
        if let Some(scope) = &checker.scope.flow {
            let events = entries.last().map_or(&[][..], |entry| entry.events.as_slice());
            let names: Vec<String> =
                events.iter().map(|&event| format!("`{}`", checker.symbols.events[event].name)).collect();
            paths.push((format!("the entry by {}", names.join(" and ")), State::of(scope)));
        }
    }
    if let Some(scope) = &mut checker.scope.flow {
        State::join(&paths).enter(scope);
    }
    let broken =
        flow.statements.iter().any(|statement| matches!(statement.kind, StatementKind::Broken { .. }));
    if entries.is_empty() && !broken && !flow.statements.is_empty() {
        checker.report(flow.name.span, Problem::NoEntry { flow: flow.name.text.to_string() });
    }
    entries
}

/// The values of variables at the entry. They are computed in source order, behind what the entry saves.
fn initial_values(
    checker: &mut Checker,
    flow: &tree::Flow,
) -> Vec<(VariableId, crate::program::ExpressionId)> {
    let mut initial = Vec::new();
    for statement in &flow.statements {
        let StatementKind::Variable { name, value, .. } = &statement.kind else { continue };
        let (Some(variable), Some(value)) = (checker.variable(&name.text), value) else { continue };
        let wanted = match &checker.scope.flow {
            Some(scope) if scope.variables[variable.index()].span == name.span => {
                scope.variables[variable.index()].r#type.clone()
            }
            _ => continue,
        };
        let typed = checker.value_of(*value, &wanted, &format!("the value of `{}`", name.text));
        initial.push((variable, typed.id));
        if let Some(scope) = &mut checker.scope.flow {
            let id = scope.id;
            scope.assigned.insert(variable);
            checker.resolve(name.span, Target::Variable(id, variable));
        }
    }
    initial
}

fn variables(
    checker: &Checker,
    initial: &[(VariableId, crate::program::ExpressionId)],
) -> Table<VariableId, Variable> {
    let entries = checker.scope.flow.as_ref().map_or(&[][..], |scope| scope.variables.as_slice());
    let value = |at| initial.iter().find(|(variable, _)| variable.index() == at).map(|(_, value)| *value);
    entries
        .iter()
        .enumerate()
        .map(|(at, entry)| Variable {
            name: entry.name.clone(),
            r#type: entry.r#type.clone(),
            initial: value(at),
        })
        .collect()
}

/// The exits. Whoever takes one is gone, so what it saves is set for nobody. Without an entry nobody gets to any place, and
/// nothing is said of what is unset there.
fn exits(checker: &mut Checker, flow: &tree::Flow, has_entry: bool) -> Vec<EventClause> {
    let before = checker.scope.flow.as_ref().map(State::of).unwrap_or_default();
    let mut exits = Vec::new();
    for statement in &flow.statements {
        let StatementKind::ExitWhen(clause) = &statement.kind else { continue };
        exits.push(checker.event_clause(clause, "`exit when`"));
        if has_entry && let Some(scope) = &mut checker.scope.flow {
            before.enter(scope);
        }
    }
    exits
}

/// When the flow is active. A date in `from` means its first moment, one in `until` its last: the day is included.
fn schedule(checker: &mut Checker, flow: &tree::Flow) -> (Option<Instant>, Option<Instant>) {
    let written = flow.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::Schedule(schedule) => Some(schedule),
        _ => None,
    });
    let Some(written) = written else { return (None, None) };
    let from = written.from.and_then(|from| scheduled(checker, from, false));
    let until = written.until.and_then(|until| scheduled(checker, until, true));
    if let (Some(start), Some(end), Some(written)) = (from, until, written.until)
        && end <= start
    {
        let reason = "ends before it starts".to_owned();
        checker.report(
            checker.node(written).span,
            Problem::FlowSetting { setting: "schedule".to_owned(), reason },
        );
    }
    (from, until)
}

fn scheduled(checker: &mut Checker, id: ExpressionId, end: bool) -> Option<Instant> {
    let moment = checker.moment(id)?;
    let zone = checker.zone;
    match checker.constant_value(moment) {
        Some(Value::Datetime(instant)) => Some(*instant),
        Some(Value::Date(date)) => {
            let start = zone.start_of_day(*date);
            let day = Duration::of(1, Unit::Days).ok()?;
            if end { add_calendar(start, day, zone).ok() } else { Some(start) }
        }
        Some(_) => None,
        None => {
            let reason = "must be written as a date, or a date and time".to_owned();
            checker.report(
                checker.node(id).span,
                Problem::FlowSetting { setting: "schedule".to_owned(), reason },
            );
            None
        }
    }
}

fn re_entry(checker: &mut Checker, flow: &tree::Flow) -> ReEntry {
    let written = flow.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::ReEnter(re_entry) => Some(re_entry),
        _ => None,
    });
    let Some(written) = written else { return ReEntry { rule: ReEntryRule::AfterExit, limits: Vec::new() } };
    let rule = match &written.rule {
        tree::ReEntryRule::Never => ReEntryRule::Never,
        tree::ReEntryRule::AfterExit => ReEntryRule::AfterExit,
        tree::ReEntryRule::WhileInside => ReEntryRule::WhileInside,
        tree::ReEntryRule::Later(delay) => {
            ReEntryRule::Later(checker.value_of(*delay, &Type::Duration, "the time before re-entry").id)
        }
    };
    let limits = written.limits.iter().filter_map(|limit| re_entry_limit(checker, limit)).collect();
    ReEntry { rule, limits }
}

fn re_entry_limit(checker: &mut Checker, limit: &tree::ReEntryLimit) -> Option<ReEntryLimit> {
    let span = checker.node(limit.times).span;
    let times = checker.value_of(limit.times, &Type::Integer, "how often");
    let unit = checker.unit(&limit.unit)?;
    match checker.constant_value(times.id) {
        Some(Value::Integer(times)) if *times > 0 => Some(ReEntryLimit { times: times.unsigned_abs(), unit }),
        _ => {
            let reason = "wants a whole number above zero".to_owned();
            checker.report(span, Problem::FlowSetting { setting: "at most".to_owned(), reason });
            None
        }
    }
}

impl Checker<'_> {
    /// The type that is written; what is wrong with it is reported.
    fn written_type(&mut self, written: &tree::TypeName) -> Type {
        let declaration = self.declaration;
        type_of(written, false, &mut |mistake| self.push(mistake.report(declaration)))
    }
}

/// The words for an arm in messages about paths.
pub(super) fn arm_words(otherwise: bool, text: Option<&str>, element: &str) -> String {
    match (otherwise, text) {
        (true, _) => format!("`otherwise` of `{element}`"),
        (false, Some(name)) => format!("the branch `{name}` of `{element}`"),
        (false, None) => format!("an arm of `{element}`"),
    }
}
