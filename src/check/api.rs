//! API calls: what is sent, what is taken from the response, and where it leads.

use std::sync::Arc;

use serde_json_path::JsonPath;

use super::declaration::{Checker, Home, Role, Target};
use super::elements::Elements;
use super::names::VariableEntry;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{
    ApiBody, CallApi, Delivery, ElementId, ElementKind, ExpressionId, Id, Json, Mapping, MappingSource,
    Method, ResponseClass, Type, VariableId,
};
use crate::source::{Location, Span};
use crate::syntax::tree::{
    self, ApiSetting, ApiSettingKind, Assignment, ExpressionKind, Name, PlainText, Statement, TextPart,
};

/// The outcomes that have words; statuses such as `404` are known beside them.
const RESPONSES: [(&str, ResponseClass); 7] = [
    ("success", ResponseClass::Success),
    ("2xx", ResponseClass::Success),
    ("3xx", ResponseClass::Class(3)),
    ("4xx", ResponseClass::Class(4)),
    ("5xx", ResponseClass::Class(5)),
    ("no response", ResponseClass::NoResponse),
    ("error", ResponseClass::Error),
];

/// The statuses that a response can end with.
const STATUSES: std::ops::RangeInclusive<u16> = 200..=599;

impl Elements<'_, '_> {
    pub(super) fn call_api(
        &mut self,
        statement: &Statement,
        call: &tree::CallApi,
        next: Option<ElementId>,
    ) -> ElementKind {
        self.checker.scope.secrets = true;
        let mut made = self.checker.request(call);
        self.checker.scope.secrets = false;
        made.mappings = self.checker.mappings(call);
        self.awaited(statement, call, made.waits);
        made.branches =
            self.branches(statement, next, |checker, name| checker.response_class(name), covers_responses);
        let in_flow = matches!(self.home, Home::Flow(_));
        // A mapping that is wrong is one mistake, and what becomes of errors can be seen once it is mended.
        let is_wrong = self.checker.is_reported(statement.span);
        if made.waits && made.branches.is_none() && in_flow && !is_wrong {
            self.checker.report(statement.head, Problem::UnhandledErrors { element: "call api".to_owned() });
        }
        ElementKind::CallApi(Box::new(made))
    }

    /// Reports arms and mappings of a call that nobody waits for.
    fn awaited(&mut self, statement: &Statement, call: &tree::CallApi, waits: bool) {
        let is_broken = |setting: &ApiSetting| matches!(setting.kind, ApiSettingKind::Broken { .. });
        if waits || call.settings.iter().any(is_broken) {
            return;
        }
        let is_save = |setting: &&ApiSetting| matches!(setting.kind, ApiSettingKind::Save(_));
        let save = call.settings.iter().find(is_save).map(|setting| ("save", setting.span));
        let arm =
            call.arms.first().map(|arm| (if arm.when.is_some() { "when" } else { "otherwise" }, arm.head));
        let Some((what, span)) = save.or(arm) else { return };
        let problem = Problem::ResponseNotAwaited { what: what.to_owned() };
        let at = self.checker.at(span);
        let insert = Location { span: Span { start: span.start, end: span.start }, ..at };
        debug_assert!(span.start >= statement.span.start, "a line stands in its element");
        let fix = "wait for response; ".to_owned();
        self.checker.push(Diagnostic::new(at, problem).fix(true, "add `wait for response`", insert, fix));
    }
}

