//! Writes of attributes and tags, by elements and by recorded changes.
//!
//! * What an element writes is stored at once, so that the next element sees it, and becomes an event
//!   (`personAttributeChanged`, `personTagAdded`, `personTagDeleted`, with the source `FLOW`) that is handled behind the
//!   current one, as all events that the engine makes.
//! * Such an event from outside changes the profile: the attribute that it names, if it is one that is stored, or the
//!   tags. The value is read as the attribute's type.
//! * A text that differs from the old one in case alone is stored, and makes no event: to conditions it is the same.
//!   Storing what is there already is nothing.

use std::sync::Arc;

use super::step::{Scope, Step};
use super::{Participant, Person, Place, Stepper, What, convert};
use crate::diagnostic::Problem;
use crate::eval::{Event, Facts, conform};
use crate::program::{
    AttributeId, ElementId, EventId, ExpressionId, FlowId, Location, Program, PropertySlot,
};
use crate::value::{Instant, Text, Value, Zone, compare, text};

/// The events that tell of profiles or change them, and the places of what they say.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProfileEvents {
    created: Option<EventId>,
    changed: Option<Change>,
    tag_added: Option<Tag>,
    tag_deleted: Option<Tag>,
}

#[derive(Clone, Copy, Debug)]
struct Change {
    event: EventId,
    attribute: PropertySlot,
    from: PropertySlot,
    to: PropertySlot,
}

#[derive(Clone, Copy, Debug)]
struct Tag {
    event: EventId,
    tag: PropertySlot,
}

/// What an event from outside does to the profile.
enum Told {
    Attribute { attribute: AttributeId, to: Value },
    Tag { tag: Text, added: bool },
}

/// What a write did.
pub(super) struct Written {
    old: Value,
    pub(super) new: Value,
}

/// Who changes a profile, as the events of the change tell.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// A flow.
    Flow(FlowId),
    /// A request from outside.
    Api,
}

impl ProfileEvents {
    /// Those of a program; all are declared by the standard library.
    pub(super) fn of(program: &Program) -> ProfileEvents {
        let slot = |event: EventId, name: &str| {
            let place = program.events[event].properties.iter().position(|property| &*property.name == name);
            place.and_then(|place| u32::try_from(place).ok()).map(PropertySlot::Declared)
        };
        let tag = |event: &str, property: &str| {
            let event = program.event(event)?;
            Some(Tag { event, tag: slot(event, property)? })
        };
        let changed = program.event("personAttributeChanged").and_then(|event| {
            let (attribute, from, to) =
                (slot(event, "attributeName")?, slot(event, "from")?, slot(event, "to")?);
            Some(Change { event, attribute, from, to })
        });
        ProfileEvents {
            created: program.event("personCreated"),
            changed,
            tag_added: tag("personTagAdded", "addedTag"),
            tag_deleted: tag("personTagDeleted", "removedTag"),
        }
    }

    /// Whether events of a kind change the profile.
    pub(super) fn changes(&self, event: EventId) -> bool {
        let tag = |known: Option<Tag>| known.is_some_and(|known| known.event == event);
        self.changed.is_some_and(|known| known.event == event) || tag(self.tag_added) || tag(self.tag_deleted)
    }

    /// What an event does to the profile.
    fn told(&self, program: &Program, event: &Event) -> Option<Told> {
        if let Some(known) = self.changed.filter(|known| known.event == event.definition) {
            let Value::Text(name) = event.property(known.attribute) else { return None };
            let attribute = program.attribute_for_column(&name)?;
            let stored = program.attributes[attribute].computed.is_none();
            return stored.then(|| Told::Attribute { attribute, to: event.property(known.to) });
        }
        let tag = |known: Option<Tag>, added| {
            let known = known.filter(|known| known.event == event.definition)?;
            match event.property(known.tag) {
                Value::Text(tag) => Some(Told::Tag { tag, added }),
                _ => None,
            }
        };
        tag(self.tag_added, true).or_else(|| tag(self.tag_deleted, false))
    }
}

impl Stepper<'_> {
    /// The event of a changed attribute as another system sends it; nothing if the attribute has that value already.
    #[must_use]
    pub fn changed_outside(
        &self,
        person: &Person,
        now: Instant,
        attribute: AttributeId,
        to: &Value,
    ) -> Option<Event> {
        let Change { event, .. } = self.profile.changed?;
        let from = person.attribute(attribute);
        if compare::equal(&from, to) || from.is_empty() && to.is_empty() {
            return None;
        }
        let program = self.program;
        let values = [
            ("attributeName", Value::from(&*program.attributes[attribute].name)),
            ("from", as_text(&from, program)),
            ("to", as_text(to, program)),
        ];
        let properties = super::event::properties(program, event, &values);
        Some(Event { time: now, definition: event, properties, owner: None, id: None })
    }
}

