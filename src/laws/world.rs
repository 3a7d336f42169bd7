//! The program that drawn expressions are about.

use std::sync::LazyLock;

use crate::check::{Checked, Settings, Wanted, check};
use crate::diagnostic::Diagnostic;
use crate::program::{ExpressionId, Program};
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

    /// Adds an expression.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn add(&mut self, text: &str) -> Result<ExpressionId, Vec<Diagnostic>> {
        self.checked.formula(&mut self.snapshot, "law", text, Wanted::Value)
    }

    fn read() -> World {
        let mut snapshot = Snapshot::new();
        let file = snapshot.add("world.flow", include_str!("world.flow"));
        let (tree, _) = parse(&mut snapshot, file);
        let zone = Zone::parse("Europe/Zagreb").unwrap_or(Zone::UTC);
        let settings = Settings { name: "world".into(), zone, seed: "seed".into() };
        let checked = check(&mut snapshot, &[tree], &settings);
        World { snapshot, checked }
    }
}

impl Default for World {
    fn default() -> World {
        World::new()
    }
}
