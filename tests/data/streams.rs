//! However the input is cut into files, ordered and put aside, and on however many threads it is played: the same journeys.

use std::io;
use std::sync::{Arc, Mutex};

use bourn::data::{Loaded, Loader, Options as DataOptions, Scratch, Spill};
use bourn::host::load::Everybody;
use bourn::host::scratch::ScratchFolder;
use bourn::host::scribe::{LineScribe, Lines};
use bourn::host::simulate::{Audience, Options, Run, simulate, simulate_for};
use bourn::host::trace::Names;
use bourn::journey::Sight;
use bourn::program::Program;
use bourn::value::Instant;
use proptest::prelude::*;

use super::{program, shown};

/// Nobody looks at `idle`.
const SHOP: &str = "event bought { n: integer?, what: text? }
event seen { n: integer?, what: text? }
event idle { n: integer?, what: text? }

flow Thanks {
    enter when happened bought where n > 2 save what
    re-enter after exit
    exit when happened seen where event.what is \"w0\" at least 3 times

    wait for event up to 20 seconds {
        when happened seen where n > 5 { add tag \"seen\" }
        otherwise { pause 7 seconds }
    }
    split audience {
        50% some { set what = \"some\" }
        50% others { }
    }
    wait for event up to 1 minute {
        when happened bought { }
        otherwise { exit }
    }
}
";

/// Files that live in memory.
#[derive(Debug)]
struct Memory;

#[derive(Debug, Default)]
struct MemoryFile(Vec<u8>);

impl Scratch for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn file(&self) -> io::Result<Box<dyn Spill>> {
        Ok(Box::new(MemoryFile::default()))
    }
}

impl Spill for MemoryFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn read_at(&self, place: u64, room: &mut [u8]) -> io::Result<()> {
        room.copy_from_slice(&self.0[place as usize..place as usize + room.len()]);
        Ok(())
    }
}

/// Who, when, what and the number in it; some rows have an id.
type Row = (u8, u32, usize, u8, Option<u8>);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..6_u8, 0..90_u32, 0..3_usize, 0..9_u8, prop::option::weighted(0.3, 0..12_u8));
    prop::collection::vec(row, 0..80)
}

fn line((person, second, kind, n, id): &Row) -> String {
    let kind = ["bought", "seen", "idle"][*kind];
    let id = id.map(|id| id.to_string()).unwrap_or_default();
    let (minute, second) = (second / 60, second % 60);
    format!("p{person},{kind},2026-01-01T00:{minute:02}:{second:02}Z,{n},w{},{id}\n", n % 4)
}

fn file(rows: &[Row]) -> Vec<u8> {
    let lines: String = rows.iter().map(line).collect();
    format!("personId,name,time,n,what,eventId\n{lines}").into_bytes()
}

/// How the events come.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// How many rows a file has.
    rows: usize,
    /// How many bytes there is room for, if what does not fit is put aside.
    room: Option<usize>,
    /// Whether the events that nobody looks at are passed over.
    passing: bool,
}

fn loaded(program: &Program, rows: &[Row], way: Way) -> Loaded {
    let mut loader = Loader::new(program, DataOptions::default());
    if let Some(room) = way.room {
        loader = loader.spilling_to(Arc::new(Memory), Some(room));
    }
    if way.passing {
        loader = loader.looking_at(&Sight::of(program).kinds());
    }
    for rows in rows.chunks(way.rows) {
        loader.events("events.csv", file(rows).into());
    }
    loader.finish().unwrap()
}

/// The lines of a run that was kept, and the run.
fn kept(program: &Program, loaded: &Loaded) -> (String, Run) {
    let everybody = Everybody { population: &loaded.population };
    let run = simulate(program, &everybody, &options(1), &|_, _| {}).unwrap();
    let mut out = Vec::new();
    Names { program, snapshot: None }.write_trace(&run, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), run)
}

