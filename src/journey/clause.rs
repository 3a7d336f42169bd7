//! When an event makes an event condition true.
//!
//! A condition counts what happened before as well, so that it holds is not enough: the event that arrives must be one
//! of those that it is about. Whoever looked at the sale once and now looks at something else does not enter by
//! `happened viewed where page is "sale"` again. So:
//!
//! | condition | becomes true at an event |
//! | --- | --- |
//! | `happened E …` | if it holds and the event is one of those that it counts |
//! | `happened E … followed by F …` | if it holds and the event is the `F` that follows, behind the last link, one of those that it counts |
//! | `a and b` | if one of the two becomes true at it and the other holds |
//! | `a or b` | if one of the two does |
//! | `not a` | never: what did not happen is asked when something else happens |

use super::step::{Scope, Step};
use super::{Decision, What};
use crate::eval::is_decided_by_last;
use crate::eval::why::{nearest, prove};
use crate::program::{EventClause, EventId, ExpressionId, ExpressionKind, Location, SelectionId};

impl Step<'_, '_> {
    /// Whether a condition becomes true at the event of this kind that was handled last.
    pub(super) fn becomes_true(&mut self, scope: Scope, clause: &EventClause, event: EventId) -> bool {
        if !clause.events.contains(&event) {
            return false;
        }
        let becomes = self.holds(scope, clause.condition) && self.is_touched(scope, clause.condition);
        self.explain(scope, clause.location, clause.condition, becomes);
        becomes
    }

    /// Reports how a condition came out and why, if the stepper is to.
    pub(super) fn explain(
        &mut self,
        scope: Scope,
        location: Location,
        condition: ExpressionId,
        counts: bool,
    ) {
        if !self.stepper.explains() {
            return;
        }
        let decision = self.look(scope, |context| {
            let proof = prove(context, condition);
            let nearest = nearest(context, condition, !proof.holds);
            Decision { location, proof, counts, nearest }
        });
        self.record(scope.place, What::Decided(Box::new(decision)));
    }

    /// Whether a condition, which holds, becomes true at the event that was handled last.
    ///
    /// The parts were looked at before, as parts of the whole, so what goes wrong in them is known.
    fn is_touched(&self, scope: Scope, condition: ExpressionId) -> bool {
        match &self.stepper.program.expressions[condition].kind {
            ExpressionKind::Happened { selection, .. } => self.is_taken(scope, *selection),
            ExpressionKind::And(left, right) => {
                self.is_touched(scope, *left) || self.is_touched(scope, *right)
            }
            ExpressionKind::Or(left, right) => [*left, *right].into_iter().any(|side| {
                self.look(scope, |context| self.stepper.engine.holds(context, side, &mut Vec::new()))
                    && self.is_touched(scope, side)
            }),
            _ => false,
        }
    }

    /// Whether a selection takes the event that was handled last, or that event is the last of a sequence that it takes.
    fn is_taken(&self, scope: Scope, selection: SelectionId) -> bool {
        let is_sequence = !self.stepper.program.selections[selection].followed.is_empty();
        self.look(scope, |context| {
            if is_sequence {
                return is_decided_by_last(context, selection);
            }
            let taken = self.stepper.engine.latest(context, selection, &mut Vec::new());
            let newest = context.facts.events().last();
            taken.zip(newest).is_some_and(|(taken, newest)| std::ptr::eq(taken, newest))
        })
    }
}
