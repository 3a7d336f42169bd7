//! The machine that runs byte code: the engine that evaluates for one person.
//!
//! It means what the reference evaluator means: for every expression and all data the same value, the same emptiness and the
//! same errors in the same order. The law that holds it to that is `bourn::laws`.
//!
//! * A routine is made the first time that it is asked for and kept with the engine.
//! * A value is a cell of 16 bytes (`Cell`). Texts and lists are borrowed from the facts or from the routine.
//!   What an evaluation makes is kept until it ends, or until the event ends that it was made for.
//! * Registers, cursors and lists of arguments are kept by the thread from one evaluation to the next. So nothing is
//!   allocated for booleans, numbers and dates; a test counts.
//! * Each instruction has a fast way for the types that it was made for. For anything else it asks the functions that the
//!   reference evaluator asks.
//! * Every instruction costs a unit of fuel. Verified routines end by themselves; the fuel bounds how long they take.

mod cell;
mod compare;
mod compute;
mod gather;
mod list;
mod machine;
mod recent;
mod register;
mod spare;
mod tally;
mod walk;

use std::sync::OnceLock;

use self::cell::Cell;
use self::machine::Machine;
use self::tally::Tally;
use super::{Context, Event, Fault, Sketch, Visible, reference};
use crate::program::bytecode::{CursorId, Fold, LiteralId, Routine, lower, lower_selection};
use crate::program::{ExpressionId, Id, Program, SelectionId, Table};
use crate::value::{Instant, Value, Zone};

/// The machine, made ready for a program.
#[derive(Debug)]
pub struct Vm<'p> {
    program: &'p Program,
    expressions: Vec<OnceLock<Box<Code>>>,
    selections: Vec<OnceLock<Box<Code>>>,
    fuel: u64,
    tally: Tally,
}

/// A routine, and its constants as cells: all but texts and lists.
#[derive(Debug)]
struct Code {
    routine: Routine,
    literals: Table<LiteralId, Option<Cell<'static>>>,
}

/// An evaluation took more instructions than it may.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the evaluation takes more steps than it may")]
pub struct OutOfFuel;

impl<'p> Vm<'p> {
    /// The machine for a program, with as much fuel as anything needs.
    #[must_use]
    pub fn new(program: &'p Program) -> Vm<'p> {
        let slots = |count: usize| (0..count).map(|_| OnceLock::new()).collect();
        Vm {
            program,
            expressions: slots(program.expressions.len()),
            selections: slots(program.selections.len()),
            fuel: u64::MAX,
            tally: Tally::default(),
        }
    }

    /// The same, where one evaluation may take so many instructions.
    #[must_use]
    pub fn with_fuel(self, fuel: u64) -> Vm<'p> {
        Vm { fuel, ..self }
    }

    /// The value of an expression, as [`value`](super::value) gives it.
    ///
    /// # Errors
    ///
    /// [`OutOfFuel`]; what went wrong up to then is among the faults.
    pub fn value(
        &self,
        context: &Context,
        expression: ExpressionId,
        faults: &mut Vec<Fault>,
    ) -> Result<Value, OutOfFuel> {
        Machine::with(self, faults, |machine| {
            machine.call(self.code(expression), context, |machine, frame, result| {
                machine.to_value(machine.read(frame, result))
            })
        })
    }

    /// Whether a condition holds, as [`holds`](super::holds) says it.
    ///
    /// # Errors
    ///
    /// [`OutOfFuel`].
    pub fn holds(
        &self,
        context: &Context,
        condition: ExpressionId,
        faults: &mut Vec<Fault>,
    ) -> Result<bool, OutOfFuel> {
        Machine::with(self, faults, |machine| machine.call(self.code(condition), context, Machine::is_true))
    }

    /// The last of the events that a selection takes, as [`matching`](super::matching) gives them.
    ///
    /// # Errors
    ///
    /// [`OutOfFuel`].
    pub fn latest<'a>(
        &self,
        context: &Context<'a>,
        selection: SelectionId,
        faults: &mut Vec<Fault>,
    ) -> Result<Option<&'a Event>, OutOfFuel> {
        let cursor = CursorId::from_index(0);
        let place = Machine::with(self, faults, |machine| {
            machine.call(self.selection_code(selection), context, |machine, frame, _| {
                machine.walk(frame, cursor).latest()
            })
        })?;
        Ok(place.and_then(|place| context.facts.events().get(place)))
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// The routine of an expression.
    pub fn routine(&self, expression: ExpressionId) -> &Routine {
        &self.code(expression).routine
    }

    fn code(&self, expression: ExpressionId) -> &Code {
        self.expressions[expression.index()].get_or_init(|| self.ready(code_of(self.program, expression)))
    }

    fn selection_code(&self, selection: SelectionId) -> &Code {
        self.selections[selection.index()].get_or_init(|| {
            // Only errors look at places, and a selection has none of its own.
            let origin = self.program.expressions[ExpressionId::from_index(0)].location;
            self.ready(lower_selection(self.program, selection, origin, &Reference))
        })
    }

    /// How many instructions were executed.
    #[must_use]
    pub fn executed(&self) -> u64 {
        self.tally.sum()
    }

    fn ready(&self, routine: Routine) -> Box<Code> {
        debug_assert_eq!(
            crate::program::bytecode::verify(&routine, self.program),
            Ok(()),
            "lowering makes right routines: {routine}"
        );
        let mut literals = Table::new();
        for value in routine.literals.rows() {
            literals.push(if value.is_empty() { Some(Cell::Empty) } else { Cell::scalar(value) });
        }
        Box::new(Code { routine, literals })
    }
}

/// The routine of an expression, newly made.
#[must_use]
pub fn code_of(program: &Program, expression: ExpressionId) -> Routine {
    lower(program, expression, &Reference)
}

/// What is known when code is made is what the reference evaluator says.
struct Reference;

impl Fold for Reference {
    fn constant(&self, program: &Program, expression: ExpressionId) -> Option<Value> {
        let nobody = Sketch::default();
        let context = Context {
            program,
            facts: &nobody,
            now: Instant::EPOCH,
            zone: Zone::UTC,
            variables: &[],
            visible: Visible::All,
            random: None,
        };
        let mut faults = Vec::new();
        let value = reference::value(&context, expression, &mut faults);
        faults.is_empty().then_some(value)
    }
}
