//! Expressions of cases, read straight into a program.

use bourn::eval::{Context, Sketch, Visible, value};
use bourn::program::{
    Aggregate, Arithmetic, AttributeId, Comparison, Count, CountComparison, ElementId, EventId,
    EventSelection, ExpressionId, ExpressionKind, FlowId, Function, Owner, PropertySlot, SelectionId,
    TemplatePart, Type, Window, comparisons,
};
use bourn::value::time::{parse_date, parse_datetime, parse_time};
use bourn::value::{Duration, Instant, Number, Unit, Value};

use crate::world::World;

pub(crate) struct Notation<'w, 't> {
    world: &'w mut World,
    text: &'t str,
    event: Option<EventId>,
}

const SYMBOLS: [(&str, Comparison); 6] = [
    ("<=", Comparison::LessThanOrEqual),
    (">=", Comparison::GreaterThanOrEqual),
    ("==", Comparison::Is),
    ("!=", Comparison::IsNot),
    ("<", Comparison::LessThan),
    (">", Comparison::GreaterThan),
];

impl<'w, 't> Notation<'w, 't> {
    pub(crate) fn new(world: &'w mut World, text: &'t str) -> Notation<'w, 't> {
        Notation { world, text, event: None }
    }

    pub(crate) fn end(&self) {
        assert!(self.text.trim().is_empty(), "not understood: {}", self.text);
    }

    pub(crate) fn symbol(&mut self, symbol: &str) -> bool {
        let rest = self.text.trim_start().strip_prefix(symbol);
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }

    pub(crate) fn word(&mut self, words: &str) -> bool {
        let before = self.text;
        for word in words.split(' ') {
            if self.peek_name() != Some(word) {
                self.text = before;
                return false;
            }
            self.name();
        }
        true
    }

