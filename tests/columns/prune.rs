//! What files say of their values spares reading, and changes nothing.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray, TimestampMicrosecondArray,
};
use bourn::columns::Wanted;
use bourn::columns::direct::Source;
use bourn::data::Options;
use bourn::program::Program;
use bourn::segments::{Conditions, Keep, Memberships};
use bourn::value::{Instant, Text};

use super::direct::{Columns, PLAIN, Written, parquet};
use super::program;

/// Segments by the attributes that rise from row to row, and by others. A hundred rows a page, and a thousand a group.
const SHOP: &str = "people { points: integer\n spent: number\n joined: date\n seen: datetime\n member: boolean\n plan: text }\n\
    event bought {}\n\
    segment High = points > 3500\n\
    segment Low = points <= 42 and plan is \"PRO\"\n\
    segment One = points is one of (7, 1999, 5000000)\n\
    segment Rich = spent >= 39.5\n\
    segment New = joined since 1980-12-01\n\
    segment Old = seen before 1970-01-01T00:05:00Z\n\
    segment Members = member is true\n\
    segment Unknown = points is empty and not (spent > 1)\n\
    segment Nobody = points > 10 and points < 5\n\
    segment Not = not (points >= 100) and not (points is empty)\n\
    segment Either = points < 20 or spent > 39.9\n\
    segment Far = points > 100000";

const ROWS: i64 = 4_000;

fn people() -> Columns {
    let array = |array: ArrayRef| array;
    let rises = |at: i64| (!(2_000..2_300).contains(&at)).then_some(at);
    let spent = (0..ROWS).map(|at| Some(i128::from(at))).collect::<Decimal128Array>();
    let moments = TimestampMicrosecondArray::from_iter_values((0..ROWS).map(|at| at * 1_000_000));
    let plan = |at: i64| if at % 2 == 0 { "pro" } else { "free" };
    vec![
        ("personId", array(Arc::new(Int64Array::from_iter_values(0..ROWS)))),
        ("points", array(Arc::new((0..ROWS).map(rises).collect::<Int64Array>()))),
        ("spent", array(Arc::new(spent.with_precision_and_scale(18, 2).unwrap()))),
        ("joined", array(Arc::new(Date32Array::from_iter_values(0..ROWS as i32)))),
        ("seen", array(Arc::new(moments.with_timezone("UTC")))),
        ("member", array(Arc::new((0..ROWS).map(|at| Some(at / 100 == 17)).collect::<BooleanArray>()))),
        ("plan", array(Arc::new(StringArray::from_iter_values((0..ROWS).map(plan))))),
    ]
}

/// Who is in the segments, and how many values were decoded for that: the second time, when keys need not be read.
fn found(program: &Program, names: &[&str], source: &Source<'_>, everybody: bool) -> (Memberships, u64) {
    let conditions = Conditions::compile(program, names, Instant::from_micros(1 << 40)).unwrap();
    let wanted = conditions.wanted();
    let wanted = Wanted { everybody: everybody || wanted.everybody, ..wanted.clone() };
    let ask = || {
        let direct = source.open(&wanted).unwrap();
        let read = direct.map(&|batch| (batch.keys.clone(), conditions.decide(&batch))).unwrap();
        let mut found = Memberships::new(names.len());
        read.results.into_iter().for_each(|(keys, members)| found.add(&keys, members, Keep::Persons));
        (found, direct.decoded().values)
    };
    assert_eq!(ask().0.conditions()[0].count, ask().0.conditions()[0].count);
    ask()
}

fn of_file(program: &Program, people: Vec<u8>) -> Source<'_> {
    Source::new(program, Options::default(), vec![("p.parquet".to_owned(), people.into())], Vec::new())
}

fn names(program: &Program) -> Vec<&str> {
    program.segments.rows().iter().map(|segment| &*segment.name).collect()
}

#[test]
fn whoever_is_left_out_is_in_no_segment() {
    let program = program(SHOP);
    let (groups, pages) = (Written { group: 1_000, ..PLAIN }, Written { group: 1_000, page: 100, ..PLAIN });
    let one_group = Written { page: 100, ..PLAIN };
    let without = |written| Written { dictionary: false, ..written };
    for written in [PLAIN, groups, pages, without(pages), one_group, without(one_group)] {
        let file = parquet(&people(), written);
        let source = of_file(&program, file.clone());
        let names = names(&program);
        let sets = names.iter().map(std::slice::from_ref).chain([&names[..3], &names[..]]);
        for set in sets {
            // Another source, since this one need not read keys again.
            let (all, _) = found(&program, set, &of_file(&program, file.clone()), true);
            let (some, _) = found(&program, set, &source, false);
            for at in 0..set.len() {
                assert_eq!(some.ids(at), all.ids(at), "{} of {set:?}", set[at]);
            }
        }
    }
}

