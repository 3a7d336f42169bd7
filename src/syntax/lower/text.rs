//! Texts: escapes, placeholders, and the indentation of blocks.

use super::{Lowering, part};
use crate::diagnostic::Problem;
use crate::source::Span;
use crate::syntax::finding::Finding;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{ExpressionId, ExpressionKind, Name, PlainText, TextPart};

impl Lowering<'_> {
    /// `"Hi {{firstName}}"`, or a block of lines.
    pub(super) fn text(&mut self, node: &Node<'_>) -> ExpressionId {
        let parts = match node.clone().into_inner().next() {
            Some(block) if block.as_rule() == Rule::block_text => {
                self.text_parts(&block, &unindented(&block))
            }
            Some(line) => self.text_parts(&line, &as_written(&line)),
            None => Vec::new(),
        };
        let placeholders: Vec<ExpressionId> = parts.iter().filter_map(placeholder).collect();
        self.add(ExpressionKind::Text(parts), self.span(node), &placeholders)
    }

    /// A text of parts that have been read; `placeholders` are those among them.
    pub(in crate::syntax) fn text_of(
        &mut self,
        parts: Vec<TextPart>,
        span: Span,
        placeholders: &[ExpressionId],
    ) -> ExpressionId {
        self.add(ExpressionKind::Text(parts), span, placeholders)
    }

    /// The parts of a text; `chunks` are its characters between escapes and placeholders.
    fn text_parts(&mut self, node: &Node<'_>, chunks: &[String]) -> Vec<TextPart> {
        let (mut parts, mut literal) = (Vec::new(), String::new());
        let mut chunks = chunks.iter();
        for piece in node.clone().into_inner() {
            match piece.as_rule() {
                Rule::chunk | Rule::block_chunk => {
                    self.braced_names(&piece);
                    literal.extend(chunks.next().map(String::as_str));
                }
                Rule::escape => literal.push_str(&self.escape(&piece)),
                Rule::placeholder => {
                    push_literal(&mut parts, &mut literal);
                    parts.push(TextPart::Placeholder(self.expression_in(&piece)));
                }
                _ => {}
            }
        }
        push_literal(&mut parts, &mut literal);
        parts
    }

    /// Notes the names that stand in single braces.
    fn braced_names(&mut self, chunk: &Node<'_>) {
        let (text, start) = (chunk.as_str(), self.span_of_text(chunk).start as usize);
        for (open, _) in text.match_indices('{') {
            let inside = &text[open + 1..];
            let length = inside.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(inside.len());
            let is_closed = inside[length..].starts_with('}') && !inside[length..].starts_with("}}");
            if length > 0 && is_closed {
                let span = Span::new(start + open + 1, start + open + 1 + length);
                self.braced.push(Name { text: inside[..length].into(), span });
            }
        }
    }

    /// The character that an escape stands for.
    fn escape(&mut self, node: &Node<'_>) -> String {
        let escape = node.as_str();
        unescaped(escape).unwrap_or_else(|| {
            let problem = Problem::InvalidEscape { escape: escape.to_owned() };
            let fix = format!("\\{escape}");
            self.find(Finding::new(self.span_of_text(node), problem).fix(
                "write the backslash twice",
                self.span_of_text(node),
                fix,
            ));
            escape.to_owned()
        })
    }

    /// The place of a part of a text, blanks included.
    fn span_of_text(&self, node: &Node<'_>) -> Span {
        let span = node.as_span();
        Span::new(span.start() + self.base, span.end() + self.base)
    }

    /// The text without placeholders among the parts of a node.
    pub(super) fn plain_text_in(&mut self, node: &Node<'_>) -> Option<PlainText> {
        let found = part(node, Rule::plain_text)?;
        let mut text = String::new();
        for piece in found.clone().into_inner() {
            match piece.as_rule() {
                Rule::escape => text.push_str(&self.escape(&piece)),
                _ => text.push_str(piece.as_str()),
            }
        }
        Some(PlainText { text: text.into(), span: self.span(&found) })
    }
}

