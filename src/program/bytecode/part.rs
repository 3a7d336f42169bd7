//! What instructions are made of, and how each part is written: one word without blanks.

use std::fmt;

use crate::program::id;
use crate::program::{
    Arithmetic, AttributeId, ChannelId, Comparison, ConstantId, Count, CountComparison, Function, Id,
    PropertySlot, SegmentId, VariableId, comparisons, functions,
};
use crate::value::{Relation, Unit};

id! {
    /// A place for a value while a routine runs.
    Register "r",
    /// A constant of a routine.
    LiteralId "c",
    /// A text of a routine that is looked for in others.
    NeedleId "needle",
    /// A pattern of a routine.
    PatternId "pattern",
    /// A set of constants of a routine.
    SetId "set",
    /// A walk through a person's events.
    CursorId "cursor",
    /// The place of an instruction.
    Label "i",
    /// The place of a field in its type.
    FieldId "field",
}

/// What an instruction reads: a register or a constant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "see above")]
pub enum Operand {
    Register(Register),
    Literal(LiteralId),
}

/// Several operands.
pub type Operands = Box<[Operand]>;

/// The register that an instruction writes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct To(pub Register);

/// What kinds of values a typed instruction is made for. It does what it does for others too, only slower.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the types")]
pub enum Kind {
    Integer,
    /// Numbers and integers.
    Number,
    Date,
    Datetime,
    /// Any type.
    Value,
}

/// Which part of a text a needle is looked for in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the words")]
pub enum TextTest {
    Is,
    Contains,
    StartsWith,
    EndsWith,
}

/// In which manner dates are compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Manner {
    /// As they are.
    Plain,
    /// `ignoring year`
    Yearly,
    /// As the moment of a last contact, whose days are blocks of 24 hours.
    Contacted,
}

/// The kinds of windows, without their bounds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the words")]
pub enum WindowKind {
    WithinLast,
    BeforeLast,
    BetweenLast,
    Since,
    Until,
    Before,
    After,
    Between,
}

/// What a part does, for the verifier and whoever else asks what an instruction needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Role {
    Writes(Register),
    Reads(Operand),
    Goes(Label),
    Walks(CursorId),
    Needle(NeedleId),
    Pattern(PatternId),
    Set(SetId),
    Attribute(AttributeId),
    Variable(VariableId),
    Segment(SegmentId),
    Channel(ChannelId),
    Constant(ConstantId),
}

/// A part of an instruction: how it is written and read, and what it does.
pub trait Part: Sized {
    /// The part as one word.
    fn show(&self) -> String;
    /// The part that a word is.
    fn read(word: &str) -> Option<Self>;
    /// Tells `visit` what the part does, if it does anything.
    fn roles(&self, _visit: &mut dyn FnMut(Role)) {}
}

/// The id that a word is, if it begins as the words of its kind do.
pub(super) fn read_id<I: Id>(word: &str) -> Option<I> {
    let digits = word.trim_start_matches(|character: char| character.is_ascii_alphabetic());
    let id = I::from_index(digits.parse::<u32>().ok()? as usize);
    (id.to_string() == word).then_some(id)
}

/// Makes ids parts.
macro_rules! id_parts {
    ($( $type:ident $role:ident ),* $(,)?) => { $(
        impl Part for $type {
            fn show(&self) -> String {
                self.to_string()
            }

            fn read(word: &str) -> Option<$type> {
                read_id(word)
            }

            fn roles(&self, visit: &mut dyn FnMut(Role)) {
                visit(Role::$role(*self));
            }
        }
    )* };
}

id_parts! {
    Label Goes,
    CursorId Walks,
    NeedleId Needle,
    PatternId Pattern,
    SetId Set,
    AttributeId Attribute,
    VariableId Variable,
    SegmentId Segment,
    ConstantId Constant,
}

/// Makes enumerations parts whose words stand in a table.
macro_rules! word_parts {
    ($( $type:ident { $( $variant:ident $word:literal ),* $(,)? } )*) => { $(
        impl Part for $type {
            fn show(&self) -> String {
                match self { $( $type::$variant => $word ),* }.to_owned()
            }

            fn read(word: &str) -> Option<$type> {
                match word {
                    $( $word => Some($type::$variant), )*
                    _ => None,
                }
            }
        }
    )* };
}

