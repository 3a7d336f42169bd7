//! What may be written at the cursor.
//!
//! Where a word of the language decides what follows (`happened …`, `send … from …`), the tokens before the cursor say what is
//! meant; they are there whatever is broken. Where a value or an operator may stand, the checker is asked what it would say of
//! one, so that scopes and types are its own.

mod named;
mod phrases;
mod values;

use super::context::{Cursor, Quoted};
use super::documents;
use super::kind::Kind;
use super::speculation::Speculation;
use super::view::View;
use crate::check::{NameKind, Target};
use crate::program::{AttributeId, ChannelId, CustomElementId, EventId, FlowId, Id, PropertySlot, SegmentId};
use crate::source::{FileId, Place, Span};

/// Something that may be written at the cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// What is shown, and compared with what was typed.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// More about it in a few words: a type, a title.
    pub detail: Option<String>,
    /// What is written.
    pub insert: String,
    /// Whether `insert` has places to go to, as `${1:value}`.
    pub is_snippet: bool,
    /// What is replaced.
    pub place: Place,
    /// How near it is to what is probably meant; less is nearer.
    pub rank: u8,
    /// Under which name [`documentation_of`] knows it.
    pub key: Option<String>,
}

impl View {
    /// What may be written at an offset of a file, the nearest first.
    #[must_use]
    pub fn completions(&self, file: FileId, offset: usize) -> Vec<Completion> {
        let text = self.text(file);
        let declared = self.declaration_near(file, offset);
        let start = declared.map_or(0, |declared| declared.start as usize);
        let cursor = Cursor::at(text, start, offset);
        let mut found =
            Completions { view: self, file, cursor: &cursor, found: Vec::new(), speculation: None };
        match cursor.quoted {
            Quoted::Remark => {}
            Quoted::Characters => found.in_text(),
            Quoted::Placeholder => found.values(),
            Quoted::No => found.anywhere(),
        }
        let mut found = found.found;
        found.retain(|one| has_typed(&one.label, self.snapshot().text(one.place)));
        found.sort_by(|one, other| (one.rank, &one.label).cmp(&(other.rank, &other.label)));
        found.dedup_by(|one, other| one.label == other.label && one.kind == other.kind);
        found
    }
}

/// Whether a label has the letters that were typed in their order, the first one at the start of a word.
fn has_typed(label: &str, typed: &str) -> bool {
    let mut typed = typed.trim_matches('`').chars().flat_map(char::to_lowercase).peekable();
    let mut behind = ' ';
    let mut has_begun = false;
    for letter in label.chars() {
        let begins = !behind.is_alphanumeric() || letter.is_uppercase();
        if typed.peek().is_some_and(|wanted| letter.to_lowercase().eq([*wanted])) && (has_begun || begins) {
            typed.next();
            has_begun = true;
        }
        behind = letter;
    }
    typed.peek().is_none()
}

/// The documentation of what a completion's key names, as Markdown.
#[must_use]
pub fn documentation_of(view: &View, key: &str) -> Option<String> {
    let (kind, name) = key.split_once(' ')?;
    let symbols = view.symbols();
    let find = |kind| symbols.find(kind, name);
    let target = match kind {
        "attribute" => Target::Attribute(AttributeId::from_index(find(NameKind::Attribute)?)),
        "event" => Target::Event(EventId::from_index(find(NameKind::Event)?)),
        "segment" => Target::Segment(SegmentId::from_index(find(NameKind::Segment)?)),
        "flow" => Target::Flow(FlowId::from_index(find(NameKind::Flow)?)),
        "channel" => Target::Channel(ChannelId::from_index(find(NameKind::Channel)?)),
        "element" => Target::CustomElement(CustomElementId::from_index(find(NameKind::CustomElement)?)),
        "function" => Target::Function(symbols.functions.iter().find(|known| &*known.name == name)?.function),
        "property" => {
            let (event, name) = name.split_once('.')?;
            let event = EventId::from_index(symbols.find(NameKind::Event, event)?);
            let (slot, _) = symbols.property(event, name)?;
            Target::Property(event, slot)
        }
        "operator" => return operator_documentation(view, name),
        "code" => return documents::summary_of(name),
        _ => return None,
    };
    view.about(target)
}

fn operator_documentation(view: &View, name: &str) -> Option<String> {
    let (r#type, phrase) = name.split_once(' ')?;
    let r#type = crate::program::Type::named(r#type)?;
    let comparison = crate::program::Comparison::from_phrase(phrase)?;
    let written = documents::operator(view, &r#type, comparison)?;
    let line = super::hover::code(&documents::operator_line(written, &r#type));
    Some(match &written.documentation {
        Some(documentation) => format!("{line}\n\n{documentation}"),
        None => line,
    })
}

/// The completions that were found so far.
struct Completions<'v, 'c> {
    view: &'v View,
    file: FileId,
    cursor: &'c Cursor<'v>,
    found: Vec<Completion>,
    speculation: Option<Speculation<'c>>,
}

impl<'c> Completions<'_, 'c> {
    /// What the checker says of other texts at the cursor.
    fn speculation(&mut self) -> &mut Speculation<'c> {
        let (view, file, cursor) = (self.view, self.file, self.cursor);
        self.speculation.get_or_insert_with(|| Speculation::new(view, file, cursor))
    }

    fn anywhere(&mut self) {
        if self.named() || self.starts() {
            return;
        }
        self.clauses();
        self.values();
    }

    /// The word at the cursor.
    fn here(&self) -> Place {
        self.since(self.cursor.start)
    }

    fn since(&self, start: usize) -> Place {
        Place { file: self.file, span: Span::new(start, self.cursor.offset) }
    }

    fn add(&mut self, label: &str, kind: Kind, insert: &str, detail: Option<String>) -> &mut Completion {
        let completion = Completion {
            label: label.to_owned(),
            kind,
            detail,
            insert: insert.to_owned(),
            is_snippet: insert.contains("$"),
            place: self.here(),
            rank: 5,
            key: None,
        };
        self.found.push(completion);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    fn words(&mut self, words: &[&str], kind: Kind) {
        for word in words {
            self.add(word, kind, word, None);
        }
    }
}

/// The key of a property.
fn property_key(event: &str, slot: PropertySlot, name: &str) -> Option<String> {
    matches!(slot, PropertySlot::Declared(_)).then(|| format!("property {event}.{name}"))
}
