//! Elements that act on the outside: messages, custom elements, other flows, notifications, who is not to be contacted.

use std::sync::Arc;

use super::declaration::{Checker, Home, NameKind, Role, Target};
use super::elements::Elements;
use crate::diagnostic::{List, Problem};
use crate::program::{
    self, AddToFlow, Added, Branches, ChannelId, CustomElementId, Delivery, ElementId, ElementKind, EventId,
    FlowId, Id, Notify, OtherPerson, Type, Use, UseOutcome, VariableId,
};
use crate::source::Span;
use crate::syntax::tree::{
    self, Assignment, ExpressionKind, Name, SavedResult, SendSettingKind, Statement, TextPart,
};

/// The channels that people of the company are told by.
const NOTIFYING: [&str; 2] = ["sms", "email"];

/// The attributes by which somebody else is found.
const IDENTIFYING: [&str; 2] = ["phone", "email"];

/// Something that takes named arguments.
struct Callee<'c> {
    name: &'c str,
    /// The names and types of its parameters, and whether each may be left out.
    parameters: &'c [(Arc<str>, Type, bool)],
    /// What the parameter at a place is.
    target: &'c dyn Fn(usize) -> Target,
}

impl Elements<'_, '_> {
    pub(super) fn send(
        &mut self,
        statement: &Statement,
        send: &tree::Send,
        next: Option<ElementId>,
    ) -> ElementKind {
        let channel = self.checker.channel(&send.channel);
        let sender = send.from.as_ref().and_then(|name| self.checker.sender(&send.channel, name));
        let content = match channel {
            Some(channel) => self.checker.content(channel, &send.channel, &send.content),
            None => Vec::new(),
        };
        let mut made = program::Send {
            channel: channel.unwrap_or_else(|| ChannelId::from_index(0)),
            sender,
            content,
            delivery: Delivery::default(),
            validity: None,
            shorten_urls: false,
            track_clicks: false,
            branches: None,
        };
        for setting in &send.settings {
            self.send_setting(setting, &mut made);
        }
        made.branches = self.send_branches(statement, channel, next);
        // Without a channel there is nothing to send, and that has been reported.
        channel.map_or(ElementKind::Exit, |_| ElementKind::Send(made))
    }

    fn send_setting(&mut self, setting: &tree::SendSetting, made: &mut program::Send) {
        let (span, checker) = (setting.span, &mut *self.checker);
        match &setting.kind {
            SendSettingKind::Window(window) => {
                checker.once(made.delivery.window.is_some(), "window", span);
                made.delivery.window = Some(checker.delivery_window(window, span));
            }
            SendSettingKind::Speed(speed) => {
                checker.once(made.delivery.speed.is_some(), "speed", span);
                made.delivery.speed = checker.speed(speed);
            }
            SendSettingKind::Validity(time) => {
                checker.once(made.validity.is_some(), "validity", span);
                made.validity = Some(checker.validity(*time));
            }
            SendSettingKind::ShortenUrls => {
                checker.once(std::mem::replace(&mut made.shorten_urls, true), "shorten urls", span);
            }
            SendSettingKind::TrackClicks => {
                checker.once(std::mem::replace(&mut made.track_clicks, true), "track clicks", span);
            }
        }
    }

    /// The arms of a message: the outcomes that its channel has.
    fn send_branches(
        &mut self,
        statement: &Statement,
        channel: Option<ChannelId>,
        next: Option<ElementId>,
    ) -> Option<Branches<EventId>> {
        let read = |checker: &mut Checker, name: &Name| {
            let channel = &checker.symbols.channels[channel?];
            let known: Vec<&str> = channel.outcomes.iter().map(|outcome| &*outcome.words).collect();
            let element = format!("send {}", channel.name);
            let at = checker.outcome_among(&element, name, &known)?;
            Some(channel.outcomes[at].event)
        };
        self.branches(statement, next, read, |_| false)
    }

