//! From lines to text: where the remarks at the ends of lines go.
//!
//! Remarks on adjacent lines of one indentation stand below each other, two blanks behind the longest of these lines. A
//! remark by itself stands two blanks behind its line: what others did some lines further up does not move it, so a change
//! to one line changes its neighbours at most. Remarks that would reach beyond the last column if they stood below each
//! other do not.

use super::print::{Row, WIDTH, width};

/// The blanks between code and its remark.
const GAP: usize = 2;

/// The text of all lines.
pub(super) fn join(rows: &[Row<'_>]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < rows.len() {
        let end = at + run(&rows[at..]).max(1);
        let column = column(&rows[at..end]);
        rows[at..end].iter().for_each(|row| push(&mut out, row, column));
        at = end;
    }
    out
}

/// How many of the lines have remarks that stand below each other.
fn run(rows: &[Row<'_>]) -> usize {
    let is_one = |row: &&Row<'_>| {
        row.remark.is_some() && row.indentation == rows[0].indentation && !row.text.contains('\n')
    };
    rows.iter().take_while(is_one).count()
}

/// The column in which the remarks of a run start; none if each follows its own line.
fn column(run: &[Row<'_>]) -> Option<usize> {
    let column = run.iter().map(end).max()? + GAP;
    let is_beyond = |row: &Row<'_>, start: usize| start + row.remark.map_or(0, width) > WIDTH;
    let crowded = run.iter().any(|row| is_beyond(row, column) && !is_beyond(row, end(row) + GAP));
    (!crowded).then_some(column)
}

/// The column in which the code of a line ends.
fn end(row: &Row<'_>) -> usize {
    match row.text.rsplit_once('\n') {
        Some((_, last)) => width(last),
        None => row.indentation + width(&row.text),
    }
}

fn push(out: &mut String, row: &Row<'_>, column: Option<usize>) {
    let blanks = |out: &mut String, count: usize| out.extend(std::iter::repeat_n(' ', count));
    if !row.text.is_empty() {
        blanks(out, row.indentation);
        out.push_str(&row.text);
    }
    if let Some(remark) = row.remark {
        let column = column.unwrap_or(end(row) + GAP);
        blanks(out, column.saturating_sub(end(row)));
        out.push_str(remark);
    }
    out.push('\n');
}
