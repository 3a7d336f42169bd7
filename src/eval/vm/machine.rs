//! The loop: one instruction after the other.

use super::cell::Cell;
use super::spare::Spare;
use super::{Code, OutOfFuel, Vm};
use crate::diagnostic::Problem;
use crate::eval::{Context, Fault};
use crate::program::bytecode::{CursorId, Instruction, Label, LiteralId, Operand, Register, Routine};
use crate::program::{ExpressionId, Id, PropertySlot, Table, Type};
use crate::value::Value;

/// One evaluation under way.
pub(super) struct Machine<'r, 'f> {
    pub(super) vm: &'r Vm<'r>,
    pub(super) memory: Spare<'r>,
    faults: &'f mut Vec<Fault>,
    spent: u64,
}

/// A routine that runs.
pub(super) struct Frame<'r> {
    pub(super) routine: &'r Routine,
    pub(super) literals: &'r Table<LiteralId, Option<Cell<'static>>>,
    pub(super) context: Context<'r>,
    /// The instruction at hand.
    pub(super) at: usize,
    /// How many random results there were.
    pub(super) draws: u64,
    /// Where its registers and cursors begin.
    pub(super) registers: usize,
    walks: usize,
}

/// How an instruction ends.
enum Step {
    On,
    To(Label),
    End(Operand),
}

impl<'r, 'f> Machine<'r, 'f> {
    /// Runs `work` on a machine, and counts what it executes.
    pub(super) fn with<T>(
        vm: &'r Vm<'r>,
        faults: &'f mut Vec<Fault>,
        work: impl FnOnce(&mut Machine<'r, 'f>) -> T,
    ) -> T {
        let mut machine = Machine { vm, memory: Spare::take(), faults, spent: 0 };
        let result = work(&mut machine);
        vm.tally.add(machine.spent);
        machine.memory.give_back();
        result
    }

    /// Runs a routine to its end, and gives what `finish` makes of its result.
    pub(super) fn call<T>(
        &mut self,
        code: &'r Code,
        context: &Context<'r>,
        finish: impl FnOnce(&Machine<'r, 'f>, &Frame<'r>, Operand) -> T,
    ) -> Result<T, OutOfFuel> {
        let mut frame = self.enter(code, context);
        let result = self.run(&mut frame).map(|result| finish(self, &frame, result));
        self.leave(&frame);
        result
    }

    fn enter(&mut self, code: &'r Code, context: &Context<'r>) -> Frame<'r> {
        let Code { routine, literals } = code;
        let (registers, walks) = (self.memory.registers.len(), self.memory.walks.len());
        self.memory.registers.resize(registers + routine.registers.len(), Cell::Empty);
        self.memory.walks.resize_with(walks + routine.cursors.len(), Default::default);
        Frame { routine, literals, context: *context, at: 0, draws: 0, registers, walks }
    }

    fn leave(&mut self, frame: &Frame) {
        self.memory.registers.truncate(frame.registers);
        self.memory.walks.truncate(frame.walks);
    }

    fn run(&mut self, frame: &mut Frame<'r>) -> Result<Operand, OutOfFuel> {
        let code = &frame.routine.code;
        loop {
            self.spent += 1;
            if self.spent > self.vm.fuel {
                return Err(OutOfFuel);
            }
            match self.step(frame, &code[frame.at])? {
                Step::On => frame.at += 1,
                Step::To(label) => frame.at = label.index(),
                Step::End(value) => return Ok(value),
            }
        }
    }

