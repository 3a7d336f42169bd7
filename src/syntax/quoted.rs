//! Where a text ends: quotes, escapes, and placeholders that hold texts again.

use std::ops::Range;

/// How a text ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Closing {
    /// With its closing quote.
    Closed,
    /// With the line, or with the file if it began with `"""`: the closing quote is missing.
    Missing,
    /// With a quote, but one of its placeholders has no `}}` before it.
    OpenPlaceholder,
    /// With the line or the file, since its placeholders stand in each other beyond reason.
    TooDeep,
}

/// How many texts and placeholders may stand in each other: what is deeper is not looked into, so that taking a text apart
/// takes linear time. Twice the depth that reading allows, since texts and placeholders take turns.
const LAYERS: usize = 128;

/// What a place within a text belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    Line,
    Block,
    Placeholder,
}

/// The length of the text that `source` begins with (its first byte is `"`), and how it ends.
pub(super) fn text_end(source: &str) -> (usize, Closing) {
    let mut layers = Layers::new(source);
    while let Some(step) = layers.step() {
        if layers.stack.is_empty() {
            return (step, Closing::Closed);
        }
    }
    if layers.stack.len() > LAYERS {
        return (unclosed(source), Closing::TooDeep);
    }
    without_placeholders(source)
}

/// The places between `{{` and `}}` of a closed text, those of texts inside placeholders left out.
pub(super) fn placeholders(source: &str) -> Vec<Range<usize>> {
    let mut layers = Layers::new(source);
    let (mut found, mut start) = (Vec::new(), None);
    while let Some(step) = layers.step() {
        match (layers.stack.len(), start) {
            (2, None) => start = Some(step),
            (1, Some(from)) => {
                found.push(from..step - 2);
                start = None;
            }
            (0, _) => break,
            _ => {}
        }
    }
    found
}

/// The length of the placeholder that `source` begins with, both pairs of braces included; nothing if it does not close.
pub(super) fn placeholder_end(source: &str) -> Option<usize> {
    let mut layers = Layers { source, at: 2, stack: vec![Layer::Block, Layer::Placeholder] };
    while layers.stack.len() > 1 {
        layers.step()?;
    }
    Some(layers.at)
}

/// The end of a text whose placeholders do not close: the first quote, whatever stands before it.
fn without_placeholders(source: &str) -> (usize, Closing) {
    let quote = if source.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    let limit = if quote.len() == 3 { source.len() } else { unclosed(source) };
    let mut at = quote.len();
    while at < limit {
        let rest = &source[at..limit];
        if rest.starts_with(quote) {
            return (at + quote.len(), Closing::OpenPlaceholder);
        }
        at += character(rest, rest.starts_with('\\'));
    }
    (unclosed(source), Closing::Missing)
}

/// Where a text without closing quotes ends for those who read on: with its line, or, for a block, before the next line that
/// starts at its margin with a word, which probably starts a declaration.
fn unclosed(source: &str) -> usize {
    if !source.starts_with("\"\"\"") {
        return source.find('\n').unwrap_or(source.len());
    }
    let starts = source.match_indices('\n').map(|(at, _)| at + 1);
    let mut words = starts.filter(|&at| source[at..].starts_with(|c: char| c.is_alphabetic()));
    words.next().map_or(source.len(), |at| at - 1)
}

/// The bytes of the next character, or of the next two.
fn character(rest: &str, escaped: bool) -> usize {
    let count = if escaped { 2 } else { 1 };
    rest.chars().take(count).map(char::len_utf8).sum()
}

/// Walks through a text and knows what encloses each place.
struct Layers<'t> {
    source: &'t str,
    at: usize,
    stack: Vec<Layer>,
}

impl<'t> Layers<'t> {
    fn new(source: &'t str) -> Layers<'t> {
        let mut layers = Layers { source, at: 0, stack: Vec::new() };
        layers.open_text();
        layers
    }

    /// Goes on to the next change of layer and gives the place behind it; nothing when the text does not end.
    fn step(&mut self) -> Option<usize> {
        let depth = self.stack.len();
        if depth > LAYERS {
            return None;
        }
        while self.at < self.source.len() && self.stack.len() == depth {
            match self.stack.last()? {
                Layer::Placeholder => self.in_placeholder()?,
                layer => self.in_text(*layer)?,
            }
        }
        (self.stack.len() != depth).then_some(self.at)
    }

    fn in_text(&mut self, layer: Layer) -> Option<()> {
        let rest = &self.source[self.at..];
        let quote = if layer == Layer::Block { "\"\"\"" } else { "\"" };
        if rest.starts_with(quote) {
            self.leave(quote.len());
        } else if rest.starts_with("{{") {
            self.stack.push(Layer::Placeholder);
            self.at += 2;
        } else if rest.starts_with('\n') && layer == Layer::Line {
            return None;
        } else {
            let escape = if rest.starts_with("\\{{") { 3 } else { character(rest, rest.starts_with('\\')) };
            self.at += escape;
        }
        Some(())
    }

    fn in_placeholder(&mut self) -> Option<()> {
        let rest = &self.source[self.at..];
        if rest.starts_with("}}") {
            self.leave(2);
        } else if rest.starts_with('"') {
            self.open_text();
        } else if rest.starts_with('`') {
            self.at += quoted_name(rest);
        } else if rest.starts_with('\n') && self.stack.contains(&Layer::Line) {
            return None;
        } else {
            self.at += character(rest, false);
        }
        Some(())
    }

    fn open_text(&mut self) {
        let block = self.source[self.at..].starts_with("\"\"\"");
        self.stack.push(if block { Layer::Block } else { Layer::Line });
        self.at += if block { 3 } else { 1 };
    }

    fn leave(&mut self, length: usize) {
        self.stack.pop();
        self.at += length;
    }
}

/// The bytes of a name in backticks, or of the backtick alone if no other one is on its line.
fn quoted_name(rest: &str) -> usize {
    let line = rest.lines().next().unwrap_or_default();
    line[1..].find('`').map_or(1, |at| at + 2)
}
