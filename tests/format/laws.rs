//! What holds for every source: formatting twice is formatting once, the tree and the remarks stay, lines are broken where
//! they can be, and what has mistakes is not touched.

use std::fs;
use std::path::{Path, PathBuf};

use bourn::diagnostic::{Colour, entries, human};
use bourn::source::Snapshot;
use bourn::syntax::show::show;
use bourn::syntax::token::{Token, TokenKind, tokens};
use bourn::syntax::{format, parse};
use proptest::prelude::*;

use super::generator::program;

/// The text in the one style, or the reports.
pub(crate) fn formatted(text: &str) -> Result<String, String> {
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("test.flow", text);
    format(&mut snapshot, file).map_err(|reports| {
        let mut out = Vec::new();
        human(&snapshot, &reports, Colour::Never, &mut out).expect("writing to memory succeeds");
        String::from_utf8_lossy(&out).into_owned()
    })
}

/// Says which law a text breaks.
pub(crate) fn obeys_the_laws(text: &str) -> Result<(), String> {
    let once = formatted(text)?;
    let twice = formatted(&once).map_err(|reports| format!("the result has mistakes:\n{once}\n{reports}"))?;
    let laws = [
        ("twice is once", once == twice, twice),
        ("the tree stays", tree(text) == tree(&once), tree(&once)),
        ("the remarks stay", remarks(text) == remarks(&once), remarks(&once).join("\n")),
        ("lines are broken where they can be", broken(&once).is_none(), broken(&once).unwrap_or_default()),
        ("no line ends in a blank, but the last ends", is_tidy(&once), String::new()),
    ];
    match laws.into_iter().find(|(_, holds, _)| !holds) {
        Some((law, _, found)) => Err(format!("{law}:\n{text}\n-- became\n{once}\n-- found\n{found}")),
        None => Ok(()),
    }
}

/// The tree without brackets, since some are added.
fn tree(text: &str) -> String {
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("test.flow", text);
    let (tree, _) = parse(&mut snapshot, file);
    // What documentation says is compared with the remarks, and may hold brackets and quotes.
    let shown = show(&tree);
    let lines = shown.lines().map(|line| if line.trim_start().starts_with("; ") { ";" } else { line });
    without_brackets(&lines.collect::<Vec<_>>().join("\n"))
}

/// Takes away each `(bracket …)` but its inside.
fn without_brackets(shown: &str) -> String {
    const OPENING: &str = "(bracket ";
    let (mut out, mut open, mut at) = (String::new(), Vec::new(), 0);
    while at < shown.len() {
        let rest = &shown[at..];
        let is_bracket = rest.starts_with(OPENING);
        let length = match rest.chars().next() {
            _ if is_bracket => OPENING.len(),
            Some('"') => quoted(rest),
            // A name may hold a quote that begins nothing.
            Some('`') => rest[1..].find('`').map_or(rest.len(), |end| end + 2),
            next => next.map_or(1, char::len_utf8),
        };
        let drop = match rest.as_bytes()[0] {
            b'(' => {
                open.push(is_bracket);
                is_bracket
            }
            b')' => open.pop() == Some(true),
            _ => false,
        };
        if !drop {
            out.push_str(&rest[..length]);
        }
        at += length;
    }
    out
}

/// The length of a quoted text.
fn quoted(text: &str) -> usize {
    let mut escaped = true; // The first quote is none that ends it.
    let end = text.find(|c| {
        let is_end = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        is_end
    });
    end.map_or(text.len(), |end| end + 1)
}

/// Remarks and documentation, in order.
fn remarks(text: &str) -> Vec<String> {
    let is_one = |token: &&Token| matches!(token.kind, TokenKind::Comment(_));
    let all = tokens(text);
    all.iter().filter(is_one).map(|token| text[token.span.range()].trim_end().to_owned()).collect()
}

/// A line that is too long although it could be broken. Remarks do not count.
fn broken(text: &str) -> Option<String> {
    let all: Vec<Token> = tokens(text).into_iter().filter(|token| !token.kind.is_blank()).collect();
    let lines = all.split(|token| token.kind == TokenKind::LineEnd).filter(|line| !line.is_empty());
    let mut too_long = lines.filter(|line| columns(text, line) > 100);
    too_long.find(|line| can_be_broken(text, line)).map(|line| {
        let (first, last) = (line[0].span, line[line.len() - 1].span);
        text[first.to(last).range()].to_owned()
    })
}

