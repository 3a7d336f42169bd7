//! Rules of the reference, and passages that do not say which they state.

use std::collections::BTreeSet;

use super::page::Page;

const RULE: &str = "<!-- rule: ";
const NO_RULE: &str = "<!-- no rule -->";

/// The names of the rules, in the order of the page.
pub(crate) fn rules(page: &Page) -> Vec<String> {
    let rules_of = |(_, line): (usize, &str)| -> Vec<String> {
        let pieces = line.split(RULE).skip(1);
        pieces.filter_map(|piece| Some(piece.split_once(" -->")?.0.to_owned())).collect()
    };
    page.prose().flat_map(rules_of).collect()
}

/// Names that several rules have.
pub(crate) fn repeated(rules: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let again = rules.iter().filter(|rule| !seen.insert(rule.as_str()));
    again.map(|rule| format!("`{rule}` is the name of several rules")).collect()
}

/// Passages that have neither a rule nor the mark that they state none.
pub(crate) fn unmarked(page: &Page) -> Vec<String> {
    let is_marked = |passage: &Passage| passage.text.contains(RULE) || passage.text.contains(NO_RULE);
    let found = passages(page).into_iter().filter(|passage| !is_marked(passage));
    let first_line = |text: &str| text.lines().next().unwrap_or_default().trim_end().to_owned();
    found
        .map(|passage| format!("{}:{}: `{}` has no mark", page.path, passage.line, first_line(&passage.text)))
        .collect()
}

/// A paragraph, an item of a list or a row of a table.
struct Passage {
    line: usize,
    text: String,
}

fn passages(page: &Page) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let mut previous = (0, "");
    let mut head_of_table = 0;
    for (line, text) in page.prose().filter(|(_, text)| !text.trim().is_empty()) {
        let is_row = text.starts_with('|');
        let goes_on = previous.0 + 1 == line && !starts_something(previous.1, text);
        if is_row && !previous_is_row(previous, line) {
            head_of_table = line;
        }
        previous = (line, text);
        if text.starts_with('#') || is_row && line < head_of_table + 2 {
            continue;
        }
        if goes_on && let Some(passage) = passages.last_mut() {
            passage.text.push('\n');
            passage.text.push_str(text);
        } else {
            passages.push(Passage { line, text: text.to_owned() });
        }
    }
    passages
}

fn previous_is_row((at, text): (usize, &str), line: usize) -> bool {
    at + 1 == line && text.starts_with('|')
}

/// Whether a line does not go on with the passage of the line before.
fn starts_something(previous: &str, text: &str) -> bool {
    let is_numbered = text.split_once(". ").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
    previous.is_empty() || previous.starts_with('#') || is_numbered || text.starts_with(['|', '*'])
}
