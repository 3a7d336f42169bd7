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
use bourn::value::Instant;

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
