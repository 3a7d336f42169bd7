//! From expressions to routines.
//!
//! * What depends on nothing but constants is computed now, by the reference evaluator, which is handed in as [`Fold`]: so
//!   the meaning of an operator stands in one place. What has no result is left in the code, and fails where it always did.
//! * Equal parts of an expression are computed once, where one is certain to come before the other. A part that may fail is
//!   computed each time, since each place reports its own error; and so is what is random.
//! * `and`, `or`, `if` and `??` become jumps. A condition in front of a jump is never made a value.
//! * What goes through a list is a loop, and no list is made on the way.
//! * `happened` without a number stops at the first event, if its filter cannot fail for a later one.

mod branch;
mod compare;
mod known;
mod list;
mod nature;
mod value;
mod walk;

use std::collections::HashMap;

use self::known::{Known, Scope};
use self::nature::Nature;
use super::part::{CursorId, Kind, Label, LiteralId, Operand, Register, To};
use super::{Instruction, Routine};
use crate::program::{ExpressionId, Id, Location, Program, SelectionId, Type, conform};
use crate::value::Value;

/// Computes what is known when code is made.
pub trait Fold {
    /// The value of an expression that depends on nothing but constants, unless something goes wrong in it.
    fn constant(&self, program: &Program, expression: ExpressionId) -> Option<Value>;
}

/// The routine of an expression.
#[must_use]
pub fn lower(program: &Program, expression: ExpressionId, fold: &dyn Fold) -> Routine {
    let mut lowering = Lowering::new(program, &program.expressions[expression].r#type, fold);
    lowering.location = Some(program.expressions[expression].location);
    let value = lowering.value(expression);
    lowering.emit(Instruction::Return { value });
    lowering.finish()
}

/// A routine that tells whether a selection takes any events. It looks at all of them, with its first cursor.
#[must_use]
pub fn lower_selection(
    program: &Program,
    selection: SelectionId,
    location: Location,
    fold: &dyn Fold,
) -> Routine {
    let mut lowering = Lowering::new(program, &Type::Boolean, fold);
    lowering.location = Some(location);
    let cursor = lowering.walk(selection, None, false);
    let to = lowering.register(Type::Boolean);
    lowering.emit(Instruction::Happened { to, cursor, count: None });
    lowering.emit(Instruction::Return { value: Operand::Register(to.0) });
    lowering.finish()
}

/// A routine that is being made. Targets of jumps are places in `labels` until it is finished.
struct Lowering<'p> {
    program: &'p Program,
    fold: &'p dyn Fold,
    routine: Routine,
    literals: HashMap<Value, LiteralId>,
    labels: Vec<usize>,
    natures: HashMap<ExpressionId, Nature>,
    known: Known,
    /// The cursors whose events filters at hand are about, the innermost last.
    loops: Vec<CursorId>,
    /// The items that conditions at hand are about, the innermost last, each with a number of its own.
    items: Vec<(Operand, usize)>,
    /// How many such conditions there were.
    scopes: usize,
    /// The expression at hand.
    location: Option<Location>,
}

impl<'p> Lowering<'p> {
    fn new(program: &'p Program, result: &Type, fold: &'p dyn Fold) -> Lowering<'p> {
        let routine = Routine::new(result.clone());
        Lowering {
            program,
            fold,
            routine,
            literals: HashMap::new(),
            labels: Vec::new(),
            natures: HashMap::new(),
            known: Known::default(),
            loops: Vec::new(),
            items: Vec::new(),
            scopes: 0,
            location: None,
        }
    }

    /// The routine, with the places of instructions as targets.
    fn finish(mut self) -> Routine {
        for instruction in &mut self.routine.code {
            if let Some(label) = instruction.target() {
                instruction.set_target(Label::from_index(self.labels[label.index()]));
            }
        }
        self.routine
    }

    fn emit(&mut self, instruction: Instruction) {
        self.routine.code.push(instruction);
        self.routine.locations.extend(self.location);
    }

    /// A new register.
    fn register(&mut self, r#type: Type) -> To {
        To(self.routine.registers.push(r#type))
    }

    /// Writes what an instruction computes to a new register.
    fn compute(&mut self, r#type: Type, instruction: impl FnOnce(To) -> Instruction) -> Operand {
        let to = self.register(r#type);
        self.emit(instruction(to));
        Operand::Register(to.0)
    }

    fn literal(&mut self, value: Value) -> Operand {
        if let Some(known) = self.literals.get(&value) {
            return Operand::Literal(*known);
        }
        let literal = self.routine.literals.push(value.clone());
        self.literals.insert(value, literal);
        Operand::Literal(literal)
    }

    /// The value of a constant operand.
    fn known_value(&self, operand: Operand) -> Option<&Value> {
        match operand {
            Operand::Literal(literal) => Some(&self.routine.literals[literal]),
            Operand::Register(_) => None,
        }
    }

    /// A label that is bound later.
    fn label(&mut self) -> Label {
        self.labels.push(usize::MAX);
        Label::from_index(self.labels.len() - 1)
    }

    /// Binds a label to the next instruction.
    fn bind(&mut self, label: Label) {
        self.labels[label.index()] = self.routine.code.len();
    }

    /// Copies a value to a register that several ways lead to.
    fn store(&mut self, to: Register, from: Operand) {
        self.emit(Instruction::Move { to: To(to), from });
    }

    /// The operand as a value of a type: an integer where a number is wanted becomes one, also in a list.
    fn widened(&mut self, operand: Operand, from: &Type, wanted: &Type) -> Operand {
        let differs = wanted.is_list_like() && from != wanted;
        if !differs && (*wanted != Type::Number || *from != Type::Integer) {
            return operand;
        }
        match self.known_value(operand) {
            Some(value) => {
                let value = conform(value.clone(), wanted);
                self.literal(value)
            }
            None => self.compute(wanted.clone(), |to| Instruction::Widen { to, value: operand }),
        }
    }

    /// What the event and the item at hand are, for whoever computes something about them.
    fn scope(&self) -> Scope {
        Scope { event: self.loops.len(), item: self.items.last().map_or(0, |item| item.1) }
    }
}

/// The kind of instruction for operands of these types.
fn kind(types: &[&Type]) -> Kind {
    let all = |wanted: &Type| types.iter().all(|known| *known == wanted);
    if all(&Type::Integer) {
        Kind::Integer
    } else if types.iter().all(|known| known.is_numeric()) {
        Kind::Number
    } else if all(&Type::Date) {
        Kind::Date
    } else if all(&Type::Datetime) {
        Kind::Datetime
    } else {
        Kind::Value
    }
}
