//! The verifier. A routine is right if
//!
//! 1. there is a place in the source for every instruction,
//! 2. the last instruction ends it: control never runs off the end,
//! 3. every register, constant, needle, pattern, set and cursor is one of the routine's own,
//! 4. every attribute, event, segment and channel is one of the program's, and a property is one of its event's,
//! 5. every jump leads to an instruction,
//! 6. a jump back leads to the `next` of a cursor that is not opened again in between: so the routine ends,
//! 7. a register is written on every way before it is read,
//! 8. a cursor is opened on every way before it is used, and its event or item is looked at inside its loop only,
//! 9. every operand has a type that the instruction is made for, and the result has the type of the register,
//! 10. a stored attribute is loaded as stored, and a computed one is computed,
//! 11. what is returned has the type of the routine,
//! 12. no constant stands twice,
//! 13. a cursor follows another one and not itself, and an instruction about events has a cursor that walks through events, and one about items one that walks through items.
//!
//! Debug builds verify what they lower; the tests break each of these and nothing else.

mod flow;
mod types;

use std::collections::HashSet;
use std::fmt;

use super::part::{CursorId, Operand, Role};
use super::{Cursor, Instruction, Routine};
use crate::program::{Id, Program, PropertySlot, Table};

/// Something that is wrong with a routine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// The place of the instruction, if it is about one.
    pub place: Option<usize>,
    /// The number in the list of checks.
    pub check: u8,
    /// What is wrong.
    pub message: String,
}

/// What is wrong with a routine of a program.
///
/// # Errors
///
/// All violations. Those of the ways through the code are looked for only where nothing else is wrong.
pub fn verify(routine: &Routine, program: &Program) -> Result<(), Vec<Violation>> {
    let mut verifier = Verifier { routine, program, violations: Vec::new() };
    verifier.whole();
    for (place, instruction) in routine.code.iter().enumerate() {
        verifier.instruction(place, instruction);
    }
    if verifier.violations.is_empty() {
        verifier.ways();
    }
    if verifier.violations.is_empty() { Ok(()) } else { Err(verifier.violations) }
}

struct Verifier<'r> {
    routine: &'r Routine,
    program: &'r Program,
    violations: Vec<Violation>,
}

impl<'r> Verifier<'r> {
    fn report(&mut self, place: impl Into<Option<usize>>, check: u8, message: impl Into<String>) {
        self.violations.push(Violation { place: place.into(), check, message: message.into() });
    }

    /// What is about no single instruction.
    fn whole(&mut self) {
        let routine = self.routine;
        if routine.locations.len() != routine.code.len() {
            self.report(None, 1, "there are not as many places in the source as instructions");
        }
        if !routine.code.last().is_some_and(Instruction::is_end) {
            self.report(None, 2, "the code runs off its end");
        }
        for (cursor, made) in routine.cursors.iter() {
            if let Some(event) = made.event().filter(|event| self.program.events.get(*event).is_none()) {
                self.report(None, 4, format!("there is no {event} for {cursor}"));
            }
        }
        let mut seen = HashSet::new();
        for (literal, value) in routine.literals.iter() {
            if !seen.insert(value) {
                self.report(None, 12, format!("{literal} stands twice"));
            }
        }
    }

    fn instruction(&mut self, place: usize, instruction: &Instruction) {
        let before = self.violations.len();
        instruction.roles(&mut |role| self.role(place, role));
        if let Instruction::Property { cursor, slot, .. } | Instruction::Latest { cursor, slot, .. } =
            instruction
        {
            self.slot(place, *cursor, *slot);
        }
        if before == self.violations.len() {
            self.walked(place, instruction);
        }
        if before == self.violations.len() {
            self.types(place, instruction);
        }
    }

    /// What is named must be there.
    fn role(&mut self, place: usize, role: Role) {
        let (routine, program) = (self.routine, self.program);
        match role {
            Role::Writes(register) | Role::Reads(Operand::Register(register)) => {
                self.known(place, 3, &routine.registers, register);
            }
            Role::Reads(Operand::Literal(literal)) => self.known(place, 3, &routine.literals, literal),
            Role::Needle(needle) => self.known(place, 3, &routine.needles, needle),
            Role::Pattern(pattern) => self.known(place, 3, &routine.patterns, pattern),
            Role::Set(set) => self.known(place, 3, &routine.sets, set),
            Role::Walks(cursor) => self.known(place, 3, &routine.cursors, cursor),
            Role::Attribute(attribute) => self.known(place, 4, &program.attributes, attribute),
            Role::Constant(constant) => self.known(place, 4, &program.constants, constant),
            Role::Segment(segment) => self.known(place, 4, &program.segments, segment),
            Role::Channel(channel) => self.known(place, 4, &program.channels, channel),
            // Variables belong to a flow, and a routine does not say to which; one that is not there is empty.
            Role::Variable(_) => {}
            Role::Goes(target) if target.index() < routine.code.len() => {}
            Role::Goes(target) => self.report(place, 5, format!("there is no {target}")),
        }
    }

    /// Events and items have instructions of their own.
    fn walked(&mut self, place: usize, instruction: &Instruction) {
        use Instruction as I;
        let (cursor, of_events) = match instruction {
            I::Follow { cursor, behind, .. } => return self.follows(place, *cursor, *behind),
            I::Open { cursor } | I::Narrow { cursor, .. } | I::Take { cursor } => (cursor, true),
            I::Property { cursor, .. } | I::Latest { cursor, .. } => (cursor, true),
            I::Happened { cursor, .. } | I::Count { cursor, .. } => (cursor, true),
            I::Over { cursor, .. } | I::Item { cursor, .. } | I::Gather { cursor, .. } => (cursor, false),
            _ => return,
        };
        self.goes_through(place, *cursor, of_events);
    }

    fn follows(&mut self, place: usize, cursor: CursorId, behind: CursorId) {
        self.goes_through(place, cursor, true);
        self.goes_through(place, behind, true);
        if cursor == behind {
            self.report(place, 13, format!("{cursor} follows itself"));
        }
    }

    fn goes_through(&mut self, place: usize, cursor: CursorId, events: bool) {
        if self.routine.cursors[cursor].event().is_some() != events {
            let through = if events { "items" } else { "events" };
            self.report(place, 13, format!("{cursor} walks through {through}"));
        }
    }

    fn known<I: Id, T>(&mut self, place: usize, check: u8, table: &Table<I, T>, id: I) {
        if table.get(id).is_none() {
            self.report(place, check, format!("there is no {id}"));
        }
    }

    fn slot(&mut self, place: usize, cursor: CursorId, slot: PropertySlot) {
        let event = self.routine.cursors.get(cursor).and_then(Cursor::event);
        let event = event.and_then(|event| self.program.events.get(event));
        if let (Some(event), PropertySlot::Declared(at)) = (event, slot)
            && at as usize >= event.properties.len()
        {
            self.report(place, 4, format!("`{}` has no property {at}", event.name));
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = self.place {
            write!(f, "i{place}: ")?;
        }
        write!(f, "{} (check {})", self.message, self.check)
    }
}
