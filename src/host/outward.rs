//! What is handed to the outside beside messages to the person, as lines of traces and effects.

use super::json_line::JsonLine;
use super::simulate::Step;
use super::trace::{Names, content};
use crate::journey::{Request, What};
use crate::value::{Instant, Number};

/// The digits behind the point of a number of seconds.
const MICROS: u32 = 6;

impl Names<'_> {
    /// The line of an effect that is no message to the person.
    pub(super) fn outward(&self, person: &str, step: &Step) -> Option<String> {
        let mut line = self.head(person, step);
        match &step.record.what {
            What::Called(request) => call(&mut line, step.record.time, request),
            What::Notified(notification) => {
                line.text("effect", "notify");
                line.text("channel", &self.program.channels[notification.channel].name);
                line.texts("recipients", &notification.recipients);
                content(&mut line, &notification.content);
                line.text("key", &notification.key);
            }
            What::Conversation(conversation) => {
                line.text("effect", "conversation");
                line.text("tag", &conversation.tag);
                line.text("key", &conversation.key);
            }
            _ => return None,
        }
        Some(line.finish())
    }

    /// What the trace says of it; the rest stands among the effects.
    pub(super) fn outward_details(&self, line: &mut JsonLine, what: &What) {
        match what {
            What::Called(request) => {
                line.text("method", request.method.word());
                line.text("url", &request.url);
                line.number("attempt", request.attempt);
                line.text("key", &request.key);
            }
            What::Answered(answered) => {
                line.number("attempt", answered.attempt);
                line.number_or_null("status", answered.status.map(u64::from));
                line.boolean("awaited", answered.awaited);
            }
            What::Notified(notification) => {
                line.text("channel", &self.program.channels[notification.channel].name);
                line.texts("recipients", &notification.recipients);
                line.text("key", &notification.key);
            }
            What::Conversation(conversation) => {
                line.text("tag", &conversation.tag);
                line.text("key", &conversation.key);
            }
            _ => {}
        }
    }
}

fn call(line: &mut JsonLine, made: Instant, request: &Request) {
    line.text("effect", "call");
    line.text("method", request.method.word());
    line.text("url", &request.url);
    line.object("headers", |object| {
        request.headers.iter().for_each(|(name, value)| object.text(name, value));
    });
    line.text_or_null("body", request.body.as_deref());
    line.number("attempt", request.attempt);
    line.number("retries", request.retries);
    let micros = request.deadline.map(|deadline| deadline.micros() - made.micros());
    let seconds = micros.and_then(|micros| Number::from_mantissa_scale(micros.into(), MICROS).ok());
    line.value("timeout", &seconds.map_or(crate::value::Value::Empty, crate::value::Value::Number));
    line.boolean("waits", request.waits);
    line.text("key", &request.key);
}
