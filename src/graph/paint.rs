//! Numbers on a picture: how many came to each element and went each way, or whatever else is counted.

use std::collections::HashMap;

use super::model::{Graph, Spot};

/// What is painted on a graph: a mark on each spot that something is known of.
///
/// The numbers of a run are one use, what tests covered another: whatever counts passages can be painted.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Paint {
    whole: u64,
    marks: HashMap<Spot, Mark>,
    facts: Vec<Fact>,
}

/// What is painted on one spot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// How many; nothing makes the spot one that was not hit.
    pub amount: u64,
    /// What is written on the spot: `1,024`, or `1,024 · 38%`.
    pub text: String,
    /// What is told where there is more room: `1,024 times, 990 persons`.
    pub detail: String,
}

/// A number about the flow as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// What it is: `entered`.
    pub name: String,
    /// The number as it is shown.
    pub text: String,
}

impl Paint {
    /// Paint without marks. Lines are as thick as their part of `whole`.
    #[must_use]
    pub fn new(whole: u64) -> Paint {
        Paint { whole, ..Paint::default() }
    }

    /// Puts a mark on a spot.
    pub fn mark(&mut self, spot: Spot, mark: Mark) {
        self.marks.insert(spot, mark);
    }

    /// Adds a number about the flow as a whole.
    pub fn fact(&mut self, name: &str, text: &str) {
        self.facts.push(Fact { name: name.to_owned(), text: text.to_owned() });
    }

    /// The mark of a spot.
    #[must_use]
    pub fn of(&self, spot: Spot) -> Option<&Mark> {
        self.marks.get(&spot)
    }

    /// The numbers about the flow as a whole.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// A part of the whole, from 0 to 1.
    #[must_use]
    pub fn share(&self, amount: f64) -> f64 {
        if self.whole == 0 { 0.0 } else { (amount / self.whole as f64).clamp(0.0, 1.0) }
    }

    /// How many went along each edge, where something is known of it.
    ///
    /// An arm has its own mark. What came to an element over edges without a mark is what its arms do not account for,
    /// divided like those whom the edges come from.
    #[must_use]
    pub fn along_edges(&self, graph: &Graph) -> Vec<Option<f64>> {
        let amount = |spot| self.of(spot).map(|mark| mark.amount as f64);
        let mut along: Vec<Option<f64>> =
            graph.edges.iter().map(|edge| edge.arm.as_ref().and_then(|arm| amount(arm.spot))).collect();
        for (to, node) in graph.nodes.iter().enumerate() {
            let into: Vec<usize> =
                (0..graph.edges.len()).filter(|&edge| graph.edges[edge].to == to).collect();
            let from = |edge: usize| amount(graph.nodes[graph.edges[edge].from].spot);
            let known: f64 = into.iter().filter_map(|&edge| along[edge]).sum();
            let open: Vec<usize> = into.into_iter().filter(|&edge| along[edge].is_none()).collect();
            let weight: f64 = open.iter().filter_map(|&edge| from(edge)).sum();
            let rest = amount(node.spot).map(|all| (all - known).max(0.0));
            for &edge in &open {
                along[edge] = match (rest, from(edge)) {
                    (Some(rest), _) if open.len() == 1 => Some(rest),
                    (Some(rest), Some(from)) if weight > 0.0 => Some(rest * from / weight),
                    (rest, from) => from.or(rest),
                };
            }
        }
        along
    }
}
