//! The signatures of all declarations: what a declaration may know of the others.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::declaration::{DeclarationCheck, Home, NameKind};
use super::link::Item;
use super::operators::OperatorTable;
use crate::program::{
    Attribute, AttributeId, CapsId, Channel, ChannelId, CustomElementId, ElementId, Event, EventId, FlowId,
    Function, Known, PropertySlot, SegmentId, Sender, SenderId, Table, Type, VariableId,
};
use crate::source::Location;
use crate::syntax::tree::Declaration;
use crate::value::Zone;

/// The signatures of a project and the standard library.
#[derive(Clone, Debug)]
pub struct Symbols {
    /// The account's zone.
    pub zone: Zone,
    /// The attributes, standard ones first; formulas of computed ones are linked later.
    pub attributes: Table<AttributeId, Attribute>,
    /// The events, standard ones first.
    pub events: Table<EventId, Event>,
    /// The channels.
    pub channels: Table<ChannelId, Channel>,
    /// The senders.
    pub senders: Table<SenderId, Sender>,
    /// The limits of messages.
    pub caps: Table<CapsId, Named>,
    /// The segments, by name.
    pub segments: Table<SegmentId, Named>,
    /// The flows, by name.
    pub flows: Table<FlowId, FlowSignature>,
    /// The custom elements, by name.
    pub custom_elements: Table<CustomElementId, CustomElementSignature>,
    /// The tests.
    pub tests: Vec<Named>,
    /// The fixtures of tests.
    pub fixtures: Vec<Arc<Declaration>>,
    /// The functions.
    pub functions: Vec<FunctionSignature>,
    /// The operators of each type.
    pub operators: OperatorTable,
    /// The computed attributes among them.
    pub computed: HashSet<AttributeId>,
    /// The files that messages are made from, by path.
    pub templates: HashMap<Arc<str>, Arc<Declaration>>,
    /// What the engines refer to.
    pub known: Known,
    /// Names whose declarations could not be read. They exist, but nothing more is known.
    pub(super) broken: HashSet<(NameKind, Arc<str>)>,
    /// What each name is, by its kind. Copies share it until one of them changes.
    pub(super) names: Arc<[Names; NameKind::COUNT]>,
}

/// The names of one kind.
pub(super) type Names = HashMap<Arc<str>, Declared, RandomState>;

/// What a name is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared {
    /// Its place in the table of its kind.
    pub(super) row: usize,
    /// Where it was declared first.
    pub(super) location: Location,
}

/// A name and where it was declared.
#[derive(Clone, PartialEq, Debug)]
pub struct Named {
    /// The name.
    pub name: Arc<str>,
    /// What people call it.
    pub title: Option<Arc<str>>,
    /// Where it is declared.
    pub location: Location,
}

/// The elements of a flow or a custom element, in source order.
pub type Elements = Table<ElementId, ElementSignature>;

/// The names and types of the variables of a flow.
pub type Variables = Table<VariableId, (Arc<str>, Type)>;

/// What others may know of a flow.
#[derive(Clone, Debug)]
pub struct FlowSignature {
    /// Its name.
    pub named: Named,
    /// Its version.
    pub version: i64,
    /// Its elements, in source order.
    pub elements: Arc<Elements>,
    /// What others give when they add somebody, in order; nothing where nobody can be added by a flow.
    pub parameters: Option<Vec<ParameterSignature>>,
    /// What is given when the outside sends somebody, in order; nothing where it cannot.
    pub asked: Option<Vec<ParameterSignature>>,
    /// Labels that broken statements probably declare.
    pub broken_labels: Vec<Arc<str>>,
    /// Its variables, which are known once the flow itself is checked: only tests ask for them.
    pub variables: Arc<Variables>,
}

/// What others may know of a parameter of a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct ParameterSignature {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub r#type: Type,
    /// Whether it may be left out.
    pub optional: bool,
}

/// What others may know of a custom element.
#[derive(Clone, PartialEq, Debug)]
pub struct CustomElementSignature {
    /// Its name.
    pub named: Named,
    /// The names and types of what it is given: its first variables, in this order.
    pub parameters: Vec<(Arc<str>, Type)>,
    /// The names and types of what it gives back: the variables behind those.
    pub results: Vec<(Arc<str>, Type)>,
    /// What it consists of, in source order.
    pub elements: Arc<Elements>,
    /// Whether it asks another system, which may fail.
    pub calls: bool,
    /// Names that broken statements probably declare.
    pub broken: Vec<Arc<str>>,
}

