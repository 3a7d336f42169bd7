//! The checker on whole programs: what is right gives no diagnostic, what is wrong gives the right one in the right place.

use std::path::Path;

use bourn::check::{Checked, DeclarationCheck, Role, Settings, Target, check};
use bourn::diagnostic::{Colour, Diagnostic, Origin, human, sort};
use bourn::host::Project;
use bourn::source::{Location, Snapshot};
use bourn::syntax::tree::{Declaration, DeclarationKind};
use bourn::syntax::{Reading, parse};

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
    human(snapshot, diagnostics, Colour::Never, &mut out).expect("memory takes every byte");
    String::from_utf8(out).expect("messages are UTF-8")
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).expect("the file is there")
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
        let path = Path::new("examples").join(example);
        let project = Project::load(Some(&path)).expect("the example is there").check();
        assert_eq!(rendered(&project.snapshot, &project.diagnostics), "", "{example}");
        assert!(!project.checked.program.flows.is_empty());
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

/// What is wrong in a file that a message is made from is shown there; the flow is what its names are looked up in.
#[test]
fn files_of_messages_are_checked_where_they_are_sent() {
    let flow = read("tests/check/files/mail.flow");
    let files = ["right.html", "wrong.html", "broken.html"];
    let files = files.map(|name| (name, read(Path::new("tests/check/files").join(name))));
    let mut snapshot = Snapshot::new();
    let source = snapshot.add("mail.flow", &flow);
    let (tree, mut diagnostics) = parse(&mut snapshot, source);
    let mut trees = vec![tree];
    let wanted = bourn::check::files(&trees);
    let paths: Vec<&str> = wanted.iter().map(|(path, _)| &**path).collect();
    assert_eq!(paths, ["right.html", "wrong.html", "broken.html", "nowhere.html"]);
    for (name, text) in &files {
        let file = snapshot.add(name, text);
        let (tree, found) = Reading::of_template(name, text).declare(&mut snapshot, file);
        trees.push(tree);
        diagnostics.extend(found);
    }
    diagnostics.extend(check(&mut snapshot, &trees, &Settings::default()).diagnostics);
    sort(&snapshot, &mut diagnostics);
    insta::assert_snapshot!(rendered(&snapshot, &diagnostics));
}

/// A sure fix leaves nothing to mend: these programs have one mistake each.
#[test]
fn a_sure_fix_mends_the_program() {
    let before = "people { plan: text, age: integer }\nevent paid { price: number }\nsegment All = age > 0\n";
    let wrong = [
        "segment A = age = 3",
        "segment A = age=3",
        "segment A = plan =\"a\"",
        "segment A = Plan is \"a\"",
        "segment A = person.Plan is \"a\"",
        "segment A = \"plan\" is \"a\"",
        "segment A = happened Paid",
        "segment A = happened paid where Price > 3",
        "segment A = sum(paid.Price) > 3",
        "segment A = in segment all",
        "segment A = Len(plan) > 3",
        "segment A = last contacted by Email is empty",
        "people { where: text }",
        "people { stage: Text }",
        "senders { Email shop = \"a@b.example\" }",
        "flow F {\n    enter when happened paid save price\n    set Price = 1\n    add tag \"{{price}}\"\n}",
        "flow F {\n    enter when happened paid\n    pause until Monday\n}",
        "flow F {\n    enter when happened paid\n    update profile { Plan = empty }\n}",
        "segment A = age is between 9 and 3",
        "segment A = age is not between 2 and 1",
        "segment A = happened paid between 2026-12-01 and 2026-11-01",
        "segment A = plan is \"\"",
        "segment A = plan is not \"\"",
        "segment A = plan == \"\"",
        "segment A = plan is one of (\"a\", \"b\", \"A\")",
        "segment A = age is one of (1, (1), 2)",
        "segment A = plan is \"a\" or \"b\" or \"c\"",
        "segment A = age > 3 or plan == \"a\" or \"b\"",
        "segment A = age is 3 or 4",
        "segment A = plan is not \"a\" and \"b\"",
        "segment A = happened paid where price > 3 and price < 9",
        "segment A = age > 3 and happened paid where price > 3 and price < 9",
        "flow F {\n    allow(W0412, \"idle\")\n    enter when happened paid\n    add tag \"a\"\n}",
        "allow(W0412, \"idle\")  \n\nsegment A = age > 3 // allow(W0412)",
        "allow(W0412, \"idle\") // why\n\nsegment A = age > 3",
    ];
    for wrong in wrong {
        let text = format!("{before}{wrong}\n");
        let (snapshot, checked) = project(&[("a.flow", &text)]);
        let [mistake] = &checked.diagnostics[..] else { panic!("one mistake is expected in {wrong}") };
        let fix = mistake.fixes.iter().find(|fix| fix.sure);
        let fix = fix.unwrap_or_else(|| panic!("a sure fix is expected for {wrong}"));
        let mut mended = text.clone();
        for edit in fix.edits.iter().rev() {
            mended.replace_range(snapshot.place(edit.location).span.range(), &edit.text);
        }
        let (snapshot, checked) = project(&[("a.flow", &mended)]);
        assert_eq!(rendered(&snapshot, &checked.diagnostics), "", "{mended}");
    }
}

