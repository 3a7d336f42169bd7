//! Values and operators, as the checker knows them at the cursor.

use super::{Completions, Kind, property_key};
use crate::check::{NameKind, Target, VisibleName};
use crate::program::{EventId, Id, Type};
use crate::syntax::quote_name;
use crate::syntax::token::TokenKind;

/// The beginnings of conditions that are no names.
const CONDITIONS: [(&str, &str); 8] = [
    ("happened", "happened ${1}"),
    ("not happened", "not happened ${1}"),
    ("in segment", "in segment ${1}"),
    ("has tag", "has tag \"${1}\""),
    ("has no tag", "has no tag \"${1}\""),
    ("last contacted by", "last contacted by ${1:email} "),
    ("any … where", "any ${1} where ${2}"),
    ("all … where", "all ${1} where ${2}"),
];

impl Completions<'_, '_> {
    /// Names, functions and literals where a value may stand, and operators where one may.
    pub(super) fn values(&mut self) {
        if self.is_behind_point() {
            self.fields();
            return;
        }
        let cursor = self.cursor;
        if let Some(place) = self.speculation().value(cursor.start) {
            let wanted = place.wanted.as_ref();
            place.visible.names.iter().for_each(|name| self.visible(name, wanted));
            for person in place.visible.people.iter().flatten() {
                self.add(person, Kind::Person, &quote_name(person), None).rank = 1;
            }
            if place.visible.secrets {
                self.add("secret", Kind::Keyword, "secret.${1:name}", None).rank = 3;
            }
            self.functions(wanted);
            self.literals(wanted);
            if wanted.is_none() && place.visible.people.is_none() {
                self.conditions();
            }
        }
        self.operators();
    }

