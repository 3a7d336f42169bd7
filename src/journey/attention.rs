//! At which kinds of events those look who are inside of flows.
//!
//! Waits and exits see what is behind the mark of an arrival or of an entry. So where nothing else looks at a kind of events,
//! as [`Sight`] says, one of that kind concerns those alone who stand where their flow looks at it. To everybody else it is
//! nothing, now and later: it need be neither stepped through nor remembered.

use super::sight::kinds_in;
use super::{Person, Sight};
use crate::eval::Event;
use crate::program::{ElementKind, EventClause, EventId, Flow, Id, Program};

/// What is looked at inside of flows.
#[derive(Clone, Debug)]
pub(super) struct Attention {
    /// For each kind of events, whether waits and exits alone look at it.
    is_inner: Vec<bool>,
    /// By flow.
    flows: Vec<Inside>,
}

/// What is looked at inside of a flow.
#[derive(Clone, Debug)]
struct Inside {
    /// By its exits, and by waits for what happened since the entrance, wherever somebody stands.
    anywhere: Vec<EventId>,
    /// By the wait that an element is.
    at: Vec<Vec<EventId>>,
}

impl Attention {
    /// What is looked at inside of the flows of a program, of which the sight is known.
    pub(super) fn of(program: &Program, sight: &Sight) -> Attention {
        Attention {
            is_inner: program.events.ids().map(|event| sight.sees_inside_alone(event)).collect(),
            flows: program.flows.rows().iter().map(|flow| Inside::of(program, flow)).collect(),
        }
    }

    /// Whether an event is nothing to a person. One with an id is remembered, since another one may have the same.
    pub(super) fn ignores(&self, person: &Person, event: &Event) -> bool {
        let looks = |flow: &Inside, element: usize| {
            flow.anywhere.contains(&event.definition) || flow.at[element].contains(&event.definition)
        };
        self.is_inner[event.definition.index()]
            && event.id.is_none()
            && !person.inside.iter().any(|inside| {
                looks(&self.flows[inside.participant.flow.index()], inside.position.element.index())
            })
    }
}

impl Inside {
    fn of(program: &Program, flow: &Flow) -> Inside {
        let mut anywhere = kinds_in(program, &flow.exits.iter().collect::<Vec<_>>());
        let mut at = Vec::new();
        for element in flow.elements.rows() {
            let looked_at = kinds_in(program, &arms(&element.kind));
            if matches!(element.kind, ElementKind::WaitForEvent { from_entrance: true, .. }) {
                anywhere.extend(&looked_at);
            }
            at.push(looked_at);
        }
        Inside { anywhere, at }
    }
}

/// The conditions of a wait for events. What a wait for a change looks at is looked at by more than waits.
fn arms(element: &ElementKind) -> Vec<&EventClause> {
    match element {
        ElementKind::WaitForEvent { arms, .. } => arms.iter().filter_map(|arm| arm.when.as_ref()).collect(),
        _ => Vec::new(),
    }
}
