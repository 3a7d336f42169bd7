//! How declarations, settings, elements, arms and lines of blocks begin, and the clauses behind them.

use super::{Completions, Kind};
use crate::check::NameKind;
use crate::program::{ChannelId, EventId, Id};
use crate::syntax::quote_name;

/// A phrase, and what is written for it.
type Phrase = (&'static str, &'static str);

const DECLARATIONS: &[Phrase] = &[
    ("people", "people {\n    ${1:name}: ${2:text}\n}"),
    ("event", "event ${1:name} {\n    ${2:property}: ${3:text}\n}"),
    ("senders", "senders {\n    ${1:email} ${2:name} = \"${3}\"\n}"),
    ("caps", "caps ${1:Marketing} { ${2:email} at most ${3:3} times per ${4:week} }"),
    ("segment", "segment ${1:Name} = ${2}"),
    ("flow", "flow ${1:Name} {\n    enter when happened ${2}\n\n    ${0}\n}"),
    ("element", "element ${1:name}(${2:value}: ${3:text}) {\n    ${0}\n}"),
    ("fixture", "fixture ${1:Name} {\n    ${0}\n}"),
    ("test", "test \"${1}\" {\n    person ${2:ana} { ${3} }\n    at ${4:2026-12-01 09:00}\n    ${0}\n}"),
];

const SETTINGS: &[Phrase] = &[
    ("enter when happened", "enter when happened ${1}"),
    ("enter when change of", "enter when change of ${1} to ${2}"),
    ("enter audience when", "enter audience when ${1}"),
    ("enter audience in real time when", "enter audience in real time when ${1}"),
    ("enter from flow", "enter from flow (${1:name}: ${2:text})"),
    ("enter from api", "enter from api (${1:name}: ${2:text})"),
    ("re-enter never", "re-enter never"),
    ("re-enter after exit", "re-enter after exit"),
    ("re-enter while inside", "re-enter while inside"),
    ("exit when happened", "exit when happened ${1}"),
    ("schedule from", "schedule from ${1:2026-12-01 09:00} for 1 year"),
    ("timezone", "timezone \"${1}\""),
    ("variable", "variable ${1:name}: ${2:text}"),
    ("version", "version ${1:2}"),
    ("draft", "draft"),
    ("caps", "caps ${1}"),
    ("voice session", "voice session"),
];

const ELEMENTS: &[Phrase] = &[
    ("pause", "pause ${1:1 day}"),
    ("pause until", "pause until ${1:monday} at ${2:09:00}"),
    ("segment audience", "segment audience {\n    when ${1} { ${2} }\n    otherwise { }\n}"),
    (
        "wait for event",
        "wait for event up to ${1:2 days} {\n    when happened ${2} { ${3} }\n    otherwise { }\n}",
    ),
    ("wait for change of", "wait for change of ${1} up to ${2:5 days}"),
    ("wait for date", "wait for date ${1} is in ${2:3 days}"),
    (
        "evaluate inbound message",
        "evaluate inbound message {\n    when text contains \"${1:stop}\" { ${2} }\n    otherwise { }\n}",
    ),
    ("split audience", "${1:label}: split audience {\n    50% ${2:one} { }\n    50% ${3:other} { }\n}"),
    ("update profile", "update profile { ${1:attribute} = ${2} }"),
    ("set", "set ${1:variable} = ${2}"),
    ("add tag", "add tag \"${1}\""),
    ("remove tag", "remove tag \"${1}\""),
    ("send", "send ${1:email} {\n    ${2}\n}"),
    (
        "call api",
        "call api ${1:GET} \"${2:https://}\" {\n    wait for response\n    when success { ${3} }\n    otherwise { }\n}",
    ),
    ("use", "use ${1}"),
    ("add to flow", "add to flow ${1} {\n    when added { }\n    otherwise { }\n}"),
    ("notify", "notify ${1:sms} to ${2} { text \"${3}\" }"),
    ("add to do not contact", "add to do not contact { ${1:sms} }"),
    ("remove from do not contact", "remove from do not contact { ${1:sms} }"),
    ("start conversation tag", "start conversation tag \"${1}\""),
    ("exit", "exit"),
];

