//! The instructions.

use std::fmt;

use super::part::{
    CursorId, FieldId, Kind, Label, Manner, NeedleId, Operand, Operands, Part, PatternId, Role, SetId,
    TextTest, To, WindowKind,
};
use crate::program::{
    Arithmetic, AttributeId, ChannelId, Comparison, ConstantId, Count, Function, PropertySlot, SegmentId,
    VariableId,
};
use crate::value::{Relation, Unit};

/// Declares [`Instruction`] with the word and the parts of each: the text form, how it is read and what the verifier asks
/// follow from them.
macro_rules! instructions {
    ($( $(#[$doc:meta])* $name:ident $word:literal { $( $field:ident: $type:ty ),* } )*) => {
        /// An instruction.
        #[derive(Clone, PartialEq, Eq, Debug)]
        #[allow(missing_docs, reason = "the parts are named by what the instruction does with them")]
        pub enum Instruction {
            $( $(#[$doc])* $name { $( $field: $type ),* }, )*
        }

        impl Instruction {
            /// The word that it begins with.
            #[must_use]
            pub fn word(&self) -> &'static str {
                match self { $( Instruction::$name { .. } => $word ),* }
            }

            /// Its parts, each as a word.
            #[must_use]
            pub fn parts(&self) -> Vec<String> {
                match self { $( Instruction::$name { $( $field ),* } => vec![$( $field.show() ),*] ),* }
            }

            /// The instruction with this word and these parts.
            #[must_use]
            pub fn from_parts(word: &str, parts: &[&str]) -> Option<Instruction> {
                let mut parts = parts.iter();
                let instruction = match word {
                    $( $word => Instruction::$name { $( $field: Part::read(parts.next()?)? ),* }, )*
                    _ => return None,
                };
                parts.next().is_none().then_some(instruction)
            }

            /// What it does, part by part.
            pub fn roles(&self, visit: &mut dyn FnMut(Role)) {
                match self { $( Instruction::$name { $( $field ),* } => { $( $field.roles(visit); )* } ),* }
            }
        }
    };
}

instructions! {
    /// Copies a value.
    Move "move" { to: To, from: Operand }
    /// A stored attribute of the person.
    Attribute "attribute" { to: To, attribute: AttributeId }
    /// A computed attribute: runs its routine as the account sees the person.
    Computed "computed" { to: To, attribute: AttributeId }
    /// A variable of the participation.
    Variable "variable" { to: To, variable: VariableId }
    /// A property of the event at which a cursor stands.
    Property "property" { to: To, cursor: CursorId, slot: PropertySlot }
    /// A property of the latest event that a cursor took, or empty.
    Latest "latest" { to: To, cursor: CursorId, slot: PropertySlot }
    /// Whether the person is in a segment: runs its routine as the account sees the person.
    Member "member" { to: To, segment: SegmentId }
    /// When a message last went to the person on a channel, or on any.
    Contacted "contacted" { to: To, channel: Option<ChannelId> }
    /// A constant of the program: one that holds objects, which the routine's own constants do not.
    Constant "constant" { to: To, constant: ConstantId }
    /// A list of values.
    List "list" { to: To, items: Operands }
    /// An object, with a value for each field of its type.
    Object "object" { to: To, fields: Operands }
    /// What a field of an object holds.
    Field "field" { to: To, object: Operand, place: FieldId }
    /// The item at which a cursor stands.
    Item "item" { to: To, cursor: CursorId }
    /// Whether a list of tags has one.
    Tagged "tagged" { to: To, tags: Operand, tag: Operand }
    /// A value as the register's type has it: an integer as a number, a list with such items.
    Widen "widen" { to: To, value: Operand }
    /// Holds where a condition does not.
    Not "not" { to: To, condition: Operand }
    /// Whether a value is empty.
    Empty "empty" { to: To, value: Operand }
    /// The first value, or the second where that is empty.
    Default "default" { to: To, value: Operand, default: Operand }
    /// A value with the other sign.
    Negate "negate" { to: To, value: Operand }
    /// An operator of formulas.
    Arithmetic "arithmetic" { to: To, kind: Kind, operator: Arithmetic, left: Operand, right: Operand }
    /// A duration as a number of units.
    InUnit "in" { to: To, unit: Unit, value: Operand }
    /// Whether one value lies so to another.
    Relate "relate" { to: To, kind: Kind, relation: Relation, left: Operand, right: Operand }
    /// Whether a value lies between two others or is one of them.
    Between "between" { to: To, kind: Kind, value: Operand, first: Operand, last: Operand }
    /// Whether a text is or has a constant one.
    Text "text" { to: To, test: TextTest, text: Operand, needle: NeedleId }
    /// Whether a constant pattern is found in a text.
    Matches "matches" { to: To, text: Operand, pattern: PatternId }
    /// Whether a value is one of several constants.
    OneOf "one-of" { to: To, value: Operand, set: SetId }
    /// Any comparison of any values.
    Compare "compare" { to: To, comparison: Comparison, manner: Manner, left: Operand, operands: Operands }
    /// A function of the library.
    Call "call" { to: To, function: Function, arguments: Operands }
    /// A text made of values.
    Template "template" { to: To, parts: Operands }
    /// Goes on elsewhere.
    Jump "jump" { target: Label }
    /// Goes on elsewhere if a condition holds.
    JumpIf "jump-if" { condition: Operand, target: Label }
    /// Goes on elsewhere unless a condition holds.
    JumpUnless "jump-unless" { condition: Operand, target: Label }
    /// Goes on elsewhere unless a value is empty.
    JumpFull "jump-full" { value: Operand, target: Label }
    /// Puts a cursor before the first event, with all events up to now in sight.
    Open "open" { cursor: CursorId }
    /// Puts a cursor before the first item of a list.
    Over "over" { cursor: CursorId, list: Operand }
    /// Puts a cursor behind the event at which another one stands, with all events up to now in sight, or those within a length
    /// of that event.
    Follow "follow" { cursor: CursorId, behind: CursorId, within: Operands }
    /// Leaves only events in a window in sight.
    Narrow "narrow" { cursor: CursorId, window: WindowKind, bounds: Operands }
    /// Moves a cursor to the next event in sight or the next item, or goes on elsewhere if there is none.
    Next "next" { cursor: CursorId, otherwise: Label }
    /// Takes the event at which a cursor stands.
    Take "take" { cursor: CursorId }
    /// Adds a value to what a cursor through items gathers.
    Gather "gather" { cursor: CursorId, value: Operand }
    /// Whether a cursor took as many events as wanted, or any.
    Happened "happened" { to: To, cursor: CursorId, count: Option<Count> }
    /// How many events a cursor took.
    Count "count" { to: To, cursor: CursorId }
    /// What a cursor gathered.
    Gathered "gathered" { to: To, cursor: CursorId }
    /// Ends the routine.
    Return "return" { value: Operand }
}

impl Instruction {
    /// Where it may lead beside the next instruction.
    #[must_use]
    pub fn target(&self) -> Option<Label> {
        let mut target = None;
        self.roles(&mut |role| {
            if let Role::Goes(label) = role {
                target = Some(label);
            }
        });
        target
    }

    /// Lets it lead elsewhere, if it leads anywhere.
    pub(super) fn set_target(&mut self, new: Label) {
        match self {
            Instruction::Jump { target }
            | Instruction::JumpIf { target, .. }
            | Instruction::JumpUnless { target, .. }
            | Instruction::JumpFull { target, .. }
            | Instruction::Next { otherwise: target, .. } => *target = new,
            _ => {}
        }
    }

    /// Whether the next instruction is never reached from here.
    #[must_use]
    pub fn is_end(&self) -> bool {
        matches!(self, Instruction::Jump { .. } | Instruction::Return { .. })
    }
}

impl fmt::Display for Instruction {
    /// `r2 = relate integer since r0 c1`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts();
        let mut writes = false;
        self.roles(&mut |role| writes |= matches!(role, Role::Writes(_)));
        let (to, rest) = parts.split_at(usize::from(writes));
        to.iter().try_for_each(|to| write!(f, "{to} = "))?;
        f.write_str(self.word())?;
        rest.iter().try_for_each(|part| write!(f, " {part}"))
    }
}
