//! Places for everything that is drawn.
//!
//! A block is a column around a *spine*, the line from its first element to its last. The arms of an element stand side by
//! side below it, each a column of its own, and come back to the spine below the longest of them.

mod block;
mod boxes;
mod head;

use super::measure::Font;
use super::model::{Graph, Kind};
use super::paint::Paint;
use block::Column;
pub(super) use boxes::{CARD_PADDING, TILE};
pub use head::Head;

/// A point; `y` grows downward.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A box.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rect {
    /// Its left side.
    pub x: f64,
    /// Its top.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Rect {
    /// Its right side.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Its lower side.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    fn moved(self, x: f64, y: f64) -> Rect {
        Rect { x: self.x + x, y: self.y + y, ..self }
    }
}

/// What a line of text is for, which decides its colour.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// What a box is first of all.
    Main,
    /// What kind it is.
    Word,
    /// What else there is to know.
    Detail,
    /// A number that was painted.
    Number,
}

/// A line of text. Its place counts from the corner of its box.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The text, which may be shortened.
    pub text: String,
    /// Its left end.
    pub x: f64,
    /// Its base line.
    pub y: f64,
    /// Its size and weight.
    pub font: Font,
    /// What it is for.
    pub role: Role,
}

impl Line {
    /// The box around the line in a box that stands at `around`.
    #[must_use]
    pub fn area(&self, around: &Rect) -> Rect {
        let (ascent, descent) = (self.font.size * 0.8, self.font.size * 0.22);
        Rect {
            x: around.x + self.x,
            y: around.y + self.y - ascent,
            width: self.font.width(&self.text),
            height: ascent + descent,
        }
    }
}

/// A node with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct NodeBox {
    /// The node, by its place in the graph.
    pub node: usize,
    /// Its box.
    pub rect: Rect,
    /// Its texts.
    pub lines: Vec<Line>,
}

/// The label of an arm with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct ArmBox {
    /// The edge, by its place in the graph.
    pub edge: usize,
    /// Its box.
    pub rect: Rect,
    /// Its texts.
    pub lines: Vec<Line>,
}

/// The line of an edge, from the lower side of a node to the upper side of another.
#[derive(Clone, PartialEq, Debug)]
pub struct Route {
    /// The edge, by its place in the graph.
    pub edge: usize,
    /// Its corners, both ends among them.
    pub points: Vec<Point>,
}

/// A graph with a place for everything.
#[derive(Clone, PartialEq, Debug)]
pub struct Scene {
    /// The width of the picture.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The flow's name and settings.
    pub head: Head,
    /// The nodes.
    pub nodes: Vec<NodeBox>,
    /// The labels of arms.
    pub arms: Vec<ArmBox>,
    /// The edges.
    pub routes: Vec<Route>,
}

/// What is left free around everything.
const MARGIN: f64 = 32.0;
/// What is left free below the head.
const BELOW_HEAD: f64 = 36.0;

impl Scene {
    /// Gives everything its place. Paint needs room for its numbers.
    #[must_use]
    pub fn of(graph: &Graph, paint: &Paint) -> Scene {
        let mut column = Column::new(graph, paint);
        column.entries();
        column.block(&graph.body);
        if let Some(end) = graph.nodes.iter().position(|node| node.kind == Kind::End) {
            column.node(end);
        }
        let piece = column.piece;
        let mut head = Head::of(graph, paint);
        let spine = MARGIN + piece.left.max(head.rect.width / 2.0);
        let top = MARGIN + head.rect.height + BELOW_HEAD;
        head.rect = head.rect.moved(spine - head.rect.width / 2.0, MARGIN);
        let mut scene = Scene {
            width: spine + piece.right.max(head.rect.width / 2.0) + MARGIN,
            height: top + piece.height + MARGIN,
            head,
            nodes: piece.nodes,
            arms: piece.arms,
            routes: piece.routes,
        };
        scene.nodes.iter_mut().for_each(|node| node.rect = node.rect.moved(spine, top));
        scene.arms.iter_mut().for_each(|arm| arm.rect = arm.rect.moved(spine, top));
        scene.routes.iter_mut().for_each(|route| route.shift(spine, top));
        scene.routes.iter_mut().for_each(Route::straighten);
        scene
    }
}

impl Route {
    fn shift(&mut self, x: f64, y: f64) {
        for point in &mut self.points {
            *point = Point { x: point.x + x, y: point.y + y };
        }
    }

    /// Leaves out points that lie on the line between their neighbours.
    fn straighten(&mut self) {
        let points = std::mem::take(&mut self.points);
        for point in points {
            while let [.., before, last] = self.points[..]
                && (on_one_line(before.x, last.x, point.x) || on_one_line(before.y, last.y, point.y))
            {
                self.points.pop();
            }
            self.points.push(point);
        }
    }
}

fn on_one_line(a: f64, b: f64, c: f64) -> bool {
    (a - b).abs() < 0.01 && (b - c).abs() < 0.01
}
