//! Typing: prefixes of every example, and random edits. Nothing panics, and what is wrong in the end is what a check from scratch
//! finds, so no edit leaves anything behind.

use std::fs;
use std::path::{Path, PathBuf};

use bourn::analysis::{Base, Settings, View};
use bourn::check::{Stop, check};
use bourn::diagnostic::Diagnostic;
use bourn::source::{Snapshot, Span};
use bourn::syntax::parse;
use bourn::value::{Instant, Zone};

/// At how many places of a file typing stops: everywhere, if `BOURN_TYPING` is `all`.
fn places(text: &str) -> usize {
    if std::env::var("BOURN_TYPING").is_ok_and(|places| places == "all") { text.len() } else { 5 }
}

/// Every question at one place.
fn ask(view: &View, path: &str, offset: usize) {
    let Some(file) = view.file(path) else { return };
    let now: Instant = bourn::value::time::parse_datetime("2026-11-30 09:00", Zone::UTC).unwrap();
    let all = Span::new(0, view.text(file).len());
    let _ = view.completions(file, offset);
    let _ = view.hover(file, offset, now);
    let _ = view.definition(file, offset);
    let _ = view.type_definition(file, offset);
    let _ = view.references(file, offset);
    let _ = view.renamable(file, offset);
    let _ = view.signatures(file, offset);
    let _ = view.selections(file, offset);
    let _ = view.actions(file, Span::at(offset), view.diagnostics());
    let _ = view.hints(file, all, now);
    let _ = view.folds(file);
    let _ = view.links(file);
    let _ = view.lenses(file);
    let _ = view.outline(file);
    let tints = view.tints(file);
    for pair in tints.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "one tint over another: {pair:?}");
    }
}

/// What a compiler that knows nothing of editing says.
fn compiled(texts: &[(String, String)]) -> Vec<String> {
    let mut snapshot = Snapshot::new();
    let (mut trees, mut found) = (Vec::new(), Vec::new());
    for (path, text) in texts {
        let file = snapshot.add(path, text);
        let (tree, mistakes) = parse(&mut snapshot, file);
        trees.push(tree);
        found.extend(mistakes);
    }
    found.extend(check(&mut snapshot, &trees, &bourn::check::Settings::default()).diagnostics);
    sorted(&found, &snapshot)
}

/// Where something is wrong and what, in any order.
fn sorted(found: &[Diagnostic], snapshot: &Snapshot) -> Vec<String> {
    let one = |found: &Diagnostic| {
        let place = found.place(snapshot);
        let place = place.map(|place| (snapshot.file(place.file).path.clone(), place.span));
        format!("{place:?} {:?}", found.problem)
    };
    let mut told: Vec<String> = found.iter().map(one).collect();
    told.sort();
    told
}

/// What is wrong according to a check from scratch is what the base says, and what a compiler says.
fn is_as_new(base: &mut Base, texts: &[(String, String)], what: &str) {
    let mut fresh = Base::new(Settings::default());
    texts.iter().for_each(|(path, text)| fresh.set(path, text));
    let said = |base: &mut Base| -> Vec<String> {
        let view = base.view(&|_| None);
        let one = |found: &Diagnostic| {
            let place = found.place(view.snapshot());
            let place = place.map(|place| (view.snapshot().file(place.file).path.clone(), place.span));
            let labels: Vec<_> = found.labels.iter().map(|label| view.place(label.location).span).collect();
            format!("{place:?} {:?} {labels:?}", found.problem)
        };
        view.diagnostics().iter().chain(view.on_request()).map(one).collect()
    };
    assert_eq!(said(base), said(&mut fresh), "{what}");
    let view = base.view(&|_| None);
    assert_eq!(sorted(view.diagnostics(), view.snapshot()), compiled(texts), "{what}");
}

fn examples() -> Vec<Vec<(String, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let projects = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let sources = |project: PathBuf| {
        let files = fs::read_dir(project).unwrap().map(|entry| entry.unwrap().path());
        let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "flow"));
        let read = |path: PathBuf| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap())
        };
        sources.map(read).collect()
    };
    projects.filter(|path| path.is_dir()).map(sources).collect()
}

/// Whole, then typed again from the start: some prefixes of each file, at each of them every question.
#[test]
fn prefixes_of_the_examples() {
    for texts in examples() {
        let mut base = Base::new(Settings::default());
        texts.iter().for_each(|(path, text)| base.set(path, text));
        for (path, text) in &texts {
            let places = places(text);
            for step in 1..=places {
                let end = text.floor_char_boundary(text.len() * step / places);
                base.set(path, &text[..end]);
                let view = base.view(&|_| None);
                ask(&view, path, end);
                ask(&view, path, view.text(view.file(path).unwrap()).floor_char_boundary(end / 2));
            }
            is_as_new(&mut base, &texts, &format!("{path} is typed"));
        }
    }
}

