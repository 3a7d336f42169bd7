//! What the stepper cannot do yet. Whoever runs flows asks here first, and refuses them: nothing is passed over in silence.

use crate::program::{ElementId, ElementKind, Flow};

/// The first element of a flow that the stepper cannot execute.
#[must_use]
pub fn not_executed(flow: &Flow) -> Option<ElementId> {
    flow.elements.iter().find(|(_, element)| !is_executed(&element.kind)).map(|(id, _)| id)
}

/// Whether an element can be executed as a whole.
fn is_executed(kind: &ElementKind) -> bool {
    match kind {
        ElementKind::Pause(_)
        | ElementKind::SegmentAudience(_)
        | ElementKind::WaitForEvent { .. }
        | ElementKind::SplitAudience(_)
        | ElementKind::UpdateProfile(_)
        | ElementKind::Set(_)
        | ElementKind::AddTag(_)
        | ElementKind::RemoveTag(_)
        | ElementKind::Exit => true,
        ElementKind::Send(send) => send.delivery.is_open() && send.outcomes.is_none(),
        ElementKind::CallApi(_)
        | ElementKind::Use(_)
        | ElementKind::AddToFlow(_)
        | ElementKind::Notify(_)
        | ElementKind::AddToDoNotContact(_)
        | ElementKind::RemoveFromDoNotContact(_)
        | ElementKind::StartConversation(_) => false,
    }
}
