//! From a program to what is drawn of one of its flows.

mod words;

use std::collections::HashMap;

use self::words::Words;
use super::model::{Arm, Block, Edge, Graph, Kind, Node, Setting, Spot, Step};
use super::written::written;
use crate::program::{ElementId, ElementKind, Flow, FlowId, Program};
use crate::source::Snapshot;

impl Graph {
    /// What is drawn of a flow. The words come from its source.
    #[must_use]
    pub fn of(program: &Program, snapshot: &Snapshot, flow: FlowId) -> Graph {
        let words = Words { program, snapshot };
        let mut builder = Builder::new(words, &program.flows[flow]);
        let tree = builder.tree(builder.flow.first, None).steps;
        builder.nodes(&tree);
        let body = builder.block(tree);
        Graph {
            name: builder.flow.name.to_string(),
            title: builder.flow.title.as_deref().map(str::to_owned),
            settings: builder.settings,
            nodes: builder.nodes,
            edges: builder.edges,
            body,
        }
    }

    /// The places of the edges that leave a node.
    #[must_use]
    pub fn out_of(&self, node: usize) -> std::ops::Range<usize> {
        let start = self.edges.partition_point(|edge| edge.from < node);
        start..self.edges.partition_point(|edge| edge.from <= node)
    }

    /// How many of the nodes are entries; they stand first.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.nodes.iter().take_while(|node| node.kind == Kind::Entry).count()
    }
}

/// Elements as they stand in the source, before they have places.
struct Tree {
    steps: Vec<(ElementId, Vec<Tree>)>,
    /// Whether somebody gets to what stands behind.
    goes_on: bool,
}

struct Builder<'a> {
    words: Words<'a>,
    flow: &'a Flow,
    settings: Vec<Setting>,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    places: HashMap<ElementId, usize>,
}

impl<'a> Builder<'a> {
    /// Begins with the settings and entries.
    fn new(words: Words<'a>, flow: &'a Flow) -> Builder<'a> {
        let (settings, entries) = words.settings(flow);
        Builder { words, flow, settings, nodes: entries, edges: Vec::new(), places: HashMap::new() }
    }

    /// The elements from `first` to before `stop`. The graph has no blocks, but an arm's ends where what stands behind its
    /// element begins.
    fn tree(&self, first: Option<ElementId>, stop: Option<ElementId>) -> Tree {
        let mut tree = Tree { steps: Vec::new(), goes_on: true };
        let mut at = first;
        while let Some(id) = at.filter(|_| at != stop && tree.goes_on) {
            let element = &self.flow.elements[id];
            let ways = element.kind.ways();
            let arms: Vec<Tree> = ways.iter().map(|way| self.tree(way.target, element.next)).collect();
            let leaves = matches!(element.kind, ElementKind::Exit);
            tree.goes_on = !leaves && (arms.is_empty() || arms.iter().any(|arm| arm.goes_on));
            tree.steps.push((id, arms));
            at = element.next;
        }
        tree
    }

    /// Gives every element of a tree a place, and the end one if somebody gets there; then draws the edges.
    fn nodes(&mut self, tree: &[(ElementId, Vec<Tree>)]) {
        let entries = self.nodes.len();
        self.elements(tree);
        let end = self.nodes.len();
        let place = |id: Option<ElementId>| id.and_then(|id| self.places.get(&id).copied()).unwrap_or(end);
        let first = place(self.flow.first);
        let mut edges: Vec<Edge> = (0..entries).map(|from| Edge { from, to: first, arm: None }).collect();
        for (from, node) in self.nodes.iter().enumerate() {
            let Spot::Element(id) = node.spot else { continue };
            let element = &self.flow.elements[id];
            let ways = element.kind.ways();
            if ways.is_empty() && node.kind != Kind::Exit {
                edges.push(Edge { from, to: place(element.next), arm: None });
            }
            edges.extend(ways.iter().map(|way| {
                let arm = Arm { spot: Spot::Arm(id, way.arm), text: self.words.arm(&element.kind, way) };
                Edge { from, to: place(way.target), arm: Some(arm) }
            }));
        }
        if edges.iter().any(|edge| edge.to == end) {
            self.nodes.push(words::end());
        }
        self.edges = edges;
    }

    fn elements(&mut self, tree: &[(ElementId, Vec<Tree>)]) {
        for (id, arms) in tree {
            self.places.insert(*id, self.nodes.len());
            self.nodes.push(self.words.element(*id, &self.flow.elements[*id]));
            arms.iter().for_each(|arm| self.elements(&arm.steps));
        }
    }

    /// The same tree by the places of its nodes and edges.
    fn block(&self, tree: Vec<(ElementId, Vec<Tree>)>) -> Block {
        let steps = tree.into_iter().map(|(id, arms)| {
            let node = self.places[&id];
            let first = self.edges.partition_point(|edge| edge.from < node);
            let arms = arms.into_iter().enumerate();
            Step { node, arms: arms.map(|(at, arm)| (first + at, self.block(arm.steps))).collect() }
        });
        Block { steps: steps.collect() }
    }
}

impl Words<'_> {
    /// The settings as they are written, and the entries among them as nodes.
    fn settings(&self, flow: &Flow) -> (Vec<Setting>, Vec<Node>) {
        let (mut settings, mut entries) = (Vec::new(), Vec::new());
        for &location in &flow.settings {
            let text = written(self.snapshot, location);
            if let Some(text) = text.strip_prefix("enter ") {
                entries.push(self.entry(entries.len(), text, location));
            } else {
                settings.push(self.setting(flow, &text));
            }
        }
        if !settings.iter().any(|setting| setting.word == "re-enter") {
            settings.push(Setting { word: "re-enter".to_owned(), text: "after exit".to_owned() });
        }
        (settings, entries)
    }
}
