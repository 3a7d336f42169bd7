//! The laws of texts over the sources of the repository and over what fuzzers found worth keeping. `fuzz/` looks for more.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

use std::fs;
use std::path::Path;

#[cfg(feature = "data")]
use bourn::laws::columns_agree;
use bourn::laws::{
    checking_is_total, formatting_keeps_meaning, parsing_is_total, tokens_are_lossless, vm_agrees,
};

/// The files below a folder: all, or those of one extension.
fn files(folder: &Path, extension: Option<&str>) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if extension.is_none_or(|wanted| path.extension().is_some_and(|found| found == wanted)) {
            found.push(fs::read(path).unwrap());
        }
    }
    found
}

/// What was kept of the runs of a fuzzer.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let found = files(&Path::new("fuzz/corpus").join(target), None);
    assert!(found.len() > 20, "only {} files were kept of {target}", found.len());
    found
}

#[test]
fn the_sources_of_the_repository_keep_the_laws() {
    let sources: Vec<Vec<u8>> = ["examples", "stdlib", "tests"]
        .iter()
        .flat_map(|folder| files(Path::new(folder), Some("flow")))
        .collect();
    assert!(sources.len() > 100);
    for source in sources {
        tokens_are_lossless(&source);
        parsing_is_total(&source);
        formatting_keeps_meaning(&source);
        checking_is_total(&source);
    }
}

#[test]
fn tokens() {
    corpus("tokens").iter().for_each(|bytes| tokens_are_lossless(bytes));
}

#[test]
fn parse() {
    corpus("parse").iter().for_each(|bytes| parsing_is_total(bytes));
}

#[test]
fn format() {
    let formatted = corpus("format").iter().filter(|bytes| formatting_keeps_meaning(bytes)).count();
    assert!(formatted > 3, "only {formatted} texts had no mistakes");
}

#[test]
fn check() {
    corpus("check").iter().for_each(|bytes| checking_is_total(bytes));
}

#[test]
fn vm() {
    assert!(corpus("vm").iter().filter(|bytes| vm_agrees(bytes)).count() > 3);
}

#[cfg(feature = "data")]
#[test]
fn columns() {
    let compared = corpus("columns").iter().map(|bytes| columns_agree(bytes).conditions).sum::<usize>();
    assert!(compared > 3, "only {compared} conditions were drawn");
}
