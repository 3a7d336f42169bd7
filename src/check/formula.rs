//! Expressions from outside of the project's files: what `bourn eval` and `bourn segment --expr` are given.

use super::Checked;
use super::declaration;
use super::expression::not_a_condition;
use super::link::{self, Item};
use crate::diagnostic::{Diagnostic, Level};
use crate::program::{ExpressionId, Type};
use crate::source::{Location, Snapshot};
use crate::syntax::parse_formula;

/// What an expression from outside must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// A value of any type.
    Value,
    /// A condition.
    Condition,
}

impl Checked {
    /// Checks an expression against the project and adds it to the program. Its text joins the snapshot as `path`.
    ///
    /// # Errors
    ///
    /// The mistakes in the expression, in the order in which they are shown.
    pub fn formula(
        &mut self,
        snapshot: &mut Snapshot,
        path: &str,
        text: &str,
        wanted: Wanted,
    ) -> Result<ExpressionId, Vec<Diagnostic>> {
        let (declaration, mut diagnostics) = parse_formula(snapshot, path, text);
        let checked = declaration::check(&self.symbols, &declaration);
        diagnostics.extend(checked.diagnostics.iter().cloned());
        let formula = match link::add(&mut self.program, &checked.fragment) {
            Item::Formula(formula) => Some(formula),
            _ => None,
        };
        if let Some(formula) = formula
            && wanted == Wanted::Condition
        {
            let found = &self.program.expressions[formula];
            if !matches!(found.r#type, Type::Boolean | Type::Error) {
                let location = Location { declaration: declaration.id, span: declaration.span };
                diagnostics.push(Diagnostic::new(location, not_a_condition(&found.r#type)));
            }
        }
        crate::diagnostic::sort(snapshot, &mut diagnostics);
        match formula {
            Some(formula) if diagnostics.iter().all(|found| found.level() < Level::Error) => Ok(formula),
            _ => Err(diagnostics),
        }
    }
}
