//! What is written about things: how they are declared, what people call them, and their documentation.

use std::sync::Arc;

use super::names;
use super::view::{Declared, View};
use crate::check::Target;
use crate::diagnostic::entry;
use crate::program::{Comparison, PropertySlot, Type};
use crate::source::{Location, Place, Span};
use crate::syntax::quote_name;
use crate::syntax::tree::{DeclarationKind, OperatorDeclaration, Operators, Statement, Step, StepKind};

/// What a target is in one line of the language, as it might be declared.
pub(super) fn signature(view: &View, target: Target) -> Option<String> {
    let symbols = view.symbols();
    let name = names::name(view, target)?;
    let quoted = quote_name(&name);
    Some(match target {
        Target::Attribute(id) => {
            let row = symbols.attributes.get(id)?;
            let computed = if symbols.computed.contains(&id) { "computed " } else { "" };
            let readonly = if row.readonly && computed.is_empty() { "readonly " } else { "" };
            format!("{computed}{readonly}{quoted}: {}", row.r#type)
        }
        Target::Property(event, slot) => {
            let row = symbols.events.get(event)?;
            let optional = matches!(slot, PropertySlot::Declared(at) if row.properties.get(at as usize).is_some_and(|one| one.optional));
            let optional = if optional { "?" } else { "" };
            format!("{}.{quoted}: {}{optional}", quote_name(&row.name), row.property_type(slot))
        }
        Target::Variable(..) | Target::Parameter(..) => {
            format!("variable {quoted}: {}", names::type_of(view, target)?)
        }
        Target::Event(id) => event_line(view, id)?,
        Target::Channel(_) => format!("channel {quoted}"),
        Target::Sender(id) => {
            let row = symbols.senders.get(id)?;
            format!("{} {quoted} = \"{}\"", symbols.channels[row.channel].name, row.address)
        }
        Target::Caps(_) => format!("caps {quoted}"),
        Target::Segment(id) => titled("segment", &quoted, symbols.segments.get(id)?.title.as_deref()),
        Target::Flow(id) => titled("flow", &quoted, symbols.flows.get(id)?.named.title.as_deref()),
        Target::Element(..) => format!("{quoted}: {}", element_head(view, target)?),
        Target::CustomElement(id) => {
            let row = symbols.custom_elements.get(id)?;
            let fields = |fields: &[(Arc<str>, Type)]| {
                let each = fields.iter().map(|(name, r#type)| format!("{}: {type}", quote_name(name)));
                each.collect::<Vec<_>>().join(", ")
            };
            let results = fields(&row.results);
            let returns = if results.is_empty() { String::new() } else { format!(" returns ({results})") };
            format!("element {quoted}({}){returns}", fields(&row.parameters))
        }
        Target::Function(function) => {
            let known = symbols.functions.iter().filter(|known| known.function == function);
            let lines: Vec<String> = known.map(|known| format!("function {}", known.written())).collect();
            lines.join("\n")
        }
        Target::Fixture(_) => format!("fixture {quoted}"),
        Target::Person(at) => format!("person {quoted}{}", profile(view, at)),
        Target::CaseValue(at) => values(view, at)?,
    })
}

/// What a test says of a person from the beginning: ` { plan = "pro" }`.
fn profile(view: &View, at: Location) -> String {
    let step = step_at(view, at).filter(|step| matches!(step.kind, StepKind::Person { .. }));
    let written = step.map(|step| {
        let location = Location { declaration: at.declaration, span: step.span };
        let text = view.snapshot().text(view.place(location));
        text.split_once('{').map_or(String::new(), |(_, rest)| format!(" {{{rest}"))
    });
    written.unwrap_or_default()
}

/// The values that the cases of a test give a name, each as it is written: `case { plan = "pro" }`.
fn values(view: &View, at: Location) -> Option<String> {
    let name = names::name(view, Target::CaseValue(at))?;
    let steps = steps_of(view, at)?;
    let fields = steps.iter().filter_map(|step| match &step.kind {
        StepKind::Case(fields) => fields.iter().find(|field| field.target.text == name),
        _ => None,
    });
    let written = fields.map(|field| {
        let location = Location { declaration: at.declaration, span: field.span };
        format!("case {{ {} }}", view.snapshot().text(view.place(location)).trim())
    });
    Some(written.collect::<Vec<_>>().join("\n"))
}

fn step_at(view: &View, at: Location) -> Option<&Step> {
    steps_of(view, at)?.iter().find(|step| step.span.start <= at.span.start && at.span.end <= step.span.end)
}

/// The steps of the test or fixture at a location.
fn steps_of(view: &View, at: Location) -> Option<&[Step]> {
    match &view.declared(at.declaration)?.node.kind {
        DeclarationKind::Test(test) => Some(&test.steps),
        DeclarationKind::Fixture(fixture) => Some(&fixture.steps),
        _ => None,
    }
}

/// What is written above the declaration of a target.
pub(super) fn documentation(view: &View, target: Target) -> Option<String> {
    let places = view.declarations_of(target);
    // Several signatures of a function stand below one comment.
    places.into_iter().find_map(|place| documentation_at(view, place))
}

/// The documentation of what is declared at a place.
fn documentation_at(view: &View, place: Place) -> Option<String> {
    let declared = view.declaration_at(place.file, place.span.start as usize)?;
    let start = place.span.start.checked_sub(declared.start)?;
    let inner = |span: Span| span.start <= start && start < span.end;
    let of_line = match &declared.node.kind {
        DeclarationKind::People(attributes) => {
            let line = attributes.iter().find(|line| inner(line.span));
            return line.and_then(|line| line.documentation.as_deref().map(str::to_owned));
        }
        DeclarationKind::Test(test) => return documentation_of_step(&test.steps, start),
        DeclarationKind::Fixture(fixture) if start > fixture.name.span.end => {
            return documentation_of_step(&fixture.steps, start);
        }
        DeclarationKind::Event(event) => event.properties.iter().find(|line| inner(line.span)),
        DeclarationKind::Flow(flow) if start > flow.name.span.end => {
            let documented = super::walk::statement_at(&flow.statements, start, &|one: &Statement| {
                one.documentation.is_some()
            });
            return documented.and_then(|one| one.documentation.as_deref().map(str::to_owned));
        }
        _ => None,
    };
    match of_line {
        Some(line) => line.documentation.as_deref().map(str::to_owned),
        None => declared.node.documentation.as_deref().map(str::to_owned),
    }
}

fn documentation_of_step(steps: &[Step], start: u32) -> Option<String> {
    let step = steps.iter().find(|step| step.span.start <= start && start < step.span.end);
    step.and_then(|step| step.documentation.as_deref().map(str::to_owned))
}

/// The tables of the operators of a type, the modelled system's first.
pub(super) fn operator_tables<'v>(
    view: &'v View,
    r#type: &Type,
) -> impl Iterator<Item = (Declared<'v>, &'v Operators)> + 'v {
    let name = match r#type {
        Type::List(_) => "list".to_owned(),
        Type::Object(_) => "object".to_owned(),
        other => other.to_string(),
    };
    view.all().filter_map(move |declared| match &declared.node.kind {
        DeclarationKind::Operators(operators) => {
            let is_of = operators.types.iter().any(|one| *one.text == *name);
            is_of.then_some((declared, operators))
        }
        _ => None,
    })
}

