//! The picture of the flow at a place: a request of our own, `bourn/graph`.

use lsp_types::TextDocumentPositionParams;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::scene::Scene;
use crate::graph::{Graph, Paint, dot, mermaid, page, svg};
use crate::host::counts::Counts;
use crate::program::{Flow, FlowId};
use crate::source::{FileId, Place};

/// Which picture is wanted: of the flow around a position.
#[derive(Serialize, Deserialize)]
pub(super) struct Wanted {
    #[serde(flatten)]
    pub(super) at: TextDocumentPositionParams,
    #[serde(default)]
    format: Format,
    /// The numbers of a run that are painted on it: what `bourn run --format json` has printed.
    #[serde(default)]
    counts: Option<Value>,
}

/// The forms of a picture.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Svg,
    Html,
    Mermaid,
    Dot,
}

/// A picture of a flow.
#[derive(Serialize, Deserialize)]
pub(super) struct Picture {
    flow: String,
    text: String,
    /// The labels of elements of which the numbers say nothing, as they are of another text of the flow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unknown: Vec<String>,
}

/// The picture of the flow around an offset, if there is a flow; or what is wrong with the numbers for it.
pub(super) fn picture(
    scene: &Scene,
    file: FileId,
    offset: usize,
    wanted: &Wanted,
) -> Result<Option<Picture>, String> {
    let program = scene.view.program();
    let at = |place: Place| place.file == file && place.span.start as usize <= offset;
    let started = |(id, flow): (FlowId, &Flow)| {
        let place = scene.view.place(flow.location);
        at(place).then_some((place.span.start, id))
    };
    let found = program.flows.iter().filter_map(started).max_by_key(|(start, _)| *start);
    let Some((_, id)) = found else { return Ok(None) };
    let (graph, flow) = (Graph::of(&program, scene.view.snapshot(), id), &program.flows[id]);
    let (paint, unknown) = match &wanted.counts {
        Some(counts) => paint(counts, flow, &graph)?,
        None => (Paint::default(), Vec::new()),
    };
    let draw = match wanted.format {
        Format::Svg => svg,
        Format::Html => page,
        Format::Mermaid => mermaid,
        Format::Dot => dot,
    };
    Ok(Some(Picture { flow: flow.name.to_string(), text: draw(&graph, &paint), unknown }))
}

fn paint(counts: &Value, flow: &Flow, graph: &Graph) -> Result<(Paint, Vec<String>), String> {
    let counts = Counts::read(&counts.to_string())
        .map_err(|reason| format!("the counts are not what `bourn run --format json` prints: {reason}"))?;
    counts.paint(flow, graph).ok_or_else(|| format!("there are no counts of the flow `{}`", flow.name))
}
