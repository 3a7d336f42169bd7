//! `bourn data pack`: whatever is asked of packed data has the answer that it had before.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{out, run, talk};

/// What a verb says of data.
fn answers(verb: &[&str], data: &[&str]) -> String {
    let output = run(&[verb, data].concat());
    assert_eq!(output.status.code(), Some(0), "{verb:?} {data:?}: {}", talk(&output));
    out(&output)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

fn pack(arguments: &[&str], folder: &Path) -> String {
    let folder = folder.display().to_string();
    let output = run(&[&["data", "pack"], arguments, &["-o", &folder]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
    talk(&output)
}

/// Holds packed data to the data that they were made of, for segments, and for runs up to a moment.
fn agree(project: &str, before: &[&str], until: &str, packed: &Path) {
    let (people, events) = (path(packed, "people.parquet"), path(packed, "events.parquet"));
    let after = ["--people", &people, "--events", &events];
    let segment = ["segment", "--project", project, "--format", "json", "--ids"];
    assert_eq!(answers(&segment, &after), answers(&segment, before), "{project}");
    let ran = |data: &[&str]| -> serde_json::Value {
        let table = answers(&["run", project, "--format", "json", "--until", until], data);
        let mut table: serde_json::Value = serde_json::from_str(&table).unwrap();
        // Packed events are in order, each once.
        for odd in ["outOfOrder", "twice", "undeclared"] {
            table["input"][odd] = 0.into();
        }
        table
    };
    assert_eq!(ran(&after), ran(before), "{project}");
}

#[test]
fn packed_examples_have_the_same_answers() {
    let cases = [
        ("examples/cdnow", ["23,570 rows", "69,659 rows"], "1997-01-05"),
        ("examples/shop", ["400 rows", "rows"], "2026-12-01"),
    ];
    for (project, rows, until) in cases {
        let folder = tempfile::tempdir().unwrap();
        let told = pack(&["--project", project], folder.path());
        for (file, rows) in ["people.parquet", "events.parquet"].iter().zip(rows) {
            assert!(told.lines().any(|line| line.contains(file) && line.contains(rows)), "{told}");
        }
        agree(project, &[], until, folder.path());
    }
}

const FLOW: &str = "people {
    name: text
    plan: text
    points: integer
    spent: number
    born: date
    seen: datetime
    labels: list of text
    sizes: list of integer
    lunch: time
    places: list of { city: text, visits: integer }
}

event bought { price: number?, name: text?, count: integer? }
event viewed { price: text?, at: datetime?, count: integer? }

segment Rich = spent > 10.5 or points >= 900
segment Buyers = happened bought where price > 5 at least 2 times
segment Named = happened bought where event.name contains \"7\"
segment Viewers = happened viewed where price is \"high\" and not happened bought within last 300 days
segment Labelled = (any labels where item is \"l 3\") or count(sizes) > 1
segment Travellers = any places where visits > 3
segment Early = lunch is not empty and born before 1980-01-01 and seen is not empty

flow Thanks {
    enter when happened bought
    pause 3 days
    exit
}
";

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn people(chance: &mut Chance, key: impl Fn(u64) -> String) -> Vec<String> {
    let person = |at: u64| {
        let mut line = format!("{{\"personId\": \"{}\"", key(at));
        let mut some = |chance: &mut Chance, name: &str, value: &dyn Fn(&mut Chance) -> String| {
            if chance.below(3) > 0 {
                let _ = write!(line, ", \"{name}\": {}", value(chance));
            }
        };
        some(chance, "name", &|chance| format!("\"name {} ž\"", chance.below(1000)));
        some(chance, "plan", &|chance| format!("\"plan {}\"", chance.below(3)));
        some(chance, "points", &|chance| format!("{}", chance.below(2000) as i64 - 1000));
        some(chance, "spent", &|chance| format!("{}.{:03}", chance.below(20), chance.below(1000)));
        some(chance, "born", &|chance| format!("\"19{:02}-02-2{}\"", chance.below(100), chance.below(9)));
        some(chance, "seen", &|chance| {
            format!("\"20{:02}-05-17T03:0{}:00.25Z\"", chance.below(99), chance.below(9))
        });
        some(chance, "labels", &|chance| format!("[\"l {}\", \"a;b\"]", chance.below(5)));
        some(chance, "sizes", &|chance| format!("[{}, 7]", chance.below(10)));
        some(chance, "lunch", &|chance| format!("\"12:{:02}\"", chance.below(60)));
        some(chance, "places", &|chance| {
            format!("[{{\"city\": \"Graz\", \"visits\": {}}}]", chance.below(6))
        });
        line + "}"
    };
    (0..200).map(person).collect()
}

/// Events in no order, some of them twice.
fn events(chance: &mut Chance, key: impl Fn(u64) -> String) -> Vec<String> {
    let event = |at: u64| {
        let (person, day) = (key(chance.below(260)), chance.below(28) + 1);
        let head = format!(
            "{{\"personId\": \"{person}\", \"time\": \"2026-{:02}-{day:02}T{:02}:00:00Z\"",
            chance.below(10) + 1,
            chance.below(24),
        );
        let id =
            if chance.below(9) == 0 { format!(", \"eventId\": \"e{}\"", at / 20) } else { String::new() };
        let properties = match chance.below(3) {
            0 => format!("\"price\": {}.5, \"name\": \"thing {}\"", chance.below(20), chance.below(90)),
            1 => "\"count\": 3".to_owned(),
            _ => String::new(),
        };
        match chance.below(2) {
            0 => format!("{head}{id}, \"name\": \"bought\", \"properties\": {{{properties}}}}}"),
            _ => format!(
                "{head}{id}, \"name\": \"viewed\", \"price\": \"high\", \"at\": \"2026-01-0{}T00:00:00Z\"}}",
                day % 9 + 1
            ),
        }
    };
    (0..3000).map(event).collect()
}

#[test]
fn packed_chance_has_the_same_answers() {
    let keys: [fn(u64) -> String; 2] = [|at| format!("{}", at * 7 % 997), |at| format!("person {at}")];
    for (seed, key) in keys.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: String| {
            fs::write(folder.path().join(name), text).unwrap();
            path(folder.path(), name)
        };
        let mut chance = Chance(seed as u64 + 1);
        write("bourn.toml", "[project]\nname = \"chance\"\n\n[data]\nnow = \"2026-11-30\"\n".to_owned());
        write("flows.flow", FLOW.to_owned());
        let people = write("p.jsonl", people(&mut chance, key).join("\n"));
        let events = events(&mut chance, key);
        let (one, two) = events.split_at(events.len() / 3);
        let (one, two) = (write("one.jsonl", one.join("\n")), write("two.jsonl", two.join("\n")));
        let project = folder.path().display().to_string();
        let packed = folder.path().join("packed");
        // The files are told apart by what is in them.
        pack(&["--project", &project, &one, &people, &two], &packed);
        agree(&project, &["--people", &people, "--events", &one, &two], "2026-11-30", &packed);
        // What is packed is read by columns, and can be packed again.
        let again = folder.path().join("again");
        let (people, events) = (path(&packed, "people.parquet"), path(&packed, "events.parquet"));
        let stats =
            run(&["segment", "--project", &project, "--stats", "--people", &people, "--events", &events]);
        assert!(talk(&stats).contains("read by columns"), "{}", talk(&stats));
        pack(&["--project", &project, &people, &events, "--memory", "16MiB"], &again);
        for name in ["people.parquet", "events.parquet"] {
            assert!(fs::read(packed.join(name)).unwrap() == fs::read(again.join(name)).unwrap(), "{name}");
        }
    }
}

#[test]
fn what_cannot_be_packed_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(folder.path(), "p.txt");
    fs::write(&file, "x").unwrap();
    let place = path(folder.path(), "packed");
    let cases: [(&[&str], &str); 3] = [
        (&[&file], "`.txt` is not a kind of file that can be read here"),
        (&["--memory", "7MB"], "no less than 16MiB will do"),
        (&["no such file"], "does not exist"),
    ];
    for (arguments, wanted) in cases {
        let output =
            run(&[&["data", "pack", "--project", "examples/shop", "-o", &place], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{}", talk(&output));
        assert!(talk(&output).contains(wanted), "{}", talk(&output));
    }
    assert!(!folder.path().join("packed").exists());
}
