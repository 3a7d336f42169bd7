//! What other systems answer to calls: the first mock that matches a call says it.
//!
//! A call that no mock matches gets no response. It is counted, so that nobody takes it for an answer.

use std::sync::Arc;

use super::Replies;
use crate::journey::{Answer, Input, Place, Request, Response};
use crate::program::{FlowId, Method, Program};
use crate::value::Instant;

/// The mocks, in the order in which they are looked at.
#[derive(Clone, Debug, Default)]
pub struct Api {
    mocks: Vec<Mock>,
}

/// What calls of a kind are answered.
#[derive(Clone, PartialEq, Debug)]
pub struct Mock {
    /// The method; nothing stands for all.
    pub method: Option<Method>,
    /// The address.
    pub url: Pattern,
    /// The flow that calls; nothing stands for all.
    pub flow: Option<FlowId>,
    /// The label of the element that calls: `ask`, or `join/call api 1` inside of a custom element. Nothing stands for all.
    pub element: Option<Arc<str>>,
    /// The person's key; nothing stands for all.
    pub person: Option<Arc<str>>,
    /// The response; nothing for none at all.
    pub response: Option<Response>,
    /// How long it takes, in microseconds.
    pub after: i64,
    /// How many calls of one person it answers; nothing stands for all.
    pub times: Option<u64>,
}

/// An address in which each `*` stands for any characters, none included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern(Arc<str>);

/// How many calls were matched.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mocked {
    /// For each mock that was used, in order, how often.
    pub used: std::collections::BTreeMap<usize, u64>,
    /// How many calls no mock matches.
    pub unmatched: u64,
}

/// A call that is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'c> {
    pub(super) place: Place,
    pub(super) person: &'c str,
    pub(super) time: Instant,
    pub(super) request: &'c Request,
}

impl Api {
    /// These mocks, the first of which is looked at first.
    #[must_use]
    pub fn new(mocks: Vec<Mock>) -> Api {
        Api { mocks }
    }

    /// Puts a mock before all others.
    pub fn put_first(&mut self, mock: Mock) {
        self.mocks.insert(0, mock);
    }

    /// The places of mocks that matched no call.
    pub fn unused<'a>(&'a self, mocked: &'a Mocked) -> impl Iterator<Item = usize> + 'a {
        (0..self.mocks.len()).filter(|at| !mocked.used.contains_key(at))
    }

    /// Puts the answer to a call among the replies, if somebody waits for it and there is one.
    pub(super) fn reply(&self, program: &Program, call: Call, replies: &mut Replies) {
        let used = |at: &usize| replies.mocked.used.get(at).copied().unwrap_or(0);
        let is_left = |at: &usize, mock: &Mock| mock.times.is_none_or(|times| used(at) < times);
        let mut mocks = self.mocks.iter().enumerate();
        let Some((at, mock)) = mocks.find(|(at, mock)| is_left(at, mock) && mock.matches(program, call))
        else {
            replies.mocked.unmatched += 1;
            return;
        };
        *replies.mocked.used.entry(at).or_insert(0) += 1;
        let Some(response) = mock.response.clone().filter(|_| call.request.waits) else { return };
        // What would come behind the end of the calendar never comes.
        if let Ok(time) = call.time.plus_micros(mock.after) {
            let answer =
                Answer { place: call.place, attempt: call.request.attempt, response: Some(response) };
            replies.put(time, Input::Answer(Box::new(answer)));
        }
    }
}

impl Mock {
    fn matches(&self, program: &Program, call: Call) -> bool {
        self.method.is_none_or(|method| method == call.request.method)
            && self.url.matches(&call.request.url)
            && self.flow.is_none_or(|flow| flow == call.place.flow)
            && self.person.as_deref().is_none_or(|person| person == call.person)
            && self.element.as_deref().is_none_or(|element| is_label(program, call.place, element))
    }
}

/// Whether a label is that of a place: of the element, or with the one inside of it behind a `/`.
fn is_label(program: &Program, place: Place, wanted: &str) -> bool {
    let label = place.label(program).unwrap_or("");
    let inside = || wanted.strip_prefix(label)?.strip_prefix('/');
    wanted == label || inside().is_some_and(|inner| place.inner_label(program) == Some(inner))
}

impl Pattern {
    /// The pattern of a text.
    #[must_use]
    pub fn new(text: &str) -> Pattern {
        Pattern(text.into())
    }

    /// Whether an address fits.
    #[must_use]
    pub fn matches(&self, url: &str) -> bool {
        let mut parts = self.0.split('*');
        let Some(mut rest) = parts.next().and_then(|first| url.strip_prefix(first)) else { return false };
        let parts: Vec<&str> = parts.collect();
        let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
        for part in between {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last)
    }
}

impl Mocked {
    /// Adds the numbers of other calls.
    pub fn merge(&mut self, other: Mocked) {
        self.unmatched += other.unmatched;
        for (at, times) in other.used {
            *self.used.entry(at).or_insert(0) += times;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        let fits = |pattern: &str, url: &str| Pattern::new(pattern).matches(url);
        assert!(fits("https://a.example/x", "https://a.example/x"));
        assert!(!fits("https://a.example/x", "https://a.example/xy"));
        assert!(fits("https://a.example/*", "https://a.example/"));
        assert!(fits("*", "https://a.example/"));
        assert!(fits("https://*/x/*/z", "https://a.example/x/y/z"));
        assert!(!fits("https://*/x/*/z", "https://a.example/x/z"));
        assert!(!fits("a*a", "a"));
        assert!(fits("a*a", "aa"));
    }
}
