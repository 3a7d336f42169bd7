//! A program with mistakes, and what is found in it.

use bourn::check::{Settings, check, files};
use bourn::source::Snapshot;
use bourn::syntax::{Reading, parse};

/// What stands before a program, and behind it: mistakes in declarations of their own, which have to be found whatever else
/// is wrong.
pub(crate) const FIRST: &str = "segment FirstPlanted = birthDate contains \"1990\"\n\n";
pub(crate) const LAST: &str = "\n\nsegment LastPlanted = birthDate contains \"1990\"\n";

/// A program with mistakes.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// What was done to the program.
    pub(crate) kind: &'static str,
    /// Which one it is.
    pub(crate) title: String,
    pub(crate) text: String,
    /// For each mistake the lines on one of which a report has to start, from 1.
    pub(crate) mistakes: Vec<Vec<usize>>,
    /// What is reported without the mistakes: code and line.
    pub(crate) known: Vec<(String, String)>,
}

/// A report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Report {
    /// The line on which it starts, from 1.
    pub(crate) line: usize,
    pub(crate) code: String,
    pub(crate) message: String,
}

/// What came of a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Outcome {
    /// Whether a report starts on the line of each mistake.
    pub(crate) on_the_line: bool,
    /// Whether there is none beside them.
    pub(crate) alone: bool,
    /// Whether what is wrong elsewhere is reported too.
    pub(crate) checked: bool,
}

impl Outcome {
    pub(crate) fn is_good(self) -> bool {
        self.on_the_line && self.alone && self.checked
    }
}

/// What the parser reports of a text, and then what the checker adds.
pub(crate) fn reports(text: &str) -> (Vec<Report>, Vec<Report>) {
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("case.flow", text);
    let (tree, parsed) = parse(&mut snapshot, file);
    let mut trees = vec![tree];
    // A file that a message is made from is right, whatever else is wrong.
    for (path, _) in files(&trees) {
        let text = "<p>Dear {{firstName ?? \"friend\"}}</p>";
        let file = snapshot.add(&path, text);
        trees.push(Reading::of_template(&path, text).declare(&mut snapshot, file).0);
    }
    let checked = check(&mut snapshot, &trees, &Settings::default()).diagnostics;
    let report = |diagnostic: &bourn::diagnostic::Diagnostic| {
        let place = diagnostic.place(&snapshot).expect("what is wrong with a text has a place");
        let line = snapshot.file(place.file).lines.line(place.span.start as usize) + 1;
        let (code, message) = (diagnostic.problem.code().to_string(), diagnostic.problem.message());
        Report { line, code, message }
    };
    (parsed.iter().map(report).collect(), checked.iter().map(report).collect())
}

/// A line of a text, from 1.
pub(crate) fn line(text: &str, number: usize) -> &str {
    text.lines().nth(number - 1).unwrap_or_default().trim()
}

/// What came of a case and what was reported; nothing if the text has no mistake of syntax at all.
pub(crate) fn judge(case: &Case) -> Option<(Outcome, Vec<Report>)> {
    let (parsed, checked) = reports(&case.text);
    if parsed.is_empty() {
        return None;
    }
    let mut others: Vec<Report> = parsed.into_iter().chain(checked).collect();
    let planted = [FIRST, LAST].map(str::trim).into_iter().filter(|plant| case.text.contains(plant));
    let mut is_checked = true;
    for plant in planted {
        let before = others.len();
        others.retain(|report| line(&case.text, report.line) != plant);
        is_checked &= before == others.len() + 1;
    }
    others.retain(|report| {
        !case.known.contains(&(report.code.clone(), line(&case.text, report.line).to_owned()))
    });
    let all = others.clone();
    let mut on_the_line = true;
    for lines in &case.mistakes {
        match others.iter().position(|report| lines.contains(&report.line)) {
            Some(at) => drop(others.remove(at)),
            None => on_the_line = false,
        }
    }
    // A report elsewhere instead of the right one is one mistake, not two.
    let missed = case.mistakes.len() - (all.len() - others.len());
    let alone = others.len() <= missed;
    Some((Outcome { on_the_line, alone, checked: is_checked }, all))
}
