//! Segments in other languages: the pages below `tests/emit/` show conditions and what is made of them.
//!
//! A page begins with the declarations that its conditions are about (`flow`). A block `condition` is followed by the block that must
//! come out: `sql` or `json`, `warned` with reports behind it, or `refused` with reports alone. `UPDATE_DOCUMENTS=1` writes what comes out into the pages. That the SQL
//! finds the same people as Bourn is checked by `benches/compare/compare.py check`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "documents/page.rs"]
#[allow(dead_code, reason = "the other tests of pages read all of them")]
mod page;

use std::fs;

use bourn::check::{Checked, Settings, Wanted, check};
use bourn::diagnostic::Diagnostic;
use bourn::interop::{Moment, Tables, people_query, sql};
use bourn::program::ExpressionId;
use bourn::source::Snapshot;
use bourn::syntax::parse;
use bourn::value::Zone;
use bourn::value::time::parse_datetime;
use page::{Block, Page, root};

#[test]
fn sql_is_as_the_page_shows() {
    hold("tests/emit/sql.md", written_in_sql);
}

#[test]
fn people_queries_are_as_the_page_shows() {
    hold("tests/emit/api.md", written_for_the_api);
}

/// A condition in another language, with the reports on it.
type Written = Result<(String, Vec<Diagnostic>), Vec<Diagnostic>>;

fn written_in_sql(moment: Moment<'_>, condition: ExpressionId) -> Written {
    let query = sql(moment, Tables { key: "personId" }, condition)?;
    // The comment above it lists the columns, and the macro is the same for all.
    Ok((query.query.split_inclusive('\n').filter(|line| !line.starts_with("-- ")).collect(), Vec::new()))
}

fn written_for_the_api(moment: Moment<'_>, condition: ExpressionId) -> Written {
    let query = people_query(moment, "page", condition)?;
    Ok((format!("{}\n", query.json), query.warnings))
}

fn hold(path: &str, write: fn(Moment<'_>, ExpressionId) -> Written) {
    let text = fs::read_to_string(root().join(path)).unwrap();
    let page = Page::new(path, text.clone());
    let mut project = Project::new(&page.blocks[0].text);
    let mut shown = text;
    let mut failures = Vec::new();
    let mut conditions = 0;
    for pair in page.blocks.windows(2).filter(|pair| pair[0].language == "condition") {
        conditions += 1;
        let (kind, found) = project.written(&pair[0], write);
        if pair[1].text != found || pair[1].language != kind {
            failures.push(format!("{path}:{}: is now `{kind}`\n{found}", pair[1].line));
            let (old, new) = (block(&pair[1].language, &pair[1].text), block(kind, &found));
            let before = block("condition", &pair[0].text);
            shown = shown.replacen(&format!("{before}\n{old}"), &format!("{before}\n{new}"), 1);
        }
    }
    assert!(conditions > 10, "{path} has lost its conditions");
    if std::env::var_os("UPDATE_DOCUMENTS").is_some_and(|value| value == "1") {
        fs::write(root().join(path), shown).unwrap();
    } else {
        assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    }
}

fn block(language: &str, text: &str) -> String {
    format!("```{language}\n{text}```\n")
}

/// The declarations of a page, checked.
struct Project {
    snapshot: Snapshot,
    checked: Checked,
}

impl Project {
    fn new(declarations: &str) -> Project {
        let mut snapshot = Snapshot::new();
        let file = snapshot.add("page.flow", declarations);
        let (tree, reports) = parse(&mut snapshot, file);
        let zone = Zone::parse("Europe/Zagreb").unwrap();
        let checked =
            check(&mut snapshot, &[tree], &Settings { name: "page".into(), zone, seed: "page".into() });
        assert_eq!((reports, &checked.diagnostics), (Vec::new(), &Vec::new()), "the declarations are wrong");
        Project { snapshot, checked }
    }

    /// What becomes of a condition: the kind of block that shows it, and its text.
    fn written(
        &mut self,
        condition: &Block,
        write: fn(Moment<'_>, ExpressionId) -> Written,
    ) -> (&'static str, String) {
        let formula = self.checked.formula(&mut self.snapshot, "page", &condition.text, Wanted::Condition);
        let formula = formula.unwrap_or_else(|errors| panic!("{}", self.shown(&errors)));
        let now = parse_datetime("2026-11-30 13:00", self.checked.program.zone).unwrap();
        match write(Moment { program: &self.checked.program, now }, formula) {
            Ok((text, warnings)) if warnings.is_empty() => {
                (if text.starts_with('{') { "json" } else { "sql" }, text)
            }
            Ok((text, warnings)) => ("warned", format!("{text}{}", self.shown(&warnings))),
            Err(refusals) => ("refused", self.shown(&refusals)),
        }
    }

    /// Reports in short: code, message and what is to be seen at which words.
    fn shown(&self, reports: &[Diagnostic]) -> String {
        let line = |report: &Diagnostic| {
            let place = report.place(&self.snapshot).unwrap();
            let text =
                &self.snapshot.file(place.file).text[place.span.start as usize..place.span.end as usize];
            let (code, message) = (report.problem.code(), report.problem.message());
            let label = report.problem.label().map(|label| format!(": {label}")).unwrap_or_default();
            format!("{code} at `{text}`: {message}{label}\n")
        };
        reports.iter().map(line).collect()
    }
}