/// What event conditions may know of an element.
#[derive(Clone, PartialEq, Debug)]
pub struct ElementSignature {
    /// Its label, or its kind and ordinal.
    pub label: Arc<str>,
    /// Whether the label was written, so that it can be referred to.
    pub labelled: bool,
    /// The first byte of the statement, by which it is found again.
    pub start: u32,
    /// The channel of a send.
    pub channel: Option<Arc<str>>,
    /// Whether it is a `notify`.
    pub notifies: bool,
    /// The branches of a split.
    pub branches: Vec<Arc<str>>,
}

/// A function of the library.
#[derive(Clone, Debug)]
pub struct FunctionSignature {
    /// Its name.
    pub name: Arc<str>,
    /// What evaluators call it.
    pub function: Function,
    /// The names and types of its parameters.
    pub parameters: Vec<(Arc<str>, Type)>,
    /// The type of its result.
    pub result: Type,
}

impl FunctionSignature {
    /// The signature as it is declared: `round(value: number, places: integer): number`.
    #[must_use]
    pub fn written(&self) -> String {
        let parameters: Vec<_> =
            self.parameters.iter().map(|(name, r#type)| format!("{name}: {}", r#type)).collect();
        format!("{}({}): {}", self.name, parameters.join(", "), self.result)
    }
}

impl Symbols {
    /// The place of a name in the table of its kind.
    #[must_use]
    pub fn find(&self, kind: NameKind, name: &str) -> Option<usize> {
        self.names_of(kind).get(name).map(|declared| declared.row)
    }

    /// Where a name is declared.
    #[must_use]
    pub fn place(&self, kind: NameKind, name: &str) -> Option<Location> {
        self.names_of(kind).get(name).map(|declared| declared.location)
    }

    /// The names of a kind.
    pub(super) fn names_of(&self, kind: NameKind) -> &Names {
        &self.names[kind as usize]
    }

    /// The names of a kind, to be changed.
    pub(super) fn names_mut(&mut self, kind: NameKind) -> &mut Names {
        &mut Arc::make_mut(&mut self.names)[kind as usize]
    }

    /// Whether a declaration of that name exists that could not be read.
    #[must_use]
    pub fn is_broken(&self, kind: NameKind, name: &str) -> bool {
        !self.broken.is_empty() && self.broken.contains(&(kind, Arc::from(name)))
    }

    /// Whether some declaration of a kind could not be read.
    #[must_use]
    pub fn has_broken(&self, kind: NameKind) -> bool {
        self.broken.iter().any(|(known, _)| *known == kind)
    }

    /// Takes over the variables of a flow, if that is what was checked.
    pub(super) fn learn_variables(&mut self, checked: &DeclarationCheck) {
        if let Item::Flow(id, _) = &checked.fragment.item {
            self.flows[*id].variables = checked.facts.variables.clone();
        }
    }

    /// Every known name of a kind, sorted.
    #[must_use]
    pub fn names(&self, kind: NameKind) -> Vec<&str> {
        let mut names: Vec<&str> = self.names_of(kind).keys().map(|name| &**name).collect();
        names.sort_unstable();
        names
    }

    /// The elements of a flow or a custom element, in source order.
    #[must_use]
    pub fn elements(&self, home: Home) -> &Elements {
        match home {
            Home::Flow(flow) => &self.flows[flow].elements,
            Home::CustomElement(element) => &self.custom_elements[element].elements,
        }
    }

    /// The property of an event with this name; every event has `time`, unless it declares another.
    #[must_use]
    pub fn property(&self, event: EventId, name: &str) -> Option<(PropertySlot, Type)> {
        let declared = &self.events[event].properties;
        match declared.iter().position(|property| &*property.name == name) {
            Some(at) => Some((PropertySlot::Declared(at as u32), declared[at].r#type.clone())),
            None if name == "time" => Some((PropertySlot::Time, Type::Datetime)),
            None => None,
        }
    }

    /// The names of an event's properties, `time` included.
    #[must_use]
    pub fn properties(&self, event: EventId) -> Vec<&str> {
        self.events[event].properties.iter().map(|property| &*property.name).chain(["time"]).collect()
    }
}
