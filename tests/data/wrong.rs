//! Wrong data: each mistake is one clear error at the right place, and the command ends with 2.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, StringArray};
use bourn::data::{ERRORS, Listed, OnError, Options, participants};

use super::formats::parquet;
use super::{lines, load, program};

const SHOP: &str = "people { age: integer\n ok: boolean\n joined: date\n seen: datetime\n plan: text }\n\
                    event bought { price: number? }";

/// The errors in a file of people.
pub(super) fn people(name: &str, bytes: impl AsRef<[u8]>) -> Vec<String> {
    errors(&[(name, bytes.as_ref())], &[])
}

fn events(name: &str, bytes: impl AsRef<[u8]>) -> Vec<String> {
    errors(&[], &[(name, bytes.as_ref())])
}

fn errors(people: &[(&str, &[u8])], events: &[(&str, &[u8])]) -> Vec<String> {
    lines(&load(&program(SHOP), &Options::default(), people, events).unwrap_err())
}

#[test]
fn values_that_do_not_fit() {
    let rows = "personId,age,ok,joined,seen,plan\n1,41,1,2026-01-31,2026-01-31,x\n2,forty,,,,\n3,1.5,,,,\n4, 7,,,,\n\
                5,9223372036854775808,,,,\n6,,yes,,,\n7,,,31.1.2026,,\n8,,,2026-02-30,,\n9,,,,2026-01-01T25:00,\n";
    assert_eq!(
        people("p.csv", rows),
        [
            "E0601 p.csv:2:age `forty` is not an integer",
            "E0601 p.csv:3:age `1.5` is not an integer: only whole numbers of 64 bits are",
            "E0601 p.csv:4:age ` 7` is not an integer",
            "E0601 p.csv:5:age `9223372036854775808` is not an integer: only whole numbers of 64 bits are",
            "E0601 p.csv:6:ok `yes` is not a boolean: only `true`, `false`, `1` and `0` are",
            "E0601 p.csv:7:joined `31.1.2026` is not a date: dates are written `2026-11-30`",
            "E0601 p.csv:8:joined `2026-02-30` is not a date: 2026-02 has no day 30",
            "E0601 p.csv:9:seen `2026-01-01T25:00` is not a datetime: a day has the times from 00:00 to 23:59",
        ]
    );
}

#[test]
fn values_of_another_kind() {
    let rows = [
        r#"{"personId": "1", "age": true}"#,
        r#"{"personId": "2", "plan": 1.5}"#,
        r#"{"personId": "3", "plan": {"name": "x"}}"#,
        r#"{"personId": "4", "joined": 20260131}"#,
        r#"{"personId": "5", "tags": ["a", {"b": 1}]}"#,
        r#"{"personId": ["6"]}"#,
    ];
    assert_eq!(
        people("p.jsonl", rows.join("\n")),
        [
            "E0601 p.jsonl:1:age `true` is not an integer",
            "E0601 p.jsonl:2:plan `1.5` is not a text: only texts and whole numbers are",
            "E0601 p.jsonl:3:plan `{name: x}` is not a text: only texts and whole numbers are",
            "E0601 p.jsonl:4:joined `20260131` is not a date: dates are written `2026-11-30`",
            "E0601 p.jsonl:5:tags `[a, {b: 1}]` is not a list of text: its item `{b: 1}` is not a text: only texts and \
             whole numbers are",
            "E0601 p.jsonl:6:personId `[6]` is not an id: only texts and whole numbers are",
        ]
    );
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("personId", Arc::new(StringArray::from(vec!["1", "2"]))),
        ("age", Arc::new(Float64Array::from(vec![1.0, f64::NAN]))),
    ];
    let keys: Vec<(&str, ArrayRef)> = vec![("personId", Arc::new(Float64Array::from(vec![1.0])))];
    assert_eq!(
        people("p.parquet", parquet(keys)),
        ["E0601 p.parquet:1:personId `1.0` is not an id: only texts and whole numbers are"]
    );
    assert_eq!(
        people("p.parquet", parquet(columns)),
        ["E0601 p.parquet:2:age `NaN` is not an integer: not a finite number"]
    );
}

