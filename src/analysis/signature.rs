//! Signatures of what is being called: functions, custom elements, flows.

use super::documents;
use super::view::View;
use crate::check::{NameKind, Target};
use crate::program::{CustomElementId, FlowId, Id};
use crate::source::FileId;
use crate::syntax::quote_name;
use crate::syntax::token::{Token, TokenKind, tokens};

/// A signature of what is being called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// The whole of it: `round(value: number, places: integer): number`.
    pub text: String,
    /// Each parameter in it, as a range of the text's bytes.
    pub parameters: Vec<(usize, usize)>,
    /// The parameter at hand.
    pub active: Option<usize>,
    /// What is written about it.
    pub documentation: Option<String>,
}

/// A call around the cursor.
struct Call<'t> {
    /// The words before the bracket, the last one first.
    words: Vec<&'t str>,
    /// How many commas stand between the bracket and the cursor.
    commas: usize,
    /// The name in front of `=` right before the cursor, if there is one.
    named: Option<&'t str>,
}

impl View {
    /// The signatures that fit the call around an offset, the one with enough parameters first.
    #[must_use]
    pub fn signatures(&self, file: FileId, offset: usize) -> Vec<Signature> {
        let text = self.text(file);
        let start = self.declaration_near(file, offset).map_or(0, |declared| declared.start as usize);
        let Some(before) = text.get(start..offset) else { return Vec::new() };
        let Some(call) = call(before) else { return Vec::new() };
        match call.words[..] {
            [name, "flow", "to", ..] => self.flow_signature(name, &call).into_iter().collect(),
            [name, "enters", ..] => self.flow_signature(name, &call).into_iter().collect(),
            [name, "use", ..] => self.element_signature(name, &call).into_iter().collect(),
            [name, ..] => self.function_signatures(name, &call),
            [] => Vec::new(),
        }
    }

    fn function_signatures(&self, name: &str, call: &Call<'_>) -> Vec<Signature> {
        let known = self.symbols().functions.iter().filter(|known| &*known.name == name);
        let mut found: Vec<Signature> = known
            .map(|known| {
                let names = known.parameters.iter().map(|(name, r#type)| format!("{name}: {type}"));
                let target = Target::Function(known.function);
                let end = format!("): {}", known.result);
                let active = (call.commas < known.parameters.len()).then_some(call.commas);
                let documentation = documents::documentation(self, target);
                made(&format!("{name}("), names, &end, active, documentation)
            })
            .collect();
        found.sort_by_key(|signature| signature.active.is_none() && !signature.parameters.is_empty());
        found
    }

    fn flow_signature(&self, name: &str, call: &Call<'_>) -> Option<Signature> {
        let id = FlowId::from_index(self.symbols().find(NameKind::Flow, name)?);
        let parameters = self.symbols().flows[id].parameters.as_ref()?;
        let names = parameters.iter().map(|one| {
            let optional = if one.optional { "?" } else { "" };
            format!("{}: {}{optional}", quote_name(&one.name), one.r#type)
        });
        let at = parameters.iter().position(|one| Some(&*one.name) == call.named);
        let documentation = documents::documentation(self, Target::Flow(id));
        Some(made(&format!("{name}("), names, ")", at.or(Some(call.commas)), documentation))
    }

    fn element_signature(&self, name: &str, call: &Call<'_>) -> Option<Signature> {
        let id = CustomElementId::from_index(self.symbols().find(NameKind::CustomElement, name)?);
        let element = &self.symbols().custom_elements[id];
        let names = element.parameters.iter().map(|(name, r#type)| format!("{}: {type}", quote_name(name)));
        let at = element.parameters.iter().position(|(name, _)| Some(&**name) == call.named);
        let documentation = documents::documentation(self, Target::CustomElement(id));
        Some(made(&format!("{name}("), names, ")", at.or(Some(call.commas)), documentation))
    }
}

fn made(
    start: &str,
    parameters: impl Iterator<Item = String>,
    end: &str,
    active: Option<usize>,
    documentation: Option<String>,
) -> Signature {
    let (mut text, mut places) = (start.to_owned(), Vec::new());
    for (at, parameter) in parameters.enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        places.push((text.len(), text.len() + parameter.len()));
        text.push_str(&parameter);
    }
    text.push_str(end);
    let active = active.filter(|at| *at < places.len());
    Signature { text, parameters: places, active, documentation }
}

/// The innermost bracket that is open at the end of a text, with what stands before it. In a text, its last placeholder counts.
fn call(before: &str) -> Option<Call<'_>> {
    let all = tokens(before);
    if let Some(Token { kind: TokenKind::Text(_), span }) = all.last()
        && let Some(open) = before[span.range()].rfind("{{")
        && !before[span.start as usize + open..].contains("}}")
    {
        return call(&before[span.start as usize + open + 2..]);
    }
    let mut depth = 0;
    let mut commas = 0;
    for (at, token) in all.iter().enumerate().rev() {
        match token.kind {
            kind if kind.closes() => depth += 1,
            TokenKind::OpenRound if depth == 0 => {
                let word = |token: &Token| &before[token.span.range()];
                let words = all[..at].iter().rev().filter(|token| !token.kind.is_blank());
                let words =
                    words.take_while(|token| token.kind == TokenKind::Word).map(word).take(4).collect();
                return Some(Call { words, commas, named: named(before, &all[at + 1..]) });
            }
            TokenKind::OpenCurly if depth == 0 => {
                return None;
            }
            kind if kind.opens() => depth -= 1,
            TokenKind::Comma if depth == 0 => commas += 1,
            _ => {}
        }
    }
    None
}

/// The name of the argument at hand: `orderId` of `(total = 3, orderId = `.
fn named<'t>(before: &'t str, arguments: &[Token]) -> Option<&'t str> {
    let last = arguments.iter().rposition(|token| token.kind == TokenKind::Comma).map_or(0, |at| at + 1);
    let mut words = arguments[last..].iter().filter(|token| !token.kind.is_trivia());
    let first = words.next()?;
    let equals = words.next()?;
    (equals.kind == TokenKind::Equals).then(|| &before[first.span.range()])
}
