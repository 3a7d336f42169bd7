//! Whether what is generated belongs to the grammar: `grammar.js` names rules, `src/grammar.json` holds them, `src/parser.c` reads by
//! them. `.ci/run` generates them anew and compares, where the program is there; this sees whether somebody forgot to.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// The rules that one of the files has and another has not.
pub(crate) fn differences(folder: &Path) -> Vec<String> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let grammar: Value = serde_json::from_str(&read("src/grammar.json")).unwrap();
    let held: BTreeSet<String> = grammar["rules"].as_object().unwrap().keys().cloned().collect();
    let written = written(&read("grammar.js"));
    assert!(written.len() > 150, "only {} rules were found", written.len());
    let differ = written
        .symmetric_difference(&held)
        .map(|rule| format!("`{rule}` is in one of grammar.js and grammar.json"));
    let parser = read("src/parser.c");
    let visible = held.iter().filter(|rule| !rule.starts_with('_'));
    let missing = visible.filter(|rule| !parser.contains(&format!("sym_{rule}")));
    differ.chain(missing.map(|rule| format!("`{rule}` is not in parser.c"))).collect()
}

/// The rules of `grammar.js`: what is defined between `rules: {` and its end, one step to the right.
fn written(grammar: &str) -> BTreeSet<String> {
    let rules = grammar.lines().skip_while(|line| *line != "  rules: {").take_while(|line| *line != "  },");
    let name = |line: &str| {
        let (name, _) = line.strip_prefix("    ")?.split_once(": (")?;
        let is_word = name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
        is_word.then(|| name.to_owned())
    };
    rules.filter_map(name).collect()
}