impl Step<'_, '_> {
    /// Changes the profile as an event from outside says. An event that does not tell the old value gets it from the profile,
    /// so that the history tells changes in one way.
    pub(super) fn change_profile(&mut self, event: Event) -> Event {
        match self.stepper.profile.told(self.stepper.program, &event) {
            None => {}
            Some(Told::Tag { tag, added: true }) => {
                self.put_tag(None, &tag);
            }
            Some(Told::Tag { tag, added: false }) => {
                self.take_tags(None, &tag);
            }
            Some(Told::Attribute { attribute, to }) => {
                let old = self.person.attribute(attribute);
                self.change_attribute(attribute, &to);
                return self.with_old_value(event, &old);
            }
        }
        event
    }

    fn with_old_value(&self, event: Event, old: &Value) -> Event {
        let Some(Change { from: PropertySlot::Declared(at), .. }) = self.stepper.profile.changed else {
            return event;
        };
        if old.is_empty() || !event.property(PropertySlot::Declared(at)).is_empty() {
            return event;
        }
        let mut properties = event.properties.to_vec();
        let length = properties.len().max(at as usize + 1);
        properties.resize(length, Value::Empty);
        properties[at as usize] = as_text(old, self.stepper.program);
        Event { properties: properties.into(), ..event }
    }

    fn change_attribute(&mut self, attribute: AttributeId, to: &Value) {
        let program = self.stepper.program;
        let declared = &program.attributes[attribute];
        let value = match to {
            Value::Text(written) if !written.is_empty() => {
                match convert::read(written, &declared.r#type, program.zone) {
                    Ok(value) => value,
                    Err(problem) => return self.error(None, declared.location, problem),
                }
            }
            _ => Value::Empty,
        };
        if let Some(written) = self.write(None, declared.location, attribute, value) {
            self.record(None, What::Updated(vec![(attribute, written.new)]));
        }
    }

    /// `update profile`: all values are computed before the first is stored.
    pub(super) fn update(
        &mut self,
        participant: &Participant,
        id: ElementId,
        fields: &[(AttributeId, ExpressionId)],
    ) {
        let scope = Scope::of(participant, id);
        let mut values = Vec::with_capacity(fields.len());
        for (at, &(attribute, expression)) in fields.iter().enumerate() {
            values.push((attribute, self.value(scope.draw(at), expression), expression));
        }
        let mut changes = Vec::new();
        for (attribute, value, expression) in values {
            let location = self.stepper.program.expressions[expression].location;
            if let Some(written) = self.write(Some(scope.place), location, attribute, value) {
                self.tell_change(Source::Flow(scope.place.flow), attribute, &written);
                changes.push((attribute, written.new));
            }
        }
        if !changes.is_empty() {
            self.record(scope.place, What::Updated(changes));
        }
    }

