//! Diagnostics: what the renderers print, the JSON shape, and the registry with its pages.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

#[path = "diagnostics/programs.rs"]
mod programs;
#[path = "support/schema.rs"]
mod schema;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bourn::diagnostic::{self, Colour, Diagnostic, Hint, Level, List, Problem, Reports, entries, entry};
use bourn::source::{DeclarationKey, FileId, Location, Snapshot, Span};
use serde_json::Value;

// The registry and its pages

#[test]
fn codes_and_names_are_unique_and_in_order() {
    let digits: Vec<&str> = entries().iter().map(|entry| &entry.code.0[1..]).collect();
    assert!(digits.is_sorted_by(|a, b| a < b), "numbers must be unique and ascending: {digits:?}");
    let names: BTreeSet<&str> = entries().iter().map(|entry| entry.name).collect();
    assert_eq!(names.len(), entries().len(), "two codes share a name");
    for entry in entries() {
        let letter = match entry.level {
            Level::Error => 'E',
            Level::Warning => 'W',
            Level::Note => 'N',
        };
        assert!(entry.code.0.starts_with(letter) && entry.code.0.len() == 5, "{} is misnamed", entry.code);
    }
}

#[test]
fn an_entry_is_found_in_any_spelling_of_its_code() {
    let name = |code| entry(code).map(|entry| entry.name);
    for code in ["E0201", "e0201", "0201", " E0201 "] {
        assert_eq!(name(code), Some("unknown-name"));
    }
    assert_eq!(name("E9999"), None);
    assert_eq!(name(""), None);
}

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let mut files: BTreeSet<String> = names_in(&root("docs/errors"));
    for other in ["README.md", "ledger.txt"] {
        assert!(files.remove(other), "docs/errors/{other} is missing");
    }
    for entry in entries() {
        let page = format!("{}.md", entry.code);
        assert!(files.remove(&page), "docs/errors/{page} is missing");
        let title = format!("# {}: {}", entry.code, entry.name.replace('-', " "));
        assert_eq!(entry.page.lines().next(), Some(title.as_str()), "in docs/errors/{page}");
        for heading in ["**Why it is an error**", "**Why it is said**", "**Wrong**", "**Right**"] {
            let wanted =
                !heading.starts_with("**Why") || (heading.contains("error") == (entry.level == Level::Error));
            assert_eq!(entry.page.contains(heading), wanted, "{heading} in docs/errors/{page}");
        }
        let source = entry.page.contains("```flow,wrong\n") && entry.page.contains("```flow,right\n");
        let other = entry.page.matches("```text\n").count() >= 2;
        assert!(source ^ other, "docs/errors/{page} needs a wrong and a right block, both of one kind");
    }
    assert!(files.is_empty(), "pages without a code: {files:?}");
}

#[test]
fn the_index_lists_every_code() {
    let index = read("docs/errors/README.md");
    for entry in entries() {
        let row = format!("| [{0}]({0}.md) | {1} |", entry.code, entry.name.replace('-', " "));
        assert!(index.contains(&row), "docs/errors/README.md lacks the row {row}");
    }
    assert_eq!(index.matches("\n| [").count(), entries().len(), "docs/errors/README.md lists something else");
}

#[test]
fn a_code_is_never_given_to_another_problem() {
    let ledger = read("docs/errors/ledger.txt");
    let mut given = std::collections::BTreeMap::new();
    for line in ledger.lines().filter(|line| !line.starts_with('#')) {
        let (code, name) = line.split_once(' ').expect("a code and a name on each line");
        assert_eq!(given.insert(&code[1..], name), None, "{code} stands twice in the ledger");
    }
    for entry in entries() {
        let known = given.get(&entry.code.0[1..]);
        assert_eq!(
            known,
            Some(&entry.name),
            "{} must stand in docs/errors/ledger.txt as it was first given; a new code is added at the end of its \
             phase, a code that is no longer used stays",
            entry.code
        );
    }
}

// Reports for people

