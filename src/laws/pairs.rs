//! Every operator of every type, over every form of column, and every kind of condition on events: what the operator tables and
//! the checker know is what is compared, so whatever is added there is compared, too.

use std::sync::Arc;

use super::columns::{agree, batch, crowd};
use super::coverage::{AGGREGATES, COMPUTED, Case, Coverage, EVENTS, OTHERS, PROPERTY, form_name, type_name};
use super::plain::property;
use super::shaped::{fitting, forms, shaped};
use super::{Bytes, World, instant, literals, person};
use crate::check::{Operand, Operator};
use crate::columns::Form;
use crate::eval::Sketch;
use crate::program::{Aggregate, AttributeId, ExpressionId, Id, Type};
use crate::segments::plan;
use crate::value::Instant;

/// How many people there are: not only whole words.
const PEOPLE: usize = 150;

/// How often other constants are drawn before somebody says that none can be meant.
const TRIES: usize = 50;

/// The windows of conditions on events.
const WINDOWS: [(&str, &str); 8] = [
    ("within last", "within last 30 days"),
    ("before last", "before last 2 weeks"),
    ("between last", "between last 9999 years and 3 days"),
    ("since", "since 2024-02-29"),
    ("until", "until 2026-10-25"),
    ("before", "before 2026-10-25"),
    ("after", "after 2024-02-29"),
    ("between", "between 2024-02-29 and 2026-10-25"),
];

/// How often events are said to have happened.
const COUNTS: [&str; 5] = ["exactly", "at least", "at most", "more than", "less than"];

/// Conditions that no table lists, with what they are about.
const CONDITIONS: [(&str, &str, &str); 8] = [
    (EVENTS, "happened", "happened paid"),
    (EVENTS, "followed by", "happened paid followed by seen within 1 month"),
    (EVENTS, "not followed by", "happened paid not followed by seen within 1 month"),
    (OTHERS, "has tag", "has tag \"a\""),
    (OTHERS, "any … where", "any words where item starts with \"a\""),
    (OTHERS, "all … where", "all scores where item > 1"),
    (OTHERS, "last contacted", "last contacted was more than 3 days ago"),
    (AGGREGATES, "count", "count(paid) > 1"),
];

