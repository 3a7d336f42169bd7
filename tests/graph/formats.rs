//! SVG is XML, a page needs nothing else, Mermaid and DOT have every node and edge.

use bourn::graph::{Graph, Mark, Paint, Scene, Spot, dot, mermaid, page, svg};
use roxmltree::{Document, Node};

use crate::support::{HOSTILE, all, flow, paint};

#[test]
fn an_svg_is_xml_that_says_what_it_shows() {
    for drawn in all() {
        let paint = paint(&drawn.graph);
        let text = svg(&drawn.graph, &paint);
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", drawn.name));
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        let labels: Vec<&str> = root.attribute("aria-labelledby").unwrap().split(' ').collect();
        for label in labels {
            let element = root.children().find(|child| child.attribute("id") == Some(label)).unwrap();
            assert!(element.text().is_some_and(|text| !text.is_empty()));
        }
        let scene = Scene::of(&drawn.graph, &paint);
        let nodes = scene.nodes.iter().map(|made| made.lines.len()).sum::<usize>();
        let arms = scene.arms.iter().map(|made| made.lines.len()).sum::<usize>();
        assert_eq!(named(&root, "text"), nodes + arms + scene.head.lines.len());
        assert_eq!(of_class(&root, "node").len(), drawn.graph.nodes.len());
        assert_eq!(of_class(&root, "way").len(), drawn.graph.edges.len());
        for (group, node) in of_class(&root, "node").iter().zip(&scene.nodes) {
            let title = group.first_element_child().unwrap();
            assert_eq!(title.tag_name().name(), "title");
            // What is shortened in the box is whole in the title.
            assert!(title.text().unwrap().starts_with(&drawn.graph.nodes[node.node].sentence()));
        }
    }
}

fn named(root: &Node, name: &str) -> usize {
    root.descendants().filter(|node| node.tag_name().name() == name).count()
}

fn of_class<'a, 'i>(root: &Node<'a, 'i>, class: &str) -> Vec<Node<'a, 'i>> {
    let is_of =
        |node: &Node| node.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class));
    root.descendants().filter(is_of).collect()
}

#[test]
fn a_page_needs_nothing_from_elsewhere_and_shows_the_picture_without_scripts() {
    for drawn in all() {
        let text = page(&drawn.graph, &paint(&drawn.graph));
        let start = text.find("<svg ").unwrap();
        let end = text.find("</svg>").unwrap() + "</svg>".len();
        let document = Document::parse(&text[start..end]).unwrap();
        assert_eq!(of_class(&document.root_element(), "node").len(), drawn.graph.nodes.len());
        assert_eq!(text.matches("<script").count(), 1, "{}", drawn.name);
        assert_eq!(text.matches("</script").count(), 1);
        for loaded in ["src=", "href=", "@import", "url(", "fetch(", "import("] {
            let around = format!("{}{}", &text[..start], &text[end..]);
            assert!(!around.contains(loaded), "{loaded}");
        }
    }
}

#[test]
fn mermaid_and_dot_have_every_node_and_edge() {
    for drawn in all() {
        for paint in [Paint::default(), paint(&drawn.graph)] {
            let (nodes, edges) = (drawn.graph.nodes.len(), drawn.graph.edges.len());
            let text = mermaid(&drawn.graph, &paint);
            assert_eq!(text.lines().filter(|line| line.contains(":::")).count(), nodes, "{text}");
            assert_eq!(text.lines().filter(|line| line.contains(" -->")).count(), edges, "{text}");
            // Quotes stand around labels only, two to each.
            assert!(text.lines().all(|line| line.matches('"').count() <= 2), "{text}");
            let text = dot(&drawn.graph, &paint);
            assert_eq!(text.lines().filter(|line| line.contains(" -> n")).count(), edges, "{text}");
            assert_eq!(
                text.lines().filter(|line| line.starts_with("    n") && line.contains(", shape=")).count(),
                nodes
            );
        }
    }
}

const SMALL: &str = r#"
event bought { price: number }
senders { email shop = "a@shop.example" }
flow Small "A small flow" {
    enter when happened bought save price
    exit when happened emailUnsubscribed
    thanks: send email from shop { subject "Thank you for your {{price}} euro"; body "…" }
    wait for event up to 2 days {
        when happened emailOpened of thanks { add tag "warm" }
        otherwise { exit }
    }
}
"#;

/// Numbers as a run could have made them: one arm was never taken.
fn counted(graph: &Graph) -> Paint {
    let mut paint = Paint::new(1_200);
    let mark =
        |amount: u64, text: &str| Mark { amount, text: text.to_owned(), detail: format!("{amount} times") };
    for node in &graph.nodes {
        match (node.spot, node.word.as_str()) {
            (Spot::Element(_), "exit") => paint.mark(node.spot, mark(0, "0")),
            (Spot::Element(_), "add tag") | (Spot::End, _) => paint.mark(node.spot, mark(900, "900")),
            _ => paint.mark(node.spot, mark(1_200, "1,200")),
        }
    }
    for arm in graph.edges.iter().filter_map(|edge| edge.arm.as_ref()) {
        let otherwise = arm.text == "otherwise";
        paint.mark(arm.spot, if otherwise { mark(0, "0 · 0%") } else { mark(900, "900 · 75%") });
    }
    paint.fact("entered", "1,200");
    paint
}

#[test]
fn a_small_flow_in_every_format() {
    let graph = flow(SMALL).graph;
    let paint = counted(&graph);
    insta::assert_snapshot!("small_plain.svg", svg(&graph, &Paint::default()));
    insta::assert_snapshot!("small.svg", svg(&graph, &paint));
    insta::assert_snapshot!("small.mmd", mermaid(&graph, &paint));
    insta::assert_snapshot!("small.dot", dot(&graph, &paint));
    let page = page(&graph, &paint);
    let script = page.find("<script>").unwrap();
    let behind = page.find("</script>").unwrap();
    insta::assert_snapshot!("small.html", format!("{}<script>…{}", &page[..script], &page[behind..]));
}

#[test]
fn what_nobody_did_is_drawn_as_such() {
    let graph = flow(SMALL).graph;
    let along = counted(&graph).along_edges(&graph);
    assert_eq!(along, [Some(1200.0), Some(1200.0), Some(900.0), Some(0.0), Some(900.0)]);
    let text = svg(&graph, &counted(&graph));
    let document = Document::parse(&text).unwrap();
    let missed = of_class(&document.root_element(), "missed");
    // The arm, its line and the exit.
    assert_eq!(missed.len(), 3);
}

#[test]
fn texts_of_users_do_not_become_markup() {
    let graph = flow(HOSTILE).graph;
    let text = page(&graph, &Paint::default());
    assert!(!text.contains("<script>alert"));
    assert!(text.contains("&lt;script&gt;alert"));
}
