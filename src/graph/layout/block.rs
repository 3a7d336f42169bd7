//! Columns: the elements of a block one below the other, arms side by side between them.

use super::boxes::{arm_box, node_box};
use super::{ArmBox, NodeBox, Point, Route};
use crate::graph::model::{Block, Graph, Step};
use crate::graph::paint::Paint;

/// From a node to the next one below it.
const BETWEEN: f64 = 34.0;
/// From a node to the line that its arms go out from.
const FORK: f64 = 20.0;
/// From that line to the labels of the arms.
const LABEL: f64 = 16.0;
/// From the longest arm to the line on which all come back.
const JOIN: f64 = 22.0;
/// From one arm to the next.
const BESIDE: f64 = 28.0;
/// An arm that is so near to the spine is put onto it.
const NEAR: f64 = 30.0;

/// Boxes and lines that were placed around a spine at `x` = 0, from `y` = 0 downward.
#[derive(Default)]
pub(super) struct Piece {
    /// How far it reaches to the left of the spine.
    pub(super) left: f64,
    /// How far it reaches to the right.
    pub(super) right: f64,
    pub(super) height: f64,
    pub(super) nodes: Vec<NodeBox>,
    pub(super) arms: Vec<ArmBox>,
    pub(super) routes: Vec<Route>,
}

/// A piece that grows downward.
pub(super) struct Column<'a> {
    graph: &'a Graph,
    paint: &'a Paint,
    pub(super) piece: Piece,
    /// The lines that still lead nowhere. They come back to the spine when there is a node behind them.
    open: Vec<Route>,
}

impl<'a> Column<'a> {
    pub(super) fn new(graph: &'a Graph, paint: &'a Paint) -> Column<'a> {
        Column { graph, paint, piece: Piece::default(), open: Vec::new() }
    }

    /// Places the entries side by side. Their lines meet below.
    pub(super) fn entries(&mut self) {
        let entry = |node| {
            let mut column = Column::new(self.graph, self.paint);
            column.node(node);
            column
        };
        let entries: Vec<Column<'a>> = (0..self.graph.entries()).map(entry).collect();
        if !entries.is_empty() {
            self.open = self.side_by_side(entries, 0.0);
        }
    }

    pub(super) fn block(&mut self, block: &Block) {
        block.steps.iter().for_each(|step| self.step(step));
    }

    /// Places a node below everything and ends the open lines there.
    pub(super) fn node(&mut self, node: usize) {
        self.join();
        if !self.open.is_empty() {
            self.piece.height += BETWEEN;
        }
        let top = Point { x: 0.0, y: self.piece.height };
        self.piece.routes.extend(self.open.drain(..).map(|mut route| {
            route.points.push(top);
            route
        }));
        let mut made = node_box(self.graph, self.paint, node);
        made.rect = made.rect.moved(-made.rect.width / 2.0, top.y);
        self.reach(made.rect.width / 2.0, made.rect.width / 2.0);
        self.piece.height = made.rect.bottom();
        self.piece.nodes.push(made);
        let bottom = Point { x: 0.0, y: self.piece.height };
        let out = self.graph.out_of(node).filter(|&edge| self.graph.edges[edge].arm.is_none());
        self.open = out.map(|edge| Route { edge, points: vec![bottom] }).collect();
    }

    fn step(&mut self, step: &Step) {
        self.node(step.node);
        if step.arms.is_empty() {
            return;
        }
        let arms = step.arms.iter().map(|(edge, block)| self.arm(*edge, block)).collect();
        let bottom = self.piece.height;
        let mut open = self.side_by_side(arms, bottom + FORK);
        self.begin(&mut open, &step.arms, bottom);
        self.open = open;
    }

    /// The column of an arm, from the line that the arms go out from.
    fn arm(&self, edge: usize, block: &Block) -> Column<'a> {
        let mut column = Column::new(self.graph, self.paint);
        let mut label = arm_box(self.graph, self.paint, edge);
        label.rect = label.rect.moved(-label.rect.width / 2.0, LABEL);
        column.reach(label.rect.width / 2.0, label.rect.width / 2.0);
        column.piece.height = label.rect.bottom();
        let points = vec![Point::default(), Point { x: 0.0, y: label.rect.bottom() }];
        column.open = vec![Route { edge, points }];
        column.piece.arms.push(label);
        column.block(block);
        column
    }

    /// Takes columns in, side by side and centred on the spine. Their open lines are handed back.
    fn side_by_side(&mut self, columns: Vec<Column<'a>>, top: f64) -> Vec<Route> {
        let places = places(&columns);
        let (mut bottom, mut open) = (top, Vec::new());
        for (column, x) in columns.into_iter().zip(places) {
            bottom = bottom.max(top + column.piece.height);
            self.reach(column.piece.left - x, column.piece.right + x);
            open.extend(self.take(column, x, top));
        }
        self.piece.height = bottom;
        open
    }

    /// Takes a column in at a place; its open lines are handed back.
    fn take(&mut self, column: Column<'a>, x: f64, y: f64) -> Vec<Route> {
        let Column { piece, mut open, .. } = column;
        self.piece
            .nodes
            .extend(piece.nodes.into_iter().map(|made| NodeBox { rect: made.rect.moved(x, y), ..made }));
        self.piece
            .arms
            .extend(piece.arms.into_iter().map(|made| ArmBox { rect: made.rect.moved(x, y), ..made }));
        self.piece.routes.extend(piece.routes.into_iter().map(|mut route| {
            route.shift(x, y);
            route
        }));
        open.iter_mut().for_each(|route| route.shift(x, y));
        open
    }

    /// Lets the lines of arms begin at the lower side of the element that they belong to.
    fn begin(&mut self, open: &mut [Route], arms: &[(usize, Block)], bottom: f64) {
        for route in open.iter_mut().chain(&mut self.piece.routes) {
            if arms.iter().any(|(edge, _)| *edge == route.edge) {
                let fork = route.points[0].y;
                route.points.splice(0..0, [Point { x: 0.0, y: bottom }, Point { x: 0.0, y: fork }]);
            }
        }
    }

    /// Leads open lines back to the spine, below everything.
    fn join(&mut self) {
        let ends_beside = |route: &Route| route.points.last().is_some_and(|end| end.x.abs() > 0.01);
        if self.open.iter().any(ends_beside) {
            self.piece.height += JOIN;
        }
        let y = self.piece.height;
        for route in &mut self.open {
            let x = route.points.last().map_or(0.0, |end| end.x);
            route.points.extend([Point { x, y }, Point { x: 0.0, y }]);
        }
    }

    fn reach(&mut self, left: f64, right: f64) {
        self.piece.left = self.piece.left.max(left);
        self.piece.right = self.piece.right.max(right);
    }
}

/// Where the spines of columns stand that are put side by side: the middle of the first and the last is 0, unless a column
/// between them is so near that it had better be straight below.
fn places(columns: &[Column]) -> Vec<f64> {
    let mut places: Vec<f64> = Vec::with_capacity(columns.len());
    let mut right = 0.0;
    for Column { piece, .. } in columns {
        let spine = right + if places.is_empty() { 0.0 } else { BESIDE } + piece.left;
        right = spine + piece.right;
        places.push(spine);
    }
    let (first, last) = (places.first().copied().unwrap_or(0.0), places.last().copied().unwrap_or(0.0));
    let middle = f64::midpoint(first, last);
    let near = places.iter().copied().find(|place| (place - middle).abs() < NEAR);
    let middle = near.unwrap_or(middle);
    places.iter().map(|place| (place - middle).round()).collect()
}