#[test]
fn a_text_of_4096_characters_fits_and_one_of_4097_does_not() {
    let row = |length: usize| format!("personId,plan\n1,{}\n", "ž".repeat(length));
    assert!(load(&program(SHOP), &Options::default(), &[("p.csv", row(4096).as_bytes())], &[]).is_ok());
    let start = "ž".repeat(40);
    assert_eq!(
        people("p.csv", row(4097)),
        [format!(
            "E0601 p.csv:1:plan `{start}…` is not a text: it has 4097 characters, and 4096 is the limit"
        )]
    );
}

#[test]
fn missing_columns_and_values() {
    assert_eq!(people("p.csv", "id,age\n1,2\n"), ["E0602 p.csv there is no column `personId`"]);
    assert_eq!(
        people("p.jsonl", "{\"age\": 2}\n{\"age\": 3}"),
        ["E0602 p.jsonl:1 there is no column `personId`"]
    );
    assert_eq!(
        people("p.csv", "personId,age\n1,2\n,3\n"),
        ["E0606 p.csv:2:personId the person's id is missing"]
    );
    assert_eq!(events("e.csv", "personId,name\n1,bought\n"), ["E0602 e.csv there is no column `time`"]);
    assert_eq!(
        events("e.csv", "personId,name,time\n1,,2026-01-01\n1,bought,\n,bought,2026-01-01\n1,bought,now\n"),
        [
            "E0606 e.csv:1:name the name of the event is missing",
            "E0606 e.csv:2:time the time of the event is missing",
            "E0606 e.csv:3:personId the person's id is missing",
            "E0601 e.csv:4:time `now` is not a datetime: moments are written `2026-11-30T13:00:05Z`",
        ]
    );
    let events_of = |second: &str| {
        events("e.jsonl", format!("{{\"personId\":1,\"name\":\"bought\",\"time\":\"2026-01-01\"}}\n{second}"))
    };
    assert_eq!(
        events_of(r#"{"name":"bought","time":"2026-01-01"}"#),
        ["E0606 e.jsonl:2:personId the person's id is missing"]
    );
}

#[test]
fn rows_that_cannot_be_taken_apart() {
    assert_eq!(
        people("p.csv", "personId,age\n1,2\n2\n3,4,5\n"),
        [
            "E0605 p.csv:2 the row cannot be read: it has 1 field, and the header has 2",
            "E0605 p.csv:3 the row cannot be read: it has 3 fields, and the header has 2",
        ]
    );
    assert_eq!(
        people("p.csv", b"personId,plan\n1,a\n2,\xff\n"),
        ["E0605 p.csv:2 the row cannot be read: it is not UTF-8"]
    );
    assert_eq!(
        people(
            "p.jsonl",
            b"{\"personId\": 1}\n\xff\n{\"personId\": 2\n[3]\n{\"personId\": 4}x\n{personId: 5}"
        ),
        [
            "E0605 p.jsonl:2 the row cannot be read: it is not UTF-8",
            "E0605 p.jsonl:3 the row cannot be read: it ends too early",
            "E0605 p.jsonl:4 the row cannot be read: an object is wanted",
            "E0605 p.jsonl:5 the row cannot be read: trailing characters at character 16",
            "E0605 p.jsonl:6 the row cannot be read: key must be a string at character 2",
        ]
    );
    assert_eq!(
        people("p.csv", "personId,age\n1,2\n2,3\n1,4\n"),
        ["E0608 p.csv:3 the person `1` has two rows"]
    );
}

#[test]
fn files_that_cannot_be_read() {
    for empty in ["p.csv", "p.json", "p.jsonl", "p.parquet"] {
        assert_eq!(people(empty, ""), [format!("E0604 {empty} the file is empty")]);
    }
    assert_eq!(people("p.jsonl", "\u{feff}\n \n"), ["E0604 p.jsonl the file is empty"]);
    let known = "`.arrow`, `.csv`, `.feather`, `.json`, `.jsonl`, `.ndjson` or `.parquet`";
    for (name, shown) in [("p.xlsx", ".xlsx"), ("data/people", "people")] {
        let diagnostics = load(&program(SHOP), &Options::default(), &[(name, b"x")], &[]).unwrap_err();
        assert_eq!(
            diagnostics[0].problem.message(),
            format!("`{shown}` is not a kind of file that can be read here")
        );
        assert_eq!(diagnostics[0].problem.help().unwrap(), format!("name a file that ends in {known}"));
    }
    assert!(
        people("p.json", "[{\"personId\": 1}")[0].starts_with("E0603 p.json the file cannot be decoded: EOF")
    );
    let whole = parquet(vec![("personId", Arc::new(StringArray::from(vec!["1"; 1000])) as ArrayRef)]);
    for cut in [3, whole.len() / 2, whole.len() - 1] {
        let found = people("p.parquet", &whole[..cut]);
        assert!(
            found.len() == 1 && found[0].starts_with("E0603 p.parquet the file cannot be decoded"),
            "{found:?}"
        );
    }
}

#[test]
fn no_damage_brings_the_reader_down() {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("personId", Arc::new((0..300).map(|n| Some(n.to_string())).collect::<StringArray>())),
        ("plan", Arc::new(StringArray::from(vec!["pro"; 300]))),
        ("age", Arc::new((0..300).map(|n| Some(f64::from(n))).collect::<Float64Array>())),
    ];
    let whole = parquet(columns);
    let (program, options) = (program(SHOP), Options::default());
    // As the command does it.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !bourn::data::is_decoding() {
            usual(panic);
        }
    }));
    for at in (0..whole.len()).step_by(3) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x80;
        // Damage to values may pass for other values; that nothing panics is what counts.
        let _ = load(&program, &options, &[("p.parquet", &damaged)], &[]);
    }
    let deep = format!("{{\"personId\": 1, \"tags\": {}{}}}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(people("p.jsonl", deep).len(), 1);
}

