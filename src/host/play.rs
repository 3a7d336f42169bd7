//! One person, played through the flows in virtual time.
//!
//! Inputs of a person have one order: time, and at one moment the start, then what is listed of the person, then events (first those that change the
//! profile, then as the data give them), then requests and replies of the outside, then timers, and last what other persons
//! say. So an event or a reply at exactly a deadline is in time.

use std::collections::BTreeSet;

use super::exchange::{Between, Heard, Saying};
use super::outside::{Mocked, Outside, Replies};
use super::simulate::Subject;
use crate::eval::Event;
use crate::journey::{Input, Person, Record, Stepper, What};
use crate::program::Program;
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
    /// How many of them happened before anybody could enter.
    pub early: usize,
    /// Which calls were matched by mocks.
    pub mocked: Mocked,
    /// What concerns others, in order.
    pub heard: Vec<Heard>,
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
    /// Nobody enters before this.
    pub from: Option<Instant>,
    /// What becomes of a person between two steps.
    pub keeper: Option<Keeper>,
    /// Whether events that are nothing to a person are passed over, and not in the person's history then.
    pub passes_over: bool,
}

/// What a host does with a person between two steps, such as to write the state down and read it again. The person that
/// comes back goes on as the other would have.
pub type Keeper = fn(&Program, Person, Instant) -> Person;

impl Stage<'_> {
    /// Plays one person up to the end.
    #[must_use]
    pub fn play(&self, subject: Subject) -> Played {
        self.play_told(subject, Vec::new(), None)
    }

    /// Plays one person to whom others say something, in order, and hears what concerns others, if anybody listens.
    #[must_use]
    pub fn play_told(&self, subject: Subject, said: Vec<Saying>, between: Option<&dyn Between>) -> Played {
        let Subject { key, attributes, further, mut events, others } = subject;
        events.retain(|event| event.time <= self.until);
        events.sort_by_key(|event| (event.time, !self.stepper.changes_profile(event.definition)));
        let others: Vec<Instant> = others.into_iter().filter(|time| *time <= self.until).collect();
        let early = self.from.map_or(0, |from| {
            events.iter().map(|event| &event.time).chain(&others).filter(|time| **time < from).count()
        });
        let (mut person, count) =
            (Person::new(key, attributes).with_contacts(further), events.len() + others.len());
        let (program, blocked) = (self.stepper.program(), &self.outside.blocked);
        blocked.list(self.stepper, &mut person, None);
        let mut play = Play {
            stage: self,
            begin: self.begin,
            listings: blocked.moments(program, &person, None),
            events: events.into_iter().peekable(),
            replies: Replies::default(),
            said: said.into_iter().peekable(),
            between,
            depth: (Instant::FIRST, 0),
            played: Played {
                person,
                records: Vec::new(),
                events: count,
                early,
                mocked: Mocked::default(),
                heard: Vec::new(),
            },
        };
        while play.step() {}
        Played { mocked: play.replies.mocked().clone(), ..play.played }
    }
}

/// Whose turn it is at one moment, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Start,
    Listing,
    Event,
    Request,
    Reply,
    Timer,
    Saying,
}

/// A play that is going on.
struct Play<'a> {
    stage: &'a Stage<'a>,
    begin: Option<Instant>,
    /// When the person is put on the list of those who are not to be contacted.
    listings: BTreeSet<Instant>,
    events: std::iter::Peekable<std::vec::IntoIter<Event>>,
    replies: Replies,
    said: std::iter::Peekable<std::vec::IntoIter<Saying>>,
    between: Option<&'a dyn Between>,
    /// The moment, and over how many persons what happens now came at that moment.
    depth: (Instant, u32),
    played: Played,
}

impl Play<'_> {
    /// Lets the next thing happen; says whether there was one.
    fn step(&mut self) -> bool {
        let Some((now, turn)) = self.next().filter(|(now, _)| *now <= self.stage.until) else { return false };
        if self.depth.0 != now {
            self.depth = (now, 0);
        }
        let input = match turn {
            Turn::Listing => return self.list(now),
            Turn::Event if self.passes_over() => return self.events.next().is_some(),
            Turn::Start => self.begin.take().map(|_| Input::Start),
            Turn::Event => self.events.next().map(Input::Event),
            Turn::Reply => self.replies.take(),
            Turn::Timer => Some(Input::Timer),
            Turn::Request | Turn::Saying => self.said.next().map(|said| {
                self.depth.1 = said.depth;
                said.input
            }),
        };
        let Some(input) = input else { return false };
        let Stage { stepper, outside, .. } = self.stage;
        let before = self.played.records.len();
        stepper.step_into(&mut self.played.person, now, input, &mut self.played.records);
        if let Some(keep) = self.stage.keeper {
            let person = std::mem::replace(&mut self.played.person, Person::new("", Vec::new()));
            self.played.person = keep(stepper.program(), person, now);
        }
        for record in &self.played.records[before..] {
            outside.reply(stepper.program(), self.played.person.key(), record, &mut self.replies);
        }
        self.tell(before);
        self.hear_of_contacts(before);
        true
    }

    /// Whether the next event is nothing to the person.
    fn passes_over(&mut self) -> bool {
        let Stage { stepper, passes_over, .. } = self.stage;
        *passes_over && self.events.peek().is_some_and(|event| stepper.ignores(&self.played.person, event))
    }

    /// Puts the person on the list as of a moment.
    fn list(&mut self, now: Instant) -> bool {
        let Stage { stepper, outside, .. } = self.stage;
        outside.blocked.list(stepper, &mut self.played.person, Some(now));
        self.listings.remove(&now)
    }

    /// Looks at contacts that were written from a record on, which may be on the list.
    fn hear_of_contacts(&mut self, from: usize) {
        let Stage { stepper, outside, .. } = self.stage;
        if outside.blocked.is_empty() {
            return;
        }
        let Played { person, records, .. } = &mut self.played;
        for record in records[from..].iter().filter(|record| matches!(record.what, What::Updated(_))) {
            outside.blocked.hear(stepper, person, record);
            self.listings.extend(outside.blocked.moments(stepper.program(), person, Some(record.time)));
        }
    }

    /// Lets others hear of what was done from a record on, as far as it concerns them.
    fn tell(&mut self, from: usize) {
        let Some(between) = self.between else { return };
        let (depth, Played { person, records, heard, .. }) = (self.depth.1, &mut self.played);
        for record in records[from..].iter().filter(|record| between.hears(record)) {
            let last = heard.last().filter(|heard| heard.moment() == (record.time, depth));
            let sequence = last.map_or(0, |heard| heard.sequence + 1);
            heard.push(Heard { depth, person: person.key().into(), sequence, record: record.clone() });
        }
    }

    /// What comes next, and when.
    fn next(&mut self) -> Option<(Instant, Turn)> {
        let at = |turn: Turn| move |time: Instant| (time, turn);
        let event = self.events.peek().map(|event| event.time);
        let timer = self.stage.stepper.next_timer(&self.played.person);
        let said = self.said.peek().map(|said| {
            let turn = if said.depth == 0 { Turn::Request } else { Turn::Saying };
            (said.time, turn)
        });
        let turns = [
            self.begin.map(at(Turn::Start)),
            self.listings.first().copied().map(at(Turn::Listing)),
            event.map(at(Turn::Event)),
            self.replies.next().map(at(Turn::Reply)),
            timer.map(at(Turn::Timer)),
            said,
        ];
        turns.into_iter().flatten().min()
    }
}
