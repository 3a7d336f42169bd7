//! The box with the flow's name, its settings and its numbers.

use super::{Line, Rect, Role};
use crate::graph::measure::Font;
use crate::graph::model::{Graph, Setting};
use crate::graph::paint::{Fact, Paint};

const WIDTH: f64 = 540.0;
const PADDING: f64 = 22.0;
/// The column of the settings' words.
const WORDS: f64 = 104.0;
/// How many numbers stand side by side.
const FACTS: usize = 4;

const TITLE: Font = Font::bold(19.0);
const NAME: Font = Font::regular(13.0);
const WORD: Font = Font::bold(12.5);
const TEXT: Font = Font::regular(12.5);
const NUMBER: Font = Font::bold(17.0);
const NUMBER_NAME: Font = Font::regular(11.5);

/// What stands above a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Head {
    /// Its box.
    pub rect: Rect,
    /// Its texts.
    pub lines: Vec<Line>,
    /// Where lines part title, settings and numbers, from the top of the box.
    pub rules: Vec<f64>,
}

impl Head {
    /// The head of a graph, at the origin.
    pub(super) fn of(graph: &Graph, paint: &Paint) -> Head {
        let mut writer = Writer { y: PADDING - 4.0, lines: Vec::new(), rules: Vec::new() };
        writer.title(graph);
        if !graph.settings.is_empty() {
            writer.rule();
            graph.settings.iter().for_each(|setting| writer.setting(setting));
        }
        if !paint.facts().is_empty() {
            writer.rule();
            paint.facts().chunks(FACTS).for_each(|facts| writer.facts(facts));
        }
        let Writer { y, lines, rules } = writer;
        Head { rect: Rect { x: 0.0, y: 0.0, width: WIDTH, height: (y + PADDING - 4.0).ceil() }, lines, rules }
    }
}

struct Writer {
    y: f64,
    lines: Vec<Line>,
    rules: Vec<f64>,
}

impl Writer {
    fn title(&mut self, graph: &Graph) {
        let room = WIDTH - 2.0 * PADDING;
        match &graph.title {
            Some(title) => {
                self.texts(PADDING, TITLE, Role::Main, TITLE.wrapped(title, room, 3));
                self.y += 2.0;
                self.texts(PADDING, NAME, Role::Detail, vec![NAME.shortened(&graph.name, room)]);
            }
            None => self.texts(PADDING, TITLE, Role::Main, TITLE.wrapped(&graph.name, room, 3)),
        }
    }

    fn setting(&mut self, setting: &Setting) {
        let room = WIDTH - 2.0 * PADDING - WORDS;
        let top = self.y;
        self.texts(PADDING, WORD, Role::Word, vec![WORD.shortened(&setting.word, WORDS - 8.0)]);
        let below = self.y;
        self.y = top;
        self.texts(PADDING + WORDS, TEXT, Role::Detail, TEXT.wrapped(&setting.text, room, 4));
        self.y = self.y.max(below) + 4.0;
    }

    /// Numbers side by side, each above its name.
    fn facts(&mut self, facts: &[Fact]) {
        let column = (WIDTH - 2.0 * PADDING) / FACTS as f64;
        let top = self.y;
        for (at, fact) in facts.iter().enumerate() {
            self.y = top;
            let x = PADDING + column * at as f64;
            self.texts(x, NUMBER, Role::Number, vec![NUMBER.shortened(&fact.text, column - 8.0)]);
            self.texts(x, NUMBER_NAME, Role::Detail, vec![NUMBER_NAME.shortened(&fact.name, column - 8.0)]);
        }
        self.y += 4.0;
    }

    fn rule(&mut self) {
        self.y += 12.0;
        self.rules.push(self.y.round() + 0.5);
        self.y += 8.0;
    }

    fn texts(&mut self, x: f64, font: Font, role: Role, texts: Vec<String>) {
        for text in texts {
            self.y += font.line_height();
            self.lines.push(Line { text, x, y: self.y - font.size * 0.25, font, role });
        }
    }
}
