//! `--engine`: who evaluates.

use crate::eval::EngineKind;

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
