//! Byte code: expressions as straight runs of instructions over registers.
//!
//! A [`Routine`] is one expression with everything below it. Instructions name attributes, properties and events by slot,
//! each constant once; patterns, sets and texts to look for are made ready beforehand. Where each instruction comes from is
//! in a table beside the code, which only errors look at.
//!
//! | job | in |
//! | --- | --- |
//! | what there is | `instruction`, `part`, `routine` |
//! | expressions to routines: constants folded, equal parts computed once | `lower` |
//! | what every routine keeps to | `verify` |
//! | the text form, and reading it back | `show`, `read` |
//!
//! **Architecture Invariant:** a routine that passes the verifier ends: jumps lead forward, and only a cursor's loop leads
//! back, once for every event or item.

mod instruction;
mod lower;
mod part;
mod read;
mod routine;
mod show;
mod verify;

pub use instruction::Instruction;
pub use lower::{Fold, lower, lower_selection};
pub use part::{
    CursorId, FieldId, Kind, Label, LiteralId, Manner, NeedleId, Operand, Operands, Part, PatternId,
    Register, Role, SetId, TextTest, To, WindowKind,
};
pub use read::{Unreadable, read};
pub use routine::{Cursor, Gather, Pattern, Routine, Set, Source};
pub use verify::{Violation, verify};