fn placeholder(part: &TextPart) -> Option<ExpressionId> {
    match part {
        TextPart::Placeholder(expression) => Some(*expression),
        TextPart::Literal(_) => None,
    }
}

fn push_literal(parts: &mut Vec<TextPart>, literal: &mut String) {
    if !literal.is_empty() {
        parts.push(TextPart::Literal(std::mem::take(literal).into()));
    }
}

/// What an escape stands for; nothing if it is none.
fn unescaped(escape: &str) -> Option<String> {
    match escape {
        "\\n" => Some("\n".to_owned()),
        "\\t" => Some("\t".to_owned()),
        "\\\"" => Some("\"".to_owned()),
        "\\\\" => Some("\\".to_owned()),
        "\\{{" => Some("{{".to_owned()),
        _ => {
            let digits = escape.strip_prefix("\\u{")?.strip_suffix('}')?;
            char::from_u32(u32::from_str_radix(digits, 16).ok()?).map(String::from)
        }
    }
}

/// The chunks of a text of one line.
fn as_written(node: &Node<'_>) -> Vec<String> {
    let chunks = node.clone().into_inner().filter(|piece| piece.as_rule() == Rule::chunk);
    chunks.map(|chunk| chunk.as_str().to_owned()).collect()
}

/// The chunks of a block without what only serves its layout: the line end behind the opening quotes, the blanks that all its
/// lines begin with (empty lines aside), and the line of the closing quotes if it holds nothing else. A `\r` before a line
/// end goes too, so that a text means the same whatever wrote the file.
fn unindented(node: &Node<'_>) -> Vec<String> {
    let pieces: Vec<Node<'_>> = node.clone().into_inner().collect();
    let text = |piece: &Node<'_>| match piece.as_rule() {
        Rule::block_chunk => piece.as_str().replace("\r\n", "\n"),
        // Stands for something that is not blank.
        _ => "x".to_owned(),
    };
    let mut texts: Vec<String> = pieces.iter().map(text).collect();
    drop_frame(&pieces, &mut texts);
    let starts_line = texts.first().is_some_and(|text| text.starts_with('\n'));
    let margin = margin(&texts.concat(), starts_line);
    let chunks = pieces.iter().zip(texts).filter(|(piece, _)| piece.as_rule() == Rule::block_chunk);
    let stripped = chunks.map(|(_, text)| text.replace(&format!("\n{margin}"), "\n"));
    let mut stripped: Vec<String> = stripped.collect();
    if starts_line && let Some(first) = stripped.first_mut() {
        first.remove(0);
    }
    stripped
}

/// Drops the blanks behind the opening quotes and the line of the closing ones.
fn drop_frame(pieces: &[Node<'_>], texts: &mut [String]) {
    let is_chunk = |piece: Option<&Node<'_>>| piece.is_some_and(|piece| piece.as_rule() == Rule::block_chunk);
    if is_chunk(pieces.last())
        && let Some(last) = texts.last_mut()
        && let Some(at) = last.rfind('\n')
        && last[at..].trim().is_empty()
    {
        last.truncate(at);
    }
    if is_chunk(pieces.first())
        && let Some(first) = texts.first_mut()
        && let Some(at) = first.find('\n')
        && first[..at].trim().is_empty()
    {
        first.drain(..at);
    }
}

/// The blanks that all lines of a block begin with. Its first line counts only if it starts behind the quotes' line.
fn margin(text: &str, starts_line: bool) -> String {
    let lines = text.split('\n').skip(if starts_line { 1 } else { usize::from(text.contains('\n')) });
    let blanks = |line: &str| line[..line.len() - line.trim_start_matches([' ', '\t']).len()].to_owned();
    let margins = lines.filter(|line| !line.trim().is_empty()).map(blanks);
    margins.reduce(|a, b| common(&a, &b).to_owned()).unwrap_or_default()
}

/// What two texts begin with.
fn common<'a>(a: &'a str, b: &str) -> &'a str {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    &a[..same]
}