/// A stretch typed character by character.
#[test]
fn a_flow_typed_by_the_key() {
    let text = "flow Cart {\n    enter when happened addedToCart where price > 3 save itemId\n    hello: send sms { text \"Hi {{firstName ?? \"you\"}}\" }\n    wait for event up to 2 days { when happened smsDelivered of hello { exit } otherwise { } }\n}\n";
    let mut base = Base::new(Settings::default());
    base.set("people.flow", "people { plan: text }\n");
    for (end, _) in text.char_indices() {
        base.set("a.flow", &text[..end]);
        ask(&base.view(&|_| None), "a.flow", end);
    }
    base.set("a.flow", text);
    let texts = [
        ("a.flow".to_owned(), text.to_owned()),
        ("people.flow".to_owned(), "people { plan: text }\n".to_owned()),
    ];
    is_as_new(&mut base, &texts, "typed");
}

/// Numbers by chance, always the same ones.
fn chance() -> impl FnMut(usize) -> usize {
    let mut seed: u64 = 0x5eed;
    move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below.max(1)
    }
}

/// Random deletions, insertions and moves of text, always the same ones.
#[test]
fn random_edits() {
    let mut next = chance();
    let pieces =
        ["{", "}", "\"", "{{", "\n", "when ", "flow X {\n", "segment Y = ", "//", "of ", " is ", "(", "ž"];
    for original in examples() {
        let mut base = Base::new(Settings::default());
        let mut texts = original.clone();
        texts.iter().for_each(|(path, text)| base.set(path, text));
        for round in 0..12 {
            let at = next(texts.len());
            let (path, text) = &mut texts[at];
            let from = text.floor_char_boundary(next(text.len()));
            let to = text.floor_char_boundary((from + next(40)).min(text.len())).max(from);
            let new = if next(2) == 0 { "" } else { pieces[next(pieces.len())] };
            text.replace_range(from..to, new);
            base.set(path, text);
            let view = base.view(&|_| None);
            ask(&view, path, from);
            let path = path.clone();
            if round % 4 == 3 {
                is_as_new(&mut base, &texts, &format!("round {round}, {path}"));
            }
        }
        original.iter().for_each(|(path, text)| base.set(path, text));
        is_as_new(&mut base, &original, "everything is undone");
    }
}

/// Changes of declarations that other files depend on, with checks that are left, stopped or finished in between.
#[test]
fn edits_of_what_others_name() {
    let mut next = chance();
    let swaps = [
        (": text", ": integer"),
        (": integer", ": number"),
        (": number", ": text"),
        ("event ", "event other"),
        ("segment ", "segment Other"),
        ("flow ", "flow Other"),
        ("people {", "people {\n    unheardOf: text"),
        (" hello:", " greeting:"),
        (": send ", " greeting: send "),
        ("email ", "sms "),
        ("variable ", "variable another"),
        ("fixture ", "fixture Other"),
    ];
    for original in examples() {
        let mut base = Base::new(Settings::default());
        let mut texts = original.clone();
        texts.iter().for_each(|(path, text)| base.set(path, text));
        for round in 0..24 {
            let at = next(texts.len());
            let (path, text) = &mut texts[at];
            let (from, to) = swaps[next(swaps.len())];
            let places: Vec<usize> = text.match_indices(from).map(|(at, _)| at).collect();
            let Some(start) = places.get(next(places.len())).copied() else { continue };
            text.replace_range(start..start + from.len(), to);
            base.set(path, text);
            let (view, rest) = base.look(&|_| None, |known| known == path);
            // Tests wait for the flows.
            let knows = view.knows(view.file(path).unwrap());
            assert!(knows || text.contains("test ") || text.contains("fixture "), "{path}");
            ask(&view, path, start);
            if let Some(rest) = rest.filter(|_| next(3) > 0) {
                let stop = Stop::default();
                if next(2) == 0 {
                    stop.set();
                }
                base.take(rest.run(&stop));
            }
            if round % 4 == 3 {
                is_as_new(&mut base, &texts, &format!("round {round}"));
            }
        }
        original.iter().for_each(|(path, text)| base.set(path, text));
        is_as_new(&mut base, &original, "everything is undone");
    }
}
