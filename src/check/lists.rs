//! Lists and objects: literals, fields, and conditions over the items of a list.
//!
//! `orders.price` is a field of an object, or of each item of a list of objects; then it is a list itself, in which the lists of
//! a field that is one stand in a row. A `where` behind `orders.price` is about the orders, since a price has no fields; behind
//! `orders.lines`, where `lines` is a list, it is about the lines. Behind `any` and `all` it is about the items of whatever list
//! is named.

use super::declaration::{Checker, Typed};
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::eval;
use crate::program::{self, ExpressionKind, Field, Fields, Type};
use crate::source::Span;
use crate::syntax::tree::{self, ExpressionId, ExpressionKind as Node, Name, ObjectField};
use crate::value::{Object, Value};

impl Checker<'_> {
    /// `[a, b]`
    pub(super) fn list(&mut self, items: &[ExpressionId], span: Span) -> Typed {
        let mut held = Some(Type::Empty);
        let mut ids = Vec::with_capacity(items.len());
        for &item in items {
            let typed = self.expression(item);
            held = held.and_then(|held| self.joined(held, &typed, self.node(item).span));
            ids.push(typed.id);
        }
        let Some(held) = held.filter(|held| *held != Type::Error) else { return self.wrong(span) };
        let r#type = Type::List(Box::new(held));
        match self.constants(&ids) {
            Some(values) => self.constant(eval::conform(Value::List(values.into()), &r#type), r#type, span),
            None => self.add(ExpressionKind::List(ids), r#type, span),
        }
    }

    /// The type that holds the items so far and one more; nothing where that is reported.
    fn joined(&mut self, held: Type, item: &Typed, span: Span) -> Option<Type> {
        if item.r#type.item().is_some() {
            self.report(span, Problem::ListOfLists {});
            return None;
        }
        let joined = held.join(&item.r#type);
        if joined.is_none() {
            let (one, other) = (held.described(), item.r#type.described());
            self.report(span, Problem::MixedList { one, other });
        }
        joined
    }

    /// `{ sku: "x", price: 3 }`
    pub(super) fn object(&mut self, written: &[ObjectField], span: Span) -> Typed {
        let (mut fields, mut ids) = (Vec::<Field>::new(), Vec::new());
        for (place, field) in written.iter().enumerate() {
            let typed = self.expression(field.value);
            if let Some(first) = written[..place].iter().find(|first| first.name.text == field.name.text) {
                self.field_twice(&field.name, &first.name);
                continue;
            }
            fields.push(Field { name: field.name.text.clone(), r#type: typed.r#type, optional: false });
            ids.push(typed.id);
        }
        let fields = Fields::new(fields);
        let names = fields.names().clone();
        let r#type = Type::Object(fields);
        match self.constants(&ids) {
            Some(values) => {
                let object = Value::from(Object::new(names, values));
                self.constant(eval::conform(object, &r#type), r#type, span)
            }
            None => self.add(ExpressionKind::Object(ids), r#type, span),
        }
    }

    fn field_twice(&mut self, second: &Name, first: &Name) {
        let (kind, name) = ("field".to_owned(), second.text.to_string());
        let diagnostic = Diagnostic::new(self.at(second.span), Problem::DuplicateName { kind, name });
        self.push(diagnostic.label(self.at(first.span), "given here first"));
    }

    /// The values of expressions that are all constants.
    fn constants(&self, ids: &[program::ExpressionId]) -> Option<Vec<Value>> {
        ids.iter().map(|&id| self.constant_value(id).cloned()).collect()
    }

    /// `basket.total`, `orders.price`: a field of an object, or of each item of a list.
    pub(super) fn field_of(&mut self, base: &Typed, field: &Name, span: Span) -> Typed {
        let item = base.r#type.item();
        let Type::Object(fields) = item.unwrap_or(&base.r#type) else { return self.no_fields(base, span) };
        let Some((place, found)) = fields.find(&field.text) else {
            self.unknown_field(fields, field);
            return self.wrong(span);
        };
        let (place, held) = (place as u32, found.r#type.clone());
        if item.is_none() {
            return self.add(ExpressionKind::Field { object: base.id, place }, held, span);
        }
        let kind = ExpressionKind::Items { list: base.id, condition: None, field: Some(place) };
        let r#type = if held.item().is_some() { held } else { Type::List(Box::new(held)) };
        self.add(kind, r#type, span)
    }

    fn unknown_field(&mut self, fields: &Fields, field: &Name) {
        let known: Vec<&str> = fields.iter().map(|known| &*known.name).collect();
        let hint = match &*field.text {
            "length" | "size" | "count" => "how many items a list has is said by `count(…)`".to_owned(),
            _ => format!("it has {}", List::of(known.iter().copied())),
        };
        self.unknown_or_wrong_case("field", field, &known, hint);
    }

    /// `orders where price > 10`, `orders.price where paid is true`
    pub(super) fn items(&mut self, list: &Typed, filter: ExpressionId, span: Span) -> Typed {
        let (about, field) = self.taken_from(list);
        match self.item_condition(&about, filter, span) {
            Some(condition) => {
                let kind = ExpressionKind::Items { list: about.id, condition: Some(condition), field };
                self.add(kind, list.r#type.clone(), span)
            }
            None => self.wrong(span),
        }
    }

    /// The list that a `where` is about, and the field that is taken from its items.
    fn taken_from(&self, list: &Typed) -> (Typed, Option<u32>) {
        let expressions = &self.result.fragment.expressions;
        if let ExpressionKind::Items { list: inner, condition: None, field: Some(place) } =
            expressions[list.id].kind
        {
            let r#type = expressions[inner].r#type.clone();
            if let Some(Type::Object(fields)) = r#type.item()
                && fields.iter().nth(place as usize).is_some_and(|field| field.r#type.item().is_none())
            {
                return (Typed { id: inner, r#type }, Some(place));
            }
        }
        (list.clone(), None)
    }

    /// `any orders where price > 100`
    pub(super) fn quantified(
        &mut self,
        quantifier: tree::Quantifier,
        list: ExpressionId,
        filter: ExpressionId,
        span: Span,
    ) -> Typed {
        let list_span = self.node(list).span;
        let list = self.expression(list);
        let Some(condition) = self.item_condition(&list, filter, list_span) else { return self.wrong(span) };
        let quantifier = match quantifier {
            tree::Quantifier::Any => program::Quantifier::Any,
            tree::Quantifier::All => program::Quantifier::All,
        };
        let kind = ExpressionKind::Quantified { quantifier, list: list.id, condition };
        self.add(kind, Type::Boolean, span)
    }

    /// The condition over the items of a list. Where there is no list, that is reported, and the names in the condition are
    /// nobody's.
    fn item_condition(
        &mut self,
        list: &Typed,
        filter: ExpressionId,
        span: Span,
    ) -> Option<program::ExpressionId> {
        let Some(item) = list.r#type.item() else {
            if list.r#type != Type::Error {
                self.report(span, Problem::NotAList { found: list.r#type.described() });
            }
            return None;
        };
        self.scope.items.push(item.clone());
        // A bare value is a mistake of syntax that has been reported.
        let condition = match &self.node(filter).kind {
            Node::Compare { .. } | Node::Bracket(_) => self.condition(filter),
            _ => self.wrong(self.node(filter).span).id,
        };
        self.scope.items.pop();
        Some(condition)
    }
}

/// What is wrong with an object where another is wanted, or with the objects of a list; nothing where that is not the point.
pub(super) fn unfit_object(found: &Type, wanted: &Type, role: &str) -> Option<Problem> {
    match (found, wanted) {
        (Type::List(found), Type::List(wanted)) => unfit_object(found, wanted, role),
        (Type::Object(found), Type::Object(wanted)) => unfit_fields(found, wanted, role),
        _ => None,
    }
}

fn unfit_fields(found: &Fields, wanted: &Fields, role: &str) -> Option<Problem> {
    let role = role.to_owned();
    if let Some(other) = found.iter().find(|field| wanted.find(&field.name).is_none()) {
        let known = List::of(wanted.iter().map(|field| &*field.name));
        return Some(Problem::SuperfluousField { role, field: other.name.to_string(), known });
    }
    for field in wanted.iter() {
        let given = found.find(&field.name).map(|(_, given)| given);
        if !field.optional && given.is_none_or(|given| given.optional) {
            return Some(Problem::MissingField { role, field: field.name.to_string() });
        }
        if let Some(given) = given.filter(|given| !given.r#type.fits(&field.r#type)) {
            let inner = format!("the field `{}` of {role}", field.name);
            let (expected, found) = (field.r#type.described(), given.r#type.described());
            let mismatch = Problem::TypeMismatch { expected, found, role: inner.clone() };
            return unfit_object(&given.r#type, &field.r#type, &inner).or(Some(mismatch));
        }
    }
    None
}
