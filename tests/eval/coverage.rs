//! What the standard library declares is there: every operator of every type, every function.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use bourn::eval::value;
use bourn::program::{Comparison, ExpressionKind, Function, Type, functions};
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

/// A comment of the library's file, and the names and numbers of parameters of the signatures below it.
struct Documented {
    signatures: Vec<(String, usize)>,
    comment: Vec<String>,
}

impl Documented {
    fn name(&self) -> &str {
        &self.signatures[0].0
    }
}

fn documented() -> Vec<Documented> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("stdlib/functions.flow");
    let text = std::fs::read_to_string(path).unwrap();
    let (mut functions, mut comment) = (Vec::<Documented>::new(), Vec::new());
    for line in text.lines() {
        if let Some(line) = line.strip_prefix("///") {
            comment.push(line.trim().to_owned());
        } else if let Some(signature) = line.strip_prefix("function ") {
            if !comment.is_empty() {
                let comment = std::mem::take(&mut comment);
                functions.push(Documented { signatures: Vec::new(), comment });
            }
            let (name, rest) = signature.split_once('(').unwrap();
            let parameters = rest.split_once(')').unwrap().0;
            let count = parameters.split(", ").filter(|parameter| !parameter.is_empty()).count();
            functions.last_mut().unwrap().signatures.push((name.to_owned(), count));
        }
    }
    functions
}

#[test]
fn every_function_is_documented_once() {
    let documented = documented();
    let mut names = HashSet::new();
    for function in &documented {
        let name = function.name();
        assert!(names.insert(name), "{name} has two comments");
        for (other, count) in &function.signatures {
            assert_eq!(name, other, "these share a comment");
            assert!(Function::find(name, *count).is_some(), "{name} with {count} is not implemented");
        }
        let words = function.comment.join(" ").to_lowercase();
        for wanted in ["empty", " cost: "] {
            assert!(words.contains(wanted), "the comment of {name} does not speak of `{wanted}`");
        }
    }
    assert!(functions().iter().all(|known| names.contains(known.0)));
}

/// Every example between fences is a condition that holds; one has a result that is not empty, and one is about emptiness.
#[test]
fn the_examples_of_the_functions_hold() {
    for function in documented() {
        let name = function.name();
        let fenced = function.comment.iter().skip_while(|line| *line != "```").skip(1);
        let examples: Vec<&String> = fenced.take_while(|line| *line != "```").collect();
        for example in &examples {
            assert_eq!(outcome(example), Value::Boolean(true), "{example}");
        }
        assert!(examples.len() >= 2, "{name} has too few examples");
        assert!(examples.iter().any(|example| !example.ends_with("is empty")), "{name} has no example");
        assert!(examples.iter().any(|example| example.contains("empty")), "{name} has none about emptiness");
    }
}

#[test]
fn every_function_has_cases() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/eval/functions.md");
    let text = std::fs::read_to_string(path).unwrap();
    let cases: Vec<&str> = text.lines().filter(|line| line.contains(" // ")).collect();
    assert!(cases.len() >= 150);
    let mentions = |case: &str, name: &str| {
        let calls = case.match_indices(&format!("{name}(")).map(|(at, _)| at).collect::<Vec<_>>();
        calls.iter().any(|at| !case[..*at].ends_with(char::is_alphanumeric))
    };
    for (name, ..) in functions() {
        assert!(cases.iter().filter(|case| mentions(case, name)).count() >= 3, "too few cases for {name}");
    }
}
