//! The lines of `call api`.

use super::{Lowering, part, parts};
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    ApiSetting, ApiSettingKind, Json, JsonMember, Mapping, MappingSource, Name, PlainText,
};

impl Lowering<'_> {
    /// `POST`
    pub(super) fn method_in(&self, head: &Node<'_>) -> Name {
        part(head, Rule::method).map_or_else(|| self.name_in(head), |method| self.name(&method))
    }

    /// A line of `call api` that is no arm.
    pub(in crate::syntax) fn api_setting(&mut self, line: &Node<'_>) -> Option<ApiSetting> {
        let kind = match line.as_rule() {
            Rule::api_header => ApiSettingKind::Header {
                name: self.plain_text_or_empty(line),
                value: self.expression_in(line),
            },
            Rule::api_body => self.api_body(line),
            Rule::api_timeout => ApiSettingKind::Timeout(self.expression_in(line)),
            Rule::api_retry => ApiSettingKind::Retry(self.expression_in(line)),
            Rule::wait_for_response => ApiSettingKind::WaitForResponse,
            Rule::api_save => {
                let mappings: Vec<Node<'_>> = parts(line, Rule::mapping).collect();
                ApiSettingKind::Save(mappings.iter().map(|mapping| self.mapping(mapping)).collect())
            }
            Rule::delivery_window => ApiSettingKind::Window(self.delivery_window(line)),
            Rule::speed => ApiSettingKind::Speed(self.speed(line)),
            _ => return None,
        };
        Some(ApiSetting { kind, span: self.span(line) })
    }

    fn api_body(&mut self, node: &Node<'_>) -> ApiSettingKind {
        if let Some(json) = self.json_in(node) {
            return ApiSettingKind::Json(json);
        }
        let block = part(node, Rule::assignments);
        let fields = block.map_or_else(Vec::new, |block| self.assignments(&block));
        match part(node, Rule::kw_form) {
            Some(_) => ApiSettingKind::Form(fields),
            None => ApiSettingKind::Fields(fields),
        }
    }

    /// The object or array among the parts of a node.
    fn json_in(&mut self, node: &Node<'_>) -> Option<Json> {
        if let Some(object) = part(node, Rule::json_object) {
            let members: Vec<Node<'_>> = parts(&object, Rule::json_member).collect();
            return Some(Json::Object(members.iter().map(|member| self.json_member(member)).collect()));
        }
        let array = part(node, Rule::json_array)?;
        let items = part(&array, Rule::json_items);
        let values: Vec<Node<'_>> = items.iter().flat_map(|items| parts(items, Rule::json_value)).collect();
        Some(Json::Array(values.iter().map(|value| self.json_value(value)).collect()))
    }

    /// `"name": firstName`
    fn json_member(&mut self, node: &Node<'_>) -> JsonMember {
        let key = self.plain_text_in(node).unwrap_or_else(|| {
            let name = self.name_in(node);
            PlainText { text: name.text, span: name.span }
        });
        let value = match part(node, Rule::json_value) {
            Some(value) => self.json_value(&value),
            None => Json::Value(self.broken(self.span(node))),
        };
        JsonMember { key, value }
    }

    fn json_value(&mut self, node: &Node<'_>) -> Json {
        self.json_in(node).unwrap_or_else(|| Json::Value(self.expression_in(node)))
    }

    /// `points: integer = $.loyalty_points`
    fn mapping(&mut self, node: &Node<'_>) -> Mapping {
        let source = match part(node, Rule::json_path) {
            Some(path) => {
                MappingSource::Path(PlainText { text: path.as_str().into(), span: self.span(&path) })
            }
            None => {
                let header = part(node, Rule::mapped_header).unwrap_or_else(|| node.clone());
                MappingSource::Header(self.plain_text_or_empty(&header))
            }
        };
        let r#type = part(node, Rule::r#type).map(|written| self.type_name(&written));
        Mapping { target: self.name_in(node), r#type, source, span: self.span(node) }
    }

    fn plain_text_or_empty(&mut self, node: &Node<'_>) -> PlainText {
        let text = self.plain_text_in(node);
        text.unwrap_or_else(|| PlainText { text: "".into(), span: self.span(node) })
    }
}
