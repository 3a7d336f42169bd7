//! `bourn run --do-not-contact FILE`: who stands on the list from the start, and what is wrong with rows.
#![cfg(feature = "data")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use serde_json::Value;

const FLOW: &str = r#"
people { deviceId: text }
senders {
    email offers = "offers@shop.example"
    email news = "news@shop.example"
    sms shop = "SHOP"
}
event bought { }
event asked { }

flow Thanks {
    enter when happened bought
    send email from offers { subject "x"; body "y" }
    send sms from shop { text "x" }
    send push { title "x"; text "y" }
}

flow Again {
    enter when happened asked
    remove from do not contact { email }
    send email from offers { subject "x"; body "y" }
}

flow Moved {
    enter when happened asked
    update profile { email = "listed@x.example" }
    pause 1 day
    send email from news { subject "x"; body "y" }
}
"#;

const PEOPLE: &str = "personId,email,phone\nana,Ana@x.example,38591\nben,ben@y.example,38592\n";

const EVENTS: &str = "personId,name,time\nana,bought,2026-01-10\nben,bought,2026-01-10\n";

struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new() -> Project {
        let project = Project { folder: tempfile::tempdir().unwrap() };
        project.write("offers.flow", FLOW);
        project.write("people.csv", PEOPLE);
        project.write("events.csv", EVENTS);
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bourn"));
        command.current_dir(self.folder.path()).env("NO_COLOR", "1").args(arguments).output().unwrap()
    }

    /// Who got or did not get messages of which channel, with this file as the list.
    fn messages(&self, list: &str) -> Vec<String> {
        let output = self.run(&[
            "run",
            "offers.flow",
            "--people",
            "people.csv",
            "--events",
            "events.csv",
            "--until",
            "2026-03-01",
            "--do-not-contact",
            list,
            "--trace",
            "trace.jsonl",
        ]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = fs::read_to_string(self.path("trace.jsonl")).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let told = lines.filter(|line| matches!(line["what"].as_str(), Some("sent" | "do_not_contact")));
        let word = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
        told.map(|line| ["person", "what", "channel"].map(|name| word(&line, name)).join(" ")).collect()
    }

    /// What is said of a list with something wrong in it.
    fn refused(&self, list: &str) -> String {
        self.write("listed.csv", list);
        let output = self.run(&[
            "run",
            "offers.flow",
            "--people",
            "people.csv",
            "--events",
            "events.csv",
            "--do-not-contact",
            "listed.csv",
        ]);
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    }
}

