//! Counts outcomes, kind by kind.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Write as _;

use super::case::{Case, Outcome, Report, judge};
use rayon::prelude::*;

/// The share of good cases below which a kind of mistake fails, in percent.
const WANTED: f64 = 95.0;

/// Failures shown of each kind.
const SHOWN: usize = 4;

#[derive(Default)]
struct Kind {
    cases: usize,
    on_the_line: usize,
    alone: usize,
    checked: usize,
    good: usize,
    failures: Vec<String>,
}

/// Judges the cases, prints the rates of each kind, and gives the kinds that are not good enough.
pub(crate) fn tally(cases: &[Case]) -> (usize, Vec<&'static str>) {
    let judged: Vec<_> = cases.par_iter().map(|case| (case, judge(case))).collect();
    let mut kinds: BTreeMap<&'static str, Kind> = BTreeMap::new();
    for (case, judged) in judged {
        if let Some((outcome, reports)) = judged {
            kinds.entry(case.kind).or_default().add(case, outcome, &reports);
        }
    }
    // Straight to the output: the rates are shown where the test passes, too.
    let shown = writeln!(std::io::stdout(), "{}", table(&kinds));
    assert!(shown.is_ok(), "the rates cannot be shown");
    let bad = kinds.iter().filter(|(_, kind)| percent(kind.good, kind.cases) < WANTED);
    (kinds.values().map(|kind| kind.cases).sum(), bad.map(|(name, _)| *name).collect())
}

impl Kind {
    fn add(&mut self, case: &Case, outcome: Outcome, reports: &[Report]) {
        self.cases += 1;
        self.on_the_line += usize::from(outcome.on_the_line);
        self.alone += usize::from(outcome.alone);
        self.checked += usize::from(outcome.checked);
        self.good += usize::from(outcome.is_good());
        if !outcome.is_good() {
            self.failures.push(shown(case, reports));
        }
    }
}

fn shown(case: &Case, reports: &[Report]) -> String {
    let mut out = format!("    {}, expected on {:?}\n", case.title, case.mistakes);
    for report in reports {
        let text = super::case::line(&case.text, report.line);
        let _ = writeln!(out, "        {} {} {}: {text}", report.line, report.code, report.message);
    }
    out
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

fn table(kinds: &BTreeMap<&'static str, Kind>) -> String {
    let mut out =
        format!("{:24}{:>8}{:>8}{:>8}{:>8}{:>8}\n", "mistake", "cases", "line", "alone", "rest", "good");
    for (name, kind) in kinds {
        let rate = |part| percent(part, kind.cases);
        let _ = writeln!(
            out,
            "{name:24}{:8}{:8.1}{:8.1}{:8.1}{:8.1}",
            kind.cases,
            rate(kind.on_the_line),
            rate(kind.alone),
            rate(kind.checked),
            rate(kind.good)
        );
    }
    let shown = std::env::var("RECOVERY_FAILURES").ok().and_then(|all| all.parse().ok()).unwrap_or(SHOWN);
    for (name, kind) in kinds.iter().filter(|(_, kind)| !kind.failures.is_empty()) {
        let _ = writeln!(out, "\n{name}, {} failures:", kind.failures.len());
        let step = kind.failures.len().div_ceil(shown);
        kind.failures.iter().step_by(step.max(1)).for_each(|failure| out += failure);
    }
    out
}
