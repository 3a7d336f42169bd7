//! Journeys: one person and the flows of a program, a step at a time.
//!
//! The stepper is a state machine over what is known of a person. `docs/journey.md` tells the order of things; here is
//! which file does what:
//!
//! | question | answered in |
//! | --- | --- |
//! | what is remembered of a person | `person.rs`; as bytes, `state/` |
//! | what a step reports | `record.rs` |
//! | what happens at one event | `event.rs`, `clause.rs` |
//! | who gets in | `entry.rs`, `alarm.rs`, `given.rs` |
//! | who is meant by a contact | `contact.rs` |
//! | what an element does | `element.rs`, `pause.rs`, `wait.rs`, `change.rs`, `date.rs`, `profile.rs`, `add.rs` |
//! | what becomes of a message | `send.rs`, `window.rs`, `outbox.rs`, `caps.rs`, `opt_out.rs`, `outcome.rs` |
//! | what is asked of other systems, and what their answers do | `call.rs`, `request.rs`, `response.rs`, `custom.rs` |
//! | who else is told | `notify.rs` |
//! | what goes out and comes back, and by which key it is known | `outward.rs`, `key.rs` |
//! | which events need not be stepped through | `sight.rs` |
//! | when a timer is due, and what it does | `timer.rs` |
//!
//! **Architecture Invariant:** a step is a function of the program, the state of the person, the input and the clock
//! reading that comes with it. The stepper reads no clock and no file, draws no random number but the keyed hash, and
//! asks nothing of other persons: persons can be stepped in any order, on any number of threads. What a flow does to
//! somebody else is a record, which a host makes an input of that person's.
//!
//! **Architecture Invariant:** the state is data alone. Where a person stands is a flow, an element, a deadline and the
//! point in the person's history from which a wait counts, so a state can be stored between any two steps, and nothing
//! is ever played again.
//!
//! **Architecture Invariant:** a step always ends. Elements lead forward only, and who goes round from flow to flow
//! without waiting is stopped after [`MOST_STEPS`] steps at one moment.

mod add;
mod alarm;
mod attention;
mod call;
mod caps;
mod change;
mod clause;
mod contact;
mod convert;
mod custom;
mod date;
mod element;
mod entry;
mod event;
mod given;
mod key;
mod markup;
mod notify;
mod opt_out;
mod outbox;
mod outcome;
mod outward;
mod pause;
mod person;
mod profile;
mod record;
mod request;
mod response;
mod send;
mod sight;
pub mod state;
mod step;
mod stepper;
mod timer;
mod wait;
mod window;

pub use crate::program::ArmTaken;
pub use crate::program::ExitReason;
pub use alarm::Alarm;
pub use contact::Contact;
pub use given::Entrance;
pub use opt_out::Listed;
pub use outbox::{Goods, Parcel};
pub use outward::{Answer, Answered, Asked, Conversation, Inner, Notification, Request, Response};
pub use person::{FlowPast, Mark, Participant, Participation, Person, Position};
pub use record::{
    Addition, Body, Cause, Decision, FilledFile, Listing, Message, OtherPerson, Place, Queued, Record,
    Refusal, What, Withheld,
};
pub use sight::Sight;
pub use stepper::{Input, Stepper};
pub use window::Hours;

/// How many elements may run, events be handled and entries be made for one person at one moment. Beyond that nobody
/// enters, so that what goes on at this moment comes to an end.
pub const MOST_STEPS: usize = 10_000;
