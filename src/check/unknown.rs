//! Names that nothing has, or several things have, and what was probably meant.

use super::declaration::{Checker, NameKind, Typed};
use super::literal::known_words;
use crate::diagnostic::{Diagnostic, Edit, Fix, List, Problem, nearest};
use crate::program::{EventId, EventSelection, Type};
use crate::source::{Location, Span};
use crate::syntax::quote_name;
use crate::syntax::tree::Name;

impl Checker<'_> {
    /// Reports a name that is none of the known ones: another case of one, near one, or far from all.
    pub(super) fn unknown_or_wrong_case(&mut self, kind: &str, name: &Name, known: &[&str], far: String) {
        self.push(unknown_name(self.at(name.span), kind, &name.text, known, far));
    }

    pub(super) fn missing_hint(&self, kind: NameKind, name: &str) -> String {
        match kind {
            NameKind::Attribute => format!("declare it: `people {{ {}: … }}`", quote_name(name)),
            NameKind::Event if is_inbound(name) => {
                "what people write is the event `inboundMessage`".to_owned()
            }
            NameKind::Event => format!("declare it: `event {} {{ … }}`", quote_name(name)),
            NameKind::Sender => "declare it in `senders { … }`".to_owned(),
            NameKind::Caps => format!("declare them: `caps {} {{ … }}`", quote_name(name)),
            NameKind::Segment => format!("declare it: `segment {} = …`", quote_name(name)),
            NameKind::Flow => format!("declare it: `flow {} {{ … }}`", quote_name(name)),
            NameKind::CustomElement => format!("declare it: `element {}(…) {{ … }}`", quote_name(name)),
            NameKind::Fixture => format!("declare it: `fixture {} {{ … }}`", quote_name(name)),
            NameKind::Channel | NameKind::Function | NameKind::Test | NameKind::Label => {
                known_words(&self.symbols.names(kind))
            }
        }
    }

    /// Reports a bare name that nothing in scope has.
    pub(super) fn unknown_value(&mut self, name: &Name) -> Typed {
        let broken = self.symbols.is_broken(NameKind::Attribute, &name.text)
            || self.scope.flow.as_ref().is_some_and(|flow| flow.broken.contains(&name.text));
        if !broken && !self.is_outside_of_filter(name) {
            let symbols = self.symbols;
            let mut known: Vec<String> = Vec::new();
            if let Some(flow) = &self.scope.flow {
                known.extend(flow.variables.iter().map(|entry| entry.name.to_string()));
            }
            for item in &self.scope.items {
                if let Type::Object(fields) = item {
                    known.extend(fields.iter().map(|field| field.name.to_string()));
                }
            }
            let events = self.scope.event.into_iter().chain(self.scope.saved.iter().map(|&(event, _)| event));
            known.extend(events.flat_map(|event| symbols.properties(event)).map(str::to_owned));
            if !self.in_custom_element() {
                known.extend(symbols.names(NameKind::Attribute).into_iter().map(str::to_owned));
            }
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let (kind, hint) = self.kind_of_unknown(name);
            self.unknown_or_wrong_case(kind, name, &known, hint);
        }
        self.wrong(name.span)
    }

    /// What an unknown bare name was probably meant to be, and what to do about it.
    fn kind_of_unknown(&self, name: &Name) -> (&'static str, String) {
        let quoted = quote_name(&name.text);
        if let Some(meant) = word_of_others(&name.text) {
            ("attribute", meant.to_owned())
        } else if self.in_custom_element() {
            ("parameter or variable", format!("give it to the element, or write `person.{quoted}`"))
        } else if self.symbols.find(NameKind::Event, &name.text).is_some() {
            ("attribute", format!("`{quoted}` is an event: write `happened {quoted}`"))
        } else if self.symbols.find(NameKind::Segment, &name.text).is_some() {
            ("attribute", format!("`{quoted}` is a segment: write `in segment {quoted}`"))
        } else if let Some(event) = self.scope.event {
            let event = &self.symbols.events[event];
            let has = List::of(event.properties.iter().map(|property| &*property.name).chain(["time"]));
            ("property or attribute", format!("`{}` has {has}", event.name))
        } else if self.scope.flow.is_some() {
            ("attribute or variable", self.missing_hint(NameKind::Attribute, &name.text))
        } else {
            ("attribute", self.missing_hint(NameKind::Attribute, &name.text))
        }
    }

    /// Whether the name is a property of the event before, outside of whose filter it stands. That is reported.
    fn is_outside_of_filter(&mut self, name: &Name) -> bool {
        let Some(event) = self.event_before(&name.text) else { return false };
        let event = self.symbols.events[event].name.to_string();
        let problem = Problem::OutsideOfFilter { name: name.text.to_string(), event };
        let mut diagnostic = Diagnostic::new(self.at(name.span), problem);
        if let Some(whole) = self.scope.behind_filter {
            let edit = |at: u32, text: &str| Edit {
                location: self.at(Span { start: at, end: at }),
                text: text.to_owned(),
            };
            let edits = vec![edit(whole.start, "("), edit(whole.end, ")")];
            let title = "put the whole filter in brackets".to_owned();
            diagnostic.fixes.push(Fix { title, edits, sure: true });
        }
        self.push(diagnostic);
        true
    }

    /// The event of a filter before this name that has such a property: then an `and` was probably meant to go on with the
    /// filter.
    fn event_before(&self, name: &str) -> Option<EventId> {
        let selections = self.result.fragment.selections.rows().iter();
        let mut filtered = selections.flat_map(EventSelection::filtered);
        filtered.find(|&event| self.scope.event.is_none() && self.symbols.property(event, name).is_some())
    }

    /// Reports a property that none of the events has.
    pub(super) fn unknown_property(&mut self, events: &[EventId], field: &Name) {
        let known: Vec<&str> = events.iter().flat_map(|&event| self.symbols.properties(event)).collect();
        let hint = format!("it has {}", List::of(known.iter().copied()));
        let events: Vec<String> =
            events.iter().map(|&event| format!("`{}`", self.symbols.events[event].name)).collect();
        let kind = format!("property of {} named", events.join(" or "));
        self.unknown_or_wrong_case(&kind, field, &known, hint);
    }

    pub(super) fn out_of_scope(&mut self, name: String, scope: &str, place: &str, span: Span) -> Typed {
        self.report(span, Problem::NotInScope { name, scope: scope.to_owned(), place: place.to_owned() });
        self.wrong(span)
    }

    /// Reports a name with several meanings, one fix for each.
    pub(super) fn ambiguous(&mut self, name: &Name, qualified: Vec<String>) -> Typed {
        let at = self.at(name.span);
        let problem =
            Problem::AmbiguousName { name: name.text.to_string(), readings: List::of(qualified.clone()) };
        let mut diagnostic = Diagnostic::new(at, problem);
        for reading in qualified.into_iter().filter(|reading| !reading.starts_with('~')) {
            diagnostic = diagnostic.fix(false, format!("write `{reading}`"), at, reading);
        }
        self.push(diagnostic);
        self.wrong(name.span)
    }
}

