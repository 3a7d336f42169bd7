//! `bourn run --against` and `--against-git` as a whole: what they print, how they end, and what they say where they cannot.
#![cfg(feature = "data")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder to work in.
struct Workplace(tempfile::TempDir);

impl Workplace {
    fn new() -> Workplace {
        Workplace(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// A copy of the example, with other texts in its flows.
    fn shop(&self, name: &str, changes: &[(&str, &str)]) {
        let folder = self.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        for file in ["bourn.toml", "events.jsonl", "people.csv", "reminder.html"] {
            fs::copy(root().join("examples/shop").join(file), folder.join(file)).unwrap();
        }
        let mut flows = fs::read_to_string(root().join("examples/shop/shop.flow")).unwrap();
        for (from, to) in changes {
            assert!(flows.contains(from), "{from}");
            flows = flows.replace(from, to);
        }
        fs::write(folder.join("shop.flow"), flows).unwrap();
    }

    fn bourn(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bourn"));
        command.current_dir(self.path()).env("NO_COLOR", "1").args(arguments).output().unwrap()
    }

    fn git(&self, arguments: &[&str]) {
        let identity =
            ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false"];
        let output =
            Command::new("git").current_dir(self.path()).args(identity).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "-m", message]);
    }
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn talk(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A change of everything that is told of: a text, a condition, percentages, an arm, a label.
const CHANGES: [(&str, &str); 5] = [
    ("You left something behind", "You forgot something"),
    ("loyaltyPoints > 500", "loyaltyPoints > 100"),
    ("50% control { }\n        50% discounted", "30% control { }\n        70% discounted"),
    ("when happened emailOpened of reminder { pause until monday at 13:00 }", ""),
    ("offer: split", "deal: split"),
];

#[test]
fn the_difference_is_printed_as_it_was() {
    let place = Workplace::new();
    place.shop("before", &[]);
    place.shop("after", &CHANGES);
    let output = place.bourn(&["run", "after", "--against", "before"]);
    assert_eq!(output.status.code(), Some(1), "{}", talk(&output));
    golden("against.txt", &out(&output));
    let output = place.bourn(&["run", "after", "--against", "before", "--sample", "1", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    golden("against.json", &out(&output));
    let schema = fs::read_to_string(root().join("docs/schemas/against.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let found: Value = serde_json::from_str(&out(&output)).unwrap();
    assert!(jsonschema::is_valid(&schema, &found));
    adds_up(&found);
}

/// Each person is one kind of receiver, and what is on a side is what that side's run counts.
fn adds_up(found: &Value) {
    let number = |value: &Value, name: &str| value[name].as_u64().unwrap();
    for (side, only) in [("old", "only_old"), ("new", "only_new")] {
        let both = |row: &Value| {
            ["changed", "moved", "same", only].iter().map(|name| number(row, name)).sum::<u64>()
        };
        let sends: u64 = found["effects"].as_array().unwrap().iter().map(both).sum();
        let folder = if side == "old" { &[][..] } else { &CHANGES };
        let place = Workplace::new();
        place.shop("shop", folder);
        let run: Value =
            serde_json::from_str(&out(&place.bourn(&["run", "shop", "--format", "json"]))).unwrap();
        let messages = run["messages"].as_object().unwrap().values().map(|count| count.as_u64().unwrap());
        assert_eq!(sends, messages.sum::<u64>(), "{side}");
        assert_eq!(found["flows"][0]["entries"][side], run["flows"][0]["entries"]["times"]);
        assert_eq!(found["flows"][0]["exits"]["exit"][side], run["flows"][0]["exits"]["exit"]["times"]);
    }
}

/// Compares with a file that is kept; `UPDATE=1` writes it.
fn golden(name: &str, found: &str) {
    let path = root().join("tests/run").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&path).unwrap_or_default(), "{name} differs");
}

#[test]
fn the_examples_differ_in_nothing_from_themselves() {
    let place = Workplace::new();
    for example in ["shop", "cdnow"] {
        let path = root().join("examples").join(example).display().to_string();
        let mut arguments = vec!["run", &path, "--against", &path, "--format", "json"];
        if example == "cdnow" {
            arguments.extend(["--until", "1997-03-01"]);
        }
        let output = place.bourn(&arguments);
        assert_eq!(output.status.code(), Some(0), "{example}: {}", talk(&output));
        let found: Value = serde_json::from_str(&out(&output)).unwrap();
        assert_eq!(found["different"], json!(false));
        assert_eq!(found["partings"], json!([]));
    }
}

/// Order of declarations and remarks mean nothing, and neither do labels that nothing refers to where nobody passes by.
#[test]
fn another_way_to_write_the_same_is_no_difference() {
    let place = Workplace::new();
    place.shop("before", &[]);
    place.shop("after", &[("    pause 1 hour\n", "    // An hour is enough.\n    pause 60 minutes\n")]);
    let output = place.bourn(&["run", "after", "--against", "before"]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    assert!(out(&output).contains("No difference: 711 entries, 717 messages"), "{}", out(&output));
}

#[test]
fn a_project_is_compared_with_a_revision_of_itself() {
    let place = Workplace::new();
    place.git(&["init", "--quiet"]);
    place.shop("projects/shop", &[]);
    place.commit("Start");
    let run = |revision: &str| place.bourn(&["run", "projects/shop", "--against-git", revision]);
    assert_eq!(run("HEAD").status.code(), Some(0));
    place.shop("projects/shop", &[("pause 1 hour", "pause 3 hours")]);
    let output = run("HEAD");
    assert_eq!(output.status.code(), Some(1), "{}", talk(&output));
    let table = out(&output);
    assert!(table.starts_with("projects/shop against HEAD:projects/shop"), "{table}");
    assert!(table.contains("goes on → goes on later"), "{table}");
    // Within the project, too; and neither the index nor the work tree is another one afterwards.
    let folder = place.path().join("projects/shop");
    let mut command = Command::new(env!("CARGO_BIN_EXE_bourn"));
    let within = command
        .current_dir(&folder)
        .env("NO_COLOR", "1")
        .args(["run", "--against-git", "HEAD"])
        .output()
        .unwrap();
    assert_eq!(out(&within).lines().skip(1).collect::<Vec<_>>(), table.lines().skip(1).collect::<Vec<_>>());
    let status =
        Command::new("git").current_dir(place.path()).args(["status", "--porcelain"]).output().unwrap();
    assert_eq!(out(&status), " M projects/shop/shop.flow\n");
}

#[test]
fn why_there_is_no_revision_is_said() {
    let place = Workplace::new();
    place.shop("shop", &[]);
    let said = |arguments: &[&str]| {
        let output = place.bourn(arguments);
        assert_eq!(output.status.code(), Some(2), "{}", talk(&output));
        talk(&output)
    };
    let none = said(&["run", "shop", "--against-git", "HEAD"]);
    assert!(none.contains("`--against-git HEAD`: `shop` is in no git repository"), "{none}");
    place.git(&["init", "--quiet"]);
    fs::write(place.path().join("README.md"), "Nothing yet.").unwrap();
    place.git(&["add", "README.md"]);
    place.git(&["commit", "--quiet", "-m", "Start"]);
    let later = said(&["run", "shop", "--against-git", "HEAD"]);
    assert!(later.contains("`shop` was not there in `HEAD`"), "{later}");
    let unknown = said(&["run", "shop", "--against-git", "HEAD~7"]);
    assert!(unknown.contains("the repository has no revision `HEAD~7`"), "{unknown}");
    let option = said(&["run", "shop", "--against-git=--all"]);
    assert!(option.contains("the repository has no revision `--all`"), "{option}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_bourn"));
    let command =
        command.current_dir(place.path()).env("PATH", "").args(["run", "shop", "--against-git", "HEAD"]);
    let output = command.output().unwrap();
    assert!(talk(&output).contains("there is no `git` on this machine"), "{}", talk(&output));
}

#[test]
fn errors_of_the_other_project_are_told_as_its_own() {
    let place = Workplace::new();
    place.git(&["init", "--quiet"]);
    place.shop("shop", &[("enter when happened addedToCart", "enter when happened addedToKart")]);
    place.commit("A slip");
    place.shop("shop", &[]);
    let output = place.bourn(&["run", "shop", "--against-git", "HEAD"]);
    assert_eq!(output.status.code(), Some(1));
    let said = talk(&output);
    assert!(said.contains("HEAD:shop/shop.flow:"), "{said}");
    assert!(said.contains("These are errors of `HEAD:shop`"), "{said}");
    assert!(out(&output).is_empty());
}

/// Declarations may differ: each program reads the data as it understands them.
#[test]
fn projects_may_know_different_things() {
    let place = Workplace::new();
    place.shop("before", &[]);
    let flows = [
        ("    loyaltyPoints: integer\n", "    loyaltyPoints: integer\n    carts: integer\n"),
        ("        lastOffer = ", "        carts = (carts ?? 0) + 1\n        lastOffer = "),
        ("event itemPurchased ", "event bookRead { title: text }\n\nevent itemPurchased "),
    ];
    place.shop("after", &flows);
    let output = place.bourn(&["run", "after", "--against", "before", "--format", "json", "--sample", "2"]);
    assert_eq!(output.status.code(), Some(1), "{}", talk(&output));
    let found: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(found["partings"], json!([]));
    let names: Vec<&Value> = found["attributes"].as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert_eq!(names, [&json!("carts")]);
    assert_eq!(found["attributes"][0]["sample"][0]["value"]["old"], Value::Null);
    assert_eq!(found["attributes"][0]["sample"].as_array().unwrap().len(), 2);
}
