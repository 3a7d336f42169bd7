//! The check of one declaration, and what it finds out.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::custom;
use super::declared;
use super::facts::Facts;
use super::flow;
use super::link::{Fragment, Item};
use super::names::Scope;
use super::reach;
use super::statements::blocks;
use super::symbols::Symbols;
use super::templates::TemplateCheck;
use super::test;
use crate::diagnostic::{Diagnostic, Level, Problem};
use crate::program::{
    self, AttributeId, CapsId, ChannelId, CustomElementId, ElementId, EventId, ExpressionKind, FlowId,
    Function, Id, PropertySlot, SegmentId, SenderId, Type, VariableId,
};
use crate::source::{Location, Span};
use crate::syntax::tree::{self, Declaration, DeclarationKind, ExpressionId, StatementKind};
use crate::value::{Value, Zone};

/// The kinds of names, each with a namespace of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the kinds")]
pub enum NameKind {
    Attribute,
    Event,
    Channel,
    /// Found as `channel sender`, since each channel has senders of its own.
    Sender,
    Caps,
    Segment,
    Flow,
    CustomElement,
    Function,
    Test,
    /// A label that a test names: it may be one of any flow.
    Label,
    Fixture,
}

impl NameKind {
    /// How many kinds there are.
    pub(super) const COUNT: usize = NameKind::Fixture as usize + 1;

    /// The kind as messages call it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            NameKind::Attribute => "attribute",
            NameKind::Event => "event",
            NameKind::Channel => "channel",
            NameKind::Sender => "sender",
            NameKind::Caps => "caps",
            NameKind::Segment => "segment",
            NameKind::Flow => "flow",
            NameKind::CustomElement => "element",
            NameKind::Function => "function",
            NameKind::Test => "test",
            NameKind::Label => "label",
            NameKind::Fixture => "fixture",
        }
    }
}

/// A name that a declaration asked for, found or not.
pub type Lookup = (NameKind, Arc<str>);

/// What variables and labels belong to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the kinds")]
pub enum Home {
    Flow(FlowId),
    CustomElement(CustomElementId),
}

/// What a name means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the kinds")]
pub enum Target {
    Attribute(AttributeId),
    Property(EventId, PropertySlot),
    Variable(Home, VariableId),
    /// What a flow is given, by its place in the entry from flows.
    Parameter(FlowId, u32),
    Event(EventId),
    Channel(ChannelId),
    Sender(SenderId),
    Caps(CapsId),
    Segment(SegmentId),
    Flow(FlowId),
    Element(Home, ElementId),
    CustomElement(CustomElementId),
    Function(Function),
    /// A fixture, by its place among all of them.
    Fixture(u32),
    /// Somebody in a test, by the place where a test or a fixture introduces the person.
    Person(Location),
    /// A value of the cases of a test, by its place in the first of them.
    CaseValue(Location),
}

/// What a name does with what it means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// It declares it.
    Declared,
    /// It gives it a value.
    Written,
    /// It asks for it.
    Read,
}

/// A name in the text with its meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Resolution {
    /// Where it stands, counted from the start of the declaration; with what it is qualified by, as `person.plan`.
    pub span: Span,
    /// What it means.
    pub target: Target,
    /// What it does there.
    pub role: Role,
}

/// Everything found out about a declaration.
#[derive(Clone, Debug)]
pub struct DeclarationCheck {
    /// The mistakes.
    pub diagnostics: Vec<Diagnostic>,
    /// The type of each expression, by [`ExpressionId::index`]; `Error` for those never reached.
    pub types: Vec<Type>,
    /// What the names mean, in the order of the check.
    pub resolutions: Vec<Resolution>,
    /// The same of the files that its messages are made from, once for each message.
    pub templates: Vec<TemplateCheck>,
    /// The names of other declarations that it asked for. If none of them changes its signature, this result holds.
    pub lookups: BTreeSet<Lookup>,
    /// Its part of the program.
    pub(super) fragment: Fragment,
    /// What those need of it who look at all declarations.
    pub(super) facts: Facts,
}

