//! Nodes and edges are those of the program.

use std::collections::BTreeSet;

use bourn::graph::{Graph, Kind, Paint, Spot, svg};
use bourn::program::{ElementId, Flow};

use crate::support::{EVERYTHING, all, broken, flow, flows};

#[test]
fn every_element_is_a_node_and_every_way_an_edge() {
    for drawn in all() {
        let (flow, graph) = (&drawn.flow, &drawn.graph);
        let elements: Vec<Spot> = graph
            .nodes
            .iter()
            .map(|node| node.spot)
            .filter(|spot| matches!(spot, Spot::Element(_)))
            .collect();
        let wanted: Vec<Spot> = flow.elements.ids().map(Spot::Element).collect();
        assert_eq!(elements, wanted, "{}", drawn.name);
        assert_eq!(graph.entries(), flow.entries.len(), "{}", drawn.name);
        let (edges, ways) = (between_elements(graph), ways(flow));
        assert!(edges.is_subset(&ways), "{}: {:?}", drawn.name, edges.difference(&ways));
        // The program lets people go on behind an element that they never go on behind; nothing else may be missing.
        let missing = ways.difference(&edges);
        for (from, to) in missing {
            assert_eq!(flow.elements[*from].next, Some(*to), "{}", drawn.name);
        }
    }
}

fn between_elements(graph: &Graph) -> BTreeSet<(ElementId, ElementId)> {
    let spot = |node: usize| graph.nodes[node].spot;
    let pairs = graph.edges.iter().map(|edge| (spot(edge.from), spot(edge.to)));
    pairs
        .filter_map(|pair| match pair {
            (Spot::Element(from), Spot::Element(to)) => Some((from, to)),
            _ => None,
        })
        .collect()
}

fn ways(flow: &Flow) -> BTreeSet<(ElementId, ElementId)> {
    flow.elements
        .iter()
        .flat_map(|(id, element)| element.leads_to().into_iter().map(move |to| (id, to)))
        .collect()
}

#[test]
fn words_are_those_of_the_source() {
    let drawn = flow(EVERYTHING);
    let mut text = String::new();
    for setting in &drawn.graph.settings {
        text.push_str(&format!("{}: {}\n", setting.word, setting.text));
    }
    for (place, node) in drawn.graph.nodes.iter().enumerate() {
        text.push_str(&format!("{place} {}: {}\n", node.kind.name(), node.sentence()));
        for edge in drawn.graph.out_of(place) {
            let edge = &drawn.graph.edges[edge];
            let arm = edge.arm.as_ref().map_or("", |arm| &arm.text);
            text.push_str(&format!("    {arm} -> {}\n", edge.to));
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_flow_where_all_arms_exit_has_no_end() {
    let drawn = flow(EVERYTHING);
    assert!(drawn.graph.nodes.iter().all(|node| node.kind != Kind::End));
}

#[test]
fn a_program_with_errors_is_drawn_as_far_as_it_goes() {
    let mut drawn = 0;
    for project in broken() {
        for flow in flows(&project) {
            assert!(svg(&flow.graph, &Paint::default()).ends_with("</svg>\n"));
            drawn += 1;
        }
    }
    assert!(drawn > 20, "only {drawn} flows were found");
}