#[test]
fn at_most_twenty_errors_are_listed() {
    let rows =
        |count: usize| (0..count).fold("personId,age\n".to_owned(), |text, n| format!("{text}{n},x\n"));
    assert_eq!(people("p.csv", rows(ERRORS)).len(), ERRORS);
    let more = people("p.csv", rows(ERRORS + 5));
    assert_eq!(more.len(), ERRORS + 1);
    assert_eq!(more[ERRORS], "E0611 - stopped after 20 data errors");
}

#[test]
fn wrong_rows_can_be_left_out() {
    let options = Options { on_error: OnError::Skip, ..Options::default() };
    let people = "personId,age\n1,2\n2,x\n3\n1,5\n4,6\n";
    let events = "personId,name,time,price\n1,bought,2026-01-01,x\n9,bought,,\n1,bought,2026-01-01,3\n";
    let files = (("p.csv", people.as_bytes()), ("e.csv", events.as_bytes()));
    let loaded = load(&program(SHOP), &options, &[files.0], &[files.1]).unwrap();
    assert_eq!(loaded.population.len(), 2, "nobody is known by a row that was left out");
    assert_eq!(loaded.population.summary().events as usize, 1);
    assert_eq!(
        lines(&loaded.notes),
        ["W0612 p.csv rows with errors were left out: 3", "W0612 e.csv rows with errors were left out: 2"]
    );
    let damaged = load(&program(SHOP), &options, &[("p.csv", b"id\n1\n")], &[]).unwrap_err();
    assert_eq!(lines(&damaged), ["E0602 p.csv there is no column `personId`"], "a file is not a row");
}

