//! One person, played through the flows in virtual time.
//!
//! Inputs of a person have one order: time, and at one moment the start, then events (first those that change the
//! profile, then as the data give them), then replies of the outside, then timers. So an event or a reply at exactly a
//! deadline is in time.

use super::outside::{Mocked, Outside, Replies};
use super::simulate::Subject;
use crate::eval::Event;
use crate::journey::{Input, Person, Record, Stepper};
use crate::value::Instant;

/// A person as a run leaves them, with what was done.
#[derive(Clone, Debug)]
pub struct Played {
    /// The state at the end.
    pub person: Person,
    /// What was done, in order.
    pub records: Vec<Record>,
    /// How many events were taken.
    pub events: usize,
    /// Which calls were matched by mocks.
    pub mocked: Mocked,
}

/// What a play needs beside the person.
#[derive(Clone, Copy, Debug)]
pub struct Stage<'a> {
    /// What is stepped through.
    pub stepper: &'a Stepper<'a>,
    /// What comes back from outside.
    pub outside: &'a Outside,
    /// When persons become known; nothing where no dates and audiences are watched.
    pub begin: Option<Instant>,
    /// The end: what comes at this moment still counts.
    pub until: Instant,
}

impl Stage<'_> {
    /// Plays one person up to the end.
    #[must_use]
    pub fn play(&self, subject: Subject) -> Played {
        let Subject { key, attributes, mut events } = subject;
        events.retain(|event| event.time <= self.until);
        events.sort_by_key(|event| (event.time, !self.stepper.changes_profile(event.definition)));
        let played = Played {
            person: Person::new(key, attributes),
            records: Vec::new(),
            events: events.len(),
            mocked: Mocked::default(),
        };
        let mut play = Play {
            stage: self,
            begin: self.begin,
            events: events.into_iter().peekable(),
            replies: Replies::default(),
            played,
        };
        while play.step() {}
        Played { mocked: play.replies.mocked().clone(), ..play.played }
    }
}

/// Whose turn it is at one moment, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Start,
    Event,
    Reply,
    Timer,
}

/// A play that is going on.
struct Play<'a> {
    stage: &'a Stage<'a>,
    begin: Option<Instant>,
    events: std::iter::Peekable<std::vec::IntoIter<Event>>,
    replies: Replies,
    played: Played,
}

impl Play<'_> {
    /// Lets the next thing happen; says whether there was one.
    fn step(&mut self) -> bool {
        let Some((now, turn)) = self.next().filter(|(now, _)| *now <= self.stage.until) else { return false };
        let input = match turn {
            Turn::Start => self.begin.take().map(|_| Input::Start),
            Turn::Event => self.events.next().map(Input::Event),
            Turn::Reply => self.replies.take(),
            Turn::Timer => Some(Input::Timer),
        };
        let Some(input) = input else { return false };
        let Stage { stepper, outside, .. } = self.stage;
        let records = stepper.step(&mut self.played.person, now, input);
        for record in &records {
            outside.reply(stepper.program(), self.played.person.key(), record, &mut self.replies);
        }
        self.played.records.extend(records);
        true
    }

    /// What comes next, and when.
    fn next(&mut self) -> Option<(Instant, Turn)> {
        let at = |turn: Turn| move |time: Instant| (time, turn);
        let event = self.events.peek().map(|event| event.time);
        let timer = self.stage.stepper.next_timer(&self.played.person);
        let turns = [
            self.begin.map(at(Turn::Start)),
            event.map(at(Turn::Event)),
            self.replies.next().map(at(Turn::Reply)),
            timer.map(at(Turn::Timer)),
        ];
        turns.into_iter().flatten().min()
    }
}
