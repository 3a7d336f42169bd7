//! Blocks of the language: programs, parts of flows, conditions and formulas.

use std::collections::BTreeMap;

use bourn::check::{Checked, Settings, Wanted, check};
use bourn::diagnostic::{self, Colour, Diagnostic, Level, Problem};
use bourn::eval::{Context, Sketch, Visible, value};
use bourn::host::Manifest;
use bourn::host::testing::{Verdict, play};
use bourn::source::Snapshot;
use bourn::syntax::{Reading, parse};
use bourn::value::Zone;
use bourn::value::time::parse_datetime;

use super::page::{Block, Page, joined};

/// What is wrong with the blocks of a page.
pub(crate) fn failures(page: &Page) -> Vec<String> {
    let mut sources = Sources::default();
    let mut failures = Vec::new();
    for block in &page.blocks {
        let place = format!("{}:{}", page.path, block.line);
        let found = match block.language.as_str() {
            "flow" => sources.check(&place, block),
            "toml" => settings(&place, block),
            "html" => sources.template(block),
            _ => continue,
        };
        failures.extend(found.into_iter().map(|failure| format!("{place}: {failure}")));
    }
    failures
}

/// What is wrong with the settings of a project.
fn settings(place: &str, block: &Block) -> Vec<String> {
    let mut snapshot = Snapshot::new();
    let (_, found) = Manifest::parse(&mut snapshot, place, &block.text, "page");
    judged(block, &snapshot, &found).into_iter().collect()
}

/// The texts that a block is checked with.
#[derive(Default)]
struct Sources {
    preludes: Vec<String>,
    files: BTreeMap<String, String>,
    /// Files that messages are made from.
    templates: BTreeMap<String, String>,
}

impl Sources {
    /// Keeps a file; what is wrong with it is reported where a message is made from it.
    fn template(&mut self, block: &Block) -> Vec<String> {
        if let Some(path) = block.value("file") {
            self.templates.insert(path.to_owned(), block.text.clone());
        }
        Vec::new()
    }

    fn check(&mut self, place: &str, block: &Block) -> Vec<String> {
        if block.is("formulas") {
            return self.formulas(place, block);
        }
        let mut texts = self.texts();
        if let Some(file) = block.value("file") {
            self.files.insert(file.to_owned(), block.text.clone());
            texts = self.texts();
        } else {
            texts.push((place.to_owned(), block.as_file()));
        }
        if block.is("prelude") {
            self.preludes.push(block.text.clone());
        }
        let mut project = Project::new(&texts, &self.templates);
        if block.is("test") {
            return project.played(block).into_iter().collect();
        }
        if block.value("wrong") != Some("W0481") {
            // A page may show a flow without those that add people to it.
            project.found.retain(|found| !matches!(found.problem, Problem::NobodyAdded { .. }));
        }
        if block.is("inside") {
            // A part of a flow need not do anything, nor use what it declares.
            let whole = |found: &Diagnostic| {
                !matches!(found.problem, Problem::IdleFlow { .. } | Problem::UnusedVariable { .. })
            };
            project.found.retain(whole);
        }
        judged(block, &project.snapshot, &project.found).into_iter().collect()
    }

    fn texts(&self) -> Vec<(String, String)> {
        let preludes = self.preludes.iter().enumerate();
        let preludes = preludes.map(|(at, text)| (format!("prelude {}", at + 1), text.clone()));
        preludes.chain(self.files.clone()).collect()
    }

    fn formulas(&self, place: &str, block: &Block) -> Vec<String> {
        let mut project = Project::new(&self.texts(), &self.templates);
        let lines = joined(&block.text);
        lines.iter().filter_map(|line| project.formula(place, block, line)).collect()
    }
}

/// A checked project, with all that was reported.
struct Project {
    snapshot: Snapshot,
    checked: Checked,
    found: Vec<Diagnostic>,
}

