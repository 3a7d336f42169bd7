//! From byte offsets to lines and columns.

/// A line and a column, both counted from zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in the unit that was asked for.
    pub column: u32,
}

/// Where the lines of a text begin. One index serves bytes, Unicode scalar values and UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// The index of `text`. Lines end with `\n`; a `\r` before it belongs to the line.
    #[must_use]
    pub fn new(text: &str) -> LineIndex {
        let behind = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at as u32 + 1);
        LineIndex { starts: std::iter::once(0).chain(behind).collect() }
    }

    /// The line of the byte at `offset`, counted from zero.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset) - 1
    }

    /// The offset at which `line` starts, or the end of the text's last line for a line beyond it.
    #[must_use]
    pub fn start(&self, line: usize) -> usize {
        self.starts[line.min(self.starts.len() - 1)] as usize
    }

    /// The number of lines; a text that ends with a line end has an empty last line.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The position of `offset` in `text`, the column in bytes.
    #[must_use]
    pub fn bytes(&self, offset: usize) -> Position {
        let line = self.line(offset);
        Position { line: line as u32, column: (offset - self.start(line)) as u32 }
    }

    /// The position of `offset` in `text`, the column in Unicode scalar values.
    #[must_use]
    pub fn characters(&self, text: &str, offset: usize) -> Position {
        self.position(text, offset, |before| before.chars().count())
    }

    /// The position of `offset` in `text`, the column in UTF-16 units, as the Language Server Protocol counts.
    #[must_use]
    pub fn utf16(&self, text: &str, offset: usize) -> Position {
        self.position(text, offset, |before| before.encode_utf16().count())
    }

    fn position(&self, text: &str, offset: usize, measure: impl Fn(&str) -> usize) -> Position {
        let offset = text.floor_char_boundary(offset);
        let line = self.line(offset);
        Position { line: line as u32, column: measure(&text[self.start(line)..offset]) as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_bytes_characters_and_utf16_units() {
        let text = "a\nžę😀b\r\n";
        let index = LineIndex::new(text);
        let b = text.find('b').unwrap();
        assert_eq!(index.lines(), 3);
        assert_eq!(index.bytes(b), Position { line: 1, column: 8 });
        assert_eq!(index.characters(text, b), Position { line: 1, column: 3 });
        assert_eq!(index.utf16(text, b), Position { line: 1, column: 4 });
        assert_eq!(index.bytes(text.len()), Position { line: 2, column: 0 });
    }

    #[test]
    fn an_offset_inside_a_character_counts_as_its_start() {
        let text = "ž";
        assert_eq!(LineIndex::new(text).characters(text, 1), Position { line: 0, column: 0 });
    }
}
