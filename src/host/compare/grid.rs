//! Rows of words and numbers in columns, with notes below them.

use std::io::{self, Write};

use crate::host::table::Paint;

/// Rows of words and numbers in columns.
pub(super) struct Grid<'h> {
    heads: &'h [&'h str],
    rows: Vec<Row>,
}

struct Row {
    kind: Kind,
    indent: usize,
    words: String,
    numbers: Vec<String>,
    remark: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Stands beside the heads of the columns.
    Heading,
    Numbers,
    /// Says more about the row above, across the columns.
    Note,
}

impl<'h> Grid<'h> {
    pub(super) fn new(heads: &'h [&'h str]) -> Grid<'h> {
        Grid { heads, rows: Vec::new() }
    }

    /// Adds what stands beside the heads of the columns.
    pub(super) fn heading(&mut self, words: &str) {
        let heads = self.heads.iter().map(|head| (*head).to_owned()).collect();
        self.add(Kind::Heading, 0, words, heads, "");
    }

    /// Adds a row.
    pub(super) fn row(&mut self, indent: usize, words: &str, numbers: &[String], remark: &str) {
        self.add(Kind::Numbers, indent, words, numbers.to_vec(), remark);
    }

    /// Adds a line that says more about the row above.
    pub(super) fn note(&mut self, indent: usize, words: &str) {
        self.add(Kind::Note, indent, words, Vec::new(), "");
    }

    fn add(&mut self, kind: Kind, indent: usize, words: &str, numbers: Vec<String>, remark: &str) {
        let (words, remark) = (words.to_owned(), remark.to_owned());
        self.rows.push(Row { kind, indent, words, numbers, remark });
    }

    /// Writes all rows, an empty line before each heading.
    pub(super) fn write(&self, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let in_columns = self.rows.iter().filter(|row| row.kind != Kind::Note);
        let words = in_columns.map(Row::width).max().unwrap_or(0).max(32);
        let widths: Vec<usize> = (0..self.heads.len()).map(|at| self.width(at)).collect();
        self.rows.iter().try_for_each(|row| row.write(words, &widths, paint, out))
    }

    /// How wide a column is.
    fn width(&self, at: usize) -> usize {
        let numbers = self.rows.iter().filter_map(|row| row.numbers.get(at));
        numbers.map(|number| number.chars().count()).max().unwrap_or(0)
    }
}

impl Row {
    fn width(&self) -> usize {
        self.indent + self.words.chars().count()
    }

    fn write(&self, words: usize, widths: &[usize], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let indent = " ".repeat(self.indent);
        if self.kind == Kind::Note {
            return writeln!(out, "{indent}{}", paint.arm(&self.words));
        }
        let blanks = " ".repeat(words - self.width());
        let numbers: String =
            self.numbers.iter().zip(widths).map(|(number, width)| format!("  {number:>width$}")).collect();
        if self.kind == Kind::Heading {
            return writeln!(out, "\n{}{blanks}{}", paint.strong(&self.words), paint.faint(&numbers));
        }
        let remark = if self.remark.is_empty() { String::new() } else { format!("  {}", self.remark) };
        writeln!(out, "{indent}{}{blanks}{numbers}{}", self.words, paint.faint(&remark))
    }
}
