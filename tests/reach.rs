//! What the checker claims about conditions, held against the reference evaluator: a claim is never wrong for any of many
//! drawn people, and mistakes that were planted are found.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fmt::Write;

use bourn::check::{Checked, Settings, check};
use bourn::diagnostic::{Diagnostic, Level, Origin, Problem};
use bourn::eval::{Context, Event, Sketch, Visible, holds};
use bourn::program::{ElementKind, EventId, Expression, ExpressionId, Flow, Id, Program, Type};
use bourn::source::{Location, Snapshot};
use bourn::syntax::parse;
use bourn::value::time::parse_datetime;
use bourn::value::{Date, Instant, Number, Value, Zone};

const PEOPLE: &str = "people {
    plan: text
    group: text
    age: integer
    score: number
    vip: boolean
    born: date
    seen: datetime
}
event paid { price: number }
";

/// The leaves of drawn conditions. `#` is drawn from 0 to 4, `$` from a few texts, `@` from a few days around now.
const LEAVES: &[&str] = &[
    "plan is \"$\"",
    "plan is not \"$\"",
    "plan is one of (\"$\", \"$\")",
    "plan is exactly \"$\"",
    "plan contains \"$\"",
    "plan starts with \"$\"",
    "plan does not end with \"$\"",
    "plan matches \"$\"",
    "plan is empty",
    "(plan ?? \"$\") is \"$\"",
    "plan is group",
    "group is not plan",
    "age < #",
    "age >= #",
    "# < age",
    "age is #",
    "age is not one of (#, #)",
    "age is between 1 and 3",
    "age is not between 0 and #",
    "(age ?? #) > #",
    "age + 1 > #",
    "age < score",
    "score >= age",
    "age is score",
    "score <= #",
    "score > #.5",
    "score is empty",
    "vip",
    "vip is false",
    "vip ?? true",
    "born is @",
    "born since @",
    "born before @ 10:00",
    "born was within # days",
    "born was more than # days",
    "born was # days",
    "born will be within # months",
    "born was within 1 month",
    "born is today",
    "born is tomorrow",
    "born is @ ignoring year",
    "born before seen",
    "seen is @",
    "seen after @",
    "seen until @ 12:00",
    "seen is between @ and @",
    "seen was within # days",
    "seen was more than 1 week",
    "seen will be in # hours",
    "seen was within # hours",
    "seen was more than # hours",
    "seen is yesterday",
    "seen is not empty",
    "happened paid",
    "happened paid at least # times",
    "happened paid where price > # at least 2 times",
    "happened paid where price > #",
    "happened paid within last # days",
    "happened paid followed by paid where price > #",
    "happened paid where price > # followed by paid within # days",
    "happened paid not followed by paid within # days",
    "count(paid) > #",
    "sum(paid.price) < #",
    "has tag \"$\"",
    "(if age > # then vip else plan is \"$\")",
    "month(born) > 11",
];

