//! Names behind words that say what is named: `happened …`, `of …`, `in segment …`, `send … from …`.

use super::{Completion, Completions, Kind};
use crate::check::{Home, NameKind};
use crate::program::{Category, EventId, FlowId, Id, Type};
use crate::syntax::quote_name;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::DeclarationKind;

/// Units of durations, as they stand behind numbers.
const UNITS: [&str; 7] = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"];
/// Units of rates, as they stand behind `per`.
const RATES: [&str; 5] = ["minute", "hour", "day", "week", "month"];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

impl Completions<'_, '_> {
    /// Adds what the words before the cursor ask for; says whether they ask for something.
    pub(super) fn named(&mut self) -> bool {
        self.of_events() || self.of_declarations() || self.of_messages() || self.of_numbers()
    }

    /// Events, what they carry and what they belong to.
    fn of_events(&mut self) -> bool {
        let cursor = self.cursor;
        let ends = |words: &[&str]| cursor.ends_in(words);
        let is_aggregate = ends(&["event"]) && cursor.words.len() > 1 && !ends(&["for", "event"]);
        if ends(&["happened"]) || is_aggregate {
            self.events();
        } else if self.is_type() {
            self.types();
        } else if ends(&["save"]) && self.is_about_events() {
            self.saved();
        } else if ends(&["change", "of"]) {
            self.attributes("", true);
        } else if ends(&["of"]) {
            self.owners();
        } else if ends(&["takes"]) {
            self.branches();
        } else if self.is_behind_point() {
            self.fields();
        } else {
            return false;
        }
        true
    }

    /// What a project declares.
    fn of_declarations(&mut self) -> bool {
        let cursor = self.cursor;
        let ends = |words: &[&str]| cursor.ends_in(words);
        if ends(&["in", "segment"]) {
            self.of_kind(NameKind::Segment, Kind::Segment);
        } else if ends(&["to", "flow"]) || ends(&["enters"]) || ends(&["exited"]) {
            self.flows();
        } else if ends(&["draft"]) {
            self.of_kind(NameKind::Flow, Kind::Flow);
        } else if ends(&["use"]) {
            self.custom_elements();
        } else if ends(&["caps"]) && !cursor.blocks.is_empty() {
            self.of_kind(NameKind::Caps, Kind::Caps);
        } else if ends(&["allow", "("]) {
            self.codes();
        } else {
            return false;
        }
        true
    }

    /// Channels and senders, and how others are called.
    fn of_messages(&mut self) -> bool {
        let cursor = self.cursor;
        let ends = |words: &[&str]| cursor.ends_in(words);
        if ends(&["contacted", "by"]) {
            self.channels("");
        } else if ends(&["send"]) && cursor.words.len() <= 3 {
            self.messages();
        } else if ends(&["notify"]) {
            self.words(&["sms", "email"], Kind::Channel);
        } else if ends(&["from"]) && cursor.words.iter().any(|word| word.text == "send") {
            self.senders_of(cursor.behind(1).map(|word| word.text));
        } else if ends(&["call", "api"]) {
            self.words(&METHODS, Kind::Value);
        } else {
            return false;
        }
        true
    }

    /// Units and days of the week.
    fn of_numbers(&mut self) -> bool {
        let cursor = self.cursor;
        let ends = |words: &[&str]| cursor.ends_in(words);
        let is_window = cursor.words.first().is_some_and(|word| word.text == "window");
        if ends(&["per"]) {
            self.words(&RATES, Kind::Unit);
        } else if self.is_behind_number() {
            self.units();
        } else if ends(&["within"]) {
            self.add("last", Kind::Keyword, "last ${1:7} ${2:days}", None);
            return self.is_about_events();
        } else if is_window && ends(&["on"]) {
            self.weekdays();
        } else if ends(&["pause", "until"]) {
            self.weekdays();
            // A date may follow as well.
            return false;
        } else {
            return false;
        }
        true
    }

    fn weekdays(&mut self) {
        for day in WEEKDAYS {
            self.add(day, Kind::Value, day, None).rank = 0;
        }
    }

    fn is_about_events(&self) -> bool {
        self.cursor.words.iter().any(|word| word.text == "happened" || word.text == "change")
    }

    /// A number and a blank before the cursor.
    fn is_behind_number(&self) -> bool {
        let behind = self.cursor.behind(0);
        behind.is_some_and(|word| word.kind == TokenKind::Number && word.span.end < self.cursor.start as u32)
    }

