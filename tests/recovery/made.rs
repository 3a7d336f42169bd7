//! Cases made by rule from whole programs.

use std::collections::BTreeMap;

use bourn::diagnostic::entries;
use bourn::syntax::token::{TokenKind, tokens};

use super::case::{Case, FIRST, LAST, line, reports};
use super::mutation::mutants;
use super::tally::tally;

/// Cases of a kind from one program; where there are more, they are taken at even distances.
const CASES: usize = 10;

/// The programs: name and text.
fn programs() -> Vec<(String, String)> {
    let files = ["examples/shop/shop.flow", "examples/cdnow/cdnow.flow", "tests/eval/world.flow"]
        .map(|path| (path.to_owned(), std::fs::read_to_string(path).expect("the file is there")));
    let pages = entries().iter().filter_map(|entry| {
        let (_, rest) = entry.page.split_once("```flow,right\n")?;
        Some((entry.code.to_string(), rest.split_once("\n```")?.0.to_owned()))
    });
    files.into_iter().chain(pages).collect()
}

/// The program with each of its declarations at the end once, since only that can be cut off without taking others along.
fn orders(text: &str) -> Vec<String> {
    let mut declarations: Vec<String> = vec![String::new()];
    let mut at_margin = true;
    for token in tokens(text) {
        let word = &text[token.span.range()];
        let starts = at_margin && (token.kind == TokenKind::Word || word.starts_with("///"));
        let documented = declarations.last().is_some_and(|last| {
            last.ends_with('\n')
                && last.trim_start().starts_with("///")
                && last.trim_end().lines().all(|line| line.starts_with("///"))
        });
        if starts && !documented && !word.starts_with("and") {
            declarations.push(String::new());
        }
        declarations.last_mut().expect("there is one").push_str(word);
        at_margin = token.kind == TokenKind::LineEnd;
    }
    let rotated = (0..declarations.len()).map(|last| {
        let others =
            declarations.iter().enumerate().filter(|(at, _)| *at != last).map(|(_, text)| text.as_str());
        let whole: Vec<&str> =
            others.chain([declarations[last].as_str()]).map(|text| text.trim_matches('\n')).collect();
        whole.join("\n\n").trim().to_owned() + "\n"
    });
    rotated.collect()
}

/// The cases of a program.
fn cases(name: &str, program: &str) -> Vec<Case> {
    let whole = format!("{FIRST}{program}{LAST}");
    let (parsed, checked) = reports(&whole);
    assert!(parsed.is_empty(), "{name} has mistakes: {parsed:?}");
    let known = checked.iter().filter(|report| !line(&whole, report.line).contains("Planted"));
    let known: Vec<_> =
        known.map(|report| (report.code.clone(), line(&whole, report.line).to_owned())).collect();
    let mut all: BTreeMap<&'static str, Vec<Case>> = BTreeMap::new();
    let shift = FIRST.matches('\n').count();
    let mut add = |mutant: super::mutation::Mutant, last: &str| {
        let lines = mutant.lines.iter().map(|line| line + shift).collect();
        all.entry(mutant.kind).or_default().push(Case {
            kind: mutant.kind,
            title: format!("{name}, {}", mutant.what),
            text: format!("{FIRST}{}{last}", mutant.text),
            mistakes: vec![lines],
            known: known.clone(),
        });
    };
    mutants(program)
        .into_iter()
        .filter(|mutant| mutant.kind != "file cut")
        .for_each(|mutant| add(mutant, LAST));
    for order in orders(program) {
        let start = order.trim_end().rfind("\n\n").unwrap_or(0);
        let cut = mutants(&order)
            .into_iter()
            .filter(|mutant| mutant.kind == "file cut" && mutant.text.len() > start);
        cut.for_each(|mutant| add(mutant, ""));
    }
    all.into_values().flat_map(|cases| spread(cases, CASES)).collect()
}

/// At most so many of the cases, at even distances.
fn spread(cases: Vec<Case>, most: usize) -> Vec<Case> {
    let step = cases.len().div_ceil(most).max(1);
    cases.into_iter().step_by(step).collect()
}

#[test]
fn mistakes_made_by_rule() {
    let cases: Vec<Case> = programs().iter().flat_map(|(name, text)| cases(name, text)).collect();
    let (count, bad) = tally(&cases);
    assert!(count > 1000, "only {count} cases were made");
    assert!(bad.is_empty(), "not good enough: {bad:?}");
}
