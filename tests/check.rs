//! The checker on whole programs: what is right gives no diagnostic, what is wrong gives the right one in the right place.

use std::path::Path;

use bourn::check::{Checked, Settings, check};
use bourn::diagnostic::{Colour, Diagnostic, human, sort};
use bourn::source::Snapshot;
use bourn::syntax::parse;

/// Parses and checks files together, as a project.
fn project(files: &[(&str, &str)]) -> (Snapshot, Checked) {
    let mut snapshot = Snapshot::new();
    let mut diagnostics = Vec::new();
    let mut trees = Vec::new();
    for (path, text) in files {
        let file = snapshot.add(path, text);
        let (tree, found) = parse(&mut snapshot, file);
        diagnostics.extend(found);
        trees.push(tree);
    }
    let mut checked = check(&mut snapshot, &trees, &Settings::default());
    checked.diagnostics.extend(diagnostics);
    sort(&snapshot, &mut checked.diagnostics);
    (snapshot, checked)
}

fn rendered(snapshot: &Snapshot, diagnostics: &[Diagnostic]) -> String {
    let mut out = Vec::new();
    human(snapshot, diagnostics, Colour::Never, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_standard_library_has_no_mistakes() {
    let (snapshot, checked) = project(&[]);
    assert_eq!(rendered(&snapshot, &checked.diagnostics), "");
    for file in ["people", "channels", "events", "operators", "functions"] {
        let text = read(format!("stdlib/{file}.flow"));
        let mut snapshot = Snapshot::new();
        let file = snapshot.add(file, &text);
        let (tree, diagnostics) = parse(&mut snapshot, file);
        assert_eq!(rendered(&snapshot, &diagnostics), "");
        assert!(!tree.declarations.is_empty());
    }
}

#[test]
fn the_examples_have_no_mistakes() {
    for example in ["cdnow/cdnow.flow", "shop/shop.flow"] {
        let (snapshot, checked) = project(&[(example, &read(Path::new("examples").join(example)))]);
        assert_eq!(rendered(&snapshot, &checked.diagnostics), "", "{example}");
        assert!(!checked.program.flows.is_empty());
    }
}

/// Each file below `tests/check/wrong` is a program with mistakes; its snapshot is what a person sees.
#[test]
fn wrong_programs_are_explained() {
    insta::glob!("check/wrong/*.flow", |path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let (snapshot, checked) = project(&[(name, &read(path))]);
        insta::assert_snapshot!(rendered(&snapshot, &checked.diagnostics));
    });
}