#[test]
fn a_name_with_its_help_and_fix() {
    let mut project = Project::default();
    project.file("cart.flow", CART);
    let report = unknown("attribute", "loyalityPoints", "did you mean `loyaltyPoints`?");
    let report = Diagnostic::new(project.at("cart.flow", "loyalityPoints"), report).fix(
        true,
        "write `loyaltyPoints`",
        project.at("cart.flow", "loyalityPoints"),
        "loyaltyPoints",
    );
    project.shows("name_with_fix", &[report]);
}

#[test]
fn several_labels_in_one_file() {
    let mut project = Project::default();
    project.file("cart.flow", CART);
    let problem = Problem::DuplicateName { kind: "attribute".into(), name: "plan".into() };
    let report = Diagnostic::new(project.nth("cart.flow", "plan", 1), problem)
        .label(project.at("cart.flow", "plan"), "declared here")
        .label(project.at("cart.flow", "people"), "in this block");
    project.shows("several_labels", &[report]);
}

#[test]
fn several_labels_on_one_line_of_which_one_is_empty() {
    let mut project = Project::default();
    project.file("cart.flow", CART);
    let problem = Problem::TypeMismatch {
        expected: "an integer".into(),
        found: "text".into(),
        role: "the right side of `>`".into(),
    };
    let report = Diagnostic::new(project.at("cart.flow", "\"many\""), problem)
        .label(project.nth("cart.flow", "age", 1), "this is an integer");
    project.shows("labels_on_one_line", &[report]);
}

#[test]
fn a_place_without_a_label() {
    let mut project = Project::default();
    project.file("cart.flow", CART);
    let problem = Problem::StrayCharacter { character: "€".into(), hint: String::new() };
    project.shows("no_label", &[Diagnostic::new(project.at("cart.flow", "€"), problem)]);
}

#[test]
fn multibyte_text_before_and_in_the_place() {
    let mut project = Project::default();
    project.file("kauf.flow", "segment Käufer = città is \"Zürich\" and žup€ is \"ü\"\n");
    let report = unknown("attribute", "žup€", "");
    project.shows("multibyte", &[Diagnostic::new(project.at("kauf.flow", "žup€"), report)]);
}

#[test]
fn tabs_and_wide_characters() {
    let mut project = Project::default();
    project
        .file("wide.flow", "flow F {\n\tenter when happened a\n\tset\t`都市` =\t\"東京\" + ort // 😀\n}\n");
    let report = unknown("variable", "ort", "");
    let report = Diagnostic::new(project.at("wide.flow", "ort"), report)
        .label(project.at("wide.flow", "`都市`"), "set here");
    project.shows("wide", &[report]);
}

#[test]
fn two_files_with_multibyte_text() {
    let mut project = Project::default();
    project.file("flows/žuti.flow", "// ščćžđ\nsegment Buyers = age > 3\n");
    project.file("b.flow", "// ščćžđ ščćžđ ščćžđ\n// ščćžđ\n\nsegment Buyers = plan is \"pro\"\n");
    let problem = Problem::DuplicateName { kind: "segment".into(), name: "Buyers".into() };
    let report = Diagnostic::new(project.at("flows/žuti.flow", "Buyers"), problem)
        .label(project.at("b.flow", "Buyers"), "first declared here");
    project.shows("two_files", &[report]);
}

#[test]
fn the_end_of_a_file() {
    let mut project = Project::default();
    project.file("a.flow", "flow A {\n    exit\n\n\n");
    project.file("b.flow", "flow B {");
    project.file("empty.flow", "");
    let end =
        |project: &Project, path: &str, at| Diagnostic::new(project.span(path, at, at), expected_bracket());
    let reports = [
        end(&project, "a.flow", 21),
        end(&project, "b.flow", 8),
        end(&project, "empty.flow", 0),
        // A place beyond the end is a mistake of the caller and no reason to fall over.
        end(&project, "b.flow", 99),
    ];
    project.shows("end_of_file", &reports);
}

