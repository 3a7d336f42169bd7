//! What was found to be wrong in a declaration, before it is known which declaration that is.

use crate::diagnostic::{Diagnostic, Hint, List, Problem};
use crate::source::{DeclarationId, Location, Span};

/// A problem, with spans that count from the start of a declaration.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// Where.
    pub(super) span: Span,
    /// What.
    pub(super) problem: Problem,
    /// The mend: its title, what it replaces, and the new text.
    fix: Option<Mend>,
}

/// A mend of one place.
#[derive(Clone, Debug)]
struct Mend {
    title: String,
    span: Span,
    text: String,
    sure: bool,
}

impl Finding {
    /// A problem at a place.
    pub(super) fn new(span: Span, problem: Problem) -> Finding {
        Finding { span, problem, fix: None }
    }

    /// What stands at a place where something else is expected, with nothing to add.
    pub(super) fn unexpected(span: Span, expected: List, found: impl Into<String>) -> Finding {
        Finding::new(span, Problem::Unexpected { expected, found: found.into(), hint: Hint::default() })
    }

    /// Offers a mend that is certainly what was meant.
    pub(super) fn sure_fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Finding {
        Finding { fix: Some(Mend { title: title.into(), span, text: text.into(), sure: true }), ..self }
    }

    /// Offers a mend that is a guess.
    pub(super) fn fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Finding {
        Finding { fix: Some(Mend { title: title.into(), span, text: text.into(), sure: false }), ..self }
    }

    /// The same finding, counted from a point `by` bytes earlier.
    pub(super) fn shifted(self, by: u32) -> Finding {
        let fix = self.fix.map(|mend| Mend { span: mend.span.shifted(by), ..mend });
        Finding { span: self.span.shifted(by), fix, ..self }
    }

    /// The report of it.
    pub(super) fn report(self, declaration: DeclarationId) -> Diagnostic {
        let at = |span| Location { declaration, span };
        let report = Diagnostic::new(at(self.span), self.problem);
        match self.fix {
            Some(mend) => report.fix(mend.sure, mend.title, at(mend.span), mend.text),
            None => report,
        }
    }
}
