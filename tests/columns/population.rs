//! Columns of a population.

use std::fmt::Write as _;

use bourn::columns::from_population::batches;
use bourn::columns::{Column, Form, OfKind, Wanted};
use bourn::program::{Id, Program};
use bourn::value::InstantRange;
use rayon::prelude::*;

use super::{of_batches, of_population, population, program};

const SHOP: &str = "people { member: boolean\n plan: text\n note: text\n points: integer\n spent: number\n \
    joined: date\n seen: datetime\n sizes: list of integer\n labels: list of text }\n\
    event bought { price: number?\n item: text?\n shop: text?\n on: date?\n gift: boolean? }\n\
    event viewed { item: text?\n price: integer?\n tags: list of text? }\n\
    event left {}\n\
    flow Cart { enter when happened bought\n schedule from 2026-01-01\n\
    reminder: send email { subject \"Hi\"\n body \"Ho\" }\n}";

/// Numbers that are the same for everybody who counts so.
fn draw(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

/// People of whom much is missing.
fn people(count: u64, seed: &mut u64) -> String {
    let mut text = "personId,member,plan,note,points,spent,joined,seen,sizes,labels\n".to_owned();
    for person in 0..count {
        let mut cell = |written: String| if draw(seed).is_multiple_of(4) { String::new() } else { written };
        let cells = [
            cell((person % 3 == 0).to_string()),
            cell(format!("plan {}", person % 5)),
            cell(format!("note {person}")),
            cell((i64::MAX - person as i64).to_string()),
            cell(format!("{person}.{:02}", person % 100)),
            cell(format!("19{:02}-02-28", person % 100)),
            cell(format!("2026-03-{:02}T02:30", 1 + person % 28)),
            cell(format!("{person};7")),
            cell(format!("a;b{}", person % 7)),
        ];
        let _ = writeln!(text, "p{person},{}", cells.join(","));
    }
    text
}

/// Events of theirs and of others, in no order.
fn events(count: u64, people: u64, seed: &mut u64) -> String {
    let mut text = "personId,name,time,price,item,shop,on,gift,tags,flow,element\n".to_owned();
    for event in 0..count {
        let person = draw(seed) % (people + people / 8 + 1);
        let name = ["bought", "viewed", "left", "unheard of"][draw(seed) as usize % 4];
        let day = 1 + draw(seed) % 28;
        let owner = if event % 9 == 0 { "Cart,reminder" } else { "," };
        let mut cell = |written: String| if draw(seed).is_multiple_of(3) { String::new() } else { written };
        let cells = [
            cell(format!("{}", event % 50)),
            cell(format!("item {}", event % 11)),
            cell(format!("shop {event}")),
            cell("2026-01-01".to_owned()),
            cell("true".to_owned()),
            cell("x;y;z".to_owned()),
        ];
        let _ = writeln!(text, "p{person},{name},2026-04-{day:02},{},{owner}", cells.join(","));
    }
    text
}

#[test]
fn batches_hold_what_the_population_holds() {
    let program = program(SHOP);
    let wanted = Wanted::all(&program);
    for (persons, happened) in [(0, 0), (1, 0), (0, 20), (64, 500), (700, 3000)] {
        let mut seed = persons + happened;
        let (people, events) = (people(persons, &mut seed), events(happened, persons, &mut seed));
        let (people, events) = (("p.csv", people.as_bytes()), ("e.csv", events.as_bytes()));
        let population = population(&program, &[people], &[events]);
        let found: Vec<_> = batches(&population, &program, &wanted).collect();
        assert_eq!(of_batches(&program, &wanted, &found), of_population(&program, &population));
    }
}

#[test]
fn batches_follow_each_other_in_the_order_of_persons() {
    let program = program("people { n: integer }");
    let mut text = "personId,n\n".to_owned();
    (0..70_000).for_each(|person| text += &format!("{person},{person}\n"));
    let population = population(&program, &[("p.csv", text.as_bytes())], &[]);
    let wanted = Wanted::all(&program);
    let found: Vec<_> = batches(&population, &program, &wanted).collect();
    assert_eq!(found.iter().map(bourn::columns::Batch::rows).collect::<Vec<_>>(), [65_536, 4_464]);
    let keys = found.iter().flat_map(|batch| (0..batch.rows()).map(|row| batch.keys.get(row)));
    assert!(keys.eq((0..population.len()).map(|place| population.key(place).clone())));
}

#[test]
fn nothing_is_there_but_what_is_wanted() {
    let program = program(SHOP);
    let mut seed = 7;
    let (people, events) = (people(50, &mut seed), events(300, 50, &mut seed));
    let population = population(&program, &[("p.csv", people.as_bytes())], &[("e.csv", events.as_bytes())]);
    let (plan, viewed) = (program.attribute_for_column("plan").unwrap(), program.event("viewed").unwrap());
    let mut wanted = Wanted::default();
    wanted.attributes.insert(plan);
    wanted.events.insert(viewed, OfKind { properties: [0].into(), range: InstantRange::ALWAYS });
    let found: Vec<_> = batches(&population, &program, &wanted).collect();
    let batch = &found[0];
    assert!(program.attributes.ids().all(|id| batch.attribute(id).is_some() == (id == plan)));
    assert!(batch.events.property(viewed, 0).is_some() && batch.events.property(viewed, 1).is_none());
    assert!((0..batch.events.times.len()).all(|place| batch.events.kind(place) == viewed));
    assert!(batch.events.owners.is_none());
}

/// The form of an attribute's column.
fn form(program: &Program, batch: &bourn::columns::Batch, name: &str) -> Form {
    let id = program.attribute_for_column(name).unwrap();
    batch
        .attribute(id)
        .map(|column: &std::sync::Arc<Column>| column.form())
        .unwrap_or_else(|| panic!("{}", id.index()))
}

#[test]
fn columns_have_the_forms_of_their_types() {
    let program = program(SHOP);
    let population = population(&program, &[("p.csv", people(400, &mut 3).as_bytes())], &[]);
    let found: Vec<_> = batches(&population, &program, &Wanted::all(&program)).collect();
    let forms = ["member", "plan", "note", "points", "spent", "joined", "seen", "sizes", "labels"];
    assert_eq!(
        forms.map(|name| form(&program, &found[0], name)),
        [
            Form::Boolean,
            Form::Codes(1),
            Form::Text,
            Form::Whole(8, 0),
            Form::Whole(8, 2),
            Form::Whole(4, 0),
            Form::Whole(8, 0),
            Form::Rows,
            Form::List,
        ]
    );
}

#[test]
fn numbers_without_a_common_scale_stand_one_by_one() {
    let program = program("people { spent: number\n big: number }");
    let text = "personId,spent,big\na,9999999999999999999999999999,12345678901234567890\n\
                b,0.0000000000000000000000000001,0.1\n";
    let population = population(&program, &[("p.csv", text.as_bytes())], &[]);
    let wanted = Wanted::all(&program);
    let found: Vec<_> = batches(&population, &program, &wanted).collect();
    assert_eq!(
        ["spent", "big"].map(|name| form(&program, &found[0], name)),
        [Form::Rows, Form::Whole(16, 1)]
    );
    assert_eq!(of_batches(&program, &wanted, &found), of_population(&program, &population));
}
