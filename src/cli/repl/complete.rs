//! What a half-typed word may become.

use super::COMMANDS;
use crate::check::{NameKind, Symbols};
use crate::syntax::{RESERVED, quote_name};

/// The names and words that may stand in an expression, sorted.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Attributes, functions with their `(`, and the words of operators.
    words: Vec<String>,
    events: Vec<String>,
    segments: Vec<String>,
}

impl Vocabulary {
    pub(super) fn new(symbols: &Symbols) -> Vocabulary {
        let names = |kind| symbols.names(kind).into_iter().map(|name| quote_name(name).into_owned());
        let phrases = symbols.operators.phrases();
        let operators = phrases.filter(|phrase| phrase.starts_with(char::is_alphabetic));
        let mut words: Vec<String> = names(NameKind::Attribute).collect();
        words.extend(symbols.functions.iter().map(|function| format!("{}(", function.name)));
        words.extend(operators.map(str::to_owned));
        words.extend(RESERVED.iter().copied().map(str::to_owned));
        words.extend(["has tag ", "has no tag ", "in segment ", "last contacted"].map(str::to_owned));
        words.sort_unstable();
        words.dedup();
        Vocabulary {
            words,
            events: names(NameKind::Event).collect(),
            segments: names(NameKind::Segment).collect(),
        }
    }

    /// Where the word at the end of `line` begins, and what it may become.
    pub(super) fn completions(&self, line: &str) -> (usize, Vec<&str>) {
        let start = line.rfind(|c: char| !c.is_alphanumeric() && c != '_' && c != '`').map_or(0, |at| {
            // A character is as long as it is.
            at + line[at..].chars().next().map_or(1, char::len_utf8)
        });
        if line.starts_with(':') && !line.contains(' ') {
            return (0, starting(COMMANDS, line));
        }
        let before = line[..start].trim_end();
        let known = if before.ends_with("in segment") {
            &self.segments
        } else if before.ends_with("happened") {
            &self.events
        } else {
            &self.words
        };
        (start, starting(known.iter().map(String::as_str), &line[start..]))
    }
}

/// The words that start with what was typed, whatever its case.
fn starting<'w>(words: impl IntoIterator<Item = &'w str>, typed: &str) -> Vec<&'w str> {
    let typed = typed.trim_start_matches('`').to_lowercase();
    let fits = |word: &&str| word.trim_start_matches('`').to_lowercase().starts_with(&typed);
    words.into_iter().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;
    use crate::check::{Settings, check};
    use crate::source::Snapshot;
    use crate::syntax::parse;

    fn completed(line: &str) -> (usize, Vec<String>) {
        let mut snapshot = Snapshot::new();
        let text = "people {\n    `Größe in cm`: integer\n    größe: integer\n}\n\
            segment Adults = birthDate was more than 18 years ago\nevent visitedShop { at: text }\n";
        let file = snapshot.add("shop.flow", text);
        let (tree, _) = parse(&mut snapshot, file);
        let checked = check(&mut snapshot, &[tree], &Settings::default());
        let vocabulary = Vocabulary::new(&checked.symbols);
        let (start, words) = vocabulary.completions(line);
        (start, words.into_iter().map(str::to_owned).collect())
    }

    fn check_completion(line: &str, start: usize, words: &[&str]) {
        assert_eq!(completed(line), (start, words.iter().map(|word| (*word).to_owned()).collect()), "{line}");
    }

    #[test]
    fn words_are_completed_by_what_stands_before_them() {
        check_completion("firstN", 0, &["firstName"]);
        check_completion("len(LASTN", 4, &["lastName"]);
        check_completion("age > 3 and rou", 12, &["round("]);
        check_completion("in segment ", 11, &["Adults"]);
        check_completion("not happened visitedS", 13, &["visitedShop"]);
        check_completion("grö", 0, &["`Größe in cm`", "größe"]);
        check_completion("len(\"é\") > grö", 12, &["`Größe in cm`", "größe"]);
        check_completion("`Größe", 0, &["`Größe in cm`", "größe"]);
        check_completion("city starts", 5, &["starts with"]);
        check_completion(":pe", 0, &[":person"]);
        check_completion("zzz", 0, &[]);
    }
}
