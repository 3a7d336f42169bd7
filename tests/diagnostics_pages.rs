//! The programs on the pages of `docs/errors/`: a wrong one gives its code and nothing else, a right one nothing at all.

use bourn::check::{Settings, check};
use bourn::diagnostic::{self, Colour, Diagnostic, Fix, entries};
use bourn::source::Snapshot;
use bourn::syntax::{ELEMENT_WORDS, SETTING_WORDS, parse};

#[test]
fn the_programs_of_the_pages_give_what_their_pages_say() {
    let mut failures = Vec::new();
    for entry in entries() {
        for (kind, wanted) in [("wrong", vec![entry.code]), ("right", vec![])] {
            let Some(program) = block(entry.page, kind) else { continue };
            let (snapshot, found) = problems(&format!("{}-{kind}.flow", entry.code), program);
            let mut codes: Vec<_> = found.iter().map(|diagnostic| diagnostic.problem.code()).collect();
            codes.dedup();
            if codes != wanted {
                failures.push(format!(
                    "the {kind} program of {} gives\n{}",
                    entry.code,
                    shown(&snapshot, &found)
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is offered helps: each fix of a wrong program, applied by itself, takes its report away. A sure one adds no other.
#[test]
fn the_fixes_of_the_pages_mend_their_programs() {
    let mut failures = Vec::new();
    for entry in entries() {
        let Some(program) = block(entry.page, "wrong") else { continue };
        let (snapshot, found) = problems("page.flow", program);
        for (diagnostic, fix) in found.iter().flat_map(|one| one.fixes.iter().map(move |fix| (one, fix))) {
            let mended = applied(&snapshot, diagnostic, fix);
            let (snapshot, left) = problems("page.flow", &mended);
            let same = left.iter().filter(|one| one.problem.code() == entry.code).count();
            if same >= found.len() || fix.sure && left.len() >= found.len() {
                let code = entry.code;
                failures.push(format!(
                    "`{}` of {code} gives\n{mended}{}",
                    fix.title,
                    shown(&snapshot, &left)
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The codes whose example has a sure fix. One that loses it is a loss for everybody who uses `--fix`.
#[test]
fn the_page_about_unknown_elements_names_all_that_lines_start_with() {
    let page = diagnostic::entry("E0105").expect("the code is there").page;
    for phrase in SETTING_WORDS.iter().chain(ELEMENT_WORDS) {
        assert!(page.contains(&format!("`{phrase}`")), "`{phrase}` is not on the page");
    }
}

#[test]
fn these_codes_have_sure_fixes() {
    let sure = entries().iter().filter(|entry| {
        block(entry.page, "wrong").is_some_and(|program| {
            problems("page.flow", program).1.iter().flat_map(|one| &one.fixes).any(|fix| fix.sure)
        })
    });
    let sure: Vec<&str> = sure.map(|entry| entry.code.0).collect();
    let known = "E0108 E0112 E0114 W0124 E0204 E0306 E0308 E0432 W0465 W0466 W0467 E0470 E0471";
    assert_eq!(sure.join(" "), known);
}

/// The program after one fix, as if it were sure.
fn applied(snapshot: &Snapshot, diagnostic: &Diagnostic, fix: &Fix) -> String {
    let only = Diagnostic { fixes: vec![Fix { sure: true, ..fix.clone() }], ..diagnostic.clone() };
    let mended = diagnostic::mended(snapshot, &[only], |_| true);
    mended.texts.into_iter().map(|(_, text)| text).collect()
}

/// The block of a page that is marked `flow,wrong` or `flow,right`.
fn block<'a>(page: &'a str, kind: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("```flow,{kind}\n"))?;
    rest.split_once("\n```").map(|(program, _)| program)
}

fn problems(path: &str, program: &str) -> (Snapshot, Vec<Diagnostic>) {
    let mut snapshot = Snapshot::new();
    let file = snapshot.add(path, program);
    let (tree, mut found) = parse(&mut snapshot, file);
    let checked = check(&mut snapshot, &[tree], &Settings::default());
    found.extend(checked.diagnostics);
    // What is told of on request is asked for on its own page.
    let of_page = |one: &Diagnostic| path.starts_with(one.problem.code().0);
    found.extend(checked.on_request.into_iter().filter(of_page));
    diagnostic::sort(&snapshot, &mut found);
    (snapshot, found)
}

fn shown(snapshot: &Snapshot, found: &[Diagnostic]) -> String {
    let mut out = Vec::new();
    diagnostic::human(snapshot, found, Colour::Never, &mut out).expect("writing to memory succeeds");
    if found.is_empty() { "nothing\n".to_owned() } else { String::from_utf8_lossy(&out).into_owned() }
}
