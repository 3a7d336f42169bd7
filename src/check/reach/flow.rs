//! The ways through a flow: what is known of the people at each element, and which arms nobody gets to.
//!
//! Elements are looked at in source order, which every way through a flow follows. What is known behind an element is known
//! before the next one; where ways meet, what is known on all of them. A pause, a wait or anything else that may take time
//! leaves nothing known, since people change meanwhile. An element that writes leaves what does not depend on what it
//! writes.

use super::key::{Reads, key};
use super::message::Gaps;
use super::{Cubes, Known, Parts, Reader};
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{
    Arm, CountComparison, Element, ElementId, ElementKind, EventClause, ExpressionId, ExpressionKind, Flow,
    Id,
};

/// The most conditions that are remembered along a way.
const MOST_FACTS: usize = 16;

/// Looks at all elements of a flow.
pub(super) fn check(parts: &Parts, flow: &Flow) -> Vec<Diagnostic> {
    let known = vec![None; flow.elements.len()];
    let mut ways = Ways { parts, known, gaps: Gaps::default(), found: Vec::new() };
    ways.lead(flow.first, Vec::new());
    for (id, element) in flow.elements.iter() {
        // Nobody gets here, or nobody knows how.
        if let Some(facts) = ways.known[id.index()].take() {
            ways.element(element, facts);
        }
    }
    ways.found
}

struct Ways<'a> {
    parts: &'a Parts<'a>,
    /// What is known of everybody who comes to an element, where somebody is known to.
    known: Vec<Option<Vec<Known>>>,
    gaps: Gaps,
    found: Vec<Diagnostic>,
}