/// Numbers that look random and are the same in each run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn leaf(&mut self) -> String {
        let mut text = String::new();
        for character in self.one_of(LEAVES).chars() {
            match character {
                '#' => write!(text, "{}", self.below(5)).unwrap(),
                '$' => text.push_str(self.one_of(&["a", "b", "AB", "ba"])),
                '@' => write!(text, "2026-11-{}", 12 + self.below(6)).unwrap(),
                other => text.push(other),
            }
        }
        text
    }

    fn condition(&mut self, depth: usize) -> String {
        let kind = if depth == 0 { 0 } else { self.below(6) };
        match kind {
            0 | 1 => self.leaf(),
            2 => format!("not ({})", self.condition(depth - 1)),
            3 | 4 => format!("({} and {})", self.condition(depth - 1), self.condition(depth - 1)),
            _ => format!("({} or {})", self.condition(depth - 1), self.condition(depth - 1)),
        }
    }

    /// Arms over one or two things, so that they have something to do with each other.
    fn audience(&mut self, depth: usize) -> String {
        let mut text = "segment audience {\n".to_owned();
        for _ in 0..2 + self.below(3) {
            let inner =
                if depth > 0 && self.below(2) == 0 { self.audience(depth - 1) } else { String::new() };
            let size = self.below(3);
            writeln!(text, "when {} {{\n{inner}add tag \"x\"\n}}", self.condition(size)).unwrap();
        }
        text.push_str("otherwise {\nadd tag \"y\"\n}\n}\n");
        text
    }

    fn person(&mut self) -> Vec<Value> {
        let maybe = |draw: &mut Draw, value: Value| if draw.below(5) == 0 { Value::Empty } else { value };
        let text = |draw: &mut Draw| draw.one_of(&["a", "A", "b", "ab", "AB", "bA", "c"]).into();
        let (plan, group) = (text(self), text(self));
        let age = Value::Integer(self.below(7) as i64 - 1);
        let score =
            Number::parse(self.one_of(&["-1", "0", "1", "1.5", "2", "2.5", "3", "4", "4.75"])).unwrap();
        let vip = Value::Boolean(self.below(2) == 0);
        let day = self.one_of(&[-400, -45, -31, -8, -3, -2, -1, 0, 1, 2, 3, 20, 200]);
        let born = Date::from_days(today().days() + day).unwrap();
        let minutes =
            self.one_of(&[-20_000, -4_000, -1_440, -721, -239, -60, -30, 0, 1, 60, 61, 200, 1_440, 5_000]);
        let seen = now().plus_micros(minutes * 60_000_000).unwrap();
        let values = [plan, group, age, score.into(), vip, born.into(), seen.into()];
        values.into_iter().map(|value| maybe(self, value)).collect()
    }

    fn events(&mut self, event: EventId) -> Vec<Event> {
        let mut hours: Vec<usize> = (0..self.below(4)).map(|_| self.below(120)).collect();
        hours.sort_unstable_by(|one, other| other.cmp(one));
        let made = hours.into_iter().map(|hours| Event {
            time: now().plus_micros(-(hours as i64) * 3_600_000_000).unwrap(),
            definition: event,
            properties: [Value::Number(Number::from(self.below(6) as i64))].into(),
            owner: None,
            id: None,
        });
        made.collect()
    }
}

fn zone() -> Zone {
    Zone::parse("Europe/Zagreb").unwrap()
}

fn now() -> Instant {
    parse_datetime("2026-11-15 12:00", zone()).unwrap()
}

fn today() -> Date {
    zone().date(now())
}

/// A project whose only flow holds this.
fn checked(body: &str) -> Checked {
    let text = format!("{PEOPLE}flow F {{\nenter when happened paid\n{body}}}\n");
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("a.flow", &text);
    let (tree, wrong) = parse(&mut snapshot, file);
    assert!(wrong.is_empty(), "{text}\n{}", wrong[0].problem.message());
    let settings = Settings { zone: zone(), ..Settings::default() };
    let checked = check(&mut snapshot, &[tree], &settings);
    for found in &checked.diagnostics {
        assert!(found.level() < Level::Error, "{text}\n{}", found.problem.message());
    }
    checked
}

fn person(draw: &mut Draw, program: &Program) -> Sketch {
    let mut attributes = vec![Value::Empty; program.attributes.len()];
    let names = ["plan", "group", "age", "score", "vip", "born", "seen"];
    for (name, value) in names.into_iter().zip(draw.person()) {
        attributes[program.attribute_for_column(name).unwrap().index()] = value;
    }
    let tags = [vec![], vec!["a".into()], vec!["B".into(), "ab".into()]];
    attributes[program.known.tags.index()] = Value::List(tags[draw.below(3)].clone().into());
    Sketch { key: "ana".to_owned(), attributes, events: draw.events(program.event("paid").unwrap()) }
}

fn context<'a>(program: &'a Program, facts: &'a Sketch) -> Context<'a> {
    Context { program, facts, now: now(), zone: zone(), variables: &[], visible: Visible::All, random: None }
}

/// The places of the arms that a person takes on the way through a flow that does nothing but choose and tag.
fn taken(context: &Context, flow: &Flow, places: &mut BTreeSet<Location>) {
    let mut at = flow.first;
    while let Some(id) = at {
        let element = &flow.elements[id];
        at = match &element.kind {
            ElementKind::SegmentAudience(arms) => {
                let is_met = |when: ExpressionId| holds(context, when, &mut Vec::new());
                let arm = arms.iter().find(|arm| arm.when.is_none_or(is_met)).unwrap();
                places
                    .insert(arm.when.map_or(arm.location, |when| context.program.expressions[when].location));
                arm.target
            }
            _ => element.next,
        };
    }
}

