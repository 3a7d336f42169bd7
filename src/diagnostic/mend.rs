//! Sure fixes, applied to texts.
//!
//! Reports take their turn in the order in which they are shown. Of each the first sure fix is applied, all of its edits or
//! none: one that touches what an earlier fix changes waits for the next check, which may no longer offer it.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Fix};
use crate::source::{FileId, Place, Snapshot, Span};

/// Texts after their sure fixes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mended {
    /// The files that change, with their new texts.
    pub texts: Vec<(FileId, String)>,
    /// What was done, in order.
    pub done: Vec<Mend>,
}

/// A fix that was applied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mend {
    /// The code of what was wrong.
    pub code: Code,
    /// What the fix did, as an order: "write `person.plan`".
    pub title: String,
    /// What its first edit replaced, in the text before.
    pub place: Place,
}

/// Applies the sure fixes of reports to those files that `may_change`.
#[must_use]
pub fn mended(
    snapshot: &Snapshot,
    diagnostics: &[Diagnostic],
    may_change: impl Fn(FileId) -> bool,
) -> Mended {
    let mut done = Vec::new();
    let mut edits: BTreeMap<FileId, Vec<(Span, &str)>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let Some(fix) = diagnostic.fixes.iter().find(|fix| fix.sure) else { continue };
        let places = placed(snapshot, fix);
        let fits = |(place, _): &(Place, &str)| may_change(place.file) && !overlaps(&edits, *place);
        let Some((first, _)) = places.first().filter(|_| places.iter().all(fits)) else { continue };
        done.push(Mend { code: diagnostic.problem.code(), title: fix.title.clone(), place: *first });
        for (place, text) in places {
            edits.entry(place.file).or_default().push((place.span, text));
        }
    }
    let texts = edits.into_iter().map(|(file, edits)| (file, edited(&snapshot.file(file).text, edits)));
    Mended { texts: texts.collect(), done }
}

fn placed<'f>(snapshot: &Snapshot, fix: &'f Fix) -> Vec<(Place, &'f str)> {
    fix.edits.iter().map(|edit| (snapshot.place(edit.location), edit.text.as_str())).collect()
}

/// Whether something is changed there already. Two insertions at one place overlap: their order would be a guess.
fn overlaps(edits: &BTreeMap<FileId, Vec<(Span, &str)>>, place: Place) -> bool {
    let Place { file, span } = place;
    let meets = |other: &Span| other.start < span.end && span.start < other.end || other.start == span.start;
    edits.get(&file).is_some_and(|edits| edits.iter().any(|(other, _)| meets(other)))
}

fn edited(text: &str, mut edits: Vec<(Span, &str)>) -> String {
    edits.sort_unstable();
    let mut result = String::with_capacity(text.len());
    let mut behind = 0;
    for (span, new) in edits {
        result.push_str(&text[behind..span.start as usize]);
        result.push_str(new);
        behind = span.end as usize;
    }
    result.push_str(&text[behind..]);
    result
}
