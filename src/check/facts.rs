//! What the rules that look at all declarations at once need of one declaration. It is worked out with the check of the
//! declaration and kept beside it, so that these rules go through facts, and not through elements and expressions.

use std::sync::Arc;

use super::circles::{self, Formula};
use super::declaration::DeclarationCheck;
use super::endless::{self, Leading};
use super::feeding::{self, Edge};
use super::link::Item;
use super::symbols::{Symbols, Variables};
use super::unused::{self, Admission, Idle};
use crate::syntax::tree::Declaration;

/// What is known of one declaration by those who look at all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// What its formulas need.
    pub(super) formulas: Vec<Formula>,
    /// If it is a flow: where people get from it at once.
    pub(super) leading: Option<Leading>,
    /// If it is a flow: what of that which lets people in it changes itself.
    pub(super) feeding: Vec<Edge>,
    /// If it is a flow: whether others have to add people to it, and to which it adds people.
    pub(super) admission: Option<Admission>,
    /// If it is a flow: its variables, as tests see them.
    pub(super) variables: Arc<Variables>,
    /// What it declares and does not use, and what it uses of others.
    pub(super) idle: Idle,
}

impl Facts {
    /// The facts of a declaration that was checked.
    pub(super) fn of(symbols: &Symbols, declaration: &Declaration, checked: &DeclarationCheck) -> Facts {
        let mut facts = Facts {
            formulas: circles::formulas(checked),
            idle: unused::idle(declaration, checked),
            ..Facts::default()
        };
        if let Item::Flow(id, flow) = &checked.fragment.item {
            facts.leading = Some(endless::leading(*id, flow));
            facts.feeding = feeding::edges_of(symbols, declaration, &checked.fragment, flow);
            facts.admission = Some(unused::admission(*id, flow));
            let variables = flow.variables.rows().iter();
            let variables = variables.map(|variable| (variable.name.clone(), variable.r#type.clone()));
            facts.variables = Arc::new(variables.collect());
        }
        facts
    }
}
