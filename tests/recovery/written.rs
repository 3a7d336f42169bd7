//! Cases written by hand, as editors leave them: a folder for each kind of mistake. `//~` at the end of a line says that a report
//! starts there; it is taken away before the text is read.

use std::fs;
use std::path::{Path, PathBuf};

use super::case::{Case, FIRST, LAST};
use super::tally::tally;

const MARK: &str = "//~";

/// The folders, which are the kinds.
const KINDS: [&str; 7] = ["braces", "names", "operands", "quotes", "several", "typing", "words"];

fn cases(kind: &'static str) -> Vec<Case> {
    let folder = Path::new("tests/recovery").join(kind);
    let files =
        fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be read").path());
    let mut files: Vec<PathBuf> = files.collect();
    files.sort();
    files.iter().map(|path| case(kind, path)).collect()
}

fn case(kind: &'static str, path: &Path) -> Case {
    let marked = fs::read_to_string(path).expect("the file can be read");
    // Nothing comes behind what is typed at the end of a file.
    let ends = marked.trim_end().ends_with(MARK) || marked.contains("// the file ends here");
    let whole = format!("{FIRST}{marked}{}", if ends { "" } else { LAST });
    let mistakes = whole.lines().enumerate().filter(|(_, line)| line.ends_with(MARK));
    let mistakes = mistakes.map(|(at, _)| vec![at + 1]).collect();
    let lines: Vec<&str> = whole.lines().map(|line| line.trim_end_matches(MARK).trim_end()).collect();
    let title = path.display().to_string();
    Case { kind, title, text: lines.join("\n") + "\n", mistakes, known: Vec::new() }
}

#[test]
fn mistakes_written_by_hand() {
    let cases: Vec<Case> = KINDS.into_iter().flat_map(cases).collect();
    assert!(cases.len() > 90 && cases.iter().all(|case| !case.mistakes.is_empty()));
    let (count, bad) = tally(&cases);
    assert_eq!(count, cases.len(), "a case has no mistake of syntax");
    assert!(bad.is_empty(), "not good enough: {bad:?}");
}
