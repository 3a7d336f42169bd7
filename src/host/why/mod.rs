//! Why a person is in a segment or where they are in a flow, and what would change that.
//!
//! The core proves and searches ([`crate::eval::why`]); here its results become words and JSON, with source texts for
//! conditions. `docs/schemas/why.schema.json` describes the JSON.

mod flow;
mod reason;

pub use flow::{Decided, FlowAnswer, Moment, Standing, Waiting, explain_flow};
pub use reason::{ChangeWords, EventCount, Named, Reason, joined};

use crate::eval::Context;
use crate::eval::why::{nearest, prove};
use crate::program::{ExpressionId, Program};
use crate::source::{Location, Snapshot};
use crate::value::Zone;

/// What turns proofs into words.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The program.
    pub program: &'a Program,
    /// Its sources.
    pub snapshot: &'a Snapshot,
    /// The zone that moments are shown in.
    pub zone: Zone,
}

/// Why a person is in a segment, or is not.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SegmentAnswer {
    /// Whether they are.
    pub holds: bool,
    /// Why.
    pub reason: Reason,
    /// What would turn that: a few changes that were tried, all of them together; nothing where none were found.
    pub nearest: Option<Vec<ChangeWords>>,
}

impl Words<'_> {
    /// Why a condition holds for a person, or does not.
    #[must_use]
    pub fn explain(&self, context: &Context, condition: ExpressionId) -> SegmentAnswer {
        let proof = prove(context, condition);
        let nearest = nearest(context, condition, !proof.holds);
        SegmentAnswer {
            holds: proof.holds,
            reason: self.reason(&proof),
            nearest: nearest.map(|changes| self.changes(&changes, context.now)),
        }
    }

    /// A piece of source text on one line.
    fn source(&self, location: Location) -> String {
        let text = self.snapshot.text(self.snapshot.place(location));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