#[test]
fn empty_places_and_places_that_cut_characters() {
    let mut project = Project::default();
    project.file("a.flow", "set a = ž + b\r\nexit\r\n");
    let at = |start, end| Diagnostic::new(project.span("a.flow", start, end), expected_bracket());
    // Before `=`; at the end of the first line; within the two bytes of `ž`; from `b` over the line's end.
    project.shows("empty", &[at(6, 6), at(14, 14), at(9, 9), at(8, 9), at(13, 16)]);
}

#[test]
fn several_lines() {
    let mut project = Project::default();
    project.file("cart.flow", CART);
    let whole = project.span("cart.flow", 0, CART.find("}\n").unwrap() + 2);
    let split = Problem::Percentages { sum: "90 %".into() };
    let long = Problem::MissingOtherwise { element: "wait for event".into() };
    let reports = [
        Diagnostic::new(whole, split),
        Diagnostic::new(whole, long).label(project.at("cart.flow", "plan"), "this may be empty"),
    ];
    project.shows("several_lines", &reports);
}

#[test]
fn data_with_row_column_and_without() {
    let mismatch = |value: &str| Problem::ValueMismatch {
        value: value.into(),
        expected: "an integer".into(),
        reason: String::new(),
    };
    let reports = [
        Diagnostic::data("people.csv", Some(3), Some("age"), mismatch("thirty")),
        Diagnostic::data("people.csv", Some(4), Some("age"), mismatch("3\u{1b}[31m0\n")),
        Diagnostic::data(
            "orders.csv",
            None,
            None,
            Problem::MissingColumn {
                column: "personId".into(),
                found: List::of(["id", "name", "~two more"]),
            },
        ),
        Diagnostic::data("events.jsonl", None, None, Problem::EmptyFile {}),
    ];
    Project::default().shows("data", &reports);
}

#[test]
fn the_project_as_a_whole() {
    let reports = [
        Diagnostic::project(Problem::NoProject {
            path: "shop".into(),
            reason: "there is no such folder".into(),
        }),
        Diagnostic::project(Problem::InvalidToml { reason: "a key is given twice".into() }),
        Diagnostic::project(Problem::NoEntry { flow: "Welcome".into() }),
    ];
    Project::default().shows("project", &reports);
}

#[test]
fn tabs_before_and_in_the_place() {
    let mut project = Project::default();
    project.file("tabs.flow", "flow F {\n\tset\ta = \t\"ž\t\" + 界b\n}\n");
    let reports = [
        Diagnostic::new(project.at("tabs.flow", "\"ž\t\""), unknown("attribute", "ž", "")),
        Diagnostic::new(project.at("tabs.flow", "界b"), unknown("attribute", "界b", "")),
    ];
    project.shows("tabs", &reports);
}

#[test]
fn places_without_width() {
    let mut project = Project::default();
    project.file("open.flow", "flow F {\n    žute 界\n\n}");
    let file = "flow F {\n    žute 界\n\n}";
    let at = |text: &str| file.find(text).unwrap() + text.len();
    let places = [0, at("žute"), at("界"), at("界\n"), file.len()];
    let report = |at: usize| Diagnostic::new(project.span("open.flow", at, at), expected_bracket());
    let reports: Vec<Diagnostic> = places.into_iter().map(report).collect();
    project.shows("no_width", &reports);
}