fn place(diagnostic: &Diagnostic) -> Location {
    match diagnostic.origin {
        Origin::Source(location) => location,
        _ => panic!("conditions stand in source text"),
    }
}

/// Whether what is claimed of a condition is true of one person.
fn is_true(context: &Context, claim: &Diagnostic) -> bool {
    if !matches!(claim.problem.code().0, "W0460" | "W0461" | "N0464") {
        return true;
    }
    let meets = |place: Location| {
        let is_it = |(_, expression): &(ExpressionId, &Expression)| {
            expression.location == place && expression.r#type == Type::Boolean
        };
        let (condition, _) = context.program.expressions.iter().filter(is_it).last().unwrap();
        holds(context, condition, &mut Vec::new())
    };
    let others: Vec<bool> = claim.labels.iter().map(|label| meets(label.location)).collect();
    let all = others.iter().all(|&met| met);
    let any = others.iter().any(|&met| met);
    match &claim.problem {
        Problem::NeverHolds { .. } => !(all && meets(place(claim))),
        Problem::AlwaysHolds { .. } => any || meets(place(claim)),
        Problem::RedundantPart { junction } if junction == "and" => !all || meets(place(claim)),
        Problem::RedundantPart { .. } => any || !meets(place(claim)),
        _ => true,
    }
}

/// 80 flows and 130 people for each: more than 10,000 ways through arms.
#[test]
fn no_claim_is_wrong_for_anybody() {
    let mut draw = Draw(0x9e37_79b9_7f4a_7c15);
    let mut claims = [0; 5];
    for _ in 0..80 {
        let body = draw.audience(2);
        let checked = checked(&body);
        let flow = &checked.program.flows.rows()[0];
        let mut places = BTreeSet::new();
        for _ in 0..130 {
            let facts = person(&mut draw, &checked.program);
            let context = context(&checked.program, &facts);
            taken(&context, flow, &mut places);
            for claim in &checked.diagnostics {
                assert!(is_true(&context, claim), "{body}\n{claim:?}\n{:?}", facts);
            }
        }
        for claim in &checked.diagnostics {
            let kind = match claim.problem {
                Problem::NeverHolds { .. } => 0,
                Problem::AlwaysHolds { .. } => 1,
                Problem::RedundantPart { .. } => 2,
                Problem::UnreachableArm {} => 3,
                Problem::IdleOtherwise {} => 4,
                _ => continue,
            };
            claims[kind] += 1;
            if kind >= 3 {
                assert!(!places.contains(&place(claim)), "{body}\n{claim:?}");
            }
        }
    }
    assert!(claims.iter().all(|&claims| claims > 0), "too few claims to mean anything: {claims:?}");
}

#[test]
fn planted_arms_are_found() {
    let mut draw = Draw(0x1234_5678_9abc_def1);
    for _ in 0..100 {
        let (first, second, other) = (draw.condition(1), draw.condition(1), draw.condition(0));
        let planted = if draw.below(2) == 0 { &first } else { &second };
        let body = format!(
            "segment audience {{\nwhen {first} {{ }}\nwhen {second} {{ }}\n\
             when ({planted}) and {other} {{ }}\notherwise {{ }}\n}}\n"
        );
        let checked = checked(&body);
        // Of what has a slip already, nothing more is said.
        if checked
            .diagnostics
            .iter()
            .any(|found| matches!(found.problem.code().0, "W0465" | "W0467" | "W0468"))
        {
            continue;
        }
        let arms = checked.program.flows.rows()[0].elements.rows().iter();
        let arms = arms.filter_map(|element| match &element.kind {
            ElementKind::SegmentAudience(arms) => Some(arms),
            _ => None,
        });
        let planted = arms.flatten().nth(2).unwrap().when.unwrap();
        let whole = checked.program.expressions[planted].location.span;
        let is_found = checked.diagnostics.iter().any(|found| {
            let span = place(found).span;
            matches!(found.problem, Problem::UnreachableArm {} | Problem::NeverHolds { .. })
                && whole.start <= span.start
                && span.end <= whole.end
        });
        assert!(is_found, "{body}");
    }
}
