//! What crosses from one person to another: whom flows add to flows, and whom the outside asks to let in.
//!
//! | who is meant | |
//! | --- | --- |
//! | somebody who has the contact at that moment | of several, those first whose attribute holds it, and of these the first by key |
//! | nobody | a person is made, with the contact and the key that [`Contact::key`] makes of it, which is an event (`personCreated`) |
//!
//! An email is compared without regard to case, a phone number exactly. The data's contacts count, those beside the attributes
//! too, and those that flows and recorded changes have written since; what is written at the same moment counts once it is
//! behind. What is written takes the place of what the attribute held; the contacts beside it stay the person's.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::exchange::{Between, Heard, Saying, Sayings};
use super::simulate::Subjects;
use crate::journey::{Addition, Contact, Entrance, Input, Place, Record, Refusal, What};
use crate::program::{AttributeId, ElementKind, EntrySource, FlowId, Id, Program, VariableId};
use crate::value::{Instant, Text, Value};

/// Somebody whom the outside asks to let into a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    /// When.
    pub time: Instant,
    /// The flow.
    pub flow: FlowId,
    /// The attribute that identifies, and what stands in it.
    pub contact: (AttributeId, Value),
    /// What the parameters are given.
    pub values: Vec<(VariableId, Value)>,
    /// What is written to the profile.
    pub attributes: Vec<(AttributeId, Value)>,
}

impl Request {
    fn entrance(&self) -> Entrance {
        Entrance {
            flow: self.flow,
            source: EntrySource::Api,
            values: self.values.clone(),
            attributes: self.attributes.clone(),
            origin: None,
            creates: false,
        }
    }
}

/// What crosses in a run.
#[derive(Debug)]
pub struct Crossing<'a> {
    program: &'a Program,
    requests: &'a [Request],
    directory: Directory,
}

/// A moment, and how deep in it.
type Depth = (Instant, u32);

/// What stands in an attribute from when on; nothing where that is no contact.
type Written = (Depth, Option<Contact>);

impl<'a> Crossing<'a> {
    /// What may cross; nothing where nobody is asked for and no flow names somebody else.
    #[must_use]
    pub fn of<S: Subjects + ?Sized>(
        program: &'a Program,
        subjects: &S,
        requests: &'a [Request],
    ) -> Option<Crossing<'a>> {
        let adds = |kind: &ElementKind| matches!(kind, ElementKind::AddToFlow(add) if add.person.is_some());
        let mut elements = program.flows.rows().iter().flat_map(|flow| flow.elements.rows());
        if requests.is_empty() && !elements.any(|element| adds(&element.kind)) {
            return None;
        }
        Some(Crossing { program, requests, directory: Directory::of(program, subjects) })
    }

    /// What becomes of requests for people who cannot be, up to a moment: they have keys, and no profiles.
    #[must_use]
    pub fn turned_down(&self, until: Instant) -> BTreeMap<Arc<str>, Vec<Record>> {
        let mut nobody: BTreeMap<Arc<str>, Vec<Record>> = BTreeMap::new();
        let in_time = self.requests.iter().filter(|request| request.time <= until);
        for request in in_time.filter(|request| self.contact(request).is_none()) {
            let (attribute, value) = &request.contact;
            let written = match value {
                Value::Text(written) => written.as_str(),
                _ => "",
            };
            let place = Place::outside(request.flow);
            let what = What::Rejected(Refusal::InvalidContact);
            let record = Record { time: request.time, place: Some(place), what };
            nobody.entry(Contact::key_of(self.program, *attribute, written)).or_default().push(record);
        }
        nobody
    }

    fn contact(&self, request: &Request) -> Option<Contact> {
        let (attribute, value) = &request.contact;
        Contact::new(self.program, *attribute, value)
    }

    /// Says something to the person who has a contact, or is made with it.
    fn say(&self, sayings: &mut Sayings, moves: &Moves, contact: &Contact, saying: Saying) {
        let found = self.directory.find(moves, contact, (saying.time, saying.depth));
        let key = found.unwrap_or_else(|| {
            let key = contact.key(self.program);
            sayings.make(key.clone(), || with_contact(self.program, contact));
            key
        });
        sayings.say(key, saying);
    }
}

impl Between for Crossing<'_> {
    fn hears(&self, record: &Record) -> bool {
        match &record.what {
            What::Added(addition) => addition.person.is_some(),
            What::Updated(values) => values.iter().any(|(attribute, _)| is_contact(self.program, *attribute)),
            _ => false,
        }
    }

    fn introduce(&self, first: &mut Saying) {
        if let Input::Enter(entrance) = &mut first.input {
            entrance.creates = true;
        }
    }

    fn says(&self, heard: &[Heard]) -> Sayings {
        let moves = Moves::of(self.program, heard);
        let mut sayings = Sayings::default();
        for (sequence, request) in (0..).zip(self.requests) {
            let Some(contact) = self.contact(request) else { continue };
            let input = Input::Enter(Box::new(request.entrance()));
            let saying = Saying { time: request.time, depth: 0, origin: "".into(), sequence, input };
            self.say(&mut sayings, &moves, &contact, saying);
        }
        for heard in heard {
            let What::Added(addition) = &heard.record.what else { continue };
            let Some((contact, entrance)) = entrance_of(addition, heard.record.place) else { continue };
            let saying = Saying {
                time: heard.record.time,
                depth: heard.depth + 1,
                origin: heard.person.clone(),
                sequence: heard.sequence,
                input: Input::Enter(Box::new(entrance)),
            };
            self.say(&mut sayings, &moves, contact, saying);
        }
        sayings
    }
}

