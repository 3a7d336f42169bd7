//! Fixtures in Markdown: a heading names one, blocks of `flow` are its files, and a block of `expect` what comes out.
//!
//! `$0` is the cursor, or both ends of a selection. A block `flow,all` at the top belongs to every fixture of the file.
//! `UPDATE_EXPECT=1` writes what came out into the files, to be read.

use std::fs;
use std::path::{Path, PathBuf};

/// A fixture.
pub(crate) struct Fixture {
    pub(crate) name: String,
    /// The other files, by their paths.
    pub(crate) files: Vec<(String, String)>,
    /// The file with the cursor, without it.
    pub(crate) text: String,
    /// The offsets of the marks.
    pub(crate) marks: Vec<usize>,
    pub(crate) expected: String,
}

/// The path of the main file of a fixture.
pub(crate) const MAIN: &str = "main.flow";

/// Runs the fixtures of a file and compares what comes out.
#[track_caller]
pub(crate) fn check(feature: &str, answer: impl Fn(&Fixture) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lsp").join(format!("{feature}.md"));
    let text = fs::read_to_string(&path).unwrap();
    let fixtures = read(&text);
    assert!(!fixtures.is_empty(), "{} holds no fixture", path.display());
    let answers: Vec<String> = fixtures.iter().map(|fixture| answer(fixture).trim_end().to_owned()).collect();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return update(&path, &text, &answers);
    }
    let wrong =
        fixtures.iter().zip(&answers).filter(|(fixture, answer)| fixture.expected.trim_end() != **answer);
    let wrong: Vec<String> = wrong
        .map(|(fixture, answer)| {
            format!("{}\n--- expected\n{}\n--- found\n{answer}", fixture.name, fixture.expected)
        })
        .collect();
    assert!(wrong.is_empty(), "{feature}: {} of {}\n\n{}", wrong.len(), fixtures.len(), wrong.join("\n\n"));
}

fn read(text: &str) -> Vec<Fixture> {
    let (mut found, mut common): (Vec<Fixture>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            found.push(Fixture {
                name: name.to_owned(),
                files: common.clone(),
                text: String::new(),
                marks: Vec::new(),
                expected: String::new(),
            });
        } else if let Some(kind) = line.strip_prefix("~~~~") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "~~~~").collect();
            let block = block.join("\n");
            match (kind, found.last_mut()) {
                ("flow,all", None) => common.push(("project.flow".to_owned(), block)),
                ("flow", Some(fixture)) => (fixture.text, fixture.marks) = unmarked(&block),
                ("expect", Some(fixture)) => fixture.expected = block,
                (kind, Some(fixture)) => {
                    fixture.files.push((kind.trim_start_matches("flow ").to_owned(), block));
                }
                _ => panic!("a block before the first fixture: {kind}"),
            }
        }
    }
    found
}

fn unmarked(text: &str) -> (String, Vec<usize>) {
    let mut marks = Vec::new();
    let mut plain = String::new();
    for (at, part) in text.split("$0").enumerate() {
        if at > 0 {
            marks.push(plain.len());
        }
        plain.push_str(part);
    }
    (plain, marks)
}

/// Writes what came out.
fn update(path: &PathBuf, text: &str, answers: &[String]) {
    let mut answers = answers.iter();
    let mut new = String::new();
    let mut skips = false;
    for line in text.lines() {
        if skips && line != "~~~~" {
            continue;
        }
        skips = false;
        new.push_str(line);
        new.push('\n');
        if line == "~~~~expect" {
            let answer = answers.next().unwrap();
            if !answer.is_empty() {
                new.push_str(answer);
                new.push('\n');
            }
            skips = true;
        }
    }
    fs::write(path, new).unwrap();
}