    fn peek_name(&self) -> Option<&'t str> {
        let text = self.text.trim_start();
        let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
        (end > 0 && text.starts_with(char::is_alphabetic)).then(|| &text[..end])
    }

    fn name(&mut self) -> &'t str {
        let name = self.peek_name().unwrap_or_else(|| panic!("a name is missing: {}", self.text));
        self.text = &self.text.trim_start()[name.len()..];
        name
    }

    fn expect(&mut self, symbol: &str) {
        assert!(self.symbol(symbol), "`{symbol}` is missing: {}", self.text);
    }

    pub(crate) fn datetime(&mut self) -> Instant {
        match self.assigned_value() {
            Value::Datetime(instant) => instant,
            other => panic!("no datetime: {other:?}"),
        }
    }

    pub(crate) fn attribute(&mut self) -> AttributeId {
        let name = self.name();
        self.world.program.attribute_for_column(name).unwrap_or_else(|| panic!("no attribute {name}"))
    }

    pub(crate) fn property(&mut self, event: EventId) -> usize {
        let name = self.name();
        self.slot(event, name).unwrap_or_else(|| panic!("no property {name}"))
    }

    pub(crate) fn assigned(&mut self) -> Value {
        self.expect("=");
        self.assigned_value()
    }

    /// A value, or several in square brackets.
    fn assigned_value(&mut self) -> Value {
        if self.symbol("[") {
            let mut items = Vec::new();
            while !self.symbol("]") {
                items.push(self.assigned_value());
                self.symbol(",");
            }
            return Value::List(items.into());
        }
        let expression = self.operand();
        let context = Context {
            program: &self.world.program,
            facts: &Sketch::default(),
            now: Instant::EPOCH,
            zone: self.world.program.zone,
            variables: &[],
            visible: Visible::All,
            random: None,
        };
        value(&context, expression, &mut Vec::new())
    }

    pub(crate) fn event(&mut self) -> Option<EventId> {
        let event = self.world.program.event(self.peek_name()?)?;
        self.name();
        Some(event)
    }

    pub(crate) fn owner(&mut self) -> Option<Owner> {
        self.word("of").then(|| {
            let name = self.name();
            let flow: FlowId = self.world.program.flow(name).unwrap();
            let element = self.symbol(".").then(|| {
                let label = self.name();
                let elements = &self.world.program.flows[flow].elements;
                elements.ids().find(|&id: &ElementId| &*elements[id].label == label).unwrap()
            });
            Owner { flow, element }
        })
    }

    fn slot(&self, event: EventId, name: &str) -> Option<usize> {
        self.world.program.events[event].properties.iter().position(|property| &*property.name == name)
    }

    fn r#type(&self, id: ExpressionId) -> Type {
        self.world.program.expressions[id].r#type.clone()
    }

    fn boolean(&mut self, kind: ExpressionKind) -> ExpressionId {
        self.world.add(kind, Type::Boolean)
    }

    pub(crate) fn expression(&mut self) -> ExpressionId {
        if self.word("if") {
            let condition = self.expression();
            assert!(self.word("then"));
            let then = self.expression();
            assert!(self.word("else"));
            let otherwise = self.expression();
            let r#type = self.r#type(then).join(&self.r#type(otherwise)).unwrap();
            return self.world.add(ExpressionKind::If { condition, then, otherwise }, r#type);
        }
        let mut left = self.conjunction();
        while self.word("or") {
            let right = self.conjunction();
            left = self.boolean(ExpressionKind::Or(left, right));
        }
        left
    }

    fn conjunction(&mut self) -> ExpressionId {
        let mut left = self.negation();
        while self.word("and") {
            let right = self.negation();
            left = self.boolean(ExpressionKind::And(left, right));
        }
        left
    }

    fn negation(&mut self) -> ExpressionId {
        if self.word("not") {
            let operand = self.negation();
            return self.boolean(ExpressionKind::Not(operand));
        }
        if self.word("in segment") {
            let name = self.name();
            let segment = self.world.program.segment(name).unwrap();
            return self.boolean(ExpressionKind::InSegment(segment));
        }
        if self.word("has tag") {
            let tag = self.value();
            return self.boolean(ExpressionKind::HasTag(tag));
        }
        if self.word("happened") {
            return self.happened();
        }
        self.comparison()
    }

    fn comparison(&mut self) -> ExpressionId {
        let left = self.value();
        let Some(comparison) = self.operator() else { return left };
        let mut operands = Vec::new();
        match comparison {
            Comparison::IsEmpty | Comparison::IsNotEmpty => {}
            Comparison::WasToday | Comparison::IsToday | Comparison::IsTomorrow | Comparison::IsYesterday => {
            }
            Comparison::IsOneOf | Comparison::IsNotOneOf => {
                self.expect("(");
                while !self.symbol(")") {
                    operands.push(self.value());
                    self.symbol(",");
                }
            }
            Comparison::IsBetween | Comparison::IsNotBetween => {
                operands.push(self.value());
                assert!(self.word("and"));
                operands.push(self.value());
            }
            _ => operands.push(self.value()),
        }
        self.word("ago");
        let ignoring_year = self.word("ignoring year");
        self.boolean(ExpressionKind::Compare { comparison, left, operands, ignoring_year })
    }

    fn operator(&mut self) -> Option<Comparison> {
        let mut known: Vec<_> = comparisons().to_vec();
        known.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        let phrase = known.into_iter().find(|(phrase, _)| self.word(phrase)).map(|found| found.1);
        phrase.or_else(|| SYMBOLS.into_iter().find(|(symbol, _)| self.symbol(symbol)).map(|found| found.1))
    }

    fn value(&mut self) -> ExpressionId {
        let value = self.sum();
        let before = self.text;
        if self.word("in")
            && let Some(unit) = self.peek_name().and_then(Unit::parse)
        {
            self.name();
            return self.world.add(ExpressionKind::InUnit { value, unit }, Type::Number);
        }
        self.text = before;
        value
    }

    fn sum(&mut self) -> ExpressionId {
        let mut left = self.product();
        loop {
            let operator = match () {
                () if self.symbol("+") => Arithmetic::Add,
                () if self.symbol("- ") => Arithmetic::Subtract,
                () => return left,
            };
            let right = self.product();
            left = self.arithmetic(operator, left, right);
        }
    }

    fn product(&mut self) -> ExpressionId {
        let mut left = self.defaulted();
        loop {
            let operator = match () {
                () if self.symbol("*") => Arithmetic::Multiply,
                () if !self.text.trim_start().starts_with("//") && self.symbol("/") => Arithmetic::Divide,
                () if self.symbol("%") => Arithmetic::Remainder,
                () => return left,
            };
            let right = self.defaulted();
            left = self.arithmetic(operator, left, right);
        }
    }

    fn arithmetic(&mut self, operator: Arithmetic, left: ExpressionId, right: ExpressionId) -> ExpressionId {
        let r#type = match (self.r#type(left), self.r#type(right)) {
            (Type::Integer, Type::Integer) if operator != Arithmetic::Divide => Type::Integer,
            (left, right) if left.is_numeric() && right.is_numeric() => Type::Number,
            (left, right) if left == right && left != Type::Text => Type::Duration,
            (Type::Duration, other) if !other.is_numeric() => other,
            (left, _) if !left.is_numeric() => left,
            (_, right) => right,
        };
        self.world.add(ExpressionKind::Arithmetic { operator, left, right }, r#type)
    }

    fn defaulted(&mut self) -> ExpressionId {
        let mut value = self.operand();
        while self.symbol("??") {
            let default = self.operand();
            let r#type = self.r#type(value).join(&self.r#type(default)).unwrap();
            value = self.world.add(ExpressionKind::Default { value, default }, r#type);
        }
        value
    }

    fn operand(&mut self) -> ExpressionId {
        if self.symbol("(") {
            let inner = self.expression();
            self.expect(")");
            return inner;
        }
        if self.symbol("-") {
            let operand = self.operand();
            let r#type = self.r#type(operand);
            return self.world.add(ExpressionKind::Negate(operand), r#type);
        }
        if self.symbol("\"") {
            return self.template();
        }
        if self.text.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            let value = self.literal();
            return self.world.constant(value);
        }
        if let Some(word) = ["true", "false", "empty"].into_iter().find(|word| self.word(word)) {
            let value = if word == "empty" { Value::Empty } else { Value::Boolean(word == "true") };
            return self.world.constant(value);
        }
        if self.word("last contacted") {
            let channel = self.word("by").then(|| {
                let name = self.name();
                let channels = &self.world.program.channels;
                channels.ids().find(|&id| &*channels[id].name == name).unwrap()
            });
            return self.world.add(ExpressionKind::LastContacted(channel), Type::Datetime);
        }
        self.named()
    }

    /// A property, an attribute, a call or an aggregate.
    fn named(&mut self) -> ExpressionId {
        if let Some(event) = self.event() {
            self.expect(".");
            let (slot, r#type) = self.property_slot(event);
            let selection = self.select(EventSelection { event, owner: None, filter: None, windows: vec![] });
            return self.world.add(ExpressionKind::LatestProperty { selection, property: slot }, r#type);
        }
        let name = self.name();
        if self.symbol("(") {
            return self.call(name);
        }
        if let Some(event) = self.event
            && let Some(slot) = self.slot(event, name)
        {
            let r#type = self.world.program.events[event].properties[slot].r#type.clone();
            let slot = PropertySlot::Declared(u32::try_from(slot).unwrap());
            return self.world.add(ExpressionKind::Property(slot), r#type);
        }
        let attribute = self.world.program.attribute_for_column(name);
        let attribute = attribute.unwrap_or_else(|| panic!("unknown: {name}"));
        let r#type = self.world.program.attributes[attribute].r#type.clone();
        self.world.add(ExpressionKind::Attribute(attribute), r#type)
    }

    fn call(&mut self, name: &str) -> ExpressionId {
        if let Some(aggregate) = Aggregate::named(name) {
            return self.aggregate(aggregate);
        }
        let mut arguments = Vec::new();
        while !self.symbol(")") {
            arguments.push(self.expression());
            self.symbol(",");
        }
        let function = Function::find(name, arguments.len()).unwrap();
        let r#type = match function {
            Function::Len | Function::Find | Function::RoundToInteger => Type::Integer,
            Function::Round => Type::Number,
            Function::Now => Type::Datetime,
            Function::GeneratePin => Type::Text,
        };
        self.world.add(ExpressionKind::Call { function, arguments }, r#type)
    }

    fn aggregate(&mut self, aggregate: Aggregate) -> ExpressionId {
        let event = self.event().unwrap();
        let (property, found) = match self.symbol(".").then(|| self.property_slot(event)) {
            Some((slot, r#type)) => (Some(slot), r#type),
            None => (None, Type::Integer),
        };
        let (filter, windows) = (self.filter(event), self.windows());
        self.expect(")");
        let selection = self.select(EventSelection { event, owner: None, filter, windows });
        let r#type = match aggregate {
            Aggregate::Count => Type::Integer,
            Aggregate::Average => Type::Number,
            _ => found,
        };
        self.world.add(ExpressionKind::Aggregate { aggregate, selection, property }, r#type)
    }

    fn property_slot(&mut self, event: EventId) -> (PropertySlot, Type) {
        if self.word("time") {
            return (PropertySlot::Time, Type::Datetime);
        }
        let slot = self.property(event);
        let r#type = self.world.program.events[event].properties[slot].r#type.clone();
        (PropertySlot::Declared(u32::try_from(slot).unwrap()), r#type)
    }

    fn select(&mut self, selection: EventSelection) -> SelectionId {
        self.world.program.selections.push(selection)
    }

    fn happened(&mut self) -> ExpressionId {
        let event = self.event().unwrap_or_else(|| panic!("no event: {}", self.text));
        let owner = self.owner();
        let filter = self.filter(event);
        let count = self.count();
        let mut windows = self.windows();
        let count = count.or_else(|| self.count());
        windows.extend(self.windows());
        let selection = self.select(EventSelection { event, owner, filter, windows });
        self.boolean(ExpressionKind::Happened { selection, count })
    }

    fn filter(&mut self, event: EventId) -> Option<ExpressionId> {
        self.word("where").then(|| {
            let outer = self.event.replace(event);
            let filter = self.comparison();
            self.event = outer;
            filter
        })
    }

    fn count(&mut self) -> Option<Count> {
        let words = [
            ("exactly", CountComparison::Exactly),
            ("at least", CountComparison::AtLeast),
            ("at most", CountComparison::AtMost),
            ("more than", CountComparison::MoreThan),
            ("less than", CountComparison::LessThan),
        ];
        let comparison = words.into_iter().find(|(words, _)| self.word(words))?.1;
        let Value::Integer(times) = self.literal() else { panic!("no count") };
        assert!(self.word("times"));
        Some(Count { comparison, times: u64::try_from(times).unwrap() })
    }

    fn windows(&mut self) -> Vec<Window> {
        let mut windows = Vec::new();
        loop {
            windows.push(match () {
                () if self.word("within last") => Window::WithinLast(self.value()),
                () if self.word("before last") => Window::BeforeLast(self.value()),
                () if self.word("between last") => {
                    let (one, other) = self.pair();
                    Window::BetweenLast(one, other)
                }
                () if self.word("between") => {
                    let (first, last) = self.pair();
                    Window::Between(first, last)
                }
                () if self.word("since") => Window::Since(self.value()),
                () if self.word("until") => Window::Until(self.value()),
                () if self.word("before") => Window::Before(self.value()),
                () if self.word("after") => Window::After(self.value()),
                () => return windows,
            });
        }
    }

    fn pair(&mut self) -> (ExpressionId, ExpressionId) {
        let first = self.value();
        assert!(self.word("and"));
        (first, self.value())
    }

    /// The rest of a text behind its quote.
    fn template(&mut self) -> ExpressionId {
        let mut parts = Vec::new();
        loop {
            let end = self.text.find(['"', '{']).unwrap();
            let literal = self.world.program.constants.push(self.text[..end].into());
            parts.push(TemplatePart::Literal(literal));
            self.text = &self.text[end..];
            if self.text.strip_prefix('"').is_some() {
                self.text = &self.text[1..];
                break;
            }
            if let Some(rest) = self.text.strip_prefix("{{") {
                self.text = rest;
                parts.push(TemplatePart::Placeholder(self.expression()));
                self.expect("}}");
            } else {
                let brace = self.world.program.constants.push("{".into());
                parts.push(TemplatePart::Literal(brace));
                self.text = &self.text[1..];
            }
        }
        match parts[..] {
            [TemplatePart::Literal(text)] => self.world.add(ExpressionKind::Constant(text), Type::Text),
            _ => self.world.add(ExpressionKind::Template(parts), Type::Text),
        }
    }

    /// A number, date, datetime, time or duration.
    fn literal(&mut self) -> Value {
        let text = self.text.trim_start();
        let zone = self.world.program.zone;
        let ends = (1..=text.len()).rev().filter(|&end| text.is_char_boundary(end));
        for end in ends.filter(|&end| !text[end..].starts_with(char::is_alphanumeric)) {
            let written = &text[..end];
            let value = None
                .or_else(|| parse_date(written).ok().map(Value::Date))
                .or_else(|| parse_datetime(written, zone).ok().map(Value::Datetime))
                .or_else(|| parse_time(written).ok().map(Value::Time))
                .or_else(|| written.parse().ok().map(Value::Integer))
                .or_else(|| Number::parse(written).ok().map(Value::Number))
                .or_else(|| duration(written).map(Value::Duration));
            if let Some(value) = value {
                self.text = &text[end..];
                return value;
            }
        }
        panic!("no literal: {text}")
    }
}

fn duration(text: &str) -> Option<Duration> {
    let (amount, unit) = text.split_once(' ')?;
    Duration::of(amount.parse().ok()?, Unit::parse(unit)?).ok()
}
