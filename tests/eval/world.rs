//! The program that cases are about, made of `world.flow`.

use std::path::Path;
use std::sync::Arc;

use bourn::program::{
    Attribute, Category, Channel, Element, ElementKind, Event, Expression, ExpressionId, ExpressionKind,
    Flow, Id, Known, Location, Program, Property, ReEntry, ReEntryRule, Segment, Span, Table, Type,
};
use bourn::source::{DeclarationKey, Snapshot};
use bourn::value::{Value, Zone};

use crate::notation::Notation;

pub(crate) struct World {
    pub(crate) program: Program,
    location: Location,
}

impl World {
    pub(crate) fn new() -> World {
        let mut snapshot = Snapshot::new();
        let file = snapshot.add("world.flow", "");
        let key = DeclarationKey { path: "".into(), kind: "".into(), name: "".into(), ordinal: 0 };
        let location = Location { declaration: snapshot.declare(key, file, 0), span: Span::at(0) };
        let mut world = World { program: program(), location };
        world.declare_library();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/eval/world.flow");
        world.declare(&std::fs::read_to_string(path).unwrap());
        world
    }

    pub(crate) fn expression(&mut self, text: &str) -> ExpressionId {
        let mut notation = Notation::new(self, text);
        let expression = notation.expression();
        notation.end();
        expression
    }

    pub(crate) fn add(&mut self, kind: ExpressionKind, r#type: Type) -> ExpressionId {
        let at = self.program.expressions.len();
        let location = Location { span: Span::at(at), ..self.location };
        self.program.expressions.push(Expression { kind, r#type, location })
    }

    pub(crate) fn constant(&mut self, value: Value) -> ExpressionId {
        let r#type = Type::named(value.kind()).unwrap_or(Type::Empty);
        let constant = self.program.constants.push(value);
        self.add(ExpressionKind::Constant(constant), r#type)
    }

    fn declare_library(&mut self) {
        self.attribute("tags", Type::List(Box::new(Type::Text)));
        for name in ["email", "sms", "push"] {
            let sent = self.event(&format!("{name}Sent"), "");
            let channel = Channel { name: name.into(), title: None, sent: Some(sent), content: Vec::new() };
            self.program.channels.push(channel);
        }
        for name in ["emailOpened", "smsDelivered"] {
            self.event(name, "");
        }
        self.event("emailLinkClicked", "url: text?");
        for flow in ["Welcome", "Other"] {
            let elements = ["reminder", "offer"].map(|label| self.element(label));
            let flow = flow_of(flow, elements.into_iter().collect(), self.location);
            self.program.flows.push(flow);
        }
    }

    fn element(&self, label: &str) -> Element {
        Element { label: label.into(), kind: ElementKind::Exit, next: None, location: self.location }
    }

    fn attribute(&mut self, name: &str, r#type: Type) {
        let location = self.location;
        let name = name.into();
        let attribute =
            Attribute { name, r#type, computed: None, readonly: false, standard: false, location };
        self.program.attributes.push(attribute);
    }

    fn event(&mut self, name: &str, properties: &str) -> bourn::program::EventId {
        let declared = properties.split(',').filter(|property| !property.trim().is_empty());
        let properties = declared.map(|property| {
            let (name, r#type) = property.trim().split_once(": ").unwrap();
            let (r#type, optional) = (Type::named(r#type.trim_end_matches('?')).unwrap(), true);
            Property { name: name.into(), r#type, optional, location: self.location }
        });
        let properties = properties.collect();
        let (category, location) = (Category::External, self.location);
        self.program.events.push(Event {
            name: name.into(),
            title: None,
            category,
            channel: None,
            properties,
            location,
        })
    }

    fn declare(&mut self, text: &str) {
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["people", "{"] => {
                    for line in lines.by_ref().take_while(|line| *line != "}") {
                        self.declare_attribute(line.trim());
                    }
                }
                ["event", name, ..] if line.ends_with('}') => {
                    let (_, properties) = line.split_once('{').unwrap();
                    self.event(name, properties.trim_end_matches('}'));
                }
                ["event", name, ..] => {
                    let fields = lines.by_ref().take_while(|line| *line != "}").collect::<Vec<_>>();
                    self.event(name, &fields.join(","));
                }
                ["segment", name, ..] => {
                    let condition = self.expression(line.split_once(" = ").unwrap().1);
                    let (name, location) = (name.into(), self.location);
                    self.program.segments.push(Segment { name, title: None, condition, location });
                }
                _ => {}
            }
        }
    }

    fn declare_attribute(&mut self, line: &str) {
        let (declared, formula) = line.split_once(" = ").unwrap_or((line, ""));
        let (name, r#type) = declared.trim_start_matches("computed ").split_once(": ").unwrap();
        self.attribute(name, Type::named(r#type).unwrap());
        if !formula.is_empty() {
            let last = self.program.attributes.ids().last().unwrap();
            // Events are declared later, so they are made known first.
            if self.program.event("paid").is_none() {
                self.event(
                    "paid",
                    "amount: number?,count: integer?,shop: text?,due: date?,at: datetime?,gift: boolean?",
                );
            }
            self.program.attributes[last].computed = Some(self.expression(formula));
        }
    }
}

fn flow_of(name: &str, elements: Table<bourn::program::ElementId, Element>, location: Location) -> Flow {
    Flow {
        name: name.into(),
        title: None,
        zone: zone(),
        from: None,
        until: None,
        re_entry: ReEntry { rule: ReEntryRule::AfterExit, limits: Vec::new() },
        entries: Vec::new(),
        exits: Vec::new(),
        variables: Table::new(),
        elements,
        first: None,
        location,
    }
}

fn zone() -> Zone {
    Zone::parse("Europe/Zagreb").unwrap()
}

fn program() -> Program {
    let event = |at| bourn::program::EventId::from_index(at);
    Program {
        name: Arc::from("world"),
        zone: zone(),
        seed: Arc::from("seed"),
        attributes: Table::new(),
        events: Table::new(),
        channels: Table::new(),
        senders: Table::new(),
        segments: Table::new(),
        flows: Table::new(),
        expressions: Table::new(),
        selections: Table::new(),
        constants: Table::new(),
        known: Known {
            tags: bourn::program::AttributeId::from_index(0),
            person_entered_flow: event(0),
            person_exited_flow: event(0),
        },
    }
}
