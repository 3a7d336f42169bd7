//! The text form of routines.
//!
//! ```text
//! routine boolean
//!   c0 = integer 18
//!   r0: integer
//!   r1: boolean
//!   i0 r0 = attribute attribute4                   ; 0..3
//!   i1 r1 = relate integer since r0 c0             ; 0..9
//!   i2 return r1                                   ; 0..9
//! ```
//!
//! A line for each constant, then for what is made of constants, for each register with its type, for each cursor and for
//! each instruction, behind which the bytes of the source stand.

use std::fmt;

use super::part::CursorId;
use super::{Cursor, Routine, Source};
use crate::program::Owner;
use crate::value::{Value, Zone};

/// Where the spans of instructions begin.
const SPANS: usize = 56;

impl fmt::Display for Routine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "routine {}", self.result)?;
        for (literal, value) in self.literals.iter() {
            writeln!(f, "  {literal} = {}", constant(value))?;
        }
        for (needle, (literal, _)) in self.needles.iter() {
            writeln!(f, "  {needle} = {literal}")?;
        }
        for (pattern, made) in self.patterns.iter() {
            writeln!(f, "  {pattern} = {}", made.literal)?;
        }
        for (set, made) in self.sets.iter() {
            let members: Vec<String> = made.members.iter().map(ToString::to_string).collect();
            writeln!(f, "  {set} = {}", members.join(" "))?;
        }
        for (register, r#type) in self.registers.iter() {
            writeln!(f, "  {register}: {type}")?;
        }
        for (id, made) in self.cursors.iter() {
            writeln!(f, "  {}", cursor(id, made))?;
        }
        for (place, (instruction, location)) in self.code.iter().zip(&self.locations).enumerate() {
            let line = format!("  i{place} {instruction}");
            writeln!(f, "{line:SPANS$} ; {:?}", location.span)?;
        }
        Ok(())
    }
}

/// `cursor0 = event3 of flow0 element2, sum:property1 number`, `cursor1 = items of text, list text`
fn cursor(id: CursorId, cursor: &Cursor) -> String {
    let source = match &cursor.source {
        Source::Items(item) => format!("items of {item}"),
        Source::Events { event, owner: None } => event.to_string(),
        Source::Events { event, owner: Some(Owner { flow, element: None }) } => format!("{event} of {flow}"),
        Source::Events { event, owner: Some(Owner { flow, element: Some(element) }) } => {
            format!("{event} of {flow} {element}")
        }
    };
    let gather = cursor.gather.as_ref().map_or(String::new(), |gather| format!(", {gather}"));
    format!("{id} = {source}{gather}")
}

/// A constant with its type, so that it is read back as the same bits.
pub(super) fn constant(value: &Value) -> String {
    match value {
        Value::Empty => "empty".to_owned(),
        Value::Duration(duration) => format!(
            "duration {} {} {} {}",
            duration.months(),
            duration.days(),
            duration.micros(),
            duration.unit()
        ),
        Value::Datetime(instant) => format!("datetime {}", instant.micros()),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(constant).collect();
            format!("list [{}]", items.join("] ["))
        }
        Value::Text(text) => format!("text {:?}", text.as_str()),
        other => format!("{} {}", other.kind(), other.literal(Zone::UTC)),
    }
}