#[test]
fn a_text_in_quotes_that_does_not_end_swallows_nothing_in_silence() {
    let wrong = |row: u64| {
        [format!("E0605 p.csv:{row} the row cannot be read: a text in double quotes begins and does not end")]
    };
    assert_eq!(people("p.csv", "personId,plan\n1,a\n2,\"b\n3,c\n"), wrong(2));
    assert_eq!(people("p.csv", "personId,plan\n1,\""), wrong(1));
    assert_eq!(people("p.csv", "personId,plan\r\n1,\"a \"\"b\"\"\r\n"), wrong(1));
    assert_eq!(
        people("p.csv", "personId,\"plan\n1,a\n"),
        [
            "E0603 p.csv the file cannot be decoded: in its header a text in double quotes begins and does not end"
        ]
    );
    for right in ["1,\"a\"", "1,\"a\nb\"\n", "1,a\"b", "1,", "1,\"\"", "1,\"a\"\"\"", "1,\"a\"b\"\n\n"] {
        let file = format!("personId,plan\n{right}");
        let result = load(&program(SHOP), &Options::default(), &[("p.csv", file.as_bytes())], &[]);
        assert_eq!(
            result.map(|loaded| loaded.population.len()).map_err(|found| lines(&found)),
            Ok(1),
            "{right}"
        );
    }
}

#[test]
fn files_of_another_make() {
    let damaged = |reason: &str| [format!("E0603 p.{reason}")];
    assert_eq!(
        people("p.csv", "personId;age\n1;20\n"),
        damaged("csv the file cannot be decoded: its fields are parted by `;`, and commas are wanted")
    );
    assert_eq!(
        people("p.csv", "personId\tage\n1\t20\n"),
        damaged("csv the file cannot be decoded: its fields are parted by tabs, and commas are wanted")
    );
}

