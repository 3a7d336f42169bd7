//! An element drawn with characters: what its arms ask and what is done in them.

use super::view::{Declared, View};
use super::walk::{self, AnyArm};
use crate::syntax::tree::Statement;

/// The most lines of a picture.
const LINES: usize = 24;

/// The element and what is in its arms; nothing for one without arms.
pub(super) fn of(view: &View, declared: Declared<'_>, statement: &Statement) -> Option<String> {
    let arms = walk::arms(&statement.kind);
    if arms.is_empty() {
        return None;
    }
    let mut lines = vec![line(view, declared, statement)];
    draw(view, declared, &arms, "", &mut lines);
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.push("…".to_owned());
    }
    Some(lines.join("\n"))
}

fn draw(view: &View, declared: Declared<'_>, arms: &[AnyArm<'_>], indent: &str, lines: &mut Vec<String>) {
    for (at, arm) in arms.iter().enumerate() {
        let is_last = at + 1 == arms.len();
        let (turn, below) = if is_last { ("└─", "  ") } else { ("├─", "│ ") };
        let head = one_line(walk::text(view, declared, arm.head));
        let below = format!("{indent}{below}");
        if arm.body.is_empty() {
            lines.push(format!("{indent}{turn} {head} → go on"));
            continue;
        }
        lines.push(format!("{indent}{turn} {head}"));
        for statement in arm.body {
            lines.push(format!("{below}  {}", line(view, declared, statement)));
            draw(view, declared, &walk::arms(&statement.kind), &format!("{below}  "), lines);
        }
    }
}

fn line(view: &View, declared: Declared<'_>, statement: &Statement) -> String {
    one_line(walk::text(view, declared, statement.head))
}

/// A text on one line, with one blank between two words.
fn one_line(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    line.join(" ").trim_end_matches(['{', ' ']).to_owned()
}
