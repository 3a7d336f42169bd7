//! The numbers of a run, as `bourn run --format json` prints them, painted on the graph of a flow.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::table::grouped;
use crate::graph::{Graph, Mark, Paint, Spot};
use crate::program::{ElementId, ElementKind, Flow};

/// The numbers of a run; what a picture does not show is passed over.
#[derive(Clone, Debug, Deserialize)]
pub struct Counts {
    version: u32,
    flows: Vec<FlowCounts>,
}

#[derive(Clone, Debug, Deserialize)]
struct FlowCounts {
    name: String,
    entries: Numbers,
    elements: Vec<ElementCounts>,
    exits: BTreeMap<String, Numbers>,
    inside: Numbers,
}

#[derive(Clone, Debug, Deserialize)]
struct ElementCounts {
    label: String,
    reached: Numbers,
    inside: Numbers,
    #[serde(default)]
    arms: Vec<ArmCounts>,
}

#[derive(Clone, Debug, Deserialize)]
struct ArmCounts {
    #[serde(flatten)]
    taken: Numbers,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
struct Numbers {
    times: u64,
    persons: u64,
}

/// The exits of a run's table, and what they are called in a picture.
const EXITS: [(&str, &str); 4] = [
    ("end", "reached the end"),
    ("exit", "left by exit"),
    ("exit_when", "left by exit when"),
    ("flow_ended", "left as it ended"),
];

impl Counts {
    /// Reads the numbers of a run.
    ///
    /// # Errors
    ///
    /// Says what is wrong with a text that holds none.
    pub fn read(text: &str) -> Result<Counts, String> {
        let counts: Counts = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match counts.version {
            1 => Ok(counts),
            other => Err(format!("it has version {other}, and version 1 is known")),
        }
    }

    /// The numbers of a flow as paint, and the labels of elements of which nothing is known. Nothing, if the run had no
    /// such flow.
    #[must_use]
    pub fn paint(&self, flow: &Flow, graph: &Graph) -> Option<(Paint, Vec<String>)> {
        let counts = self.flows.iter().find(|known| known.name == *flow.name)?;
        let mut paint = Paint::new(counts.entries.times);
        counts.facts(&mut paint);
        if graph.entries() == 1 {
            paint.mark(Spot::Entry(0), mark(counts.entries, None));
        }
        paint.mark(Spot::End, mark(counts.exits.get("end").copied().unwrap_or_default(), None));
        let mut unknown = Vec::new();
        for node in &graph.nodes {
            let Spot::Element(id) = node.spot else { continue };
            let label = &*flow.elements[id].label;
            match counts.elements.iter().find(|element| element.label == label) {
                Some(element) => element.mark(id, &flow.elements[id].kind, &mut paint),
                None => unknown.push(label.to_owned()),
            }
        }
        Some((paint, unknown))
    }
}

impl FlowCounts {
    fn facts(&self, paint: &mut Paint) {
        paint.fact("entered", &grouped(self.entries.times));
        for (reason, words) in EXITS {
            if let Some(numbers) = self.exits.get(reason) {
                paint.fact(words, &grouped(numbers.times));
            }
        }
        paint.fact("still inside", &grouped(self.inside.times));
    }
}

impl ElementCounts {
    fn mark(&self, id: ElementId, kind: &ElementKind, paint: &mut Paint) {
        let mut reached = mark(self.reached, None);
        if self.inside.times > 0 {
            reached.detail = format!("{}; {} still wait here", reached.detail, grouped(self.inside.times));
        }
        paint.mark(Spot::Element(id), reached);
        // Both are in the order of the source.
        for (way, arm) in kind.ways().iter().zip(&self.arms) {
            paint.mark(Spot::Arm(id, way.arm), mark(arm.taken, Some(self.reached.times)));
        }
    }
}

/// How often, as a part of a whole if there is one; and for how many persons.
fn mark(numbers: Numbers, whole: Option<u64>) -> Mark {
    let times = grouped(numbers.times);
    let part = whole.map(|whole| format!(" · {}", percent(numbers.times, whole))).unwrap_or_default();
    let times_word = if numbers.times == 1 { "time" } else { "times" };
    let persons_word = if numbers.persons == 1 { "person" } else { "persons" };
    Mark {
        amount: numbers.times,
        text: format!("{times}{part}"),
        detail: format!("{times} {times_word}, {} {persons_word}", grouped(numbers.persons)),
    }
}

/// A part in whole percent, half away from zero; what is something is never shown as nothing.
fn percent(part: u64, whole: u64) -> String {
    let percent = (u128::from(part) * 200 + u128::from(whole)) / (u128::from(whole) * 2).max(1);
    if percent == 0 && part > 0 { "<1%".to_owned() } else { format!("{percent}%") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_rounded_and_never_to_nothing() {
        assert_eq!(percent(1, 3), "33%");
        assert_eq!(percent(1, 200), "1%");
        assert_eq!(percent(1, 1000), "<1%");
        assert_eq!(percent(0, 0), "0%");
    }
}
