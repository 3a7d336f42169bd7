//! Flows that are asked for by name.

use crate::diagnostic::{Diagnostic, List, Problem, nearest};
use crate::program::Program;

/// The report of a flow that the project does not have.
pub(super) fn unknown_flow(program: &Program, name: &str) -> Diagnostic {
    let known = program.flows.rows().iter().map(|flow| &*flow.name);
    let hint = match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has {}", List::of(known)),
    };
    let problem = Problem::UnknownRequest { kind: "flow".to_owned(), name: name.to_owned(), hint };
    Diagnostic::project(problem)
}
