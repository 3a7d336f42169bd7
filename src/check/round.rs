//! A check that has begun: what holds from before is there, and the rest is checked in the order in which it is wanted.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::declaration::{self, DeclarationCheck};
use super::found::{Found, OfProject};
use super::meaning::{Meanings, Phase};
use super::symbols::Symbols;
use crate::diagnostic::Diagnostic;
use crate::source::{DeclarationId, Snapshot};
use crate::syntax::tree::{Declaration, DeclarationKind, Tree};

/// A declaration and its check.
pub(super) type Checked = (Arc<Declaration>, Arc<DeclarationCheck>);

/// A word to whoever checks beside the editor: the texts have changed, and the rest is not wanted any more.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Says it.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was said.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Results, with the signatures that they were found with.
#[derive(Debug, Default)]
pub(super) struct Results {
    symbols: Option<Arc<Symbols>>,
    nodes: Vec<Arc<Declaration>>,
    found: Vec<Option<Arc<DeclarationCheck>>>,
    /// Where each declaration is in both.
    places: HashMap<DeclarationId, usize, RandomState>,
}

impl Results {
    /// The signatures that the results were found with.
    pub(super) fn symbols(&self) -> Option<&Symbols> {
        self.symbols.as_deref()
    }

    /// What was found of a declaration, if it is still the same one.
    fn of(&self, node: &Arc<Declaration>) -> Option<&Arc<DeclarationCheck>> {
        let at = *self.places.get(&node.id)?;
        self.found[at].as_ref().filter(|_| Arc::ptr_eq(&self.nodes[at], node))
    }
}

/// A check that has begun.
///
/// Tests are checked behind all other declarations, since they speak of the variables of flows, which are known only then.
#[derive(Clone, Debug)]
pub struct Round {
    pub(super) symbols: Arc<Symbols>,
    /// What is wrong with the signatures.
    pub(super) signatures: Vec<Diagnostic>,
    pub(super) nodes: Vec<Arc<Declaration>>,
    /// What is known of each of them.
    pub(super) found: Vec<Option<Arc<DeclarationCheck>>>,
    /// What was known of tests, until it is plain what still holds of that.
    tests: Option<Arc<Results>>,
    /// What was said before of the project as a whole.
    of_project: Arc<OfProject>,
    /// The declarations that were checked, and not taken from before.
    checked: Vec<DeclarationId>,
}

impl Round {
    /// Begins a check of these declarations with what was found before, of tests and of all others.
    pub(super) fn new(
        symbols: Symbols,
        signatures: Vec<Diagnostic>,
        nodes: Vec<Arc<Declaration>>,
        [others, tests]: [&Arc<Results>; 2],
        of_project: Arc<OfProject>,
    ) -> Round {
        let (symbols, found, tests) = (Arc::new(symbols), vec![None; nodes.len()], Some(tests.clone()));
        let mut round = Round { symbols, signatures, nodes, found, tests, of_project, checked: Vec::new() };
        round.take_over(others, Phase::First);
        round
    }

    /// Checks what is wanted of what is not known yet. It ends early when it is told to stop.
    pub fn check(&mut self, is_wanted: &(dyn Fn(&Declaration) -> bool + Sync), stop: &Stop) {
        self.check_some(&|node| !is_test(node) && is_wanted(node), stop);
        let is_open = |(node, found): (&Arc<Declaration>, &Option<_>)| found.is_none() && !is_test(node);
        if self.nodes.iter().zip(&self.found).any(is_open) {
            return;
        }
        if let Some(tests) = self.tests.take() {
            let symbols = Arc::make_mut(&mut self.symbols);
            self.found.iter().flatten().for_each(|found| symbols.learn_variables(found));
            self.take_over(&tests, Phase::Tests);
        }
        self.check_some(&|node| is_test(node) && is_wanted(node), stop);
    }

    /// What was found so far of a project with these trees.
    #[must_use]
    pub fn found(&self, snapshot: &Snapshot, trees: &[Tree]) -> Found {
        Found::of(self, &self.of_project, snapshot, trees)
    }

    /// The declarations that were checked, and not taken from before.
    #[must_use]
    pub fn checked(&self) -> &[DeclarationId] {
        &self.checked
    }

    /// The same, of which nothing was checked by itself.
    #[must_use]
    pub fn uncounted(&self) -> Round {
        Round { checked: Vec::new(), ..self.clone() }
    }

    /// How many declarations are to be checked still. As long as flows are among them, all tests count.
    #[must_use]
    pub fn left(&self) -> usize {
        self.found.iter().filter(|found| found.is_none()).count()
    }

    /// Whether it is plain of tests, too, what still holds.
    pub(super) fn knows_tests(&self) -> bool {
        self.tests.is_none()
    }

    /// The results so far.
    pub(super) fn results(self) -> Results {
        let places = self.nodes.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
        Results { symbols: Some(self.symbols), nodes: self.nodes, found: self.found, places }
    }

    /// Takes over those results that hold.
    fn take_over(&mut self, before: &Results, phase: Phase) {
        let is_same_zone = |symbols: &&Symbols| symbols.zone == self.symbols.zone;
        let Some(symbols) = before.symbols().filter(is_same_zone) else { return };
        let meanings = Meanings::new(symbols, &self.symbols, phase);
        let known = Known { before, is_same: meanings.are_all_same(), meanings };
        let is_meant = |node: &Declaration| is_test(node) == (phase == Phase::Tests);
        for (node, found) in self.nodes.iter().zip(&mut self.found).filter(|(node, _)| is_meant(node)) {
            *found = known.result(node);
        }
    }

    /// Checks side by side: declarations do not see each other's results, and what comes of them is in their order.
    fn check_some(&mut self, is_wanted: &(dyn Fn(&Declaration) -> bool + Sync), stop: &Stop) {
        let (symbols, nodes) = (&*self.symbols, &self.nodes);
        let is_missing = |at: &usize| self.found[*at].is_none() && is_wanted(&nodes[*at]);
        let missing: Vec<usize> = (0..nodes.len()).filter(is_missing).collect();
        let one =
            |&at: &usize| (!stop.is_set()).then(|| (at, Arc::new(declaration::check(symbols, &nodes[at]))));
        let checked: Vec<(usize, Arc<DeclarationCheck>)> = missing.par_iter().filter_map(one).collect();
        self.checked.extend(checked.iter().map(|(at, _)| nodes[*at].id));
        for (at, checked) in checked {
            self.found[at] = Some(checked);
        }
    }
}

/// The results of before that may still hold.
struct Known<'k> {
    before: &'k Results,
    meanings: Meanings<'k>,
    /// Whether no signature has changed.
    is_same: bool,
}

impl Known<'_> {
    /// The result of before, if it still holds.
    fn result(&self, node: &Arc<Declaration>) -> Option<Arc<DeclarationCheck>> {
        let checked = self.before.of(node)?;
        let means_the_same = || self.meanings.are_same(&checked.lookups);
        let holds = (self.is_same || checked.diagnostics.is_empty() && means_the_same())
            && checked.templates.iter().all(|template| self.meanings.is_same_file(template.declaration));
        holds.then(|| checked.clone())
    }
}

fn is_test(node: &Declaration) -> bool {
    matches!(node.kind, DeclarationKind::Test(_) | DeclarationKind::Fixture(_))
}
