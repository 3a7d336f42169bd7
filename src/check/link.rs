//! Puts the parts that declarations contribute together into one program.
//!
//! Inside a part, expressions, selections and constants count from zero; linking shifts them to their places in the
//! program. Ids of attributes, events, segments and flows are the project's already.

mod effect;

use std::collections::HashMap;
use std::sync::Arc;

use super::Settings;
use super::declaration::DeclarationCheck;
use super::symbols::Symbols;
use crate::program::{
    Arm, AttributeId, Caps, CapsId, ConstantId, CustomElement, CustomElementId, DateMoment, DateShift,
    Element, ElementId, ElementKind, Entry, EventClause, EventSelection, Expression, ExpressionId,
    ExpressionKind, Flow, FlowId, Id, Pause, Program, ReEntryRule, Segment, SegmentId, SelectionId, Table,
    TemplatePart, Test, Type, Variable, VariableId,
};
use crate::source::Location;
use crate::syntax::tree::Declaration;
use crate::value::Value;

/// The part of the program that comes from one declaration.
#[derive(Clone, Debug, Default)]
pub(super) struct Fragment {
    pub(super) expressions: Table<ExpressionId, Expression>,
    pub(super) selections: Table<SelectionId, EventSelection>,
    pub(super) constants: Table<ConstantId, Value>,
    pub(super) item: Item,
}

/// What the declaration defines.
#[derive(Clone, Debug, Default)]
pub(super) enum Item {
    /// Nothing that runs.
    #[default]
    None,
    /// Formulas of computed attributes.
    Computed(Vec<(AttributeId, ExpressionId)>),
    /// Limits of messages.
    Caps(CapsId, Box<Caps>),
    /// The condition of a segment.
    Segment(SegmentId, ExpressionId),
    /// A flow.
    Flow(FlowId, Box<Flow>),
    /// A custom element.
    CustomElement(CustomElementId, Box<CustomElement>),
    /// A test, or one for each of its cases.
    Tests(Vec<Test>),
    /// An expression by itself.
    Formula(ExpressionId),
}

/// Links all parts.
pub(super) fn program(
    settings: &Settings,
    symbols: &Symbols,
    declarations: &[(Arc<Declaration>, Arc<DeclarationCheck>)],
) -> Program {
    let mut program = Program {
        name: settings.name.clone(),
        zone: settings.zone,
        seed: settings.seed.clone(),
        attributes: symbols.attributes.clone(),
        events: symbols.events.clone(),
        channels: symbols.channels.clone(),
        senders: symbols.senders.clone(),
        caps: Table::new(),
        segments: Table::new(),
        flows: Table::new(),
        custom_elements: Table::new(),
        tests: Table::new(),
        expressions: Table::new(),
        selections: Table::new(),
        constants: Table::new(),
        known: symbols.known,
    };
    let mut interned = Interned::default();
    let mut conditions = vec![None; symbols.segments.len()];
    let mut caps = vec![None; symbols.caps.len()];
    let mut flows = vec![None; symbols.flows.len()];
    let mut custom_elements = vec![None; symbols.custom_elements.len()];
    for (_, checked) in declarations {
        match add_with(&mut program, &mut interned, &checked.fragment) {
            Item::None | Item::Formula(_) => {}
            Item::Computed(formulas) => {
                for (attribute, formula) in formulas {
                    program.attributes[attribute].computed = Some(formula);
                }
            }
            Item::Caps(id, made) => caps[id.index()] = Some(*made),
            Item::Segment(id, condition) => conditions[id.index()] = Some(condition),
            Item::Flow(id, flow) => flows[id.index()] = Some(*flow),
            Item::CustomElement(id, element) => custom_elements[id.index()] = Some(*element),
            Item::Tests(tests) => tests.into_iter().for_each(|test| {
                program.tests.push(test);
            }),
        }
    }
    for ((_, named), condition) in symbols.segments.iter().zip(conditions) {
        let condition = condition.unwrap_or_else(|| nothing(&mut program, &mut interned, named.location));
        let (name, title, location) = (named.name.clone(), named.title.clone(), named.location);
        program.segments.push(Segment { name, title, condition, location });
    }
    program.caps = caps.into_iter().flatten().collect();
    program.flows = flows.into_iter().flatten().collect();
    program.custom_elements = custom_elements.into_iter().flatten().collect();
    program
}

