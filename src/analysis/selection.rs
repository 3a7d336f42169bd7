//! Selections that grow: word, expression, statement, block, declaration, file.

use super::view::View;
use super::walk;
use crate::source::{FileId, Span};
use crate::syntax::token::tokens;

impl View {
    /// The spans around an offset in a file, the smallest first, each inside the next.
    #[must_use]
    pub fn selections(&self, file: FileId, offset: usize) -> Vec<Span> {
        let at = offset as u32;
        let text = self.text(file);
        let mut spans = vec![Span::new(0, text.len())];
        if let Some(declared) = self.declaration_at(file, offset) {
            let whole = declared.node.span.shifted(declared.start);
            spans.push(whole);
            let local = at.saturating_sub(declared.start);
            let around = |span: Span| span.start <= local && local <= span.end;
            let mut inner: Vec<Span> = Vec::new();
            inner.extend(
                declared.node.expressions.iter().map(|(_, one)| one.span).filter(|span| around(*span)),
            );
            walk::each(walk::statements(&declared.node.kind), &mut |statement, _| {
                let arms = walk::arms(&statement.kind).into_iter().map(|arm| arm.span);
                inner.extend(arms.chain([statement.head, statement.span]).filter(|span| around(*span)));
            });
            spans.extend(inner.into_iter().map(|span| span.shifted(declared.start)));
            let tokens = tokens(&text[whole.range()]);
            let tokens = tokens.iter().filter(|token| !token.kind.is_trivia()).map(|token| token.span);
            spans.extend(tokens.filter(|span| around(*span)).map(|span| span.shifted(declared.start)));
        }
        nested(spans)
    }
}

/// Those that lie in each other, the smallest first.
fn nested(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| (span.len(), span.start));
    spans.dedup();
    let mut found: Vec<Span> = Vec::new();
    for span in spans {
        if found.last().is_none_or(|inner| span.start <= inner.start && inner.end <= span.end) {
            found.push(span);
        }
    }
    found
}
