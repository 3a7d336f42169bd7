//! What the standard library declares is there: every operator of every type, every function.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use bourn::eval::value;
use bourn::program::{Comparison, ExpressionKind, Function, Type};
use bourn::value::Value;

use crate::case;
use crate::person::Person;
use crate::world::World;

/// The comparisons that the standard library declares, by type.
fn declared_comparisons() -> Vec<(Type, Comparison)> {
    let world = World::new();
    let named = Type::NAMES.into_iter().filter_map(Type::named);
    let types = named.chain([Type::List(Box::new(Type::Text))]);
    types
        .flat_map(|r#type| {
            let comparisons = world.comparisons(&r#type);
            assert!(!comparisons.is_empty(), "{type} has no operators");
            comparisons.into_iter().map(move |comparison| (r#type.clone(), comparison))
        })
        .collect()
}

/// The value of an expression about a person of whom nothing is known.
fn outcome(source: &str) -> Value {
    let mut world = World::new();
    let expression = world.expression(source);
    value(&Person::default().context(&world), expression, &mut Vec::new())
}

#[test]
fn every_operator_has_a_case_where_it_holds_and_one_where_it_does_not() {
    let mut covered = HashSet::new();
    for file in ["comparisons.md", "formulas.md", "events.md"] {
        case::each(file, |world, expression, expected| {
            let expression = &world.program().expressions[expression];
            if let ExpressionKind::Compare { comparison, left, .. } = &expression.kind {
                let left = world.program().expressions[*left].r#type.clone();
                covered.insert((left, *comparison, expected.starts_with("true")));
            }
        });
    }
    let mut missing = String::new();
    for (left, comparison) in declared_comparisons() {
        for holds in [true, false] {
            if !covered.contains(&(left.clone(), comparison, holds)) {
                writeln!(missing, "{left} {} // {holds}", comparison.phrase()).unwrap();
            }
        }
    }
    assert!(missing.is_empty(), "no case for\n{missing}");
}

#[test]
fn every_operator_is_false_on_an_empty_operand_and_its_negation_is_true() {
    for (r#type, comparison) in declared_comparisons() {
        let (full, empty) = samples(&r#type);
        let (whole, holed) = right_sides(comparison, full, empty);
        let phrase = comparison.phrase();
        let mut sources = vec![format!("{empty} {phrase} {whole}")];
        for right in holed {
            sources.extend([full, empty].map(|left| format!("{left} {phrase} {right}")));
        }
        for source in sources {
            assert_eq!(outcome(&source), Value::Boolean(holds_of_empty(comparison)), "{source}");
        }
    }
}

fn holds_of_empty(comparison: Comparison) -> bool {
    match comparison {
        Comparison::IsEmpty => true,
        Comparison::IsNotEmpty => false,
        other => other.complement().is_some(),
    }
}

/// A value of a type that is not empty, and one that is.
fn samples(r#type: &Type) -> (&'static str, &'static str) {
    match r#type {
        Type::Boolean => ("true", "optIn"),
        Type::Text => ("(\"a\")", "plan"),
        Type::Integer => ("1", "age"),
        Type::Number => ("1.5", "height"),
        Type::Date => ("2026-11-30", "joined"),
        Type::Datetime => ("2026-11-30 13:00", "lastSeen"),
        Type::Time => ("13:00", "opens"),
        Type::Duration => ("3 days", "limit"),
        _ => ("tags", "tags"),
    }
}

/// What may stand behind a comparison: with nothing empty in it, and with something empty at each place.
fn right_sides(comparison: Comparison, full: &str, empty: &str) -> (String, Vec<String>) {
    use Comparison::{
        IsBetween, IsEmpty, IsNotBetween, IsNotEmpty, IsNotOneOf, IsOneOf, IsToday, IsTomorrow, IsYesterday,
        Was, WasMoreThan, WasToday, WasWithin, WillBeIn, WillBeMoreThan, WillBeWithin,
    };
    match comparison {
        IsEmpty | IsNotEmpty | IsToday | IsTomorrow | IsYesterday | WasToday => (String::new(), vec![]),
        IsOneOf | IsNotOneOf => {
            (format!("({full})"), vec![format!("({empty})"), format!("({empty}, {empty})")])
        }
        IsBetween | IsNotBetween => {
            let holed = vec![format!("{empty} and {full}"), format!("{full} and {empty}")];
            (format!("{full} and {full}"), holed)
        }
        WillBeIn | WillBeWithin | WillBeMoreThan | Was | WasWithin | WasMoreThan => {
            ("3 days".to_owned(), vec!["limit".to_owned()])
        }
        _ => (full.to_owned(), vec![empty.to_owned()]),
    }
}

#[test]
fn the_examples_of_the_functions_hold() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("stdlib/functions.flow");
    let text = std::fs::read_to_string(path).unwrap();
    let mut examples: Vec<&str> = Vec::new();
    let mut functions = 0;
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("///") {
            examples.push(comment.trim());
        } else if let Some(signature) = line.strip_prefix("function ") {
            functions += 1;
            holds_what_is_fenced(signature, &examples);
            examples.clear();
        }
    }
    assert_eq!(functions, bourn::program::functions().len());
}

/// Every example between fences is a condition that holds, and one of them has a result that is not empty.
fn holds_what_is_fenced(signature: &str, documentation: &[&str]) {
    let (name, rest) = signature.split_once('(').unwrap();
    let parameters = rest.split_once(')').unwrap().0.split(", ").filter(|name| !name.is_empty()).count();
    assert!(Function::find(name, parameters).is_some(), "{signature} is not implemented");
    let fenced = documentation.iter().skip_while(|line| **line != "```").skip(1);
    let mut tells = false;
    for example in fenced.take_while(|line| **line != "```") {
        assert_eq!(outcome(example), Value::Boolean(true), "{example}");
        tells |= !example.ends_with("is empty");
    }
    assert!(tells, "{signature} has no example");
}
