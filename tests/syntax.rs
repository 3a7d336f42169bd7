//! Tests of the syntax layer. The cases are data under `tests/syntax/`; each feature has one `check`.

use bourn::diagnostic::Diagnostic;
use bourn::source::Snapshot;
use bourn::syntax::parse;
use bourn::syntax::show::show;
use bourn::syntax::tree::Tree;

/// The tree and the reports of a file.
fn read(text: &str) -> (Snapshot, Tree, Vec<Diagnostic>) {
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("test.flow", text);
    let (tree, diagnostics) = parse(&mut snapshot, file);
    (snapshot, tree, diagnostics)
}

/// The reports of a file, a line each: line, what is underlined, code, message, fix.
fn reports(snapshot: &Snapshot, diagnostics: &[Diagnostic]) -> String {
    let line = |diagnostic: &Diagnostic| {
        let place = diagnostic.place(snapshot).expect("syntax errors have a place");
        let line = snapshot.file(place.file).lines.line(place.span.start as usize) + 1;
        let fix = diagnostic.fixes.first().map_or_else(String::new, |fix| {
            format!(" [{}{}: `{}`]", if fix.sure { "sure: " } else { "" }, fix.title, fix.edits[0].text)
        });
        let (code, message) = (diagnostic.problem.code(), diagnostic.problem.message());
        format!("! {line} «{}» {code} {message}{fix}\n", snapshot.text(place))
    };
    diagnostics.iter().map(line).collect()
}

/// Shows what was understood of each file, and what was found wrong.
#[test]
fn trees() {
    insta::glob!("syntax/trees/*.flow", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let (snapshot, tree, diagnostics) = read(&text);
        insta::with_settings!({ snapshot_path => "syntax/trees", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(show(&tree) + &reports(&snapshot, &diagnostics));
        });
    });
}
