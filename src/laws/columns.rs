//! Conditions over columns mean what the reference evaluator means.

use std::sync::Arc;

use super::coverage::{About, Coverage};
use super::plain::plain;
use super::{Bytes, World, expression, instant, person};
use crate::columns::{Batch, Codes, Column, Events, Keys, LateTicks, Wanted, column};
use crate::eval::{Context, EngineKind, Fault, Sketch, Visible, holds};
use crate::program::{ExpressionId, Id, Program, Type};
use crate::segments::{Conditions, FAULTS, SetEngine};
use crate::value::{Instant, Text, Value};

/// What was compared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Compared {
    /// How many conditions.
    pub conditions: usize,
    /// How many questions they are made of.
    pub questions: usize,
    /// How many of those the row engine answers.
    pub rows: usize,
    /// Who answered which kind of question.
    pub coverage: Coverage,
}

/// Who is held to the reference evaluator.
const ENGINES: [SetEngine; 4] =
    [SetEngine::Rows(EngineKind::Vm), SetEngine::Columns, SetEngine::Auto, SetEngine::Jit];

/// Draws some conditions, people and a moment, and asks all engines for sets of conditions; each finds the persons that the
/// reference evaluator finds, and the same errors.
///
/// # Panics
///
/// If the law is broken.
pub fn columns_agree(bytes: &[u8]) -> Compared {
    let mut bytes = Bytes::new(bytes);
    let mut world = World::new();
    let texts: Vec<String> = (0..=bytes.below(3)).map(|_| predicate(&mut bytes, 3)).collect();
    let conditions: Vec<(ExpressionId, &String)> =
        texts.iter().filter_map(|text| Some((world.add(text).ok()?, text))).collect();
    let some: Vec<Sketch> = (0..bytes.below(9)).map(|_| person(&mut bytes, world.program())).collect();
    let people = crowd(&some, bytes.below(201));
    let batch = batch(&people, world.program());
    agree(&world, &conditions, &people, &batch, instant(&mut bytes))
}

/// Asks all engines for conditions about people, and compares.
pub(super) fn agree(
    world: &World,
    conditions: &[(ExpressionId, &String)],
    people: &[Sketch],
    batch: &Batch,
    now: Instant,
) -> Compared {
    let ids: Vec<ExpressionId> = conditions.iter().map(|(id, _)| *id).collect();
    let program = world.program();
    let expected: Vec<_> = ids.iter().map(|id| expected(program, people, now, *id)).collect();
    let mut compared = Compared { conditions: ids.len(), ..Compared::default() };
    for engine in ENGINES {
        let set = Conditions::new(program, &ids, now, engine);
        // What nobody looks at makes no difference.
        let part = (engine == SetEngine::Auto)
            .then(|| Batch { events: events(&looked_at(people, set.wanted()), program), ..batch.clone() });
        let members = set.decide(part.as_ref().unwrap_or(batch));
        for (((_, text), expected), members) in conditions.iter().zip(&expected).zip(members) {
            let (rows, faulty, faults) = expected;
            let found: Vec<usize> = members.rows.iter().collect();
            let plan = set.plan();
            assert_eq!(&found, rows, "`{text}` at {now} by {engine:?}, planned as\n{plan:?}");
            assert_eq!(members.faulty, *faulty, "how many have errors in `{text}` by {engine:?}");
            assert_eq!(&members.faults, faults, "the errors of `{text}` by {engine:?}");
        }
        (compared.questions, compared.rows) = set.plan().questions();
        if engine == SetEngine::Jit {
            let (about, has_native) = (About { program, batch, now }, set.has_native(batch));
            ids.iter().for_each(|id| compared.coverage.note(&about, *id, has_native));
        }
    }
    compared
}

