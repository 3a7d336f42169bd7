//! What holds for every text: its tokens, its tree, its form and what is found in it.

use std::sync::Arc;

use crate::check::{Settings, check};
use crate::diagnostic::{Colour, Diagnostic, Origin, Reports, github, human, json, sarif};
use crate::source::Snapshot;
use crate::syntax::show::show;
use crate::syntax::token::{TokenKind, tokens};
use crate::syntax::tree::Tree;
use crate::syntax::{format, parse};

/// The path of the file in reports.
const PATH: &str = "law.flow";

/// The tokens are the text: one behind the other, none empty, cut at characters.
///
/// # Panics
///
/// If the law is broken.
pub fn tokens_are_lossless(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut end = 0;
    for token in tokens(&text) {
        assert_eq!(token.span.start, end, "there is a gap before {token:?} in {text:?}");
        assert!(!token.span.is_empty(), "{token:?} is empty in {text:?}");
        assert!(text.get(token.span.range()).is_some(), "{token:?} cuts a character in {text:?}");
        end = token.span.end;
    }
    assert_eq!(end as usize, text.len(), "the tokens end too early in {text:?}");
}

/// A text can be read. What is found stands in it, what is broken is reported, and every declaration is read the same when text
/// before it changes.
///
/// # Panics
///
/// If the law is broken.
pub fn parsing_is_total(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut snapshot = Snapshot::new();
    let (before, reports) = read(&mut snapshot, &text);
    places_are_sound(&snapshot, &reports);
    let is_broken = show(&before).contains("(broken");
    assert!(!is_broken || !reports.is_empty(), "nothing is said about what is broken in {text:?}");
    let (after, again) = read(&mut snapshot, &format!("// žluťoučký\n\n{text}"));
    assert_eq!(before.declarations, after.declarations, "a line before {text:?} changes its tree");
    assert_eq!(reports, again, "a line before {text:?} changes what is found in it");
}

/// What has no mistakes can be formatted: twice is once, and neither tree nor remarks change. What has some is left alone.
/// Returns whether the text has none.
///
/// # Panics
///
/// If the law is broken.
pub fn formatting_keeps_meaning(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some(once) = formatted(&text) else { return false };
    let twice = formatted(&once);
    assert_eq!(twice.as_deref(), Some(&*once), "formatting {text:?} twice is not once");
    assert_eq!(remarks(&text), remarks(&once), "the remarks of {text:?} change in {once:?}");
    assert_eq!(shape(&text), shape(&once), "the tree of {text:?} changes in {once:?}");
    true
}

/// A text can be checked, and what is found can be shown in every format.
///
/// # Panics
///
/// If the law is broken.
pub fn checking_is_total(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut snapshot = Snapshot::new();
    let (tree, mut reports) = read(&mut snapshot, &text);
    reports.extend(check(&mut snapshot, &[tree], &Settings::default()).diagnostics);
    places_are_sound(&snapshot, &reports);
    let mut shown = Vec::new();
    assert!(human(&snapshot, &reports, Colour::Always, &mut shown).is_ok(), "{text:?} cannot be shown");
    let reports = [Reports { snapshot: &snapshot, diagnostics: &reports }];
    for shown in [json(&reports), sarif(&reports), github(&reports)] {
        assert!(
            reports[0].diagnostics.is_empty() || !shown.is_empty(),
            "what is found in {text:?} is not shown"
        );
    }
}

fn read(snapshot: &mut Snapshot, text: &str) -> (Tree, Vec<Diagnostic>) {
    let file = snapshot.add(PATH, text);
    parse(snapshot, file)
}

/// Places, labels and mends stand in the text and cut no character.
fn places_are_sound(snapshot: &Snapshot, reports: &[Diagnostic]) {
    for report in reports {
        let Origin::Source(place) = report.origin else { panic!("{report:?} has no place") };
        let labels = report.labels.iter().map(|label| label.location);
        let edits = report.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.location);
        for location in [place].into_iter().chain(labels).chain(edits) {
            let place = snapshot.place(location);
            let text: &Arc<str> = &snapshot.file(place.file).text;
            assert!(text.get(place.span.range()).is_some(), "{report:?} stands at {place:?} of {text:?}");
        }
    }
}

fn formatted(text: &str) -> Option<String> {
    let mut snapshot = Snapshot::new();
    let file = snapshot.add(PATH, text);
    format(&mut snapshot, file).ok()
}

/// Remarks and documentation, in order.
fn remarks(text: &str) -> Vec<String> {
    let all = tokens(text).into_iter().filter(|token| matches!(token.kind, TokenKind::Comment(_)));
    all.map(|token| text[token.span.range()].trim_end().to_owned()).collect()
}

/// The tree as text without the brackets that formatting may add: they change no order, and stand for no node of their own.
fn shape(text: &str) -> Vec<String> {
    let (tree, _) = read(&mut Snapshot::new(), text);
    let shown = show(&tree).replace("(bracket ", "(");
    let lines = shown.lines().filter(|line| !line.trim_start().starts_with("; "));
    lines.map(|line| line.replace(['(', ')'], "")).collect()
}
