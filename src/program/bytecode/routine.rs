//! A routine, and what is made ready for it.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use regex::Regex;

use super::part::{CursorId, LiteralId, NeedleId, PatternId, Register, SetId};
use super::{Instruction, Part};
use crate::program::{Aggregate, EventId, Location, Owner, PropertySlot, Table, Type};
use crate::value::text::{Needle, fold};
use crate::value::{Number, Text, Value, pattern};

/// The code of one expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Routine {
    /// The type of the result.
    pub result: Type,
    /// The types of the registers.
    pub registers: Table<Register, Type>,
    /// The constants, each once.
    pub literals: Table<LiteralId, Value>,
    /// The texts that are looked for.
    pub needles: Table<NeedleId, (LiteralId, Needle)>,
    /// The patterns.
    pub patterns: Table<PatternId, Pattern>,
    /// The sets of `is one of`.
    pub sets: Table<SetId, Set>,
    /// The walks through events and lists.
    pub cursors: Table<CursorId, Cursor>,
    /// The instructions.
    pub code: Vec<Instruction>,
    /// Where each instruction comes from.
    pub locations: Vec<Location>,
}

/// A pattern, compiled.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its text.
    pub literal: LiteralId,
    /// What it is.
    pub regex: Regex,
}

/// Constants that a value is looked for in.
#[derive(Clone, PartialEq, Debug)]
pub struct Set {
    /// The constants.
    pub members: Vec<LiteralId>,
    lookup: Lookup,
}

/// A walk, and what is gathered on it.
#[derive(Clone, PartialEq, Debug)]
pub struct Cursor {
    /// What it goes through.
    pub source: Source,
    /// What is gathered, beside the number of events that are taken.
    pub gather: Option<Gather>,
}

/// What a walk goes through.
#[derive(Clone, PartialEq, Debug)]
pub enum Source {
    /// A person's events.
    Events {
        /// Their kind.
        event: EventId,
        /// What they must belong to.
        owner: Option<Owner>,
    },
    /// The items of a list, which have this type.
    Items(Type),
}

/// What a cursor gathers.
#[derive(Clone, PartialEq, Debug)]
pub struct Gather {
    /// What is made of the values; without one, a list of them.
    pub aggregate: Option<Aggregate>,
    /// Where they are in the events that are taken. What is gathered of items, instructions say.
    pub slot: Option<PropertySlot>,
    /// Their type.
    pub r#type: Type,
}

/// Up to so many texts are compared one by one: that is faster than to fold the one that is looked for.
const FEW: usize = 8;

#[derive(Clone, PartialEq, Debug)]
enum Lookup {
    FewTexts(Vec<Text>),
    Texts(HashSet<Box<str>>),
    Numbers(BTreeSet<Number>),
}

impl Pattern {
    /// The pattern that a constant is, if it is one.
    #[must_use]
    pub fn new(literal: LiteralId, value: &Value) -> Option<Pattern> {
        let Value::Text(text) = value else { return None };
        Some(Pattern { literal, regex: pattern::compile(text).ok()? })
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.literal == other.literal && self.regex.as_str() == other.regex.as_str()
    }
}

impl Set {
    /// The set of these constants, if all of them are texts or all are numbers. Empty ones equal nothing.
    #[must_use]
    pub fn new(members: Vec<LiteralId>, literals: &Table<LiteralId, Value>) -> Option<Set> {
        let values: Vec<&Value> = members.iter().map(|&member| &literals[member]).collect();
        let full = values.iter().copied().filter(|value| !value.is_empty());
        let lookup = if full.clone().all(|value| matches!(value, Value::Text(_))) {
            Lookup::of_texts(full)
        } else {
            Lookup::Numbers(full.map(number).collect::<Option<_>>()?)
        };
        Some(Set { members, lookup })
    }

    /// Whether a text is one of them.
    #[must_use]
    pub fn has_text(&self, text: &str) -> bool {
        match &self.lookup {
            Lookup::FewTexts(texts) => texts.iter().any(|known| crate::value::text::equal(known, text)),
            Lookup::Texts(texts) => texts.contains(&*fold(text)),
            Lookup::Numbers(_) => false,
        }
    }

    /// Whether a number is one of them.
    #[must_use]
    pub fn has_number(&self, number: Number) -> bool {
        matches!(&self.lookup, Lookup::Numbers(numbers) if numbers.contains(&number))
    }
}

impl Lookup {
    fn of_texts<'v>(values: impl Iterator<Item = &'v Value> + Clone) -> Lookup {
        let texts = values.filter_map(|value| match value {
            Value::Text(text) => Some(text),
            _ => None,
        });
        if texts.clone().count() <= FEW {
            return Lookup::FewTexts(texts.cloned().collect());
        }
        Lookup::Texts(texts.map(|text| fold(text).into()).collect())
    }
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Integer(value) => Some(Number::from(*value)),
        Value::Number(value) => Some(*value),
        _ => None,
    }
}

impl Routine {
    /// A routine without anything in it, that gives a value of this type.
    pub(super) fn new(result: Type) -> Routine {
        Routine {
            result,
            registers: Table::new(),
            literals: Table::new(),
            needles: Table::new(),
            patterns: Table::new(),
            sets: Table::new(),
            cursors: Table::new(),
            code: Vec::new(),
            locations: Vec::new(),
        }
    }

    /// The type of what an operand stands for, if there is such an operand.
    #[must_use]
    pub fn type_of(&self, operand: super::Operand) -> Option<Type> {
        match operand {
            super::Operand::Register(register) => self.registers.get(register).cloned(),
            super::Operand::Literal(literal) => self.literals.get(literal).map(type_of_value),
        }
    }
}

/// The type of a constant. A list says nothing of the type of its items unless it has one.
fn type_of_value(value: &Value) -> Type {
    match value {
        Value::Empty => Type::Empty,
        Value::List(items) => Type::List(Box::new(items.first().map_or(Type::Empty, type_of_value))),
        other => Type::named(other.kind()).unwrap_or(Type::Error),
    }
}

impl Cursor {
    /// The kind of events that it walks through, if it does.
    #[must_use]
    pub fn event(&self) -> Option<EventId> {
        match self.source {
            Source::Events { event, .. } => Some(event),
            Source::Items(_) => None,
        }
    }
}

impl Gather {
    /// The type of what comes of it.
    #[must_use]
    pub fn result(&self) -> Type {
        match self.aggregate {
            None => Type::List(Box::new(self.r#type.clone())),
            Some(Aggregate::Count | Aggregate::Distinct) => Type::Integer,
            Some(Aggregate::Average) => Type::Number,
            Some(_) => self.r#type.clone(),
        }
    }
}

impl fmt::Display for Gather {
    /// `sum:property1 number`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.aggregate.map_or("list", Aggregate::name))?;
        self.slot.iter().try_for_each(|slot| write!(f, ":{}", slot.show()))?;
        write!(f, " {}", self.r#type)
    }
}