fn parquet(path: &Path, columns: &[(&str, &[&str])]) {
    let columns = columns.iter().map(|(name, values)| {
        let values = values.iter().map(|value| (!value.is_empty()).then_some(*value));
        (*name, Arc::new(values.collect::<StringArray>()) as ArrayRef)
    });
    let batch = RecordBatch::try_from_iter(columns.collect::<Vec<_>>()).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn contacts_and_persons_are_blocked_by_channel_and_by_sender() {
    let project = Project::new();
    let expected = [
        "ana do_not_contact email",
        "ana sent sms",
        "ana sent push",
        "ben sent email",
        "ben do_not_contact sms",
        "ben do_not_contact push",
    ];
    project.write(
        "listed.csv",
        "destination,personId,channel,sender,sourceType\nana@X.example,,EMAIL,,CUSTOM\n\
         ,ben,email,news@shop.example,CUSTOM\n38592,,sms,shop,\n,ben,push,,\n",
    );
    assert_eq!(project.messages("listed.csv"), expected);
    project.write(
        "listed.jsonl",
        "{\"contact\":\"ana@x.example\",\"channel\":\"email\",\"senders\":[\"news\",\"offers\"]}\n\
         {\"personId\":\"ben\",\"channel\":\"sms\"}\n{\"personId\":\"ben\",\"channel\":\"push\"}\n",
    );
    assert_eq!(project.messages("listed.jsonl"), expected);
    project.write(
        "listed.json",
        "{\"doNotContact\":[{\"contact\":\"x.example\",\"channel\":\"email\"},\
         {\"personId\":\"ben\",\"channel\":\"sms\"},{\"personId\":\"ben\",\"channel\":\"push\"}]}",
    );
    assert_eq!(project.messages("listed.json"), expected);
    parquet(
        &project.path("listed.parquet"),
        &[
            ("contact", &["ana@x.example", "38592", ""]),
            ("personId", &["", "", "ben"]),
            ("channel", &["EMAIL", "SMS", "PUSH"]),
        ],
    );
    assert_eq!(project.messages("listed.parquet"), expected);
}

#[test]
fn an_entry_counts_from_its_time_on() {
    let project = Project::new();
    let all = ["email", "sms", "push"].map(|channel| format!("ana sent {channel}"));
    project.write("events.csv", "personId,name,time\nana,bought,2026-01-10\nana,bought,2026-01-20\n");
    let listed = |time: &str| format!("contact,channel,createdDate\nana@x.example,email,{time}\n");
    let blocked = |messages: &[String]| -> Vec<usize> {
        (0..messages.len()).filter(|&at| messages[at].contains("do_not_contact")).collect()
    };
    for (time, expected) in [
        ("2025-01-01", vec![0, 3]),
        ("2026-01-10", vec![0, 3]),
        ("2026-01-11", vec![3]),
        ("2026-02-01", vec![]),
    ] {
        project.write("listed.csv", &listed(time));
        let messages = project.messages("listed.csv");
        assert_eq!(messages.len(), 2 * all.len());
        assert_eq!(blocked(&messages), expected, "{time}");
    }
}

#[test]
fn a_flow_takes_off_what_was_listed_and_a_listed_contact_counts_for_whoever_gets_it() {
    let project = Project::new();
    project.write("events.csv", "personId,name,time\nana,asked,2026-01-10\n");
    project.write("listed.csv", "contact,channel\nana@x.example,email\nlisted@x.example,email\n");
    assert_eq!(project.messages("listed.csv"), ["ana sent email", "ana do_not_contact email"]);
}

#[test]
fn both_sides_of_a_comparison_and_explanations_have_the_list() {
    let project = Project::new();
    project.write("listed.csv", "personId,channel\nana,email\n");
    let data = ["--people", "people.csv", "--events", "events.csv", "--do-not-contact", "listed.csv"];
    let of = |arguments: &[&str]| project.run(&[arguments, data.as_slice()].concat());
    let compared = of(&["run", "offers.flow", "--against", "offers.flow"]);
    assert!(compared.status.success(), "{}", String::from_utf8_lossy(&compared.stdout));
    let explained = of(&["why", "flow", "Thanks", "--person", "ana", "--project", "offers.flow"]);
    let explained = String::from_utf8(explained.stdout).unwrap();
    assert!(explained.contains("no contact by email is wanted"), "{explained}");
}

#[test]
fn wrong_rows_are_told_of_with_row_and_column() {
    let project = Project::new();
    let refused = |list: &str| project.refused(list);
    let shows = |found: &str, expected: &[&str]| {
        expected.iter().for_each(|part| assert!(found.contains(part), "{part}: {found}"));
    };
    shows(
        &refused("contact,channel\na@x.example,email\nb@x.example,telex\n"),
        &["listed.csv", "row 2", "channel", "`telex` is not a channel of the project"],
    );
    shows(
        &refused("contact,channel,sender\na@x.example,email,shop\n"),
        &["row 1", "sender", "`shop` is not a sender of `email`"],
    );
    shows(&refused("contact,channel\na@x.example,push\n"), &["row 1", "has to name the person"]);
    shows(&refused("contact,channel\n,email\n"), &["row 1", "a contact or the person's id"]);
    shows(&refused("contact,channel,time\na@x.example,email,soon\n"), &["row 1", "time", "`soon`"]);
    shows(&refused("contact\na@x.example\n"), &["channel"]);
}
