//! `--engine`: who evaluates.

use crate::eval::{Engine, EngineKind};

/// The engines, which all mean the same.
#[derive(Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum EngineName {
    /// The machine that runs byte code
    #[default]
    Vm,
    /// The reference evaluator: slow, and the specification
    Reference,
}

impl From<EngineName> for EngineKind {
    fn from(name: EngineName) -> EngineKind {
        match name {
            EngineName::Vm => EngineKind::Vm,
            EngineName::Reference => EngineKind::Reference,
        }
    }
}

/// What an engine did, in a line.
pub(super) fn stats(engine: &Engine) -> String {
    match engine {
        Engine::Vm(vm) => format!(
            "engine vm: {} instructions",
            super::table::grouped(usize::try_from(vm.executed()).unwrap_or(usize::MAX))
        ),
        Engine::Reference => "engine reference".to_owned(),
    }
}
