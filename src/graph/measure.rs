//! How wide texts are, and how they are broken into lines that fit.

use unicode_width::UnicodeWidthChar;

use super::widths::{ASCII, ASCII_START, LATIN, LATIN_START, MARKS};

/// The fonts whose widths are known, and what stands in where none of them is installed.
pub const FONT_FAMILY: &str = "Helvetica, Arial, 'Liberation Sans', sans-serif";

/// The size and weight of a text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Font {
    /// The size in pixels.
    pub size: f64,
    /// Whether it is bold.
    pub bold: bool,
}

impl Font {
    /// A font of this size, not bold.
    #[must_use]
    pub const fn regular(size: f64) -> Font {
        Font { size, bold: false }
    }

    /// A bold font of this size.
    #[must_use]
    pub const fn bold(size: f64) -> Font {
        Font { size, bold: true }
    }

    /// The distance from one line to the next.
    #[must_use]
    pub fn line_height(self) -> f64 {
        (self.size * 1.35).round()
    }

    /// How wide a text is, in pixels.
    #[must_use]
    pub fn width(self, text: &str) -> f64 {
        let thousandths: u32 = text.chars().map(|character| u32::from(advance(character, self.bold))).sum();
        f64::from(thousandths) * self.size / 1000.0
    }

    /// The text, cut so that it fits with an ellipsis behind it, where it is too wide.
    #[must_use]
    pub fn shortened(self, text: &str, width: f64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let kept = self.fitting(text, width - self.width("…"));
        format!("{}…", text[..kept].trim_end())
    }

    /// The text in lines of at most this width, and at most so many; the last one is cut where there is more.
    #[must_use]
    pub fn wrapped(self, text: &str, width: f64, lines: usize) -> Vec<String> {
        let mut rest = text.trim();
        let mut wrapped = Vec::new();
        while !rest.is_empty() {
            if wrapped.len() + 1 == lines {
                wrapped.push(self.shortened(rest, width));
                break;
            }
            let end = self.line_end(rest, width);
            wrapped.push(rest[..end].trim_end().to_owned());
            rest = rest[end..].trim_start();
        }
        wrapped
    }

    /// Where the first line of a text ends: behind its last word that fits, or within a word that is too wide by itself.
    fn line_end(self, text: &str, width: f64) -> usize {
        let fitting = self.fitting(text, width);
        if fitting == text.len() || text[fitting..].starts_with(' ') {
            return fitting;
        }
        match text[..fitting].rfind(' ') {
            Some(blank) if blank > 0 => blank,
            // A line holds at least one character, whatever its width.
            _ => fitting.max(text.chars().next().map_or(0, char::len_utf8)),
        }
    }

    /// How many bytes of a text fit into a width.
    fn fitting(self, text: &str, width: f64) -> usize {
        let mut used = 0.0;
        for (at, character) in text.char_indices() {
            used += f64::from(advance(character, self.bold)) * self.size / 1000.0;
            if used > width {
                return at;
            }
        }
        text.len()
    }
}

/// How far a character moves the pen, in thousandths of the font size. What the table does not know is taken for as wide
/// as the widest of its kind, since other fonts draw it.
fn advance(character: char, bold: bool) -> u16 {
    let of = |start: char, table: &[u16]| {
        let at = u32::from(character).checked_sub(u32::from(start))?;
        table.get(at as usize).copied()
    };
    let known =
        of(ASCII_START, &ASCII[usize::from(bold)]).or_else(|| of(LATIN_START, &LATIN[usize::from(bold)]));
    let mark = || MARKS.iter().find(|(mark, ..)| *mark == character);
    known.or_else(|| mark().map(|&(_, regular, strong)| if bold { strong } else { regular })).unwrap_or_else(
        || match character.width() {
            None | Some(0) => 0,
            Some(1) => 1100,
            // Pictographs are wider than their line is high.
            Some(_) if character >= '\u{1f000}' => 1400,
            Some(_) => 1000,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_characters_have_the_widths_of_helvetica() {
        let font = Font::regular(10.0);
        assert_eq!(font.width("Wi"), 9.44 + 2.23);
        assert_eq!(Font::bold(10.0).width("ž…"), 5.0 + 10.0);
        assert_eq!(font.width("日本"), 20.0);
        assert_eq!(font.width("e\u{301}"), font.width("e"));
    }

    #[test]
    fn lines_break_between_words_and_too_long_words_within() {
        let font = Font::regular(10.0);
        assert_eq!(font.wrapped("one two three", 40.0, 9), ["one two", "three"]);
        assert_eq!(font.wrapped("iiiiiiiiii", 10.0, 9), ["iiii", "iiii", "ii"]);
        assert_eq!(font.wrapped("one two three four", 40.0, 2), ["one two", "three f…"]);
        assert_eq!(font.wrapped("  ", 40.0, 2), [""; 0]);
        assert_eq!(font.wrapped("日", 1.0, 2), ["日"]);
    }
}
