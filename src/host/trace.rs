//! The trace and the effects of a run as JSON Lines: what was done, an object a line, in the order of the run.
//!
//! `docs/schemas/trace.schema.json` and `docs/schemas/effects.schema.json` describe the objects.

use std::io::{self, Write};
use std::sync::Arc;

use rayon::prelude::*;

use super::json_line::{JsonLine, rfc3339};
use super::simulate::{Run, Step};
use crate::eval::Fault;
use crate::journey::{Addition, ArmTaken, Body, FilledFile, Listing, Message, Place, What};
use crate::program::{AttributeId, Flow, Program, VariableId};
use crate::source::Snapshot;
use crate::value::Value;

/// What turns ids into names.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The program that ran.
    pub program: &'a Program,
    /// Its sources, for the places of errors; without them, errors have none.
    pub snapshot: Option<&'a Snapshot>,
}

impl Names<'_> {
    /// Writes the trace of a run.
    ///
    /// # Errors
    ///
    /// Fails when `out` does.
    pub fn write_trace(&self, run: &Run, out: &mut dyn Write) -> io::Result<()> {
        write_lines(run, out, |person, step| Some(self.line(person, step)))
    }

    /// Writes the effects of a run: what is handed to the outside.
    ///
    /// # Errors
    ///
    /// Fails when `out` does.
    pub fn write_effects(&self, run: &Run, out: &mut dyn Write) -> io::Result<()> {
        write_lines(run, out, |person, step| self.effect_line(person, step))
    }

    /// A line of the effects; nothing for what is not handed to the outside.
    #[must_use]
    pub fn effect_line(&self, person: &str, step: &Step) -> Option<String> {
        match &step.record.what {
            What::Sent(message) => Some(self.effect(person, step, message)),
            What::Added(addition) if addition.person.is_some() => Some(self.added(person, step, addition)),
            What::OptedOut(listing) => Some(self.listing(person, step, "add", listing)),
            What::OptedIn(listing) => Some(self.listing(person, step, "remove", listing)),
            _ => self.outward(person, step),
        }
    }

    /// A line of the trace.
    #[must_use]
    pub fn line(&self, person: &str, step: &Step) -> String {
        let mut line = self.head(person, step);
        line.text("what", word(&step.record.what));
        self.details(&mut line, step.record.place, &step.record.what);
        line.finish()
    }

    /// Time, person and place, which every line begins with.
    pub(super) fn head(&self, person: &str, step: &Step) -> JsonLine {
        let mut line = JsonLine::default();
        line.text("time", &rfc3339(step.record.time));
        line.text("person", person);
        let Some(place) = step.record.place else { return line };
        let flow = self.flow(place);
        line.text("flow", &flow.name);
        if let Some(entry) = place.entry {
            line.number("entry", entry.into());
        }
        if let Some(element) = place.element {
            line.text("element", &flow.elements[element].label);
        }
        if let Some(inner) = place.inner_label(self.program) {
            line.text("inner", inner);
        }
        line
    }

    fn details(&self, line: &mut JsonLine, place: Option<Place>, what: &What) {
        match what {
            What::Entered(variables) => self.variables(line, "variables", place, variables),
            What::Reached => line.text("kind", self.kind(place)),
            What::Waiting(until) => line.text_or_null("until", until.map(rfc3339).as_deref()),
            What::Left(cause) => line.text("cause", cause.word()),
            What::Arm(arm) => line.text("arm", &self.arm(place, *arm)),
            What::Sent(message) => self.message(line, message),
            What::Withheld(channel, _) => line.text("channel", &self.program.channels[*channel].name),
            What::Held(until) => line.text_or_null("until", until.map(rfc3339).as_deref()),
            What::Queued(queued) => line.text("key", &queued.key),
            What::Dropped => {}
            What::OptedOut(listing) | What::OptedIn(listing) => {
                self.opt_out(line, listing);
                line.text("key", &listing.key);
            }
            What::Updated(values) => self.attributes(line, values),
            What::Set(values) => self.variables(line, "values", place, values),
            What::Called(_) | What::Answered(_) | What::Notified(_) | What::Conversation(_) => {
                self.outward_details(line, what);
            }
            What::Tagged(tag) | What::Untagged(tag) => line.text("tag", tag),
            What::Added(addition) => self.addition(line, addition),
            What::Refused(refusal) => line.text("reason", refusal.word()),
            What::Rejected(refusal) => line.text("reason", refusal.rejection()),
            What::Exited(reason) => line.text("reason", reason.word()),
            What::Error(fault) => self.error(line, fault),
            What::Decided(decision) => line.value("counts", &Value::Boolean(decision.counts)),
        }
    }

    fn variables(
        &self,
        line: &mut JsonLine,
        name: &str,
        place: Option<Place>,
        values: &[(VariableId, Value)],
    ) {
        let Some(place) = place else { return };
        let declared = place.variables(self.program);
        line.object(name, |object| {
            values.iter().for_each(|(id, value)| object.value(&declared[*id].name, value));
        });
    }

    fn attributes(&self, line: &mut JsonLine, values: &[(AttributeId, Value)]) {
        line.object("values", |object| {
            values.iter().for_each(|(id, value)| object.value(&self.program.attributes[*id].name, value));
        });
    }

    fn message(&self, line: &mut JsonLine, message: &Message) {
        line.text("channel", &self.program.channels[message.channel].name);
        if let Some(sender) = message.sender {
            line.text("sender", &self.program.senders[sender].name);
        }
        line.text("key", &message.key);
    }

    fn error(&self, line: &mut JsonLine, fault: &Fault) {
        line.text("code", fault.problem.code().0);
        line.text("message", &fault.problem.message());
        let Some(snapshot) = self.snapshot else { return };
        let place = snapshot.place(fault.location);
        let file = snapshot.file(place.file);
        let start = file.lines.characters(&file.text, place.span.start as usize);
        line.text("file", &file.path);
        line.number("line", u64::from(start.line) + 1);
        line.number("column", u64::from(start.column) + 1);
    }

    fn effect(&self, person: &str, step: &Step, message: &Message) -> String {
        let mut line = self.head(person, step);
        line.text("effect", "send");
        line.text("channel", &self.program.channels[message.channel].name);
        if let Some(sender) = message.sender {
            let sender = &self.program.senders[sender];
            line.object("sender", |object| {
                object.text("name", &sender.name);
                object.text("address", &sender.address);
            });
        }
        line.text_or_null("contact", message.contact.as_deref());
        content(&mut line, &message.content);
        if let Some(expires) = message.expires {
            line.text("validUntil", &rfc3339(expires));
        }
        if message.shorten_urls {
            line.boolean("shortenUrls", true);
        }
        if message.track_clicks {
            line.boolean("trackClicks", true);
        }
        line.text("key", &message.key);
        line.finish()
    }

    /// Somebody else who is to enter a flow, as it is handed to the outside.
    fn added(&self, person: &str, step: &Step, addition: &Addition) -> String {
        let mut line = self.head(person, step);
        line.text("effect", "add to flow");
        self.addition(&mut line, addition);
        line.finish()
    }

    fn addition(&self, line: &mut JsonLine, addition: &Addition) {
        let flow = &self.program.flows[addition.flow];
        line.text("to", &flow.name);
        line.object("variables", |object| {
            addition.variables.iter().for_each(|(id, value)| object.value(&flow.variables[*id].name, value));
        });
        let Some(other) = &addition.person else { return };
        let name = |attribute: AttributeId| &self.program.attributes[attribute].name;
        line.object("identifyBy", |object| {
            object.text(name(other.contact.attribute()), other.contact.written())
        });
        line.object("values", |object| {
            other.attributes.iter().for_each(|(id, value)| object.value(name(*id), value));
        });
        line.text("key", &other.key);
    }

    /// A change of the list of those who are not to be contacted.
    fn listing(&self, person: &str, step: &Step, action: &str, listing: &Listing) -> String {
        let mut line = self.head(person, step);
        line.text("effect", "do not contact");
        line.text("action", action);
        self.opt_out(&mut line, listing);
        line.texts("contacts", &listing.contacts);
        line.text("key", &listing.key);
        line.finish()
    }

    fn opt_out(&self, line: &mut JsonLine, listing: &Listing) {
        line.text("channel", &self.program.channels[listing.opt_out.channel].name);
        if let Some(sender) = listing.opt_out.sender {
            line.text("sender", &self.program.senders[sender].name);
        }
    }

    fn flow(&self, place: Place) -> &Flow {
        &self.program.flows[place.flow]
    }

    fn kind(&self, place: Option<Place>) -> &'static str {
        let element = place.and_then(|place| place.innermost(self.program));
        element.map_or("", |element| element.kind.word())
    }

    fn arm(&self, place: Option<Place>, arm: ArmTaken) -> String {
        let element = place.and_then(|place| place.innermost(self.program));
        element.map_or_else(String::new, |element| self.program.arm_name(&element.kind, arm))
    }
}

