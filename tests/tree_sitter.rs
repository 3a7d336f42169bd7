//! The grammar for editors, `editors/tree-sitter-bourn`, held against ours.
//!
//! **Law:** its tree of a text has an error if and only if our parser could not read the text. What our grammar reads only to
//! report it better (`a < b < c`) is no error there. So a text that looks right in an editor is right, and what is coloured as
//! broken is broken.
//!
//! The cases of its own are in its folder, in the form that the command line of tree-sitter knows: trees in `test/corpus/`, colours in
//! `test/highlight/`. They run here as well, so that nobody needs that program but who changes the grammar.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "tree_sitter/corpus.rs"]
mod corpus;
#[path = "tree_sitter/generated.rs"]
mod generated;
#[path = "tree_sitter/highlight.rs"]
mod highlight;
#[path = "recovery/mutation.rs"]
#[allow(dead_code, reason = "where a mistake is does not matter here")]
mod mutation;
#[path = "documents/page.rs"]
#[allow(dead_code, reason = "only blocks of code are wanted")]
mod page;
#[path = "tree_sitter/verdict.rs"]
mod verdict;
#[path = "support/words.rs"]
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use bourn::syntax::{RESERVED, quote_name};

use page::root;
use verdict::Verdicts;
use words::{contextual_words, uses, values};

/// Where the grammar is.
fn folder() -> PathBuf {
    root().join("editors/tree-sitter-bourn")
}

/// The files below a folder whose names end in `ending`, and what stands in them, in the order of their paths.
fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    paths_below(folder, ending, &mut paths);
    paths.sort();
    let text = |path: &PathBuf| (path.display().to_string(), fs::read_to_string(path).unwrap());
    paths.iter().map(text).collect()
}

fn paths_below(folder: &Path, ending: &str, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            if !name.starts_with('.') && !path.join("CACHEDIR.TAG").exists() {
                paths_below(&path, ending, paths);
            }
        } else if name.ends_with(ending) {
            paths.push(path);
        }
    }
}

fn fail_with(failures: &[String]) {
    assert!(failures.is_empty(), "{} disagree\n{}\n", failures.len(), failures.join("\n"));
}

#[test]
fn both_find_fault_with_the_same_files() {
    let files = files(root(), ".flow");
    assert!(files.len() > 150, "only {} files were found", files.len());
    let mut verdicts = Verdicts::new();
    fail_with(&files.iter().filter_map(|(path, text)| verdicts.disagreement(path, text)).collect::<Vec<_>>());
}

#[test]
fn both_find_fault_with_the_same_blocks_of_pages() {
    let mut verdicts = Verdicts::new();
    let (mut count, mut failures) = (0, Vec::new());
    for page in page::pages() {
        for block in page.blocks.iter().filter(|block| block.language == "flow") {
            let place = format!("{}:{}", page.path, block.line);
            failures.extend(verdicts.disagreement(&place, &block.as_file()));
            count += 1;
        }
    }
    assert!(count > 900, "only {count} blocks were found");
    fail_with(&failures);
}

#[test]
fn contextual_words_are_names() {
    let mut verdicts = Verdicts::new();
    let quoted = RESERVED.iter().map(|word| quote_name(word).into_owned());
    for word in contextual_words().into_iter().map(str::to_owned).chain(quoted) {
        for text in uses(&word).iter().chain(&values(&word)) {
            assert!(!verdicts.is_broken_for_editors(text), "`{word}`\n{text}");
        }
    }
}

#[test]
fn reserved_words_are_no_names() {
    let mut verdicts = Verdicts::new();
    for word in RESERVED {
        for text in uses(word) {
            assert!(verdicts.is_broken_for_editors(&text), "`{word}`\n{text}");
        }
    }
}

/// One in so many of all mistakes that can be made in the examples by the rules of `tests/recovery.rs`: tokens deleted, doubled or
/// replaced, keywords misspelled, quotes lost, lines and files cut.
const ONE_IN: usize = 61;

#[test]
fn both_find_fault_with_the_same_mistakes() {
    let mut verdicts = Verdicts::new();
    let (mut count, mut failures) = (0, Vec::new());
    for (path, text) in files(&root().join("examples"), ".flow") {
        for mutant in mutation::mutants(&text).into_iter().skip(count % ONE_IN).step_by(ONE_IN) {
            let place = format!("{path}: {}, {}", mutant.kind, mutant.what);
            failures.extend(verdicts.disagreement(&place, &mutant.text));
            count += 1;
        }
    }
    println!("{count} mistakes");
    assert!(count > 400, "only {count} mistakes were made");
    fail_with(&failures);
}

#[test]
fn cases_of_the_corpus() {
    let mut verdicts = Verdicts::new();
    let (mut count, mut failures) = (0, Vec::new());
    for (path, text) in files(&folder().join("test/corpus"), ".txt") {
        let cases = corpus::cases(&text);
        assert!(!cases.is_empty(), "{path}: there are no cases");
        count += cases.len();
        failures.extend(
            cases.iter().filter_map(|case| Some(format!("{path}: {}", case.failure(&mut verdicts)?))),
        );
    }
    assert!(count > 50, "only {count} cases were found");
    fail_with(&failures);
}

#[test]
fn colours_are_what_files_say() {
    let files = files(&folder().join("test/highlight"), ".flow");
    assert!(!files.is_empty(), "no files were found");
    fail_with(&files.iter().flat_map(|(path, text)| highlight::failures(path, text)).collect::<Vec<_>>());
}

#[test]
fn queries_compile() {
    let queries = files(&folder().join("queries"), ".scm");
    assert!(queries.len() >= 7, "only {} queries were found", queries.len());
    for (path, text) in queries {
        let query = tree_sitter::Query::new(&tree_sitter_bourn::LANGUAGE.into(), &text);
        assert!(query.is_ok_and(|query| query.pattern_count() > 0), "{path} does not compile");
    }
}

#[test]
fn the_parser_is_made_from_the_grammar() {
    fail_with(&generated::differences(&folder()));
}