/// The declaration of an operator of a type.
pub(super) fn operator<'v>(
    view: &'v View,
    r#type: &Type,
    comparison: Comparison,
) -> Option<&'v OperatorDeclaration> {
    let mut tables = operator_tables(view, r#type);
    tables.find_map(|(_, table)| table.operators.iter().find(|one| *one.phrase == *comparison.phrase()))
}

/// An operator as it is declared: `less than(number) "<"`.
pub(super) fn operator_line(operator: &OperatorDeclaration, r#type: &Type) -> String {
    let operands: Vec<String> = operator.operands.iter().map(|one| operand(one, r#type)).collect();
    let operands = operands.join(" and ");
    let blank = if operands.is_empty() { "" } else { " " };
    let symbol = operator.symbol.as_ref().map(|symbol| format!("   // or {}", symbol.text));
    format!("{type} {}{blank}{operands}{}", operator.phrase, symbol.unwrap_or_default())
}

fn operand(written: &crate::syntax::tree::TypeName, left: &Type) -> String {
    use crate::syntax::tree::TypeNameKind;
    match &written.kind {
        TypeNameKind::List(_) => format!("({left}, …)"),
        TypeNameKind::Named(name) if &*name.text == "T" => left.to_string(),
        TypeNameKind::Named(name) => name.text.to_string(),
        TypeNameKind::Object(_) => "object".to_owned(),
    }
}

/// The first paragraph of the page of a code.
pub(super) fn summary_of(code: &str) -> Option<String> {
    let entry = entry(code)?;
    let first = entry.page.split("\n\n").nth(1)?;
    Some(format!("**{}** ({})\n\n{first}", entry.code, entry.name.replace('-', " ")))
}

fn titled(word: &str, name: &str, title: Option<&str>) -> String {
    match title {
        Some(title) => format!("{word} {name} \"{title}\""),
        None => format!("{word} {name}"),
    }
}

fn event_line(view: &View, id: crate::program::EventId) -> Option<String> {
    let row = view.symbols().events.get(id)?;
    let each = row.properties.iter().map(|one| {
        let optional = if one.optional { "?" } else { "" };
        format!("{}: {}{optional}", quote_name(&one.name), one.r#type)
    });
    let properties = each.collect::<Vec<_>>().join(", ");
    let block = if properties.is_empty() { "{ }".to_owned() } else { format!("{{ {properties} }}") };
    Some(format!("{} {block}", titled("event", &quote_name(&row.name), row.title.as_deref())))
}

/// The first line of a labelled element, without the label.
fn element_head(view: &View, target: Target) -> Option<String> {
    let Target::Element(home, id) = target else { return None };
    let declared = view.home(home)?;
    let start = view.symbols().elements(home).get(id)?.start;
    let statements = super::walk::statements(&declared.node.kind);
    let statement = super::walk::statement_at(statements, start, &|one: &Statement| one.span.start == start)?;
    let head = super::walk::text(view, declared, statement.head);
    let label = statement.label.as_ref().map_or(0, |label| (label.span.end - statement.head.start) as usize);
    let head = head.get(label..).unwrap_or(head);
    Some(head.trim_start_matches([':', ' ']).trim().to_owned())
}
