//! The statements of flows and custom elements: entries, settings, and elements that wait, part people or keep something.

use std::sync::Arc;

use super::{
    AddToFlow, Amount, AudienceTime, CallApi, Change, DateMoment, EntryParameter, EntrySource, ExpressionId,
    Name, Notify, OptOut, OutcomeArm, PlainText, Send, TypeName, Use,
};
use crate::source::Span;

/// A setting or an element of a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    /// Its documentation.
    pub documentation: Option<Arc<str>>,
    /// `reminder:`
    pub label: Option<Name>,
    /// What it is.
    pub kind: StatementKind,
    /// All of it, the label included and the documentation not.
    pub span: Span,
    /// Its first line up to the `{` of its block: what a message about the element underlines.
    pub head: Span,
}

/// The settings and elements.
#[derive(Clone, PartialEq, Debug)]
pub enum StatementKind {
    /// `enter when happened addedToCart save itemId`
    EnterWhen(EventClause),
    /// `enter when trialExpiry is in 4 hours`
    EnterAt(DateMoment),
    /// `enter audience in real time when has tag "vip"`
    EnterAudience {
        /// When people are taken in.
        time: AudienceTime,
        /// Who is.
        condition: ExpressionId,
    },
    /// `enter from flow (orderId: text)`
    EnterFrom {
        /// Who hands people over.
        source: EntrySource,
        /// What comes with them.
        parameters: Vec<EntryParameter>,
    },
    /// `exit when happened itemPurchased`
    ExitWhen(EventClause),
    /// `re-enter 7 days after exit, at most 2 times per week`
    ReEnter(ReEntry),
    /// `schedule from 2026-12-01 09:00 for 1 year`
    Schedule(Schedule),
    /// `timezone "Europe/Zagreb"`
    Timezone(PlainText),
    /// `variable discount: number = 0`
    Variable {
        /// Its name.
        name: Name,
        /// Its type.
        r#type: TypeName,
        /// Its value at the entry.
        value: Option<ExpressionId>,
    },
    /// `version 2`
    Version(Amount),
    /// `draft`
    Draft,
    /// `caps Marketing`
    Caps(Name),
    /// `voice session`
    VoiceSession,
    /// `pause 3 days until 13:00`
    Pause(Pause),
    /// `segment audience { … }`
    SegmentAudience(Vec<Arm>),
    /// `wait for event up to 2 days include events from entrance { … }`
    WaitForEvent {
        /// `up to 2 days`; `indefinitely` and nothing at all are the same.
        limit: Option<ExpressionId>,
        /// `include events from entrance`
        from_entrance: bool,
        /// The arms.
        arms: Vec<Arm>,
    },
    /// `wait for change of plan to "pro" up to 5 days { … }`
    WaitForChange {
        /// The change.
        change: Change,
        /// `up to 5 days`; `indefinitely` and nothing at all are the same.
        limit: Option<ExpressionId>,
        /// The arms; without one, nothing branches.
        arms: Vec<OutcomeArm>,
    },
    /// `wait for date trialExpiry is in 4 hours { … }`
    WaitForDate {
        /// What is waited for.
        moment: DateMoment,
        /// The arms; without one, nothing branches.
        arms: Vec<OutcomeArm>,
    },
    /// `evaluate inbound message { when text contains "stop" { exit } otherwise { } }`
    EvaluateMessage(Vec<Arm>),
    /// `split audience { 50% a { } 50% b { } }`
    SplitAudience(Vec<Share>),
    /// `update profile { plan = "pro" }`
    UpdateProfile(Vec<Assignment>),
    /// `set total = total + price`
    Set(Vec<Assignment>),
    /// `add tag "vip"`
    AddTag(ExpressionId),
    /// `remove tag "vip"`
    RemoveTag(ExpressionId),
    /// `send email from offers { … }`
    Send(Send),
    /// `call api POST "https://…" { … }`
    CallApi(CallApi),
    /// `use registerForWebinar(address = email) save joinUrl { … }`
    Use(Use),
    /// `add to flow Onboarding(orderId = orderId) { … }`
    AddToFlow(AddToFlow),
    /// `notify sms to "+385…" { … }`
    Notify(Notify),
    /// `add to do not contact { sms }`
    AddToDoNotContact(Vec<OptOut>),
    /// `remove from do not contact { sms }`
    RemoveFromDoNotContact(Vec<OptOut>),
    /// `start conversation tag "data verification"`
    StartConversation(ExpressionId),
    /// `exit`
    Exit,
    /// What could not be read.
    Broken {
        /// Labels and variables that it probably declares, so that their uses are not reported as well.
        declares: Vec<Name>,
    },
}

