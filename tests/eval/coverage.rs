//! What the standard library declares is there: every operator of every type, every function.

use std::collections::BTreeSet;
use std::path::Path;

use bourn::eval::value;
use bourn::program::{Comparison, ExpressionKind, Function, Type};
use bourn::value::Value;

use crate::case;
use crate::person::Person;
use crate::world::World;

/// The operators of every type, from the tables of the standard library.
fn declared_operators() -> Vec<(String, Comparison)> {
    let text = library("operators.flow");
    let mut types: Vec<String> = Vec::new();
    let mut declared = Vec::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("operators ") {
            let names = head.trim_end_matches(" {").trim_end_matches(" extension");
            types = names.split(", ").map(str::to_owned).collect();
        } else if let Some((phrase, _)) = line.trim().split_once('(')
            && line.starts_with("    ")
            && !phrase.starts_with("//")
        {
            let comparison = Comparison::from_phrase(phrase).unwrap();
            declared.extend(types.iter().map(|r#type| (r#type.clone(), comparison)));
        }
    }
    assert!(declared.len() > 100, "the tables were not understood");
    declared
}

fn library(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("stdlib").join(file)).unwrap()
}

/// The value of an expression about a person of whom nothing is known.
fn outcome(source: &str) -> Value {
    let mut world = World::new();
    let expression = world.expression(source);
    value(&Person::default().context(&world), expression, &mut Vec::new())
}

#[test]
fn every_operator_has_a_case_where_it_holds_and_one_where_it_does_not() {
    let mut covered = BTreeSet::new();
    for file in ["comparisons.md", "formulas.md", "events.md"] {
        case::each(file, |world, expression, expected| {
            let expression = &world.program().expressions[expression];
            if let ExpressionKind::Compare { comparison, left, .. } = &expression.kind {
                let left = match &world.program().expressions[*left].r#type {
                    Type::List(_) => "list".to_owned(),
                    other => other.to_string(),
                };
                covered.insert((left, *comparison, expected.starts_with("true")));
            }
        });
    }
    let wanted = declared_operators().into_iter();
    let wanted =
        wanted.flat_map(|(left, comparison)| [true, false].map(|holds| (left.clone(), comparison, holds)));
    let missing = wanted.filter(|case| !covered.contains(case));
    let missing =
        missing.map(|(left, comparison, holds)| format!("{left} {} // {holds}", comparison.phrase()));
    let missing = missing.collect::<Vec<_>>().join("\n");
    assert!(missing.is_empty(), "no case for\n{missing}");
}

#[test]
fn every_operator_is_false_on_an_empty_operand_and_its_negation_is_true() {
    for (name, comparison) in declared_operators() {
        let samples: &[&str] = match &*name {
            "boolean" => &["true", "optIn"],
            "text" => &["(\"a\")", "plan"],
            "integer" => &["1", "age"],
            "number" => &["1.5", "height"],
            "date" => &["2026-11-30", "joined"],
            "datetime" => &["2026-11-30 13:00", "lastSeen"],
            "time" => &["13:00", "opens"],
            "duration" => &["3 days", "limit"],
            "list" => &["tags", "tags"],
            other => panic!("no sample of {other}"),
        };
        let (full, empty) = (samples[0], samples[1]);
        let phrase = comparison.phrase();
        let (whole, holed): (&str, &[String]) = match comparison {
            Comparison::IsEmpty
            | Comparison::IsNotEmpty
            | Comparison::IsToday
            | Comparison::IsTomorrow
            | Comparison::IsYesterday
            | Comparison::WasToday => ("", &[]),
            Comparison::IsOneOf | Comparison::IsNotOneOf => {
                (&format!("({full})"), &[format!("({empty})"), format!("({empty}, {empty})")])
            }
            Comparison::IsBetween | Comparison::IsNotBetween => (
                &format!("{full} and {full}"),
                &[format!("{empty} and {full}"), format!("{full} and {empty}")],
            ),
            Comparison::WillBeIn
            | Comparison::WillBeWithin
            | Comparison::WillBeMoreThan
            | Comparison::Was
            | Comparison::WasWithin
            | Comparison::WasMoreThan => ("3 days", &["limit".to_owned()]),
            _ => (full, &[empty.to_owned()]),
        };
        let holds = comparison == Comparison::IsEmpty
            || comparison.complement().is_some_and(|c| c != Comparison::IsEmpty);
        let mut sources = vec![format!("{empty} {phrase} {whole}")];
        sources.extend(holed.iter().map(|operand| format!("{full} {phrase} {operand}")));
        sources.extend(holed.iter().map(|operand| format!("{empty} {phrase} {operand}")));
        for source in sources {
            assert_eq!(outcome(&source), Value::Boolean(holds), "{source}");
        }
    }
}

#[test]
fn the_examples_of_the_functions_hold() {
    let text = library("functions.flow");
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
    let mut fenced =
        documentation.iter().skip_while(|line| **line != "```").skip(1).take_while(|line| **line != "```");
    let mut tells = false;
    for example in fenced.by_ref() {
        assert_eq!(outcome(example), Value::Boolean(true), "{example}");
        tells |= !example.ends_with("is empty");
    }
    assert!(tells, "{signature} has no example");
}