/// The column in which the code of a line ends.
fn columns(text: &str, line: &[Token]) -> usize {
    let end = line[line.len() - 1].span.end as usize;
    let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
    text[start..end].chars().count()
}

fn can_be_broken(text: &str, line: &[Token]) -> bool {
    let word = |token: &Token| &text[token.span.range()];
    let words = ["and", "or", "then", "else", "where", "save", "??", "+", "*", "/"];
    let pairs = line.windows(2).any(|pair| match pair[0].kind {
        TokenKind::Comma => true,
        // The address of a sender has to stand on its line.
        TokenKind::Equals => !matches!(pair[1].kind, TokenKind::Text(_)),
        TokenKind::OpenRound => pair[1].kind != TokenKind::CloseRound,
        TokenKind::OpenCurly => pair[1].kind != TokenKind::CloseCurly,
        _ => words.contains(&word(&pair[1])),
    });
    // So has the `and` of `between`.
    pairs && !line.iter().any(|token| word(token) == "between")
}

/// Whether there are no blanks at line ends outside of texts, and one line end at the end.
fn is_tidy(text: &str) -> bool {
    let all = tokens(text);
    let blank_before =
        |pair: &[Token]| pair[0].kind == TokenKind::Blank && pair[1].kind == TokenKind::LineEnd;
    let ends = text.is_empty() || text.ends_with('\n') && !text.ends_with("\n\n") && !text.starts_with('\n');
    let many = all.windows(3).any(|three| three.iter().all(|token| token.kind == TokenKind::LineEnd));
    ends && !many && !all.windows(2).any(blank_before)
}

/// The files with an extension below a folder of the repository.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found
}

/// The sources of the repository: files, and the programs on the pages of the diagnostics.
fn sources() -> Vec<(String, String)> {
    let files = ["stdlib", "examples", "tests"].into_iter().flat_map(|folder| files(folder, "flow"));
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("the file can be read");
        (path.to_string_lossy().into_owned(), text)
    };
    let blocks =
        |page: &'static str| page.split("```flow").skip(1).filter_map(|rest| rest.split("```").next());
    let programs = entries().iter().flat_map(|entry| {
        blocks(entry.page)
            .map(|block| (entry.code.to_string(), block.split_once('\n').unwrap_or_default().1.to_owned()))
    });
    files.map(read).chain(programs).collect()
}

#[test]
fn the_sources_of_the_repository() {
    let (mut read, mut failures) = (0, String::new());
    for (name, text) in sources() {
        let mut snapshot = Snapshot::new();
        let file = snapshot.add(&name, &text);
        let reports = parse(&mut snapshot, file).1;
        match (reports.is_empty(), obeys_the_laws(&text)) {
            (true, Ok(())) => read += 1,
            (true, Err(broken)) => failures += &format!("{name}: {broken}\n"),
            (false, _) => assert!(formatted(&text).is_err(), "{name} has mistakes and was formatted"),
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(read > 80, "only {read} sources were found");
}

/// What users read as examples is in the style.
#[test]
fn the_examples_and_the_library_are_in_the_style() {
    for path in files("stdlib", "flow").into_iter().chain(files("examples", "flow")) {
        let text = fs::read_to_string(&path).expect("the file can be read");
        assert_eq!(formatted(&text).as_ref(), Ok(&text), "{}: run `bourn fmt` on it", path.display());
    }
}

#[test]
fn names_with_quotes() {
    let text = "flow F {\n    enter when in segment Adults or \"\" / //r\n [{ }, `tw\"{o words` <= x] was 3 days and b\n}\n";
    assert_eq!(obeys_the_laws(text), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_programs(choices in prop::collection::vec(any::<u8>(), 0..500)) {
        let text = program(&choices);
        if let Err(broken) = obeys_the_laws(&text) {
            return Err(TestCaseError::fail(broken));
        }
    }

    /// A line end of another system changes nothing.
    #[test]
    fn other_line_ends(choices in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = program(&choices);
        prop_assert_eq!(formatted(&text.replace('\n', "\r\n")), formatted(&text));
    }

    /// Whatever the text, there is no panic, and what has no mistakes obeys the laws.
    #[test]
    fn damaged_programs(choices in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), with in "[ \n(){}=,;/\"a?-]{0,2}") {
        let mut text = program(&choices);
        let at = text.floor_char_boundary(at.index(text.len() + 1));
        text.insert_str(at, &with);
        if formatted(&text).is_ok() && let Err(broken) = obeys_the_laws(&text) {
            return Err(TestCaseError::fail(broken));
        }
    }
}
