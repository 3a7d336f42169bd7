//! Each feature over its fixtures.

use bourn::analysis::{Base, Completion, Link, Settings, Symbol, TextEdit, View};
use bourn::diagnostic::{Fix, Level};
use bourn::source::{FileId, Place, Span};
use bourn::value::{Instant, Zone};

use crate::literate::{Fixture, MAIN, check};

/// The moment at which everything is asked: 2026-11-30 09:00 in UTC.
fn now() -> Instant {
    bourn::value::time::parse_datetime("2026-11-30 09:00", Zone::UTC).unwrap()
}

/// A fixture as a project, and its main file.
fn view(fixture: &Fixture) -> (View, FileId) {
    let mut base = Base::new(Settings::default());
    base.set(MAIN, &fixture.text);
    let is_source = |path: &str| path.ends_with(".flow");
    fixture.files.iter().filter(|(path, _)| is_source(path)).for_each(|(path, text)| base.set(path, text));
    let view = base.view(&|path| {
        fixture.files.iter().find(|(known, _)| known == path).map(|(_, text)| Ok(text.as_str().into()))
    });
    let file = view.file(MAIN).unwrap();
    (view, file)
}

fn lines(lines: impl IntoIterator<Item = String>) -> String {
    let lines: Vec<String> = lines.into_iter().collect();
    if lines.is_empty() { "nothing".to_owned() } else { lines.join("\n") }
}

/// The line of a place, with marks below what is meant.
fn marked(view: &View, place: Place, note: &str) -> String {
    let file = view.snapshot().file(place.file);
    let line = file.lines.line(place.span.start as usize);
    let start = file.lines.start(line);
    let text = file.text[start..].lines().next().unwrap_or_default();
    let before = file.text[start..place.span.start as usize].chars().count();
    let marks = file.text[place.span.range()].lines().next().unwrap_or_default().chars().count().max(1);
    let path = &file.path;
    format!("{path}:{}\n{text}\n{}{} {note}", line + 1, " ".repeat(before), "^".repeat(marks))
        .trim_end()
        .to_owned()
}

/// The lines of files that edits change, as they are then.
fn edited(view: &View, edits: &[TextEdit]) -> String {
    let mut found = Vec::new();
    let mut files: Vec<FileId> = edits.iter().map(|edit| edit.place.file).collect();
    files.sort_unstable();
    files.dedup();
    for file in files {
        let old = view.text(file);
        let mut new = old.to_owned();
        let mut here: Vec<&TextEdit> = edits.iter().filter(|edit| edit.place.file == file).collect();
        here.sort_by_key(|edit| edit.place.span);
        for edit in here.iter().rev() {
            new.replace_range(edit.place.span.range(), &edit.text);
        }
        let path = &view.snapshot().file(file).path;
        let changed = new.lines().filter(|line| !old.lines().any(|known| known == *line));
        found.extend(changed.map(|line| format!("{path}: {line}")));
    }
    lines(found)
}

/// How many completions a fixture shows.
const SHOWN: usize = 10;

#[test]
fn completion() {
    check("completion", |fixture| {
        let (view, file) = view(fixture);
        let found = view.completions(file, fixture.marks[0]);
        let one = |completion: &Completion| {
            let replaced = view.snapshot().text(completion.place);
            let replaced = if replaced.is_empty() { String::new() } else { format!(" for `{replaced}`") };
            let detail = completion.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
            let insert = completion.insert.replace('\n', "⏎");
            format!("{:?} {}{detail}: {insert}{replaced}", completion.kind, completion.label)
        };
        let more = if found.len() > SHOWN { Some("…".to_owned()) } else { None };
        lines(found.iter().take(SHOWN).map(one).chain(more))
    });
}

#[test]
fn hover() {
    check("hover", |fixture| {
        let (view, file) = view(fixture);
        match view.hover(file, fixture.marks[0], now()) {
            Some(hover) => format!("{}\n\n{}", marked(&view, hover.place, ""), hover.text),
            None => "nothing".to_owned(),
        }
    });
}

#[test]
fn definition() {
    check("definition", |fixture| {
        let (view, file) = view(fixture);
        let found = view.definition(file, fixture.marks[0]).into_iter().map(|place| marked(&view, place, ""));
        let types = view.type_definition(file, fixture.marks[0]);
        let types = types.into_iter().map(|place| marked(&view, place, "type"));
        lines(found.chain(types))
    });
}

#[test]
fn references() {
    check("references", |fixture| {
        let (view, file) = view(fixture);
        let found = view.references(file, fixture.marks[0]);
        lines(found.into_iter().map(|one| marked(&view, one.place, &format!("{:?}", one.role))))
    });
}

#[test]
fn rename() {
    check("rename", |fixture| {
        let (view, file) = view(fixture);
        match view.rename(file, fixture.marks[0], "renamed") {
            Ok(edits) => edited(&view, &edits),
            Err(error) => error.to_string(),
        }
    });
}