impl Project {
    fn new(texts: &[(String, String)], templates: &BTreeMap<String, String>) -> Project {
        let mut snapshot = Snapshot::new();
        let mut found = Vec::new();
        let mut trees = Vec::new();
        for (path, text) in texts {
            let file = snapshot.add(path, text);
            let (tree, reported) = parse(&mut snapshot, file);
            found.extend(reported);
            trees.push(tree);
        }
        for (path, text) in templates {
            let file = snapshot.add(path, text);
            let (tree, reported) = Reading::of_template(path, text).declare(&mut snapshot, file);
            found.extend(reported);
            trees.push(tree);
        }
        let zone = Zone::parse("Europe/Zagreb").unwrap();
        let settings = Settings { name: "page".into(), zone, seed: "page".into() };
        let checked = check(&mut snapshot, &trees, &settings);
        found.extend(checked.diagnostics.iter().cloned());
        diagnostic::sort(&snapshot, &mut found);
        Project { snapshot, checked, found }
    }

    /// What is wrong with the tests of a block. Warnings do not count: a test need not be about a whole flow.
    fn played(&mut self, block: &Block) -> Option<String> {
        self.found.retain(|found| found.level() == Level::Error);
        if !self.found.is_empty() {
            return judged(block, &self.snapshot, &self.found);
        }
        let tests: Vec<_> = self.checked.program.tests.ids().collect();
        let results = play(&self.checked.program, &self.snapshot, &tests);
        if results.is_empty() {
            return Some("there is no test".into());
        }
        if block.is("fails") {
            let fails = results.iter().any(|result| result.verdict() == Verdict::Failed);
            return (!fails).then(|| "no test fails".into());
        }
        let failures = results.into_iter().flat_map(|result| result.failures);
        let failures: Vec<Diagnostic> = failures.map(|failure| failure.diagnostic).collect();
        judged(block, &self.snapshot, &failures)
    }

    /// What is wrong with a line of formulas.
    fn formula(&mut self, place: &str, block: &Block, line: &str) -> Option<String> {
        let (formula, wanted) = line.rsplit_once("//").unwrap_or((line, "true"));
        let formula = formula.trim();
        let added = self.checked.formula(&mut self.snapshot, place, formula, Wanted::Value);
        let (id, found) = match added {
            Ok(id) => (Some(id), Vec::new()),
            Err(found) => (None, found),
        };
        if block_expects_errors(block) || id.is_none() {
            return judged(block, &self.snapshot, &found);
        }
        let program = &self.checked.program;
        let nobody = Sketch::default();
        let context = Context {
            program,
            facts: &nobody,
            now: parse_datetime("2026-11-23 12:00", program.zone).ok()?,
            zone: program.zone,
            variables: &[],
            visible: Visible::All,
            random: None,
        };
        let mut faults = Vec::new();
        let given = value(&context, id?, &mut faults).literal(program.zone);
        let codes: Vec<String> = faults.iter().map(|fault| format!(", {}", fault.problem.code())).collect();
        let given = format!("{given}{}", codes.concat());
        (given != wanted.trim()).then(|| format!("`{formula}` gives `{given}` and not `{}`", wanted.trim()))
    }
}

fn block_expects_errors(block: &Block) -> bool {
    block.is("wrong") || block.value("wrong").is_some()
}

/// What speaks against what was reported.
fn judged(block: &Block, snapshot: &Snapshot, found: &[Diagnostic]) -> Option<String> {
    let mut codes: Vec<&str> = found.iter().map(|found| found.problem.code().0).collect();
    codes.dedup();
    let fine = match block.value("wrong") {
        Some(code) => codes == [code],
        None if block.is("wrong") => found.iter().any(|found| found.level() == Level::Error),
        None => found.is_empty(),
    };
    if fine {
        return None;
    }
    let mut out = Vec::new();
    diagnostic::human(snapshot, found, Colour::Never, &mut out).unwrap();
    let shown = if found.is_empty() { "nothing\n".into() } else { String::from_utf8_lossy(&out) };
    Some(format!("this is reported:\n{shown}"))
}
