//! The program that cases are about: `world.flow`, checked.

use std::path::Path;
use std::sync::LazyLock;

use bourn::check::{Checked, Settings, Wanted, check};
use bourn::diagnostic::{Diagnostic, Level};
use bourn::program::{Comparison, Expression, ExpressionId, ExpressionKind, Id, Program, Type};
use bourn::source::Snapshot;
use bourn::syntax::parse;
use bourn::value::Zone;

/// A checked program that expressions can be added to.
#[derive(Clone)]
pub(crate) struct World {
    snapshot: Snapshot,
    checked: Checked,
}

static FIRST: LazyLock<World> = LazyLock::new(World::read);

impl World {
    pub(crate) fn new() -> World {
        FIRST.clone()
    }

    fn read() -> World {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/eval/world.flow");
        let mut snapshot = Snapshot::new();
        let file = snapshot.add("world.flow", &std::fs::read_to_string(path).unwrap());
        let (tree, diagnostics) = parse(&mut snapshot, file);
        assert_eq!(messages(&diagnostics), "");
        let zone = Zone::parse("Europe/Zagreb").unwrap();
        let settings = Settings { name: "world".into(), zone, seed: "seed".into() };
        let checked = check(&mut snapshot, &[tree], &settings);
        assert_eq!(messages(&checked.diagnostics), "");
        World { snapshot, checked }
    }

    pub(crate) fn program(&self) -> &Program {
        &self.checked.program
    }

    /// Adds an expression that must be right.
    #[track_caller]
    pub(crate) fn expression(&mut self, text: &str) -> ExpressionId {
        self.try_expression(text).unwrap_or_else(|wrong| panic!("{text}: {}", messages(&wrong)))
    }

    /// Adds an expression, or says what is wrong with it.
    pub(crate) fn try_expression(&mut self, text: &str) -> Result<ExpressionId, Vec<Diagnostic>> {
        self.checked.formula(&mut self.snapshot, "case", text, Wanted::Value)
    }

    /// Adds an expression that has no source text.
    pub(crate) fn add(&mut self, kind: ExpressionKind, r#type: Type) -> ExpressionId {
        let program = &mut self.checked.program;
        let location = program.expressions[ExpressionId::from_index(0)].location;
        program.expressions.push(Expression { kind, r#type, location })
    }

    /// The comparisons that a type has.
    pub(crate) fn comparisons(&self, r#type: &Type) -> Vec<Comparison> {
        self.checked.symbols.operators.of(r#type).map(|operator| operator.comparison).collect()
    }

    pub(crate) fn program_mut(&mut self) -> &mut Program {
        &mut self.checked.program
    }
}

/// The errors, in words.
fn messages(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.level() == Level::Error);
    errors.map(|diagnostic| diagnostic.problem.message()).collect::<Vec<_>>().join("; ")
}
