//! Lists and objects, and conditions over the items of lists.

use super::{Lowering, part, parts};
use crate::diagnostic::List;
use crate::source::Span;
use crate::syntax::finding::Finding;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{ExpressionId, ExpressionKind, Name, ObjectField, Quantifier};

impl Lowering<'_> {
    /// `[a, b]`
    pub(super) fn list(&mut self, node: &Node<'_>) -> ExpressionId {
        let items: Vec<Node<'_>> = parts(node, Rule::expression).collect();
        let items: Vec<ExpressionId> = items.iter().map(|item| self.expression(item)).collect();
        let below = items.clone();
        self.add(ExpressionKind::List(items), self.span(node), &below)
    }

    /// `{ sku: "x", price: 3 }`
    pub(super) fn object(&mut self, node: &Node<'_>) -> ExpressionId {
        let fields: Vec<Node<'_>> = parts(node, Rule::object_field).collect();
        let mut lower =
            |field: &Node<'_>| ObjectField { name: self.name_in(field), value: self.expression_in(field) };
        let fields: Vec<ObjectField> = fields.iter().map(&mut lower).collect();
        let below: Vec<ExpressionId> = fields.iter().map(|field| field.value).collect();
        self.add(ExpressionKind::Object(fields), self.span(node), &below)
    }

    /// `any orders where price > 100`
    pub(super) fn quantified(&mut self, node: &Node<'_>) -> ExpressionId {
        let is_any = part(node, Rule::kw_any).is_some();
        let quantifier = if is_any { Quantifier::Any } else { Quantifier::All };
        let list = part(node, Rule::path).map(|path| self.path(&path));
        let list = list.unwrap_or_else(|| self.broken(self.span(node)));
        let filter = self.filter_in(node).unwrap_or_else(|| self.broken(self.span(node)));
        self.add(ExpressionKind::Quantified { quantifier, list, filter }, self.span(node), &[list, filter])
    }

    /// `orders where price > 9` in front of other arguments, where no event can stand.
    pub(super) fn items_of(&mut self, node: &Node<'_>) -> ExpressionId {
        let target = part(node, Rule::aggregated_event).unwrap_or_else(|| node.clone());
        let list = self.path(&target);
        for part in node.clone().into_inner().chain(target.into_inner()) {
            if matches!(
                part.as_rule(),
                Rule::kw_event | Rule::owner | Rule::window | Rule::window_by_age | Rule::followed
            ) {
                let found = format!("`{}`", part.as_str().trim());
                let expected = List::of(["~a list"]);
                self.find(Finding::unexpected(self.span(&part), expected, found));
            }
        }
        match self.filter_in(node) {
            Some(filter) => {
                self.add(ExpressionKind::Items { list, filter }, self.span(node), &[list, filter])
            }
            None => list,
        }
    }

    /// `orders`, `person.orders`, `basket.lines.price`
    fn path(&mut self, node: &Node<'_>) -> ExpressionId {
        let first = self.name_in(node);
        let start = first.span.start;
        let mut list = self.named(first);
        let is_field = |part: &Node<'_>| matches!(part.as_rule(), Rule::field | Rule::property);
        let fields: Vec<Node<'_>> = node.clone().into_inner().filter(is_field).collect();
        for field in &fields {
            let field = self.name_in(field);
            let span = Span { start, end: field.span.end };
            list = self.add(ExpressionKind::Field { base: list, field }, span, &[list]);
        }
        list
    }

    fn named(&mut self, name: Name) -> ExpressionId {
        let span = name.span;
        self.add(ExpressionKind::Name(name), span, &[])
    }
}
