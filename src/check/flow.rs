//! Flows: their settings, and the frame for their elements.

use std::collections::{BTreeSet, HashMap};

use super::declaration::{Checker, Home, NameKind, Role, Target};
use super::elements::Elements;
use super::entries;
use super::link::Item;
use super::names::{FlowScope, VariableEntry};
use super::paths::State;
use super::statements::{blocks, element_word};
use super::written_types::type_of;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{
    CapsId, EventClause, Flow, FlowId, Id, ReEntry, ReEntryRule, Table, Type, Variable, VariableId,
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
    checker.note(flow.name.span, Target::Flow(id), Role::Declared);
    checker.zone = zone(checker, flow);
    checker.scope.flow = Some(FlowScope {
        id: Home::Flow(id),
        variables: Vec::new(),
        assigned: BTreeSet::new(),
        gaps: HashMap::new(),
        broken: symbols.flows[id].broken_labels.clone(),
    });
    late_and_repeated(checker, flow);
    element_limit(checker, flow, id);
    declare_variables(checker, &flow.statements);
    let entries = entries::check(checker, flow);
    let initial = initial_values(checker, &flow.statements);
    let (from, until) = schedule(checker, flow);
    opt_out_ends(checker, flow);
    let re_entry = re_entry(checker, flow);
    let exits = exits(checker, flow, !entries.is_empty());
    version_number(checker, flow);
    if has(flow, is_voice_session) {
        no_set(checker, &flow.statements);
    }
    let (first, elements) = Elements::check(checker, Home::Flow(id), &flow.statements);
    let variables = variables(checker, &initial);
    let flow = Flow {
        name: flow.name.text.clone(),
        title: flow.title.as_ref().map(|title| title.text.clone()),
        zone: checker.zone,
        from,
        until,
        re_entry,
        version: symbols.flows[id].version.unsigned_abs(),
        draft: has(flow, |kind| matches!(kind, StatementKind::Draft)),
        voice_session: has(flow, is_voice_session),
        caps: caps(checker, flow),
        entries,
        exits,
        variables,
        elements,
        first,
        location: checker.at(flow.name.span),
        settings: settings(checker, flow),
    };
    checker.result.fragment.item = Item::Flow(id, Box::new(flow));
}

/// Where the settings of a flow stand.
fn settings(checker: &Checker, flow: &tree::Flow) -> Vec<crate::source::Location> {
    let statements = flow.statements.iter().filter(|statement| setting(&statement.kind).is_some());
    statements.map(|statement| checker.at(statement.span)).collect()
}

/// The number of a flow's version; what could not be read is the first.
pub(super) fn version(flow: &tree::Flow) -> i64 {
    let written = flow.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::Version(number) => number.text.parse().ok(),
        _ => None,
    });
    written.filter(|&number| number > 0).unwrap_or(1)
}

fn version_number(checker: &mut Checker, flow: &tree::Flow) {
    for statement in &flow.statements {
        let StatementKind::Version(number) = &statement.kind else { continue };
        if !number.text.parse::<i64>().is_ok_and(|number| number > 0) {
            let (setting, reason) = ("version".to_owned(), "wants a whole number above zero".to_owned());
            checker.report(number.span, Problem::FlowSetting { setting, reason });
        }
    }
}

/// The limits that the flow's messages keep to.
fn caps(checker: &mut Checker, flow: &tree::Flow) -> Option<CapsId> {
    let name = flow.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::Caps(name) => Some(name),
        _ => None,
    })?;
    let caps = CapsId::from_index(checker.require(NameKind::Caps, name)?);
    checker.resolve(name.span, Target::Caps(caps));
    Some(caps)
}

/// Whether a flow has such a setting.
fn has(flow: &tree::Flow, is_meant: fn(&StatementKind) -> bool) -> bool {
    flow.statements.iter().any(|statement| is_meant(&statement.kind))
}

fn is_voice_session(kind: &StatementKind) -> bool {
    matches!(kind, StatementKind::VoiceSession)
}

/// Reports every `set`: there is none in a phone call.
fn no_set(checker: &mut Checker, statements: &[tree::Statement]) {
    for statement in statements {
        if matches!(statement.kind, StatementKind::Set(_)) {
            checker.report(statement.head, Problem::SetInVoiceSession {});
        }
        for block in blocks(&statement.kind) {
            no_set(checker, block);
        }
    }
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
        StatementKind::EnterWhen(_) | StatementKind::EnterAt(_) => ("enter when", false),
        StatementKind::EnterAudience { .. } => ("enter audience", false),
        StatementKind::EnterFrom { source, .. } => (source.words(), true),
        StatementKind::ExitWhen(_) => ("exit when", false),
        StatementKind::ReEnter(_) => ("re-enter", true),
        StatementKind::Schedule(_) => ("schedule", true),
        StatementKind::Timezone(_) => ("timezone", true),
        StatementKind::Variable { .. } => ("variable", false),
        StatementKind::Version(_) => ("version", true),
        StatementKind::Draft => ("draft", true),
        StatementKind::Caps(_) => ("caps", true),
        StatementKind::VoiceSession => ("voice session", true),
        _ => return None,
    })
}

fn element_limit(checker: &mut Checker, flow: &tree::Flow, id: FlowId) {
    let count = checker.symbols.flows[id].elements.len() + entries::of(flow).count();
    if count > MOST_ELEMENTS {
        checker.report(flow.name.span, Problem::TooManyElements { count, limit: MOST_ELEMENTS });
    }
}

/// Makes the declared variables known, so that an entry can save into them.
pub(super) fn declare_variables(checker: &mut Checker, statements: &[tree::Statement]) {
    for statement in statements {
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

/// The values of variables at the entry. They are computed in source order, behind what the entry saves.
pub(super) fn initial_values(
    checker: &mut Checker,
    statements: &[tree::Statement],
) -> Vec<(VariableId, crate::program::ExpressionId)> {
    let mut initial = Vec::new();
    for statement in statements {
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
            checker.note(name.span, Target::Variable(id, variable), Role::Declared);
        }
    }
    initial
}

pub(super) fn variables(
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

/// Warns of an end where people opt out.
fn opt_out_ends(checker: &mut Checker, flow: &tree::Flow) {
    let until = flow.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::Schedule(schedule) => schedule.until,
        _ => None,
    });
    let (Some(until), Some(opt_out)) = (until, opt_out(&flow.statements)) else { return };
    let problem = Problem::OptOutEnds { flow: flow.name.text.to_string() };
    let diagnostic = Diagnostic::new(checker.at(checker.node(until).span), problem);
    let opt_out = checker.at(opt_out.head);
    checker.push(diagnostic.label(opt_out, "people opt out here"));
}

/// The first element by which people opt out.
fn opt_out(statements: &[tree::Statement]) -> Option<&tree::Statement> {
    statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::AddToDoNotContact(_) => Some(statement),
        kind => blocks(kind).into_iter().find_map(opt_out),
    })
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
    let limits = written.limits.iter().filter_map(|limit| checker.rate(limit)).collect();
    ReEntry { rule, limits }
}

impl Checker<'_> {
    /// The type that is written; what is wrong with it is reported.
    pub(super) fn written_type(&mut self, written: &tree::TypeName) -> Type {
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
