//! Tints as the protocol writes them: five numbers each, counted from the one before.

use lsp_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensEdit,
    SemanticTokensLegend,
};

use super::scene::Scene;
use crate::analysis::{Kind, Tint};
use crate::source::{FileId, Span};

/// The kinds of tokens, each with its place in the legend. What editors do not know falls back to what they do.
const KINDS: [(Kind, SemanticTokenType); 24] = [
    (Kind::Keyword, SemanticTokenType::KEYWORD),
    (Kind::Comment, SemanticTokenType::COMMENT),
    (Kind::Documentation, SemanticTokenType::COMMENT),
    (Kind::Text, SemanticTokenType::STRING),
    (Kind::Number, SemanticTokenType::NUMBER),
    (Kind::Operator, SemanticTokenType::OPERATOR),
    (Kind::Attribute, SemanticTokenType::PROPERTY),
    (Kind::Property, SemanticTokenType::PARAMETER),
    (Kind::Variable, SemanticTokenType::VARIABLE),
    (Kind::Event, SemanticTokenType::EVENT),
    (Kind::Channel, SemanticTokenType::NAMESPACE),
    (Kind::Sender, SemanticTokenType::ENUM_MEMBER),
    (Kind::Caps, SemanticTokenType::STRUCT),
    (Kind::Segment, SemanticTokenType::CLASS),
    (Kind::Flow, SemanticTokenType::CLASS),
    (Kind::Label, SemanticTokenType::new("label")),
    (Kind::CustomElement, SemanticTokenType::MACRO),
    (Kind::Function, SemanticTokenType::FUNCTION),
    (Kind::Type, SemanticTokenType::TYPE),
    (Kind::Name, SemanticTokenType::VARIABLE),
    (Kind::Fixture, SemanticTokenType::MACRO),
    (Kind::Person, SemanticTokenType::VARIABLE),
    (Kind::Value, SemanticTokenType::PARAMETER),
    (Kind::Unit, SemanticTokenType::KEYWORD),
];

/// The words for kinds and marks, by the numbers that tokens have.
pub(super) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: KINDS.iter().map(|(_, name)| name.clone()).collect(),
        token_modifiers: vec![
            SemanticTokenModifier::DECLARATION,
            SemanticTokenModifier::DEFAULT_LIBRARY,
            SemanticTokenModifier::DOCUMENTATION,
        ],
    }
}

/// The tokens of a file, or of those of its lines that a part touches.
pub(super) fn tokens(scene: &Scene, file: FileId, part: Option<Span>) -> Vec<SemanticToken> {
    let source = scene.source(file);
    let (mut line, mut column) = (0, 0);
    let mut found = Vec::new();
    for tint in scene.view.tints(file) {
        if part.is_some_and(|part| !part.touches(tint.span)) {
            continue;
        }
        let position = scene.encoding.position(source, tint.span.start as usize);
        let text = &source.text[tint.span.range()];
        let delta_start =
            if position.line == line { position.character - column } else { position.character };
        found.push(SemanticToken {
            delta_line: position.line - line,
            delta_start,
            length: scene.encoding.length(text),
            token_type: KINDS.iter().position(|(kind, _)| *kind == tint.kind).unwrap_or_default() as u32,
            token_modifiers_bitset: marks(&tint),
        });
        (line, column) = (position.line, position.character);
    }
    found
}

fn marks(tint: &Tint) -> u32 {
    u32::from(tint.declares) | u32::from(tint.library) << 1 | u32::from(tint.kind == Kind::Documentation) << 2
}

/// Tokens with a name under which the editor may ask for what has changed since. It is made from the tokens, so that nothing has to
/// be remembered that belongs to them.
pub(super) fn named(tokens: Vec<SemanticToken>, name: String) -> SemanticTokens {
    SemanticTokens { result_id: Some(name), data: tokens }
}

/// What of some tokens must be replaced to get others: one stretch.
pub(super) fn difference(before: &[SemanticToken], after: &[SemanticToken]) -> Vec<SemanticTokensEdit> {
    let same = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let (rest, new) = (&before[same..], &after[same..]);
    let end = rest.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other).count();
    let (gone, added) = (rest.len() - end, &new[..new.len() - end]);
    if gone == 0 && added.is_empty() {
        return Vec::new();
    }
    let (start, delete_count) = (same as u32 * 5, gone as u32 * 5);
    vec![SemanticTokensEdit { start, delete_count, data: Some(added.to_vec()) }]
}
