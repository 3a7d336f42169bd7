//! Declarations and their fields. As with elements, head and block are lowered apart.

use std::sync::Arc;

use super::{Lowering, part, parts};
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    Attribute, Cap, Caps, Channel, ChannelOutcome, CustomElement, DeclarationKind, Event, Fixture, Flow,
    Function, Name, OperatorDeclaration, Operators, Parameter, PlainText, Property, Segment, Sender, Test,
};

impl Lowering<'_> {
    /// What a declaration declares.
    pub(in crate::syntax) fn declaration(&mut self, node: &Node<'_>) -> DeclarationKind {
        match node.as_rule() {
            Rule::segment => DeclarationKind::Segment(Segment {
                name: self.name_in(node),
                title: self.plain_text_in(node),
                condition: self.expression_in(node),
            }),
            Rule::function => DeclarationKind::Function(self.function(node)),
            Rule::formula => DeclarationKind::Formula(self.expression_in(node)),
            _ => self.declaration_with_block(node),
        }
    }

    fn declaration_with_block(&mut self, node: &Node<'_>) -> DeclarationKind {
        let mut kind = match node.clone().into_inner().next() {
            Some(head) => self.declaration_head(&head),
            None => DeclarationKind::Broken { word: None, declares: None },
        };
        match &mut kind {
            DeclarationKind::Flow(flow) => flow.statements = self.body_in(node),
            DeclarationKind::CustomElement(element) => element.statements = self.body_in(node),
            DeclarationKind::Test(test) => test.steps = self.steps_in(node),
            DeclarationKind::Fixture(fixture) => fixture.steps = self.steps_in(node),
            DeclarationKind::Event(event) => event.properties = self.fields_in(node),
            DeclarationKind::People(attributes) => *attributes = self.attributes_in(node),
            DeclarationKind::Senders(senders) => *senders = self.senders_in(node),
            DeclarationKind::Caps(caps) => caps.caps = self.caps_in(node),
            DeclarationKind::Operators(operators) => operators.operators = self.operators_in(node),
            DeclarationKind::Channel(channel) => self.channel_lines_in(node, channel),
            _ => {}
        }
        kind
    }

    /// A declaration with a block that is still empty.
    pub(in crate::syntax) fn declaration_head(&mut self, head: &Node<'_>) -> DeclarationKind {
        match head.as_rule() {
            Rule::kw_people => DeclarationKind::People(Vec::new()),
            Rule::kw_senders => DeclarationKind::Senders(Vec::new()),
            Rule::caps_head => DeclarationKind::Caps(Caps { name: self.name_in(head), caps: Vec::new() }),
            Rule::event_head => DeclarationKind::Event(self.event_head(head)),
            Rule::custom_element_head => DeclarationKind::CustomElement(self.custom_element_head(head)),
            Rule::test_head => self.test_head(head),
            Rule::fixture_head => {
                DeclarationKind::Fixture(Fixture { name: self.name_in(head), steps: Vec::new() })
            }
            Rule::operators_head => DeclarationKind::Operators(Operators {
                types: parts(head, Rule::name).map(|name| self.name(&name)).collect(),
                extension: part(head, Rule::extension).is_some(),
                operators: Vec::new(),
            }),
            Rule::channel_head => {
                let (name, title) = self.name_and_title(head);
                DeclarationKind::Channel(Channel {
                    name,
                    title,
                    contact: None,
                    sent: None,
                    outcomes: Vec::new(),
                    content: Vec::new(),
                })
            }
            _ => {
                let (name, title) = self.name_and_title(head);
                DeclarationKind::Flow(Flow { name, title, statements: Vec::new() })
            }
        }
    }

    fn test_head(&mut self, head: &Node<'_>) -> DeclarationKind {
        match self.plain_text_in(head) {
            Some(name) => DeclarationKind::Test(Test { name, steps: Vec::new() }),
            None => DeclarationKind::Broken { word: Some("test".into()), declares: None },
        }
    }

    fn name_and_title(&mut self, head: &Node<'_>) -> (Name, Option<PlainText>) {
        (self.name_in(head), self.plain_text_in(head))
    }

    fn event_head(&mut self, head: &Node<'_>) -> Event {
        let (name, title) = self.name_and_title(head);
        let category = part(head, Rule::category).map(|category| self.name(&category));
        let channel = part(head, Rule::owner).map(|owner| self.name_in(&owner));
        Event { category, name, channel, title, properties: Vec::new() }
    }

    fn attributes_in(&mut self, node: &Node<'_>) -> Vec<Attribute> {
        let Some(block) = part(node, Rule::people_block) else { return Vec::new() };
        let attributes: Vec<Node<'_>> = parts(&block, Rule::attribute).collect();
        attributes.iter().map(|attribute| self.attribute(attribute)).collect()
    }

    /// `computed tier: text = "base"`
    pub(in crate::syntax) fn attribute(&mut self, node: &Node<'_>) -> Attribute {
        let form = node.clone().into_inner().find(|part| part.as_rule() != Rule::documentation);
        let form = form.unwrap_or_else(|| node.clone());
        Attribute {
            documentation: self.documentation(node),
            name: self.name_in(&form),
            r#type: self.type_in(&form),
            computed: self.optional_expression_in(&form),
            readonly: form.as_rule() == Rule::readonly,
            span: self.span(&form),
        }
    }

    /// The properties of a `field_block` among the parts of a node.
    fn fields_in(&mut self, node: &Node<'_>) -> Vec<Property> {
        let Some(block) = part(node, Rule::field_block) else { return Vec::new() };
        let fields: Vec<Node<'_>> = parts(&block, Rule::field_declaration).collect();
        fields.iter().map(|field| self.field(field)).collect()
    }

    /// `coupon: text?`
    pub(in crate::syntax) fn field(&mut self, node: &Node<'_>) -> Property {
        Property {
            documentation: self.documentation(node),
            name: self.name_in(node),
            r#type: self.type_in(node),
            span: self.span_behind_documentation(node),
        }
    }

    fn senders_in(&mut self, node: &Node<'_>) -> Vec<Sender> {
        let Some(block) = part(node, Rule::senders_block) else { return Vec::new() };
        let senders: Vec<Node<'_>> = parts(&block, Rule::sender).collect();
        senders.iter().filter_map(|sender| self.sender(sender)).collect()
    }

    /// `email offers = "offers@shop.example"`
    pub(in crate::syntax) fn sender(&mut self, node: &Node<'_>) -> Option<Sender> {
        let mut names = parts(node, Rule::name);
        let (channel, name) = (self.name(&names.next()?), self.name(&names.next()?));
        let address = self.plain_text_in(node)?;
        Some(Sender { channel, name, address, span: self.span_behind_documentation(node) })
    }

    fn custom_element_head(&mut self, head: &Node<'_>) -> CustomElement {
        let (name, title) = self.name_and_title(head);
        let parameters = part(head, Rule::parameters);
        let results = part(head, Rule::returns);
        CustomElement {
            name,
            title,
            parameters: parameters.map_or_else(Vec::new, |node| self.parameters_in(&node)),
            results: results.map_or_else(Vec::new, |node| self.parameters_in(&node)),
            statements: Vec::new(),
        }
    }

    fn caps_in(&mut self, node: &Node<'_>) -> Vec<Cap> {
        let Some(block) = part(node, Rule::caps_block) else { return Vec::new() };
        let caps: Vec<Node<'_>> = parts(&block, Rule::cap).collect();
        caps.iter().filter_map(|cap| self.cap(cap)).collect()
    }

    /// `email at most 3 times per week`
    pub(in crate::syntax) fn cap(&mut self, node: &Node<'_>) -> Option<Cap> {
        let rate = self.rate(&part(node, Rule::rate)?);
        let (channel, span) = (self.name_in(node), self.span_behind_documentation(node));
        Some(Cap { documentation: self.documentation(node), channel, rate, span })
    }

    fn function(&mut self, node: &Node<'_>) -> Function {
        let parameters = self.parameters_in(node);
        Function { name: self.name_in(node), parameters, result: self.type_in(node) }
    }

    fn parameters_in(&mut self, node: &Node<'_>) -> Vec<Parameter> {
        let parameter = |node: Node<'_>| Parameter { name: self.name_in(&node), r#type: self.type_in(&node) };
        parts(node, Rule::parameter).map(parameter).collect()
    }

    fn operators_in(&mut self, node: &Node<'_>) -> Vec<OperatorDeclaration> {
        let Some(block) = part(node, Rule::operators_block) else { return Vec::new() };
        let operators: Vec<Node<'_>> = parts(&block, Rule::operator).collect();
        operators.iter().map(|operator| self.operator_declaration(operator)).collect()
    }

    /// `less than or equal(number) "<="`
    pub(in crate::syntax) fn operator_declaration(&mut self, node: &Node<'_>) -> OperatorDeclaration {
        OperatorDeclaration {
            documentation: self.documentation(node),
            phrase: part(node, Rule::phrase).map_or_else(|| "".into(), |phrase| joined(&phrase)),
            operands: parts(node, Rule::r#type).map(|operand| self.type_name(&operand)).collect(),
            symbol: self.plain_text_in(node),
            span: self.span_behind_documentation(node),
        }
    }

    fn channel_lines_in(&mut self, node: &Node<'_>, channel: &mut Channel) {
        let Some(block) = part(node, Rule::channel_block) else { return };
        block.into_inner().for_each(|line| self.channel_line(&line, channel));
    }

    /// `contact email`, `sent emailSent`, `outcome delivered = emailDelivered`, `content { … }`
    pub(in crate::syntax) fn channel_line(&mut self, line: &Node<'_>, channel: &mut Channel) {
        match line.as_rule() {
            Rule::channel_contact => channel.contact = Some(self.name_in(line)),
            Rule::channel_sent => channel.sent = Some(self.name_in(line)),
            Rule::channel_outcome => {
                let words = part(line, Rule::phrase).map_or_else(|| "".into(), |phrase| joined(&phrase));
                channel.outcomes.push(ChannelOutcome { words, event: self.name_in(line) });
            }
            Rule::channel_content => channel.content = self.fields_in(line),
            _ => {}
        }
    }
}

/// The words of a phrase, one blank between two.
pub(super) fn joined(phrase: &Node<'_>) -> Arc<str> {
    let words: Vec<String> = phrase.clone().into_inner().map(|word| word.as_str().to_owned()).collect();
    words.join(" ").into()
}