    pub(super) fn use_element(
        &mut self,
        statement: &Statement,
        used: &tree::Use,
        next: Option<ElementId>,
    ) -> ElementKind {
        let found = self.checker.require(NameKind::CustomElement, &used.name);
        let element = found.map(CustomElementId::from_index);
        let (mut arguments, mut saves) = (Vec::new(), Vec::new());
        if let Some(element) = element {
            self.checker.resolve(used.name.span, Target::CustomElement(element));
            let signature = &self.checker.symbols.custom_elements[element];
            let parameters: Vec<_> = signature
                .parameters
                .iter()
                .map(|(name, r#type)| (name.clone(), r#type.clone(), false))
                .collect();
            let variable = |at| Target::Variable(Home::CustomElement(element), VariableId::from_index(at));
            let callee = Callee { name: &used.name.text, parameters: &parameters, target: &variable };
            arguments = self.arguments(&callee, used.name.span, &used.arguments);
            saves = used.saves.iter().filter_map(|saved| self.saved_result(element, saved)).collect();
        } else {
            self.unchecked(&used.arguments);
            self.unknown_saves(&used.saves);
        }
        let branches = self.use_branches(statement, next);
        let Some(element) = element else { return ElementKind::Exit };
        if branches.is_none() && self.checker.symbols.custom_elements[element].calls {
            self.checker.report(statement.head, Problem::UnhandledErrors { element: "use".to_owned() });
        }
        let arguments =
            arguments.into_iter().map(|(at, value)| (VariableId::from_index(at), value)).collect();
        ElementKind::Use(Use { element, arguments, saves, branches })
    }

    fn use_branches(
        &mut self,
        statement: &Statement,
        next: Option<ElementId>,
    ) -> Option<Branches<UseOutcome>> {
        let read = |checker: &mut Checker, name: &Name| {
            let at = checker.outcome_among("use", name, &["success", "error"])?;
            Some(if at == 0 { UseOutcome::Success } else { UseOutcome::Error })
        };
        self.branches(statement, next, read, |known| known.len() > 1)
    }

    /// `save url = joinUrl`: the variable that is written, and the one of the element that is read.
    fn saved_result(
        &mut self,
        element: CustomElementId,
        saved: &SavedResult,
    ) -> Option<(VariableId, VariableId)> {
        let signature = &self.checker.symbols.custom_elements[element];
        let results = &signature.results;
        let at = results.iter().position(|(name, _)| *name == saved.result.text);
        let Some(at) = at else {
            let known: Vec<&str> = results.iter().map(|(name, _)| &**name).collect();
            let hint = match &known[..] {
                [] => format!("`{}` gives nothing back", signature.named.name),
                _ => format!("it gives {}", List::of(known.iter().copied())),
            };
            let kind = format!("result of `{}` named", signature.named.name);
            self.checker.unknown_or_wrong_case(&kind, &saved.result, &known, hint);
            self.unknown_saves(std::slice::from_ref(saved));
            return None;
        };
        let source = VariableId::from_index(signature.parameters.len() + at);
        if saved.result.span != saved.target.span {
            let result = Target::Variable(Home::CustomElement(element), source);
            self.checker.resolve(saved.result.span, result);
        }
        let variable = self.checker.saved_variable(&saved.target, &results[at].1)?;
        Some((variable, source))
    }

    /// Notes variables of which no more is known than that something would have been saved in them.
    fn unknown_saves(&mut self, saves: &[SavedResult]) {
        if let Some(scope) = &mut self.checker.scope.flow {
            scope.broken.extend(saves.iter().map(|saved| saved.target.text.clone()));
        }
    }

    pub(super) fn add_to_flow(
        &mut self,
        statement: &Statement,
        add: &tree::AddToFlow,
        next: Option<ElementId>,
    ) -> ElementKind {
        let flow = self.checker.require(NameKind::Flow, &add.flow).map(FlowId::from_index);
        let arguments = match flow {
            Some(flow) => self.entry_arguments(flow, add),
            None => {
                self.unchecked(&add.arguments);
                Vec::new()
            }
        };
        let person = add.person.as_ref().and_then(|fields| self.other_person(statement.head, fields));
        let read = |checker: &mut Checker, name: &Name| {
            checker.outcome_among("add to flow", name, &["added"]).map(|_| Added)
        };
        let branches = self.branches(statement, next, read, |_| false);
        let Some(flow) = flow else { return ElementKind::Exit };
        if branches.is_none() {
            self.checker.report(statement.head, Problem::NoFailover {});
        }
        ElementKind::AddToFlow(AddToFlow { flow, arguments, person, branches })
    }

    /// What a flow is given, by the place of the parameter.
    fn entry_arguments(
        &mut self,
        flow: FlowId,
        add: &tree::AddToFlow,
    ) -> Vec<(usize, program::ExpressionId)> {
        self.checker.resolve(add.flow.span, Target::Flow(flow));
        let signature = &self.checker.symbols.flows[flow];
        let Some(parameters) = &signature.parameters else {
            let flow = add.flow.text.to_string();
            self.checker.report(add.flow.span, Problem::NoEntryFromFlow { flow });
            self.unchecked(&add.arguments);
            return Vec::new();
        };
        let parameters: Vec<_> = parameters
            .iter()
            .map(|known| (known.name.clone(), known.r#type.clone(), known.optional))
            .collect();
        let parameter = |at| Target::Parameter(flow, at as u32);
        let callee = Callee { name: &add.flow.text, parameters: &parameters, target: &parameter };
        self.arguments(&callee, add.flow.span, &add.arguments)
    }

    /// `for person(phone = friendPhone, firstName = friendName)`
    fn other_person(&mut self, head: Span, fields: &[Assignment]) -> Option<OtherPerson> {
        let Some((first, others)) = fields.split_first() else {
            self.checker.element_setting(
                head,
                "for person",
                "wants `phone` or `email` first, by which people are found",
            );
            return None;
        };
        if !IDENTIFYING.contains(&&*first.target.text) {
            let reason = "wants `phone` or `email` first, by which people are found";
            self.checker.element_setting(first.target.span, "for person", reason);
        }
        let contact = self.profile_fields(std::slice::from_ref(first), false).pop();
        let attributes = self.profile_fields(others, false);
        Some(OtherPerson { contact: contact?, attributes })
    }

    pub(super) fn notify(&mut self, notify: &tree::Notify) -> ElementKind {
        let name = &notify.channel;
        if !NOTIFYING.contains(&&*name.text) {
            let hint = format!("`notify` goes by {}", List::of(NOTIFYING));
            self.checker.unknown_or_wrong_case("channel of `notify` named", name, &NOTIFYING, hint);
        }
        let channel = self.checker.look_up(NameKind::Channel, &name.text).map(ChannelId::from_index);
        let recipients = notify.recipients.iter().map(|recipient| self.recipient(*recipient)).collect();
        let Some(channel) = channel else { return ElementKind::Exit };
        self.checker.resolve(name.span, Target::Channel(channel));
        let content = self.checker.content(channel, name, &notify.content);
        ElementKind::Notify(Notify { channel, recipients, content })
    }

    /// One address.
    fn recipient(&mut self, id: tree::ExpressionId) -> program::ExpressionId {
        let typed = self.checker.value_of(id, &Type::Text, "a recipient");
        let node = self.checker.node(id);
        if let ExpressionKind::Text(parts) = &node.kind
            && parts.iter().any(|part| matches!(part, TextPart::Literal(text) if text.contains([',', ';'])))
        {
            self.checker.report(node.span, Problem::SeveralAddresses {});
        }
        typed.id
    }

    /// Checks named arguments. Gives the places of their parameters and their values.
    fn arguments(
        &mut self,
        callee: &Callee,
        span: Span,
        arguments: &[Assignment],
    ) -> Vec<(usize, program::ExpressionId)> {
        let known: Vec<&str> = callee.parameters.iter().map(|(name, ..)| &**name).collect();
        let mut given: Vec<(usize, program::ExpressionId)> = Vec::new();
        for argument in arguments {
            let Some(value) = argument.value else { continue };
            let Some(at) = known.iter().position(|name| *name == &*argument.target.text) else {
                self.unknown_parameter(callee, &argument.target, &known);
                self.checker.expression(value);
                continue;
            };
            if let Some((first, _)) = arguments_before(arguments, argument) {
                self.checker.duplicate("argument", &argument.target.text, argument.target.span, first);
            }
            self.checker.note(argument.target.span, (callee.target)(at), Role::Written);
            let role = format!("`{}` of `{}`", argument.target.text, callee.name);
            given.push((at, self.checker.value_of(value, &callee.parameters[at].1, &role).id));
        }
        let is_missing = |(at, parameter): &(usize, &(Arc<str>, Type, bool))| {
            !parameter.2
                && !arguments.iter().any(|argument| argument.target.text == parameter.0)
                && *at < known.len()
        };
        let missing = callee.parameters.iter().enumerate().filter(is_missing);
        let missing: Vec<String> = missing.map(|(_, (name, ..))| format!("`{name}`")).collect();
        if !missing.is_empty() {
            let (callee, missing) = (callee.name.to_owned(), missing.join(" and "));
            self.checker.report(span, Problem::MissingArgument { callee, missing });
        }
        given
    }

    fn unknown_parameter(&mut self, callee: &Callee, name: &Name, known: &[&str]) {
        let hint = match known {
            [] => format!("`{}` takes none", callee.name),
            _ => format!("it takes {}", List::of(known.iter().copied())),
        };
        let kind = format!("parameter of `{}` named", callee.name);
        self.checker.unknown_or_wrong_case(&kind, name, known, hint);
    }

    /// Checks arguments of something that nobody knows.
    fn unchecked(&mut self, arguments: &[Assignment]) {
        for value in arguments.iter().filter_map(|argument| argument.value) {
            self.checker.expression(value);
        }
    }
}

/// The argument before `argument` with the same name.
fn arguments_before<'t>(
    arguments: &'t [Assignment],
    argument: &Assignment,
) -> Option<(Span, &'t Assignment)> {
    let first = arguments.iter().find(|first| first.target.text == argument.target.text)?;
    (first.span != argument.span).then_some((first.target.span, first))
}
