//! Expressions drawn from bytes, as source text.

use super::{Bytes, forms, literals, names};

/// The source text of an expression of a type, not deeper than `depth`.
#[must_use]
pub fn expression(bytes: &mut Bytes, r#type: &'static str, depth: u32) -> String {
    let choice = if depth == 0 { 0 } else { bytes.below(12) };
    match choice {
        0 => (*bytes.pick(names(r#type))).to_owned(),
        1 => (*bytes.pick(literals(r#type))).to_owned(),
        2 => {
            let condition = expression(bytes, "boolean", depth - 1);
            let [yes, no] = [0, 1].map(|_| expression(bytes, r#type, depth - 1));
            format!("(if {condition} then {yes} else {no})")
        }
        3 => {
            let [value, default] = [0, 1].map(|_| expression(bytes, r#type, depth - 1));
            format!("({value} ?? {default})")
        }
        _ => operation(bytes, r#type, depth - 1),
    }
}

/// An expression with an operator or a function. Now and then an operand is the same as the one before.
fn operation(bytes: &mut Bytes, r#type: &'static str, depth: u32) -> String {
    let forms = forms(r#type);
    if forms.is_empty() {
        return (*bytes.pick(literals(r#type))).to_owned();
    }
    let (form, operands) = *bytes.pick(forms);
    let mut pieces = form.split('_');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    let mut last: Option<(&str, String)> = None;
    for (piece, operand) in pieces.zip(operands) {
        let drawn = match last {
            Some((kind, again)) if kind == *operand && bytes.below(4) == 3 => again,
            _ => expression(bytes, operand, depth),
        };
        text += &drawn;
        text += piece;
        last = Some((operand, drawn));
    }
    text
}
