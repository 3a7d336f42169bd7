//! A graph in the DOT language, for Graphviz and what else reads it.

use std::fmt::Write as _;

use super::model::{Graph, Kind, Node};
use super::paint::{Mark, Paint};

/// The graph in the DOT language, with what is painted on it.
#[must_use]
pub fn dot(graph: &Graph, paint: &Paint) -> String {
    let mut out = format!("digraph {} {{\n", quoted(std::slice::from_ref(&graph.name)));
    let title = graph.title.clone().unwrap_or_else(|| graph.name.clone());
    let settings = graph.settings.iter().map(|setting| format!("{} {}", setting.word, setting.text));
    let head: Vec<String> = std::iter::once(title).chain(settings).collect();
    let _ = writeln!(
        out,
        "    graph [rankdir=TB, ordering=out, labelloc=t, fontname=\"Helvetica\", label={}];",
        quoted(&head)
    );
    out.push_str(
        "    node [fontname=\"Helvetica\", fontsize=11, style=filled, fillcolor=white, color=\"#9ba8b8\"];\n",
    );
    out.push_str("    edge [fontname=\"Helvetica\", fontsize=10, color=\"#7b8898\"];\n");
    for (place, node) in graph.nodes.iter().enumerate() {
        let label = quoted(&lines(node, paint.of(node.spot)));
        let (shape, fill) = look(node.kind);
        let _ = writeln!(out, "    n{place} [label={label}, {shape}, fillcolor=\"{fill}\"];");
    }
    let along = paint.along_edges(graph);
    for (edge, along) in graph.edges.iter().zip(along) {
        let mut attributes = Vec::new();
        if let Some(arm) = &edge.arm {
            let number = paint.of(arm.spot).map(|mark| mark.text.clone());
            let label: Vec<String> = std::iter::once(arm.text.clone()).chain(number).collect();
            attributes.push(format!("label={}", quoted(&label)));
        }
        if let Some(along) = along {
            attributes.push(format!("penwidth={:.1}", 1.0 + 7.0 * paint.share(along)));
            attributes.extend((along <= 0.0).then(|| "style=dashed".to_owned()));
        }
        let attributes =
            if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) };
        let _ = writeln!(out, "    n{} -> n{}{attributes};", edge.from, edge.to);
    }
    out.push_str("}\n");
    out
}

fn look(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Entry => ("shape=box, style=\"filled,rounded\"", "#dff4e9"),
        Kind::Wait => ("shape=box, style=\"filled,rounded\"", "#fbefd9"),
        Kind::Branch => ("shape=hexagon", "#ede7fb"),
        Kind::Message => ("shape=note", "#e2edfd"),
        Kind::Profile => ("shape=box", "#ddf2f5"),
        Kind::Call => ("shape=component", "#fbe5f0"),
        Kind::Exit => ("shape=oval", "#fce8e6"),
        Kind::End => ("shape=oval", "#e6ebf1"),
    }
}

fn lines(node: &Node, mark: Option<&Mark>) -> Vec<String> {
    let mark = mark.map(|mark| mark.text.clone());
    std::iter::once(&node.word).chain(&node.label).chain(&node.details).cloned().chain(mark).collect()
}

/// Lines as one quoted label. A backslash begins something of DOT's own, so it is doubled.
fn quoted(lines: &[String]) -> String {
    let line = |line: &String| {
        let plain: String =
            line.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
        plain.replace('\\', "\\\\").replace('"', "\\\"")
    };
    format!("\"{}\"", lines.iter().map(line).collect::<Vec<_>>().join("\\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_quoted() {
        assert_eq!(quoted(&["a \"b\"\\N".to_owned(), "c\td".to_owned()]), "\"a \\\"b\\\"\\\\N\\nc d\"");
    }
}
