//! Allowances: `allow(W0412, "entered by hand")` keeps a code from being reported in what follows it.
//!
//! They are applied here and nowhere else, to all that checking has found, before the project's `[lints]` are. Of several
//! that fit, the innermost takes the report. What is found in data and at run time has no place in a declaration's text that
//! anybody chose, and is not silenced.

use crate::diagnostic::{Diagnostic, Level, Origin, Problem, entry, nearest_lint};
use crate::source::{DeclarationId, Location, Snapshot, Span};
use crate::syntax::tree::{Allowance, Tree};

/// Drops the reports that are allowed, and adds those on the allowances themselves. Where not everything is checked yet, none
/// is said to be idle.
pub(super) fn apply(snapshot: &Snapshot, trees: &[Tree], diagnostics: &mut Vec<Diagnostic>, is_whole: bool) {
    let declarations = || trees.iter().flat_map(|tree| &tree.declarations);
    let mut given: Vec<Given<'_>> = declarations()
        .flat_map(|node| node.allowances.iter().map(|allowance| Given::new(node.id, allowance)))
        .collect();
    if given.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| match innermost(&mut given, diagnostic) {
        Some(given) => {
            given.is_idle = false;
            false
        }
        None => true,
    });
    // Where there are errors, much is not looked at, and an allowance may only seem to be idle.
    let has_errors = !is_whole
        || declarations().any(|node| !node.lost.lines.is_empty())
        || diagnostics.iter().any(|diagnostic| diagnostic.level() == Level::Error);
    diagnostics.extend(given.iter().filter_map(|given| given.mistake(snapshot, has_errors)));
}

/// An allowance and what has become of it.
struct Given<'t> {
    declaration: DeclarationId,
    allowance: &'t Allowance,
    /// Whether nothing was allowed by it so far.
    is_idle: bool,
}

impl<'t> Given<'t> {
    fn new(declaration: DeclarationId, allowance: &'t Allowance) -> Given<'t> {
        Given { declaration, allowance, is_idle: true }
    }

    fn allows(&self, diagnostic: &Diagnostic) -> bool {
        let Origin::Source(Location { declaration, span }) = diagnostic.origin else { return false };
        let covers = self.allowance.covers;
        declaration == self.declaration
            && covers.start <= span.start
            && span.start <= covers.end
            && diagnostic.problem.code().0 == &*self.allowance.code.text
            && diagnostic.problem.level() != Level::Error
    }

    /// What is wrong with the allowance. One that cannot be read has been reported.
    fn mistake(&self, snapshot: &Snapshot, has_errors: bool) -> Option<Diagnostic> {
        let Allowance { code, reason, span, .. } = self.allowance;
        if code.text.is_empty() {
            return None;
        }
        let Some(known) = entry(&code.text).filter(|known| known.code.0 == &*code.text) else {
            return Some(self.unknown());
        };
        let code_text = code.text.to_string();
        if known.level == Level::Error {
            let problem = Problem::AllowedError { code: code_text, name: known.name.replace('-', " ") };
            return Some(Diagnostic::new(self.at(code.span), problem));
        }
        if reason.as_ref().is_none_or(|reason| reason.text.trim().is_empty()) {
            let span = reason.as_ref().map_or(*span, |reason| reason.span);
            return Some(Diagnostic::new(self.at(span), Problem::UnexplainedAllowance { code: code_text }));
        }
        let report = || Diagnostic::new(self.at(*span), Problem::IdleAllowance { code: code_text });
        (self.is_idle && !has_errors)
            .then(|| report().fix(true, "remove the allowance", self.line(snapshot), ""))
    }

    /// The report of a code that does not exist.
    fn unknown(&self) -> Diagnostic {
        let code = &self.allowance.code;
        let near = nearest_lint(&code.text);
        let hint = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`bourn explain` lists all codes".to_owned(),
        };
        let at = self.at(code.span);
        let report = Diagnostic::new(at, Problem::UnknownAllowance { code: code.text.to_string(), hint });
        match near {
            Some(near) => {
                report.fix(near.eq_ignore_ascii_case(&code.text), format!("write `{near}`"), at, near)
            }
            None => report,
        }
    }

    /// The allowance with its line end and the blanks behind it, so that what follows moves into its place.
    fn line(&self, snapshot: &Snapshot) -> Location {
        let Span { start, end } = self.allowance.span;
        let rest = self.at(Span { start: end, end: self.allowance.covers.start.max(end) });
        let rest = snapshot.text(snapshot.place(rest));
        let behind = rest.trim_start_matches([' ', '\t', '\r']);
        let moved = behind.strip_prefix('\n').map(|next| next.trim_start_matches([' ', '\t']));
        let length = moved.map_or(0, |moved| rest.len() - moved.len());
        self.at(Span::new(start as usize, end as usize + length))
    }

    fn at(&self, span: Span) -> Location {
        Location { declaration: self.declaration, span }
    }
}

/// The allowance that is nearest around what a diagnostic is about.
fn innermost<'g, 't>(given: &'g mut [Given<'t>], diagnostic: &Diagnostic) -> Option<&'g mut Given<'t>> {
    let fitting = given.iter_mut().filter(|given| given.allows(diagnostic));
    fitting.min_by_key(|given| given.allowance.covers.len())
}