/// An event condition that may save properties.
#[derive(Clone, PartialEq, Debug)]
pub struct EventClause {
    /// The condition.
    pub condition: ExpressionId,
    /// `save itemId, total = price`
    pub saves: Vec<Assignment>,
}

/// `name = value`. For `save itemId` the value is the name itself, read as `event.itemId`.
#[derive(Clone, PartialEq, Debug)]
pub struct Assignment {
    /// What gets the value.
    pub target: Name,
    /// The value; nothing for the short form `save itemId`.
    pub value: Option<ExpressionId>,
    /// All of it.
    pub span: Span,
}

/// `re-enter …`
#[derive(Clone, PartialEq, Debug)]
pub struct ReEntry {
    /// When a person may come in again.
    pub rule: ReEntryRule,
    /// `at most 2 times per week`, as often as wanted.
    pub limits: Vec<Rate>,
}

/// When a person may come in again.
#[derive(Clone, PartialEq, Debug)]
pub enum ReEntryRule {
    /// `never`
    Never,
    /// `after exit`
    AfterExit,
    /// `7 days after exit`
    Later(ExpressionId),
    /// `while inside`
    WhileInside,
}

/// `at most 2 times per week`
#[derive(Clone, PartialEq, Debug)]
pub struct Rate {
    /// How often.
    pub times: ExpressionId,
    /// `week`: within which time.
    pub unit: Name,
}

/// `schedule from 2026-12-01 09:00 until 2027-02-01` or `… for 1 year`
#[derive(Clone, PartialEq, Debug)]
pub struct Schedule {
    /// `from …`
    pub from: Option<ExpressionId>,
    /// `until …`
    pub until: Option<ExpressionId>,
    /// `for 1 year`: ends only when nothing was activated for a year. The default.
    pub for_a_year: Option<Span>,
}

/// The forms of `pause`.
#[derive(Clone, PartialEq, Debug)]
pub enum Pause {
    /// `pause 3 days` and `pause 3 days until 13:00`
    For {
        /// How long.
        duration: ExpressionId,
        /// The time of day at which it ends.
        until: Option<ExpressionId>,
    },
    /// `pause until monday at 13:00`
    UntilWeekday {
        /// The day of the week.
        weekday: Name,
        /// The time of day; midnight unless said.
        at: Option<ExpressionId>,
    },
    /// `pause until 30 november at 13:00`
    UntilDay {
        /// The day of the month.
        day: u32,
        /// Where the day stands.
        day_span: Span,
        /// The month.
        month: Name,
        /// The time of day; midnight unless said.
        at: Option<ExpressionId>,
    },
    /// `pause until 13:00`, `pause until 2026-11-30 13:00` and `pause until 2026-11-30`
    Until(ExpressionId),
}

/// `when <condition> { … }` or `otherwise { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct Arm {
    /// The condition; nothing for `otherwise`.
    pub when: Option<EventClause>,
    /// What is done.
    pub body: Vec<Statement>,
    /// All of it.
    pub span: Span,
    /// `when …` up to the `{`.
    pub head: Span,
}

/// `50% control { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct Share {
    /// The percentage, as written: `50` or `33.3`. Without a text where it could not be read.
    pub percent: Arc<str>,
    /// Where the percentage stands.
    pub percent_span: Span,
    /// The branch's name.
    pub name: Name,
    /// What is done.
    pub body: Vec<Statement>,
    /// All of it.
    pub span: Span,
}