const DELIVERY: &[Phrase] = &[
    ("window", "window ${1:09:00} to ${2:20:00}"),
    ("speed", "speed ${1:100} per ${2:minute}"),
    ("validity", "validity ${1:24 hours}"),
    ("shorten urls", "shorten urls"),
    ("track clicks", "track clicks"),
];

const CALL: &[Phrase] = &[
    ("header", "header \"${1}\" = ${2}"),
    ("body json", "body json { \"${1}\": ${2} }"),
    ("body form", "body form { ${1} = ${2} }"),
    ("timeout", "timeout ${1:10 seconds}"),
    ("retry", "retry ${1:3} times"),
    ("wait for response", "wait for response"),
    ("save", "save ${1:name} = $.${2:path}"),
    ("window", "window ${1:09:00} to ${2:20:00}"),
    ("speed", "speed ${1:100} per ${2:minute}"),
];

const STEPS: &[Phrase] = &[
    ("person", "person ${1:ana} { ${2} }"),
    ("at", "at ${1:2026-12-01 09:00}"),
    ("after", "after ${1:1 hour}"),
    ("change", "change ${1:ana} { ${2} }"),
    ("api", "api ${1:POST} \"${2:https://}\" answers ${3:200}"),
    ("draft", "draft ${1}"),
    ("expect", "expect ${1}"),
    ("expect not", "expect not ${1}"),
    ("expect never", "expect never ${1}"),
];

/// Behind the name of a person, at the start of a step.
const HAPPENINGS: &[Phrase] = &[
    ("enters", "enters ${1}"),
    ("takes", "takes ${1} of ${2}"),
    ("on do not contact", "on do not contact { ${1:sms} }"),
];

/// Behind the name of a person that something is expected of.
const EXPECTED: &[Phrase] = &[
    ("tagged", "tagged \"${1}\""),
    ("at", "at ${1}"),
    ("exited", "exited"),
    ("in segment", "in segment ${1}"),
    ("on do not contact", "on do not contact { ${1:sms} }"),
];

const OTHERWISE: Phrase = ("otherwise", "otherwise { ${1} }");

/// Behind an event of a condition.
const EVENT_CLAUSES: &[Phrase] = &[
    ("where", "where ${1}"),
    ("of", "of ${1}"),
    ("at least", "at least ${1:2} times"),
    ("at most", "at most ${1:2} times"),
    ("exactly", "exactly ${1:1} times"),
    ("more than", "more than ${1:1} times"),
    ("less than", "less than ${1:3} times"),
    ("within last", "within last ${1:7} ${2:days}"),
    ("before last", "before last ${1:7} ${2:days}"),
    ("between last", "between last ${1:7} ${2:days} and ${3:14} ${4:days}"),
    ("since", "since ${1:2026-12-01}"),
    ("save", "save ${1}"),
    ("and", "and "),
    ("or", "or "),
];

/// Outcomes of elements that are no messages.
fn outcomes(head: &[&str]) -> &'static [&'static str] {
    match head {
        ["wait", "for", "change", ..] => &["changed"],
        ["wait", "for", "date", ..] => &["reached", "passed", "empty"],
        ["call", "api", ..] => &["success", "404", "4xx", "5xx", "no response", "error"],
        ["use", ..] => &["success", "error"],
        ["add", "to", "flow", ..] => &["added"],
        _ => &[],
    }
}

