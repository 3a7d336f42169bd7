//! Files that messages are made from: text that is taken as it stands, and placeholders between `{{` and `}}`. The only
//! escape is `\\{{`, for two braces that begin no placeholder.

use std::ops::Range;
use std::sync::Arc;

use super::faults;
use super::finding::Finding;
use super::grammar::{Rule, read as read_by};
use super::lower::Lowering;
use super::piece::Piece;
use super::quoted::placeholder_end;
use super::recover::recover;
use super::token::{Token, tokens};
use super::tree::{ExpressionId, Template, TextPart};
use crate::diagnostic::Problem;
use crate::source::Span;

/// A part of a file, by its bytes.
enum Part {
    /// Text.
    Literal(Range<usize>),
    /// What stands between `{{` and `}}`.
    Placeholder(Range<usize>),
    /// `{{` without `}}`.
    Unclosed(usize),
}

/// The tokens of the placeholders of a file, one after the other: what stands between them has none.
pub(super) fn tokens_of(text: &str) -> Vec<Token> {
    let of_placeholder = |part| match part {
        Part::Placeholder(inside) => shifted(tokens(&text[inside.clone()]), inside.start),
        Part::Literal(_) | Part::Unclosed(_) => Vec::new(),
    };
    parts(text).into_iter().flat_map(of_placeholder).collect()
}

/// Reads the file at `path`, which is the piece of the lowering.
pub(super) fn read(lowering: &mut Lowering<'_>, path: Arc<str>) -> Template {
    let text = lowering.piece.text;
    let (mut found, mut placeholders) = (Vec::new(), Vec::new());
    for part in parts(text) {
        match part {
            Part::Literal(bytes) => push_literal(&mut found, &text[bytes]),
            Part::Placeholder(inside) => {
                let placeholder = placeholder(lowering, inside);
                placeholders.push(placeholder);
                found.push(TextPart::Placeholder(placeholder));
            }
            Part::Unclosed(at) => {
                let (bracket, partner) = ("{{".to_owned(), "}}".to_owned());
                let problem = Problem::UnclosedBracket { bracket, partner };
                lowering.find(Finding::new(Span::new(at, at + 2), problem));
            }
        }
    }
    Template { path, text: lowering.text_of(found, Span::new(0, text.len()), &placeholders) }
}

/// Adds text behind what there is, joining it with text before.
fn push_literal(parts: &mut Vec<TextPart>, text: &str) {
    match parts.last_mut() {
        Some(TextPart::Literal(before)) => *before = format!("{before}{text}").into(),
        _ => parts.push(TextPart::Literal(text.into())),
    }
}

/// The parts of a file, in order.
fn parts(text: &str) -> Vec<Part> {
    let (mut parts, mut at) = (Vec::new(), 0);
    while let Some(length) = text[at..].find("{{") {
        let open = at + length;
        if text[..open].ends_with('\\') {
            parts.push(Part::Literal(at..open - 1));
            parts.push(Part::Literal(open..open + 2));
            at = open + 2;
            continue;
        }
        parts.push(Part::Literal(at..open));
        let Some(end) = placeholder_end(&text[open..]) else {
            parts.push(Part::Unclosed(open));
            at = open;
            break;
        };
        parts.push(Part::Placeholder(open + 2..open + end - 2));
        at = open + end;
    }
    parts.push(Part::Literal(at..text.len()));
    parts.retain(|part| !matches!(part, Part::Literal(bytes) if bytes.is_empty()));
    parts
}

/// The expression of a placeholder.
fn placeholder(lowering: &mut Lowering<'_>, inside: Range<usize>) -> ExpressionId {
    let text = &lowering.piece.text[inside.clone()];
    let own = tokens(text);
    let piece = Piece { text, tokens: &own };
    let is_faulty = !faults::of_tokens(piece).is_empty();
    let node = read_by(Rule::formula, text).ok().filter(|_| !is_faulty).and_then(|mut nodes| nodes.next());
    match node {
        Some(node) => {
            lowering.read_from(inside.start);
            lowering.expression_in(&node)
        }
        None => {
            let mut broken = Lowering::new(piece);
            recover(&mut broken, Some(0), Rule::formula, Vec::new());
            let first = broken.findings.into_iter().min_by_key(|finding| finding.span.start);
            first.into_iter().for_each(|finding| lowering.find(finding.shifted(inside.start as u32)));
            lowering.broken(Span::new(inside.start, inside.end))
        }
    }
}

fn shifted(tokens: Vec<Token>, by: usize) -> Vec<Token> {
    tokens.into_iter().map(|token| Token { span: token.span.shifted(by as u32), ..token }).collect()
}
