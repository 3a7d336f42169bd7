//! Collects the signatures of all declarations, and reports names that are declared twice.

mod outlines;
mod places;
mod vocabulary;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::declaration::NameKind;
use super::operators::OperatorTable;
use super::symbols::{
    CustomElementSignature, Declared, FlowSignature, Named, Names, ParameterSignature, Symbols,
};
use super::written_types::type_of;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{
    AttributeId, Category, ChannelId, CustomElementId, EventId, FlowId, Id, Known, Table, Type,
};
use crate::source::{Location, Span};
use crate::syntax::tree::{
    self, Declaration, DeclarationKind, Name, Statement, StatementKind, Tree, TypeName,
};
use crate::value::Zone;

use outlines::Outline;
pub(super) use outlines::Outlines;

/// The signatures of the library and of a project, and what is wrong with them. Names that there were before keep their places.
pub(super) fn collect(
    [library, project]: [&[Tree]; 2],
    outlines: &Outlines,
    zone: Zone,
    before: Option<&Symbols>,
) -> (Symbols, Vec<Diagnostic>) {
    let mut collector = Collector::new(outlines, zone);
    collector.standard = true;
    for declaration in library.iter().flat_map(|tree| &tree.declarations) {
        collector.channels(declaration);
    }
    for declaration in library.iter().flat_map(|tree| &tree.declarations) {
        collector.first(declaration);
    }
    collector.link_channels();
    collector.standard = false;
    for declaration in project.iter().flat_map(|tree| &tree.declarations) {
        collector.first(declaration);
    }
    for declaration in project.iter().flat_map(|tree| &tree.declarations) {
        collector.senders(declaration);
        if let DeclarationKind::Template(template) = &declaration.kind {
            collector.symbols.templates.insert(template.path.clone(), declaration.clone());
        }
    }
    let (mut symbols, diagnostics) = collector.finish();
    if let Some(before) = before {
        places::keep(&mut symbols, before);
    }
    (symbols, diagnostics)
}

/// Takes those parts of the signatures from another text of a declaration that only its own check asks for: its elements.
pub(super) fn take_elements(symbols: &mut Symbols, declaration: &Arc<Declaration>) {
    let find = |kind, name: &Name| symbols.find(kind, &name.text);
    match &declaration.kind {
        DeclarationKind::Flow(flow) => {
            if let Some(at) = find(NameKind::Flow, &flow.name) {
                symbols.flows[FlowId::from_index(at)].elements = Outline::of(declaration).elements;
            }
        }
        DeclarationKind::CustomElement(element) => {
            if let Some(at) = find(NameKind::CustomElement, &element.name) {
                let elements = Outline::of(declaration).elements;
                symbols.custom_elements[CustomElementId::from_index(at)].elements = elements;
            }
        }
        _ => {}
    }
}

/// The most characters that a name may have.
const LONGEST_NAME: usize = 256;

