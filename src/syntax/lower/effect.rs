//! Elements that act on the world outside the profile: messages, notifications, other flows, custom elements, and who is
//! not to be contacted.

use super::{Lowering, part, parts};
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    AddToFlow, Assignment, CallApi, DeliveryWindow, ExpressionId, Name, Notify, OptOut, SavedResult, Send,
    SendSetting, SendSettingKind, Speed, StatementKind, Use,
};

impl Lowering<'_> {
    /// Such an element with a block that is still empty.
    pub(super) fn effect_head(&mut self, head: &Node<'_>) -> StatementKind {
        match head.as_rule() {
            Rule::call_api_head => StatementKind::CallApi(CallApi {
                method: self.method_in(head),
                url: self.expression_in(head),
                settings: Vec::new(),
                arms: Vec::new(),
            }),
            Rule::use_head => StatementKind::Use(Use {
                name: self.name_in(head),
                arguments: self.arguments_in(head),
                saves: self.saved_results_in(head),
                arms: Vec::new(),
            }),
            Rule::add_to_flow_head => StatementKind::AddToFlow(AddToFlow {
                flow: self.name_in(head),
                arguments: self.arguments_in(head),
                person: part(head, Rule::for_person).map(|person| self.arguments_in(&person)),
                arms: Vec::new(),
            }),
            Rule::notify_head => StatementKind::Notify(Notify {
                channel: self.name_in(head),
                recipients: self.values_in(head),
                content: Vec::new(),
            }),
            Rule::add_to_do_not_contact_head => StatementKind::AddToDoNotContact(Vec::new()),
            Rule::remove_from_do_not_contact_head => StatementKind::RemoveFromDoNotContact(Vec::new()),
            _ => StatementKind::Send(Send {
                channel: self.name_in(head),
                from: part(head, Rule::send_from).map(|from| self.name_in(&from)),
                content: Vec::new(),
                settings: Vec::new(),
                arms: Vec::new(),
            }),
        }
    }

    /// The block of such an element, whose head is lowered.
    pub(super) fn effect_block(&mut self, kind: &mut StatementKind, node: &Node<'_>) {
        match kind {
            StatementKind::Send(send) => {
                let Some(block) = part(node, Rule::message) else { return };
                send.content = self.contents(&block);
                let settings = block.clone().into_inner().collect::<Vec<_>>();
                send.settings = settings.iter().filter_map(|line| self.send_setting(line)).collect();
                send.arms = self.outcome_arms(&block);
            }
            StatementKind::CallApi(call) => {
                let Some(block) = part(node, Rule::api_block) else { return };
                let settings = block.clone().into_inner().collect::<Vec<_>>();
                call.settings = settings.iter().filter_map(|line| self.api_setting(line)).collect();
                call.arms = self.outcome_arms(&block);
            }
            StatementKind::Use(Use { arms, .. }) | StatementKind::AddToFlow(AddToFlow { arms, .. }) => {
                *arms = self.outcome_arms_in(node);
            }
            StatementKind::Notify(notify) => {
                let block = part(node, Rule::contents);
                notify.content = block.map_or_else(Vec::new, |block| self.contents(&block));
            }
            StatementKind::AddToDoNotContact(opt_outs) | StatementKind::RemoveFromDoNotContact(opt_outs) => {
                *opt_outs = self.opt_outs(node);
            }
            _ => {}
        }
    }

    /// A line of a message that says how it goes out.
    pub(in crate::syntax) fn send_setting(&mut self, line: &Node<'_>) -> Option<SendSetting> {
        let kind = match line.as_rule() {
            Rule::delivery_window => SendSettingKind::Window(self.delivery_window(line)),
            Rule::speed => SendSettingKind::Speed(self.speed(line)),
            Rule::validity => SendSettingKind::Validity(self.expression_in(line)),
            Rule::shorten_urls => SendSettingKind::ShortenUrls,
            Rule::track_clicks => SendSettingKind::TrackClicks,
            _ => return None,
        };
        Some(SendSetting { kind, span: self.span(line) })
    }

    /// `window 09:00 to 20:00 on monday in "Europe/Zagreb"`
    pub(super) fn delivery_window(&mut self, node: &Node<'_>) -> DeliveryWindow {
        let times = self.values_in(node);
        let days = part(node, Rule::window_days);
        let days = days.into_iter().flat_map(|days| parts(&days, Rule::day));
        let days: Vec<Name> = days.map(|day| self.name(&day)).collect();
        let zone = part(node, Rule::window_zone).and_then(|zone| self.plain_text_in(&zone));
        let time = |lowering: &mut Self, at: usize| {
            times.get(at).copied().unwrap_or_else(|| lowering.broken(lowering.span(node)))
        };
        DeliveryWindow { from: time(self, 0), to: time(self, 1), days, zone }
    }

    /// `speed 100 per minute`
    pub(super) fn speed(&mut self, node: &Node<'_>) -> Speed {
        Speed { amount: self.expression_in(node), unit: self.unit_in(node) }
    }

    /// `email newsletter`
    /// The block of channels and senders in a node.
    pub(super) fn opt_outs(&self, node: &Node<'_>) -> Vec<OptOut> {
        let block = part(node, Rule::opt_outs);
        block.map_or_else(Vec::new, |block| {
            parts(&block, Rule::opt_out).map(|line| self.opt_out(&line)).collect()
        })
    }

    pub(in crate::syntax) fn opt_out(&self, node: &Node<'_>) -> OptOut {
        let mut names = parts(node, Rule::name);
        let channel = names.next().map_or_else(|| self.name_in(node), |channel| self.name(&channel));
        let sender = names.next().map(|sender| self.name(&sender));
        OptOut { channel, sender, span: self.span(node) }
    }

    /// `(orderId = orderId)` among the parts of a node.
    fn arguments_in(&mut self, node: &Node<'_>) -> Vec<Assignment> {
        let arguments = part(node, Rule::named_arguments);
        arguments.map_or_else(Vec::new, |arguments| self.assignments(&arguments))
    }

    /// `save url = joinUrl` among the parts of a node.
    fn saved_results_in(&self, node: &Node<'_>) -> Vec<SavedResult> {
        let Some(save) = part(node, Rule::use_save) else { return Vec::new() };
        let result = |node: Node<'_>| {
            let mut names = parts(&node, Rule::name).map(|name| self.name(&name));
            let target = names.next().unwrap_or_else(|| self.name_in(&node));
            SavedResult { result: names.next().unwrap_or_else(|| target.clone()), target }
        };
        parts(&save, Rule::result).map(result).collect()
    }

    /// The values among the parts of a node.
    fn values_in(&mut self, node: &Node<'_>) -> Vec<ExpressionId> {
        let values: Vec<Node<'_>> = parts(node, Rule::value).collect();
        values.iter().map(|value| self.expression(value)).collect()
    }
}
