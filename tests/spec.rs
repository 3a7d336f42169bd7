//! Every rule of the language reference is shown to hold.
//!
//! In `docs/reference/language.md` a sentence that states a rule ends in `<!-- rule: chapter.short-name -->`, and what states
//! none, such as an introduction, in `<!-- no rule -->`. A spec is a section of a page below `tests/spec/`: the names of its
//! rules as a heading, `## chapter.one, chapter.other`, a sentence, and blocks that are executed. What the blocks may be is
//! told in `tests/documents.rs`.
//!
//! So a rule without a spec fails here, and so does a spec whose rule has gone.

#![cfg(feature = "data")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(unix)]
#[path = "documents/console.rs"]
mod console;
#[path = "documents/page.rs"]
#[allow(dead_code, reason = "some of it is about documents alone")]
mod page;
#[path = "documents/program.rs"]
mod program;
#[path = "spec/reference.rs"]
mod reference;
#[path = "spec/specs.rs"]
mod specs;

use page::{Page, pages};

const REFERENCE: &str = "docs/reference/language.md";

fn reference_and_specs() -> (Page, Vec<Page>) {
    let (reference, others): (Vec<Page>, Vec<Page>) =
        pages().into_iter().partition(|page| page.path == REFERENCE);
    let specs = others.into_iter().filter(|page| page.path.starts_with("tests/spec/")).collect();
    (reference.into_iter().next().unwrap(), specs)
}

fn fail_with(failures: &[String]) {
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

#[test]
fn every_passage_of_the_reference_says_which_rules_it_states() {
    let (reference, _) = reference_and_specs();
    fail_with(&reference::unmarked(&reference));
    fail_with(&reference::repeated(&reference::rules(&reference)));
}

#[test]
fn every_rule_has_a_spec_and_every_spec_a_rule() {
    let (reference, pages) = reference_and_specs();
    let rules = reference::rules(&reference);
    assert!(rules.len() > 100, "only {} rules were found", rules.len());
    fail_with(&specs::unmatched(&rules, &specs::specs(&pages)));
}

#[test]
fn specs_do_what_they_say() {
    let (_, pages) = reference_and_specs();
    fail_with(&pages.iter().flat_map(program::failures).collect::<Vec<_>>());
}

#[test]
#[cfg(unix)]
fn consoles_print_what_is_shown() {
    let (_, pages) = reference_and_specs();
    let update = std::env::var_os("UPDATE_DOCUMENTS").is_some_and(|value| value == "1");
    fail_with(&pages.iter().flat_map(|page| console::failures(page, update)).collect::<Vec<_>>());
}

mod planted {
    //! The harness finds each kind of mistake.

    use super::{Page, program, reference, specs};

    fn page(text: &str) -> Page {
        Page::new("page.md", text.to_owned())
    }

    fn unmarked(text: &str) -> Vec<String> {
        reference::unmarked(&page(text))
    }

    fn unmatched(reference: &str, spec: &str) -> Vec<String> {
        specs::unmatched(&reference::rules(&page(reference)), &specs::specs(&[page(spec)]))
    }

    fn failing(information: &str, text: &str) -> usize {
        program::failures(&page(&format!("```{information}\n{text}\n```\n"))).len()
    }

    #[test]
    fn passages_without_a_mark() {
        let marked =
            "# A\n\nOne <!-- rule: a.one -->\ntwo.\n\n* item <!-- no rule -->\n\n```flow\nno prose\n```\n";
        assert_eq!(unmarked(marked), Vec::<String>::new());
        assert_eq!(unmarked("## A\n\nOne\ntwo.\n"), ["page.md:3: `One` has no mark"]);
        let list = "* one <!-- no rule -->\n* two\n  goes on\n1. three\n";
        assert_eq!(unmarked(list), ["page.md:2: `* two` has no mark", "page.md:4: `1. three` has no mark"]);
        let table = "| a |\n| --- |\n| b <!-- rule: a.b --> |\n| c |\n";
        assert_eq!(unmarked(table), ["page.md:4: `| c |` has no mark"]);
    }

    #[test]
    fn rules_of_one_name() {
        let rules = reference::rules(&page("One. <!-- rule: a.b --> Two. <!-- rule: a.b -->\n"));
        assert_eq!(reference::repeated(&rules), ["`a.b` is the name of several rules"]);
    }

    #[test]
    fn rules_without_a_spec_and_specs_without_a_rule() {
        let block = "```flow,formulas\n1 is 1\n```\n";
        let rule = "One. <!-- rule: a.b -->\n";
        assert_eq!(unmatched(rule, &format!("## a.b\n\nOne.\n\n{block}")), Vec::<String>::new());
        assert_eq!(unmatched(rule, ""), ["`a.b` has no spec"]);
        assert_eq!(unmatched(rule, &format!("## a.c, a.b\n{block}")), ["page.md:1: there is no rule `a.c`"]);
        assert_eq!(unmatched(rule, "## a.b\n\n```text\n```\n"), ["page.md:1: nothing is executed"]);
    }

    #[test]
    fn blocks_that_do_something_else() {
        let test = "test \"one\" {\n    person ana { city = \"3\" }\n    at 2026-12-02\n    expect ana.city is \"N\"\n}";
        let (holds, fails) = (test.replace('N', "3"), test.replace('N', "4"));
        assert_eq!([failing("flow,test", &holds), failing("flow,test", &fails)], [0, 1]);
        assert_eq!([failing("flow,test,fails", &holds), failing("flow,test,fails", &fails)], [1, 0]);
        assert_eq!(failing("flow,test", "segment Lost = city is empty"), 1, "there is no test");
        assert_eq!(failing("flow,test", "test \"one\" {"), 1, "it cannot be read");
        assert_eq!([failing("flow,formulas", "1 + 1 // 3"), failing("flow,conditions", "nobody")], [1, 1]);
        assert_eq!(failing("flow,conditions,wrong=E0215", "city is empty"), 1, "nothing is wrong");
    }
}
