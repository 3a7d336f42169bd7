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
mod delivery;
mod effects;
mod elements;
mod endless;
mod entries;
mod expression;
mod feeding;
mod flow;
mod follow_ups;
mod formula;
mod happened;
mod labels;
mod library;
mod link;
mod lists;
mod literal;
mod names;
mod operators;
mod opt_outs;
mod paths;
mod pauses;
mod qualified;
mod reach;
mod sequences;
mod signatures;
mod slips;
mod statements;
mod symbols;
mod templates;
mod test;
mod unknown;
mod unused;
mod waits;
mod written_types;

use std::sync::Arc;

use rayon::prelude::*;

pub use declaration::{DeclarationCheck, Home, Lookup, NameKind, Resolution, Target};
pub use formula::Wanted;
pub use symbols::Symbols;
pub use templates::{TemplateCheck, files};

use self::follow_ups::FollowUps;
use crate::diagnostic::{Diagnostic, sort};
use crate::program::Program;
use crate::source::Snapshot;
use crate::syntax::tree::{Declaration, DeclarationKind, Tree};
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
    pub declarations: Vec<(Arc<Declaration>, DeclarationCheck)>,
    /// The signatures of all declarations, which copies share.
    pub symbols: Arc<Symbols>,
}

/// Checks the trees of a project together with the standard library, which is added to the snapshot.
#[must_use]
pub fn check(snapshot: &mut Snapshot, trees: &[Tree], settings: &Settings) -> Checked {
    let library = library::trees(snapshot);
    let (mut symbols, mut diagnostics) = signatures::collect(&library, trees, settings.zone);
    let all = library.iter().chain(trees).flat_map(|tree| tree.declarations.iter());
    let mut declarations = check_all(&mut symbols, all.cloned().collect());
    diagnostics.extend(circles::find(&symbols, &declarations));
    diagnostics.extend(endless::find(&declarations));
    diagnostics.extend(feeding::find(&symbols, &declarations));
    diagnostics.extend(unused::nobody_added(&declarations));
    let follow_ups = FollowUps::of(trees.iter().flat_map(|tree| &tree.declarations));
    follow_ups.leave_out(&mut diagnostics);
    for (_, checked) in &mut declarations {
        follow_ups.leave_out(&mut checked.diagnostics);
        diagnostics.extend(checked.diagnostics.iter().cloned());
    }
    diagnostics.extend(unused::find(&declarations, &diagnostics));
    allowances::apply(snapshot, trees, &mut diagnostics);
    sort(snapshot, &mut diagnostics);
    let said = |found: &Diagnostic| !unused::is_on_request(&found.problem);
    let (diagnostics, on_request) = diagnostics.into_iter().partition(said);
    let program = link::program(settings, &symbols, &declarations);
    Checked { program, diagnostics, on_request, declarations, symbols: Arc::new(symbols) }
}

/// Checks all declarations side by side: they do not see each other's results, and what comes of them is in their order. Tests
/// are checked behind the others, since they speak of the variables of flows, which are known only then.
fn check_all(
    symbols: &mut Symbols,
    nodes: Vec<Arc<Declaration>>,
) -> Vec<(Arc<Declaration>, DeclarationCheck)> {
    let is_test =
        |node: &Declaration| matches!(node.kind, DeclarationKind::Test(_) | DeclarationKind::Fixture(_));
    let first = |node: &Arc<Declaration>| (!is_test(node)).then(|| declaration::check(symbols, node));
    let checked: Vec<Option<DeclarationCheck>> = nodes.par_iter().map(first).collect();
    for found in checked.iter().flatten() {
        symbols.learn_variables(found);
    }
    let second = |(node, found): (Arc<Declaration>, Option<DeclarationCheck>)| {
        let found = found.unwrap_or_else(|| declaration::check(symbols, &node));
        (node, found)
    };
    nodes.into_par_iter().zip(checked).map(second).collect()
}