struct Collector<'o> {
    standard: bool,
    outlines: &'o Outlines,
    symbols: Symbols,
    segments: Vec<Named>,
    flows: Vec<FlowSignature>,
    custom_elements: Vec<CustomElementSignature>,
    /// The events of channels' outcomes, by name, until the events are known.
    outcomes: Vec<(ChannelId, tree::ChannelOutcome)>,
    /// The `sent` events of channels, by name, until the events are known.
    sent: Vec<(ChannelId, Name)>,
    /// The attributes that hold the contacts of channels, by name, until the attributes are known.
    contacts: Vec<(ChannelId, Name)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'o> Collector<'o> {
    fn new(outlines: &'o Outlines, zone: Zone) -> Collector<'o> {
        let symbols = Symbols {
            zone,
            attributes: Table::new(),
            events: Table::new(),
            channels: Table::new(),
            senders: Table::new(),
            caps: Table::new(),
            computed: HashSet::new(),
            templates: HashMap::new(),
            segments: Table::new(),
            flows: Table::new(),
            custom_elements: Table::new(),
            tests: Vec::new(),
            fixtures: Vec::new(),
            functions: Vec::new(),
            operators: OperatorTable::default(),
            known: Known {
                tags: AttributeId::from_index(0),
                phone: AttributeId::from_index(0),
                email: AttributeId::from_index(0),
                person_entered_flow: EventId::from_index(0),
                person_exited_flow: EventId::from_index(0),
            },
            broken: HashSet::new(),
            names: Arc::default(),
        };
        Collector {
            standard: false,
            outlines,
            symbols,
            segments: Vec::new(),
            flows: Vec::new(),
            custom_elements: Vec::new(),
            outcomes: Vec::new(),
            sent: Vec::new(),
            contacts: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    fn first(&mut self, declaration: &Arc<Declaration>) {
        self.lost(declaration);
        if !self.standard {
            self.library_only(declaration);
        }
        match &declaration.kind {
            DeclarationKind::People(attributes) => {
                for attribute in attributes {
                    self.attribute(declaration, attribute);
                }
            }
            DeclarationKind::Event(event) => self.event(declaration, event),
            DeclarationKind::Caps(caps) => {
                let at = self.symbols.caps.len();
                if self.claim(NameKind::Caps, &caps.name, declaration, at) {
                    self.symbols.caps.push(named(&caps.name, None, declaration));
                }
            }
            DeclarationKind::Segment(segment) => {
                let at = self.segments.len();
                if self.claim(NameKind::Segment, &segment.name, declaration, at) {
                    self.segments.push(named(&segment.name, segment.title.as_ref(), declaration));
                }
            }
            DeclarationKind::Flow(flow) => {
                let at = self.flows.len();
                let signature = self.flow(declaration, flow);
                if self.claim(NameKind::Flow, &flow.name, declaration, at) {
                    self.flows.push(signature);
                }
            }
            DeclarationKind::CustomElement(element) => {
                let at = self.custom_elements.len();
                let signature = self.custom_element(declaration, element);
                if self.claim(NameKind::CustomElement, &element.name, declaration, at) {
                    self.custom_elements.push(signature);
                }
            }
            DeclarationKind::Test(test) => self.test(declaration, test),
            DeclarationKind::Fixture(fixture) => {
                let at = self.symbols.fixtures.len();
                if self.claim(NameKind::Fixture, &fixture.name, declaration, at) {
                    self.symbols.fixtures.push(declaration.clone());
                }
            }
            DeclarationKind::Function(function) if self.standard => self.function(declaration, function),
            DeclarationKind::Operators(operators) if self.standard => self.symbols.operators.add(operators),
            DeclarationKind::Broken { word, declares } => self.broken(word.as_deref(), declares.as_ref()),
            DeclarationKind::Function(_)
            | DeclarationKind::Operators(_)
            | DeclarationKind::Senders(_)
            | DeclarationKind::Channel(_)
            | DeclarationKind::Template(_)
            | DeclarationKind::Formula(_) => {}
        }
    }

    /// Reports what only the standard library may declare, since nothing in a project could make it work.
    fn library_only(&mut self, declaration: &Declaration) {
        let (word, span) = match &declaration.kind {
            DeclarationKind::Function(function) => ("function", function.name.span),
            DeclarationKind::Operators(operators) => {
                ("operators", operators.types.first().map_or(declaration.span, |first| first.span))
            }
            DeclarationKind::Channel(channel) => ("channel", channel.name.span),
            DeclarationKind::Event(tree::Event { category: Some(word), .. }) => (&*word.text, word.span),
            _ => return,
        };
        let location = Location { declaration: declaration.id, span };
        let (word, instead) = match word {
            "function" => {
                ("function".to_owned(), "a value that is used often can be `computed`, in `people { … }`")
            }
            "operators" => {
                ("operators".to_owned(), "the operators of each type are fixed; a formula may say the same")
            }
            "channel" => {
                ("channel".to_owned(), "own addresses on the known channels stand in `senders { … }`")
            }
            category => (format!("{category} event"), "events of a project are declared by `event` alone"),
        };
        let problem = Problem::LibraryDeclaration { word, instead: instead.to_owned() };
        self.diagnostics.push(Diagnostic::new(location, problem));
    }

    /// Takes a name for a declaration. Where it is taken already, that is reported.
    fn claim(&mut self, kind: NameKind, name: &Name, declaration: &Declaration, at: usize) -> bool {
        self.claim_as(kind, name.text.clone(), &name.text, name.span, declaration, at)
    }

    fn claim_as(
        &mut self,
        kind: NameKind,
        key: Arc<str>,
        shown: &str,
        span: Span,
        declaration: &Declaration,
        at: usize,
    ) -> bool {
        let location = Location { declaration: declaration.id, span };
        let (word, name) = (kind.word().to_owned(), shown.to_owned());
        let length = shown.chars().count();
        if length > LONGEST_NAME {
            let what = format!("the name of this {word}");
            let problem = Problem::TooLong { what, length, limit: LONGEST_NAME };
            self.diagnostics.push(Diagnostic::new(location, problem));
        }
        match self.symbols.names_mut(kind).entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(Declared { row: at, location });
                true
            }
            Entry::Occupied(entry) => {
                let Declared { row, location: first } = *entry.get();
                let standard = self.is_standard(kind, row);
                let diagnostic = if standard {
                    Diagnostic::new(location, Problem::StandardName { kind: word, name })
                } else {
                    Diagnostic::new(location, Problem::DuplicateName { kind: word, name })
                        .label(first, "declared here first")
                };
                self.diagnostics.push(diagnostic);
                false
            }
        }
    }

    fn is_standard(&self, kind: NameKind, at: usize) -> bool {
        match kind {
            NameKind::Attribute => self.symbols.attributes[AttributeId::from_index(at)].standard,
            NameKind::Event => self.symbols.events[EventId::from_index(at)].category != Category::External,
            _ => false,
        }
    }

    /// The type that is written; what is wrong with it is reported and fits everything.
    fn r#type(&mut self, declaration: &Declaration, written: &TypeName) -> Type {
        let standard = self.standard;
        type_of(written, standard, &mut |mistake| self.diagnostics.push(mistake.report(declaration)))
    }

    fn custom_element(
        &mut self,
        declaration: &Arc<Declaration>,
        element: &tree::CustomElement,
    ) -> CustomElementSignature {
        let outline = self.outlines.of(declaration);
        self.diagnostics.extend(outline.diagnostics.iter().cloned());
        let mut typed = |fields: &[tree::Parameter]| {
            let one =
                |field: &tree::Parameter| (field.name.text.clone(), self.r#type(declaration, &field.r#type));
            fields.iter().map(one).collect()
        };
        let (parameters, results) = (typed(&element.parameters), typed(&element.results));
        let named = named(&element.name, element.title.as_ref(), declaration);
        CustomElementSignature {
            named,
            parameters,
            results,
            elements: outline.elements.clone(),
            calls: element.statements.iter().any(may_call),
            broken: outline.broken.clone(),
        }
    }

    fn flow(&mut self, declaration: &Arc<Declaration>, flow: &tree::Flow) -> FlowSignature {
        let outline = self.outlines.of(declaration);
        self.diagnostics.extend(outline.diagnostics.iter().cloned());
        let named = named(&flow.name, flow.title.as_ref(), declaration);
        let (elements, broken_labels) = (outline.elements.clone(), outline.broken.clone());
        let version = super::flow::version(flow);
        let asked = parameters(flow, tree::EntrySource::Api);
        let parameters = parameters(flow, tree::EntrySource::Flow);
        let variables = Arc::default();
        FlowSignature { named, version, parameters, asked, elements, broken_labels, variables }
    }

    fn test(&mut self, declaration: &Declaration, test: &tree::Test) {
        let (name, span) = (test.name.text.clone(), test.name.span);
        let at = self.symbols.tests.len();
        if self.claim_as(NameKind::Test, name.clone(), &name, span, declaration, at) {
            let location = Location { declaration: declaration.id, span };
            self.symbols.tests.push(Named { name, title: None, location });
        }
    }

    /// Names that a declaration would have declared, had it been read as a whole.
    fn lost(&mut self, declaration: &Declaration) {
        let word = match &declaration.kind {
            DeclarationKind::People(_) => Some("people"),
            DeclarationKind::Senders(_) => Some("senders"),
            DeclarationKind::Broken { word, .. } => word.as_deref(),
            _ => return,
        };
        let kinds: &[NameKind] = match word {
            Some("people") => &[NameKind::Attribute],
            Some("senders") => &[NameKind::Sender],
            _ => &[],
        };
        for &kind in kinds {
            self.symbols.broken.extend(declaration.lost.words.iter().map(|name| (kind, name.clone())));
        }
    }

    fn broken(&mut self, word: Option<&str>, name: Option<&Name>) {
        let (Some(word), Some(name)) = (word, name) else { return };
        let kind = match word {
            "event" => NameKind::Event,
            "caps" => NameKind::Caps,
            "segment" => NameKind::Segment,
            "flow" => NameKind::Flow,
            "element" => NameKind::CustomElement,
            "fixture" => NameKind::Fixture,
            _ => return,
        };
        self.symbols.broken.insert((kind, name.text.clone()));
    }

    /// Sorts what is ordered by name, and gives the names their places.
    fn finish(mut self) -> (Symbols, Vec<Diagnostic>) {
        self.segments.sort_by(|a, b| a.name.cmp(&b.name));
        self.flows.sort_by(|a, b| a.named.name.cmp(&b.named.name));
        self.custom_elements.sort_by(|a, b| a.named.name.cmp(&b.named.name));
        let symbols = &mut self.symbols;
        place(symbols.names_mut(NameKind::Segment), self.segments.iter().map(|segment| &segment.name));
        place(symbols.names_mut(NameKind::Flow), self.flows.iter().map(|flow| &flow.named.name));
        let custom_elements = self.custom_elements.iter().map(|element| &element.named.name);
        place(symbols.names_mut(NameKind::CustomElement), custom_elements);
        self.symbols.custom_elements = self.custom_elements.into_iter().collect();
        self.symbols.segments = self.segments.into_iter().collect();
        self.symbols.flows = self.flows.into_iter().collect();
        (self.symbols, self.diagnostics)
    }
}

/// Gives names their places: the order in which they come.
fn place<'n>(known: &mut Names, names: impl Iterator<Item = &'n Arc<str>>) {
    for (row, name) in names.enumerate() {
        if let Some(declared) = known.get_mut(name) {
            declared.row = row;
        }
    }
}

