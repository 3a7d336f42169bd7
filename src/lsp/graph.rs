//! The picture of the flow at a place: a request of our own, `bourn/graph`.

use lsp_types::TextDocumentPositionParams;
use serde::{Deserialize, Serialize};

use super::scene::Scene;
use crate::graph::{Graph, Paint, dot, mermaid, page, svg};
use crate::program::{Flow, FlowId};
use crate::source::{FileId, Place};

/// Which picture is wanted: of the flow around a position.
#[derive(Serialize, Deserialize)]
pub(super) struct Wanted {
    #[serde(flatten)]
    pub(super) at: TextDocumentPositionParams,
    #[serde(default)]
    format: Format,
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
}

/// The picture of the flow around an offset, if there is a flow.
pub(super) fn picture(scene: &Scene, file: FileId, offset: usize, wanted: &Wanted) -> Option<Picture> {
    let program = scene.view.program();
    let at = |place: Place| place.file == file && place.span.start as usize <= offset;
    let started = |(id, flow): (FlowId, &Flow)| {
        let place = scene.view.place(flow.location);
        at(place).then_some((place.span.start, id))
    };
    let (_, flow) = program.flows.iter().filter_map(started).max_by_key(|(start, _)| *start)?;
    let graph = Graph::of(&program, scene.view.snapshot(), flow);
    let draw = match wanted.format {
        Format::Svg => svg,
        Format::Html => page,
        Format::Mermaid => mermaid,
        Format::Dot => dot,
    };
    Some(Picture { flow: program.flows[flow].name.to_string(), text: draw(&graph, &Paint::default()) })
}
