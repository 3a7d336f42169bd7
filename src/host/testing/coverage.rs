//! What tests came through: the elements that somebody reached, and the ways out of them that somebody took.
//!
//! Custom elements and entries are not counted by themselves: a test that enters a flow reaches its first element. Drafts
//! are not counted either.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::TestResult;
use crate::graph::{Mark, Paint, Spot};
use crate::journey::{ArmTaken, Record, What};
use crate::program::{ElementId, Flow, FlowId, Program};
use crate::source::{Location, Snapshot};

/// Something that a test can come through.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Point {
    /// The flow.
    pub flow: FlowId,
    /// The element.
    pub element: ElementId,
    /// A way out of it; nothing stands for the element itself.
    pub arm: Option<ArmTaken>,
}

impl Point {
    /// What a record says that somebody came through.
    #[must_use]
    pub fn of(record: &Record) -> Option<Point> {
        let arm = match record.what {
            What::Reached => None,
            What::Arm(arm) => Some(arm),
            _ => return None,
        };
        // What happens inside of a custom element is no way through the flow.
        let place = record.place.filter(|place| place.inner.is_none())?;
        Some(Point { flow: place.flow, element: place.element?, arm })
    }
}

/// What results of tests came through, with what names it.
#[derive(Clone, Copy, Debug)]
pub struct Coverage<'a> {
    program: &'a Program,
    snapshot: &'a Snapshot,
    results: &'a [TestResult],
}

/// The coverage of a project.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectCoverage {
    /// The version of this form.
    pub version: u32,
    /// The project.
    pub project: String,
    /// All flows together.
    pub total: Share,
    /// Its flows, by name.
    pub flows: Vec<FlowCoverage>,
}

/// The coverage of a flow.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowCoverage {
    /// The flow.
    pub name: String,
    /// Its file.
    pub path: String,
    /// How much of it was come through.
    pub total: Share,
    /// Its elements, in source order.
    pub elements: Vec<ElementCoverage>,
}

/// The coverage of an element.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ElementCoverage {
    /// Its label.
    pub label: String,
    /// The words that it begins with.
    pub kind: String,
    /// Its line, from 1.
    pub line: u32,
    /// How many tests reached it.
    pub tests: usize,
    /// The ways out of it, in source order.
    pub arms: Vec<ArmCoverage>,
}

/// The coverage of a way out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArmCoverage {
    /// Its name.
    pub arm: String,
    /// Its line, from 1; that of the element where it has none.
    pub line: u32,
    /// How many tests took it.
    pub tests: usize,
}

/// How much of something was come through.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// The elements.
    pub elements: usize,
    /// Those that some test reached.
    pub elements_reached: usize,
    /// The ways out of branching elements.
    pub arms: usize,
    /// Those that some test took.
    pub arms_taken: usize,
}

impl Share {
    /// Elements and arms together, in whole percent, rounded down; what has nothing is whole.
    #[must_use]
    pub fn percent(self) -> usize {
        let all = self.elements + self.arms;
        let covered = self.elements_reached + self.arms_taken;
        (covered * 100).checked_div(all).unwrap_or(100)
    }

    fn plus(self, other: Share) -> Share {
        Share {
            elements: self.elements + other.elements,
            elements_reached: self.elements_reached + other.elements_reached,
            arms: self.arms + other.arms,
            arms_taken: self.arms_taken + other.arms_taken,
        }
    }
}

impl<'a> Coverage<'a> {
    /// The coverage that results of tests have.
    #[must_use]
    pub fn new(program: &'a Program, snapshot: &'a Snapshot, results: &'a [TestResult]) -> Coverage<'a> {
        Coverage { program, snapshot, results }
    }

    /// Counts what was come through, flow by flow.
    #[must_use]
    pub fn project(&self) -> ProjectCoverage {
        let mut tests: BTreeMap<Point, usize> = BTreeMap::new();
        for point in self.results.iter().flat_map(|result| &result.covered) {
            *tests.entry(*point).or_default() += 1;
        }
        // Nobody can come into a draft.
        let flows = self.program.flows.iter().filter(|(_, flow)| !flow.draft);
        let flows: Vec<FlowCoverage> = flows.map(|(flow, _)| self.flow(flow, &tests)).collect();
        ProjectCoverage {
            version: 1,
            project: self.program.name.to_string(),
            total: flows.iter().map(|flow| flow.total).fold(Share::default(), Share::plus),
            flows,
        }
    }

    fn flow(&self, id: FlowId, tests: &BTreeMap<Point, usize>) -> FlowCoverage {
        let flow = &self.program.flows[id];
        let elements: Vec<_> = flow.elements.ids().map(|element| self.element(id, element, tests)).collect();
        let arms = || elements.iter().flat_map(|element| &element.arms);
        let total = Share {
            elements: elements.len(),
            elements_reached: elements.iter().filter(|element| element.tests > 0).count(),
            arms: arms().count(),
            arms_taken: arms().filter(|arm| arm.tests > 0).count(),
        };
        let place = self.snapshot.place(flow.location);
        let path = self.snapshot.file(place.file).path.to_string();
        FlowCoverage { name: flow.name.to_string(), path, total, elements }
    }

    fn element(&self, flow: FlowId, id: ElementId, tests: &BTreeMap<Point, usize>) -> ElementCoverage {
        let element = &self.program.flows[flow].elements[id];
        let count = |arm| tests.get(&Point { flow, element: id, arm }).copied().unwrap_or(0);
        let arms = element.kind.ways().into_iter().map(|way| ArmCoverage {
            arm: self.program.arm_name(&element.kind, way.arm),
            line: self.line(way.location.unwrap_or(element.location)),
            tests: count(Some(way.arm)),
        });
        ElementCoverage {
            label: element.label.to_string(),
            kind: element.kind.word().to_owned(),
            line: self.line(element.location),
            tests: count(None),
            arms: arms.collect(),
        }
    }

    fn line(&self, location: Location) -> u32 {
        let place = self.snapshot.place(location);
        let file = self.snapshot.file(place.file);
        file.lines.characters(&file.text, place.span.start as usize).line + 1
    }
}

impl ProjectCoverage {
    /// For people: a line for each flow, and below it what no test came through.
    #[must_use]
    pub fn human(&self) -> String {
        let mut text = String::new();
        let width = self.flows.iter().map(|flow| flow.name.chars().count()).max().unwrap_or(0);
        for flow in &self.flows {
            let Share { elements, elements_reached, arms, arms_taken } = flow.total;
            let percent = flow.total.percent();
            // Writing to a text cannot fail.
            let _ = writeln!(
                text,
                "{percent:>4} %  {:<width$}  {elements_reached} of {elements} elements, {arms_taken} of {arms} arms",
                flow.name
            );
            for (line, what) in flow.missed() {
                let _ = writeln!(text, "        {}:{line}  {what}", flow.path);
            }
        }
        text
    }

