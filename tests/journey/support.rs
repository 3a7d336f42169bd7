//! What tests of journeys share: a program from text, people and events from text, and a run as lines.

#![allow(dead_code, reason = "each test uses a part")]

use std::sync::Arc;

use bourn::check::{Settings, check};
use bourn::diagnostic::{Colour, Diagnostic, Level, human};
use bourn::eval::Event;
use bourn::host::crossing::Request;
use bourn::host::exchange::Endless;
use bourn::host::outside::{Api, Outcomes, read_mocks, read_outcomes};
use bourn::host::simulate::{Options, Run, simulate};
use bourn::host::trace::Names;
use bourn::program::{AttributeId, Id, Owner, Type};
use bourn::source::Snapshot;
use bourn::syntax::{Reading, parse};
use bourn::value::time::{parse_date, parse_datetime, parse_time};
use bourn::value::{Instant, Number, Text, Value, Zone};

pub(crate) use bourn::host::simulate::Subject;

/// What stands before the name of an attribute where a person has the contact beside the one that it holds.
const FURTHER: &str = "further ";

/// A checked program with its sources and the settings of a run.
pub(crate) struct Program {
    pub(crate) snapshot: Snapshot,
    pub(crate) program: bourn::program::Program,
    pub(crate) options: Options,
}

impl Program {
    /// The program of a text; what is wrong with it is a panic.
    pub(crate) fn new(name: &str, text: &str, settings: &str) -> Program {
        Program::with_templates(name, text, settings, &[])
    }

    /// The same, with files that messages are made from: their paths and texts.
    pub(crate) fn with_templates(
        name: &str,
        text: &str,
        settings: &str,
        templates: &[(&str, &str)],
    ) -> Program {
        let mut snapshot = Snapshot::new();
        let file = snapshot.add("journey.flow", text);
        let (tree, mut diagnostics) = parse(&mut snapshot, file);
        let mut trees = vec![tree];
        for (path, text) in templates {
            let file = snapshot.add(path, text);
            let (tree, found) = Reading::of_template(path, text).declare(&mut snapshot, file);
            trees.push(tree);
            diagnostics.extend(found);
        }
        let setting = |wanted: &str| {
            settings
                .lines()
                .find_map(|line| line.trim().strip_prefix(wanted)?.strip_prefix(' '))
                .map(str::trim)
        };
        let zone = setting("zone").map_or(Zone::UTC, |zone| Zone::parse(zone).unwrap());
        let seed = setting("seed").unwrap_or("seed").into();
        let project = Settings { name: "journey".into(), zone, seed };
        let checked = check(&mut snapshot, &trees, &project);
        diagnostics.extend(checked.diagnostics);
        diagnostics.retain(|diagnostic| diagnostic.level() == Level::Error);
        if !diagnostics.is_empty() {
            let mut text = Vec::new();
            human(&snapshot, &diagnostics, Colour::Never, &mut text).unwrap();
            panic!("{name}:\n{}", String::from_utf8_lossy(&text));
        }
        let moment = |text: &str| parse_datetime(text, zone).unwrap_or_else(|_| panic!("{name}: `{text}`"));
        let until = setting("until").map_or_else(|| moment("2027-01-01"), moment);
        let mut options = Options::until(until);
        options.from = setting("from").map(moment);
        Program { snapshot, program: checked.program, options }
    }

    /// Lets other systems answer as the lines of a file of mocks say.
    pub(crate) fn mock(&mut self, lines: &str) {
        let mocks = read_mocks(&self.program, "mocks.jsonl", lines);
        let mocks = mocks.unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        self.options.outside.api = Api::new(mocks.into_iter().map(|(_, mock)| mock).collect());
    }