/// Whoever renders finds the reports in order and each of them once, and counts what is shown.
#[test]
fn reports_are_sorted_and_said_once() {
    let mut project = Project::default();
    project.file("b.flow", "flow F { exit }\n");
    project.file("a.flow", "flow F { exit } flow F\n");
    let report = |path, text| Diagnostic::new(project.at(path, text), Problem::NoEntry { flow: "F".into() });
    let data = || Diagnostic::data("z.csv", Some(2), None, Problem::EmptyFile {});
    let of_project = Diagnostic::project(Problem::NoData { reason: "none".into() });
    let mut reports = vec![
        data(),
        report("b.flow", "F"),
        report("a.flow", "F"),
        of_project,
        data(),
        report("b.flow", "F"),
        Diagnostic::new(project.at("a.flow", "exit"), Problem::BehindExit {}),
        report("a.flow", "F"),
        Diagnostic::new(project.at("a.flow", "F"), Problem::BehindExit {}),
    ];
    diagnostic::sort(&project.snapshot, &mut reports);
    let shown = |report: &Diagnostic| {
        let place = report.place(&project.snapshot);
        let place = place.map(|place| format!("{} {:?}", project.snapshot.file(place.file).path, place.span));
        format!("{} {}", place.unwrap_or_default(), report.problem.code()).trim().to_owned()
    };
    let shown: Vec<String> = reports.iter().map(shown).collect();
    let wanted = [
        "a.flow 5..6 E0406",
        "a.flow 5..6 W0412",
        "a.flow 9..13 E0406",
        "b.flow 5..6 W0412",
        "E0507",
        "E0604",
    ];
    assert_eq!(shown, wanted);
    assert_eq!(diagnostic::summary(&reports), "4 errors, 2 warnings");
}

#[test]
fn nothing_in_the_text_steers_the_terminal() {
    let mut project = Project::default();
    project.file("evil.flow", "set a = \"\u{1b}[2J\u{202e}txet\u{2028}\" + b\rc\n");
    let report = unknown("attribute", "b\u{7}", "a\nb");
    project.shows("harmless", &[Diagnostic::new(project.at("evil.flow", "b\rc"), report)]);
}

#[test]
fn the_same_is_not_said_twice() {
    let mut project = Project::default();
    project.file("cart.flow", CART);
    let place = project.at("cart.flow", "loyalityPoints");
    let report = Diagnostic::new(place, unknown("attribute", "loyalityPoints", "write `loyaltyPoints`"))
        .label(place, "not known")
        .fix(true, "write `loyaltyPoints`", place, "loyaltyPoints");
    project.shows("said_once", &[report]);
}

#[test]
fn colour_takes_nothing_away_and_adds_no_escape_twice() {
    let mut project = Project::default();
    project.file("cart.flow", CART);
    let reports = [
        Diagnostic::new(
            project.at("cart.flow", "loyalityPoints"),
            unknown("attribute", "x", "did you mean `y`?"),
        )
        .label(project.at("cart.flow", "plan"), "declared here"),
        Diagnostic::new(
            project.at("cart.flow", "€"),
            Problem::StrayCharacter { character: "€".into(), hint: String::new() },
        ),
        Diagnostic::data(
            "people.csv",
            Some(3),
            Some("age"),
            Problem::MissingValue { what: "the name".into() },
        ),
    ];
    let coloured = project.human(&reports, Colour::Always);
    let strip = |text: &str| {
        let mut parts = text.split('\u{1b}');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |plain, part| plain + part.split_once('m').map_or(part, |(_, text)| text))
    };
    assert_eq!(strip(&coloured), project.human(&reports, Colour::Never));
    assert!(coloured.starts_with("\u{1b}[1;31merror[E0201]\u{1b}[0m"), "{coloured:?}");
    insta::with_settings!({ snapshot_path => "diagnostics", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("colour", coloured.replace('\u{1b}', "␛"));
    });
}

#[test]
fn the_summary_counts_by_level() {
    let error = || Diagnostic::project(Problem::BehindExit {});
    let warning = || Diagnostic::project(Problem::NoEntry { flow: "F".into() });
    let note = || Diagnostic::data("a", None, None, Problem::IgnoredColumns { columns: List::of(["x"]) });
    assert_eq!(diagnostic::summary(&[]), "no problems");
    assert_eq!(diagnostic::summary(&[error()]), "1 error");
    assert_eq!(diagnostic::summary(&[warning(), error(), note(), error()]), "2 errors, 1 warning, 1 note");
}

