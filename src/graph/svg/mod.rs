//! A graph as SVG, for light and dark surroundings.

mod icons;
mod shapes;
mod style;

use std::fmt::Write as _;

use super::layout::{CARD_PADDING, Line, NodeBox, Rect, Role, Scene, TILE};
use super::measure::FONT_FAMILY;
use super::model::{Graph, Kind, Node, Spot};
use super::paint::{Mark, Paint};
pub(super) use style::{PAGE_DARK, PAGE_LIGHT, Palette, escaped};

/// The picture of a graph, with what is painted on it.
#[must_use]
pub fn svg(graph: &Graph, paint: &Paint) -> String {
    picture(graph, paint, false)
}

/// The picture; with `details`, its nodes and arms carry what a page shows beside them.
pub(super) fn picture(graph: &Graph, paint: &Paint, details: bool) -> String {
    let scene = Scene::of(graph, paint);
    let along = paint.along_edges(graph);
    let mut drawing = Drawing { graph, paint, scene: &scene, details, out: String::new() };
    drawing.begin();
    drawing.routes(&along);
    scene.arms.iter().for_each(|arm| drawing.arm(arm.edge, &arm.rect, &arm.lines));
    scene.nodes.iter().for_each(|node| drawing.node(node));
    drawing.head();
    drawing.out.push_str("</svg>\n");
    drawing.out
}

struct Drawing<'a> {
    graph: &'a Graph,
    paint: &'a Paint,
    scene: &'a Scene,
    details: bool,
    out: String,
}