#[test]
fn what_must_be_an_object_is_one() {
    let rows = [
        r#"{"personId": "1", "customAttributes": "age=3"}"#,
        r#"{"personId": "2", "customAttributes": [{"age": 3}]}"#,
        r#"{"personId": "3", "contactInformation": "a@b"}"#,
        r#"{"personId": "4", "customAttributes": null, "contactInformation": null}"#,
    ];
    assert_eq!(
        people("p.jsonl", rows.join("\n")),
        [
            "E0605 p.jsonl:1 the row cannot be read: its `customAttributes` is no object",
            "E0605 p.jsonl:2 the row cannot be read: its `customAttributes` is no object",
            "E0605 p.jsonl:3 the row cannot be read: its `contactInformation` is no object",
        ]
    );
    assert_eq!(
        events("e.jsonl", r#"{"personId":1,"name":"bought","time":"2026-01-01","properties":[{"price":1}]}"#),
        ["E0605 e.jsonl:1 the row cannot be read: its `properties` is no object"]
    );
}

// Through the command

/// A project with a file of people, and what `bourn segment` says of it.
fn segment(manifest: &str, write: impl FnOnce(&Path)) -> (i32, String, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bourn.toml"), manifest).unwrap();
    fs::write(folder.path().join("a.flow"), format!("{SHOP}\nsegment Old = age >= 40\n")).unwrap();
    write(folder.path());
    let output =
        Command::new(env!("CARGO_BIN_EXE_bourn")).arg("segment").current_dir(folder.path()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// One error, with these words, nothing on standard output, and 2.
#[track_caller]
fn refused(manifest: &str, write: impl FnOnce(&Path), wanted: &[&str]) {
    let (code, out, talk) = segment(manifest, write);
    assert_eq!((code, out.as_str()), (2, ""), "{talk}");
    assert_eq!(talk.matches("error[").count(), 1, "{talk}");
    for wanted in wanted {
        assert!(talk.contains(wanted), "`{wanted}` is missing:\n{talk}");
    }
}

const MANIFEST: &str = "[data]\npeople = [\"p.*\"]\n";

fn put<'a>(name: &'a str, bytes: &'a [u8]) -> impl FnOnce(&Path) + 'a {
    move |folder| fs::write(folder.join(name), bytes).unwrap()
}

#[test]
fn the_command_refuses_wrong_data() {
    refused(
        MANIFEST,
        put("p.csv", b"personId,age\n1,41\n2,forty\n"),
        &["E0601", "p.csv, row 2, column age", "`forty`"],
    );
    refused(MANIFEST, put("p.csv", b"id,age\n1,41\n"), &["E0602", "`personId`", "`id` or `age`"]);
    let whole = parquet(vec![("personId", Arc::new(StringArray::from(vec!["1"; 9])) as ArrayRef)]);
    refused(MANIFEST, put("p.parquet", &whole[..whole.len() - 20]), &["E0603", "p.parquet"]);
    refused(MANIFEST, put("p.csv", b""), &["E0604", "p.csv"]);
    refused(MANIFEST, put("p.csv", b"personId,plan\n1,\xff\xfe\n"), &["E0605", "p.csv, row 1", "UTF-8"]);
    refused(MANIFEST, put("p.xls", b"personId\n"), &["E0607", "`.xls`"]);
    refused(
        MANIFEST,
        |folder| fs::create_dir(folder.join("p.csv")).unwrap(),
        &["E0506", "`p.*` matches no file"],
    );
    let named = "[data]\npeople = [\"p.csv\"]\n";
    refused(named, |_| (), &["E0506", "`p.csv` does not exist"]);
    refused(named, |folder| fs::create_dir(folder.join("p.csv")).unwrap(), &["E0506", "`p.csv` is a folder"]);
    refused("[project]\nname = \"x\"\n", |_| (), &["E0507"]);
}

#[test]
fn the_command_refuses_wrong_settings() {
    let zone = "[project]\ntimezone = \"Europe/Zagrab\"\n[data]\npeople = [\"p.csv\"]\n";
    refused(
        zone,
        put("p.csv", b"personId\n1\n"),
        &["E0501", "did you mean `Europe/Zagreb`?", "bourn.toml:2:13"],
    );
    refused("[data]\npeopel = [\"p.csv\"]\n", |_| (), &["E0502", "did you mean `people`?", "bourn.toml:2:1"]);
    refused("[data]\nkey = 7\n", |_| (), &["E0504", "`key` must be a text", "bourn.toml:2:7"]);
    refused("[data\n", |_| (), &["E0503", "bourn.toml:1"]);
    refused("[data]\nnow = \"2026-13-01\"\n", |_| (), &["E0504", "there is no month 13"]);
    refused("[lints]\nE0201 = \"allow\"\n", |_| (), &["E0511", "`E0201` (unknown name) is an error"]);
    refused("[lints]\nW0412 = \"ignore\"\n", |_| (), &["E0510", "\"allow\", \"warn\" and \"deny\""]);
    refused("data = 3\n", |_| (), &["E0504", "`[data]`"]);
}

#[test]
fn the_project_says_how_grave_a_note_on_data_is() {
    let note = |level: &str| {
        let manifest = format!("{MANIFEST}[lints]\nN0610 = \"{level}\"\n");
        segment(&manifest, put("p.csv", b"personId,age,shoe\n1,41,44\n"))
    };
    let (code, _, talk) = note("allow");
    assert_eq!((code, talk.contains("N0610")), (0, false), "{talk}");
    let (code, _, talk) = note("warn");
    assert_eq!((code, talk.contains("warning[N0610]")), (0, true), "{talk}");
    let (code, out, talk) = note("deny");
    assert_eq!((code, out.as_str(), talk.contains("error[N0610]")), (2, "", true), "{talk}");
}

#[test]
fn a_source_that_is_not_text_is_refused() {
    let data = "[data]\npeople = [\"p.csv\"]\n";
    refused(data, put("b.flow", b"// line 1\n\xff"), &["E0506", "`b.flow` is not UTF-8: line 2"]);
}

#[test]
fn data_that_are_right_are_counted() {
    let (code, out, talk) = segment(MANIFEST, put("p.csv", b"personId,age\n1,41\n2,39\n3,\n"));
    assert_eq!((code, out.as_str()), (0, "segment  persons  share\nOld            1  33.3%\n"), "{talk}");
}

const CLUB: &str = "people { plan: text\n since: date }\n\
                    flow Welcome { enter from api (code: text, bonus: integer = 10); add tag code }";

/// A line of a request by ana, with other members of the one who enters.
fn asked(members: &str) -> String {
    let identify = r#""identifyBy": {"identifier": "ana@example.com", "type": "EMAIL"}"#;
    format!(r#"{{"time": "2026-11-01 09:00", "flow": "Welcome", "participants": [{{{identify}{members}}}]}}"#)
}

fn requests(rows: &str, on_error: OnError) -> Result<(usize, u64, Vec<String>), Vec<String>> {
    let bytes = bytes::Bytes::copy_from_slice(rows.as_bytes());
    match participants(&program(CLUB), "asked.jsonl", &bytes, on_error) {
        Ok(Listed { rows, notes, wrong_rows }) => Ok((rows.len(), wrong_rows, lines(&notes))),
        Err(notes) => Err(lines(&notes)),
    }
}

#[test]
fn requests_that_are_wrong_are_told_with_row_and_column() {
    let rows = [
        asked(""),
        "{".to_owned(),
        r#"{"participants": [{"identifyBy": {"identifier": "a", "type": "EMAIL"}}]}"#.to_owned(),
        r#"{"time": "soon", "flow": "Bye", "participants": []}"#.to_owned(),
        r#"{"time": "2026-11-01", "flow": "Welcome", "participants": [{}, 3]}"#.to_owned(),
        asked(r#", "variables": {"bonus": "many", "kode": "x"}"#),
        asked(r#", "variables": ["x"]"#),
        asked(r#", "person": {"since": "1.2.2026", "customAttributes": "pro"}"#),
        asked(r#", "person": "Ana""#),
        asked("").replace("EMAIL", "PUSH"),
    ];
    assert_eq!(
        requests(&rows.join("\n"), OnError::Stop).unwrap_err(),
        [
            "E0605 asked.jsonl:2 the row cannot be read: it ends too early",
            "E0606 asked.jsonl:3:time `time` is missing",
            "E0606 asked.jsonl:3:flow `flow` is missing",
            "E0601 asked.jsonl:4:time `soon` is not a datetime: moments are written `2026-11-30T13:00:05Z`",
            "E0601 asked.jsonl:4:flow `Bye` is not a flow of the project",
            "E0606 asked.jsonl:4:participants a list of 1 to 1000 `participants` is missing",
            "E0606 asked.jsonl:5:participants[0].identifyBy.type `participants[0].identifyBy.type` is missing",
            "E0601 asked.jsonl:5:participants[1] `3` is not an object",
            "E0601 asked.jsonl:6:participants[0].variables.bonus `many` is not an integer",
            "E0601 asked.jsonl:6:participants[0].variables.kode `kode` is not a parameter of `enter from api`",
            r#"E0601 asked.jsonl:7:participants[0].variables `["x"]` is not an object"#,
            "E0601 asked.jsonl:8:participants[0].person.since `1.2.2026` is not a date: dates are written `2026-11-30`",
            r#"E0601 asked.jsonl:8:participants[0].person.customAttributes `"pro"` is not an object"#,
            r#"E0601 asked.jsonl:9:participants[0].person `"Ana"` is not an object"#,
            "E0601 asked.jsonl:10:participants[0].identifyBy.type `PUSH` is not `PHONE` or `EMAIL`, by which people are found",
        ]
    );
}

#[test]
fn requests_that_are_wrong_are_left_out_where_that_is_asked_for() {
    let rows =
        [asked(""), asked(r#", "variables": {"bonus": "many"}"#), asked(r#", "variables": {"code": "A"}"#)];
    let told = vec!["W0612 asked.jsonl rows with errors were left out: 1".to_owned()];
    assert_eq!(requests(&rows.join("\n"), OnError::Skip), Ok((2, 1, told)));
}
