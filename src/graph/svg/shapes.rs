//! Outlines of nodes and lines of edges.

use std::fmt::Write as _;

use crate::graph::layout::{Point, Rect};
use crate::graph::model::Kind;

/// The outline of a node: round for what begins and ends, pointed for what branches, a bubble for what is said.
pub(super) fn outline(kind: Kind, rect: &Rect) -> String {
    match kind {
        Kind::Exit | Kind::End => rounded(rect, rect.height / 2.0),
        Kind::Entry => rounded(rect, 24.0),
        Kind::Wait => rounded(rect, 16.0),
        Kind::Branch => pointed(rect),
        Kind::Message => bubble(rect),
        Kind::Profile => rounded(rect, 8.0),
        Kind::Call => rounded(rect, 4.0),
    }
}

fn rounded(rect: &Rect, radius: f64) -> String {
    let r = radius.min(rect.height / 2.0);
    let (x, y, w, h) = (rect.x, rect.y, rect.width - 2.0 * r, rect.height - 2.0 * r);
    format!(
        "M{} {y}h{w}a{r} {r} 0 0 1 {r} {r}v{h}a{r} {r} 0 0 1 -{r} {r}h-{w}a{r} {r} 0 0 1 -{r} -{r}v-{h}a{r} {r} 0 0 1 {r} -{r}z",
        x + r
    )
}

/// A box with a point on the left and on the right.
fn pointed(rect: &Rect) -> String {
    let point = 11.0;
    let (left, right, top, bottom) = (rect.x, rect.right(), rect.y, rect.bottom());
    let middle = rect.y + rect.height / 2.0;
    format!(
        "M{} {top}H{}L{right} {middle}L{} {bottom}H{}L{left} {middle}z",
        left + point,
        right - point,
        right - point,
        left + point
    )
}

/// A round box with one sharp corner, where who speaks would be.
fn bubble(rect: &Rect) -> String {
    let r = 14.0;
    let (w, h) = (rect.width - 2.0 * r, rect.height - 2.0 * r);
    format!(
        "M{} {}h{w}a{r} {r} 0 0 1 {r} {r}v{h}a{r} {r} 0 0 1 -{r} {r}h-{}v-{}a{r} {r} 0 0 1 {r} -{r}z",
        rect.x + r,
        rect.y,
        w + r,
        h + r
    )
}

/// The line along some points with round corners, and the tip at its end. A thick line has a larger tip.
pub(super) fn route(points: &[Point], width: f64) -> (String, String) {
    let tip = 7.0 + width * 0.6;
    let half = 4.0 + width * 0.55;
    let mut points = points.to_vec();
    let Some(end) = points.last().copied() else { return Default::default() };
    if let Some(last) = points.last_mut() {
        // The line ends within its tip, so that it does not stand out at the point.
        last.y -= tip - 1.0;
    }
    let (x, y, base) = (end.x, end.y, end.y - tip);
    (line(&points), format!("M{x} {y}L{:.1} {base:.1}H{:.1}z", x - half, x + half))
}

fn line(points: &[Point]) -> String {
    let mut path = String::new();
    for (at, &point) in points.iter().enumerate() {
        let next = points.get(at + 1);
        let before = at.checked_sub(1).map(|at| points[at]);
        let _ = match (before, next) {
            (None, _) => write!(path, "M{} {:.1}", point.x, point.y),
            (_, None) => write!(path, "L{} {:.1}", point.x, point.y),
            (Some(before), Some(&next)) => {
                let radius = 12f64.min(distance(before, point) / 2.0).min(distance(point, next) / 2.0);
                let (into, out) = (toward(point, before, radius), toward(point, next, radius));
                write!(
                    path,
                    "L{:.1} {:.1}Q{} {:.1} {:.1} {:.1}",
                    into.x, into.y, point.x, point.y, out.x, out.y
                )
            }
        };
    }
    path
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// The point that lies so far from one on the way to another.
fn toward(from: Point, to: Point, by: f64) -> Point {
    let part = by / distance(from, to).max(0.01);
    Point { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }
}