/// What `allow` before a flow without an entry gives, and before other things.
#[test]
fn allowances_are_applied_and_judged() {
    let cases = [
        ("flow F { exit }", "W0412"),
        ("allow(W0412, \"by hand\")\nflow F { exit }", ""),
        ("/// About it.\nallow(W0412, \"by hand\")\nflow F { exit }", ""),
        ("allow(W0412, \"by hand\")\n/// About it.\nflow F { exit }", ""),
        ("allow(W0412)\nflow F { exit }", "E0121"),
        ("allow(W0412, \" \")\nflow F { exit }", "E0121"),
        ("allow()\nflow F { exit }", "E0120"),
        ("allow(W0412, 5)\nflow F { exit }", "E0120"),
        ("allow(w0412, \"by hand\")\nflow F { exit }", "E0122 W0412"),
        ("allow(W9999, \"by hand\")\nflow F { exit }", "E0122 W0412"),
        ("allow(E0201, \"by hand\")\nflow F { exit }", "E0123 W0412"),
        ("allow(E0201, \"by hand\")\nsegment S = plann is \"a\"", "E0123 E0201"),
        // It is about what follows, and nothing else.
        ("allow(W0412, \"by hand\")\nsegment S = true\nflow F { exit }", "W0124 W0412"),
        ("flow F {\n    allow(W0412, \"by hand\")\n    exit\n}", "W0412 W0124"),
        ("allow(W0412, \"a\")\nallow(W0412, \"b\")\nflow F { exit }", "W0124"),
        // Where something else is wrong, nobody can say that it is idle.
        ("allow(W0412, \"by hand\")\nsegment S = plann is \"a\"", "E0201"),
        ("allow(W0412, \"by hand\")\nflow F {\n    exitt\n}", "E0105"),
    ];
    for (text, wanted) in cases {
        let (snapshot, checked) = project(&[("a.flow", text)]);
        let codes: Vec<&str> = checked.diagnostics.iter().map(|found| found.problem.code().0).collect();
        assert_eq!(codes.join(" "), wanted, "{text}\n{}", rendered(&snapshot, &checked.diagnostics));
    }
}

/// What is too high to be walked through by recursion is cut: nobody walks through it.
#[test]
fn an_endless_condition_is_one_mistake() {
    for (junction, operand, behind) in
        [("or", "3 > 2", ""), ("and", "true", ""), ("??", "plan", "is empty"), ("+", "1", "> 2")]
    {
        let all = vec![operand; 20_000].join(&format!(" {junction} "));
        let text = format!("people {{ plan: text }}\nsegment A = {all} {behind}\nsegment B = true\n");
        let (_, checked) = project(&[("a.flow", &text)]);
        let codes: Vec<String> =
            checked.diagnostics.iter().map(|found| found.problem.code().to_string()).collect();
        assert_eq!(codes, ["E0110"], "{junction}");
    }
}

