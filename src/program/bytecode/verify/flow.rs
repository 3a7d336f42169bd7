//! What must hold on every way through the code.
//!
//! Jumps back lead to a `next` only, whatever holds there held when the loop was entered, and nothing is undone in it. So one
//! pass from the first instruction to the last sees everything.

use std::collections::HashMap;

use super::Verifier;
use crate::program::Id;
use crate::program::bytecode::Instruction;
use crate::program::bytecode::part::{CursorId, Operand, Role};

/// What is certain at a point of the code.
#[derive(Clone)]
struct State {
    written: Vec<bool>,
    opened: Vec<bool>,
    /// Inside whose loops this is.
    inside: Vec<bool>,
}

impl State {
    /// Leaves what holds in both.
    fn meet(&mut self, other: &State) {
        let both = |one: &mut Vec<bool>, other: &Vec<bool>| {
            one.iter_mut().zip(other).for_each(|(one, other)| *one &= other);
        };
        both(&mut self.written, &other.written);
        both(&mut self.opened, &other.opened);
        both(&mut self.inside, &other.inside);
    }
}

impl Verifier<'_> {
    /// Follows every way through the code.
    pub(super) fn ways(&mut self) {
        let routine = self.routine;
        let mut arriving: HashMap<usize, State> = HashMap::new();
        let mut state = Some(State {
            written: vec![false; routine.registers.len()],
            opened: vec![false; routine.cursors.len()],
            inside: vec![false; routine.cursors.len()],
        });
        for (place, instruction) in routine.code.iter().enumerate() {
            state = meeting(state, arriving.remove(&place));
            // No way leads here.
            let Some(mut here) = state.take() else { continue };
            self.step(place, instruction, &mut here);
            if let Some(target) = instruction.target() {
                let mut there = here.clone();
                if let Instruction::Next { cursor, .. } = instruction {
                    there.inside[cursor.index()] = false;
                }
                self.leads(place, target.index(), there, &mut arriving);
            }
            state = (!instruction.is_end()).then_some(here);
        }
    }

    fn leads(&mut self, from: usize, to: usize, state: State, arriving: &mut HashMap<usize, State>) {
        if to > from {
            let met = meeting(arriving.remove(&to), Some(state));
            arriving.extend(met.map(|met| (to, met)));
            return;
        }
        let Instruction::Next { cursor, .. } = self.routine.code[to] else {
            return self.report(from, 6, format!("leads back to i{to}, which is no `next`"));
        };
        if self.routine.code[to..from].iter().any(|between| opens(between) == Some(cursor)) {
            self.report(from, 6, format!("leads back to i{to}, and {cursor} is opened in between"));
        }
    }

    /// Checks what an instruction needs, and notes what it does.
    fn step(&mut self, place: usize, instruction: &Instruction, state: &mut State) {
        let mut written = None;
        instruction.roles(&mut |role| match role {
            Role::Reads(Operand::Register(register)) if !state.written[register.index()] => {
                self.report(place, 7, format!("{register} is not written on every way"));
            }
            Role::Writes(register) => written = Some(register),
            Role::Walks(cursor) => self.walks(place, instruction, cursor, state),
            _ => {}
        });
        if let Some(register) = written {
            state.written[register.index()] = true;
        }
        if let Some(cursor) = opens(instruction) {
            state.opened[cursor.index()] = true;
        }
        if let Instruction::Next { cursor, .. } = instruction {
            state.inside[cursor.index()] = true;
        }
    }

    fn walks(&mut self, place: usize, instruction: &Instruction, cursor: CursorId, state: &State) {
        if opens(instruction) == Some(cursor) {
            return;
        }
        if !state.opened[cursor.index()] {
            self.report(place, 8, format!("{cursor} is not opened on every way"));
        } else if looks(instruction) && !state.inside[cursor.index()] {
            self.report(place, 8, format!("{cursor} does not stand at an event or item on every way"));
        }
    }
}

/// The cursor that an instruction puts at the beginning of its walk.
fn opens(instruction: &Instruction) -> Option<CursorId> {
    match instruction {
        Instruction::Open { cursor }
        | Instruction::Over { cursor, .. }
        | Instruction::Follow { cursor, .. } => Some(*cursor),
        _ => None,
    }
}

/// Whether an instruction is about the event or item at which a cursor stands that it does not open.
fn looks(instruction: &Instruction) -> bool {
    use Instruction as I;
    matches!(
        instruction,
        I::Property { .. } | I::Take { .. } | I::Follow { .. } | I::Item { .. } | I::Gather { .. }
    )
}

/// What holds where two ways meet, of which either may not be there.
fn meeting(one: Option<State>, other: Option<State>) -> Option<State> {
    match (one, other) {
        (Some(mut one), Some(other)) => {
            one.meet(&other);
            Some(one)
        }
        (one, other) => one.or(other),
    }
}