impl Ways<'_> {
    /// Lets people of whom something is known go to an element.
    fn lead(&mut self, target: Option<ElementId>, mut facts: Vec<Known>) {
        let Some(known) = target.and_then(|target| self.known.get_mut(target.index())) else { return };
        match known {
            Some(known) => known.retain(|fact| facts.contains(fact)),
            None => {
                let forgotten = facts.len().saturating_sub(MOST_FACTS);
                facts.drain(..forgotten);
                *known = Some(facts);
            }
        }
    }

    fn element(&mut self, element: &Element, mut facts: Vec<Known>) {
        match &element.kind {
            ElementKind::SegmentAudience(arms) => return self.audience(element, arms, facts),
            ElementKind::WaitForEvent { arms, otherwise, .. } => return self.wait(arms, *otherwise),
            ElementKind::WaitForChange { outcomes, .. } | ElementKind::WaitForDate { outcomes, .. } => {
                for arm in &outcomes.arms {
                    self.lead(arm.target, Vec::new());
                }
                if outcomes.arms.iter().any(|arm| arm.when.is_none()) {
                    return;
                }
                facts.clear();
            }
            ElementKind::EvaluateMessage(arms) => {
                for arm in arms {
                    self.lead(arm.target, facts.clone());
                }
                return;
            }
            ElementKind::SplitAudience(shares) => {
                for share in shares {
                    self.lead(share.target, facts.clone());
                }
                return;
            }
            // What comes of these takes time, or writes variables.
            ElementKind::Send(_)
            | ElementKind::CallApi(_)
            | ElementKind::Use(_)
            | ElementKind::AddToFlow(_) => {
                self.found.extend(self.gaps.find(self.parts, &element.kind, &facts));
                return element.leads_to().into_iter().for_each(|target| self.lead(Some(target), Vec::new()));
            }
            ElementKind::Exit => return,
            ElementKind::UpdateProfile(written) => self.keep(&mut facts, |reads| {
                !reads.more && !written.iter().any(|(attribute, _)| reads.attributes.contains(attribute))
            }),
            ElementKind::Set(written) => self.keep(&mut facts, |reads| {
                !written.iter().any(|(variable, _)| reads.variables.contains(variable))
            }),
            ElementKind::AddTag(_) | ElementKind::RemoveTag(_) => self.keep(&mut facts, |reads| !reads.more),
            _ => facts.clear(),
        }
        self.lead(element.next, facts);
    }

    fn keep(&self, facts: &mut Vec<Known>, stays: impl Fn(&Reads) -> bool) {
        facts.retain(|&(id, _)| stays(&key(self.parts, id).1));
    }

    /// Lets each arm take those whom no earlier one took.
    fn audience(&mut self, element: &Element, arms: &[Arm<ExpressionId>], facts: Vec<Known>) {
        let mut before = facts;
        let inherited = before.len();
        let mut reader = Reader::new(self.parts);
        // Where too much is known, it is as if nothing were: more people come than really do.
        let mut coming = reader.meeting(before.iter().copied()).unwrap_or_else(Cubes::everybody);
        for arm in arms {
            let Some(when) = arm.when else {
                if coming.is_nobody() {
                    self.idle_otherwise(element, arm);
                } else {
                    self.lead(arm.target, before.clone());
                }
                continue;
            };
            let (yes, no) = (reader.formula((when, true)), reader.formula((when, false)));
            let taken = coming.and(&yes, &reader.subjects);
            if taken.is_some_and(|taken| taken.is_nobody()) {
                self.unreachable(when, &before, inherited);
            } else {
                let mut inside = before.clone();
                inside.push((when, true));
                self.lead(arm.target, inside);
                before.push((when, false));
            }
            coming = coming.and(&no, &reader.subjects).unwrap_or(coming);
        }
    }

    /// Reports an arm whose people have all gone another way, unless its condition is impossible by itself.
    /// The first `inherited` of what is known was known of everybody who came.
    fn unreachable(&mut self, when: ExpressionId, before: &[Known], inherited: usize) {
        let mut reader = Reader::new(self.parts);
        if reader.is_impossible([(when, true)]) {
            return;
        }
        let mut all = before.to_vec();
        all.push((when, true));
        let conflict = reader.conflict(all);
        let mut diagnostic =
            Diagnostic::new(self.parts.expressions[when].location, Problem::UnreachableArm {});
        for &(cause, holds) in conflict.iter().filter(|(cause, _)| *cause != when) {
            let is_outer = before[..inherited].contains(&(cause, holds));
            let label = match (is_outer, holds) {
                (true, true) => "only people who meet this come here",
                (true, false) => "people who meet this do not come here",
                _ => "this arm takes them before",
            };
            diagnostic = diagnostic.label(self.parts.expressions[cause].location, label);
        }
        self.found.push(diagnostic);
    }

    /// Mentions an `otherwise` for nobody, where it does something. An empty one is asked for by the language.
    fn idle_otherwise(&mut self, element: &Element, arm: &Arm<ExpressionId>) {
        if arm.target != element.next {
            self.found.push(Diagnostic::new(arm.location, Problem::IdleOtherwise {}));
        }
    }

    /// A wait takes the first arm to become true. An arm without windows, upper limits and `not` stays true once it is,
    /// so whatever needs it comes too late.
    fn wait(&mut self, arms: &[Arm<EventClause>], otherwise: Option<ElementId>) {
        let mut lasting: Vec<Known> = Vec::new();
        for arm in arms {
            self.lead(arm.target, Vec::new());
            let Some(when) = arm.when.as_ref().map(|clause| clause.condition) else { continue };
            let mut reader = Reader::new(self.parts);
            let all = lasting.iter().copied().chain([(when, true)]);
            if reader.is_impossible(all.collect::<Vec<_>>()) {
                self.unreachable(when, &lasting, 0);
            }
            if self.is_lasting(when) {
                lasting.push((when, false));
            }
        }
        self.lead(otherwise, Vec::new());
    }

    /// Whether an event condition stays true once it is.
    fn is_lasting(&self, id: ExpressionId) -> bool {
        match &self.parts.expressions[id].kind {
            ExpressionKind::And(left, right) | ExpressionKind::Or(left, right) => {
                self.is_lasting(*left) && self.is_lasting(*right)
            }
            ExpressionKind::Happened { selection, count } => {
                let counted = count.is_none_or(|count| {
                    matches!(count.comparison, CountComparison::AtLeast | CountComparison::MoreThan)
                });
                let selection = &self.parts.selections[*selection];
                counted
                    && selection.windows.is_empty()
                    && selection.followed.iter().all(|link| !link.negated)
                    && selection
                        .filters()
                        .into_iter()
                        .chain(selection.bounds())
                        .all(|part| self.is_fixed(part))
            }
            _ => false,
        }
    }

    /// Whether a filter takes an event for ever or never: it depends on nothing but the event.
    fn is_fixed(&self, filter: ExpressionId) -> bool {
        let (_, reads) = key(self.parts, filter);
        !reads.more && !reads.now && reads.attributes.is_empty()
    }
}
