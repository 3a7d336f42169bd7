//! What happened to a person, in words.

use crate::journey::{Addition, Answered, Message, Place, Record, Request, What, Withheld};
use crate::program::{ChannelId, EventId, Flow, OptOut, Owner, Program, VariableId};
use crate::value::{Instant, Value};

/// A line of a timeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// When.
    pub time: Instant,
    /// What.
    pub text: String,
}

/// The line of an event of the test.
pub(super) fn of_event(program: &Program, event: EventId, owner: Option<Owner>) -> String {
    let name = &program.events[event].name;
    match owner {
        None => name.to_string(),
        Some(Owner { flow, element: None }) => format!("{name} of {}", program.flows[flow].name),
        Some(Owner { flow, element: Some(element) }) => {
            format!("{name} of {}", program.flows[flow].elements[element].label)
        }
    }
}

/// The line of something that the flows did; nothing for what the other lines show.
#[must_use]
pub fn of_record(program: &Program, record: &Record) -> Option<String> {
    let Some(place) = record.place else { return of_profile(program, &record.what) };
    let flow = &program.flows[place.flow];
    let label = place.innermost(program).map_or("", |element| &element.label);
    let element =
        place.inner.map_or(label.to_owned(), |_| format!("{}/{label}", place.label(program).unwrap_or("")));
    Some(match &record.what {
        What::Reached | What::Left(_) => return None,
        What::Entered(values) => format!("enters {}{}", flow.name, variables(program, place, "with", values)),
        What::Waiting(Some(until)) => {
            format!("waits at `{element}` until {}", Value::Datetime(*until).show(program.zone))
        }
        What::Waiting(None) => format!("waits at `{element}`"),
        What::Arm(arm) => {
            let arm = place.innermost(program).map(|found| program.arm_name(&found.kind, *arm));
            format!("takes `{}` of `{element}`", arm.unwrap_or_default())
        }
        What::Sent(message) => sent(program, flow, place, message),
        What::Set(values) => variables(program, place, "sets", values).trim_start().to_owned(),
        What::Called(request) => called(&element, request),
        What::Answered(answered) => self::answered(&element, *answered),
        What::Notified(notification) => {
            let recipients: Vec<&str> = notification.recipients.iter().map(|one| &**one).collect();
            format!("leads to `{element}` being sent to {}", recipients.join(", "))
        }
        What::Conversation(conversation) => format!("is handed over to an agent: \"{}\"", conversation.tag),
        What::Withheld(channel, reason) => withheld(program, &element, *channel, *reason),
        What::Held(Some(until)) => {
            format!("`{element}` waits for its hours until {}", Value::Datetime(*until).show(program.zone))
        }
        What::Added(addition) => added(program, addition),
        What::Rejected(refusal) => format!("is not let into {}: {}", flow.name, refusal.rejection()),
        What::Held(None) => format!("`{element}` waits for hours that never come"),
        What::Queued(_) => format!("`{element}` waits for its turn"),
        What::Dropped => format!("`{element}` is dropped"),
        What::OptedOut(listing) => {
            format!("is not to be contacted by {}", opt_out(program, listing.opt_out))
        }
        What::OptedIn(listing) => format!("may be contacted by {}", opt_out(program, listing.opt_out)),
        What::Refused(refusal) => format!("is not let into {}: {}", flow.name, refusal.word()),
        What::Exited(reason) => format!("leaves {}: {}", flow.name, reason.word()),
        profile => return of_profile(program, profile),
    })
}

/// The line of what concerns the profile alone.
fn of_profile(program: &Program, what: &What) -> Option<String> {
    Some(match what {
        What::Updated(values) => {
            let value = |value: &Value| value.literal(program.zone);
            let written = values
                .iter()
                .map(|(attribute, new)| format!("{} = {}", program.attributes[*attribute].name, value(new)));
            format!("is updated: {}", written.collect::<Vec<_>>().join(", "))
        }
        What::Tagged(tag) => format!("is tagged \"{tag}\""),
        What::Untagged(tag) => format!("loses the tag \"{tag}\""),
        What::Error(fault) => format!("{}: {}", fault.problem.code(), fault.problem.message()),
        _ => return None,
    })
}

fn sent(program: &Program, flow: &Flow, place: Place, message: &Message) -> String {
    let element = place.element.map_or("", |element| &flow.elements[element].label);
    let channel = &program.channels[message.channel].name;
    match &message.contact {
        Some(contact) => format!("is sent `{element}` by {channel} to {contact}"),
        None => format!("is sent `{element}` by {channel}, without a contact"),
    }
}

fn called(element: &str, request: &Request) -> String {
    let attempt = match request.attempt {
        1 => String::new(),
        attempt => format!(", attempt {attempt}"),
    };
    format!("calls {} {} by `{element}`{attempt}", request.method, request.url)
}

fn answered(element: &str, answered: Answered) -> String {
    let status = answered.status.map_or("nobody".to_owned(), |status| status.to_string());
    let late = if answered.awaited { "" } else { ", which nobody waits for any more" };
    format!("hears {status} at `{element}`{late}")
}

fn added(program: &Program, addition: &Addition) -> String {
    let flow = &program.flows[addition.flow].name;
    match &addition.person {
        None => format!("is added to {flow}"),
        Some(other) => format!("adds {} to {flow}", other.contact.written()),
    }
}

fn withheld(program: &Program, element: &str, channel: ChannelId, reason: Withheld) -> String {
    let channel = &program.channels[channel].name;
    let why = match reason {
        Withheld::Capped => format!("the caps of {channel} are reached"),
        Withheld::NoContact => format!("there is no contact for {channel}"),
        Withheld::DoNotContact => format!("no contact by {channel} is wanted"),
        Withheld::Expired => "it is too late".to_owned(),
    };
    format!("is not sent `{element}`: {why}")
}

/// `sms`, `email offers`
pub(super) fn opt_out(program: &Program, opt_out: OptOut) -> String {
    let channel = &program.channels[opt_out.channel].name;
    match opt_out.sender {
        Some(sender) => format!("{channel} {}", program.senders[sender].name),
        None => channel.to_string(),
    }
}

fn variables(program: &Program, place: Place, word: &str, values: &[(VariableId, Value)]) -> String {
    let written: Vec<String> = values
        .iter()
        .map(|(variable, value)| {
            format!("{} = {}", place.variables(program)[*variable].name, value.literal(program.zone))
        })
        .collect();
    if written.is_empty() { String::new() } else { format!(" {word} {}", written.join(", ")) }
}