impl Completions<'_, '_> {
    /// Adds what may begin at the cursor; says whether something begins there.
    pub(super) fn starts(&mut self) -> bool {
        let block = self.cursor.block();
        let before = self.found.len();
        let words: Vec<&str> = self.cursor.words.iter().map(|word| word.text).collect();
        match &block[..] {
            [] if self.cursor.blocks.is_empty() => self.phrases(DECLARATIONS, 0),
            ["people", ..] => self.phrases(
                &[
                    ("computed", "computed ${1:name}: ${2:text} = ${3}"),
                    ("readonly", "readonly ${1:name}: ${2:text}"),
                ],
                0,
            ),
            ["senders"] | ["caps", _] if words.is_empty() => self.channels(" "),
            ["flow", ..] if self.cursor.blocks.len() == 1 => {
                let is_labelled = self.cursor.words.get(1).is_some_and(|word| word.text == ":");
                self.statements(if is_labelled { &[] } else { SETTINGS });
                self.statements(ELEMENTS);
            }
            ["element", ..] => self.statements(ELEMENTS),
            ["update", "profile"] if words.is_empty() => self.attributes(" = ", false),
            [.., "do", "not", "contact"] => self.contacts(&words),
            ["test" | "fixture", ..] => self.steps(&words),
            ["person", _] | ["change", _] if words.is_empty() => self.attributes(" = ", true),
            [_, event] | [_, event, "of", ..] if self.in_test() && words.is_empty() => {
                self.properties_of(event, " = ")
            }
            ["send", channel, ..] => self.message(channel),
            ["notify", channel, ..] => self.content(channel),
            ["call", "api", ..] => {
                self.phrases(CALL, 0);
                self.outcomes_of(outcomes(&block));
            }
            ["segment", "audience"] | ["evaluate", "inbound", "message"] => {
                self.arms(&[("when", "when ${1} { ${2} }")])
            }
            ["wait", "for", "event", ..] => self.arms(&[("when happened", "when happened ${1} { ${2} }")]),
            ["split", "audience"] => self.phrases(&[("50%", "${1:50}% ${2:name} { ${3} }")], 0),
            head if !outcomes(head).is_empty() => self.outcomes_of(outcomes(head)),
            ["when", ..] | ["otherwise", ..] | [_, "%", ..] => self.statements(ELEMENTS),
            [percent, ..] if percent.ends_with('%') => self.statements(ELEMENTS),
            _ => {}
        }
        if words == ["set"] {
            self.variables(" = ");
            return true;
        }
        // Behind `when` of a condition there may be more than how a phrase goes on.
        let by_outcome = block.first() == Some(&"send") || !outcomes(&block).is_empty();
        self.found.len() > before && (by_outcome || words.last() != Some(&"when"))
    }

    /// Phrases that begin with the words of the statement at hand.
    fn phrases(&mut self, phrases: &[Phrase], rank: u8) {
        self.behind_words(phrases, 0, rank);
    }

    /// Phrases that begin with the words of the statement at hand, its first `skipped` left out.
    fn behind_words(&mut self, phrases: &[Phrase], skipped: usize, rank: u8) {
        let words = self.cursor.words.get(skipped..).unwrap_or_default();
        let typed: String = words
            .iter()
            .map(|word| format!("{} ", word.text))
            .collect::<String>()
            .replace("re - enter", "re-enter");
        let start = words.first().map_or(self.cursor.start, |word| word.span.start as usize);
        for (phrase, insert) in phrases {
            if phrase.starts_with(typed.as_str()) {
                let place = self.since(start);
                let added = self.add(phrase, Kind::Keyword, insert, None);
                (added.place, added.rank) = (place, rank);
            }
        }
    }

    /// Elements or settings, behind a label too.
    fn statements(&mut self, phrases: &[Phrase]) {
        let is_labelled = self.cursor.words.get(1).is_some_and(|word| word.text == ":");
        self.behind_words(phrases, if is_labelled { 2 } else { 0 }, 4);
    }

    fn arms(&mut self, phrases: &[Phrase]) {
        self.phrases(phrases, 0);
        self.phrases(&[OTHERWISE], 1);
    }

    fn outcomes_of(&mut self, outcomes: &[&str]) {
        let typed: String = self.cursor.words.iter().map(|word| format!("{} ", word.text)).collect();
        let start = self.cursor.words.first().map_or(self.cursor.start, |word| word.span.start as usize);
        for outcome in outcomes {
            let label = format!("when {outcome}");
            if label.starts_with(&typed) {
                let (insert, place) = (format!("{label} {{ ${{1}} }}"), self.since(start));
                let added = self.add(&label, Kind::Keyword, &insert, None);
                (added.place, added.rank) = (place, 3);
            }
        }
        self.phrases(&[OTHERWISE], 4);
    }

