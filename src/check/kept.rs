//! Checking again after an edit: the check of a declaration is kept as long as neither its text nor what it asked of others
//! has changed.
//!
//! A result without reports depends on its declaration, the files that it sends, and the meanings of the names that it looked
//! up. Reports say more: what is nearly the name, where something else stands. So results with reports are
//! kept only while no signature changes at all. Signatures, and the rules that look at all declarations at once,
//! are worked out each time; they go through names, not through expressions.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::declaration::{self, DeclarationCheck};
use super::follow_ups::FollowUps;
use super::meaning::{Meanings, Phase};
use super::symbols::Symbols;
use super::{allowances, circles, endless, feeding, library, signatures, unused};
use crate::diagnostic::{Diagnostic, sort};
use crate::source::{DeclarationId, Snapshot};
use crate::syntax::tree::{Declaration, DeclarationKind, Tree};
use crate::value::Zone;

/// A declaration and its check.
type Result = (Arc<Declaration>, Arc<DeclarationCheck>);

/// What was found out so far, by which the next check is shorter.
#[derive(Clone, Debug)]
pub struct Kept {
    library: Arc<[Tree]>,
    symbols: Option<Arc<Symbols>>,
    results: HashMap<DeclarationId, Result>,
}

/// What a check has found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Everything found, in the order in which it is shown.
    pub diagnostics: Vec<Diagnostic>,
    /// What is worth saying only to those who ask for it by the code.
    pub on_request: Vec<Diagnostic>,
    /// What was found out about each declaration, the standard library's first.
    pub declarations: Vec<(Arc<Declaration>, Arc<DeclarationCheck>)>,
    /// The signatures of all declarations.
    pub symbols: Arc<Symbols>,
    /// How many declarations were checked, and not taken from before.
    pub checked: usize,
}

impl Kept {
    /// Nothing yet. The standard library is added to the snapshot.
    #[must_use]
    pub fn new(snapshot: &mut Snapshot) -> Kept {
        Kept { library: library::trees(snapshot).into(), symbols: None, results: HashMap::new() }
    }

    /// The trees of the standard library.
    #[must_use]
    pub fn library(&self) -> &[Tree] {
        &self.library
    }

    /// Checks the trees of a project, as far as that was not done before.
    pub fn check(&mut self, snapshot: &Snapshot, trees: &[Tree], zone: Zone) -> Found {
        let (mut symbols, mut diagnostics) = signatures::collect(&self.library, trees, zone);
        let all = self.library.iter().chain(trees).flat_map(|tree| tree.declarations.iter());
        let (declarations, checked) = self.check_all(&mut symbols, all.cloned().collect());
        diagnostics.extend(circles::find(&symbols, &declarations));
        diagnostics.extend(endless::find(&declarations));
        diagnostics.extend(feeding::find(&symbols, &declarations));
        diagnostics.extend(unused::nobody_added(&declarations));
        diagnostics.extend(declarations.iter().flat_map(|(_, checked)| checked.diagnostics.iter().cloned()));
        FollowUps::of(trees.iter().flat_map(|tree| &tree.declarations)).leave_out(&mut diagnostics);
        diagnostics.extend(unused::find(&declarations, &diagnostics));
        allowances::apply(snapshot, trees, &mut diagnostics);
        sort(snapshot, &mut diagnostics);
        let said = |found: &Diagnostic| !unused::is_on_request(&found.problem);
        let (diagnostics, on_request) = diagnostics.into_iter().partition(said);
        let symbols = Arc::new(symbols);
        self.results = declarations.iter().map(|result| (result.0.id, result.clone())).collect();
        self.symbols = Some(symbols.clone());
        Found { diagnostics, on_request, declarations, symbols, checked }
    }

    /// Checks all declarations side by side: they do not see each other's results, and what comes of them is in their order.
    /// Tests are checked behind the others, since they speak of the variables of flows, which are known only then. The second
    /// part says how many were checked.
    fn check_all(&self, symbols: &mut Symbols, nodes: Vec<Arc<Declaration>>) -> (Vec<Result>, usize) {
        let is_test =
            |node: &Declaration| matches!(node.kind, DeclarationKind::Test(_) | DeclarationKind::Fixture(_));
        let known = self.known(symbols, Phase::First);
        let (mut found, mut checked) =
            check_some(symbols, &nodes, |node| !is_test(node), |node| known.result(node));
        for result in found.iter().flatten() {
            symbols.learn_variables(result);
        }
        let known = self.known(symbols, Phase::Tests);
        let (tests, more) = check_some(symbols, &nodes, is_test, |node| known.result(node));
        checked += more;
        for (place, test) in found.iter_mut().zip(tests) {
            *place = test.or(place.take());
        }
        (nodes.into_iter().zip(found).filter_map(|(node, found)| Some((node, found?))).collect(), checked)
    }

    fn known<'k>(&'k self, after: &'k Symbols, phase: Phase) -> Known<'k> {
        let before = self.symbols.as_deref().filter(|before| before.zone == after.zone);
        let meanings = before.map(|before| Meanings::new(before, after, phase));
        let is_same = meanings.as_ref().is_some_and(Meanings::are_all_same);
        Known { kept: self, meanings, is_same }
    }
}

/// The results of before that may still hold.
struct Known<'k> {
    kept: &'k Kept,
    /// Nothing if nothing was checked before.
    meanings: Option<Meanings<'k>>,
    /// Whether no signature has changed.
    is_same: bool,
}

impl Known<'_> {
    /// The result of before, if it still holds.
    fn result(&self, node: &Arc<Declaration>) -> Option<Arc<DeclarationCheck>> {
        let meanings = self.meanings.as_ref()?;
        let (known, checked) = self.kept.results.get(&node.id)?;
        let means_the_same = || checked.lookups.iter().all(|lookup| meanings.is_same(lookup));
        let holds = Arc::ptr_eq(known, node)
            && (self.is_same || checked.diagnostics.is_empty() && means_the_same())
            && checked.templates.iter().all(|template| meanings.is_same_file(template.declaration));
        holds.then(|| checked.clone())
    }
}

/// Checks those that are wanted, unless their result is known, and counts what was checked.
fn check_some(
    symbols: &Symbols,
    nodes: &[Arc<Declaration>],
    is_wanted: impl Fn(&Declaration) -> bool + Sync,
    known: impl Fn(&Arc<Declaration>) -> Option<Arc<DeclarationCheck>> + Sync,
) -> (Vec<Option<Arc<DeclarationCheck>>>, usize) {
    let mut found: Vec<_> = nodes.iter().map(|node| is_wanted(node).then(|| known(node)).flatten()).collect();
    let missing: Vec<usize> =
        (0..nodes.len()).filter(|&at| found[at].is_none() && is_wanted(&nodes[at])).collect();
    let one = |&at: &usize| Arc::new(declaration::check(symbols, &nodes[at]));
    let checked: Vec<Arc<DeclarationCheck>> = missing.par_iter().map(one).collect();
    let count = checked.len();
    for (at, checked) in missing.into_iter().zip(checked) {
        found[at] = Some(checked);
    }
    (found, count)
}
