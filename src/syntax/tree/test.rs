//! Tests.

use std::sync::Arc;

use super::{Assignment, ExpressionId, Name, OptOut, PlainText};
use crate::source::Span;

/// `test "a person who clicks is warm" { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct Test {
    /// What it is called.
    pub name: PlainText,
    /// What happens in it, in order.
    pub steps: Vec<Step>,
}

/// `fixture Shopper { … }`: steps that tests share.
#[derive(Clone, PartialEq, Debug)]
pub struct Fixture {
    /// What tests use it by.
    pub name: Name,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// A line of a test.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// Its documentation.
    pub documentation: Option<Arc<str>>,
    /// What it is.
    pub kind: StepKind,
    /// All of it, the documentation not included.
    pub span: Span,
    /// Its first line up to the `{` of its block.
    pub head: Span,
}

/// The forms of a step.
#[derive(Clone, PartialEq, Debug)]
pub enum StepKind {
    /// `case { plan = "pro", paid = 100 }`
    Case(Vec<Assignment>),
    /// `use Shopper`
    Use(Name),
    /// `person ana { age = 31 }`
    Person {
        /// The name.
        person: Name,
        /// What is known of the person.
        attributes: Vec<Assignment>,
    },
    /// `at 2026-12-02 09:00`
    At(ExpressionId),
    /// `after 1 hour`
    After(ExpressionId),
    /// `ana emailLinkClicked of reminder { url = "…" }`
    Event {
        /// To whom it happens.
        person: Name,
        /// The event.
        event: Name,
        /// The element or flow that it belongs to.
        owner: Option<Label>,
        /// Its properties.
        properties: Vec<Assignment>,
    },
    /// `change ana { plan = "pro" }`
    Change {
        /// Whose profile changes.
        person: Name,
        /// The new values.
        attributes: Vec<Assignment>,
    },
    /// `ana enters Onboarding(orderId = "A1")`
    Enters {
        /// Who.
        person: Name,
        /// The flow.
        flow: Name,
        /// The values of its parameters.
        arguments: Vec<Assignment>,
    },
    /// `ana takes discounted of offer`
    Takes {
        /// Who.
        person: Name,
        /// The branch.
        branch: Name,
        /// The split.
        split: Label,
    },
    /// `reminder fails for ana`
    Fails {
        /// The message.
        message: Label,
        /// Whose.
        person: Name,
    },
    /// `api POST "https://…" answers 200 json { … }`
    Api {
        /// `POST`
        method: Name,
        /// The address.
        url: PlainText,
        /// What comes back; nothing for `does not answer`.
        answer: Option<Answer>,
    },
    /// `ana on do not contact { sms }`
    Listed {
        /// Who.
        person: Name,
        /// What is on the list.
        opt_outs: Vec<OptOut>,
    },
    /// `draft Onboarding`
    Draft(Name),
    /// `expect …`
    Expect(Expectation),
    /// What could not be read.
    Broken {
        /// A person that it probably declares, so that the uses are not reported as well.
        declares: Option<Name>,
    },
}

/// `reminder`, or `AbandonedCart.reminder`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The flow, where it is said.
    pub flow: Option<Name>,
    /// The label.
    pub name: Name,
}

impl Label {
    /// All of it.
    #[must_use]
    pub fn span(&self) -> Span {
        self.flow.as_ref().map_or(self.name.span, |flow| flow.span.to(self.name.span))
    }
}

/// `200 json { "points": 7 }`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The status, digits only.
    pub status: Arc<str>,
    /// Where the status stands.
    pub status_span: Span,
    /// The body, as JSON without blanks.
    pub body: Option<Arc<str>>,
}

/// `2 times`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Times {
    /// How often, digits only.
    pub count: Arc<str>,
    /// Where that stands.
    pub span: Span,
}

/// By what a person left a flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExitReason {
    /// `by end`: there was no element left.
    End,
    /// `by exit`: an element did it.
    Exit,
    /// `by exit when`: a condition of the flow did it.
    ExitWhen,
    /// `by flow end`: the flow was over.
    FlowEnd,
}

/// What is expected.
#[derive(Clone, PartialEq, Debug)]
pub struct Expectation {
    /// Whether it must be so at no moment from here on: `never` stands before it.
    pub never: bool,
    /// Whether `not` stands before one of the forms with words of their own.
    pub negated: bool,
    /// What it is about.
    pub kind: ExpectationKind,
    /// All of it, without `expect`.
    pub span: Span,
}

/// The forms of an expectation.
#[derive(Clone, PartialEq, Debug)]
pub enum ExpectationKind {
    /// `api POST "https://…" called for ana 2 times`
    Called {
        /// `POST`
        method: Name,
        /// The address.
        url: PlainText,
        /// For whom; anybody unless said.
        person: Option<Name>,
        /// How often exactly; at least once unless said.
        times: Option<Times>,
    },
    /// `conversation "refunds" started for ana`
    Conversation {
        /// What it is about.
        tag: PlainText,
        /// For whom.
        person: Name,
    },
    /// `reminder sent to ana 2 times`
    Sent {
        /// The message.
        message: Label,
        /// To whom.
        person: Name,
        /// How often exactly; at least once unless said.
        times: Option<Times>,
    },
    /// `alert sent for ana`
    Notified {
        /// The element that tells others.
        element: Label,
        /// About whom.
        person: Name,
        /// How often exactly; at least once unless said.
        times: Option<Times>,
    },
    /// `ana tagged "warm"`
    Tagged {
        /// Who.
        person: Name,
        /// The tag.
        tag: ExpressionId,
    },
    /// `ana at offer`
    At {
        /// Who.
        person: Name,
        /// Where.
        element: Label,
    },
    /// `ana exited`, `ana exited AbandonedCart`, `ana exited AbandonedCart by exit when`
    Exited {
        /// Who.
        person: Name,
        /// The flow; any unless said.
        flow: Option<Name>,
        /// By what; anything unless said.
        reason: Option<ExitReason>,
    },
    /// `ana in segment Adults`
    Member {
        /// Who.
        person: Name,
        /// The segment.
        segment: Name,
    },
    /// `ana on do not contact { sms }`
    Listed {
        /// Who.
        person: Name,
        /// What is on the list.
        opt_outs: Vec<OptOut>,
    },
    /// `ana.loyaltyPoints is 30`
    Condition(ExpressionId),
}
