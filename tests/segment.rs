//! Segments against an oracle that knows nothing of Bourn: `tests/oracle/` holds counts and ids worked out in SQL.

#![cfg(feature = "data")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "segment/files.rs"]
mod files;
#[path = "support/schema.rs"]
#[allow(dead_code, reason = "the tests of diagnostics look at validators by themselves")]
mod schema;
#[path = "segment/stats.rs"]
mod stats;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use bourn::check::Wanted;
use bourn::columns::{Batch, from_population};
use bourn::data::Population;
use bourn::host::load::{Request, load};
use bourn::host::{CheckedProject, Project};
use bourn::program::{ExpressionId, Program};
use bourn::segments::{Conditions, Keep, Memberships, SetEngine};
use bourn::value::time::parse_datetime;
use bourn::value::{Instant, Zone};
use rayon::prelude::*;
use serde::Deserialize;

/// A line of `tests/oracle/cdnow.json` and its sisters.
#[derive(Deserialize)]
struct Answer {
    name: String,
    #[serde(default)]
    condition: String,
    now: String,
    count: usize,
    #[serde(default)]
    sha256: String,
    #[serde(default)]
    first: Vec<String>,
}

static CDNOW: LazyLock<(CheckedProject, Population)> = LazyLock::new(|| example("cdnow"));

