//! Names, types and rules: from trees to a program.
//!
//! **Architecture Invariant:** checking never fails. It returns a program *and* diagnostics; what is wrong becomes an
//! empty constant of type [`Type::Error`](crate::program::Type::Error) in the program, and whoever runs programs refuses those with errors.
//!
//! **Architecture Invariant:** a declaration is checked by a function of the declaration and of the signatures of the
//! others ([`declaration::check`]). Its result says which names it looked up, so that [`Kept`] knows what an edit elsewhere
//! can change. There is one way to check: a project that is checked once is one of which nothing is kept.

mod aggregates;
mod allowances;
mod api;
mod branches;
mod call;
mod caps;
mod changes;
mod choices;
mod circles;
mod clauses;
mod compare;
mod content;
mod custom;
mod dates;
pub mod declaration;
mod declared;
mod delivery;
mod effects;
mod elements;
mod endless;
mod entries;
mod expression;
mod facts;
mod feeding;
mod flow;
mod follow_ups;
mod formula;
mod found;
mod happened;
mod kept;
mod labels;
mod library;
mod link;
mod lists;
mod literal;
mod meaning;
mod names;
mod operators;
mod opt_outs;
mod paths;
mod pauses;
mod qualified;
mod reach;
mod round;
mod sequences;
mod signatures;
mod slips;
mod statements;
mod symbols;
mod templates;
mod test;
mod unknown;
mod unused;
mod visible;
mod waits;
mod written_types;

use std::sync::Arc;

pub use declaration::{DeclarationCheck, Home, Lookup, NameKind, Resolution, Role, Target};
pub use formula::Wanted;
pub use found::Found;
pub use kept::Kept;
pub use operators::{Operand, Operator, OperatorTable};
pub use round::{Round, Stop};
pub use statements::{blocks, element_word, outcome_arms};
pub use symbols::{ElementSignature, Elements, FlowSignature, FunctionSignature, Symbols, Variables};
pub use templates::{TemplateCheck, files};
pub use visible::{Probe, Visible, VisibleName};

use crate::diagnostic::Diagnostic;
use crate::program::Program;
use crate::source::Snapshot;
use crate::syntax::tree::{Declaration, Tree};
use crate::value::Zone;

/// What a project says of itself, as far as meaning depends on it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The project's name.
    pub name: Arc<str>,
    /// The account's zone.
    pub zone: Zone,
    /// The seed of everything random.
    pub seed: Arc<str>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { name: "".into(), zone: Zone::UTC, seed: "".into() }
    }
}

/// A checked project.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The program. It is meant to be run only if no diagnostic is an error.
    pub program: Program,
    /// Everything found, in the order in which it is shown.
    pub diagnostics: Vec<Diagnostic>,
    /// What is worth saying only to those who ask for it by the code: segments and labels that nothing refers to.
    pub on_request: Vec<Diagnostic>,
    /// What was found out about each declaration, the standard library's first.
    pub declarations: Vec<(Arc<Declaration>, Arc<DeclarationCheck>)>,
    /// The signatures of all declarations, which copies share.
    pub symbols: Arc<Symbols>,
}

impl Found {
    /// The program, put together of what the declarations contribute.
    #[must_use]
    pub fn program(&self, settings: &Settings) -> Program {
        link::program(settings, &self.symbols, &self.declarations)
    }
}

/// Checks the trees of a project together with the standard library, which is added to the snapshot.
#[must_use]
pub fn check(snapshot: &mut Snapshot, trees: &[Tree], settings: &Settings) -> Checked {
    let mut round = Kept::new(snapshot).begin(trees, settings.zone);
    round.check(&|_| true, &Stop::default());
    let found = round.found(snapshot, trees);
    let program = found.program(settings);
    let Found { diagnostics, on_request, declarations, symbols, .. } = found;
    Checked { program, diagnostics, on_request, declarations, symbols }
}
