//! Flows as pictures: the words and edges of the graph, the geometry of the layout, and each format.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "graph/formats.rs"]
mod formats;
#[path = "graph/geometry.rs"]
mod geometry;
#[path = "graph/large.rs"]
mod large;
#[path = "graph/structure.rs"]
mod structure;
#[path = "graph/support.rs"]
mod support;