impl Drawing<'_> {
    fn put(&mut self, text: std::fmt::Arguments) {
        // Writing into a string always succeeds.
        let _ = self.out.write_fmt(text);
        self.out.push('\n');
    }

    fn begin(&mut self) {
        let Scene { width, height, .. } = *self.scene;
        let title = escaped(self.graph.title.as_ref().unwrap_or(&self.graph.name));
        // What is in an image cannot be reached; on a page, the nodes can.
        let role = if self.details { "group" } else { "img" };
        self.put(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"{role}\" aria-labelledby=\"flow-title flow-text\" font-family=\"{FONT_FAMILY}\">"
        ));
        self.put(format_args!("<title id=\"flow-title\">{title}</title>"));
        let text = escaped(&description(self.graph));
        self.put(format_args!("<desc id=\"flow-text\">{text}</desc>"));
        self.put(format_args!("<style>\n{}</style>", style::sheet()));
        self.put(format_args!("<rect class=\"ground\" width=\"{width}\" height=\"{height}\" rx=\"16\"/>"));
    }

    /// The lines, those that nobody went along first, so that the others lie above them.
    fn routes(&mut self, along: &[Option<f64>]) {
        let mut order: Vec<usize> = (0..self.scene.routes.len()).collect();
        let amount = |route: &usize| along[self.scene.routes[*route].edge].unwrap_or(0.0);
        order.sort_by(|a, b| amount(a).total_cmp(&amount(b)));
        for route in order {
            let route = &self.scene.routes[route];
            let (class, width) = match along[route.edge] {
                None => ("way", 2.0),
                Some(amount) if amount > 0.0 => ("way hit", 1.5 + 8.5 * self.paint.share(amount)),
                Some(_) => ("way missed", 1.5),
            };
            let (line, arrow) = shapes::route(&route.points, width);
            self.put(format_args!(
                "<g class=\"{class}\"><path class=\"line\" d=\"{line}\" stroke-width=\"{width:.1}\"/><path class=\"tip\" d=\"{arrow}\"/></g>"
            ));
        }
    }

    fn arm(&mut self, edge: usize, rect: &Rect, lines: &[Line]) {
        let Some(arm) = &self.graph.edges[edge].arm else { return };
        let element = &self.graph.nodes[self.graph.edges[edge].from];
        let name = element.label.as_ref().unwrap_or(&element.word);
        let mark = self.paint.of(arm.spot);
        self.open("arm", &format!("{name}: {}", arm.text), None, mark);
        let Rect { x, y, width, height } = *rect;
        self.put(format_args!(
            "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"10\"/>"
        ));
        self.lines(rect, lines);
        self.put(format_args!("</g>"));
    }

    fn node(&mut self, made: &NodeBox) {
        let node = &self.graph.nodes[made.node];
        let mark = self.paint.of(node.spot);
        self.open(&format!("node {}", node.kind.name()), &node.sentence(), Some(node), mark);
        let outline = shapes::outline(node.kind, &made.rect);
        self.put(format_args!("<path class=\"box\" d=\"{outline}\"/>"));
        self.decoration(node.kind, &made.rect);
        self.icon(node, &made.rect);
        self.lines(&made.rect, &made.lines);
        if let (Some(mark), Spot::Element(_) | Spot::Entry(_)) = (mark, node.spot)
            && node.kind != Kind::Exit
        {
            self.bar(&made.rect, mark);
        }
        self.put(format_args!("</g>"));
    }

    /// Begins a group with what is told about it.
    fn open(&mut self, class: &str, text: &str, node: Option<&Node>, mark: Option<&Mark>) {
        let missed = if mark.is_some_and(|mark| mark.amount == 0) { " missed" } else { "" };
        let mut attributes = format!("class=\"{class}{missed}\"");
        let count = mark.map(|mark| mark.detail.as_str()).unwrap_or_default();
        if self.details {
            let source = node.map_or(text, |node| &node.source);
            let _ = write!(attributes, " tabindex=\"0\" data-text=\"{}\"", escaped(text));
            let _ =
                write!(attributes, " data-source=\"{}\" data-count=\"{}\"", escaped(source), escaped(count));
        }
        let count = if count.is_empty() { String::new() } else { format!(" ({count})") };
        self.put(format_args!("<g {attributes}><title>{}{}</title>", escaped(text), escaped(&count)));
    }

    /// A call has bars on both sides.
    fn decoration(&mut self, kind: Kind, rect: &Rect) {
        if kind == Kind::Call {
            let (left, right) = (rect.x + 5.5, rect.right() - 5.5);
            let (top, height) = (rect.y, rect.height);
            self.put(format_args!(
                "<path class=\"side\" d=\"M{left} {top}v{height}M{right} {top}v{height}\"/>"
            ));
        }
    }

    fn icon(&mut self, node: &Node, rect: &Rect) {
        let small = matches!(node.kind, Kind::Exit | Kind::End);
        let side = if small { 18.0 } else { TILE };
        let x = rect.x + CARD_PADDING;
        let y = rect.y + if small { (rect.height - side) / 2.0 } else { CARD_PADDING };
        if !small {
            self.put(format_args!(
                "<rect class=\"tile\" x=\"{x}\" y=\"{y}\" width=\"{side}\" height=\"{side}\" rx=\"8\"/>"
            ));
        }
        let (x, y) = (x + (side - 18.0) / 2.0, y + (side - 18.0) / 2.0);
        let icon = icons::of(node);
        self.put(format_args!("<path class=\"icon\" transform=\"translate({x} {y})\" d=\"{icon}\"/>"));
    }

    /// How large a part of the whole came here.
    fn bar(&mut self, rect: &Rect, mark: &Mark) {
        let (x, y) = (rect.x + CARD_PADDING + 2.0, rect.bottom() - 11.0);
        let width = rect.width - 2.0 * CARD_PADDING - 4.0;
        let filled = width * self.paint.share(mark.amount as f64);
        self.put(format_args!(
            "<rect class=\"track\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"3\" rx=\"1.5\"/>"
        ));
        if filled > 0.0 {
            self.put(format_args!(
                "<rect class=\"bar\" x=\"{x}\" y=\"{y}\" width=\"{filled:.1}\" height=\"3\" rx=\"1.5\"/>"
            ));
        }
    }

    fn head(&mut self) {
        let head = &self.scene.head;
        let Rect { x, y, width, height } = head.rect;
        self.put(format_args!("<g class=\"head\">"));
        self.put(format_args!(
            "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"14\"/>"
        ));
        for rule in &head.rules {
            let (left, right, y) = (x + 22.0, x + width - 22.0, y + rule);
            self.put(format_args!("<path class=\"rule\" d=\"M{left} {y}H{right}\"/>"));
        }
        self.lines(&head.rect, &head.lines);
        self.put(format_args!("</g>"));
    }

    fn lines(&mut self, rect: &Rect, lines: &[Line]) {
        for line in lines {
            let (x, y) = (rect.x + line.x, rect.y + line.y);
            let class = match line.role {
                Role::Main => "main",
                Role::Word => "word",
                Role::Detail => "detail",
                Role::Number => "number",
            };
            let weight = if line.font.bold { " font-weight=\"bold\"" } else { "" };
            let (size, text) = (line.font.size, escaped(&line.text));
            self.put(format_args!(
                "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{weight}>{text}</text>"
            ));
        }
    }
}

/// The flow in words, for those who do not see the picture.
fn description(graph: &Graph) -> String {
    let mut text = String::new();
    for setting in &graph.settings {
        let _ = writeln!(text, "{} {}", setting.word, setting.text);
    }
    for (place, node) in graph.nodes.iter().enumerate() {
        let _ = write!(text, "{}. {}", place + 1, node.sentence());
        for edge in graph.out_of(place) {
            let edge = &graph.edges[edge];
            let arm = edge.arm.as_ref().map(|arm| format!("{}: ", arm.text)).unwrap_or_default();
            let _ = write!(text, "; {arm}to {}", edge.to + 1);
        }
        text.push('\n');
    }
    text
}