word_parts! {
    Kind { Integer "integer", Number "number", Date "date", Datetime "datetime", Value "value" }
    TextTest { Is "is", Contains "contains", StartsWith "starts-with", EndsWith "ends-with" }
    Manner { Plain "plain", Yearly "ignoring-year", Contacted "contacted" }
    Relation { Is "is", Before "before", Until "until", Since "since", After "after" }
    Arithmetic { Add "+", Subtract "-", Multiply "*", Divide "/", Remainder "%" }
    WindowKind {
        WithinLast "within-last", BeforeLast "before-last", BetweenLast "between-last", Since "since",
        Until "until", Before "before", After "after", Between "between",
    }
    CountComparison {
        Exactly "exactly", AtLeast "at-least", AtMost "at-most", MoreThan "more-than", LessThan "less-than",
    }
}

impl Part for To {
    fn show(&self) -> String {
        self.0.to_string()
    }

    fn read(word: &str) -> Option<To> {
        read_id(word).map(To)
    }

    fn roles(&self, visit: &mut dyn FnMut(Role)) {
        visit(Role::Writes(self.0));
    }
}

impl Part for FieldId {
    fn show(&self) -> String {
        self.to_string()
    }

    fn read(word: &str) -> Option<FieldId> {
        read_id(word)
    }
}

impl Part for Operand {
    fn show(&self) -> String {
        self.to_string()
    }

    fn read(word: &str) -> Option<Operand> {
        read_id(word).map(Operand::Register).or_else(|| read_id(word).map(Operand::Literal))
    }

    fn roles(&self, visit: &mut dyn FnMut(Role)) {
        visit(Role::Reads(*self));
    }
}

impl Part for Operands {
    fn show(&self) -> String {
        let words: Vec<String> = self.iter().map(Part::show).collect();
        format!("({})", words.join(","))
    }

    fn read(word: &str) -> Option<Operands> {
        let inner = word.strip_prefix('(')?.strip_suffix(')')?;
        inner.split(',').filter(|operand| !operand.is_empty()).map(Operand::read).collect()
    }

    fn roles(&self, visit: &mut dyn FnMut(Role)) {
        self.iter().for_each(|operand| visit(Role::Reads(*operand)));
    }
}

impl Part for Option<ChannelId> {
    fn show(&self) -> String {
        self.map_or("any".to_owned(), |channel| channel.to_string())
    }

    fn read(word: &str) -> Option<Option<ChannelId>> {
        if word == "any" { Some(None) } else { read_id(word).map(Some) }
    }

    fn roles(&self, visit: &mut dyn FnMut(Role)) {
        self.iter().for_each(|channel| visit(Role::Channel(*channel)));
    }
}

impl Part for Option<Count> {
    fn show(&self) -> String {
        self.map_or("any".to_owned(), |count| format!("{}:{}", count.comparison.show(), count.times))
    }

    fn read(word: &str) -> Option<Option<Count>> {
        if word == "any" {
            return Some(None);
        }
        let (comparison, times) = word.split_once(':')?;
        Some(Some(Count { comparison: Part::read(comparison)?, times: times.parse().ok()? }))
    }
}

impl Part for PropertySlot {
    fn show(&self) -> String {
        match self {
            PropertySlot::Declared(place) => format!("property{place}"),
            PropertySlot::Time => "time".to_owned(),
        }
    }

    fn read(word: &str) -> Option<PropertySlot> {
        match word.strip_prefix("property") {
            Some(place) => place.parse().ok().map(PropertySlot::Declared),
            None => (word == "time").then_some(PropertySlot::Time),
        }
    }
}

impl Part for Comparison {
    fn show(&self) -> String {
        self.phrase().replace(' ', "-")
    }

    fn read(word: &str) -> Option<Comparison> {
        comparisons().iter().find(|(_, comparison)| comparison.show() == word).map(|(_, known)| *known)
    }
}

impl Part for Function {
    /// The name, and the least number of arguments, which tells functions of one name apart.
    fn show(&self) -> String {
        let known = functions().iter().find(|known| known.2 == *self);
        known.map_or(String::new(), |(name, parameters, _)| format!("{name}/{}", parameters[0]))
    }

    fn read(word: &str) -> Option<Function> {
        let (name, parameters) = word.split_once('/')?;
        Function::find(name, parameters.parse().ok()?)
    }
}

impl Part for Unit {
    fn show(&self) -> String {
        self.name().to_owned()
    }

    fn read(word: &str) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.name() == word)
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operand::Register(register) => register.fmt(f),
            Operand::Literal(literal) => literal.fmt(f),
        }
    }
}
