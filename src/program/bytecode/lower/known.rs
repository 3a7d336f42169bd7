//! What has been computed already: which expressions are equal, and which register holds one.

use std::collections::HashMap;

use super::super::Operand;
use super::nature::Nature;
use crate::program::{EventSelection, ExpressionId, ExpressionKind, Program, SelectionId, Type};

/// The expressions whose values are at hand.
#[derive(Default)]
pub(super) struct Known {
    /// For each form, the first expression that has it.
    forms: HashMap<(ExpressionKind, Type), ExpressionId>,
    selections: HashMap<EventSelection, SelectionId>,
    firsts: HashMap<ExpressionId, ExpressionId>,
    /// What is computed on every way here, in order.
    computed: Vec<Computed>,
}

struct Computed {
    expression: ExpressionId,
    operand: Operand,
    scope: Scope,
}

/// Which event and which item are at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Scope {
    /// Inside of how many loops over events.
    pub(super) event: usize,
    /// The number of the condition over items.
    pub(super) item: usize,
}

/// How much is known at a point of the code.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize);

impl Known {
    /// The first expression that means the same as this one.
    pub(super) fn first(&mut self, program: &Program, expression: ExpressionId) -> ExpressionId {
        if let Some(first) = self.firsts.get(&expression) {
            return *first;
        }
        let mut kind = program.expressions[expression].kind.clone();
        kind.each_operand(&mut |operand| *operand = self.first(program, *operand));
        if let Some(selection) = kind.selection() {
            kind.set_selection(self.first_selection(program, selection));
        }
        let r#type = program.expressions[expression].r#type.clone();
        let first = *self.forms.entry((kind, r#type)).or_insert(expression);
        self.firsts.insert(expression, first);
        first
    }

    fn first_selection(&mut self, program: &Program, id: SelectionId) -> SelectionId {
        let mut selection = program.selections[id].clone();
        selection.each_operand(&mut |operand| *operand = self.first(program, *operand));
        *self.selections.entry(selection).or_insert(id)
    }

    /// Where the value of an expression is. One that depends on the event or the item at hand is looked for where that is the same.
    pub(super) fn find(&self, first: ExpressionId, nature: Nature, scope: Scope) -> Option<Operand> {
        let here = |known: &&Computed| {
            known.expression == first
                && (!nature.of_event || known.scope.event == scope.event)
                && (!nature.of_item || known.scope.item == scope.item)
        };
        self.computed.iter().rev().find(here).map(|known| known.operand)
    }

    /// Notes where the value of an expression is.
    pub(super) fn add(&mut self, expression: ExpressionId, scope: Scope, operand: Operand) {
        self.computed.push(Computed { expression, operand, scope });
    }

    /// How much is known here.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.computed.len())
    }

    /// Forgets what is not certain to have been computed where two ways meet.
    pub(super) fn forget(&mut self, mark: Mark) {
        self.computed.truncate(mark.0);
    }
}
