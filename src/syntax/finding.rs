//! What was found to be wrong in a declaration, before it is known which declaration that is.

use crate::diagnostic::{Diagnostic, Problem};
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
    /// A further place, and what is to be seen there.
    label: Option<(Span, String)>,
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
        Finding { span, problem, fix: None, label: None }
    }

    /// Offers a mend that is certainly what was meant.
    pub(super) fn sure_fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Finding {
        Finding { fix: Some(Mend { title: title.into(), span, text: text.into(), sure: true }), ..self }
    }

    /// Offers a mend that is a guess.
    pub(super) fn fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Finding {
        Finding { fix: Some(Mend { title: title.into(), span, text: text.into(), sure: false }), ..self }
    }

    /// Shows a further place.
    pub(super) fn label(self, span: Span, text: impl Into<String>) -> Finding {
        Finding { label: Some((span, text.into())), ..self }
    }

    /// The report of it.
    pub(super) fn report(self, declaration: DeclarationId) -> Diagnostic {
        let at = |span| Location { declaration, span };
        let mut report = Diagnostic::new(at(self.span), self.problem);
        if let Some((span, text)) = self.label {
            report = report.label(at(span), text);
        }
        match self.fix {
            Some(mend) => report.fix(mend.sure, mend.title, at(mend.span), mend.text),
            None => report,
        }
    }
}