    pub(crate) fn names(&self) -> Names<'_> {
        Names { program: &self.program, snapshot: Some(&self.snapshot) }
    }

    /// What comes of messages, by the lines of a block.
    pub(crate) fn outcomes(&self, text: &str) -> Result<Outcomes, Vec<Diagnostic>> {
        read_outcomes(&self.program, "outcomes.jsonl", text)
    }

    pub(crate) fn run(&self, subjects: &[Subject]) -> Run {
        self.try_run(subjects).unwrap_or_else(|endless| panic!("{}", endless.describe(&self.program)))
    }

    pub(crate) fn try_run(&self, subjects: &[Subject]) -> Result<Run, Endless> {
        simulate(&self.program, subjects, &self.options, &|_, _| {})
    }

    /// The persons of two blocks, in the order in which they turn up.
    pub(crate) fn subjects(&self, people: &str, events: &str) -> Vec<Subject> {
        let mut subjects: Vec<Subject> = Vec::new();
        let mut place = |key: &str| -> usize {
            subjects.iter().position(|subject| &*subject.key == key).unwrap_or_else(|| {
                let attributes = self.contacts_of(key);
                subjects.push(Subject {
                    key: key.into(),
                    attributes,
                    further: Vec::new(),
                    events: Vec::new(),
                    others: Vec::new(),
                });
                subjects.len() - 1
            })
        };
        let mut written = Vec::new();
        for line in people.lines().filter(|line| !line.trim().is_empty()) {
            let (key, fields) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
            written.push((place(key), self.attributes(fields), self.further(fields)));
        }
        let mut happened = Vec::new();
        for line in events.lines().filter(|line| !line.trim().is_empty()) {
            let (key, event) = line.trim().split_once(' ').unwrap();
            happened.push((place(key), self.event(event.trim())));
        }
        for (at, values, further) in written {
            subjects[at].further = further;
            for (attribute, value) in values {
                subjects[at].attributes[attribute.index()] = value;
            }
        }
        for (at, event) in happened {
            subjects[at].events.push(event);
        }
        subjects
    }

    /// Everybody has an address and a number, unless the scenario says otherwise.
    fn contacts_of(&self, key: &str) -> Vec<Value> {
        let mut attributes = vec![Value::Empty; self.program.attributes.len()];
        for (name, contact) in [("email", format!("{key}@example.com")), ("phone", format!("+385 {key}"))] {
            attributes[self.program.attribute_for_column(name).unwrap().index()] = Value::from(contact);
        }
        attributes
    }

    fn attributes(&self, fields: &str) -> Vec<(AttributeId, Value)> {
        fields_of(fields)
            .filter(|(name, _)| !name.starts_with(FURTHER))
            .map(|(name, value)| {
                let id =
                    self.program.attribute_for_column(name).unwrap_or_else(|| panic!("no attribute {name}"));
                (id, self.value(value, &self.program.attributes[id].r#type))
            })
            .collect()
    }

    /// Contacts beside those in attributes: `further phone = 385911, further phone = 385912`.
    fn further(&self, fields: &str) -> Vec<(AttributeId, Text)> {
        let further = fields_of(fields).filter_map(|(name, value)| {
            Some((self.program.attribute_for_column(name.strip_prefix(FURTHER)?.trim())?, value))
        });
        further.map(|(id, value)| (id, Text::from(value.trim().trim_matches('"')))).collect()
    }

    /// An event of a line without its person: `2026-01-05 09:00 bought of Flow.label amount = 10 #7`.
    pub(crate) fn event(&self, line: &str) -> Event {
        let mut words = line.splitn(4, ' ');
        let mut word = || words.next().unwrap_or("");
        let (date, time, name) = (word(), word(), word());
        let time = parse_datetime(&format!("{date} {time}"), self.program.zone)
            .unwrap_or_else(|_| panic!("no time: {line}"));
        let mut rest = word().trim();
        let definition = self.program.event(name).unwrap_or_else(|| panic!("no event {name}"));
        let owner = rest.strip_prefix("of ").map(|after| {
            let (owner, behind) = after.split_once(' ').unwrap_or((after, ""));
            rest = behind;
            self.owner(owner)
        });
        let (fields, id) =
            rest.split_once('#').map_or((rest, None), |(fields, id)| (fields, Some(Text::from(id.trim()))));
        let declared = &self.program.events[definition].properties;
        let mut properties = vec![Value::Empty; declared.len()];
        for (name, value) in fields_of(fields) {
            let at = declared.iter().position(|property| &*property.name == name);
            let at = at.unwrap_or_else(|| panic!("no property {name}"));
            properties[at] = self.value(value, &declared[at].r#type);
        }
        Event { time, definition, properties: properties.into(), owner, id }
    }

    /// Requests from outside, one a line: `email ana@example.com 2026-01-05 09:00 Flow a = 1; firstName = "Ana"`.
    pub(crate) fn requests(&self, lines: &str) -> Vec<Request> {
        lines.lines().filter(|line| !line.trim().is_empty()).map(|line| self.request(line.trim())).collect()
    }

    fn request(&self, line: &str) -> Request {
        let mut words = line.splitn(6, ' ');
        let mut word = || words.next().unwrap_or("");
        let (kind, contact, date, time, flow, rest) = (word(), word(), word(), word(), word(), word());
        let time = parse_datetime(&format!("{date} {time}"), self.program.zone)
            .unwrap_or_else(|_| panic!("no time: {line}"));
        let flow = self.program.flow(flow).unwrap_or_else(|| panic!("no flow {flow}"));
        let (given, profile) = rest.split_once(';').unwrap_or((rest, ""));
        let variables = &self.program.flows[flow].variables;
        let value = |(name, value): (&str, &str)| {
            let known = variables.iter().find(|(_, known)| &*known.name == name);
            let (id, variable) = known.unwrap_or_else(|| panic!("no variable {name}"));
            (id, self.value(value, &variable.r#type))
        };
        Request {
            time,
            flow,
            contact: (self.program.attribute_for_column(kind).unwrap(), Value::from(contact)),
            values: fields_of(given).map(value).collect(),
            attributes: self.attributes(profile),
        }
    }

    fn owner(&self, written: &str) -> Owner {
        let (flow, label) =
            written.split_once('.').map_or((written, None), |(flow, label)| (flow, Some(label)));
        let flow = self.program.flow(flow).unwrap_or_else(|| panic!("no flow {flow}"));
        let element = label.map(|label| {
            let elements = &self.program.flows[flow].elements;
            elements.ids().find(|id| &*elements[*id].label == label).unwrap()
        });
        Owner { flow, element }
    }

    fn value(&self, written: &str, wanted: &Type) -> Value {
        let written = written.trim().trim_matches('"');
        let fault = || -> ! { panic!("`{written}` is not {}", wanted.described()) };
        match wanted {
            _ if written == "empty" => Value::Empty,
            Type::Text => Value::from(written),
            Type::Boolean => Value::from(written == "true"),
            Type::Integer => Value::Integer(written.parse().unwrap_or_else(|_| fault())),
            Type::Number => Value::Number(Number::parse(written).unwrap_or_else(|_| fault())),
            Type::Date => Value::Date(parse_date(written).unwrap_or_else(|_| fault())),
            Type::Datetime => {
                Value::Datetime(parse_datetime(written, self.program.zone).unwrap_or_else(|_| fault()))
            }
            Type::Time => Value::Time(parse_time(written).unwrap_or_else(|_| fault())),
            Type::List(item) => {
                let items: Vec<Value> = written.split(';').map(|part| self.value(part, item)).collect();
                Value::List(Arc::from(items))
            }
            _ => fault(),
        }
    }

    /// The trace in short: of these kinds of lines, or all.
    pub(crate) fn trace(&self, run: &Run, kinds: &str) -> String {
        let kinds: Vec<&str> = kinds.split_whitespace().collect();
        let several = run.keys.len() > 1;
        let mut out = Vec::new();
        self.names().write_trace(run, &mut out).unwrap();
        let mut lines = String::new();
        for line in String::from_utf8(out).unwrap().lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            if kinds.is_empty() || kinds.contains(&line["what"].as_str().unwrap()) {
                lines.push_str(&short(&line, several));
                lines.push('\n');
            }
        }
        lines
    }

    /// The effects in short.
    pub(crate) fn effects(&self, run: &Run) -> String {
        let mut out = Vec::new();
        self.names().write_effects(run, &mut out).unwrap();
        let lines = String::from_utf8(out).unwrap();
        let short = lines.lines().map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            if line["effect"] == "add to flow" {
                return format!("{} [{}]\n", short(&line, true), line["key"].as_str().unwrap());
            }
            let text = |name: &str| line[name].as_str().unwrap_or("nobody").to_owned();
            if line["effect"] == "do not contact" {
                let contacts = line["contacts"].to_string();
                let action = text("action");
                let channel = [text("channel"), line["sender"].as_str().unwrap_or("").to_owned()].join(" ");
                let time = moment(&text("time"));
                return format!("{time} {action} {} {contacts} [{}]\n", channel.trim_end(), text("key"));
            }
            let settings: String = ["validUntil", "shortenUrls", "trackClicks"]
                .iter()
                .filter_map(|name| line.get(name).map(|value| format!(" {name} {value}")))
                .collect();
            let sender = line["sender"]["address"].as_str().unwrap_or("nobody");
            match line["effect"].as_str() {
                Some("call") => return call(&line),
                Some("notify") => {
                    let (time, channel) = (moment(&text("time")), text("channel"));
                    let (recipients, content) = (&line["recipients"], &line["content"]);
                    return format!("{time} {channel} to {recipients} {content} [{}]\n", text("key"));
                }
                Some("conversation") => {
                    return format!(
                        "{} conversation {} [{}]\n",
                        moment(&text("time")),
                        line["tag"],
                        text("key")
                    );
                }
                _ => {}
            }
            format!(
                "{} {} from {sender} to {} {}{settings} [{}]\n",
                moment(&text("time")),
                text("channel"),
                text("contact"),
                line["content"],
                text("key")
            )
        });
        short.collect()
    }
}

/// The lines of a call: method and address, then headers and body.
fn call(line: &serde_json::Value) -> String {
    let text = |name: &str| line[name].as_str().unwrap_or_default();
    let mut written = format!("{} {} {}", moment(text("time")), text("method"), text("url"));
    written += &format!(" attempt {}, {} left, {} s", line["attempt"], line["retries"], line["timeout"]);
    written += if line["waits"] == true { ", waits" } else { "" };
    written += &format!(" [{}]\n", text("key"));
    for (name, value) in line["headers"].as_object().unwrap() {
        written += &format!("    {name}: {}\n", value.as_str().unwrap());
    }
    if let Some(body) = line["body"].as_str() {
        written += &format!("    {body}\n");
    }
    written
}

/// `a = 1, b = "x, y"`
fn fields_of(fields: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut quoted = false;
    let parts = fields.split(move |character| {
        quoted ^= character == '"';
        character == ',' && !quoted
    });
    parts.filter(|part| !part.trim().is_empty()).map(|part| {
        let (name, value) = part.split_once('=').unwrap_or_else(|| panic!("no field: {part}"));
        (name.trim(), value.trim())
    })
}

/// `2026-01-05 09:00 A#1 pause 1: waiting until 2026-01-05 10:00`
fn short(line: &serde_json::Value, several: bool) -> String {
    let text = |name: &str| line[name].as_str().unwrap_or("");
    let mut short = moment(text("time"));
    let mut add = |part: &str| {
        short.push(' ');
        short.push_str(part);
    };
    if several {
        add(text("person"));
    }
    match (line["flow"].as_str(), line["entry"].as_u64()) {
        (Some(flow), Some(entry)) => add(&format!("{flow}#{entry}")),
        (Some(flow), None) => add(flow),
        _ => {}
    }
    if let Some(element) = line["element"].as_str() {
        let inner = line["inner"].as_str().map(|inner| format!("/{inner}"));
        add(&format!("{element}{}:", inner.unwrap_or_default()));
    }
    add(line["effect"].as_str().unwrap_or(text("what")));
    if let Some(until) = line.get("until") {
        add(&until
            .as_str()
            .map_or("until the flow ends".to_owned(), |until| format!("until {}", moment(until))));
    }
    if let Some(other) = line["identifyBy"].as_object() {
        add(&other.iter().map(|(name, value)| format!("{name} = {}", shown(value))).collect::<String>());
    }
    for name in
        ["method", "url", "to", "cause", "arm", "channel", "sender", "tag", "reason", "code", "message"]
    {
        if let Some(value) = line[name].as_str() {
            add(value);
        }
    }
    if let Some(attempt) = line["attempt"].as_u64().filter(|attempt| *attempt > 1) {
        add(&format!("attempt {attempt}"));
    }
    if let Some(status) = line.get("status") {
        add(&status.as_u64().map_or("nobody".to_owned(), |status| status.to_string()));
    }
    if line["awaited"] == false {
        add("too late");
    }
    if let Some(recipients) = line.get("recipients") {
        add(&recipients.to_string());
    }
    for name in ["variables", "values"] {
        if let Some(values) = line[name].as_object().filter(|values| !values.is_empty()) {
            let values: Vec<_> =
                values.iter().map(|(name, value)| format!("{name} = {}", shown(value))).collect();
            add(&values.join(", "));
        }
    }
    short
}

/// A value, in short where it is long.
fn shown(value: &serde_json::Value) -> String {
    match value.as_str() {
        Some(text) if text.len() > 100 => format!("{} characters", text.chars().count()),
        _ => value.to_string(),
    }
}

/// A moment without what is zero.
fn moment(written: &str) -> String {
    let text = written.trim_end_matches('Z').replace('T', " ");
    text.strip_suffix(":00").map(str::to_owned).unwrap_or(text)
}

/// The moment that a text names in UTC.
pub(crate) fn at(text: &str) -> Instant {
    parse_datetime(text, Zone::UTC).unwrap()
}