    fn step(&mut self, frame: &mut Frame<'r>, instruction: &'r Instruction) -> Result<Step, OutOfFuel> {
        use Instruction as I;
        let (to, value) = match instruction {
            I::Jump { target } => return Ok(Step::To(*target)),
            I::JumpIf { condition, target } => {
                return Ok(jump(self.is_true(frame, *condition), *target));
            }
            I::JumpUnless { condition, target } => {
                return Ok(jump(!self.is_true(frame, *condition), *target));
            }
            I::JumpFull { value, target } => return Ok(jump(!self.is_empty(frame, *value), *target)),
            I::Next { cursor, otherwise } => return Ok(jump(!self.next(frame, *cursor), *otherwise)),
            I::Return { value } => return Ok(Step::End(*value)),
            I::Open { cursor } => {
                self.open(frame, *cursor);
                return Ok(Step::On);
            }
            I::Follow { cursor, behind, within } => {
                self.follow(frame, *cursor, *behind, within);
                return Ok(Step::On);
            }
            I::Over { cursor, list } => {
                self.over(frame, *cursor, *list);
                return Ok(Step::On);
            }
            I::Gather { cursor, value } => {
                self.gather(frame, *cursor, *value);
                return Ok(Step::On);
            }
            I::Narrow { cursor, window, bounds } => {
                self.narrow(frame, *cursor, *window, bounds);
                return Ok(Step::On);
            }
            I::Take { cursor } => {
                self.take(frame, *cursor);
                return Ok(Step::On);
            }
            I::Computed { to, attribute } => {
                let formula = self.vm.program.attributes[*attribute].computed;
                (to, formula.map_or(Ok(Cell::Empty), |formula| self.inner(frame, formula, Machine::read))?)
            }
            I::Member { to, segment } => {
                let condition = self.vm.program.segments[*segment].condition;
                (to, Cell::Boolean(self.inner(frame, condition, Machine::is_true)?))
            }
            I::Attribute { to, attribute } => {
                self.load(frame, to.0, frame.context.facts.stored(*attribute));
                return Ok(Step::On);
            }
            I::Variable { to, variable } => {
                let value = frame.context.variables.get(variable.index()).unwrap_or(&Value::Empty);
                (to, Cell::of(value, type_of(frame, to.0)))
            }
            I::Property { to, cursor, slot } => {
                (to, self.property(frame, *cursor, *slot, type_of(frame, to.0)))
            }
            I::Latest { to, cursor, slot } => (to, self.newest(frame, *cursor, *slot, type_of(frame, to.0))),
            I::Constant { to, constant } => {
                (to, self.arranged(&self.vm.program.constants[*constant], type_of(frame, to.0)))
            }
            I::List { to, items } => (to, self.list(frame, to.0, items)),
            I::Object { to, fields } => (to, self.object(frame, to.0, fields)),
            I::Field { to, object, place } => (to, self.field(frame, to.0, *object, *place)),
            I::Item { to, cursor } => (to, self.item(frame, *cursor, type_of(frame, to.0))),
            I::Contacted { to, channel } => (to, self.contacted(frame, *channel)),
            I::Move { to, from } => (to, self.read(frame, *from)),
            I::Widen { to, value } => (to, self.widened(frame, to.0, *value)),
            I::Not { to, condition } => (to, Cell::Boolean(!self.is_true(frame, *condition))),
            I::Empty { to, value } => (to, Cell::Boolean(self.is_empty(frame, *value))),
            I::Default { to, value, default } => {
                let chosen = if self.is_empty(frame, *value) { default } else { value };
                (to, self.read(frame, *chosen))
            }
            I::Happened { to, cursor, count } => (to, Cell::Boolean(self.happened(frame, *cursor, *count))),
            I::Count { to, cursor } => (to, self.count(frame, *cursor)),
            I::Gathered { to, cursor } => (to, self.gathered(frame, to.0, *cursor)),
            I::Relate { to, kind, relation, left, right } => {
                let holds = self.relate(frame, *kind, *relation, *left, *right);
                self.write(frame, to.0, Cell::Boolean(holds));
                return Ok(Step::On);
            }
            I::Between { to, kind, value, first, last } => {
                (to, self.between(frame, *kind, *value, *first, *last))
            }
            I::Text { to, test, text, needle } => (to, self.text_test(frame, *test, *text, *needle)),
            I::Matches { to, text, pattern } => (to, self.matches(frame, *text, *pattern)),
            I::OneOf { to, value, set } => (to, self.one_of(frame, *value, *set)),
            I::Compare { to, comparison, manner, left, operands } => {
                (to, self.compare(frame, *comparison, *manner, *left, operands))
            }
            I::Tagged { to, tags, tag } => (to, self.tagged(frame, *tags, *tag)),
            I::Arithmetic { to, kind, operator, left, right } => {
                self.arithmetic(frame, to.0, *kind, *operator, [*left, *right]);
                return Ok(Step::On);
            }
            I::Negate { to, value } => (to, self.negate(frame, to.0, *value)),
            I::InUnit { to, unit, value } => (to, self.in_unit(frame, to.0, *unit, *value)),
            I::Call { to, function, arguments } => (to, self.function(frame, to.0, *function, arguments)),
            I::Template { to, parts } => (to, self.template(frame, parts)),
        };
        self.write(frame, to.0, value);
        Ok(Step::On)
    }

    /// A segment's condition or a computed attribute: the same for all who ask at one moment.
    fn inner<T>(
        &mut self,
        frame: &Frame<'r>,
        expression: ExpressionId,
        finish: impl FnOnce(&Machine<'r, 'f>, &Frame<'r>, Operand) -> T,
    ) -> Result<T, OutOfFuel> {
        self.call(self.vm.code(expression), &frame.context.of_person(), finish)
    }

    /// The place of a cursor among those of all frames.
    pub(super) fn walk_place(&self, frame: &Frame<'r>, cursor: CursorId) -> usize {
        frame.walks + cursor.index()
    }

    /// The result of an operation as its register has it. Where the operation failed, that is noted.
    pub(super) fn outcome(
        &mut self,
        frame: &Frame<'r>,
        to: Register,
        outcome: Result<Value, Problem>,
    ) -> Cell<'r> {
        match outcome {
            Ok(value) => self.keep(value, type_of(frame, to)),
            Err(problem) => {
                self.fault(frame, problem);
                Cell::Empty
            }
        }
    }

    /// Notes what went wrong at the instruction at hand, once.
    pub(super) fn fault(&mut self, frame: &Frame<'r>, problem: Problem) {
        let fault = Fault { location: frame.routine.locations[frame.at], problem };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn property(&self, frame: &Frame<'r>, cursor: CursorId, slot: PropertySlot, r#type: &Type) -> Cell<'r> {
        self.walk(frame, cursor).property(slot, r#type)
    }

    fn newest(&self, frame: &Frame<'r>, cursor: CursorId, slot: PropertySlot, r#type: &Type) -> Cell<'r> {
        self.walk(frame, cursor).latest_property(slot, r#type)
    }
}

fn jump(leads: bool, target: Label) -> Step {
    if leads { Step::To(target) } else { Step::On }
}

/// The type of a register.
pub(super) fn type_of<'r>(frame: &Frame<'r>, register: Register) -> &'r Type {
    &frame.routine.registers[register]
}