impl Checker<'_> {
    /// What is sent.
    fn request(&mut self, call: &tree::CallApi) -> CallApi {
        let mut made = CallApi {
            method: self.method(&call.method).unwrap_or(Method::Get),
            url: self.url(call.url),
            headers: Vec::new(),
            body: None,
            timeout: None,
            retries: 0,
            waits: false,
            mappings: Vec::new(),
            delivery: Delivery::default(),
            branches: None,
        };
        let mut headers: Vec<&PlainText> = Vec::new();
        for setting in &call.settings {
            if let ApiSettingKind::Header { name, value } = &setting.kind {
                if let Some(first) = headers.iter().find(|first| first.text.eq_ignore_ascii_case(&name.text))
                {
                    self.duplicate("header", &name.text, name.span, first.span);
                }
                headers.push(name);
                made.headers
                    .push((name.text.clone(), self.scalar(*value, &format!("the header `{}`", name.text))));
            } else {
                self.request_setting(setting, &mut made);
            }
        }
        made
    }

    fn request_setting(&mut self, setting: &ApiSetting, made: &mut CallApi) {
        let span = setting.span;
        match &setting.kind {
            ApiSettingKind::Json(json) => {
                let body = ApiBody::Json(self.json(json));
                self.body(made, body, span);
            }
            ApiSettingKind::Fields(fields) => {
                let body = ApiBody::Fields(self.body_fields(fields));
                self.body(made, body, span);
            }
            ApiSettingKind::Form(fields) => {
                let body = ApiBody::Form(self.body_fields(fields));
                self.body(made, body, span);
            }
            ApiSettingKind::Timeout(time) => {
                self.once(made.timeout.is_some(), "timeout", span);
                made.timeout = Some(self.positive_time(*time, "timeout", "the time for a response"));
            }
            ApiSettingKind::Retry(times) => {
                self.once(made.retries > 0, "retry", span);
                made.retries = self.positive(*times, "retry", "how often a call is tried again").unwrap_or(1);
            }
            ApiSettingKind::WaitForResponse => {
                self.once(std::mem::replace(&mut made.waits, true), "wait for response", span);
            }
            ApiSettingKind::Window(window) => {
                self.once(made.delivery.window.is_some(), "window", span);
                made.delivery.window = Some(self.delivery_window(window, span));
            }
            ApiSettingKind::Speed(speed) => {
                self.once(made.delivery.speed.is_some(), "speed", span);
                made.delivery.speed = self.speed(speed);
            }
            ApiSettingKind::Broken { declares } => {
                if let Some(scope) = &mut self.scope.flow {
                    scope.broken.extend(declares.iter().map(|name| name.text.clone()));
                }
            }
            // These are looked at elsewhere.
            ApiSettingKind::Header { .. } | ApiSettingKind::Save(_) => {}
        }
    }

    fn body(&mut self, made: &mut CallApi, body: ApiBody, span: Span) {
        self.once(made.body.replace(body).is_some(), "body", span);
    }

    /// The method of a call; an unknown one is reported.
    pub(super) fn method(&mut self, name: &Name) -> Option<Method> {
        let found = Method::ALL.into_iter().find(|method| method.word() == &*name.text);
        if found.is_none() {
            self.unknown("method", name, &Method::ALL.map(Method::word));
        }
        found
    }

    /// An address, which says how it is reached wherever it starts with literal text.
    fn url(&mut self, id: tree::ExpressionId) -> ExpressionId {
        let typed = self.value_of(id, &Type::Text, "an address");
        let node = self.node(id);
        if let ExpressionKind::Text(parts) = &node.kind {
            let starts_well = match parts.first() {
                Some(TextPart::Literal(text)) => text.starts_with("https://") || text.starts_with("http://"),
                Some(TextPart::Placeholder(_)) => true,
                None => false,
            };
            if !starts_well {
                let reason = "wants an address that starts with `https://` or `http://`";
                self.element_setting(node.span, "call api", reason);
            }
        }
        typed.id
    }

    /// A value that is one value, and no list.
    fn scalar(&mut self, id: tree::ExpressionId, role: &str) -> ExpressionId {
        let typed = self.expression(id);
        if matches!(typed.r#type, Type::List(_)) {
            self.expect(&typed, &Type::Text, self.node(id).span, role);
        }
        typed.id
    }

    fn body_fields(&mut self, fields: &[Assignment]) -> Vec<(Arc<str>, ExpressionId)> {
        let mut checked: Vec<(Arc<str>, ExpressionId)> = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let Some(value) = field.value else { continue };
            if let Some(first) = fields[..at].iter().find(|first| first.target.text == field.target.text) {
                self.duplicate("field", &field.target.text, field.target.span, first.target.span);
            }
            checked
                .push((field.target.text.clone(), self.scalar(value, &format!("`{}`", field.target.text))));
        }
        checked
    }

    fn json(&mut self, json: &tree::Json) -> Json {
        match json {
            tree::Json::Value(value) => Json::Value(self.expression(*value).id),
            tree::Json::Array(items) => Json::Array(items.iter().map(|item| self.json(item)).collect()),
            tree::Json::Object(members) => {
                let mut checked = Vec::new();
                for (at, member) in members.iter().enumerate() {
                    if let Some(first) = members[..at].iter().find(|first| first.key.text == member.key.text)
                    {
                        self.duplicate("field", &member.key.text, member.key.span, first.key.span);
                    }
                    checked.push((member.key.text.clone(), self.json(&member.value)));
                }
                Json::Object(checked)
            }
        }
    }

    /// What is taken from the response. All of it comes at once, so no mapping sees the variable of another.
    fn mappings(&mut self, call: &tree::CallApi) -> Vec<Mapping> {
        let saves = call.settings.iter().filter_map(|setting| match &setting.kind {
            ApiSettingKind::Save(mappings) => Some(mappings),
            _ => None,
        });
        let written: Vec<&tree::Mapping> = saves.flatten().collect();
        for (at, mapping) in written.iter().enumerate() {
            let name = &mapping.target;
            if let Some(first) = written[..at].iter().find(|first| first.target.text == name.text) {
                self.duplicate("saved variable", &name.text, name.span, first.target.span);
            }
        }
        written.into_iter().filter_map(|mapping| self.mapping(mapping)).collect()
    }

    fn mapping(&mut self, mapping: &tree::Mapping) -> Option<Mapping> {
        let r#type = match &mapping.r#type {
            Some(written) => self.written_type(written),
            None => self.variable_type(&mapping.target).unwrap_or(Type::Text),
        };
        self.mapped_type(&r#type, mapping);
        let variable = self.saved_variable(&mapping.target, &r#type);
        let source = match &mapping.source {
            tree::MappingSource::Path(path) => self.json_path(path).map(MappingSource::Path),
            tree::MappingSource::Header(name) => Some(MappingSource::Header(name.text.clone())),
        };
        Some(Mapping { variable: variable?, source: source? })
    }

    /// Reports a type that no value of a response can have.
    fn mapped_type(&mut self, r#type: &Type, mapping: &tree::Mapping) {
        if matches!(r#type, Type::List(_) | Type::Duration | Type::Time) {
            let expected = "a boolean, a text, a number or a date".to_owned();
            let role = format!("what is saved as `{}`", mapping.target.text);
            let problem = Problem::TypeMismatch { expected, found: r#type.described(), role };
            self.report(mapping.span, problem);
        }
    }

    /// The type of a variable that is there already.
    fn variable_type(&self, name: &Name) -> Option<Type> {
        let variable = self.variable(&name.text)?;
        let scope = self.scope.flow.as_ref()?;
        Some(scope.variables[variable.index()].r#type.clone())
    }

    /// The variable that something of a type is saved in; it is declared with that type, unless it is there already.
    pub(super) fn saved_variable(&mut self, name: &Name, r#type: &Type) -> Option<VariableId> {
        let known = self.variable(&name.text);
        let role = if known.is_some() { Role::Written } else { Role::Declared };
        let scope = self.scope.flow.as_mut()?;
        let variable = known.unwrap_or_else(|| {
            let entry = VariableEntry { name: name.text.clone(), r#type: r#type.clone(), span: name.span };
            scope.variables.push(entry);
            VariableId::from_index(scope.variables.len() - 1)
        });
        scope.assigned.insert(variable);
        let (home, wanted) = (scope.id, scope.variables[variable.index()].r#type.clone());
        self.note(name.span, Target::Variable(home, variable), role);
        if !r#type.fits(&wanted) {
            let (expected, found) = (wanted.described(), r#type.described());
            let role = format!("what is saved as `{}`", name.text);
            self.report(name.span, Problem::TypeMismatch { expected, found, role });
        }
        Some(variable)
    }

    /// A path that leads to one place; what is wrong with another is reported where it is wrong.
    fn json_path(&mut self, path: &PlainText) -> Option<JsonPath> {
        let fault = match JsonPath::parse(&path.text) {
            Err(error) => Some((error.position(), "it cannot be read from here on".to_owned())),
            Ok(_) => several_places(&path.text).map(|at| {
                (at, "it may lead to several values: names and indexes only are possible here".to_owned())
            }),
        };
        if let Some((at, reason)) = fault {
            let span = character_at(path, at);
            let path = path.text.to_string();
            self.report(span, Problem::InvalidJsonPath { path, reason });
            return None;
        }
        JsonPath::parse(&path.text).ok()
    }

    fn response_class(&mut self, name: &Name) -> Option<ResponseClass> {
        if let Some((_, class)) = RESPONSES.iter().find(|(words, _)| *words == &*name.text) {
            return Some(*class);
        }
        if name.text.bytes().all(|byte| byte.is_ascii_digit()) {
            let status = name.text.parse().ok().filter(|status| STATUSES.contains(status));
            if status.is_none() {
                self.report(name.span, Problem::InvalidStatus { status: name.text.to_string() });
            }
            return status.map(ResponseClass::Status);
        }
        let known = RESPONSES.map(|(words, _)| words);
        let at = self.outcome_among("call api", name, &known)?;
        Some(RESPONSES[at].1)
    }
}

/// Whether arms take every response that there can be.
fn covers_responses(known: &[ResponseClass]) -> bool {
    let has = |class| known.contains(&class);
    let classes = [3, 4, 5].into_iter().all(|digit| has(ResponseClass::Class(digit)));
    has(ResponseClass::Success) && (has(ResponseClass::Error) || has(ResponseClass::NoResponse) && classes)
}

/// Where a valid path leads to more than one place: a wildcard, a slice, a filter, a union or `..`.
fn several_places(path: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = None;
    for (at, character) in path.char_indices() {
        let escaped = before == Some('\\');
        match (quote, character) {
            (Some(open), close) if open == close && !escaped => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, '*' | ':' | '?' | ',') => return Some(at),
            (None, '.') if before == Some('.') => return Some(at),
            _ => {}
        }
        // A backslash that is escaped itself escapes nothing.
        before = if escaped { None } else { Some(character) };
    }
    None
}

/// The character of a path at a byte, or its end.
fn character_at(path: &PlainText, at: usize) -> Span {
    let mut start = at.min(path.text.len());
    while !path.text.is_char_boundary(start) {
        start -= 1;
    }
    let length = path.text[start..].chars().next().map_or(0, char::len_utf8);
    let start = path.span.start as usize + start;
    Span::new(start, start + length)
}
