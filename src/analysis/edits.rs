//! Replacements of text.

use crate::source::{Place, Span};

/// A replacement of text in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextEdit {
    /// What is replaced; an empty span inserts.
    pub place: Place,
    /// The new text.
    pub text: String,
}

/// What of a text must be replaced so that it becomes another one, line by line: few and small replacements, so that cursors and
/// marks of an editor stay where they are.
#[must_use]
pub fn changed(old: &str, new: &str) -> Vec<(Span, String)> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let mut edits: Vec<(Span, String)> = Vec::new();
    let (mut at, mut line, mut other) = (0, 0, 0);
    while line < before.len() || other < after.len() {
        let same = before.get(line).zip(after.get(other)).is_some_and(|(one, two)| one == two);
        if same {
            at += before[line].len();
            (line, other) = (line + 1, other + 1);
            continue;
        }
        let (gone, added) = until_same(&before[line..], &after[other..]);
        let length: usize = before[line..line + gone].iter().map(|line| line.len()).sum();
        edits.push((Span::new(at, at + length), after[other..other + added].concat()));
        at += length;
        (line, other) = (line + gone, other + added);
    }
    edits
}

/// How far ahead lines are looked for that are the same again.
const AHEAD: usize = 64;

/// How many lines of either side differ before the next that is the same, the least in sum.
fn until_same(before: &[&str], after: &[&str]) -> (usize, usize) {
    for sum in 1..(2 * AHEAD).min(before.len() + after.len()) {
        for gone in sum.saturating_sub(after.len())..=sum.min(before.len()) {
            let added = sum - gone;
            // A blank line is the same everywhere and says nothing of where one is.
            let meets =
                before.get(gone).zip(after.get(added)).is_some_and(|(one, two)| one == two && *one != "\n");
            if meets {
                return (gone, added);
            }
        }
    }
    (before.len(), after.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edits_make_the_new_text_of_the_old_one() {
        let texts = ["", "a\n", "a\nb\nc\n", "b\n", "a\nx\nc\n", "c\nb\na\n", "a\n\nb\n", "a\nb\nc\nd"];
        for old in texts {
            for new in texts {
                let mut made = old.to_owned();
                for (span, text) in changed(old, new).into_iter().rev() {
                    made.replace_range(span.range(), &text);
                }
                assert_eq!(made, new, "from {old:?}");
            }
        }
        assert_eq!(changed("a\nb\nc\n", "a\nx\nc\n"), [(Span::new(2, 4), "x\n".to_owned())]);
    }
}
