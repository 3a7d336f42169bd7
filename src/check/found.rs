//! What a check has found: the reports of declarations, and those that come of looking at all of them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::declaration::DeclarationCheck;
use super::follow_ups::FollowUps;
use super::round::{Checked, Round};
use super::symbols::Symbols;
use super::{allowances, circles, endless, feeding, unused};
use crate::diagnostic::{Diagnostic, Level, Origin, Problem, sort};
use crate::source::{DeclarationId, Snapshot};
use crate::syntax::tree::{Declaration, Tree};

/// What a check has found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Everything found, in the order in which it is shown. Where the check is not at its end, that is what was found until
    /// then, with what was said before of the project as a whole.
    pub diagnostics: Vec<Diagnostic>,
    /// What is worth saying only to those who ask for it by the code.
    pub on_request: Vec<Diagnostic>,
    /// What was found out about each declaration, the standard library's first. Of one that is not checked yet, nothing.
    pub declarations: Vec<(Arc<Declaration>, Arc<DeclarationCheck>)>,
    /// Those that are not checked yet.
    pub unchecked: HashSet<DeclarationId, RandomState>,
    /// The signatures of all declarations.
    pub symbols: Arc<Symbols>,
}

/// What was said of a project as a whole, with the declarations of which it was said.
#[derive(Debug, Default)]
pub(super) struct OfProject {
    nodes: HashMap<DeclarationId, Arc<Declaration>, RandomState>,
    said: Vec<Diagnostic>,
}

impl Found {
    /// What a check has found so far. Where it is not at its end, what was said before counts of the project as a whole.
    pub(super) fn of(round: &Round, before: &OfProject, snapshot: &Snapshot, trees: &[Tree]) -> Found {
        let is_whole = round.left() == 0;
        let mut diagnostics = round.signatures.clone();
        let checks = round.found.iter().flatten();
        diagnostics.extend(checks.flat_map(|checked| checked.diagnostics.iter().cloned()));
        if is_whole {
            diagnostics.extend(around(round));
        }
        FollowUps::of(trees.iter().flat_map(|tree| &tree.declarations)).leave_out(&mut diagnostics);
        if is_whole && is_sound(round, &diagnostics) {
            diagnostics.extend(unused::find(round.found.iter().flatten().map(|checked| &checked.facts)));
        }
        allowances::apply(snapshot, trees, &mut diagnostics, is_whole);
        if !is_whole {
            diagnostics.extend(before.said_of(&round.nodes));
        }
        sort(snapshot, &mut diagnostics);
        let said = |found: &Diagnostic| !unused::is_on_request(&found.problem);
        let (diagnostics, on_request) = diagnostics.into_iter().partition(said);
        let (declarations, unchecked) = (declarations(round), unchecked(round));
        Found { diagnostics, on_request, declarations, unchecked, symbols: round.symbols.clone() }
    }
}

impl OfProject {
    /// What was said of the project as a whole.
    pub(super) fn of(found: &Found) -> OfProject {
        let all = found.diagnostics.iter().chain(&found.on_request);
        let said: Vec<Diagnostic> = all.filter(|found| is_of_project(&found.problem)).cloned().collect();
        let about: HashSet<DeclarationId, RandomState> = said.iter().filter_map(declaration_of).collect();
        let nodes = found.declarations.iter().filter(|(node, _)| about.contains(&node.id));
        OfProject { nodes: nodes.map(|(node, _)| (node.id, node.clone())).collect(), said }
    }

    /// What was said of those declarations that are still the same ones.
    fn said_of(&self, nodes: &[Arc<Declaration>]) -> Vec<Diagnostic> {
        let is_same =
            |node: &&Arc<Declaration>| self.nodes.get(&node.id).is_some_and(|known| Arc::ptr_eq(known, node));
        let same: HashSet<DeclarationId, RandomState> =
            nodes.iter().filter(is_same).map(|node| node.id).collect();
        let is_about = |found: &&Diagnostic| declaration_of(found).is_some_and(|id| same.contains(&id));
        self.said.iter().filter(is_about).cloned().collect()
    }
}

/// What comes of looking at all declarations, but for what is unused.
fn around(round: &Round) -> Vec<Diagnostic> {
    let facts = || round.found.iter().flatten().map(|checked| &checked.facts);
    let mut found = circles::find(&round.symbols, facts());
    found.extend(endless::find(facts()));
    found.extend(feeding::find(&round.symbols, facts()));
    found.extend(unused::nobody_added(facts()));
    found
}

/// Whether nothing is wrong, so that every use is known.
fn is_sound(round: &Round, diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|found| found.level() != Level::Error)
        && round.nodes.iter().all(|node| node.lost.lines.is_empty())
}

fn declarations(round: &Round) -> Vec<Checked> {
    let one = |(node, found): (&Arc<Declaration>, &Option<Arc<DeclarationCheck>>)| {
        let nothing = || Arc::new(DeclarationCheck::none(node));
        (node.clone(), found.clone().unwrap_or_else(nothing))
    };
    round.nodes.iter().zip(&round.found).map(one).collect()
}

fn unchecked(round: &Round) -> HashSet<DeclarationId, RandomState> {
    let all = round.nodes.iter().zip(&round.found);
    all.filter(|(_, found)| found.is_none()).map(|(node, _)| node.id).collect()
}

/// Whether only those say it who look at all declarations.
fn is_of_project(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::Circle { .. }
            | Problem::EndlessFlows { .. }
            | Problem::SelfFeeding { .. }
            | Problem::NobodyAdded { .. }
            | Problem::UnusedFixture { .. }
            | Problem::UnusedVariable { .. }
            | Problem::UnusedSegment { .. }
            | Problem::UnusedLabel { .. }
            | Problem::IdleAllowance { .. }
    )
}

fn declaration_of(found: &Diagnostic) -> Option<DeclarationId> {
    match &found.origin {
        Origin::Source(place) => Some(place.declaration),
        _ => None,
    }
}