/// Adds a part to a program. The result is what it defines, in ids of the program.
pub(super) fn add(program: &mut Program, fragment: &Fragment) -> Item {
    let mut interned = Interned::of(&program.constants);
    add_with(program, &mut interned, fragment)
}

fn add_with(program: &mut Program, interned: &mut Interned, fragment: &Fragment) -> Item {
    let constants: Vec<ConstantId> =
        fragment.constants.rows().iter().map(|value| interned.place(&mut program.constants, value)).collect();
    let shift = Shift {
        expressions: program.expressions.len(),
        selections: program.selections.len(),
        constants: &constants,
    };
    for selection in fragment.selections.rows() {
        program.selections.push(shift.selection(selection));
    }
    for expression in fragment.expressions.rows() {
        let kind = shift.kind(&expression.kind);
        let (r#type, location) = (expression.r#type.clone(), expression.location);
        program.expressions.push(Expression { kind, r#type, location });
    }
    shift.item(&fragment.item)
}

/// The places of a program's constants, each of which is there once.
#[derive(Default)]
struct Interned(HashMap<Value, ConstantId>);

impl Interned {
    fn of(constants: &Table<ConstantId, Value>) -> Interned {
        Interned(constants.iter().map(|(id, value)| (value.clone(), id)).collect())
    }

    /// The place of a constant, which is added unless it is there already.
    fn place(&mut self, constants: &mut Table<ConstantId, Value>, value: &Value) -> ConstantId {
        match self.0.get(value) {
            Some(&known) => known,
            None => {
                let id = constants.push(value.clone());
                self.0.insert(value.clone(), id);
                id
            }
        }
    }
}

/// A condition that nobody meets, for a segment whose own one could not be read.
fn nothing(program: &mut Program, interned: &mut Interned, location: Location) -> ExpressionId {
    let constant = interned.place(&mut program.constants, &Value::Boolean(false));
    let kind = ExpressionKind::Constant(constant);
    program.expressions.push(Expression { kind, r#type: Type::Boolean, location })
}

/// How far the ids of a part move.
struct Shift<'a> {
    expressions: usize,
    selections: usize,
    constants: &'a [ConstantId],
}

impl Shift<'_> {
    fn expression(&self, id: ExpressionId) -> ExpressionId {
        ExpressionId::from_index(id.index() + self.expressions)
    }

    fn expressions(&self, ids: &[ExpressionId]) -> Vec<ExpressionId> {
        ids.iter().map(|&id| self.expression(id)).collect()
    }

    fn selection_id(&self, id: SelectionId) -> SelectionId {
        SelectionId::from_index(id.index() + self.selections)
    }

    fn constant(&self, id: ConstantId) -> ConstantId {
        self.constants[id.index()]
    }

    fn pairs<T: Copy>(&self, pairs: &[(T, ExpressionId)]) -> Vec<(T, ExpressionId)> {
        pairs.iter().map(|&(target, value)| (target, self.expression(value))).collect()
    }

    fn selection(&self, selection: &EventSelection) -> EventSelection {
        let mut moved = selection.clone();
        moved.each_operand(&mut |operand| *operand = self.expression(*operand));
        moved
    }

    fn kind(&self, kind: &ExpressionKind) -> ExpressionKind {
        use ExpressionKind as E;
        match kind {
            E::Constant(id) => E::Constant(self.constant(*id)),
            E::Attribute(_) | E::Variable(_) | E::Property(_) | E::Item(_) => kind.clone(),
            E::InSegment(_) | E::LastContacted(_) => kind.clone(),
            E::List(items) => E::List(self.expressions(items)),
            E::Object(fields) => E::Object(self.expressions(fields)),
            E::Field { object, place } => E::Field { object: self.expression(*object), place: *place },
            E::Items { list, condition, field } => E::Items {
                list: self.expression(*list),
                condition: condition.map(|condition| self.expression(condition)),
                field: *field,
            },
            E::Quantified { quantifier, list, condition } => E::Quantified {
                quantifier: *quantifier,
                list: self.expression(*list),
                condition: self.expression(*condition),
            },
            E::LatestProperty { selection, property } => {
                E::LatestProperty { selection: self.selection_id(*selection), property: *property }
            }
            E::Template(parts) => E::Template(parts.iter().map(|part| self.part(*part)).collect()),
            E::Negate(a) => E::Negate(self.expression(*a)),
            E::Arithmetic { operator, left, right } => E::Arithmetic {
                operator: *operator,
                left: self.expression(*left),
                right: self.expression(*right),
            },
            E::Default { value, default } => {
                E::Default { value: self.expression(*value), default: self.expression(*default) }
            }
            E::Not(a) => E::Not(self.expression(*a)),
            E::And(a, b) => E::And(self.expression(*a), self.expression(*b)),
            E::Or(a, b) => E::Or(self.expression(*a), self.expression(*b)),
            E::If { condition, then, otherwise } => E::If {
                condition: self.expression(*condition),
                then: self.expression(*then),
                otherwise: self.expression(*otherwise),
            },
            E::Compare { comparison, left, operands, ignoring_year } => E::Compare {
                comparison: *comparison,
                left: self.expression(*left),
                operands: self.expressions(operands),
                ignoring_year: *ignoring_year,
            },
            E::Call { function, arguments } => {
                E::Call { function: *function, arguments: self.expressions(arguments) }
            }
            E::InUnit { value, unit } => E::InUnit { value: self.expression(*value), unit: *unit },
            E::Happened { selection, count } => {
                E::Happened { selection: self.selection_id(*selection), count: *count }
            }
            E::Aggregate { aggregate, selection, property } => E::Aggregate {
                aggregate: *aggregate,
                selection: self.selection_id(*selection),
                property: *property,
            },
            E::HasTag(a) => E::HasTag(self.expression(*a)),
        }
    }

    fn part(&self, part: TemplatePart) -> TemplatePart {
        match part {
            TemplatePart::Literal(id) => TemplatePart::Literal(self.constant(id)),
            TemplatePart::Placeholder(id) => TemplatePart::Placeholder(self.expression(id)),
        }
    }

    fn item(&self, item: &Item) -> Item {
        match item {
            Item::None => Item::None,
            Item::Computed(formulas) => Item::Computed(self.pairs(formulas)),
            Item::Caps(id, caps) => Item::Caps(*id, caps.clone()),
            Item::Segment(id, condition) => Item::Segment(*id, self.expression(*condition)),
            Item::Flow(id, flow) => Item::Flow(*id, Box::new(self.flow(flow))),
            Item::CustomElement(id, element) => {
                Item::CustomElement(*id, Box::new(self.custom_element(element)))
            }
            Item::Tests(tests) => {
                let mut tests = tests.clone();
                for test in &mut tests {
                    test.expressions(&mut |id| *id = self.expression(*id));
                }
                Item::Tests(tests)
            }
            Item::Formula(formula) => Item::Formula(self.expression(*formula)),
        }
    }

    fn flow(&self, flow: &Flow) -> Flow {
        let mut flow = flow.clone();
        if let ReEntryRule::Later(delay) = &mut flow.re_entry.rule {
            *delay = self.expression(*delay);
        }
        for entry in &mut flow.entries {
            self.entry(entry);
        }
        for clause in &mut flow.exits {
            self.clause(clause);
        }
        self.variables(&mut flow.variables);
        self.elements(&mut flow.elements);
        flow
    }

    fn custom_element(&self, element: &CustomElement) -> CustomElement {
        let mut element = element.clone();
        self.variables(&mut element.variables);
        self.elements(&mut element.elements);
        element
    }

    fn variables(&self, variables: &mut Table<VariableId, Variable>) {
        for id in variables.ids() {
            let initial = &mut variables[id].initial;
            *initial = initial.map(|value| self.expression(value));
        }
    }

    fn elements(&self, elements: &mut Table<ElementId, Element>) {
        for id in elements.ids() {
            self.element(&mut elements[id].kind);
        }
    }

    fn clause(&self, clause: &mut EventClause) {
        clause.condition = self.expression(clause.condition);
        clause.saves = self.pairs(&clause.saves);
    }

    fn entry(&self, entry: &mut Entry) {
        match entry {
            Entry::Event(clause) => self.clause(clause),
            Entry::Date(moment) => self.date_moment(moment),
            Entry::Audience(audience) => audience.condition = self.expression(audience.condition),
            Entry::Given(given) => {
                for parameter in &mut given.parameters {
                    parameter.default = parameter.default.map(|value| self.expression(value));
                }
            }
        }
    }

    fn date_moment(&self, moment: &mut DateMoment) {
        moment.date = self.expression(moment.date);
        moment.time = moment.time.map(|time| self.expression(time));
        if let DateShift::Before(length) | DateShift::Behind(length) = &mut moment.shift {
            *length = self.expression(*length);
        }
    }

    fn element(&self, kind: &mut ElementKind) {
        match kind {
            ElementKind::Pause(pause) => self.pause(pause),
            ElementKind::SegmentAudience(arms) | ElementKind::EvaluateMessage(arms) => {
                for condition in arms.iter_mut().filter_map(|arm| arm.when.as_mut()) {
                    *condition = self.expression(*condition);
                }
            }
            ElementKind::WaitForEvent { limit, arms, .. } => {
                *limit = limit.map(|limit| self.expression(limit));
                for clause in arms.iter_mut().filter_map(|arm: &mut Arm<EventClause>| arm.when.as_mut()) {
                    self.clause(clause);
                }
            }
            ElementKind::WaitForChange { limit, change, .. } => {
                *limit = limit.map(|limit| self.expression(limit));
                self.clause(change);
            }
            ElementKind::WaitForDate { moment, .. } => self.date_moment(moment),
            ElementKind::UpdateProfile(values) => *values = self.pairs(values),
            ElementKind::Set(values) => *values = self.pairs(values),
            ElementKind::AddTag(tag) | ElementKind::RemoveTag(tag) | ElementKind::StartConversation(tag) => {
                *tag = self.expression(*tag);
            }
            ElementKind::Send(send) => self.send(send),
            ElementKind::CallApi(call) => self.call_api(call),
            ElementKind::Use(used) => used.arguments = self.pairs(&used.arguments),
            ElementKind::AddToFlow(add) => self.add_to_flow(add),
            ElementKind::Notify(notify) => {
                notify.recipients = self.expressions(&notify.recipients);
                self.content(&mut notify.content);
            }
            ElementKind::SplitAudience(_)
            | ElementKind::AddToDoNotContact(_)
            | ElementKind::RemoveFromDoNotContact(_)
            | ElementKind::Exit => {}
        }
    }

    fn pause(&self, pause: &mut Pause) {
        match pause {
            Pause::For(a) | Pause::UntilTime(a) | Pause::Until(a) => *a = self.expression(*a),
            Pause::ForUntil { duration, time } => {
                *duration = self.expression(*duration);
                *time = self.expression(*time);
            }
            Pause::UntilWeekday { time, .. } | Pause::UntilDay { time, .. } => {
                *time = time.map(|time| self.expression(time));
            }
        }
    }
}
