//! The words of entries, elements, arms and settings.

use crate::graph::model::{Kind, Node, Setting, Spot};
use crate::graph::written::{head, unquoted, written};
use crate::program::{
    ArmTaken, AttributeId, CallApi, CapsId, Content, ContentValue, Element, ElementId, ElementKind,
    ExpressionId, Flow, Location, OptOut, Program, Rate, Way,
};
use crate::source::Snapshot;

/// The first words of settings, longer ones before those that they begin with.
const SETTINGS: [&str; 9] = [
    "exit when",
    "voice session",
    "re-enter",
    "schedule",
    "timezone",
    "variable",
    "version",
    "draft",
    "caps",
];

/// Where words come from.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) program: &'a Program,
    pub(super) snapshot: &'a Snapshot,
}

/// The end of a flow.
pub(super) fn end() -> Node {
    Node {
        spot: Spot::End,
        kind: Kind::End,
        word: "end of the flow".to_owned(),
        label: None,
        details: Vec::new(),
        source: String::new(),
    }
}

impl Words<'_> {
    /// The words of an arm: `in segment Gold`, `50% treated`, `otherwise`.
    pub(super) fn arm(&self, kind: &ElementKind, way: &Way) -> String {
        if let Some(location) = way.location {
            let text = written(self.snapshot, location);
            let head = head(&text);
            return head.strip_prefix("when ").unwrap_or(head).to_owned();
        }
        let name = self.program.arm_name(kind, way.arm);
        match (way.arm, kind) {
            (ArmTaken::Share(at), ElementKind::SplitAudience(shares)) => {
                format!("{}% {name}", shares[at].percent).trim().to_owned()
            }
            _ => name,
        }
    }

    /// A setting by its first words. Caps say what they are.
    pub(super) fn setting(&self, flow: &Flow, text: &str) -> Setting {
        let word = SETTINGS.into_iter().find(|word| text.starts_with(word)).unwrap_or_default();
        let mut rest = unquoted(text[word.len()..].trim()).to_owned();
        let words = match (word, flow.caps) {
            ("caps", Some(caps)) => self.caps(caps),
            ("draft", _) => "takes nobody in yet".to_owned(),
            ("voice session", _) => "runs in a phone call".to_owned(),
            _ => String::new(),
        };
        if !words.is_empty() {
            rest = if rest.is_empty() { words } else { format!("{rest}: {words}") };
        }
        Setting { word: word.to_owned(), text: rest }
    }

    /// `email at most 3 times per week, sms at most once per day`
    fn caps(&self, caps: CapsId) -> String {
        let limits = self.program.caps.get(caps).map_or(&[][..], |caps| &caps.limits);
        let limit = |(channel, rate): &(_, Rate)| {
            let channel = &self.program.channels[*channel].name;
            format!("{channel} at most {} times per {}", rate.times, rate.unit.singular())
        };
        limits.iter().map(limit).collect::<Vec<_>>().join(", ")
    }

    /// An entry, from what stands behind its `enter`.
    pub(super) fn entry(&self, place: usize, text: &str, location: Location) -> Node {
        let known = ["when", "audience in real time when", "audience once when", "audience when"];
        let word = known.into_iter().find(|word| text.starts_with(&format!("{word} "))).unwrap_or("from");
        Node {
            spot: Spot::Entry(place),
            kind: Kind::Entry,
            word: format!("enter {word}"),
            label: None,
            details: vec![text.strip_prefix(word).unwrap_or(text).trim().to_owned()],
            source: self.source(location),
        }
    }

    /// An element.
    pub(super) fn element(&self, id: ElementId, element: &Element) -> Node {
        let head_line = self.head(element);
        let (word, details) = self.word_and_details(&element.kind, &head_line);
        let ordinal = element.label.strip_prefix(element.kind.word()).map(str::trim_start);
        let is_made = ordinal.is_some_and(|rest| rest.chars().all(|character| character.is_ascii_digit()));
        Node {
            spot: Spot::Element(id),
            kind: kind(&element.kind),
            word,
            label: (!is_made).then(|| element.label.to_string()),
            details: details.into_iter().filter(|detail| !detail.is_empty()).collect(),
            source: self.source(element.extent),
        }
    }

    /// An element without its label and block: `pause 1 hour`.
    fn head(&self, element: &Element) -> String {
        let text = written(self.snapshot, element.extent);
        // A value that is set may be an object.
        let head = if matches!(element.kind, ElementKind::Set(_)) { &text } else { head(&text) };
        let word = element.kind.word();
        let labelled = head.split_once(':').filter(|_| !head.starts_with(word));
        labelled.map_or(head, |(_, head)| head).trim().to_owned()
    }

    /// What an element is in a few words, and what else there is to know.
    fn word_and_details(&self, kind: &ElementKind, head: &str) -> (String, Vec<String>) {
        let word = kind.word().to_owned();
        let rest = || head.strip_prefix(kind.word()).unwrap_or(head).trim().to_owned();
        let plain = |expression: &ExpressionId| unquoted(&self.text(*expression)).to_owned();
        match kind {
            ElementKind::Pause(_)
            | ElementKind::WaitForChange { .. }
            | ElementKind::WaitForDate { .. }
            | ElementKind::WaitForEvent { limit: Some(_), .. } => (word, vec![rest()]),
            ElementKind::WaitForEvent { limit: None, .. } => {
                let rest = rest();
                (word, vec![if rest.is_empty() { "indefinitely".to_owned() } else { rest }])
            }
            ElementKind::UpdateProfile(fields) => (word, self.attributes(fields)),
            ElementKind::Set(_) => (word, vec![rest()]),
            ElementKind::AddTag(tag) | ElementKind::RemoveTag(tag) | ElementKind::StartConversation(tag) => {
                (word, vec![plain(tag)])
            }
            ElementKind::Send(send) => (head.to_owned(), self.content(&send.content)),
            ElementKind::Notify(notify) => (head.to_owned(), self.content(&notify.content)),
            ElementKind::CallApi(call) => self.call(call),
            ElementKind::Use(_) | ElementKind::AddToFlow(_) => (word, vec![rest()]),
            ElementKind::AddToDoNotContact(opt_outs) | ElementKind::RemoveFromDoNotContact(opt_outs) => {
                (word, vec![self.opt_outs(opt_outs)])
            }
            ElementKind::SegmentAudience(_)
            | ElementKind::EvaluateMessage(_)
            | ElementKind::SplitAudience(_)
            | ElementKind::Exit => (word, Vec::new()),
        }
    }

    fn attributes(&self, fields: &[(AttributeId, ExpressionId)]) -> Vec<String> {
        let field = |(attribute, value): &(AttributeId, ExpressionId)| {
            format!("{} = {}", self.program.attributes[*attribute].name, self.text(*value))
        };
        fields.iter().map(field).collect()
    }

    /// The first line of a message, which says most of it.
    fn content(&self, content: &[Content]) -> Vec<String> {
        let line = |line: &Content| match &line.value {
            ContentValue::Value(value) => unquoted(&self.text(*value)).to_owned(),
            ContentValue::File { path, .. } => path.to_string(),
        };
        content.iter().take(1).map(line).collect()
    }

    fn call(&self, call: &CallApi) -> (String, Vec<String>) {
        (format!("call api {}", call.method), vec![unquoted(&self.text(call.url)).to_owned()])
    }

    fn opt_outs(&self, opt_outs: &[OptOut]) -> String {
        let words = |opt_out: &OptOut| {
            let channel = &self.program.channels[opt_out.channel].name;
            let sender = opt_out.sender.map(|sender| format!(" {}", self.program.senders[sender].name));
            format!("{channel}{}", sender.unwrap_or_default())
        };
        opt_outs.iter().map(words).collect::<Vec<_>>().join(", ")
    }

    /// An expression as it is written.
    fn text(&self, expression: ExpressionId) -> String {
        written(self.snapshot, self.program.expressions[expression].location)
    }

    /// Text with its lines, all of them as far to the left as the first. Of a long one, its beginning.
    fn source(&self, location: Location) -> String {
        const LINES: usize = 16;
        let text = self.snapshot.text(self.snapshot.place(location)).trim_end();
        let blanks = |line: &str| line.len() - line.trim_start().len();
        let common =
            text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or(0);
        let mut lines = text.lines();
        let mut shown = lines.next().unwrap_or_default().to_owned();
        for line in lines.by_ref().take(LINES - 1) {
            shown.push('\n');
            shown.push_str(line.get(common..).unwrap_or_default());
        }
        if lines.next().is_some() {
            shown.push_str("\n…");
        }
        shown
    }
}

fn kind(kind: &ElementKind) -> Kind {
    match kind {
        ElementKind::Pause(_)
        | ElementKind::WaitForEvent { .. }
        | ElementKind::WaitForChange { .. }
        | ElementKind::WaitForDate { .. } => Kind::Wait,
        ElementKind::SegmentAudience(_) | ElementKind::EvaluateMessage(_) | ElementKind::SplitAudience(_) => {
            Kind::Branch
        }
        ElementKind::UpdateProfile(_)
        | ElementKind::Set(_)
        | ElementKind::AddTag(_)
        | ElementKind::RemoveTag(_)
        | ElementKind::AddToDoNotContact(_)
        | ElementKind::RemoveFromDoNotContact(_) => Kind::Profile,
        ElementKind::Send(_) | ElementKind::Notify(_) | ElementKind::StartConversation(_) => Kind::Message,
        ElementKind::CallApi(_) | ElementKind::Use(_) | ElementKind::AddToFlow(_) => Kind::Call,
        ElementKind::Exit => Kind::Exit,
    }
}
