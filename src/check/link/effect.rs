//! The expressions of elements that act on the outside.

use std::sync::Arc;

use super::Shift;
use crate::program::{AddToFlow, ApiBody, CallApi, Content, Delivery, ExpressionId, Json, OtherPerson, Send};

impl Shift<'_> {
    pub(super) fn send(&self, send: &mut Send) {
        self.content(&mut send.content);
        self.delivery(&mut send.delivery);
        send.validity = send.validity.map(|validity| self.expression(validity));
    }

    pub(super) fn content(&self, content: &mut [Content]) {
        for line in content {
            let text = line.value.text_mut();
            *text = self.expression(*text);
        }
    }

    pub(super) fn call_api(&self, call: &mut CallApi) {
        call.url = self.expression(call.url);
        self.fields(&mut call.headers);
        match &mut call.body {
            Some(ApiBody::Json(json)) => self.json(json),
            Some(ApiBody::Fields(fields) | ApiBody::Form(fields)) => self.fields(fields),
            None => {}
        }
        call.timeout = call.timeout.map(|timeout| self.expression(timeout));
        self.delivery(&mut call.delivery);
    }

    pub(super) fn add_to_flow(&self, add: &mut AddToFlow) {
        add.arguments = self.pairs(&add.arguments);
        if let Some(OtherPerson { contact, attributes }) = &mut add.person {
            contact.1 = self.expression(contact.1);
            *attributes = self.pairs(attributes);
        }
    }

    fn delivery(&self, delivery: &mut Delivery) {
        if let Some(window) = &mut delivery.window {
            window.from = self.expression(window.from);
            window.to = self.expression(window.to);
        }
    }

    fn fields(&self, fields: &mut [(Arc<str>, ExpressionId)]) {
        for (_, value) in fields {
            *value = self.expression(*value);
        }
    }

    fn json(&self, json: &mut Json) {
        match json {
            Json::Object(members) => members.iter_mut().for_each(|(_, member)| self.json(member)),
            Json::Array(items) => items.iter_mut().for_each(|item| self.json(item)),
            Json::Value(value) => *value = self.expression(*value),
        }
    }
}
