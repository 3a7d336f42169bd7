//! Lines and columns, in the units that the editor counts with.

use lsp_types::{Position, PositionEncodingKind, Range};

use crate::source::{LineIndex, SourceFile, Span};

/// What a column counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16: what every editor knows.
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The unit that costs least of those that the editor offers.
    pub(super) fn chosen(offered: &[PositionEncodingKind]) -> Encoding {
        if offered.contains(&PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else if offered.contains(&PositionEncodingKind::UTF32)
            && !offered.contains(&PositionEncodingKind::UTF16)
        {
            Encoding::Utf32
        } else {
            Encoding::Utf16
        }
    }

    /// The unit as the protocol calls it.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// How many units a text has.
    pub(super) fn length(self, text: &str) -> u32 {
        let length = match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
            Encoding::Utf32 => text.chars().count(),
        };
        length as u32
    }

    /// The offset of a position. One behind the end of its line or of the text counts as that end.
    pub(super) fn offset(self, text: &str, lines: &LineIndex, position: Position) -> usize {
        let line = position.line as usize;
        if line >= lines.lines() {
            return text.len();
        }
        let start = lines.start(line);
        let end = if line + 1 < lines.lines() { lines.start(line + 1) } else { text.len() };
        let line = text[start..end].trim_end_matches(['\n', '\r']);
        let mut left = position.character;
        for (at, character) in line.char_indices() {
            let width = match self {
                Encoding::Utf8 => character.len_utf8(),
                Encoding::Utf16 => character.len_utf16(),
                Encoding::Utf32 => 1,
            } as u32;
            // A position inside of a character counts as its start.
            if left < width {
                return start + at;
            }
            left -= width;
        }
        start + line.len()
    }

    /// The position of an offset.
    pub(super) fn position(self, file: &SourceFile, offset: usize) -> Position {
        let offset = file.text.floor_char_boundary(offset.min(file.text.len()));
        let found = match self {
            Encoding::Utf8 => file.lines.bytes(offset),
            Encoding::Utf16 => file.lines.utf16(&file.text, offset),
            Encoding::Utf32 => file.lines.characters(&file.text, offset),
        };
        Position { line: found.line, character: found.column }
    }

    /// The range of a span.
    pub(super) fn range(self, file: &SourceFile, span: Span) -> Range {
        Range { start: self.position(file, span.start as usize), end: self.position(file, span.end as usize) }
    }

    /// The span of a range.
    pub(super) fn span(self, file: &SourceFile, range: Range) -> Span {
        let start = self.offset(&file.text, &file.lines, range.start);
        let end = self.offset(&file.text, &file.lines, range.end);
        Span::new(start.min(end), start.max(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_finds_every_character_again() {
        let text = "a\nžę😀b\r\nend";
        let mut snapshot = crate::source::Snapshot::new();
        let id = snapshot.add("a.flow", text);
        let file = snapshot.file(id);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (at, character) in text.char_indices().filter(|(_, one)| !matches!(one, '\n' | '\r')) {
                let position = encoding.position(file, at);
                assert_eq!(encoding.offset(text, &file.lines, position), at, "{character} in {encoding:?}");
            }
            let far = Position { line: 9, character: 9 };
            assert_eq!(encoding.offset(text, &file.lines, far), text.len());
        }
        let behind = Position { line: 1, character: 99 };
        assert_eq!(Encoding::Utf16.offset(text, &file.lines, behind), text.find('\r').unwrap());
    }
}