/// A condition of some questions, most of them plain: an attribute or events, and what they are compared with.
fn predicate(bytes: &mut Bytes, depth: u32) -> String {
    let joined = |bytes: &mut Bytes, word: &str| {
        let operands: Vec<String> = (0..2 + bytes.below(2)).map(|_| predicate(bytes, depth - 1)).collect();
        format!("({})", operands.join(&format!(" {word} ")))
    };
    match if depth == 0 { 0 } else { bytes.below(8) } {
        0 if bytes.below(8) == 0 => expression(bytes, "boolean", 2),
        0..2 => format!("({})", plain(bytes)),
        2 => format!("not ({})", predicate(bytes, depth - 1)),
        3..6 => joined(bytes, "and"),
        _ => joined(bytes, "or"),
    }
}

/// So many people, some of them the same, so that texts are few.
pub(super) fn crowd(some: &[Sketch], count: usize) -> Vec<Sketch> {
    let count = if some.is_empty() { 0 } else { count };
    (0..count).map(|at| some[(at * at + at / 3) % some.len()].clone()).collect()
}

/// People with those of their events that somebody looks at.
fn looked_at(people: &[Sketch], wanted: &Wanted) -> Vec<Sketch> {
    let mut people = people.to_vec();
    for person in &mut people {
        person.events.retain(|event| wanted.looks_at(event.definition, event.time));
    }
    people
}

/// What the reference evaluator says of everybody.
fn expected(
    program: &Program,
    people: &[Sketch],
    now: Instant,
    condition: ExpressionId,
) -> (Vec<usize>, u64, Vec<(Text, Fault)>) {
    let (mut rows, mut faulty, mut first) = (Vec::new(), 0, Vec::<(Text, Fault)>::new());
    for (row, facts) in people.iter().enumerate() {
        let (zone, mut faults) = (program.zone, Vec::new());
        let (variables, visible, random) = (&[], Visible::All, None);
        let context = Context { program, facts, now, zone, variables, visible, random };
        if holds(&context, condition, &mut faults) {
            rows.push(row);
        }
        faulty += u64::from(!faults.is_empty());
        for fault in faults {
            let known = first.iter().any(|(_, known)| known.location == fault.location);
            if !known && first.len() < FAULTS {
                first.push((facts.key.as_str().into(), fault));
            }
        }
    }
    (rows, faulty, first)
}

/// People as a batch.
pub(super) fn batch(people: &[Sketch], program: &Program) -> Batch {
    let attribute = |slot: usize, r#type: &Type| {
        let value = |person: &Sketch| person.attributes.get(slot).cloned().unwrap_or(Value::Empty);
        Some(Arc::new(column(people.iter().map(value).collect(), r#type)))
    };
    let types = program.attributes.rows().iter().enumerate();
    Batch {
        keys: Keys::Text(people.iter().map(|person| Some(&*person.key)).collect()),
        attributes: types.map(|(slot, declared)| attribute(slot, &declared.r#type)).collect(),
        events: events(people, program),
    }
}

fn events(people: &[Sketch], program: &Program) -> Events {
    let all = || people.iter().flat_map(|person| &person.events);
    let starts = people.iter().scan(0, |end, person| {
        *end += person.events.len() as u32;
        Some(*end)
    });
    let kinds = all().map(|event| event.definition.index() as u32).collect();
    let property = |kind: usize, slot: usize, r#type: &Type| -> Option<Arc<Column>> {
        let of_kind = |event: &crate::eval::Event| {
            let value = event.properties.get(slot).filter(|_| event.definition.index() == kind);
            value.cloned().unwrap_or(Value::Empty)
        };
        Some(Arc::new(column(all().map(of_kind).collect(), r#type)))
    };
    let properties = program.events.rows().iter().enumerate().map(|(kind, event)| {
        let slots = event.properties.iter().enumerate();
        slots.map(|(slot, declared)| property(kind, slot, &declared.r#type)).collect()
    });
    Events {
        starts: std::iter::once(0).chain(starts).collect(),
        kinds: Some(Codes::narrow(kinds, program.events.len())),
        times: all().map(|event| event.time.micros()).collect(),
        properties: properties.collect(),
        owners: Some(all().map(|event| event.owner).collect()),
        ticks: LateTicks::default(),
    }
}
