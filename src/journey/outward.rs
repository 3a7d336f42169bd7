//! What is handed to the outside beside messages to the person, and what comes back.

use std::sync::Arc;

use super::{Body, Place};
use crate::program::{ChannelId, ElementId, Method};
use crate::value::{Duration, Instant, Text, Value};

/// A request to another system.
///
/// Wherever the flow names a secret, the address, a header or the body holds the mark `{{secret.name}}`, for which a host
/// that really asks puts the secret. What comes from data is escaped, so that no data can make such a mark.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: Text,
    /// The headers, in source order, with that of the content type where there is a body.
    pub headers: Vec<(Arc<str>, Text)>,
    /// What is sent along.
    pub body: Option<Text>,
    /// The same for the same request whenever it is made again, and for each of its attempts.
    pub key: Arc<str>,
    /// Which attempt this is, from 1.
    pub attempt: u64,
    /// How many more attempts there may be. The stepper makes them where the person waits; else the host does.
    pub retries: u64,
    /// How long a response is of use.
    pub timeout: Duration,
    /// Until when that is; nothing before the request goes out, and where the calendar ends before.
    pub deadline: Option<Instant>,
    /// Whether the person waits for the response.
    pub waits: bool,
}

/// What another system says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(Arc<str>, Text)>,
    /// The body.
    pub body: Text,
}

/// What came of an attempt to call another system: an input of the person on whose behalf it was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Where the call stands.
    pub place: Place,
    /// Which attempt it answers.
    pub attempt: u64,
    /// The response; nothing where the other system could not be reached.
    pub response: Option<Response>,
}

/// An answer that arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answered {
    /// Which attempt it answers.
    pub attempt: u64,
    /// The status of the response, if there is one.
    pub status: Option<u16>,
    /// Whether somebody was still waiting for it. If not, nothing else comes of it.
    pub awaited: bool,
}

/// A message to people of the company itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Notification {
    /// `sms` or `email`.
    pub channel: ChannelId,
    /// The addresses, in source order; at least one.
    pub recipients: Vec<Text>,
    /// Its lines, in source order.
    pub content: Vec<(Arc<str>, Body)>,
    /// The same for the same notification whenever it is made again.
    pub key: Arc<str>,
}

/// A person who is handed over to an agent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conversation {
    /// What it is about.
    pub tag: Text,
    /// The same for the same conversation whenever it is started again.
    pub key: Arc<str>,
}

/// A call whose response a participant waits for.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// Which attempt is under way, from 1.
    pub attempt: u64,
    /// Where inside of a custom element the call stands; nothing for an element of the flow itself.
    pub inner: Option<Inner>,
}

/// A custom element that is gone through.
#[derive(Clone, PartialEq, Debug)]
pub struct Inner {
    /// The element inside of it.
    pub element: ElementId,
    /// Its variables, by id.
    pub variables: Vec<Value>,
    /// Whether one of its calls did not succeed.
    pub failed: bool,
}
