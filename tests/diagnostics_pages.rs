//! The programs on the pages of `docs/errors/`: a wrong one gives its code and nothing else, a right one nothing at all.

use bourn::check::{Settings, check};
use bourn::diagnostic::{self, Colour, Diagnostic, entries};
use bourn::source::Snapshot;
use bourn::syntax::parse;

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

/// The block of a page that is marked `flow,wrong` or `flow,right`.
fn block<'a>(page: &'a str, kind: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("```flow,{kind}\n"))?;
    rest.split_once("\n```").map(|(program, _)| program)
}

fn problems(path: &str, program: &str) -> (Snapshot, Vec<Diagnostic>) {
    let mut snapshot = Snapshot::new();
    let file = snapshot.add(path, program);
    let (tree, mut found) = parse(&mut snapshot, file);
    found.extend(check(&mut snapshot, &[tree], &Settings::default()).diagnostics);
    diagnostic::sort(&snapshot, &mut found);
    (snapshot, found)
}

fn shown(snapshot: &Snapshot, found: &[Diagnostic]) -> String {
    let mut out = Vec::new();
    diagnostic::human(snapshot, found, Colour::Never, &mut out).expect("writing to memory succeeds");
    if found.is_empty() { "nothing\n".to_owned() } else { String::from_utf8_lossy(&out).into_owned() }
}
