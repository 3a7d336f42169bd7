//! What the stepper does not execute yet. Hosts refuse such flows: nothing is ever passed over in silence.

use crate::program::{ElementKind, Entry, Flow, Location};

/// Something that is not executed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unsupported {
    /// What it is, as source texts have it: `caps`, `call api`.
    pub words: &'static str,
    /// Where it stands.
    pub location: Location,
}

/// The first thing of a flow that is not executed.
#[must_use]
pub fn not_executed(flow: &Flow) -> Option<Unsupported> {
    let entry = flow.entries.iter().find(|entry| !executes_entry(entry));
    if let Some(entry) = entry {
        return Some(Unsupported { words: "enter", location: entry.location() });
    }
    let element = flow.elements.rows().iter().find(|element| !executes(&element.kind))?;
    Some(Unsupported { words: element.kind.word(), location: element.location })
}

fn executes_entry(entry: &Entry) -> bool {
    match entry {
        Entry::Event(_) | Entry::Date(_) | Entry::Audience(_) | Entry::Given(_) => true,
    }
}

fn executes(kind: &ElementKind) -> bool {
    match kind {
        ElementKind::Pause(_)
        | ElementKind::SegmentAudience(_)
        | ElementKind::WaitForEvent { .. }
        | ElementKind::WaitForChange { .. }
        | ElementKind::WaitForDate { .. }
        | ElementKind::EvaluateMessage(_)
        | ElementKind::SplitAudience(_)
        | ElementKind::UpdateProfile(_)
        | ElementKind::Set(_)
        | ElementKind::AddTag(_)
        | ElementKind::RemoveTag(_)
        | ElementKind::Send(_)
        | ElementKind::CallApi(_)
        | ElementKind::Use(_)
        | ElementKind::Notify(_)
        | ElementKind::StartConversation(_)
        | ElementKind::AddToDoNotContact(_)
        | ElementKind::RemoveFromDoNotContact(_)
        | ElementKind::Exit => true,
        ElementKind::AddToFlow(_) => false,
    }
}
