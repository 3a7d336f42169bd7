//! The documents say what is true: their programs check, their formulas give what stands beside them, their consoles
//! print what is shown, their links lead somewhere, and the pages about the library are those of the library.
//!
//! # What a block of a document may be
//!
//! The words behind ```` ```flow ```` say how a block is read. All blocks of a page see the page's preludes above them.
//!
//! | fence | what is done |
//! | --- | --- |
//! | `flow` | declarations: checked together with the preludes, and nothing may be reported |
//! | `flow,prelude` | the same; blocks below see what it declares |
//! | `<!-- prelude` … `-->` | a prelude that readers do not see |
//! | `flow,inside` | settings and elements of a flow: a flow is put around them, with an entry if they have none |
//! | `flow,conditions` | conditions, one a line; a line that starts with a blank goes on with the one before |
//! | `flow,formulas` | formulas, one a line, with what they give behind the last `//`, or else they must be true. They are evaluated on nobody in particular, on 23 November 2026 at noon, in Zagreb |
//! | `flow,test` | declarations with tests, checked together with the preludes: there may be warnings, and all tests must pass |
//! | `flow,test,fails` | the same, and a test must fail |
//! | `…,wrong` | any of the above, with an error |
//! | `…,wrong=E0405` | any of the above, with this error and no other |
//! | `toml` | a `bourn.toml`, checked as such |
//! | `toml,file=bourn.toml`, `flow,file=gym.flow`, … | a file of the page's project, which replaces an earlier one of the name. The sources among them are checked together |
//! | `html,file=mail.html` | a file that messages of the blocks below may be made from |
//! | `console` | lines that start with `$` are run by a shell in a folder with the page's files as they stand there; what is printed must be what follows |
//!
//! Documents are `README.md` and the pages below `docs/` and `examples/`. Those below `docs/errors/` have rules of their own,
//! see `tests/diagnostics_pages.rs`. Links are looked at in every page of the package.
//!
//! # Pages that are written here
//!
//! `docs/reference/functions.md`, `operators.md` and `library.md` are made from `stdlib/`, `engines.md` by asking all engines of
//! sets (where native code can be made). `UPDATE_DOCUMENTS=1 cargo test --test documents` writes them, and what consoles print. Read the difference with your own eyes before it is committed.

#![cfg(feature = "data")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "documents/console.rs"]
mod console;
#[cfg(feature = "jit")]
#[path = "documents/engines.rs"]
mod engines;
#[path = "documents/links.rs"]
mod links;
#[path = "documents/manual.rs"]
mod manual;
#[path = "documents/page.rs"]
mod page;
#[path = "documents/program.rs"]
mod program;

use page::{Page, pages};

/// Links to files that are still to come. The list must become empty.
const NOT_YET: &[&str] = &[];

/// Whether pages are written and not compared.
fn is_update() -> bool {
    std::env::var_os("UPDATE_DOCUMENTS").is_some_and(|value| value == "1")
}

fn fail_with(failures: &[String]) {
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

#[test]
fn programs_check_and_formulas_give_what_stands_beside_them() {
    let pages = pages();
    let mut failures = Vec::new();
    let mut blocks = 0;
    for page in pages.iter().filter(|page| page.is_document()) {
        blocks += page.blocks.iter().filter(|block| block.language == "flow").count();
        failures.extend(program::failures(page));
    }
    fail_with(&failures);
    assert!(blocks > 40, "only {blocks} blocks were found");
}

#[test]
#[cfg(unix)]
fn consoles_print_what_is_shown() {
    let pages = pages();
    let with_console = pages
        .iter()
        .filter(|page| page.is_document() && page.blocks.iter().any(|block| block.language == "console"));
    let with_console: Vec<&Page> = with_console.collect();
    assert!(with_console.iter().any(|page| page.path == "docs/tutorial/README.md"));
    fail_with(
        &with_console.into_iter().flat_map(|page| console::failures(page, is_update())).collect::<Vec<_>>(),
    );
}

#[test]
fn exercises_fail_as_they_are_given_and_pass_as_they_are_solved() {
    let pages = pages();
    let is_exercise =
        |page: &&Page| page.path.starts_with("docs/tutorial/") && !page.path.ends_with("README.md");
    let exercises: Vec<&Page> = pages.iter().filter(is_exercise).collect();
    assert_eq!(exercises.len(), 5);
    for page in exercises {
        let (given, solved) = page.text.split_once("\n## A solution\n").expect("an exercise has a solution");
        assert!(given.contains("\nfailed ") || given.contains("\nerror["), "{}: nothing fails", page.path);
        assert!(
            solved.contains("\npassed ") && !solved.contains("\nfailed "),
            "{}: it is not solved",
            page.path
        );
    }
}

#[test]
fn links_lead_somewhere() {
    fail_with(&links::failures(&pages(), NOT_YET));
}

#[test]
fn the_pages_about_the_library_are_those_of_the_library() {
    let pages = manual::pages();
    fail_with(&pages.iter().filter_map(|(path, text)| written(path, text)).collect::<Vec<_>>());
}

#[cfg(feature = "jit")]
#[test]
fn the_page_about_engines_says_who_answered() {
    if bourn::jit::is_available() {
        fail_with(&written(engines::PATH, &engines::page()).into_iter().collect::<Vec<_>>());
    }
}

/// Writes a page, or compares it with what would be written.
fn written(path: &str, text: &str) -> Option<String> {
    let file = page::root().join(path);
    if is_update() {
        std::fs::write(&file, text).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    page::first_difference(&found, text).map(|line| {
        format!(
            "{path}:{line}: something else would be written; `UPDATE_DOCUMENTS=1 cargo test --test documents` writes the page"
        )
    })
}
