//! The ways out of branching elements, with their names in traces, tables and pictures.

use super::{
    Arm, Branches, ElementId, ElementKind, EventId, Location, Outcome, Program, ResponseClass, Send,
    UseOutcome,
};

/// A way out of a branching element.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ArmTaken {
    /// The arm at this place, from 0.
    When(usize),
    /// `otherwise`
    Otherwise,
    /// The arm of an outcome.
    Outcome(Outcome),
    /// The branch of a split at this place, from 0.
    Share(usize),
}

/// A way out of a branching element, with where it leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Way {
    /// Which one it is.
    pub arm: ArmTaken,
    /// Where it leads; nothing is the end of the flow.
    pub target: Option<ElementId>,
    /// The first line of an arm that has a condition.
    pub location: Option<Location>,
}

impl ElementKind {
    /// The ways out, in source order; none where the element does not branch.
    #[must_use]
    pub fn ways(&self) -> Vec<Way> {
        match self {
            ElementKind::WaitForChange { outcomes, .. } | ElementKind::WaitForDate { outcomes, .. } => {
                outcomes.arms.iter().map(of_outcome).collect()
            }
            ElementKind::SegmentAudience(arms) | ElementKind::EvaluateMessage(arms) => {
                arms.iter().enumerate().map(conditional).collect()
            }
            ElementKind::WaitForEvent { arms, limit, otherwise, .. } => {
                let otherwise = limit.map(|_| Way::otherwise(*otherwise));
                arms.iter().enumerate().map(conditional).chain(otherwise).collect()
            }
            ElementKind::SplitAudience(shares) => {
                let way = |(at, target)| Way { arm: ArmTaken::Share(at), target, location: None };
                shares.iter().map(|share| share.target).enumerate().map(way).collect()
            }
            ElementKind::Send(send) => of_branches(send.branches.as_ref()),
            ElementKind::CallApi(call) => of_branches(call.branches.as_ref()),
            ElementKind::Use(used) => of_branches(used.branches.as_ref()),
            ElementKind::AddToFlow(add) => of_branches(add.branches.as_ref()),
            ElementKind::Pause(_)
            | ElementKind::UpdateProfile(_)
            | ElementKind::Set(_)
            | ElementKind::AddTag(_)
            | ElementKind::RemoveTag(_)
            | ElementKind::Notify(_)
            | ElementKind::AddToDoNotContact(_)
            | ElementKind::RemoveFromDoNotContact(_)
            | ElementKind::StartConversation(_)
            | ElementKind::Exit => Vec::new(),
        }
    }
}

impl Way {
    fn otherwise(target: Option<ElementId>) -> Way {
        Way { arm: ArmTaken::Otherwise, target, location: None }
    }
}

fn conditional<C>((at, arm): (usize, &Arm<C>)) -> Way {
    match arm.when {
        Some(_) => Way { arm: ArmTaken::When(at), target: arm.target, location: Some(arm.location) },
        None => Way::otherwise(arm.target),
    }
}

fn of_outcome(arm: &Arm<Outcome>) -> Way {
    let taken = arm.when.map_or(ArmTaken::Otherwise, ArmTaken::Outcome);
    Way { arm: taken, target: arm.target, location: None }
}

fn of_branches<O>(branches: Option<&Branches<O>>) -> Vec<Way> {
    let Some(branches) = branches else { return Vec::new() };
    let way =
        |(at, arm): (usize, &Arm<O>)| Way { arm: ArmTaken::When(at), target: arm.target, location: None };
    let otherwise = branches.has_otherwise.then(|| Way::otherwise(branches.otherwise));
    branches.arms.iter().enumerate().map(way).chain(otherwise).collect()
}

impl Program {
    /// The name of a way out: `when 1`, `otherwise`, or that of the branch or the outcome.
    #[must_use]
    pub fn arm_name(&self, kind: &ElementKind, arm: ArmTaken) -> String {
        match (arm, kind) {
            (ArmTaken::Otherwise, _) => "otherwise".to_owned(),
            (ArmTaken::Outcome(outcome), _) => outcome.word().to_owned(),
            (ArmTaken::Share(at), ElementKind::SplitAudience(shares)) => shares[at].name.to_string(),
            (ArmTaken::When(at), ElementKind::Send(send)) => {
                named(send.branches.as_ref(), at, |event| self.outcome_words(send, event))
            }
            (ArmTaken::When(at), ElementKind::CallApi(call)) => {
                named(call.branches.as_ref(), at, ResponseClass::words)
            }
            (ArmTaken::When(at), ElementKind::Use(used)) => {
                named(used.branches.as_ref(), at, |outcome| outcome.word().to_owned())
            }
            (ArmTaken::When(at), ElementKind::AddToFlow(add)) => {
                named(add.branches.as_ref(), at, |_| "added".to_owned())
            }
            (ArmTaken::When(at) | ArmTaken::Share(at), _) => format!("when {}", at + 1),
        }
    }

    /// The words of the outcome that an event of a message tells of.
    fn outcome_words(&self, send: &Send, event: EventId) -> String {
        let outcomes = &self.channels[send.channel].outcomes;
        let known = outcomes.iter().find(|outcome| outcome.event == event);
        known.map_or_else(|| self.events[event].name.to_string(), |outcome| outcome.words.to_string())
    }
}

/// The name of the outcome whose arm stands at a place.
fn named<O: Copy>(branches: Option<&Branches<O>>, at: usize, name: impl Fn(O) -> String) -> String {
    let outcome = branches.and_then(|branches| branches.arms.get(at)?.when);
    outcome.map_or_else(|| format!("when {}", at + 1), name)
}

impl ResponseClass {
    /// Its words in source texts: `404`, `4xx`, `no response`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            ResponseClass::Success => "success".to_owned(),
            ResponseClass::Status(status) => status.to_string(),
            ResponseClass::Class(digit) => format!("{digit}xx"),
            ResponseClass::NoResponse => "no response".to_owned(),
            ResponseClass::Error => "error".to_owned(),
        }
    }
}

impl UseOutcome {
    /// Its word in source texts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            UseOutcome::Success => "success",
            UseOutcome::Error => "error",
        }
    }
}