#[test]
fn pages_and_groups_are_left_out() {
    let program = program(SHOP);
    let decoded = |segment: &str, written: Written| {
        let source = of_file(&program, parquet(&people(), written));
        found(&program, &[segment], &source, false).1
    };
    let (groups, pages) = (Written { group: 1_000, ..PLAIN }, Written { group: 1_000, page: 100, ..PLAIN });
    // Besides the keys of those who are in it, which are asked for by name.
    // A writer ends a page where its dictionary is full.
    assert!(decoded("High", PLAIN) > 2 * 3_000);
    assert_eq!(decoded("High", groups), 1_000 + 1_000);
    assert_eq!(decoded("High", pages), 500 + 500);
    assert_eq!(decoded("Members", pages), 100 + 100);
    assert_eq!(decoded("High", Written { page: 100, ..PLAIN }), 500 + 500);
    assert_eq!(decoded("Far", pages), 0);
    assert_eq!(decoded("Low", pages), 2 * 100 + 100);
}

/// Conditions that look at some times alone, from one side and from both, and at others of another kind.
const TIMES: &str = "people { plan: text }\nevent bought { price: number? }\nevent viewed { item: text? }\nevent left {}\n\
    segment Late = happened bought since 1970-01-06\n\
    segment Early = happened viewed before 1970-01-02 and not happened bought within last 2 days\n\
    segment Between = count(viewed between last 3 days and 5 days) >= 2\n\
    segment Sum = sum(bought.price within last 3 days) > 20\n\
    segment Sequence = happened viewed since 1970-01-06 followed by bought within 2 days\n\
    segment Last = last(bought.price before last 3 days) is 3.5\n\
    segment Far = happened left before 1960-01-01\n\
    segment Ever = happened left";

/// Two thousand events of forty people, an event in four minutes.
fn happened(keys: &dyn Fn(i64) -> i64) -> Columns {
    let keys = Int64Array::from_iter_values((0..2_000).map(keys));
    let minutes: Vec<i64> = (0..2_000).map(|at| at * 4).collect();
    super::direct::events(Arc::new(keys), &minutes)
}

fn asked(program: &Program, names: &[&str], events: &[u8], everything: bool) -> (Vec<Vec<Text>>, u64) {
    let now = Instant::from_micros(8 * 86_400_000_000);
    let conditions = Conditions::compile(program, names, now).unwrap();
    let wanted = if everything { Wanted::all(program) } else { conditions.wanted().clone() };
    let files = vec![("e.parquet".to_owned(), events.to_vec().into())];
    let source = Source::new(program, Options::default(), Vec::new(), files);
    let direct = source.open(&wanted).unwrap();
    let read = direct.map(&|batch| (batch.keys.clone(), conditions.decide(&batch))).unwrap();
    let mut found = Memberships::new(names.len());
    read.results.into_iter().for_each(|(keys, members)| found.add(&keys, members, Keep::Persons));
    ((0..names.len()).map(|at| found.ids(at)).collect(), direct.decoded().values)
}

#[test]
fn events_at_which_nobody_looks_are_left_out() {
    let program = program(TIMES);
    let names = names(&program);
    let pages = Written { group: 500, page: 50, ..PLAIN };
    // Each person's events one after the other; and one person's alone, so that time rises from page to page.
    for keys in [&(|at: i64| at / 50) as &dyn Fn(i64) -> i64, &|_| 7] {
        for written in [PLAIN, pages, Written { dictionary: false, ..pages }] {
            let file = parquet(&happened(keys), written);
            for set in names.iter().map(std::slice::from_ref).chain([&names[..4], &names[..]]) {
                assert_eq!(
                    asked(&program, set, &file, false).0,
                    asked(&program, set, &file, true).0,
                    "{set:?}"
                );
            }
        }
    }
}

#[test]
fn pages_of_events_are_left_out() {
    let program = program(TIMES);
    let decoded = |segment: &str, written: Written| {
        asked(&program, &[segment], &parquet(&happened(&|at| at / 50), written), false).1
    };
    let pages = Written { group: 500, page: 50, dictionary: false, ..PLAIN };
    assert_eq!(decoded("Far", pages), 0);
    // The names of the last five pages, of a third of them the moments, and whose are those that are late.
    assert_eq!(decoded("Late", pages), 250 + 83 + 72);
    assert!(decoded("Late", PLAIN) > 1_500);
    assert_eq!(decoded("Ever", pages), 2_000 + 2 * 666);
}
