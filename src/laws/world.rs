//! The program that drawn expressions are about.

use std::sync::LazyLock;

use crate::check::{Checked, OperatorTable, Settings, Wanted, check};
use crate::diagnostic::Diagnostic;
use crate::program::{
    Expression, ExpressionId, ExpressionKind, Id, Program, PropertySlot, SelectionId, Type, VariableId,
};
use crate::source::Snapshot;
use crate::syntax::parse;
use crate::value::Zone;

/// A checked program that expressions can be added to. It declares attributes and properties of all types.
#[derive(Clone)]
pub struct World {
    snapshot: Snapshot,
    checked: Checked,
}

static FIRST: LazyLock<World> = LazyLock::new(World::read);

impl World {
    /// The world as it is declared.
    #[must_use]
    pub fn new() -> World {
        FIRST.clone()
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.checked.program
    }

    /// The operators of all types.
    #[must_use]
    pub fn operators(&self) -> &OperatorTable {
        &self.checked.symbols.operators
    }

    /// Adds an expression.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn add(&mut self, text: &str) -> Result<ExpressionId, Vec<Diagnostic>> {
        self.checked.formula(&mut self.snapshot, "law", text, Wanted::Value)
    }

    /// Adds what `save` makes of a selection: a property of its latest event.
    pub fn add_latest(&mut self, selection: SelectionId, property: PropertySlot) -> ExpressionId {
        let program = self.program();
        let r#type = program.events[program.selections[selection].event].property_type(property);
        self.push(ExpressionKind::LatestProperty { selection, property }, r#type)
    }

    /// Adds a variable of a type, as flows have them.
    pub fn add_variable(&mut self, variable: VariableId, r#type: Type) -> ExpressionId {
        self.push(ExpressionKind::Variable(variable), r#type)
    }

    /// Adds an expression at the place of the one that was added last.
    fn push(&mut self, kind: ExpressionKind, r#type: Type) -> ExpressionId {
        let expressions = &mut self.checked.program.expressions;
        let last = ExpressionId::from_index(expressions.len() - 1);
        let location = expressions[last].location;
        expressions.push(Expression { kind, r#type, location })
    }

    fn read() -> World {
        let mut snapshot = Snapshot::new();
        let file = snapshot.add("world.flow", include_str!("world.flow"));
        let (tree, _) = parse(&mut snapshot, file);
        let zone = Zone::parse("Europe/Zagreb").unwrap_or(Zone::UTC);
        let settings = Settings { name: "world".into(), zone, seed: "seed".into() };
        let mut checked = check(&mut snapshot, &[tree], &settings);
        // Nobody asks how it was checked, and a copy is made for every expression that is drawn.
        checked.declarations.clear();
        World { snapshot, checked }
    }
}

impl Default for World {
    fn default() -> World {
        World::new()
    }
}
