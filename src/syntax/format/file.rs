//! A file: its declarations and the blank lines between them.

use super::cursor::{Cursor, Trivia};
use super::layout::Layout;
use super::print::{Row, print};
use super::remarks::join;
use crate::syntax::grammar::{Rule, read};
use crate::syntax::split::sections;
use crate::syntax::token::tokens;

/// The text of a file in the one style; nothing if a declaration cannot be read.
pub(super) fn file(text: &str) -> Option<String> {
    let tokens = tokens(text);
    let mut cursor = Cursor::new(text, &tokens);
    let mut file = File { rows: Vec::new(), before: None };
    for section in sections(text, &tokens) {
        let start = tokens[section.tokens.start].span.start as usize;
        let end = tokens[section.tokens.end - 1].span.end as usize;
        cursor.peek();
        let trivia = cursor.take_trivia();
        let node = read(Rule::declaration, &text[start..end]).ok()?.next()?;
        let mut layout = Layout::new(cursor, start);
        layout.entry(node);
        let (steps, behind) = layout.finish();
        cursor = behind;
        file.declaration(&trivia, print(&steps));
    }
    cursor.peek();
    file.gap(&cursor.take_trivia(), false);
    Some(join(&file.rows))
}

/// The lines so far.
struct File<'t> {
    rows: Vec<Row<'t>>,
    /// The form of the last declaration.
    before: Option<Form>,
}

/// Whether a declaration, without its documentation and allowances, stands on one line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Line,
    Lines,
}

impl<'t> File<'t> {
    fn declaration(&mut self, trivia: &Trivia<'t>, rows: Vec<Row<'t>>) {
        let is_before = |row: &&Row<'t>| row.text.starts_with("//") || row.text.starts_with("allow(");
        let code = rows.iter().skip_while(is_before).count();
        let form = if code == 1 { Form::Line } else { Form::Lines };
        let together = (self.before, form) == (Some(Form::Line), Form::Line);
        let parted = self.before.is_some() && !together;
        let blank = self.gap(trivia, parted);
        self.blank(blank);
        self.rows.extend(rows);
        self.before = Some(form);
    }

    /// The remarks between two declarations. Where the two must be `parted` and no blank line does, one comes before the
    /// remarks, which belong to what follows. Gives whether a blank line belongs behind them.
    fn gap(&mut self, trivia: &Trivia<'t>, parted: bool) -> bool {
        let mut starts = trivia.remarks.iter().map(|remark| remark.line_ends).chain([trivia.line_ends]);
        let mut parts = parted && !starts.any(|line_ends| line_ends > 1);
        for remark in &trivia.remarks {
            match self.rows.last_mut() {
                Some(last) if remark.trails() => last.remark = Some(remark.text),
                _ => {
                    self.blank(remark.line_ends > 1 || std::mem::take(&mut parts));
                    self.rows.push(Row { text: remark.text.to_owned(), ..Row::default() });
                }
            }
        }
        trivia.line_ends > 1 || parts
    }

    fn blank(&mut self, blank: bool) {
        if blank && !self.rows.is_empty() {
            self.rows.push(Row::default());
        }
    }
}
