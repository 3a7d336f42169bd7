//! Source text as it is shown in a picture: on one line and without comments.

use crate::source::{Location, Snapshot};

/// The text at a location, its lines joined and its comments left out.
pub(super) fn written(snapshot: &Snapshot, location: Location) -> String {
    joined(snapshot.text(snapshot.place(location)))
}

/// The text before the first `{` that opens a block.
pub(super) fn head(text: &str) -> &str {
    let mut inside = Nesting::default();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == '{' && inside.is_code() {
            return text[..at].trim_end();
        }
        if inside.step(character, characters.peek().map(|&(_, next)| next)) {
            characters.next();
        }
    }
    text
}

/// A text without the quotes around it, if it is a text and nothing else.
pub(super) fn unquoted(text: &str) -> &str {
    let block = text.strip_prefix("\"\"\"").and_then(|text| text.strip_suffix("\"\"\""));
    let quoted = || text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    block.or_else(quoted).unwrap_or(text).trim()
}

fn joined(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut inside = Nesting::default();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        if inside.is_code() && character == '/' && next == Some('/') {
            // The line end behind the comment parts what stands around it.
            while characters.next_if(|&character| character != '\n').is_some() {}
            continue;
        }
        let blank = character.is_whitespace() && (inside.is_code() || character == '\n');
        if !blank {
            line.push(character);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
        if inside.step(character, next) {
            line.extend(characters.next());
        }
    }
    line.trim().to_owned()
}

/// Where in a source text one is: texts hold placeholders, which hold texts.
#[derive(Default)]
struct Nesting(Vec<Inside>);

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Text,
    Name,
    Placeholder,
}

impl Nesting {
    fn is_code(&self) -> bool {
        !matches!(self.0.last(), Some(Inside::Text | Inside::Name))
    }

    /// Goes over a character. The result is whether the next one belongs to it and says nothing by itself.
    fn step(&mut self, character: char, next: Option<char>) -> bool {
        match (self.0.last().copied(), character) {
            (Some(Inside::Text), '\\') => return true,
            (Some(Inside::Text), '{') if next == Some('{') => {
                self.0.push(Inside::Placeholder);
                return true;
            }
            (Some(Inside::Placeholder), '}') if next == Some('}') => {
                self.0.pop();
                return true;
            }
            (Some(Inside::Text), '"') | (Some(Inside::Name), '`') => drop(self.0.pop()),
            (Some(Inside::Text | Inside::Name), _) => {}
            (_, '"') => self.0.push(Inside::Text),
            (_, '`') => self.0.push(Inside::Name),
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_and_comments_left_out() {
        assert_eq!(joined("a >= 18 // grown up\n    and b"), "a >= 18 and b");
        assert_eq!(joined("url contains \"//  x\""), "url contains \"//  x\"");
        assert_eq!(joined("\"{{a ?? \"//\"}}\"  // c"), "\"{{a ?? \"//\"}}\"");
        assert_eq!(joined("`a  // b` is 1"), "`a  // b` is 1");
    }

    #[test]
    fn a_head_ends_before_its_block() {
        assert_eq!(head("when text is \"{\" { exit }"), "when text is \"{\"");
        assert_eq!(head("when a is \"{{b}}\" {"), "when a is \"{{b}}\"");
        assert_eq!(head("pause 1 hour"), "pause 1 hour");
    }

    #[test]
    fn quotes_come_off_texts() {
        assert_eq!(unquoted("\"vip\""), "vip");
        assert_eq!(unquoted("\"\"\"\n a \"\"\""), "a");
        assert_eq!(unquoted("tag"), "tag");
    }
}
