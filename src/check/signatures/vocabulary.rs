//! What programs speak of: attributes, events, channels with their senders, and the functions of the library.

use std::sync::Arc;

use super::{Collector, sender_key};
use crate::check::declaration::NameKind;
use crate::check::symbols::{Declared, FunctionSignature};
use crate::check::written_types::unknown;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{
    Attribute, AttributeId, Category, Channel, ChannelId, ChannelOutcome, Event, EventId, Function, Id,
    Property, Sender, Type,
};
use crate::source::Location;
use crate::syntax::tree::{self, Declaration, DeclarationKind};

impl Collector<'_> {
    /// Declares the channels, which events refer to.
    pub(super) fn channels(&mut self, declaration: &Declaration) {
        let DeclarationKind::Channel(channel) = &declaration.kind else { return };
        let content = channel.content.iter().map(|line| self.property(declaration, line)).collect();
        let id = self.symbols.channels.push(Channel {
            name: channel.name.text.clone(),
            title: channel.title.as_ref().map(|title| title.text.clone()),
            contact: None,
            sent: None,
            outcomes: Vec::new(),
            content,
        });
        self.claim(NameKind::Channel, &channel.name, declaration, id.index());
        self.outcomes.extend(channel.outcomes.iter().map(|outcome| (id, outcome.clone())));
        self.sent.extend(channel.sent.clone().map(|sent| (id, sent)));
        self.contacts.extend(channel.contact.clone().map(|contact| (id, contact)));
    }

    pub(super) fn attribute(&mut self, declaration: &Declaration, attribute: &tree::Attribute) {
        let at = self.symbols.attributes.len();
        if !self.claim(NameKind::Attribute, &attribute.name, declaration, at) {
            return;
        }
        let r#type = self.r#type(declaration, &attribute.r#type);
        let id = self.symbols.attributes.push(Attribute {
            name: attribute.name.text.clone(),
            r#type,
            computed: None,
            readonly: attribute.readonly || attribute.computed.is_some(),
            standard: self.standard,
            location: Location { declaration: declaration.id, span: attribute.name.span },
        });
        if attribute.computed.is_some() {
            self.symbols.computed.insert(id);
        }
        match (self.standard, &*attribute.name.text) {
            (true, "tags") => self.symbols.known.tags = id,
            (true, "phone") => self.symbols.known.phone = id,
            (true, "email") => self.symbols.known.email = id,
            _ => {}
        }
    }

    pub(super) fn event(&mut self, declaration: &Declaration, event: &tree::Event) {
        let properties = self.properties(declaration, &event.properties);
        let category = match event.category.as_ref().map(|word| &*word.text) {
            Some("template") => Category::Template,
            Some("people") => Category::People,
            Some("channel") => Category::Channel,
            Some("product") => Category::Product,
            _ => Category::External,
        };
        let channel = event.channel.as_ref().and_then(|name| {
            let at = self.symbols.find(NameKind::Channel, &name.text)?;
            Some(ChannelId::from_index(at))
        });
        let row = Event {
            name: event.name.text.clone(),
            title: event.title.as_ref().map(|title| title.text.clone()),
            category,
            channel,
            properties,
            location: Location { declaration: declaration.id, span: event.name.span },
        };
        // A project gives a ready-made event properties of its own by declaring it again.
        if let Some(at) = self.symbols.find(NameKind::Event, &event.name.text)
            && self.symbols.events[EventId::from_index(at)].category == Category::Template
        {
            let declared = Declared { row: at, location: row.location };
            self.symbols.names_mut(NameKind::Event).insert(event.name.text.clone(), declared);
            self.symbols.events[EventId::from_index(at)] = row;
            return;
        }
        let at = self.symbols.events.len();
        if !self.claim(NameKind::Event, &event.name, declaration, at) {
            return;
        }
        let id = self.symbols.events.push(row);
        match (self.standard, &*event.name.text) {
            (true, "personEnteredFlow") => self.symbols.known.person_entered_flow = id,
            (true, "personExitedFlow") => self.symbols.known.person_exited_flow = id,
            _ => {}
        }
    }

    fn properties(&mut self, declaration: &Declaration, written: &[tree::Property]) -> Vec<Property> {
        let mut properties: Vec<Property> = Vec::new();
        for property in written {
            let made = self.property(declaration, property);
            match properties.iter().find(|known| known.name == made.name) {
                None => properties.push(made),
                Some(first) => {
                    let (kind, name) = ("property".to_owned(), made.name.to_string());
                    let problem = Problem::DuplicateName { kind, name };
                    let diagnostic = Diagnostic::new(made.location, problem);
                    self.diagnostics.push(diagnostic.label(first.location, "declared here first"));
                }
            }
        }
        properties
    }

    fn property(&mut self, declaration: &Declaration, property: &tree::Property) -> Property {
        Property {
            name: property.name.text.clone(),
            r#type: self.r#type(declaration, &property.r#type),
            optional: property.r#type.optional,
            location: Location { declaration: declaration.id, span: property.name.span },
        }
    }

    pub(super) fn link_channels(&mut self) {
        for (channel, event) in std::mem::take(&mut self.sent) {
            let found = self.symbols.find(NameKind::Event, &event.text);
            self.symbols.channels[channel].sent = found.map(EventId::from_index);
        }
        for (channel, outcome) in std::mem::take(&mut self.outcomes) {
            let Some(event) = self.symbols.find(NameKind::Event, &outcome.event.text) else { continue };
            let (words, event) = (outcome.words, EventId::from_index(event));
            self.symbols.channels[channel].outcomes.push(ChannelOutcome { words, event });
        }
        for (channel, attribute) in std::mem::take(&mut self.contacts) {
            let found = self.symbols.find(NameKind::Attribute, &attribute.text);
            self.symbols.channels[channel].contact = found.map(AttributeId::from_index);
        }
    }

    pub(super) fn function(&mut self, declaration: &Declaration, function: &tree::Function) {
        let parameters: Vec<(Arc<str>, Type)> = function
            .parameters
            .iter()
            .map(|parameter| (parameter.name.text.clone(), self.r#type(declaration, &parameter.r#type)))
            .collect();
        let result = self.r#type(declaration, &function.result);
        // A function that no evaluator knows cannot be called; that there is none is for a test to hold.
        let Some(known) = Function::find(&function.name.text, parameters.len()) else { return };
        let at = self.symbols.functions.len();
        let location = Location { declaration: declaration.id, span: function.name.span };
        let names = self.symbols.names_mut(NameKind::Function);
        names.entry(function.name.text.clone()).or_insert(Declared { row: at, location });
        let name = function.name.text.clone();
        self.symbols.functions.push(FunctionSignature { name, function: known, parameters, result });
    }

    pub(super) fn senders(&mut self, declaration: &Declaration) {
        let DeclarationKind::Senders(senders) = &declaration.kind else { return };
        for sender in senders {
            let Some(channel) = self.symbols.find(NameKind::Channel, &sender.channel.text) else {
                let known = self.symbols.names(NameKind::Channel);
                self.diagnostics.push(unknown(declaration, "channel", &sender.channel, &known));
                continue;
            };
            let at = self.symbols.senders.len();
            let key = sender_key(&sender.channel.text, &sender.name.text);
            let (shown, span) = (sender.name.text.clone(), sender.name.span);
            if self.claim_as(NameKind::Sender, key, &shown, span, declaration, at) {
                self.symbols.senders.push(Sender {
                    channel: ChannelId::from_index(channel),
                    name: shown,
                    address: sender.address.text.clone(),
                });
            }
        }
    }
}