    fn units(&mut self) {
        let is_count = self
            .cursor
            .behind(1)
            .is_some_and(|word| matches!(word.text, "least" | "most" | "exactly" | "than" | "retry"));
        if is_count {
            self.add("times", Kind::Unit, "times", None).rank = 0;
        }
        self.words(&UNITS, Kind::Unit);
    }

    /// A colon before the cursor that a type follows, and no label.
    fn is_type(&self) -> bool {
        let cursor = self.cursor;
        if cursor.ends_in(&["list", "of"]) {
            return true;
        }
        let in_signature =
            cursor.words.iter().any(|word| matches!(word.text, "variable" | "enter" | "element" | "save"));
        let declares =
            cursor.block().first().is_some_and(|word| matches!(*word, "people" | "event" | "{" | ":"));
        cursor.ends_in(&[":"]) && (in_signature || declares)
    }

    fn types(&mut self) {
        self.words(&Type::NAMES, Kind::Type);
        self.add("list of", Kind::Type, "list of ${1:text}", None);
    }

    pub(super) fn events(&mut self) {
        let symbols = self.view.symbols();
        for event in symbols.events.rows() {
            let detail = event.title.as_deref().map(str::to_owned);
            let own = event.category == Category::External;
            let added = self.add(&event.name, Kind::Event, &quote_name(&event.name), detail);
            added.rank = if own { 3 } else { 5 };
            added.key = Some(format!("event {}", event.name));
        }
    }