/// Whom an element adds, and what it means to them.
#[must_use]
pub fn entrance_of(addition: &Addition, place: Option<Place>) -> Option<(&Contact, Entrance)> {
    let other = addition.person.as_ref()?;
    let entrance = Entrance {
        flow: addition.flow,
        source: EntrySource::Flow,
        values: addition.variables.clone(),
        attributes: other.attributes.clone(),
        origin: place.map(|place| place.flow),
        creates: false,
    };
    Some((&other.contact, entrance))
}

/// The attributes of a person who is made with a contact.
#[must_use]
pub fn with_contact(program: &Program, contact: &Contact) -> Vec<Value> {
    let mut attributes = vec![Value::Empty; program.attributes.len()];
    attributes[contact.attribute().index()] = Value::Text(contact.written().clone());
    attributes
}

fn is_contact(program: &Program, attribute: AttributeId) -> bool {
    attribute == program.known.phone || attribute == program.known.email
}

/// The contacts that somebody is found by.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Contacts {
    /// Those that attributes hold, to which messages go.
    pub held: Vec<Contact>,
    /// Those beside them.
    pub further: Vec<Contact>,
}

impl Contacts {
    /// The contacts of somebody with these attributes, and with these texts beside them.
    pub fn of<'v>(
        program: &Program,
        attribute: impl Fn(AttributeId) -> &'v Value,
        further: &[(AttributeId, Text)],
    ) -> Contacts {
        let held = [program.known.phone, program.known.email].into_iter();
        let further = further.iter();
        Contacts {
            held: held.filter_map(|id| Contact::new(program, id, attribute(id))).collect(),
            further: further
                .filter_map(|(id, text)| Contact::new(program, *id, &Value::Text(text.clone())))
                .collect(),
        }
    }
}

/// Who has which contact at the beginning: in an attribute, and beside it.
#[derive(Debug, Default)]
struct Directory {
    held: BTreeMap<Contact, Vec<Arc<str>>>,
    further: BTreeMap<Contact, Vec<Arc<str>>>,
}

impl Directory {
    fn of<S: Subjects + ?Sized>(program: &Program, subjects: &S) -> Directory {
        let mut directory = Directory::default();
        for at in 0..subjects.count() {
            let Contacts { held, further } = subjects.contacts(program, at);
            for contact in held {
                directory.held.entry(contact).or_default().push(subjects.key(at));
            }
            for contact in further {
                directory.further.entry(contact).or_default().push(subjects.key(at));
            }
        }
        directory
    }

    /// Who has a contact just before a moment: of those whose attribute holds it the first by key, or else of those who have
    /// it beside that.
    fn find(&self, moves: &Moves, contact: &Contact, before: Depth) -> Option<Arc<str>> {
        let at_first = self.held.get(contact).into_iter().flatten();
        let kept =
            at_first.filter(|key| moves.latest(key, contact, before).is_none_or(|now| now == Some(contact)));
        let taken = moves.takers(contact);
        let taken = taken.filter(|key| moves.latest(key, contact, before) == Some(Some(contact)));
        let further = || self.further.get(contact)?.iter().min();
        kept.chain(taken).min().or_else(further).cloned()
    }
}

/// Contacts that were written since.
#[derive(Debug, Default)]
struct Moves {
    /// What a person had from when on, by attribute, in order.
    of: BTreeMap<(Arc<str>, AttributeId), Vec<Written>>,
    takers: BTreeMap<Contact, Vec<Arc<str>>>,
}

impl Moves {
    fn of(program: &Program, heard: &[Heard]) -> Moves {
        let mut moves = Moves::default();
        for heard in heard {
            let What::Updated(values) = &heard.record.what else { continue };
            for (attribute, value) in values.iter().filter(|(attribute, _)| is_contact(program, *attribute)) {
                let contact = Contact::new(program, *attribute, value);
                if let Some(contact) = &contact {
                    moves.takers.entry(contact.clone()).or_default().push(heard.person.clone());
                }
                let of = moves.of.entry((heard.person.clone(), *attribute)).or_default();
                of.push((heard.moment(), contact));
            }
        }
        moves
    }

    fn takers(&self, contact: &Contact) -> impl Iterator<Item = &Arc<str>> {
        self.takers.get(contact).into_iter().flatten()
    }

    /// What a person had in the attribute of a contact just before a moment, if it was written until then.
    fn latest(&self, key: &Arc<str>, contact: &Contact, before: Depth) -> Option<Option<&Contact>> {
        let written = self.of.get(&(key.clone(), contact.attribute()))?;
        let count = written.partition_point(|(moment, _)| *moment < before);
        written[..count].last().map(|(_, contact)| contact.as_ref())
    }
}
