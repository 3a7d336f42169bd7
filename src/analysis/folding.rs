//! What can be folded away: blocks, runs of remarks and of documentation.

use super::view::View;
use crate::source::{FileId, LineIndex};
use crate::syntax::token::{TokenKind, tokens};

/// Lines that fold into the first one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fold {
    /// The first line, which stays.
    pub first: u32,
    /// The last line that is folded away.
    pub last: u32,
    /// What it is.
    pub kind: FoldKind,
}

/// What is folded away.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FoldKind {
    /// A block or a bracket.
    Block,
    /// Remarks, or documentation.
    Comment,
}

impl View {
    /// What can be folded away in a file, in the order of its first lines.
    #[must_use]
    pub fn folds(&self, file: FileId) -> Vec<Fold> {
        let (text, lines) = (self.text(file), &self.snapshot().file(file).lines);
        let mut found = blocks(text, lines);
        found.extend(comments(text, lines));
        found.sort_unstable();
        found
    }
}

fn blocks(text: &str, lines: &LineIndex) -> Vec<Fold> {
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for token in tokens(text) {
        let line = lines.line(token.span.start as usize) as u32;
        if token.kind.opens() {
            open.push(line);
        } else if token.kind.closes()
            && let Some(first) = open.pop()
            && line > first + 1
        {
            // The line of the closing bracket stays, so that one sees where what follows belongs.
            found.push(Fold { first, last: line - 1, kind: FoldKind::Block });
        } else if let TokenKind::Text(_) = token.kind {
            let last = lines.line(token.span.end as usize) as u32;
            if last > line {
                found.push(Fold { first: line, last, kind: FoldKind::Block });
            }
        }
    }
    found.dedup_by_key(|fold| fold.first);
    found
}

fn comments(text: &str, lines: &LineIndex) -> Vec<Fold> {
    let mut found: Vec<Fold> = Vec::new();
    let is_alone = |start: usize| text[lines.start(lines.line(start))..start].trim().is_empty();
    for token in tokens(text) {
        let TokenKind::Comment(_) = token.kind else { continue };
        let (start, line) = (token.span.start as usize, lines.line(token.span.start as usize) as u32);
        if !is_alone(start) {
            continue;
        }
        match found.last_mut().filter(|fold| fold.last + 1 == line) {
            Some(fold) => fold.last = line,
            None => found.push(Fold { first: line, last: line, kind: FoldKind::Comment }),
        }
    }
    found.retain(|fold| fold.last > fold.first);
    found
}