/// Writes the lines of a message.
pub(super) fn content(line: &mut JsonLine, lines: &[(Arc<str>, Body)]) {
    line.object("content", |object| {
        for (name, body) in lines {
            match body {
                Body::Text(text) => object.text(name, text),
                Body::File(FilledFile { path, text }) => object.object(name, |file| {
                    file.text("file", path);
                    file.text("text", text);
                }),
            }
        }
    });
}

/// Writes a line for each step that has one. Lines are made on all threads and written in order, some at a time.
fn write_lines(
    run: &Run,
    out: &mut dyn Write,
    line: impl Fn(&str, &Step) -> Option<String> + Sync,
) -> io::Result<()> {
    const AT_ONCE: usize = 1 << 17;
    const PER_TASK: usize = 1 << 11;
    let lines = |steps: &[Step]| {
        let mut text = String::new();
        for step in steps {
            if let Some(line) = line(&run.keys[step.person as usize], step) {
                text.push_str(&line);
                text.push('\n');
            }
        }
        text
    };
    for steps in run.trace.chunks(AT_ONCE) {
        let texts: Vec<String> = steps.par_chunks(PER_TASK).map(lines).collect();
        texts.iter().try_for_each(|text| out.write_all(text.as_bytes()))?;
    }
    Ok(())
}

/// The word of what was done.
pub(super) fn word(what: &What) -> &'static str {
    match what {
        What::Entered(_) => "entered",
        What::Reached => "reached",
        What::Waiting(_) => "waiting",
        What::Left(_) => "left",
        What::Arm(_) => "arm",
        What::Sent(_) => "sent",
        What::Withheld(_, reason) => reason.word(),
        What::Held(_) => "held",
        What::Queued(_) => "queued",
        What::Dropped => "dropped",
        What::OptedOut(_) => "opted_out",
        What::OptedIn(_) => "opted_in",
        What::Updated(_) => "updated",
        What::Set(_) => "set",
        What::Called(_) => "called",
        What::Answered(_) => "answered",
        What::Notified(_) => "notified",
        What::Conversation(_) => "conversation",
        What::Tagged(_) => "tagged",
        What::Untagged(_) => "untagged",
        What::Added(_) => "added",
        What::Refused(_) => "refused",
        What::Rejected(_) => "rejected",
        What::Exited(_) => "exited",
        What::Error(_) => "error",
        What::Decided(_) => "decided",
    }
}
