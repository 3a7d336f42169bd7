//! A graph as a Mermaid flow chart, for pages that draw those: READMEs, wikis, issues.

use std::fmt::Write as _;

use super::model::{Graph, Kind, Node};
use super::paint::{Mark, Paint};

/// The longest text of a node.
const LONGEST: usize = 120;

/// The graph as a Mermaid flow chart, with what is painted on it.
#[must_use]
pub fn mermaid(graph: &Graph, paint: &Paint) -> String {
    let mut out = String::from("flowchart TD\n");
    let title = graph.title.as_ref().unwrap_or(&graph.name);
    let _ = writeln!(out, "    accTitle: {}", escaped(title));
    let settings = graph.settings.iter().map(|setting| format!("{} {}", setting.word, setting.text));
    let settings: Vec<String> = std::iter::once(title.clone()).chain(settings).collect();
    let _ = writeln!(
        out,
        "    head[\"{}\"]",
        settings.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br/>")
    );
    for (place, node) in graph.nodes.iter().enumerate() {
        let (open, close) = shape(node.kind);
        let text = text(node, paint.of(node.spot));
        let _ = writeln!(out, "    n{place}{open}\"{text}\"{close}:::{}Node", node.kind.name());
    }
    for edge in &graph.edges {
        let label = edge.arm.as_ref().map(|arm| labelled(&arm.text, paint.of(arm.spot)));
        let label = label.map(|label| format!("|\"{label}\"|")).unwrap_or_default();
        let _ = writeln!(out, "    n{} -->{label} n{}", edge.from, edge.to);
    }
    for (place, amount) in paint.along_edges(graph).into_iter().enumerate() {
        let Some(amount) = amount else { continue };
        let width = 1.0 + 7.0 * paint.share(amount);
        let dashes = if amount > 0.0 { "" } else { ",stroke-dasharray:4" };
        let _ = writeln!(out, "    linkStyle {place} stroke-width:{width:.1}px{dashes}");
    }
    out.push_str(CLASSES);
    out
}

/// Colours that can be read on light and dark pages, since the text on them is always dark. The names are none of Mermaid's
/// own words, which `call` would be.
const CLASSES: &str = "    classDef default color:#17202c,stroke:#9ba8b8,fill:#ffffff
    classDef entryNode color:#17202c,stroke:#0d7046,fill:#dff4e9
    classDef waitNode color:#17202c,stroke:#8a5207,fill:#fbefd9
    classDef branchNode color:#17202c,stroke:#653bbd,fill:#ede7fb
    classDef messageNode color:#17202c,stroke:#1859ba,fill:#e2edfd
    classDef profileNode color:#17202c,stroke:#0a6577,fill:#ddf2f5
    classDef callNode color:#17202c,stroke:#a92567,fill:#fbe5f0
    classDef exitNode color:#17202c,stroke:#a93127,fill:#fce8e6
    classDef finishNode color:#17202c,stroke:#3d4a5c,fill:#e6ebf1
";

fn shape(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Entry | Kind::Exit | Kind::End => ("([", "])"),
        Kind::Wait => ("(", ")"),
        Kind::Branch => ("{{", "}}"),
        Kind::Message | Kind::Profile => ("[", "]"),
        Kind::Call => ("[[", "]]"),
    }
}

fn text(node: &Node, mark: Option<&Mark>) -> String {
    let mut lines = vec![escaped(&node.word)];
    lines.extend(node.label.iter().map(|label| format!("<b>{}</b>", escaped(label))));
    lines.extend(node.details.iter().map(|detail| escaped(detail)));
    lines.extend(mark.map(|mark| format!("<i>{}</i>", escaped(&mark.text))));
    lines.join("<br/>")
}

fn labelled(text: &str, mark: Option<&Mark>) -> String {
    let number = mark.map(|mark| format!("<br/><i>{}</i>", escaped(&mark.text))).unwrap_or_default();
    format!("{}{number}", escaped(text))
}

/// A text within quotes. Every character that Mermaid, its Markdown or HTML could take for something else is written by its
/// number.
fn escaped(text: &str) -> String {
    let text = one_line(text);
    let mut escaped = String::with_capacity(text.len());
    for (at, character) in text.chars().enumerate() {
        if at == LONGEST {
            escaped.push('…');
            break;
        }
        if character.is_alphanumeric() || (at > 0 && " ,:;!?/=+-'%()€…–·".contains(character)) {
            escaped.push(character);
        } else {
            let _ = write!(escaped, "#{};", u32::from(character));
        }
    }
    escaped
}

/// A text without line ends and control characters.
fn one_line(text: &str) -> String {
    let blank = |character: char| if character.is_control() { ' ' } else { character };
    text.chars().map(blank).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_is_written_by_its_number() {
        assert_eq!(escaped("a \"b\"\n<c>"), "a #34;b#34; #60;c#62;");
        assert_eq!(escaped(r#"a\b \"c\n"#), "a#92;b #92;#34;c#92;n");
        assert_eq!(
            escaped("a %%{init}%% @b | [c] *d* _e_ ~f~ $g"),
            "a %%#123;init#125;%% #64;b #124; #91;c#93; #42;d#42; #95;e#95; #126;f#126; #36;g"
        );
        assert_eq!(escaped("- 1. `x` #quot; {{d}}"), "#45; 1#46; #96;x#96; #35;quot; #123;#123;d#125;#125;");
    }
}