/// The lines of a run that were written while it went on, and the run.
fn written(program: &Program, loaded: &Loaded, threads: usize) -> (String, Run) {
    let everybody = Everybody { population: &loaded.population };
    let names = Names { program, snapshot: None };
    let scribe = LineScribe::new(names, &[Lines::Trace], ScratchFolder::default());
    let audience = Audience { progress: &|_, _| {}, scribe: Some(&scribe) };
    let run = simulate_for(program, &everybody, &options(threads), audience).unwrap();
    let mut out = Vec::new();
    scribe.write(Lines::Trace, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), run)
}

fn options(threads: usize) -> Options {
    let until = Instant::from_micros(1_767_225_600_000_000 + 100_000_000);
    Options { threads: Some(threads), ..Options::until(until) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn journeys_do_not_depend_on_how_events_come(
        mut rows in rows(), cut in 1..80_usize, room in prop::option::of(1..2_000_usize), threads in 1..4_usize,
        sorted in prop::option::of(0..80_usize),
    ) {
        // Often only the first rows are in order, or all of them, as in most files.
        let sorted = sorted.unwrap_or(0).min(rows.len());
        rows[..sorted].sort_by_key(|(person, second, ..)| (*person, *second));
        let program = program(SHOP);
        let whole = loaded(&program, &rows, Way { rows: 80, room: None, passing: false });
        let (lines, run) = kept(&program, &whole);
        let parts = loaded(&program, &rows, Way { rows: cut, room, passing: false });
        prop_assert_eq!(shown(&program, &parts.population), shown(&program, &whole.population));
        prop_assert_eq!(parts.population.summary(), whole.population.summary());
        let passed = loaded(&program, &rows, Way { rows: cut, room, passing: true });
        prop_assert_eq!(passed.population.summary(), whole.population.summary());
        let (streamed, again) = written(&program, &passed, threads);
        prop_assert_eq!(streamed, lines);
        prop_assert_eq!(again.tally, run.tally);
        prop_assert_eq!(again.trace, vec![]);
    }

    /// Where no two events of a person are of one moment, their order does not matter either.
    #[test]
    fn journeys_do_not_depend_on_the_order_of_rows(
        mut rows in rows(), seed in any::<u64>(), room in prop::option::of(1..2_000_usize),
    ) {
        rows.sort_unstable();
        rows.dedup_by_key(|(person, second, ..)| (*person, *second));
        let program = program(SHOP);
        let way = Way { rows: 80, room: None, passing: true };
        let (lines, run) = kept(&program, &loaded(&program, &rows, way));
        rows.sort_by_key(|row| u64::from(row.1 * 7 + u32::from(row.0)).wrapping_mul(seed | 1));
        let mixed = loaded(&program, &rows, Way { rows: 11, room, passing: true });
        let (streamed, again) = written(&program, &mixed, 2);
        prop_assert_eq!(streamed, lines);
        prop_assert_eq!(again.tally, run.tally);
    }
}

#[test]
fn what_goes_wrong_with_files_for_a_while_is_told() {
    #[derive(Debug)]
    struct Full(Mutex<usize>);

    impl Scratch for Full {
        fn name(&self) -> String {
            "/tmp".to_owned()
        }

        fn file(&self) -> io::Result<Box<dyn Spill>> {
            *self.0.lock().unwrap() += 1;
            Err(io::ErrorKind::StorageFull.into())
        }
    }

    let (program, full) = (program(SHOP), Arc::new(Full(Mutex::new(0))));
    let mut loader = Loader::new(&program, DataOptions::default()).spilling_to(full.clone(), Some(100));
    let rows: Vec<Row> = (0..50).map(|at| (at, 1, 0, 1, None)).collect();
    loader.events("events.csv", file(&rows).into());
    let reports = loader.finish().unwrap_err();
    let messages: Vec<String> = reports.iter().map(|report| report.problem.message()).collect();
    assert_eq!(messages, ["`/tmp` cannot be used: no storage space"]);
    assert_eq!(*full.0.lock().unwrap(), 1);
}

#[test]
fn what_is_odd_about_events_is_counted() {
    let program = program(SHOP);
    let rows = [
        (1, 9, 0, 3, Some(1)),
        (1, 5, 1, 3, None),
        (1, 7, 1, 3, None),
        (1, 9, 0, 3, Some(1)),
        (2, 1, 2, 1, None),
    ];
    let way = Way { rows: 2, room: Some(1), passing: true };
    let summary = loaded(&program, &rows, way).population.summary();
    assert_eq!((summary.events, summary.twice, summary.out_of_order), (4, 1, 2));
    let second = |second: i64| Some(Instant::from_micros(1_767_225_600_000_000 + second * 1_000_000));
    assert_eq!((summary.first, summary.last), (second(1), second(9)));
}

#[test]
fn what_nothing_looks_at_is_passed_over_unless_anything_counts() {
    let seen = |text: &str| {
        let program = program(text);
        let sight = Sight::of(&program);
        ["bought", "idle", "emailOpened", "personTagAdded"]
            .map(|name| sight.sees(program.event(name).unwrap()))
    };
    assert_eq!(seen(SHOP), [true, false, true, true]);
    let audience =
        "flow All {\n    enter audience in real time when email is not empty\n    add tag \"x\"\n}\n";
    assert_eq!(seen(&format!("{SHOP}\n{audience}")), [true; 4]);
    let segment = "segment Idle = happened idle\n";
    assert_eq!(seen(&format!("{SHOP}\n{segment}")), [true; 4]);
}

#[test]
fn flows_that_do_not_run_look_at_nothing_and_properties_that_nothing_names_are_not_read() {
    let text = "event bought { price: number, item: text, shop: text }\nevent seen { page: text, place: text }\n\
        flow Buyers {\n    enter when happened bought where price > 1 save item\n    add tag \"x\"\n}\n\
        flow Viewers {\n    enter when happened seen where page is \"a\"\n    add tag \"y\"\n}\n";
    let program = program(text);
    let [bought, seen] = ["bought", "seen"].map(|name| program.event(name).unwrap());
    let read = |sight: &Sight, event| {
        sight.kinds().into_iter().find(|looked| looked.event == event).map(|looked| looked.properties)
    };
    let all = Sight::of(&program);
    assert_eq!((read(&all, bought), read(&all, seen)), (Some(vec![0, 1]), Some(vec![0])));
    let buyers = program.flow("Buyers").unwrap();
    let one = Sight::of_flows(&program, |flow| flow == buyers);
    assert_eq!((read(&one, bought), read(&one, seen)), (Some(vec![0, 1]), None));
}

#[test]
fn what_only_waits_and_exits_look_at_is_passed_over_as_long_as_nobody_can_be_inside() {
    let looked = |more: &str| {
        let program = program(&format!("{SHOP}{more}"));
        let kinds = Sight::of(&program).kinds();
        ["bought", "seen"].map(|name| {
            let event = program.event(name).unwrap();
            let looked = kinds.iter().find(|looked| looked.event == event).unwrap();
            (looked.opens, looked.only_behind)
        })
    };
    assert_eq!(looked(""), [(true, false), (false, true)]);
    assert_eq!(looked("segment Seen = happened seen\n"), [(true, false), (false, false)]);
    let saved = "flow Other {\n    enter when happened bought\n    wait for event { when happened seen save what { } }\n}\n";
    assert_eq!(looked(saved), [(true, false), (false, false)]);
    let asked = "flow Other {\n    enter from api\n    add tag \"x\"\n}\n";
    assert_eq!(looked(asked), [(true, false), (false, false)]);
    let program = program(SHOP);
    let rows = [(1, 1, 1, 9, None), (1, 2, 0, 3, None), (1, 3, 1, 9, None), (2, 4, 1, 9, None)];
    let population = loaded(&program, &rows, Way { rows: 9, room: None, passing: true }).population;
    let kept = |key: &str| {
        let past = population.past(population.find(key).unwrap());
        (past.events.len(), past.others.len())
    };
    assert_eq!(["p1", "p2"].map(kept), [(2, 1), (0, 1)]);
}
