//! Names, types and rules: from trees to a program.
//!
//! **Architecture Invariant:** checking never fails. It returns a program *and* diagnostics; what is wrong becomes an
//! empty constant of type [`Type::Error`](crate::program::Type::Error) in the program, and whoever runs programs refuses those with errors.
//!
//! **Architecture Invariant:** a declaration is checked by a function of the declaration and of the signatures of the
//! others ([`declaration::check`]). Its result says which names it looked up, so that an editor knows what an edit
//! elsewhere can change.

mod aggregates;
mod allowances;
mod call;
mod caps;
mod changes;
mod choices;
mod circles;
mod clauses;
mod compare;
mod content;
mod dates;
pub mod declaration;
mod elements;
mod entries;
mod expression;
mod flow;
mod formula;
mod happened;
mod library;
mod link;
mod lists;
mod literal;
mod names;
mod operators;
mod paths;
mod pauses;
mod reach;
mod signatures;
mod slips;
mod symbols;
mod unused;
mod waits;

use std::sync::Arc;

pub use declaration::{DeclarationCheck, Lookup, NameKind, Resolution, Target};
pub use formula::Wanted;
pub use symbols::Symbols;

use crate::diagnostic::{Diagnostic, sort};
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
    /// What was found out about each declaration, the standard library's first.
    pub declarations: Vec<(Arc<Declaration>, DeclarationCheck)>,
    /// The signatures of all declarations.
    pub symbols: Symbols,
}

/// Checks the trees of a project together with the standard library, which is added to the snapshot.
#[must_use]
pub fn check(snapshot: &mut Snapshot, trees: &[Tree], settings: &Settings) -> Checked {
    let library = library::trees(snapshot);
    let (symbols, mut diagnostics) = signatures::collect(&library, trees, settings.zone);
    let all = library.iter().chain(trees).flat_map(|tree| tree.declarations.iter());
    let declarations: Vec<_> = all.map(|node| (node.clone(), declaration::check(&symbols, node))).collect();
    for (_, checked) in &declarations {
        diagnostics.extend(checked.diagnostics.iter().cloned());
    }
    diagnostics.extend(circles::find(&symbols, &declarations));
    diagnostics.extend(unused::find(&declarations, &diagnostics));
    allowances::apply(snapshot, trees, &mut diagnostics);
    sort(snapshot, &mut diagnostics);
    let program = link::program(settings, &symbols, &declarations);
    Checked { program, diagnostics, declarations, symbols }
}
