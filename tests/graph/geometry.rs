//! Nothing lies upon anything else, every text fits, and every line leads from one node to another.

use bourn::graph::{Graph, Line, Paint, Point, Rect, Role, Route, Scene};

use crate::support::{all, paint};

#[test]
fn pictures_are_sound() {
    let all = all();
    assert!(all.len() > 15, "only {} flows were found", all.len());
    for drawn in all {
        for paint in [Paint::default(), paint(&drawn.graph)] {
            let scene = Scene::of(&drawn.graph, &paint);
            let picture = Picture { graph: &drawn.graph, scene: &scene };
            let mut faults = picture.boxes();
            faults.extend(picture.texts());
            faults.extend(picture.labels());
            faults.extend(picture.routes());
            faults.extend(picture.crossings());
            assert!(faults.is_empty(), "{}:\n{}", drawn.name, faults.join("\n"));
        }
    }
}

struct Picture<'a> {
    graph: &'a Graph,
    scene: &'a Scene,
}

impl Picture<'_> {
    /// All boxes with their texts.
    fn all(&self) -> Vec<(String, Rect, &[Line])> {
        let nodes =
            self.scene.nodes.iter().map(|made| (format!("node {}", made.node), made.rect, &made.lines[..]));
        let arms =
            self.scene.arms.iter().map(|made| (format!("arm {}", made.edge), made.rect, &made.lines[..]));
        let head = ("head".to_owned(), self.scene.head.rect, &self.scene.head.lines[..]);
        nodes.chain(arms).chain([head]).collect()
    }

    fn boxes(&self) -> Vec<String> {
        let whole = Rect { x: 0.0, y: 0.0, width: self.scene.width, height: self.scene.height };
        let all = self.all();
        let mut faults = Vec::new();
        assert_eq!(self.scene.nodes.len(), self.graph.nodes.len());
        for (at, (name, rect, _)) in all.iter().enumerate() {
            if !contains(&whole, rect) {
                faults.push(format!("{name} leaves the picture: {rect:?}"));
            }
            for (other, second, _) in &all[at + 1..] {
                if overlap(rect, second) {
                    faults.push(format!("{name} lies upon {other}: {rect:?}, {second:?}"));
                }
            }
        }
        faults
    }

    fn texts(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, rect, lines) in self.all() {
            for (at, line) in lines.iter().enumerate() {
                let area = line.area(&rect);
                if !contains(&rect, &area) {
                    faults.push(format!("{name}: `{}` leaves its box: {area:?} in {rect:?}", line.text));
                }
                if lines[at + 1..].iter().any(|other| overlap(&area, &other.area(&rect))) {
                    faults.push(format!("{name}: `{}` lies upon another text", line.text));
                }
            }
        }
        faults
    }

    fn labels(&self) -> Vec<String> {
        let labelled = |edge: usize| {
            let label = self.scene.arms.iter().find(|arm| arm.edge == edge);
            label.is_some_and(|label| {
                label.lines.iter().any(|line| line.role == Role::Main && !line.text.is_empty())
            })
        };
        let arms = (0..self.graph.edges.len()).filter(|&edge| self.graph.edges[edge].arm.is_some());
        arms.filter(|&edge| !labelled(edge)).map(|edge| format!("arm {edge} has no label")).collect()
    }

    /// Every edge has one line, from the lower side of its node to the upper side of the other, and none through a box.
    fn routes(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut edges: Vec<usize> = self.scene.routes.iter().map(|route| route.edge).collect();
        edges.sort_unstable();
        assert_eq!(edges, (0..self.graph.edges.len()).collect::<Vec<_>>());
        for Route { edge, points } in &self.scene.routes {
            let (from, to) = (self.graph.edges[*edge].from, self.graph.edges[*edge].to);
            let (first, last) = (points[0], points[points.len() - 1]);
            let (from, to) = (self.node(from), self.node(to));
            if !near(first, Point { x: from.x + from.width / 2.0, y: from.bottom() }) {
                faults.push(format!("edge {edge} begins beside its node"));
            }
            if !near(last, Point { x: to.x + to.width / 2.0, y: to.y }) {
                faults.push(format!("edge {edge} ends beside its node: {last:?}, {to:?}"));
            }
            for (name, rect, _) in self.all() {
                let own = name == format!("arm {edge}");
                if !own && points.windows(2).any(|pair| overlap(&rect, &around(pair))) {
                    faults.push(format!("edge {edge} goes through {name}"));
                }
            }
        }
        faults
    }

    fn node(&self, node: usize) -> Rect {
        self.scene.nodes.iter().find(|made| made.node == node).unwrap().rect
    }

    /// Lines part and meet, but none crosses another.
    fn crossings(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for one in &self.scene.routes {
            for other in &self.scene.routes {
                let crossed = one.points.windows(2).any(|a| other.points.windows(2).any(|b| cross(a, b)));
                if crossed {
                    faults.push(format!("edge {} crosses edge {}", one.edge, other.edge));
                }
            }
        }
        faults
    }
}

/// Whether the first, which lies, and the second, which stands, have a point in common that ends neither.
fn cross(lying: &[Point], standing: &[Point]) -> bool {
    let between = |a: f64, b: f64, c: f64| a.min(c) + 0.5 < b && b < a.max(c) - 0.5;
    between(lying[0].x, standing[0].x, lying[1].x) && between(standing[0].y, lying[0].y, standing[1].y)
}

fn near(a: Point, b: Point) -> bool {
    (a.x - b.x).abs() < 0.1 && (a.y - b.y).abs() < 0.1
}

/// The box around a segment, which lies or stands.
fn around(pair: &[Point]) -> Rect {
    let (a, b) = (pair[0], pair[1]);
    assert!(a.x == b.x || a.y == b.y, "a line is slanted: {pair:?}");
    Rect { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
}

/// Whether two boxes have more in common than their edges.
fn overlap(a: &Rect, b: &Rect) -> bool {
    let slack = 0.01;
    a.x + slack < b.right() && b.x + slack < a.right() && a.y + slack < b.bottom() && b.y + slack < a.bottom()
}

fn contains(outer: &Rect, inner: &Rect) -> bool {
    let slack = 0.01;
    outer.x <= inner.x + slack
        && outer.y <= inner.y + slack
        && inner.right() <= outer.right() + slack
        && inner.bottom() <= outer.bottom() + slack
}
