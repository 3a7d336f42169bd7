//! Elements that act on the outside, as text.

use super::{Show, name, plain, type_name};
use crate::syntax::tree::{
    ApiSetting, ApiSettingKind, Assignment, DeliveryWindow, ExpressionId, Json, Mapping, MappingSource,
    OptOut, OutcomeArm, SendSetting, SendSettingKind, Speed, StatementKind,
};

/// Whether an element is shown here.
pub(super) fn is_effect(kind: &StatementKind) -> bool {
    matches!(
        kind,
        StatementKind::Send(_)
            | StatementKind::CallApi(_)
            | StatementKind::Use(_)
            | StatementKind::AddToFlow(_)
            | StatementKind::Notify(_)
            | StatementKind::AddToDoNotContact(_)
            | StatementKind::RemoveFromDoNotContact(_)
    )
}

impl Show<'_> {
    pub(super) fn effect(&mut self, label: &str, kind: &StatementKind) {
        match kind {
            StatementKind::Send(send) => {
                let from =
                    send.from.as_ref().map_or_else(String::new, |from| format!(" from {}", name(from)));
                self.block(&format!("{label}send {}{from}", name(&send.channel)), |show| {
                    send.content.iter().for_each(|content| show.content(content));
                    send.settings.iter().for_each(|setting| show.send_setting(setting));
                    show.outcomes(&send.arms);
                });
            }
            StatementKind::CallApi(call) => {
                let url = self.expression(call.url);
                self.block(&format!("{label}call api {} {url}", name(&call.method)), |show| {
                    call.settings.iter().for_each(|setting| show.api_setting(setting));
                    show.outcomes(&call.arms);
                });
            }
            StatementKind::Use(used) => {
                let arguments = self.arguments(&used.arguments);
                let save = |(at, saved): (usize, &crate::syntax::tree::SavedResult)| {
                    let word = if at == 0 { " save" } else { "" };
                    format!("{word} ({} = {})", name(&saved.target), name(&saved.result))
                };
                let saves: String = used.saves.iter().enumerate().map(save).collect();
                let head = format!("{label}use {}{arguments}{saves}", name(&used.name));
                self.block(&head, |show| show.outcomes(&used.arms));
            }
            StatementKind::AddToFlow(add) => {
                let arguments = self.arguments(&add.arguments);
                let person = add
                    .person
                    .as_ref()
                    .map_or_else(String::new, |person| format!(" for person{}", self.arguments(person)));
                let head = format!("{label}add to flow {}{arguments}{person}", name(&add.flow));
                self.block(&head, |show| show.outcomes(&add.arms));
            }
            StatementKind::Notify(notify) => {
                let recipients = self.expressions(&notify.recipients);
                let head = format!("{label}notify {} to{recipients}", name(&notify.channel));
                self.block(&head, |show| {
                    notify.content.iter().for_each(|content| show.content(content));
                });
            }
            StatementKind::AddToDoNotContact(opt_outs) => {
                self.line(&format!("({label}add to do not contact{})", opted_out(opt_outs)));
            }
            StatementKind::RemoveFromDoNotContact(opt_outs) => {
                self.line(&format!("({label}remove from do not contact{})", opted_out(opt_outs)));
            }
            _ => {}
        }
    }

    pub(super) fn outcomes(&mut self, arms: &[OutcomeArm]) {
        for arm in arms {
            let head = arm.when.as_ref().map_or("otherwise".to_owned(), |when| format!("when {}", when.text));
            self.block(&head, |show| show.statements(&arm.body));
        }
    }

    fn send_setting(&mut self, setting: &SendSetting) {
        let shown = match &setting.kind {
            SendSettingKind::Window(window) => self.delivery_window(window),
            SendSettingKind::Speed(speed) => self.speed(speed),
            SendSettingKind::Validity(time) => format!("validity {}", self.expression(*time)),
            SendSettingKind::ShortenUrls => "shorten urls".to_owned(),
            SendSettingKind::TrackClicks => "track clicks".to_owned(),
        };
        self.line(&format!("({shown})"));
    }

    fn api_setting(&mut self, setting: &ApiSetting) {
        let shown = match &setting.kind {
            ApiSettingKind::Header { name, value } => {
                format!("header {} = {}", plain(name), self.expression(*value))
            }
            ApiSettingKind::Json(json) => format!("body json {}", self.json(json)),
            ApiSettingKind::Fields(fields) => format!("body{}", self.arguments(fields)),
            ApiSettingKind::Form(fields) => format!("body form{}", self.arguments(fields)),
            ApiSettingKind::Timeout(time) => format!("timeout {}", self.expression(*time)),
            ApiSettingKind::Retry(times) => format!("retry {}", self.expression(*times)),
            ApiSettingKind::WaitForResponse => "wait for response".to_owned(),
            ApiSettingKind::Save(mappings) => {
                let mappings: String = mappings.iter().map(mapping).collect();
                format!("save{mappings}")
            }
            ApiSettingKind::Window(window) => self.delivery_window(window),
            ApiSettingKind::Speed(speed) => self.speed(speed),
            ApiSettingKind::Broken { declares } => format!("broken{}", super::names(declares)),
        };
        self.line(&format!("({shown})"));
    }

    fn delivery_window(&self, window: &DeliveryWindow) -> String {
        let days = if window.days.is_empty() { String::new() } else { " on".to_owned() };
        let days = days + &super::names(&window.days);
        let zone = window.zone.as_ref().map_or_else(String::new, |zone| format!(" in {}", plain(zone)));
        let times: [ExpressionId; 2] = [window.from, window.to];
        format!("window{}{days}{zone}", self.expressions(&times))
    }

    fn speed(&self, speed: &Speed) -> String {
        format!("speed {} per {}", self.expression(speed.amount), name(&speed.unit))
    }

    fn json(&self, json: &Json) -> String {
        match json {
            Json::Value(value) => self.expression(*value),
            Json::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.json(item)).collect();
                format!("[{}]", items.join(" "))
            }
            Json::Object(members) => {
                let member = |member: &crate::syntax::tree::JsonMember| {
                    format!("{}: {}", plain(&member.key), self.json(&member.value))
                };
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(" "))
            }
        }
    }

    /// Named arguments, each behind a blank.
    fn arguments(&self, arguments: &[Assignment]) -> String {
        arguments.iter().map(|argument| format!(" {}", self.assignment(argument))).collect()
    }
}

fn mapping(mapping: &Mapping) -> String {
    let written =
        mapping.r#type.as_ref().map_or_else(String::new, |r#type| format!(" {}", type_name(r#type)));
    let source = match &mapping.source {
        MappingSource::Path(path) => path.text.to_string(),
        MappingSource::Header(header) => format!("header {}", plain(header)),
    };
    format!(" ({}{written} = {source})", name(&mapping.target))
}

pub(super) fn opted_out(opt_outs: &[OptOut]) -> String {
    let one = |opt_out: &OptOut| {
        let sender = opt_out.sender.as_ref().map_or_else(String::new, |sender| format!(" {}", name(sender)));
        format!(" ({}{sender})", name(&opt_out.channel))
    };
    opt_outs.iter().map(one).collect()
}