proptest::proptest! {
    /// Whatever the text and wherever the places, even in the middle of a character or beyond the end.
    #[test]
    fn no_text_and_no_place_is_too_odd(
        first in "[a ž都😀\\t\\r\\n\u{301}\u{2028}\u{85}\u{1b}\u{1}\u{feff}]{0,24}",
        second in "[a ž\\n]{0,9}",
        spans in proptest::collection::vec((0..90usize, 0..30usize, proptest::bool::ANY), 1..5),
        named in proptest::bool::ANY,
    ) {
        let mut project = Project::default();
        project.file("first.flow", &first);
        project.file("second.flow", &second);
        let mut places = spans.iter().map(|&(start, length, other)| {
            project.span(if other { "second.flow" } else { "first.flow" }, start, start + length)
        });
        let problem = if named { Problem::UnclosedText {} } else { expected_bracket() };
        let mut report = Diagnostic::new(places.next().expect("a place"), problem);
        for place in places {
            report = report.label(place, if named { "" } else { "seen" });
        }
        let reports = [report];
        let plain = project.human(&reports, Colour::Never);
        proptest::prop_assert!(plain.lines().count() >= 3, "{plain}");
        proptest::prop_assert!(plain.chars().all(|c| c == '\n' || !c.is_control()), "{plain:?}");
        project.human(&reports, Colour::Always);
        let json: Result<Value, _> = serde_json::from_str(&diagnostic::json(&[project.reports(&reports)]));
        proptest::prop_assert!(json.is_ok());
    }
}

// Helpers

const CART: &str = "\
people {
    plan: text
    age: integer
    plan: integer
}

segment Rich = loyalityPoints > 300 and age > \"many\" €
";

fn unknown(kind: &str, name: &str, hint: &str) -> Problem {
    Problem::UnknownName { kind: kind.into(), name: name.into(), nearest: None, hint: hint.into() }
}

fn expected_bracket() -> Problem {
    Problem::Unexpected {
        expected: List::of(["}"]),
        found: "the end of the file".into(),
        hint: Hint::default(),
    }
}

/// Files, each one declaration as far as spans are concerned.
#[derive(Default)]
struct Project {
    snapshot: Snapshot,
}

impl Project {
    fn file(&mut self, path: &str, text: &str) {
        let file = self.snapshot.add(path, text);
        let key = DeclarationKey { path: path.into(), kind: "flow".into(), name: "all".into(), ordinal: 0 };
        self.snapshot.declare(key, file, 0);
    }

    fn span(&self, path: &str, start: usize, end: usize) -> Location {
        let key = DeclarationKey { path: path.into(), kind: "flow".into(), name: "all".into(), ordinal: 0 };
        let (file, _) = self.find(path);
        let declaration = self.snapshot.clone().declare(key, file, 0);
        Location { declaration, span: Span::new(start, end) }
    }

    fn at(&self, path: &str, text: &str) -> Location {
        self.nth(path, text, 0)
    }

    /// The place of the `n`-th occurrence of `text`, counted from 0.
    fn nth(&self, path: &str, text: &str, n: usize) -> Location {
        let (_, whole) = self.find(path);
        let (start, _) = whole.match_indices(text).nth(n).expect("the text stands in the file");
        self.span(path, start, start + text.len())
    }

    fn find(&self, path: &str) -> (FileId, &str) {
        let (id, file) = self.snapshot.files().find(|(_, file)| &*file.path == path).expect("a known file");
        (id, &file.text)
    }

    fn reports<'a>(&'a self, diagnostics: &'a [Diagnostic]) -> Reports<'a> {
        Reports { snapshot: &self.snapshot, diagnostics }
    }

    fn human(&self, reports: &[Diagnostic], colour: Colour) -> String {
        let mut out = Vec::new();
        diagnostic::human(&self.snapshot, reports, colour, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn shows(&self, name: &str, reports: &[Diagnostic]) {
        let text = self.human(reports, Colour::Never);
        assert!(text.lines().all(|line| line.trim_end() == line), "blanks at the end of a line in {name}");
        insta::with_settings!({ snapshot_path => "diagnostics", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}