    /// Stores a value, if the attribute can hold it and does not hold it already.
    pub(super) fn write(
        &mut self,
        place: Option<Place>,
        location: Location,
        attribute: AttributeId,
        value: Value,
    ) -> Option<Written> {
        let declared = &self.stepper.program.attributes[attribute];
        let new = conform(value, &declared.r#type);
        if let Some(reason) = convert::refusal(&new, &declared.r#type) {
            self.refuse(place, location, &declared.name, reason);
            return None;
        }
        let old = conform(self.person.attribute(attribute), &declared.r#type);
        if old == new {
            return None;
        }
        self.person.store(attribute, new.clone());
        Some(Written { old, new })
    }

    fn refuse(&mut self, place: Option<Place>, location: Location, name: &Arc<str>, reason: String) {
        self.error(place, location, Problem::ValueRefused { name: name.to_string(), reason });
    }

    /// Makes the event of a changed attribute.
    pub(super) fn tell_change(&mut self, by: Source, attribute: AttributeId, written: &Written) {
        let Some(Change { event, .. }) = self.stepper.profile.changed else { return };
        if compare::equal(&written.old, &written.new) {
            return;
        }
        let program = self.stepper.program;
        let values = [
            ("attributeName", Value::from(&*program.attributes[attribute].name)),
            ("from", as_text(&written.old, program)),
            ("to", as_text(&written.new, program)),
        ];
        self.tell(event, &values, by);
    }

    /// Makes the event of a person who is made. Whom the outside makes is a customer, as with the API of the modelled system.
    pub(super) fn tell_created(&mut self, by: Source) {
        let Some(event) = self.stepper.profile.created else { return };
        let kind = match by {
            Source::Flow(_) => Value::Empty,
            Source::Api => Value::from("CUSTOMER"),
        };
        self.tell(event, &[("personType", kind)], by);
    }

    /// Makes an event of a change.
    fn tell(&mut self, event: EventId, values: &[(&str, Value)], by: Source) {
        let program = self.stepper.program;
        let (kind, id) = match by {
            Source::Flow(flow) => ("FLOW", Value::from(&*program.flows[flow].name)),
            Source::Api => ("API", Value::Empty),
        };
        let source = [("source", Value::from(kind)), ("sourceId", id)];
        let properties = super::event::properties(program, event, &[values, &source].concat());
        self.make(event, properties, None);
    }

    pub(super) fn add_tag(&mut self, participant: &Participant, id: ElementId, tag: ExpressionId) {
        let place = participant.at(id);
        if let Some(tag) = self.tag(Scope::of(participant, id), tag)
            && self.put_tag(Some(place), &tag)
            && let Some(Tag { event, .. }) = self.stepper.profile.tag_added
        {
            self.tell(event, &[("addedTag", Value::from(tag))], Source::Flow(place.flow));
        }
    }

    pub(super) fn remove_tag(&mut self, participant: &Participant, id: ElementId, tag: ExpressionId) {
        let place = participant.at(id);
        let Some(tag) = self.tag(Scope::of(participant, id), tag) else { return };
        for taken in self.take_tags(Some(place), &tag) {
            if let Some(Tag { event, .. }) = self.stepper.profile.tag_deleted {
                self.tell(event, &[("removedTag", taken)], Source::Flow(place.flow));
            }
        }
    }

    /// The tag that an expression names, if it is one.
    fn tag(&mut self, scope: Scope, expression: ExpressionId) -> Option<Text> {
        let Value::Text(tag) = self.value(scope, expression) else {
            self.refuse_tag(scope, "a tag has at least one character".to_owned());
            return None;
        };
        let reason = if tag.is_empty() {
            Some("a tag has at least one character".to_owned())
        } else {
            convert::too_long(&tag, convert::LONGEST_TAG)
        };
        match reason {
            None => Some(tag),
            Some(reason) => {
                self.refuse_tag(scope, reason);
                None
            }
        }
    }

    fn refuse_tag(&mut self, scope: Scope, reason: String) {
        let program = self.stepper.program;
        let name = program.attributes[program.known.tags].name.to_string();
        self.element_error(scope, Problem::ValueRefused { name, reason });
    }

    /// Gives the person a tag; says whether that is a change.
    fn put_tag(&mut self, place: Option<Place>, tag: &Text) -> bool {
        let mut tags = self.tags();
        if tag.is_empty() || tags.iter().any(|known| is_tag(known, tag)) {
            return false;
        }
        tags.push(Value::Text(tag.clone()));
        self.person.store(self.stepper.program.known.tags, Value::List(tags.into()));
        self.record(place, What::Tagged(tag.clone()));
        true
    }

    /// Takes a tag from the person; returns what that was, as the person had it.
    fn take_tags(&mut self, place: Option<Place>, tag: &Text) -> Vec<Value> {
        let (taken, left): (Vec<Value>, Vec<Value>) =
            self.tags().into_iter().partition(|known| is_tag(known, tag));
        if !taken.is_empty() {
            let left = if left.is_empty() { Value::Empty } else { Value::List(left.into()) };
            self.person.store(self.stepper.program.known.tags, left);
        }
        for value in &taken {
            if let Value::Text(tag) = value {
                self.record(place, What::Untagged(tag.clone()));
            }
        }
        taken
    }

    fn tags(&self) -> Vec<Value> {
        match self.person.attribute(self.stepper.program.known.tags) {
            Value::List(tags) => tags.to_vec(),
            _ => Vec::new(),
        }
    }
}

/// Whether a value is this tag. Tags are texts and compare as texts do.
fn is_tag(value: &Value, tag: &Text) -> bool {
    matches!(value, Value::Text(known) if text::equal(known, tag))
}

/// A value as the event of a change shows it: a moment in UTC, so that it is the same one in whatever zone it is read.
fn as_text(value: &Value, program: &Program) -> Value {
    match value {
        value if value.is_empty() => Value::Empty,
        Value::Datetime(_) => Value::from(format!("{}Z", value.show(Zone::UTC).replace(' ', "T"))),
        value => Value::from(value.show(program.zone)),
    }
}
