//! Custom elements: what they are given, what they do, what they give back.

use std::collections::{BTreeSet, HashMap};

use super::declaration::{Checker, Home, NameKind, Role, Target};
use super::elements::Elements;
use super::flow::{declare_variables, initial_values, variables};
use super::link::Item;
use super::names::{FlowScope, VariableEntry};
use super::statements::{blocks, element_word};
use crate::diagnostic::Problem;
use crate::program::{CustomElement, CustomElementId, Id, Type, VariableId};
use crate::syntax::tree::{self, Statement, StatementKind};

/// Checks a custom element and adds it to the program.
pub(super) fn check(checker: &mut Checker, element: &tree::CustomElement) {
    let Some(at) = checker.symbols.find(NameKind::CustomElement, &element.name.text) else { return };
    let id = CustomElementId::from_index(at);
    let signature = &checker.symbols.custom_elements[id];
    // A second element of the name is reported elsewhere, and has no place in the program.
    if signature.named.location != checker.at(element.name.span) {
        return;
    }
    let home = Home::CustomElement(id);
    checker.note(element.name.span, Target::CustomElement(id), Role::Declared);
    let types = signature.parameters.iter().chain(&signature.results).map(|(_, r#type)| r#type.clone());
    checker.scope.flow = Some(scope(home, element, types.collect(), signature.broken.clone()));
    for (at, field) in element.parameters.iter().chain(&element.results).enumerate() {
        let variable = Target::Variable(home, VariableId::from_index(at));
        checker.note(field.name.span, variable, Role::Declared);
    }
    declared_twice(checker, element);
    allowed(checker, &element.statements);
    declare_variables(checker, &element.statements);
    let initial = initial_values(checker, &element.statements);
    let (first, elements) = Elements::check(checker, home, &element.statements);
    results_set(checker, element);
    let (given, all) = (element.parameters.len(), element.parameters.len() + element.results.len());
    let made = CustomElement {
        name: element.name.text.clone(),
        title: element.title.as_ref().map(|title| title.text.clone()),
        parameters: (0..given).map(VariableId::from_index).collect(),
        results: (given..all).map(VariableId::from_index).collect(),
        variables: variables(checker, &initial),
        elements,
        first,
        location: checker.at(element.name.span),
    };
    checker.result.fragment.item = Item::CustomElement(id, Box::new(made));
}

/// The variables at the start: parameters, which have values, and results, which have none yet.
fn scope(
    id: Home,
    element: &tree::CustomElement,
    types: Vec<Type>,
    broken: Vec<std::sync::Arc<str>>,
) -> FlowScope {
    let fields = element.parameters.iter().chain(&element.results);
    let entry = |(field, r#type): (&tree::Parameter, Type)| VariableEntry {
        name: field.name.text.clone(),
        r#type,
        span: field.name.span,
    };
    FlowScope {
        id,
        variables: fields.zip(types).map(entry).collect(),
        assigned: (0..element.parameters.len()).map(VariableId::from_index).collect::<BTreeSet<_>>(),
        gaps: HashMap::new(),
        broken,
    }
}

/// Reports parameters and results of one name.
fn declared_twice(checker: &mut Checker, element: &tree::CustomElement) {
    let fields: Vec<&tree::Parameter> = element.parameters.iter().chain(&element.results).collect();
    for (at, field) in fields.iter().enumerate() {
        if let Some(first) = fields[..at].iter().find(|first| first.name.text == field.name.text) {
            checker.duplicate("parameter", &field.name.text, field.name.span, first.name.span);
        }
    }
}

/// Reports what a custom element may not hold: it can wait for nothing but responses, and knows no flow.
fn allowed(checker: &mut Checker, statements: &[Statement]) {
    for statement in statements {
        match &statement.kind {
            StatementKind::CallApi(_)
            | StatementKind::Set(_)
            | StatementKind::Variable { .. }
            | StatementKind::Broken { .. } => {}
            kind => {
                let setting = super::flow::setting(kind).map(|(word, _)| word);
                let what = element_word(kind).or(setting).unwrap_or_default().to_owned();
                checker.report(statement.head, Problem::NotInElement { what });
            }
        }
        for block in blocks(&statement.kind) {
            allowed(checker, block);
        }
    }
}

/// Reports results that a path leaves unset.
fn results_set(checker: &mut Checker, element: &tree::CustomElement) {
    let Some(scope) = &checker.scope.flow else { return };
    let given = element.parameters.len();
    let mut unset = Vec::new();
    for (at, result) in element.results.iter().enumerate() {
        let variable = VariableId::from_index(given + at);
        // A name that is there twice belongs to the first, which has been reported.
        let first = scope.variable(&result.name.text) == Some(variable);
        if first && !scope.assigned.contains(&variable) && !scope.broken.contains(&result.name.text) {
            let path = scope.gaps.get(&variable).cloned();
            unset.push((result, path.unwrap_or_else(|| "nothing in the element sets it".to_owned())));
        }
    }
    for (result, path) in unset {
        let name = result.name.text.to_string();
        checker.report(result.name.span, Problem::UnsetVariable { name, path });
    }
}