/// What to write instead of a word that other languages have.
fn word_of_others(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "null" | "nil" | "none" | "undefined" => "to ask for no value, write `is empty`",
        "yes" => "write `true`",
        "no" => "write `false`",
        "now" => "write `now()`",
        "entry" | "entrance" => {
            "in a wait, `include events from entrance` counts what has happened since the entry"
        }
        "today" => "compare with `is today`, or with `now()`",
        _ => return None,
    })
}

/// What is said of a name that is none of the known ones: another case of one, near one, or far from all.
pub(super) fn unknown_name(at: Location, kind: &str, name: &str, known: &[&str], far: String) -> Diagnostic {
    let wanted = name.to_lowercase();
    let same: Vec<&str> = known.iter().copied().filter(|known| known.to_lowercase() == wanted).collect();
    let near = nearest(name, known.iter().copied());
    let (kind, name) = (kind.to_owned(), name.to_owned());
    match (same.as_slice(), near) {
        ([right, others @ ..], _) => {
            let problem = Problem::WrongCase { kind, name, right: (*right).to_owned() };
            let sure = others.is_empty();
            Diagnostic::new(at, problem).fix(sure, format!("write `{right}`"), at, quote_name(right))
        }
        ([], Some(near)) => {
            let hint = format!("did you mean `{near}`?");
            let problem = Problem::UnknownName { kind, name, nearest: Some(near.to_owned()), hint };
            Diagnostic::new(at, problem).fix(false, format!("write `{near}`"), at, quote_name(near))
        }
        ([], None) => Diagnostic::new(at, Problem::UnknownName { kind, name, nearest: None, hint: far }),
    }
}

/// Whether the name of an event sounds like a message that somebody writes.
fn is_inbound(name: &str) -> bool {
    let name = name.to_lowercase();
    ["inbound", "received", "reply", "replied"].iter().any(|part| name.contains(part))
}
