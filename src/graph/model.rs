//! What is drawn of a flow: nodes, the edges between them, and how they stand in blocks.

use crate::program::{ArmTaken, ElementId};

/// A flow as nodes and edges, with the words that are shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Graph {
    /// The flow's name.
    pub name: String,
    /// What people call it.
    pub title: Option<String>,
    /// Its settings other than entries, in source order.
    pub settings: Vec<Setting>,
    /// Entries, then elements in source order, then the end if somebody gets there.
    pub nodes: Vec<Node>,
    /// The ways from one to another. Those of a node stand together, in the order of its arms.
    pub edges: Vec<Edge>,
    /// The elements as they stand in the source.
    pub(super) body: Block,
}

/// A setting of a flow: `exit when`, and `happened itemPurchased`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// Its first words.
    pub word: String,
    /// What it says.
    pub text: String,
}

/// Something that a person may come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// Which one.
    pub spot: Spot,
    /// What it looks like.
    pub kind: Kind,
    /// What it is, in a few words: `send email from offers`.
    pub word: String,
    /// Its label, if it is written.
    pub label: Option<String>,
    /// What else there is to know, the most important first.
    pub details: Vec<String>,
    /// Its text in the source; nothing for the end.
    pub source: String,
}

impl Node {
    /// Everything about it in one line.
    #[must_use]
    pub fn sentence(&self) -> String {
        let label = self.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
        let details = self.details.join("; ");
        let blank = if details.is_empty() { "" } else { " " };
        format!("{label}{}{blank}{details}", self.word)
    }
}

/// What can be painted on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Spot {
    /// An entry, by its place.
    Entry(usize),
    /// An element.
    Element(ElementId),
    /// A way out of a branching element.
    Arm(ElementId, ArmTaken),
    /// The end of the flow.
    End,
}

/// What nodes are told apart by at a glance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Lets people in.
    Entry,
    /// Takes time.
    Wait,
    /// Goes one of several ways at once.
    Branch,
    /// Writes to somebody.
    Message,
    /// Changes what is known of the person.
    Profile,
    /// Asks another system or flow.
    Call,
    /// Leaves the flow.
    Exit,
    /// The end of the flow.
    End,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 8] = [
        Kind::Entry,
        Kind::Wait,
        Kind::Branch,
        Kind::Message,
        Kind::Profile,
        Kind::Call,
        Kind::Exit,
        Kind::End,
    ];

    /// Its name in style sheets and classes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Entry => "entry",
            Kind::Wait => "wait",
            Kind::Branch => "branch",
            Kind::Message => "message",
            Kind::Profile => "profile",
            Kind::Call => "call",
            Kind::Exit => "exit",
            Kind::End => "finish",
        }
    }
}

/// A way from one node to another, by their places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge {
    /// Where it begins.
    pub from: usize,
    /// Where it leads.
    pub to: usize,
    /// The arm that it is, if it leaves a branching element.
    pub arm: Option<Arm>,
}

/// An arm of a branching element.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arm {
    /// Which one.
    pub spot: Spot,
    /// When it is taken: a condition without its `when`, an outcome, a share, `otherwise`.
    pub text: String,
}

/// Elements one after the other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Block {
    pub(super) steps: Vec<Step>,
}

/// An element with its arms, which join again behind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Step {
    pub(super) node: usize,
    /// The arms by their edges, with what stands in them; none where the element does not branch.
    pub(super) arms: Vec<(usize, Block)>,
}
