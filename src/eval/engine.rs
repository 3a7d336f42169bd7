//! Who evaluates.

use super::vm::Vm;
use super::{Context, Event, Fault, reference};
use crate::program::{ExpressionId, Program, SelectionId};
use crate::value::Value;

/// An engine, made ready for a program. All of them mean the same.
#[derive(Debug)]
pub enum Engine<'p> {
    /// The machine that runs byte code.
    Vm(Box<Vm<'p>>),
    /// The reference evaluator: slow, and the specification.
    Reference,
}

/// Which engine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum EngineKind {
    /// The machine that runs byte code.
    #[default]
    Vm,
    /// The reference evaluator.
    Reference,
}

impl<'p> Engine<'p> {
    /// An engine of this kind for a program.
    #[must_use]
    pub fn new(kind: EngineKind, program: &'p Program) -> Engine<'p> {
        match kind {
            EngineKind::Vm => Engine::Vm(Box::new(Vm::new(program))),
            EngineKind::Reference => Engine::Reference,
        }
    }

    /// The value of an expression.
    pub fn value(&self, context: &Context, expression: ExpressionId, faults: &mut Vec<Fault>) -> Value {
        match self {
            // An engine's machine has fuel for anything.
            Engine::Vm(vm) => vm.value(context, expression, faults).unwrap_or(Value::Empty),
            Engine::Reference => reference::value(context, expression, faults),
        }
    }

    /// Whether a condition holds. A bare boolean means `is true`.
    pub fn holds(&self, context: &Context, condition: ExpressionId, faults: &mut Vec<Fault>) -> bool {
        match self {
            Engine::Vm(vm) => vm.holds(context, condition, faults).unwrap_or(false),
            Engine::Reference => reference::holds(context, condition, faults),
        }
    }

    /// The last of the events that a selection takes.
    pub fn latest<'a>(
        &self,
        context: &Context<'a>,
        selection: SelectionId,
        faults: &mut Vec<Fault>,
    ) -> Option<&'a Event> {
        match self {
            Engine::Vm(vm) => vm.latest(context, selection, faults).unwrap_or(None),
            Engine::Reference => reference::matching(context, selection, faults).pop(),
        }
    }

    /// How many instructions were executed; the reference evaluator has none.
    #[must_use]
    pub fn executed(&self) -> u64 {
        match self {
            Engine::Vm(vm) => vm.executed(),
            Engine::Reference => 0,
        }
    }
}