    fn visible(&mut self, name: &VisibleName, wanted: Option<&Type>) {
        let symbols = self.view.symbols();
        let (kind, key, near) = match name.target {
            Some(Target::Property(event, slot)) => {
                let event = &symbols.events[event].name;
                (Kind::Property, property_key(event, slot, &name.name), 0)
            }
            Some(Target::Variable(..)) => (Kind::Variable, None, 1),
            Some(Target::Attribute(id)) => {
                let near = if symbols.attributes[id].standard { 4 } else { 3 };
                (Kind::Attribute, Some(format!("attribute {}", name.name)), near)
            }
            _ => (Kind::Property, None, 0),
        };
        let fits = wanted.is_none_or(|wanted| name.r#type.fits(wanted) || wanted.fits(&name.r#type));
        let added = self.add(&name.name, kind, &quote_name(&name.name), Some(name.r#type.to_string()));
        added.rank = if fits { near } else { near + 5 };
        added.key = key;
    }

    fn functions(&mut self, wanted: Option<&Type>) {
        let mut last = "";
        for function in &self.view.symbols().functions {
            if *function.name == *last {
                continue;
            }
            last = &function.name;
            let each = function.parameters.iter().enumerate();
            let given: Vec<String> = each.map(|(at, (name, _))| format!("${{{}:{name}}}", at + 1)).collect();
            let insert = format!("{}({})", function.name, given.join(", "));
            let fits = wanted.is_none_or(|wanted| function.result.fits(wanted));
            let added = self.add(&function.name, Kind::Function, &insert, Some(function.written()));
            added.rank = if fits { 6 } else { 9 };
            added.key = Some(format!("function {}", function.name));
        }
    }

    fn literals(&mut self, wanted: Option<&Type>) {
        let words: &[&str] = match wanted {
            Some(Type::Boolean) => &["true", "false"],
            None => &["true", "false", "empty"],
            Some(_) => &[],
        };
        for word in words {
            self.add(word, Kind::Value, word, None).rank = 7;
        }
    }

    fn conditions(&mut self) {
        for (label, insert) in CONDITIONS {
            self.add(label, Kind::Keyword, insert, None).rank = 5;
        }
    }

    /// The operators of the value before the cursor; the words of one may stand there already.
    fn operators(&mut self) {
        let words = self.cursor.words.len();
        for typed in 0..=4.min(words) {
            let Some(last) = words.checked_sub(typed + 1).map(|at| self.cursor.words[at]) else { return };
            let behind = &self.cursor.words[words - typed..];
            if behind.iter().any(|word| word.kind != TokenKind::Word) {
                return;
            }
            let is_value = matches!(
                last.kind,
                TokenKind::Word
                    | TokenKind::QuotedName
                    | TokenKind::Number
                    | TokenKind::Text(_)
                    | TokenKind::Date
                    | TokenKind::CloseRound
                    | TokenKind::CloseSquare
            );
            if !is_value {
                continue;
            }
            let start = behind.first().map_or(self.cursor.start, |word| word.span.start as usize);
            if start == last.span.end as usize {
                return;
            }
            let found = self.speculation().left_side(last.span.end as usize);
            if let Some(r#type) = found {
                let typed: String = behind.iter().map(|word| format!("{} ", word.text)).collect();
                self.operators_of(&r#type, &typed, start);
                return;
            }
        }
    }

    fn operators_of(&mut self, r#type: &Type, typed: &str, start: usize) {
        let place = self.since(start);
        for operator in self.view.symbols().operators.of(r#type) {
            let phrase = operator.comparison.phrase();
            if !phrase.starts_with(typed) {
                continue;
            }
            let insert = match operator.operands[..] {
                [] => phrase.to_owned(),
                [crate::check::Operand::Duration] => format!("{phrase} ${{1:3}} ${{2:days}}"),
                [crate::check::Operand::ListOfSame] => format!("{phrase} (${{1}})"),
                [_, _] => format!("{phrase} ${{1}} and ${{2}}"),
                _ => format!("{phrase} ${{1}}"),
            };
            let symbol = operator.symbol.clone();
            let added = self.add(phrase, Kind::Operator, &insert, symbol);
            (added.place, added.rank) = (place, if operator.extension { 2 } else { 1 });
            added.key = Some(format!("operator {type} {phrase}"));
        }
        if typed.is_empty() {
            for word in ["and", "or"] {
                self.add(word, Kind::Keyword, &format!("{word} "), None).rank = 3;
            }
        }
    }

    /// A point before the cursor, and a name before that.
    pub(super) fn is_behind_point(&self) -> bool {
        let is_name = |kind| matches!(kind, TokenKind::Word | TokenKind::QuotedName);
        self.cursor.ends_in(&["."]) && self.cursor.behind(1).is_some_and(|word| is_name(word.kind))
    }

    /// What may stand behind the point: properties, variables, attributes, fields.
    pub(super) fn fields(&mut self) {
        let Some(owner) = self.cursor.behind(1) else { return };
        let symbols = self.view.symbols();
        let name = owner.text.trim_matches('`');
        let start = owner.span.start as usize;
        if name == "person" {
            self.attributes("", true);
            return;
        }
        let place = self.speculation().value(start);
        let names = place.as_ref().map(|place| &place.visible.names[..]).unwrap_or_default();
        let is_of = |one: &&VisibleName| {
            matches!(
                (name, one.target),
                ("event", Some(Target::Property(..))) | ("flow", Some(Target::Variable(..))) | ("item", None)
            )
        };
        for one in names.iter().filter(is_of) {
            self.visible(one, None);
        }
        if place
            .as_ref()
            .and_then(|place| place.visible.people.as_ref())
            .is_some_and(|people| people.iter().any(|one| **one == *name))
        {
            self.attributes("", true);
            self.of_kind(NameKind::Flow, Kind::Flow);
        }
        if let Some(one) = names.iter().find(|one| *one.name == *name) {
            self.fields_of(&one.r#type);
        }
        if let Some(at) = symbols.find(NameKind::Event, name) {
            let event = EventId::from_index(at);
            for property in symbols.properties(event) {
                let Some((slot, r#type)) = symbols.property(event, property) else { continue };
                let added =
                    self.add(property, Kind::Property, &quote_name(property), Some(r#type.to_string()));
                added.key = property_key(name, slot, property);
            }
        }
    }

    fn fields_of(&mut self, r#type: &Type) {
        let Type::Object(fields) = r#type.item().unwrap_or(r#type) else { return };
        for field in fields.iter() {
            let detail = Some(field.r#type.to_string());
            self.add(&field.name, Kind::Property, &quote_name(&field.name), detail);
        }
    }

    /// The variables of the flow at hand.
    pub(super) fn variables(&mut self, behind: &str) {
        let declared = self.view.declaration_near(self.file, self.cursor.offset);
        for variable in declared.and_then(|one| one.check).map(|check| check.variables()).unwrap_or_default()
        {
            let insert = format!("{}{behind}", quote_name(&variable.name));
            self.add(&variable.name, Kind::Variable, &insert, Some(variable.r#type.to_string()));
        }
    }
}
