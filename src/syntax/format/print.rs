//! From a document to lines: decides for each group whether it fits on the line.

use super::document::Step;

/// The columns of a line. Code is broken to stay within them where it can be; texts and remarks are not.
pub(super) const WIDTH: usize = 100;

/// The blanks of one step of indentation.
const STEP: usize = 4;

/// A line of the result, with the remark at its end. `text` has line ends where a text of the source goes over several.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Row<'t> {
    /// The blanks before it.
    pub(super) indentation: usize,
    /// The code, or a remark that has the line to itself.
    pub(super) text: String,
    /// `// remark`
    pub(super) remark: Option<&'t str>,
}

/// The columns that a text takes: one for each character.
pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// Prints a document.
pub(super) fn print<'t>(steps: &[Step<'t>]) -> Vec<Row<'t>> {
    let mut printer = Printer {
        steps,
        rows: Vec::new(),
        row: Row::default(),
        column: 0,
        margins: vec![0],
        flat: Vec::new(),
    };
    for at in 0..steps.len() {
        printer.step(at);
    }
    printer.rows.push(printer.row);
    printer.rows
}

struct Printer<'s, 't> {
    steps: &'s [Step<'t>],
    rows: Vec<Row<'t>>,
    /// The line that is being written.
    row: Row<'t>,
    /// Its columns so far.
    column: usize,
    /// Where lines start, the innermost last.
    margins: Vec<usize>,
    /// Of each open group whether it stands on one line.
    flat: Vec<bool>,
}

impl Printer<'_, '_> {
    fn step(&mut self, at: usize) {
        let steps = self.steps;
        match &steps[at] {
            Step::Text(text) => self.text(text),
            Step::Line { flat, .. } if self.is_flat() => self.text(flat),
            Step::Line { blank, .. } | Step::Break { blank } => self.new_row(*blank),
            Step::IfBroken(text) if !self.is_flat() => self.text(text),
            Step::IfFlat(text) if self.is_flat() => self.text(text),
            Step::IfBroken(_) | Step::IfFlat(_) => {}
            Step::Remark(remark) => self.row.remark = Some(remark),
            Step::Open { forced } => self.flat.push(self.is_flat() || !forced && self.fits(at)),
            Step::Close => self.flat.truncate(self.flat.len().saturating_sub(1)),
            Step::Indent(steps) => self.margins.push(self.margin() + steps * STEP),
            Step::Margin => self.margins.push(self.row.indentation),
            Step::Dedent => self.margins.truncate(self.margins.len().saturating_sub(1)),
        }
    }

    fn is_flat(&self) -> bool {
        self.flat.last().is_some_and(|&flat| flat)
    }

    fn margin(&self) -> usize {
        self.margins.last().copied().unwrap_or(0)
    }

    fn text(&mut self, text: &str) {
        self.row.text.push_str(text);
        self.column = match text.rfind('\n') {
            Some(end) => width(&text[end + 1..]),
            None => self.column + width(text),
        };
    }

    fn new_row(&mut self, blank: bool) {
        let indentation = self.margin();
        let done = std::mem::replace(&mut self.row, Row { indentation, ..Row::default() });
        self.rows.push(done);
        if blank {
            self.rows.push(Row::default());
        }
        self.column = indentation;
    }

    /// Whether the group that begins at `at` fits on the line, with what follows it up to the next place where the line may
    /// end. What is around the group stands on several lines, so any such place will do.
    fn fits(&self, at: usize) -> bool {
        let mut column = self.column;
        let mut depth = 0_usize;
        let mut inside = true;
        for step in &self.steps[at..] {
            let text = match step {
                Step::Open { .. } => {
                    depth += 1;
                    continue;
                }
                Step::Close => {
                    depth = depth.saturating_sub(1);
                    inside &= depth > 0;
                    continue;
                }
                Step::Line { .. } | Step::Break { .. } if !inside => return true,
                Step::Line { flat, .. } => flat,
                Step::IfFlat(text) if inside => text,
                Step::IfBroken(text) if !inside => text,
                Step::Text(text) => text.as_ref(),
                _ => continue,
            };
            let first = text.split('\n').next().unwrap_or_default();
            column += width(first);
            if column > WIDTH {
                return false;
            }
            if first.len() < text.len() {
                return true;
            }
        }
        true
    }
}
