//! Declarations as text.

use super::{Show, name, names, parameters, plain, type_name};
use crate::syntax::tree::{
    Attribute, Caps, Channel, CustomElement, DeclarationKind, Event, Flow, Function, Operators, PlainText,
    Property,
};

impl Show<'_> {
    pub(super) fn declaration(&mut self) {
        let declaration = self.declaration;
        match &declaration.kind {
            DeclarationKind::People(attributes) => {
                self.block("people", |show| {
                    attributes.iter().for_each(|attribute| show.attribute(attribute))
                });
            }
            DeclarationKind::Event(event) => self.event(event),
            DeclarationKind::Senders(senders) => self.block("senders", |show| {
                for sender in senders {
                    show.allowances(sender.span);
                    let address = plain(&sender.address);
                    show.line(&format!("({} {} {address})", name(&sender.channel), name(&sender.name)));
                }
            }),
            DeclarationKind::Caps(caps) => self.caps(caps),
            DeclarationKind::Segment(segment) => {
                let condition = self.expression(segment.condition);
                self.line(&format!(
                    "(segment {}{} {condition})",
                    name(&segment.name),
                    titled(&segment.title)
                ));
            }
            DeclarationKind::Flow(flow) => self.flow(flow),
            DeclarationKind::CustomElement(element) => self.custom_element(element),
            DeclarationKind::Test(test) => self.test(test),
            DeclarationKind::Fixture(fixture) => self.fixture(fixture),
            DeclarationKind::Function(function) => self.function(function),
            DeclarationKind::Operators(operators) => self.operators(operators),
            DeclarationKind::Channel(channel) => self.channel(channel),
            DeclarationKind::Formula(expression) => {
                let expression = self.expression(*expression);
                self.line(&format!("(formula {expression})"));
            }
            DeclarationKind::Template(template) => {
                let text = self.expression(template.text);
                self.line(&format!("(template {text})"));
            }
            DeclarationKind::Broken { word, declares } => {
                let word = word.as_deref().map_or_else(String::new, |word| format!(" {word}"));
                self.line(&format!("(broken{word}{})", names(declares)));
            }
        }
    }

    fn attribute(&mut self, attribute: &Attribute) {
        self.documentation(attribute.documentation.as_deref());
        self.allowances(attribute.span);
        let readonly = if attribute.readonly { "readonly " } else { "" };
        let computed =
            attribute.computed.map_or_else(String::new, |value| format!(" = {}", self.expression(value)));
        let (name, r#type) = (name(&attribute.name), type_name(&attribute.r#type));
        self.line(&format!("({readonly}{name} {type}{computed})"));
    }

    fn property(&mut self, property: &Property) {
        self.documentation(property.documentation.as_deref());
        self.allowances(property.span);
        self.line(&format!("({} {})", name(&property.name), type_name(&property.r#type)));
    }

    fn event(&mut self, event: &Event) {
        let category =
            event.category.as_ref().map_or_else(String::new, |category| format!("{} ", name(category)));
        let channel =
            event.channel.as_ref().map_or_else(String::new, |channel| format!(" of {}", name(channel)));
        let head = format!("{category}event {}{channel}{}", name(&event.name), titled(&event.title));
        self.block(&head, |show| event.properties.iter().for_each(|property| show.property(property)));
    }

    fn flow(&mut self, flow: &Flow) {
        let head = format!("flow {}{}", name(&flow.name), titled(&flow.title));
        self.block(&head, |show| show.statements(&flow.statements));
    }

    fn function(&mut self, function: &Function) {
        let (parameters, result) = (parameters(&function.parameters), type_name(&function.result));
        self.line(&format!("(function {}{parameters} {result})", name(&function.name)));
    }

    fn custom_element(&mut self, element: &CustomElement) {
        let returns = match &element.results[..] {
            [] => String::new(),
            results => format!(" returns{}", parameters(results)),
        };
        let given = parameters(&element.parameters);
        let head = format!("element {}{given}{returns}{}", name(&element.name), titled(&element.title));
        self.block(&head, |show| show.statements(&element.statements));
    }

    fn operators(&mut self, operators: &Operators) {
        let extension = if operators.extension { " extension" } else { "" };
        self.block(&format!("operators{}{extension}", names(&operators.types)), |show| {
            for operator in &operators.operators {
                show.documentation(operator.documentation.as_deref());
                show.allowances(operator.span);
                let operands: String =
                    operator.operands.iter().map(|operand| format!(" {}", type_name(operand))).collect();
                show.line(&format!("({:?}{operands}{})", operator.phrase, titled(&operator.symbol)));
            }
        });
    }

    fn channel(&mut self, channel: &Channel) {
        self.block(&format!("channel {}{}", name(&channel.name), titled(&channel.title)), |show| {
            channel.contact.iter().for_each(|contact| show.line(&format!("(contact {})", name(contact))));
            channel.sent.iter().for_each(|sent| show.line(&format!("(sent {})", name(sent))));
            for outcome in &channel.outcomes {
                show.line(&format!("(outcome {:?} {})", outcome.words, name(&outcome.event)));
            }
            show.block("content", |show| channel.content.iter().for_each(|line| show.property(line)));
        });
    }

    fn caps(&mut self, caps: &Caps) {
        self.block(&format!("caps {}", name(&caps.name)), |show| {
            for cap in &caps.caps {
                show.documentation(cap.documentation.as_deref());
                let rate = show.rate(&cap.rate);
                show.line(&format!("({} {rate})", name(&cap.channel)));
            }
        });
    }
}

fn titled(title: &Option<PlainText>) -> String {
    title.as_ref().map_or_else(String::new, |title| format!(" {}", plain(title)))
}