#[test]
fn actions() {
    check("actions", |fixture| {
        let (view, file) = view(fixture);
        let end = fixture.marks.get(1).copied().unwrap_or(fixture.marks[0]);
        let part = Span::new(fixture.marks[0], end);
        let found = view.actions(file, part, view.diagnostics());
        lines(found.into_iter().map(|action| {
            let sure = if action.is_sure { " (sure)" } else { "" };
            format!("{:?}{sure}: {}\n{}", action.kind, action.title, edited(&view, &action.edits))
        }))
    });
}

#[test]
fn hints() {
    check("hints", |fixture| {
        let (view, file) = view(fixture);
        let mut text = fixture.text.clone();
        for hint in view.hints(file, Span::new(0, text.len()), now()).into_iter().rev() {
            text.insert_str(hint.at as usize, &format!("⟦{}⟧", hint.text));
        }
        let changed = text.lines().filter(|line| line.contains('⟦')).map(str::to_owned);
        lines(changed.collect::<Vec<_>>())
    });
}

#[test]
fn symbols() {
    check("symbols", |fixture| {
        let (view, file) = view(fixture);
        let mut found = Vec::new();
        view.outline(file).iter().for_each(|symbol| symbol_lines(symbol, 0, &mut found));
        lines(found)
    });
}

fn symbol_lines(symbol: &Symbol, depth: usize, found: &mut Vec<String>) {
    let detail = symbol.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
    found.push(format!("{}{:?} {}{detail}", "  ".repeat(depth), symbol.kind, symbol.name));
    symbol.children.iter().for_each(|child| symbol_lines(child, depth + 1, found));
}

#[test]
fn colours() {
    check("colours", |fixture| {
        let (view, file) = view(fixture);
        let found = view.tints(file).into_iter().map(|tint| {
            let marks = [(tint.declares, " declares"), (tint.library, " library")];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
            format!("{:?}{marks}: {}", tint.kind, &fixture.text[tint.span.range()])
        });
        lines(found)
    });
}

#[test]
fn folds() {
    check("folds", |fixture| {
        let (view, file) = view(fixture);
        lines(
            view.folds(file).into_iter().map(|fold| format!("{}-{} {:?}", fold.first, fold.last, fold.kind)),
        )
    });
}

#[test]
fn selections() {
    check("selections", |fixture| {
        let (view, file) = view(fixture);
        let found = view.selections(file, fixture.marks[0]);
        lines(found.into_iter().map(|span| fixture.text[span.range()].replace('\n', "⏎")))
    });
}

#[test]
fn signatures() {
    check("signatures", |fixture| {
        let (view, file) = view(fixture);
        lines(view.signatures(file, fixture.marks[0]).into_iter().map(|one| {
            let mut text = one.text.clone();
            if let Some((from, to)) = one.active.map(|at| one.parameters[at]) {
                text.insert(to, '⟧');
                text.insert(from, '⟦');
            }
            text
        }))
    });
}

#[test]
fn links_and_lenses() {
    check("links", |fixture| {
        let (view, file) = view(fixture);
        let links = view.links(file).into_iter().map(|link| match link {
            Link::File(place, path) => marked(&view, place, &format!("file {path}")),
            Link::Address(place, address) => marked(&view, place, &format!("address {address}")),
            Link::Code(place, code) => marked(&view, place, &format!("code {code}")),
        });
        let lenses =
            view.lenses(file).into_iter().map(|lens| marked(&view, lens.place, &format!("{:?}", lens.kind)));
        lines(links.chain(lenses).collect::<Vec<_>>())
    });
}

/// Every completion has a place of its own line, and what has a key has documentation.
#[test]
fn what_is_completed_can_be_documented() {
    let texts = ["segment A = $0", "flow F {\n    enter when happened $0\n}", "flow F {\n    $0\n}"];
    for text in texts {
        let offset = text.find("$0").unwrap();
        let mut base = Base::default();
        base.set(MAIN, &text.replace("$0", ""));
        let view = base.view(&|_| None);
        let file = view.file(MAIN).unwrap();
        let found = view.completions(file, offset);
        assert!(found.len() > 5, "{text}");
        for completion in found {
            if let Some(key) = &completion.key {
                assert!(bourn::analysis::documentation_of(&view, key).is_some(), "{key}");
            }
        }
    }
}

/// Every sure fix of every wrong page is an action, and the mend of the whole file takes their codes away.
#[test]
fn what_has_a_sure_fix_has_an_action() {
    let text = "people { plan: text }\nsegment A = Plan is \"pro\"\n";
    let mut base = Base::default();
    base.set(MAIN, text);
    let view = base.view(&|_| None);
    let file = view.file(MAIN).unwrap();
    let sure = |fixes: &[Fix]| fixes.iter().any(|fix| fix.sure);
    assert!(view.diagnostics().iter().any(|found| found.level() == Level::Error && sure(&found.fixes)));
    let all = view.fix_all(file, view.diagnostics()).unwrap();
    assert_eq!(all.edits.len(), 1);
    assert_eq!(all.edits[0].text, "segment A = plan is \"pro\"\n");
}