/// What editors build on: a declaration's check says what each expression is, what each name means, and which names of
/// others it asked for.
#[test]
fn a_declaration_is_checked_by_itself() {
    let text = "people { age: integer }\nsegment Grown = age >= 18 and in segment Local\nsegment Local = city is \"Split\"\n";
    let (snapshot, checked) = project(&[("a.flow", text)]);
    assert!(checked.diagnostics.is_empty());
    let (node, found) = declared(&checked, "Grown");
    let types: Vec<String> = found.types.iter().map(ToString::to_string).collect();
    assert_eq!(types.join(" "), "integer integer boolean boolean boolean");
    let names: Vec<&str> = found.lookups.iter().map(|(_, name)| &**name).collect();
    assert_eq!(names, ["age", "Grown", "Local"]);
    let meant: Vec<(&str, Target, Role)> = found
        .resolutions
        .iter()
        .map(|resolution| {
            let location = Location { declaration: node.id, span: resolution.span };
            (snapshot.text(snapshot.place(location)), resolution.target, resolution.role)
        })
        .collect();
    let (age, local) =
        (checked.program.attribute_for_column("AGE").unwrap(), checked.program.segment("Local").unwrap());
    let grown = checked.program.segment("Grown").unwrap();
    assert_eq!(
        meant,
        [
            ("Grown", Target::Segment(grown), Role::Declared),
            ("age", Target::Attribute(age), Role::Read),
            ("Local", Target::Segment(local), Role::Read)
        ]
    );
}

/// Text before a declaration moves it, and changes nothing else.
#[test]
fn an_edit_elsewhere_changes_nothing() {
    let text = "segment Local = cty is \"Split\"\n";
    let (_, before) = project(&[("a.flow", text)]);
    let (snapshot, after) =
        project(&[("a.flow", &format!("// a remark\nevent paid {{ price: number }}\n{text}"))]);
    let (first, second) = (declared(&before, "Local").1, declared(&after, "Local").1);
    let spans = |found: &DeclarationCheck| -> Vec<Origin> {
        found.diagnostics.iter().map(|diagnostic| diagnostic.origin.clone()).collect()
    };
    assert_eq!(first.resolutions, second.resolutions);
    assert_eq!(first.lookups, second.lookups);
    assert_eq!(first.types, second.types);
    match (&spans(first)[..], &spans(second)[..]) {
        ([Origin::Source(a)], [Origin::Source(b)]) => assert_eq!(a.span, b.span),
        other => panic!("one mistake is expected in each: {other:?}"),
    }
    assert_eq!(snapshot.text(second.diagnostics[0].place(&snapshot).unwrap()), "cty");
}

/// The check of the segment with this name.
fn declared<'a>(checked: &'a Checked, name: &str) -> (&'a Declaration, &'a DeclarationCheck) {
    let is_it = |node: &Declaration| matches!(&node.kind, DeclarationKind::Segment(segment) if &*segment.name.text == name);
    let found = checked.declarations.iter().find(|(node, _)| is_it(node));
    let (node, found) = found.expect("the segment is declared");
    (node, found)
}

/// Words and pieces from which programs are made, right and wrong.
const PIECES: &[&str] = &[
    "flow F {\n",
    "segment S = ",
    "people {\n",
    "event paid {\n",
    "}\n",
    "\n",
    "{",
    "enter when ",
    "exit when ",
    "happened ",
    "not ",
    "paid ",
    "price ",
    "price: number\n",
    "age ",
    "age: integer\n",
    "computed c: integer = ",
    "c ",
    ">= 3 ",
    "is ",
    "and ",
    "or ",
    "\"text {{age}}\" ",
    "within last 3 days ",
    "followed by paid ",
    "within 1 day ",
    "where ",
    "(",
    ")",
    "save price ",
    "variable v: number = ",
    "v ",
    "set v = ",
    "pause 3 days\n",
    "segment audience {\n",
    "when ",
    "otherwise { }\n",
    "wait for event up to 1 day {\n",
    "split audience { 50% a { exit } 50% b { } }\n",
    "update profile { age = ",
    "send sms { text \"x\" }\n",
    "label: ",
    "of label ",
    "sum(paid.price) ",
    "count(paid) ",
    "in segment S ",
    "if age > 3 then 1 else 2 ",
    "?? ",
    "- ",
    "/ 0 ",
    "exactly 0 times ",
    "1 day ",
    "+ ",
    "empty ",
    "true ",
    "2026-02-30 ",
    "now() ",
    "round(",
    ", ",
    "add tag \"x\"\n",
    "exit\n",
    "in hours ",
    "person.",
    "event.",
    "flow.",
];

proptest::proptest! {
    /// Checking never fails, whatever the text: not on parts of programs in any order, not on anything at all.
    #[test]
    fn checking_never_panics(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40), junk in ".{0,20}") {
        let text = format!("{}{junk}", pieces.concat());
        let (snapshot, checked) = project(&[("a.flow", &text)]);
        rendered(&snapshot, &checked.diagnostics);
    }
}
