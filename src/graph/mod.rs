//! A flow as a picture: SVG, a page to look around in, Mermaid and DOT.
//!
//! [`Graph::of`] makes nodes and edges with their words, [`Scene::of`] gives them places, and the other modules draw.
//!
//! # Why the layout is our own
//!
//! A flow is a tree of blocks: an element with arms has its arms side by side, and they join below. Drawn as that tree, no line
//! crosses another or a box, arms keep the order of the source, and a change within an arm leaves the rest of the picture as it
//! is. General layouts of layers (`rust-sugiyama`, `layout-rs`, dagre) know nothing of blocks: they search for an order with few
//! crossings and give neither joins nor labels a place. What they are better at, graphs with cycles and shared parts, flows
//! do not have.

mod build;
mod dot;
mod layout;
mod measure;
mod mermaid;
mod model;
mod page;
mod paint;
mod svg;
mod widths;
mod written;

pub use dot::dot;
pub use layout::{ArmBox, Head, Line, NodeBox, Point, Rect, Role, Route, Scene};
pub use measure::{FONT_FAMILY, Font};
pub use mermaid::mermaid;
pub use model::{Arm, Edge, Graph, Kind, Node, Setting, Spot};
pub use page::page;
pub use paint::{Fact, Mark, Paint};
pub use svg::svg;