/// Holds all engines to the reference evaluator for every kind of question, with drawn constants and people; returns who answered
/// what. Each kind is asked as long as constants can be found that the checker lets pass.
///
/// # Panics
///
/// If the law is broken, no question of a kind can be asked, or there are less than half a million bytes.
#[must_use]
pub fn every_kind_agrees(bytes: &[u8]) -> Coverage {
    let (mut bytes, mut coverage) = (Bytes::new(bytes), Coverage::default());
    let world = World::new();
    for (r#type, attribute) in kinds(&world) {
        for form in forms(&r#type) {
            coverage.add(of_column(&mut bytes, &world, &r#type, attribute, form));
        }
        let name = r#type.to_string();
        if r#type.is_numeric() {
            coverage.add(computed(&mut bytes, &world, &r#type));
        }
        if let Some(property) = property(&name) {
            let question = |operator: &str| format!("happened paid where ({property} {operator})");
            coverage.add(of_subject(&mut bytes, &world, &r#type, question));
            coverage.add(aggregates(&mut bytes, &world, property));
        }
    }
    coverage.add(conditions(&mut bytes, &world));
    assert!(!bytes.is_over(), "too few bytes to draw something for every kind");
    coverage
}

/// The kinds of questions that there are: by the operator tables, by the checker, and by the lists above.
#[must_use]
pub fn every_kind() -> Vec<Case> {
    let world = World::new();
    let mut cases = Vec::new();
    for (r#type, _) in kinds(&world) {
        let name = type_name(&r#type);
        let mut held: Vec<String> = forms(&r#type).into_iter().map(form_name).collect();
        held.extend(r#type.is_numeric().then(|| COMPUTED.to_owned()));
        held.extend(property(&name).map(|_| PROPERTY.to_owned()));
        for operator in world.operators().of(&r#type) {
            let phrase = operator.comparison.phrase();
            cases.extend(held.iter().map(|form| Case::new(name.as_str(), phrase, form.as_str())));
        }
    }
    cases.extend(COUNTS.map(|word| Case::new(EVENTS, format!("happened {word}"), "")));
    cases.extend(WINDOWS.map(|(word, _)| Case::new(EVENTS, word, "")));
    cases.extend(CONDITIONS.map(|(subject, operator, _)| Case::new(subject, operator, "")));
    for name in Type::NAMES {
        let Some(property) = property(name) else { continue };
        let exist = Aggregate::ALL.into_iter().filter(|aggregate| exists(&world, *aggregate, property));
        cases.extend(exist.map(|aggregate| Case::new(AGGREGATES, aggregate.name(), name)));
    }
    cases
}

/// The types that have operators, each with an attribute; two kinds of lists.
fn kinds(world: &World) -> Vec<(Type, AttributeId)> {
    let known = [
        "optIn", "plan", "age", "height", "joined", "lastSeen", "opens", "limit", "words", "basket", "scores",
    ];
    let attributes = &world.program().attributes;
    let known = attributes.ids().filter(|id| known.contains(&&*attributes[*id].name));
    let kinds: Vec<(Type, AttributeId)> = known.map(|id| (attributes[id].r#type.clone(), id)).collect();
    for name in world.operators().types() {
        assert!(kinds.iter().any(|(known, _)| type_name(known) == name), "no attribute is a {name}");
    }
    kinds
}

/// All operators of an attribute, whose column has a form.
fn of_column(
    bytes: &mut Bytes,
    world: &World,
    r#type: &Type,
    attribute: AttributeId,
    form: Form,
) -> Coverage {
    let name = &world.program().attributes[attribute].name;
    let texts = asked(bytes, world, r#type, |operator| format!("{name} {operator}"));
    compared(bytes, world, &texts, &[name], form)
}

/// All operators of a sum, whose numbers are so narrow that their bounds prove it never overflows.
fn computed(bytes: &mut Bytes, world: &World, r#type: &Type) -> Coverage {
    let (names, scale) =
        if *r#type == Type::Integer { (["points", "age"], 0) } else { (["height", "score"], 2) };
    let texts = asked(bytes, world, r#type, |operator| format!("({}) {operator}", names.join(" + ")));
    compared(bytes, world, &texts, &names, Form::Whole(4, scale))
}

/// All operators of something that has no column.
fn of_subject(
    bytes: &mut Bytes,
    world: &World,
    r#type: &Type,
    question: impl Fn(&str) -> String,
) -> Coverage {
    let texts = asked(bytes, world, r#type, question);
    compared(bytes, world, &texts, &[], Form::Rows)
}

/// All aggregates of a property, with all operators of their results.
fn aggregates(bytes: &mut Bytes, world: &World, property: &str) -> Coverage {
    let mut coverage = Coverage::default();
    for aggregate in Aggregate::ALL.into_iter().filter(|aggregate| exists(world, *aggregate, property)) {
        let call = format!("{}(paid.{property})", aggregate.name());
        let mut scratch = world.clone();
        let Ok(id) = scratch.add(&call) else { continue };
        let r#type = scratch.program().expressions[id].r#type.clone();
        coverage.add(of_subject(bytes, world, &r#type, |operator| format!("{call} {operator}")));
    }
    coverage
}

/// Whether properties of this type can be aggregated so.
fn exists(world: &World, aggregate: Aggregate, property: &str) -> bool {
    world.clone().add(&format!("{}(paid.{property}) is not empty", aggregate.name())).is_ok()
}

/// All other conditions.
fn conditions(bytes: &mut Bytes, world: &World) -> Coverage {
    let windows = WINDOWS.iter().map(|(_, window)| format!("happened paid {window}"));
    let counts = COUNTS.iter().map(|word| format!("happened paid {word} 2 times"));
    let others = CONDITIONS.iter().map(|(_, _, text)| (*text).to_owned());
    let texts: Vec<String> = windows.chain(counts).chain(others).collect();
    compared(bytes, world, &texts, &[], Form::Rows)
}

/// Holds all engines to the reference evaluator about drawn people, of whom these attributes have columns of a form.
fn compared(bytes: &mut Bytes, world: &World, texts: &[String], attributes: &[&str], form: Form) -> Coverage {
    let mut world = world.clone();
    let mut add = |text: &String| world.add(text).unwrap_or_else(|found| panic!("`{text}`: {found:?}"));
    let conditions: Vec<(ExpressionId, &String)> = texts.iter().map(|text| (add(text), text)).collect();
    let declared = &world.program().attributes;
    let some: Vec<Sketch> = (0..8).map(|_| person(bytes, world.program())).collect();
    let mut people = crowd(&some, PEOPLE);
    let mut batch = batch(&people, world.program());
    for id in declared.ids().filter(|id| attributes.contains(&&*declared[*id].name)) {
        let (slot, r#type) = (id.index(), &declared[id].r#type);
        people.iter_mut().for_each(|person| person.attributes[slot] = fitting(bytes, r#type, form));
        let values = people.iter().map(|person| person.attributes[slot].clone()).collect();
        batch.attributes[slot] = Some(Arc::new(shaped(values, r#type, form)));
    }
    agree(&world, &conditions, &people, &batch, instant(bytes)).coverage
}

/// A question for each operator of a type, with constants that the checker lets pass and that do not decide it for everybody.
fn asked(bytes: &mut Bytes, world: &World, r#type: &Type, question: impl Fn(&str) -> String) -> Vec<String> {
    let is_open = |text: &String| {
        let mut world = world.clone();
        let id = world.add(text).ok();
        id.is_some_and(|id| plan(world.program(), &[id], Instant::EPOCH).questions().0 > 0)
    };
    let mut ask = |operator: &Operator| {
        let mut draws = (0..TRIES).map(|_| question(&spelled(bytes, r#type, operator)));
        let phrase = operator.comparison.phrase();
        draws.find(is_open).unwrap_or_else(|| panic!("no {type} can be asked with `{phrase}`"))
    };
    world.operators().of(r#type).map(&mut ask).collect()
}

/// An operator with constants behind it.
fn spelled(bytes: &mut Bytes, r#type: &Type, operator: &Operator) -> String {
    let name = r#type.to_string();
    let name = Type::NAMES.into_iter().find(|known| *known == name).unwrap_or_default();
    let mut literal = |name: &str| (*bytes.pick(literals(name))).to_owned();
    let operands: Vec<String> = (operator.operands.iter())
        .map(|operand| match operand {
            Operand::Same => literal(name),
            Operand::ListOfSame => format!("({}, {})", literal(name), literal(name)),
            Operand::Duration => literal("duration"),
        })
        .collect();
    format!("{} {}", operator.comparison.phrase(), operands.join(" and ")).trim_end().to_owned()
}
