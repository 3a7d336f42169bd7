//! What is known before any person is looked at.

use crate::eval::{self, Context, Sketch, Visible};
use crate::program::{EventSelection, ExpressionId, ExpressionKind, Function, Program};
use crate::value::{Instant, InstantRange, Value};

/// A program at a moment.
#[derive(Clone, Copy)]
pub(super) struct Moment<'p> {
    pub(super) program: &'p Program,
    pub(super) now: Instant,
}

impl Moment<'_> {
    /// The value of an expression that depends on nothing but the program and the moment, if it is one and nothing goes wrong.
    pub(super) fn constant(&self, id: ExpressionId) -> Option<Value> {
        if !is_closed(self.program, id) {
            return None;
        }
        let (nobody, mut faults) = (Sketch::default(), Vec::new());
        let value = eval::value(&self.context(&nobody), id, &mut faults);
        faults.is_empty().then_some(value)
    }

    /// The values of several.
    pub(super) fn constants(&self, ids: &[ExpressionId]) -> Option<Vec<Value>> {
        ids.iter().map(|id| self.constant(*id)).collect()
    }

    /// The time that the windows of a selection have in common, if they and the lengths of links hang on the moment alone.
    pub(super) fn range(&self, selection: &EventSelection) -> Option<InstantRange> {
        let known = selection.bounds().into_iter().all(|bound| self.constant(bound).is_some());
        let (nobody, mut faults) = (Sketch::default(), Vec::new());
        known.then(|| eval::window_range(&self.context(&nobody), &selection.windows, &mut faults))
    }

    fn context<'a>(&'a self, nobody: &'a Sketch) -> Context<'a> {
        Context {
            program: self.program,
            facts: nobody,
            now: self.now,
            zone: self.program.zone,
            variables: &[],
            visible: Visible::All,
            random: None,
        }
    }
}

/// Whether an expression depends on nothing but the program and the moment.
fn is_closed(program: &Program, id: ExpressionId) -> bool {
    let kind = &program.expressions[id].kind;
    let open = match kind {
        ExpressionKind::Attribute(_)
        | ExpressionKind::Variable(_)
        | ExpressionKind::Property(_)
        | ExpressionKind::Item(_)
        | ExpressionKind::InSegment(_)
        | ExpressionKind::HasTag(_)
        | ExpressionKind::LastContacted(_) => true,
        ExpressionKind::Call { function, .. } => *function == Function::GeneratePin,
        kind => kind.selection().is_some(),
    };
    !open && kind.operands().into_iter().all(|operand| is_closed(program, operand))
}

/// Whether the value of an expression hangs on how often something random was computed before it. Named segments and computed
/// attributes count for themselves.
pub(super) fn is_random(program: &Program, id: ExpressionId) -> bool {
    let kind = &program.expressions[id].kind;
    let of_selection = kind.selection().map(|selection| &program.selections[selection]);
    let within = of_selection
        .into_iter()
        .flat_map(|selection| selection.bounds().into_iter().chain(selection.filters()));
    matches!(kind, ExpressionKind::Call { function: Function::GeneratePin, .. })
        || kind.operands().into_iter().chain(within).any(|operand| is_random(program, operand))
}