impl DeclarationCheck {
    /// Nothing is known of the declaration yet.
    pub(super) fn none(declaration: &Declaration) -> DeclarationCheck {
        DeclarationCheck {
            diagnostics: Vec::new(),
            types: vec![Type::Error; declaration.expressions.len()],
            resolutions: Vec::new(),
            templates: Vec::new(),
            lookups: BTreeSet::new(),
            fragment: Fragment::default(),
            facts: Facts::default(),
        }
    }

    /// The variables of the flow or custom element, with their types.
    #[must_use]
    pub fn variables(&self) -> &[program::Variable] {
        match &self.fragment.item {
            Item::Flow(_, flow) => flow.variables.rows(),
            Item::CustomElement(_, element) => element.variables.rows(),
            _ => &[],
        }
    }
}

/// Checks a declaration against the signatures of all others.
#[must_use]
pub fn check(symbols: &Symbols, declaration: &Declaration) -> DeclarationCheck {
    let mut checked = run(Checker::new(symbols, declaration, symbols.zone)).result;
    checked.facts = Facts::of(symbols, declaration, &checked);
    checked
}

/// Runs the check of the declaration to its end.
pub(super) fn run<'a>(mut checker: Checker<'a>) -> Checker<'a> {
    let declaration = checker.declaration;
    declared::names(&mut checker);
    match &declaration.kind {
        DeclarationKind::People(attributes) => checker.people(attributes),
        DeclarationKind::Caps(caps) => checker.caps(caps),
        DeclarationKind::Segment(segment) => checker.segment(segment),
        DeclarationKind::Flow(node) => flow::check(&mut checker, node),
        DeclarationKind::CustomElement(node) => custom::check(&mut checker, node),
        DeclarationKind::Test(node) => test::check(&mut checker, node),
        DeclarationKind::Fixture(node) => test::check_fixture(&mut checker, node),
        DeclarationKind::Formula(expression) => {
            let formula = checker.expression(*expression);
            checker.result.fragment.item = Item::Formula(formula.id);
        }
        DeclarationKind::Event(_)
        | DeclarationKind::Senders(_)
        | DeclarationKind::Function(_)
        | DeclarationKind::Operators(_)
        | DeclarationKind::Channel(_)
        | DeclarationKind::Template(_)
        | DeclarationKind::Broken { .. } => {}
    }
    // Who asks what could stand at a place asks for no closer look.
    if checker.probe.is_none() && checker.is_whole() && !test::has_cases(&declaration.kind) {
        reach::check(&mut checker);
        if let DeclarationKind::Flow(flow) = &declaration.kind {
            checker.slips_of_flow(flow);
        }
    }
    checker
}

/// A checked expression.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    /// Its place in the declaration's part of the program.
    pub(super) id: program::ExpressionId,
    /// Its type.
    pub(super) r#type: Type,
}

/// The state of the check of one declaration.
pub(super) struct Checker<'a> {
    pub(super) symbols: &'a Symbols,
    pub(super) declaration: &'a Declaration,
    /// The zone in which local times are meant: the flow's, or the account's.
    pub(super) zone: Zone,
    /// What bare names may mean here.
    pub(super) scope: Scope,
    /// The name at which somebody wants to know what else could stand there, and what was found out about that.
    pub(super) probe: Option<(Span, Option<Scope>)>,
    pub(super) result: DeclarationCheck,
}