    /// Reads what [`json`](ProjectCoverage::json) wrote, for one project or several.
    ///
    /// # Errors
    ///
    /// Says what is wrong with a text that is something else.
    pub fn read(text: &str) -> Result<Vec<ProjectCoverage>, String> {
        let documents = serde_json::Deserializer::from_str(text).into_iter::<ProjectCoverage>();
        let read: Result<Vec<ProjectCoverage>, _> = documents.collect();
        let read = read.map_err(|error| error.to_string())?;
        match read.iter().find(|coverage| coverage.version != 1) {
            None if read.is_empty() => Err("it is empty".to_owned()),
            None => Ok(read),
            Some(other) => Err(format!("it has version {}, and version 1 is known", other.version)),
        }
    }

    /// For programs: `docs/schemas/coverage.schema.json`.
    #[must_use]
    pub fn json(&self) -> String {
        // A tree of texts and numbers always has a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The form of LCOV, which services for coverage read: elements are lines, arms are branches.
    #[must_use]
    pub fn lcov(&self) -> String {
        let mut files: BTreeMap<&str, Vec<&ElementCoverage>> = BTreeMap::new();
        for flow in &self.flows {
            files.entry(&flow.path).or_default().extend(&flow.elements);
        }
        let mut text = String::new();
        for (path, elements) in files {
            lcov_of_file(path, &elements, &mut text);
        }
        text
    }
}

fn lcov_of_file(path: &str, elements: &[&ElementCoverage], text: &mut String) {
    // Several elements may stand on a line.
    let mut lines: BTreeMap<u32, usize> = BTreeMap::new();
    for element in elements {
        let tests = lines.entry(element.line).or_default();
        *tests = (*tests).max(element.tests);
    }
    // Writing to a text cannot fail.
    let _ = writeln!(text, "SF:{path}");
    for (block, element) in elements.iter().enumerate() {
        for (branch, arm) in element.arms.iter().enumerate() {
            let taken = if element.tests == 0 { "-".to_owned() } else { arm.tests.to_string() };
            let _ = writeln!(text, "BRDA:{},{block},{branch},{taken}", element.line);
        }
    }
    let arms = || elements.iter().flat_map(|element| &element.arms);
    let _ = writeln!(text, "BRF:{}\nBRH:{}", arms().count(), arms().filter(|arm| arm.tests > 0).count());
    for (line, tests) in &lines {
        let _ = writeln!(text, "DA:{line},{tests}");
    }
    let hit = lines.values().filter(|tests| **tests > 0).count();
    let _ = writeln!(text, "LF:{}\nLH:{hit}\nend_of_record", lines.len());
}

impl FlowCoverage {
    /// How many tests came through each spot, as paint.
    #[must_use]
    pub fn paint(&self, flow: &Flow) -> Paint {
        let whole = self.elements.iter().map(|element| element.tests).max().unwrap_or(0);
        let mut paint = Paint::new(whole as u64);
        paint.fact("covered by tests", &format!("{} %", self.total.percent()));
        for (id, element) in flow.elements.iter() {
            let Some(known) = self.elements.iter().find(|known| known.label == *element.label) else {
                continue;
            };
            paint.mark(Spot::Element(id), mark(known.tests));
            for (way, arm) in element.kind.ways().iter().zip(&known.arms) {
                paint.mark(Spot::Arm(id, way.arm), mark(arm.tests));
            }
        }
        paint
    }

    /// What no test came through, with its line. The arms of an element that nobody reached are not named one by one.
    fn missed(&self) -> Vec<(u32, String)> {
        let mut missed = Vec::new();
        for element in &self.elements {
            let ElementCoverage { label, line, tests, arms, .. } = element;
            if *tests == 0 {
                missed.push((*line, format!("`{label}` is never reached")));
                continue;
            }
            let arms = arms.iter().filter(|arm| arm.tests == 0);
            missed.extend(arms.map(|arm| (arm.line, format!("`{}` of `{label}` is never taken", arm.arm))));
        }
        missed
    }
}

fn mark(tests: usize) -> Mark {
    let text = match tests {
        0 => "no test".to_owned(),
        1 => "1 test".to_owned(),
        tests => format!("{tests} tests"),
    };
    Mark { amount: tests as u64, text: text.clone(), detail: text }
}

/// What one test came through so far.
pub(super) type Covered = BTreeSet<Point>;