    /// The lines of a message: its content, how it goes out, what can become of it.
    fn message(&mut self, channel: &str) {
        self.content(channel);
        self.phrases(DELIVERY, 2);
        let symbols = self.view.symbols();
        let Some(at) = symbols.find(NameKind::Channel, channel) else { return };
        let outcomes: Vec<&str> =
            symbols.channels[ChannelId::from_index(at)].outcomes.iter().map(|one| &*one.words).collect();
        self.outcomes_of(&outcomes);
    }

    fn content(&mut self, channel: &str) {
        let symbols = self.view.symbols();
        let Some(at) = symbols.find(NameKind::Channel, channel) else { return };
        if !self.cursor.words.is_empty() {
            return;
        }
        for line in &symbols.channels[ChannelId::from_index(at)].content {
            let insert = format!("{} \"${{1}}\"", line.name);
            let detail = line.optional.then(|| "may be left out".to_owned());
            self.add(&line.name, Kind::Property, &insert, detail).rank = u8::from(line.optional);
        }
    }

    fn contacts(&mut self, words: &[&str]) {
        match words {
            [] => self.channels(""),
            [channel] => self.senders_of(Some(channel)),
            _ => {}
        }
    }

    fn steps(&mut self, words: &[&str]) {
        let people = self.people();
        match words {
            [] => {
                self.phrases(STEPS, 2);
                self.persons(&people);
            }
            [first] if people.iter().any(|known| known == first) => {
                self.behind_words(HAPPENINGS, 1, 2);
                self.events();
            }
            ["change"] => self.persons(&people),
            ["expect"] | ["expect", "not" | "never"] => {
                self.phrases(STEPS, 2);
                self.persons(&people);
                self.labels(None);
            }
            ["expect", person] | ["expect", "not" | "never", person]
                if people.iter().any(|known| known == person) =>
            {
                self.behind_words(EXPECTED, words.len(), 2);
            }
            ["expect", _] | ["expect", "not" | "never", _] => {
                self.behind_words(&[("sent to", "sent to ${1}")], words.len(), 0)
            }
            [.., "sent", "to"] | [_, "fails", "for"] => self.persons(&people),
            [.., "at"] => self.labels(None),
            _ => {}
        }
    }

    fn persons(&mut self, people: &[String]) {
        for person in people {
            self.add(person, Kind::Person, &quote_name(person), None).rank = 1;
        }
    }

    fn in_test(&self) -> bool {
        self.cursor.blocks.first().is_some_and(|head| head.first() == Some(&"test"))
    }

    /// The people that the test introduces before the cursor, as its text says.
    fn people(&self) -> Vec<String> {
        let text = self.view.text(self.file);
        let start =
            self.view.declaration_near(self.file, self.cursor.offset).map_or(0, |one| one.start as usize);
        let lines = text[start..self.cursor.offset].lines();
        let named = lines.filter_map(|line| line.trim().strip_prefix("person ")?.split([' ', '{']).next());
        let mut people: Vec<String> = named.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        people.dedup();
        people
    }

    /// The properties of an event, with what is written behind them.
    pub(super) fn properties_of(&mut self, event: &str, behind: &str) {
        let symbols = self.view.symbols();
        let Some(at) = symbols.find(NameKind::Event, event) else { return };
        for property in &symbols.events[EventId::from_index(at)].properties {
            let insert = format!("{}{behind}", quote_name(&property.name));
            let detail = Some(property.r#type.to_string());
            self.add(&property.name, Kind::Property, &insert, detail).key =
                Some(format!("property {event}.{}", property.name));
        }
    }

    /// The clauses that may follow an event of a condition.
    pub(super) fn clauses(&mut self) {
        let behind = |at| self.cursor.behind(at).map(|word| word.text);
        let at_event =
            behind(1) == Some("happened") || behind(1) == Some("of") && behind(3) == Some("happened");
        if at_event && self.cursor.quoted == super::Quoted::No {
            self.behind_words(EVENT_CLAUSES, self.cursor.words.len(), 1);
        }
        if self.cursor.ends_in(&["wait", "for", "event"]) {
            let clauses = [
                ("up to", "up to ${1:2} ${2:days}"),
                ("indefinitely", "indefinitely"),
                ("include events from entrance", "include events from entrance"),
            ];
            self.behind_words(&clauses, self.cursor.words.len(), 0);
        }
    }
}