/// Whether an element of a custom element asks another system, as far as it can be read.
fn may_call(statement: &Statement) -> bool {
    matches!(statement.kind, StatementKind::CallApi(_) | StatementKind::Broken { .. })
}

/// What others give when they send somebody. An unknown type is reported where the entry is checked, and fits everything.
fn parameters(flow: &tree::Flow, by: tree::EntrySource) -> Option<Vec<ParameterSignature>> {
    let written = flow.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::EnterFrom { source, parameters } if *source == by => Some(parameters),
        _ => None,
    })?;
    let mut parameters: Vec<ParameterSignature> = Vec::new();
    for parameter in written {
        if parameters.iter().all(|known| known.name != parameter.name.text) {
            let r#type = type_of(&parameter.r#type, false, &mut |_| {});
            let (name, optional) = (parameter.name.text.clone(), parameter.default.is_some());
            parameters.push(ParameterSignature { name, r#type, optional });
        }
    }
    Some(parameters)
}

/// The key of a sender: channels have senders of their own.
pub(super) fn sender_key(channel: &str, sender: &str) -> Arc<str> {
    format!("{channel} {sender}").into()
}

fn named(name: &Name, title: Option<&tree::PlainText>, declaration: &Declaration) -> Named {
    Named {
        name: name.text.clone(),
        title: title.map(|title| title.text.clone()),
        location: Location { declaration: declaration.id, span: name.span },
    }
}
