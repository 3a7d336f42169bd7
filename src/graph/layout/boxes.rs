//! Boxes of nodes and of arms, as large as their texts need them.

use super::{ArmBox, Line, NodeBox, Rect, Role};
use crate::graph::measure::Font;
use crate::graph::model::{Graph, Kind, Node};
use crate::graph::paint::{Mark, Paint};

/// The width of a card.
const CARD: f64 = 252.0;
/// What is left free within a card.
pub(in crate::graph) const CARD_PADDING: f64 = 14.0;
/// The side of the square that holds a card's icon.
pub(in crate::graph) const TILE: f64 = 30.0;
/// From the icon to the texts.
const BESIDE_TILE: f64 = 12.0;
/// Room for the bar of a painted card.
const BAR: f64 = 8.0;
/// The widest label of an arm.
const ARM: f64 = 216.0;
const ARM_PADDING: f64 = 10.0;

const MAIN: Font = Font::bold(14.0);
const WORD: Font = Font::bold(11.0);
const DETAIL: Font = Font::regular(12.0);
const NUMBER: Font = Font::bold(11.5);

/// The box of a node, at the origin.
pub(super) fn node_box(graph: &Graph, paint: &Paint, place: usize) -> NodeBox {
    let node = &graph.nodes[place];
    let mark = paint.of(node.spot);
    let (rect, lines) = match node.kind {
        Kind::Exit | Kind::End => pill(node, mark),
        _ => card(node, mark),
    };
    NodeBox { node: place, rect, lines }
}

/// A small round box with a word and a number.
fn pill(node: &Node, mark: Option<&Mark>) -> (Rect, Vec<Line>) {
    const HEIGHT: f64 = 34.0;
    const BEFORE: f64 = 38.0;
    let text = node.label.as_ref().unwrap_or(&node.word);
    let text = DETAIL.shortened(text, CARD - BEFORE - CARD_PADDING);
    let mut lines = vec![Line { text, x: BEFORE, y: 21.5, font: Font::bold(12.0), role: Role::Main }];
    let mut width = BEFORE + lines[0].font.width(&lines[0].text) + CARD_PADDING + 2.0;
    if let Some(mark) = mark {
        let line = Line { text: mark.text.clone(), x: width, y: 21.5, font: NUMBER, role: Role::Number };
        width += NUMBER.width(&mark.text) + CARD_PADDING + 2.0;
        lines.push(line);
    }
    (Rect { x: 0.0, y: 0.0, width: even(width), height: HEIGHT }, lines)
}

/// A card: the kind above, the label or the first detail in bold, then what else there is to know. The number is on the
/// right of the first line.
fn card(node: &Node, mark: Option<&Mark>) -> (Rect, Vec<Line>) {
    let x = CARD_PADDING + TILE + BESIDE_TILE;
    let room = CARD - x - CARD_PADDING;
    let number = mark.map_or(0.0, |mark| NUMBER.width(&mark.text) + 10.0);
    let mut texts = Texts { x, y: CARD_PADDING - 3.0, lines: Vec::new() };
    let mut details: &[String] = &node.details;
    let main = match (&node.label, details) {
        (Some(label), _) => Some(label),
        (None, [first, rest @ ..]) => {
            details = rest;
            Some(first)
        }
        (None, []) => None,
    };
    match main {
        Some(main) => {
            texts.add(WORD, Role::Word, vec![WORD.shortened(&node.word, room - number)]);
            texts.add(MAIN, Role::Main, MAIN.wrapped(main, room, main_lines(node)));
        }
        None => texts.add(MAIN, Role::Main, MAIN.wrapped(&node.word, room - number, 2)),
    }
    texts.details(details, room);
    let height = (texts.y + CARD_PADDING - 2.0).max(TILE + 2.0 * CARD_PADDING);
    let mut lines = centred(texts, height);
    if let Some(mark) = mark {
        let x = CARD - CARD_PADDING - NUMBER.width(&mark.text);
        let y = lines[0].y;
        lines.push(Line { text: mark.text.clone(), x, y, font: NUMBER, role: Role::Number });
    }
    let bar = if mark.is_some() { BAR } else { 0.0 };
    (Rect { x: 0.0, y: 0.0, width: CARD, height: height + bar }, lines)
}

/// A condition that lets people in or a text may be long, a label is not.
fn main_lines(node: &Node) -> usize {
    if node.kind == Kind::Entry { 4 } else { 3 }
}

/// Lines below each other.
struct Texts {
    x: f64,
    y: f64,
    lines: Vec<Line>,
}

impl Texts {
    fn add(&mut self, font: Font, role: Role, texts: Vec<String>) {
        for text in texts {
            self.y += font.line_height();
            let y = self.y - font.size * 0.2;
            self.lines.push(Line { text, x: self.x, y, font, role });
        }
    }

    /// Details, as far as there is room for them; the last line says so where there is more.
    fn details(&mut self, details: &[String], room: f64) {
        const LINES: usize = 4;
        let mut texts: Vec<String> = match details {
            [one] => DETAIL.wrapped(one, room, 3),
            several => several.iter().map(|detail| DETAIL.shortened(detail, room)).collect(),
        };
        if texts.len() > LINES {
            let more = texts.len() - (LINES - 1);
            texts.truncate(LINES - 1);
            texts.push(format!("… and {more} more"));
        }
        self.add(DETAIL, Role::Detail, texts);
    }
}

/// Moves lines down so that they stand in the middle of a height.
fn centred(texts: Texts, height: f64) -> Vec<Line> {
    let used = texts.y - (CARD_PADDING - 3.0);
    let free = (height - used) / 2.0 - (CARD_PADDING - 3.0);
    let moved = |line: Line| Line { y: line.y + free, ..line };
    texts.lines.into_iter().map(moved).collect()
}

/// The box of an arm's label, at the origin.
pub(super) fn arm_box(graph: &Graph, paint: &Paint, edge: usize) -> ArmBox {
    let arm = graph.edges[edge].arm.as_ref();
    let text = arm.map_or("", |arm| arm.text.as_str());
    let mark = arm.and_then(|arm| paint.of(arm.spot));
    let font = Font::bold(12.0);
    let texts = font.wrapped(text, ARM - 2.0 * ARM_PADDING, 4);
    let mut lines: Vec<(String, Font, Role)> =
        texts.into_iter().map(|text| (text, font, Role::Main)).collect();
    if let Some(mark) = mark {
        lines.push((mark.text.clone(), NUMBER, Role::Number));
    }
    let widest = lines.iter().map(|(text, font, _)| font.width(text)).fold(24.0, f64::max);
    let width = even(widest + 2.0 * ARM_PADDING);
    let mut y = 5.0;
    let lines = lines.into_iter().map(|(text, font, role)| {
        y += font.line_height();
        let x = (width - font.width(&text)) / 2.0;
        Line { text, x, y: y - font.size * 0.25, font, role }
    });
    let lines: Vec<Line> = lines.collect();
    ArmBox { edge, rect: Rect { x: 0.0, y: 0.0, width, height: y + 6.0 }, lines }
}

/// An even number of pixels, so that the middle is one too.
fn even(width: f64) -> f64 {
    (width / 2.0).ceil() * 2.0
}