impl<'a> Checker<'a> {
    pub(super) fn new(symbols: &'a Symbols, declaration: &'a Declaration, zone: Zone) -> Checker<'a> {
        let result = DeclarationCheck::none(declaration);
        Checker { symbols, declaration, zone, scope: Scope::default(), probe: None, result }
    }

    /// The location of a span of this declaration.
    pub(super) fn at(&self, span: Span) -> Location {
        Location { declaration: self.declaration.id, span }
    }

    /// Reports a problem.
    pub(super) fn report(&mut self, span: Span, problem: Problem) {
        self.push(Diagnostic::new(self.at(span), problem));
    }

    /// Reports a problem that was made with labels or fixes.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.result.diagnostics.push(diagnostic);
    }

    /// The syntax of an expression.
    pub(super) fn node(&self, id: ExpressionId) -> &'a tree::Expression {
        &self.declaration.expressions[id]
    }

    /// Notes what a name means.
    pub(super) fn resolve(&mut self, span: Span, target: Target) {
        self.note(span, target, Role::Read);
    }

    /// Notes what a name means, and what it does with it.
    pub(super) fn note(&mut self, span: Span, target: Target, role: Role) {
        self.result.resolutions.push(Resolution { span, target, role });
    }

    /// Adds an expression to the program.
    pub(super) fn add(&mut self, kind: ExpressionKind, r#type: Type, span: Span) -> Typed {
        let location = self.at(span);
        let expression = program::Expression { kind, r#type: r#type.clone(), location };
        Typed { id: self.result.fragment.expressions.push(expression), r#type }
    }

    /// Adds a constant to the program.
    pub(super) fn constant(&mut self, value: Value, r#type: Type, span: Span) -> Typed {
        let constant = self.result.fragment.constants.push(value);
        self.add(ExpressionKind::Constant(constant), r#type, span)
    }

    /// What stands in the program for an expression with an error.
    pub(super) fn wrong(&mut self, span: Span) -> Typed {
        self.constant(Value::Empty, Type::Error, span)
    }

    /// The value of an expression that is a constant.
    pub(super) fn constant_value(&self, id: program::ExpressionId) -> Option<&Value> {
        match self.result.fragment.expressions[id].kind {
            ExpressionKind::Constant(constant) => Some(&self.result.fragment.constants[constant]),
            _ => None,
        }
    }

    /// Whether nothing is wrong in the declaration and everything could be read: only then is it worth a closer look.
    fn is_whole(&self) -> bool {
        let wrong = self.result.diagnostics.iter().any(|found| found.level() == Level::Error);
        let broken = |(_, expression): (ExpressionId, &tree::Expression)| {
            matches!(expression.kind, tree::ExpressionKind::Broken)
        };
        let lost = match &self.declaration.kind {
            DeclarationKind::Flow(flow) => flow.statements.iter().any(is_lost),
            _ => false,
        };
        !wrong && !lost && !self.declaration.expressions.iter().any(broken)
    }

    fn people(&mut self, attributes: &[tree::Attribute]) {
        let mut formulas = Vec::new();
        for attribute in attributes {
            let Some(formula) = attribute.computed else { continue };
            let value = self.expression(formula);
            let Some(at) = self.symbols.find(NameKind::Attribute, &attribute.name.text) else { continue };
            let id = AttributeId::from_index(at);
            let known = &self.symbols.attributes[id];
            // A second declaration of the name is reported elsewhere and computes nothing.
            if known.location != self.at(attribute.name.span) {
                continue;
            }
            let role = format!("the value of `{}`", attribute.name.text);
            self.expect(&value, &known.r#type, self.node(formula).span, &role);
            formulas.push((id, value.id));
        }
        self.result.fragment.item = Item::Computed(formulas);
    }

    fn segment(&mut self, segment: &tree::Segment) {
        let condition = self.condition(segment.condition);
        let Some(at) = self.symbols.find(NameKind::Segment, &segment.name.text) else { return };
        let id = SegmentId::from_index(at);
        if self.symbols.segments[id].location == self.at(segment.name.span) {
            self.result.fragment.item = Item::Segment(id, condition);
        }
    }
}

/// Whether a statement, or one in it, could not be read.
fn is_lost(statement: &tree::Statement) -> bool {
    matches!(statement.kind, StatementKind::Broken { .. })
        || blocks(&statement.kind).into_iter().flatten().any(is_lost)
}