#[test]
fn every_condition_holds_for_as_many_as_the_oracle_says() {
    let answers = oracle("cdnow.json");
    assert!(answers.len() > 50, "the oracle has lost its tongue");
    let wrong: Vec<String> = answers
        .iter()
        .filter_map(|answer| {
            let found = ask(&answer.condition, &answer.now).conditions()[0].count;
            let Answer { name, condition, count, .. } = answer;
            (found != *count).then(|| format!("{name}: `{condition}` holds for {found} and not for {count}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_persons_are_those_that_the_oracle_names() {
    for answer in oracle("cdnow_ids.json") {
        let found = ask(&answer.condition, &answer.now);
        let ids = found.ids(0);
        let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        assert_eq!(ids.len(), answer.count, "{}", answer.name);
        assert_eq!(ids[..answer.first.len()], answer.first, "{}", answer.name);
        let lines: String = ids.iter().flat_map(|id| [id, "\n"]).collect();
        assert_eq!(sha256(lines.as_bytes()), answer.sha256, "{}", answer.name);
    }
}

#[test]
fn the_segments_of_the_examples_are_as_large_as_the_oracle_says() {
    let (project, population) = &*CDNOW;
    for answer in oracle("cdnow_segments.json") {
        let segment = project.checked.program.segment(&answer.name).unwrap();
        let condition = project.checked.program.segments[segment].condition;
        let found = evaluated(&project.checked.program, population, &[condition], moment(&answer.now));
        assert_eq!(found.conditions()[0].count, answer.count, "{}", answer.name);
    }
    let (shop, people) = example("shop");
    let answers: serde_json::Value = json("tests/oracle/shop_run.json");
    let wanted = answers["segments"].as_object().unwrap();
    assert_eq!(wanted.len(), shop.checked.program.segments.len());
    for segment in shop.checked.program.segments.rows() {
        let now = shop.manifest.data.now.unwrap();
        let found = evaluated(&shop.checked.program, &people, &[segment.condition], now);
        let count = found.conditions()[0].count as u64;
        assert_eq!(Some(count), wanted[&*segment.name].as_u64(), "{}", segment.name);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let (mut project, population) = CDNOW.clone();
    let mut formula =
        |text| project.checked.formula(&mut project.snapshot, "<t>", text, Wanted::Condition).unwrap();
    let conditions =
        [formula("spent / (orders - 1) > 100"), formula("happened cdPurchased within last 30 days")];
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let now = moment("1998-07-01T00:00:00Z");
        pool.install(|| evaluated(&project.checked.program, &population, &conditions, now))
    };
    let whole = run(1);
    let alone = whole.conditions();
    assert_eq!(alone[0].faulty, 11_908, "who bought once divides by zero");
    assert_eq!(alone[0].faults.len(), 1, "one kind of fault is told of once");
    assert_eq!(&*alone[0].faults[0].0, "00001", "and for the first person");
    assert_eq!(alone[1].faulty, 0);
    for threads in [2, 7] {
        assert!(run(threads) == whole, "with {threads} threads");
    }
}

// The command

#[test]
fn the_table_shows_every_segment() {
    let (code, out, talk) = bourn(&["segment", "--project", "examples/shop"]);
    assert_eq!(code, 0, "{talk}");
    assert_eq!(
        out,
        "\
segment           title                                                persons  share
ContractsToRenew  Contracts that end this quarter or have just ended        24   6.0%
GoldMembers       A thousand points, or more than 200 euro in 90 days      143  35.8%
SaleBrowsers      Grown-ups who browsed the sale                             5   1.3%
TrialsThatEnd     Free trials that end within two weeks                     14   3.5%
Unreachable       No way to write to them                                    1   0.3%
"
    );
    assert_eq!(talk, "400 persons with 5,042 events, at 2026-11-15 00:00 in Europe/Zagreb\n");
}

#[test]
fn the_shape_for_programs_is_frozen() {
    let (code, out, _) = bourn(&["segment", "--project", "examples/shop", "--format", "json"]);
    assert_eq!(code, 0);
    let golden = std::fs::read_to_string(root().join("tests/segment/shop.json")).unwrap();
    assert_eq!(out, golden, "tests/segment/shop.json is the golden file");
    schema::follows("docs/schemas/segment.schema.json", &serde_json::from_str(&out).unwrap());
}

#[test]
fn a_condition_can_be_given_and_its_persons_listed() {
    let condition = "happened cdPurchased where amount is 0";
    let common = ["segment", "--project", "examples/cdnow", "--expr", condition];
    let (code, count, _) = bourn(&[&common[..], &["--count"]].concat());
    assert_eq!((code, count.as_str()), (0, "80\n"));
    let (_, ids, talk) = bourn(&[&common[..], &["--ids", "--threads", "2"]].concat());
    assert_eq!(ids.lines().count(), 80);
    assert!(ids.starts_with("00455\n00713\n00908\n"));
    assert_eq!(talk, "", "nothing but the result");
    let (_, document, _) =
        bourn(&[&common[..], &["--ids", "--format", "json", "--now", "1997-02-01"]].concat());
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let (_, negative, _) =
        bourn(&["segment", "--project", "examples/cdnow", "--expr", "-spent > 0", "--count"]);
    assert_eq!(negative, "0\n", "a condition may begin with a minus");
    assert_eq!(document["now"], "1997-02-01T00:00:00Z");
    let segment = &document["segments"][0];
    assert_eq!(segment["name"], condition);
    assert_eq!(segment["ids"].as_array().unwrap().len() as u64, segment["count"].as_u64().unwrap());
    schema::follows("docs/schemas/segment.schema.json", &document);
}

#[test]
fn faults_are_told_of_and_the_count_stands() {
    let condition = "spent / (orders - 1) > 100";
    let (code, out, talk) =
        bourn(&["segment", "--project", "examples/cdnow", "--expr", condition, "--count"]);
    assert_eq!((code, out.as_str()), (0, "1091\n"));
    assert!(talk.contains("for 11,908 persons"), "{talk}");
    assert!(talk.contains("warning[E0702]"), "{talk}");
}

#[test]
fn what_cannot_be_answered_is_wrong_usage() {
    let cases: [(&[&str], &str); 7] = [
        (&["BigSpender"], "did you mean `BigSpenders`?"),
        (&["--ids"], "`--ids` is for one segment, and these are 10"),
        (&["--now", "yesterday"], "`--now yesterday`: `yesterday` is no date and time"),
        (&["--threads", "0"], "0 is not in 1..=1024"),
        (&["--threads", "1000000"], "1000000 is not in 1..=1024"),
        (&["--people", "nobody.csv"], "`nobody.csv` does not exist"),
        (&["--people", "nobody-*.csv"], "`nobody-*.csv` matches no file"),
    ];
    for (arguments, wanted) in cases {
        let (code, out, talk) = bourn(&[&["segment", "--project", "examples/cdnow"], arguments].concat());
        assert_eq!(code, 2, "{arguments:?}: {talk}");
        assert_eq!(out, "", "{arguments:?}");
        assert!(talk.contains(wanted), "{arguments:?}: {talk}");
    }
    let (code, _, talk) = bourn(&["segment", "--project", "examples/cdnow", "--expr", "amuont is 3"]);
    assert_eq!(code, 1, "the condition was checked, and is wrong");
    assert!(talk.contains("error[E0201]"), "{talk}");
}

// Helpers

fn example(name: &str) -> (CheckedProject, Population) {
    let project = Project::load(Some(&root().join("examples").join(name))).unwrap().check();
    assert!(!project.has_errors(), "{:?}", project.diagnostics);
    let population = load(&project, &Request::default()).unwrap().population;
    (project, population)
}

/// Who satisfies a condition of the CDNOW example.
fn ask(condition: &str, now: &str) -> Memberships {
    let (project, population) = &*CDNOW;
    let mut project = project.clone();
    let formula = project.checked.formula(&mut project.snapshot, "<oracle>", condition, Wanted::Condition);
    let formula = formula.unwrap_or_else(|errors| panic!("`{condition}`: {errors:?}"));
    evaluated(&project.checked.program, population, &[formula], moment(now))
}

/// What the command evaluates by where nothing is said, over all people.
fn evaluated(
    program: &Program,
    population: &Population,
    conditions: &[ExpressionId],
    now: Instant,
) -> Memberships {
    let set = Conditions::new(program, conditions, now, SetEngine::default());
    let batches: Vec<Batch> = from_population::batches(population, program, set.wanted()).collect();
    set.evaluate(&batches, Keep::Persons, &|_| ())
}

fn moment(text: &str) -> Instant {
    parse_datetime(text, Zone::UTC).unwrap()
}

fn oracle(file: &str) -> Vec<Answer> {
    json(&format!("tests/oracle/{file}"))
}

fn json<T: serde::de::DeserializeOwned>(file: &str) -> T {
    serde_json::from_str(&std::fs::read_to_string(root().join(file)).unwrap()).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn bourn(arguments: &[&str]) -> (i32, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_bourn")).args(arguments).current_dir(root()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The SHA-256 of FIPS 180-4, in hexadecimal digits.
fn sha256(message: &[u8]) -> String {
    let primes = (2_u32..).filter(|n| (2..*n).all(|d| !n.is_multiple_of(d))).take(64);
    let fraction = |root: f64| (root.fract() * 4_294_967_296.0) as u32;
    let (mut k, mut h) = (Vec::new(), Vec::new());
    for prime in primes.map(f64::from) {
        k.push(fraction(prime.cbrt()));
        h.push(fraction(prime.sqrt()));
    }
    h.truncate(8);
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize((message.len() + 9).next_multiple_of(64) - 8, 0);
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks(64) {
        let mut w: Vec<u32> =
            block.chunks(4).map(|word| u32::from_be_bytes(word.try_into().unwrap())).collect();
        for at in 16..64 {
            let s0 = w[at - 15].rotate_right(7) ^ w[at - 15].rotate_right(18) ^ (w[at - 15] >> 3);
            let s1 = w[at - 2].rotate_right(17) ^ w[at - 2].rotate_right(19) ^ (w[at - 2] >> 10);
            w.push(w[at - 16].wrapping_add(s0).wrapping_add(w[at - 7]).wrapping_add(s1));
        }
        let mut v = h.clone();
        for at in 0..64 {
            let s1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choice = (v[4] & v[5]) ^ (!v[4] & v[6]);
            let one = v[7].wrapping_add(s1).wrapping_add(choice).wrapping_add(k[at]).wrapping_add(w[at]);
            let s0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(one);
            v[0] = one.wrapping_add(s0.wrapping_add(majority));
        }
        h.iter_mut().zip(v).for_each(|(sum, part)| *sum = sum.wrapping_add(part));
    }
    h.iter().map(|word| format!("{word:08x}")).collect()
}

#[test]
fn the_hash_is_sha_256() {
    assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// Files, deltas, series and overlaps

#[test]
fn a_membership_file_of_each_form_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    for name in ["members.parquet", "members.csv", "members.jsonl"] {
        let file = path(name);
        let write = ["segment", "--project", "examples/shop", "--output", &file];
        assert_eq!(bourn(&write).0, 0, "{name}");
        let first = std::fs::read(&file).unwrap();
        assert_eq!(bourn(&[&write[..], &["--threads", "1", "--engine", "reference"]].concat()).0, 0);
        assert!(first == std::fs::read(&file).unwrap(), "{name} is written twice and differs");
        let (code, out, talk) = bourn(&["segment", "--project", "examples/shop", "--since", &file]);
        assert_eq!(code, 0, "{talk}");
        assert!(out.lines().next().unwrap().ends_with("persons  share  entered  left"), "{out}");
        assert!(out.lines().skip(1).all(|line| line.ends_with("%        0     0")), "{name}\n{out}");
    }
    let lines = std::fs::read_to_string(path("members.csv")).unwrap();
    assert_eq!(lines.lines().count(), 1 + 24 + 143 + 5 + 14 + 1, "a line for each membership");
    assert!(lines.starts_with("personId,segment\n"), "{lines}");
}

#[test]
fn who_entered_and_who_left_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("members.csv").display().to_string();
    let common = ["segment", "TrialsThatEnd", "--project", "examples/shop"];
    let earlier = [&common[..], &["--now", "2026-11-08", "--output", &file]].concat();
    assert_eq!(bourn(&earlier).0, 0);
    let (_, out, _) = bourn(&[&common[..], &["--since", &file, "--ids"]].concat());
    let (_, now, _) = bourn(&[&common[..], &["--ids"]].concat());
    let (_, before, _) = bourn(&[&common[..], &["--ids", "--now", "2026-11-08"]].concat());
    let of = |sign: &str, persons: &str, others: &str| -> Vec<String> {
        let new = persons.lines().filter(|person| others.lines().all(|other| other != *person));
        new.map(|person| format!("{sign} TrialsThatEnd {person}")).collect()
    };
    let wanted = [of("+", &now, &before), of("-", &before, &now)].concat();
    assert!(wanted.len() > 4, "nothing changed in a week: {wanted:?}");
    assert_eq!(out.lines().collect::<Vec<_>>(), wanted);
    let (_, document, _) = bourn(&[&common[..], &["--since", &file, "--ids", "--format", "json"]].concat());
    let document = serde_json::from_str(&document).unwrap();
    schema::follows("docs/schemas/segment.schema.json", &document);
    let counted = |change: &str| document["segments"][0][change]["count"].as_u64().unwrap() as usize;
    assert_eq!(counted("entered") + counted("left"), wanted.len());
}

#[test]
fn sizes_over_time_are_those_of_each_moment() {
    let common = ["segment", "--project", "examples/cdnow", "--now"];
    let series = [&common[..], &["1997-03-01..1997-06-01 every 1 month"]].concat();
    let (code, out, talk) = bourn(&[&series[..], &["--count"]].concat());
    assert_eq!(code, 0, "{talk}");
    for (month, line) in ["1997-03-01", "1997-04-01", "1997-05-01", "1997-06-01"].iter().zip(out.lines()) {
        let (_, single, _) = bourn(&[&common[..], &[month, "--count"]].concat());
        assert_eq!(line, single.lines().collect::<Vec<_>>().join(" "), "at {month}");
    }
    assert_eq!(out.lines().count(), 4);
    let (_, document, _) = bourn(&[&series[..], &["--format", "json"]].concat());
    let document = serde_json::from_str(&document).unwrap();
    schema::follows("docs/schemas/segment-series.schema.json", &document);
    assert_eq!(document["moments"].as_array().unwrap().len(), 4);
    let (code, _, talk) = bourn(&[&series[..], &["--overlap"]].concat());
    assert_eq!(code, 2);
    assert!(talk.contains("`--overlap` is for one moment, and `--now` names 4"), "{talk}");
}

#[test]
fn an_overlap_is_who_is_in_both() {
    let common = ["segment", "--project", "examples/cdnow"];
    let names = ["BigSpenders", "Regulars"];
    let (_, document, _) = bourn(&[&common[..], &names, &["--overlap", "--format", "json"]].concat());
    let document = serde_json::from_str(&document).unwrap();
    schema::follows("docs/schemas/segment.schema.json", &document);
    let both = "in segment BigSpenders and in segment Regulars";
    let (_, wanted, _) = bourn(&[&common[..], &["--expr", both, "--count"]].concat());
    assert_eq!(document["overlap"][0]["count"].to_string(), wanted.trim());
    let (_, table, _) = bourn(&[&common[..], &names, &["--overlap"]].concat());
    assert!(table.starts_with("segment      and       both  of the first  of the second\n"), "{table}");
}

#[test]
fn every_engine_says_the_same() {
    let common = ["segment", "--project", "examples/shop", "--count", "--engine"];
    let wanted = bourn(&[&common[..], &["reference"]].concat()).1;
    for engine in ["auto", "jit", "columns", "vm"] {
        assert_eq!(bourn(&[&common[..], &[engine]].concat()).1, wanted, "{engine}");
    }
}

#[test]
fn stats_tell_of_every_question() {
    let common = ["segment", "--project", "examples/cdnow", "--stats", "--format", "json", "--engine"];
    for engine in ["auto", "reference"] {
        let (_, document, talk) = bourn(&[&common[..], &[engine]].concat());
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        schema::follows("docs/schemas/segment.schema.json", &document);
        let (stats, people) = (&document["stats"], document["people"].as_u64().unwrap());
        let questions = stats["questions"].as_array().unwrap();
        assert!(questions.len() > 5 && stats["by_rows"] == "not all files are of columns", "{stats}");
        for question in questions {
            let (holds, unknown) = (&question["holds"], question["unknown"].as_u64().unwrap_or(0));
            assert!(holds.as_u64().unwrap() + unknown <= people, "{question}");
            assert!(talk.contains(question["question"].as_str().unwrap()), "{talk}");
        }
        assert!(questions.iter().any(|question| question["holds"].as_u64().unwrap() > 0), "{stats}");
    }
}

#[test]
fn what_is_no_membership_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("one.txt", "", "those end in `.parquet`, `.csv` or `.jsonl`"),
        ("two.csv", "person,segment\n", "it has no column `personId`"),
        ("three.jsonl", "{\"personId\": 1}\n", "line 1 is no object with `personId` and `segment`"),
        ("four.parquet", "no", "it is damaged"),
    ];
    for (name, text, wanted) in cases {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let file = file.display().to_string();
        let (code, out, talk) = bourn(&["segment", "--project", "examples/shop", "--since", &file]);
        assert_eq!((code, out.as_str()), (2, ""), "{talk}");
        assert!(talk.contains(wanted), "{talk}");
    }
}
