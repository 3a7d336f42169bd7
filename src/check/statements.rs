//! The parts of statements, as rules about all of them need them.

use crate::source::Span;
use crate::syntax::tree::{self, OutcomeArm, Statement, StatementKind};

/// The words of an element, or nothing for a setting.
#[must_use]
pub fn element_word(kind: &StatementKind) -> Option<&'static str> {
    Some(match kind {
        StatementKind::Pause(_) => "pause",
        StatementKind::SegmentAudience(_) => "segment audience",
        StatementKind::WaitForEvent { .. } => "wait for event",
        StatementKind::WaitForChange { .. } => "wait for change",
        StatementKind::WaitForDate { .. } => "wait for date",
        StatementKind::EvaluateMessage(_) => "evaluate inbound message",
        StatementKind::SplitAudience(_) => "split audience",
        StatementKind::UpdateProfile(_) => "update profile",
        StatementKind::Set(_) => "set",
        StatementKind::AddTag(_) => "add tag",
        StatementKind::RemoveTag(_) => "remove tag",
        StatementKind::Send(_) => "send",
        StatementKind::CallApi(_) => "call api",
        StatementKind::Use(_) => "use",
        StatementKind::AddToFlow(_) => "add to flow",
        StatementKind::Notify(_) => "notify",
        StatementKind::AddToDoNotContact(_) => "add to do not contact",
        StatementKind::RemoveFromDoNotContact(_) => "remove from do not contact",
        StatementKind::StartConversation(_) => "start conversation",
        StatementKind::Exit => "exit",
        StatementKind::EnterWhen(_)
        | StatementKind::EnterAt(_)
        | StatementKind::EnterAudience { .. }
        | StatementKind::EnterFrom { .. }
        | StatementKind::ExitWhen(_)
        | StatementKind::ReEnter(_)
        | StatementKind::Schedule(_)
        | StatementKind::Timezone(_)
        | StatementKind::Variable { .. }
        | StatementKind::Version(_)
        | StatementKind::Draft
        | StatementKind::Caps(_)
        | StatementKind::VoiceSession
        | StatementKind::Broken { .. } => return None,
    })
}

/// The blocks inside an element, in source order.
#[must_use]
pub fn blocks(kind: &StatementKind) -> Vec<&[Statement]> {
    match kind {
        StatementKind::SegmentAudience(arms)
        | StatementKind::WaitForEvent { arms, .. }
        | StatementKind::EvaluateMessage(arms) => arms.iter().map(|arm| arm.body.as_slice()).collect(),
        StatementKind::SplitAudience(shares) => shares.iter().map(|share| share.body.as_slice()).collect(),
        _ => outcome_arms(kind).iter().map(|arm| arm.body.as_slice()).collect(),
    }
}

/// The arms of an element that go by outcomes.
#[must_use]
pub fn outcome_arms(kind: &StatementKind) -> &[OutcomeArm] {
    match kind {
        StatementKind::Send(tree::Send { arms, .. })
        | StatementKind::CallApi(tree::CallApi { arms, .. })
        | StatementKind::Use(tree::Use { arms, .. })
        | StatementKind::AddToFlow(tree::AddToFlow { arms, .. })
        | StatementKind::WaitForChange { arms, .. }
        | StatementKind::WaitForDate { arms, .. } => arms,
        _ => &[],
    }
}

/// What messages about the whole of a statement underline: its head, and those of its arms.
pub(super) fn statement_heads(statement: &Statement) -> Vec<Span> {
    let arms: Vec<Span> = match &statement.kind {
        StatementKind::SegmentAudience(arms)
        | StatementKind::WaitForEvent { arms, .. }
        | StatementKind::EvaluateMessage(arms) => arms.iter().map(|arm| arm.head).collect(),
        StatementKind::WaitForChange { arms, .. } | StatementKind::WaitForDate { arms, .. } => {
            arms.iter().map(|arm| arm.head).collect()
        }
        _ => Vec::new(),
    };
    let channel = match &statement.kind {
        StatementKind::Send(send) => Some(send.channel.span),
        _ => None,
    };
    [statement.head].into_iter().chain(arms).chain(channel).collect()
}