    /// Attributes; those that flows may write, unless all are wanted.
    pub(super) fn attributes(&mut self, behind: &str, all: bool) {
        let symbols = self.view.symbols();
        for attribute in symbols.attributes.rows().iter().filter(|one| all || !one.readonly) {
            let insert = format!("{}{behind}", quote_name(&attribute.name));
            let detail = Some(attribute.r#type.to_string());
            let added = self.add(&attribute.name, Kind::Attribute, &insert, detail);
            added.rank = if attribute.standard { 5 } else { 3 };
            added.key = Some(format!("attribute {}", attribute.name));
        }
    }

    /// The properties of the events that the statement asks for.
    fn saved(&mut self) {
        let words = self.cursor.words.windows(2).filter(|pair| pair[0].text == "happened");
        for event in words.map(|pair| pair[1].text.trim_matches('`')).collect::<Vec<_>>() {
            self.properties_of(event, "");
        }
    }

    /// What an event may belong to: labels of sends on its channel, or flows; for tests, labels of any flow.
    fn owners(&mut self) {
        let event =
            self.cursor.behind(1).and_then(|word| self.view.symbols().find(NameKind::Event, word.text));
        let event = event.map(|at| &self.view.symbols().events[EventId::from_index(at)]);
        let channel = event.and_then(|event| event.channel);
        let channel = channel.map(|id| self.view.symbols().channels[id].name.clone());
        self.labels(channel.as_deref());
        if event.is_none_or(|event| event.category == Category::Product) {
            self.of_kind(NameKind::Flow, Kind::Flow);
        }
    }

    /// Labels of the flow at hand, or of all flows in a test; those of sends on a channel only, if it is given.
    pub(super) fn labels(&mut self, channel: Option<&str>) {
        let symbols = self.view.symbols();
        let own = self.view.declaration_near(self.file, self.cursor.offset).and_then(|declared| {
            match &declared.node.kind {
                DeclarationKind::Flow(flow) => {
                    symbols.find(NameKind::Flow, &flow.name.text).map(FlowId::from_index)
                }
                _ => None,
            }
        });
        let flows: Vec<FlowId> = own.map_or_else(|| symbols.flows.ids().collect(), |own| vec![own]);
        for flow in flows {
            for element in symbols.elements(Home::Flow(flow)).rows().iter().filter(|one| one.labelled) {
                if channel.is_none_or(|wanted| element.channel.as_deref() == Some(wanted)) {
                    let detail = element.channel.as_ref().map(|channel| format!("send {channel}"));
                    self.add(&element.label, Kind::Label, &quote_name(&element.label), detail).rank = 2;
                }
            }
        }
    }

    fn branches(&mut self) {
        let symbols = self.view.symbols();
        for flow in symbols.flows.rows() {
            for element in flow.elements.rows() {
                for branch in &element.branches {
                    let insert = format!("{} of {}", quote_name(branch), quote_name(&element.label));
                    self.add(branch, Kind::Label, &insert, Some(element.label.to_string()));
                }
            }
        }
    }

    pub(super) fn of_kind(&mut self, kind: NameKind, as_kind: Kind) {
        for name in self.view.symbols().names(kind) {
            self.add(name, as_kind, &quote_name(name), None).key = Some(format!("{} {name}", kind.word()));
        }
    }

    /// Flows that others may add people to, with what they want to be given.
    fn flows(&mut self) {
        for flow in self.view.symbols().flows.rows() {
            let name = quote_name(&flow.named.name);
            let wanted = flow.parameters.iter().flatten().filter(|one| !one.optional).enumerate();
            let given: Vec<String> = wanted
                .map(|(at, one)| format!("{0} = ${{{1}:{0}}}", quote_name(&one.name), at + 1))
                .collect();
            let insert =
                if given.is_empty() { name.to_string() } else { format!("{name}({})", given.join(", ")) };
            let title = flow.named.title.as_deref().map(str::to_owned);
            let added: &mut Completion = self.add(&flow.named.name, Kind::Flow, &insert, title);
            added.rank = if flow.parameters.is_some() { 2 } else { 5 };
            added.key = Some(format!("flow {}", flow.named.name));
        }
    }

    fn custom_elements(&mut self) {
        for element in self.view.symbols().custom_elements.rows() {
            let given = element.parameters.iter().enumerate();
            let given: Vec<String> = given
                .map(|(at, (name, _))| format!("{0} = ${{{1}:{0}}}", quote_name(name), at + 1))
                .collect();
            let insert = format!("{}({})", quote_name(&element.named.name), given.join(", "));
            let title = element.named.title.as_deref().map(str::to_owned);
            self.add(&element.named.name, Kind::CustomElement, &insert, title).key =
                Some(format!("element {}", element.named.name));
        }
    }

    pub(super) fn channels(&mut self, behind: &str) {
        for channel in self.view.symbols().channels.rows() {
            let insert = format!("{}{behind}", channel.name);
            let title = channel.title.as_deref().map(str::to_owned);
            self.add(&channel.name, Kind::Channel, &insert, title).key =
                Some(format!("channel {}", channel.name));
        }
    }

    /// Channels, each with the lines that its messages must have.
    fn messages(&mut self) {
        let symbols = self.view.symbols();
        for (id, channel) in symbols.channels.iter() {
            let sender = symbols.senders.rows().iter().find(|sender| sender.channel == id);
            let from = sender.map_or(String::new(), |sender| format!(" from ${{1:{}}}", sender.name));
            let wanted = channel.content.iter().filter(|line| !line.optional);
            let lines: Vec<String> =
                wanted.enumerate().map(|(at, line)| format!("{} \"${}\"", line.name, at + 2)).collect();
            let insert = format!("{}{from} {{\n    {}\n}}", channel.name, lines.join("\n    "));
            let title = channel.title.as_deref().map(str::to_owned);
            self.add(&channel.name, Kind::Channel, &insert, title).key =
                Some(format!("channel {}", channel.name));
        }
    }

    pub(super) fn senders_of(&mut self, channel: Option<&str>) {
        let symbols = self.view.symbols();
        for sender in symbols.senders.rows() {
            if channel.is_none_or(|wanted| *symbols.channels[sender.channel].name == *wanted) {
                let address = Some(sender.address.to_string());
                self.add(&sender.name, Kind::Sender, &quote_name(&sender.name), address);
            }
        }
    }

    /// Codes that may be allowed: warnings and notes.
    fn codes(&mut self) {
        for entry in crate::diagnostic::entries() {
            if entry.level < crate::diagnostic::Level::Error {
                let (name, insert) =
                    (entry.name.replace('-', " "), format!("{}, \"${{1:why}}\"", entry.code));
                self.add(entry.code.0, Kind::Value, &insert, Some(name)).key =
                    Some(format!("code {}", entry.code));
            }
        }
    }

    /// In a text: zones behind `timezone`.
    pub(super) fn in_text(&mut self) {
        let is_zone = self.cursor.ends_in(&["timezone"]) || self.cursor.ends_in(&["in"]);
        if is_zone {
            let start = self.view.text(self.file)[..self.cursor.offset]
                .rfind('"')
                .map_or(self.cursor.offset, |at| at + 1);
            let place = self.since(start);
            for zone in crate::value::Zone::names() {
                self.add(zone, Kind::Value, zone, None).place = place;
            }
        }
    }
}
