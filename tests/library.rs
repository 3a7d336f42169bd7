//! The standard library: its tables say what the modelled system has, and everything in it can be evaluated.

use std::collections::BTreeSet;

use bourn::check::{Checked, Settings, check};
use bourn::program::{Type, comparisons, functions};
use bourn::source::Snapshot;

fn library() -> Checked {
    check(&mut Snapshot::new(), &[], &Settings::default())
}

/// The operators of a type: those of the modelled system, or those beyond it.
fn operators(checked: &Checked, r#type: &Type, extension: bool) -> Vec<&'static str> {
    let all = checked.symbols.operators.of(r#type).filter(|operator| operator.extension == extension);
    all.map(|operator| operator.comparison.phrase()).collect()
}

/// The table "Operators per attribute" of the modelled system, column by column.
#[test]
fn the_four_columns_are_exact() {
    let number = [
        "is",
        "is not",
        "less than",
        "less than or equal",
        "greater than or equal",
        "greater than",
        "is empty",
        "is not empty",
    ];
    let text = ["is", "is not", "contains", "starts with", "ends with", "is empty", "is not empty"];
    let date = [
        "is",
        "is not",
        "before",
        "until",
        "since",
        "after",
        "is empty",
        "is not empty",
        "will be in",
        "will be within",
        "will be more than",
        "was",
        "was within",
        "was more than",
        "was today",
    ];
    let checked = library();
    assert_eq!(operators(&checked, &Type::Boolean, false), ["is", "is not"]);
    assert_eq!(operators(&checked, &Type::Text, false), text);
    assert_eq!(operators(&checked, &Type::Integer, false), number);
    assert_eq!(operators(&checked, &Type::Number, false), number);
    assert_eq!(operators(&checked, &Type::Date, false), date);
    assert_eq!(operators(&checked, &Type::Datetime, false), date);
}

#[test]
fn the_extensions_stand_apart() {
    let checked = library();
    let text = operators(&checked, &Type::Text, true);
    for beyond in
        ["is exactly", "matches", "is one of", "does not contain", "does not start with", "does not end with"]
    {
        assert!(text.contains(&beyond), "{beyond}");
    }
    assert!(operators(&checked, &Type::Date, true).contains(&"is between"));
}

/// The formula spellings: the same operators as the words.
#[test]
fn symbols_are_spellings_of_words() {
    let checked = library();
    let words = |r#type: &Type, symbol: &str| {
        checked.symbols.operators.find(r#type, symbol).map(|operator| operator.comparison.phrase())
    };
    for (symbol, number, date) in [
        ("==", "is", "is"),
        ("!=", "is not", "is not"),
        ("<", "less than", "before"),
        ("<=", "less than or equal", "until"),
        (">=", "greater than or equal", "since"),
        (">", "greater than", "after"),
    ] {
        assert_eq!(words(&Type::Number, symbol), Some(number));
        assert_eq!(words(&Type::Datetime, symbol), Some(date));
    }
    assert_eq!(words(&Type::Text, "<"), None);
}

/// What evaluators can compare is what the tables declare, and nothing else.
#[test]
fn every_comparison_is_declared() {
    let checked = library();
    let types = [
        Type::Boolean,
        Type::Text,
        Type::Integer,
        Type::Number,
        Type::Date,
        Type::Datetime,
        Type::Time,
        Type::Duration,
        Type::List(Box::new(Type::Text)),
    ];
    let declared: BTreeSet<&str> = types
        .iter()
        .flat_map(|r#type| checked.symbols.operators.of(r#type))
        .map(|operator| operator.comparison.phrase())
        .collect();
    let known: BTreeSet<&str> = comparisons().iter().map(|(phrase, _)| *phrase).collect();
    assert_eq!(declared, known);
}

/// What evaluators can call is what the library declares, and nothing else.
#[test]
fn every_function_is_declared() {
    let checked = library();
    let declared: BTreeSet<(&str, usize)> =
        checked.symbols.functions.iter().map(|known| (&*known.name, known.parameters.len())).collect();
    let known: BTreeSet<(&str, usize)> =
        functions().iter().flat_map(|known| known.1.iter().map(|count| (known.0, *count))).collect();
    assert_eq!(declared, known);
    let numbers: usize = functions().iter().map(|known| known.1.len()).sum();
    assert_eq!(numbers, known.len(), "two functions have one name and one number of parameters");
}

/// A call means the first signature that takes its arguments, so a later one must take something that no earlier one does.
#[test]
fn every_signature_can_be_meant() {
    let functions = library().symbols.functions.clone();
    for (at, later) in functions.iter().enumerate() {
        for earlier in functions[..at].iter().filter(|earlier| earlier.name == later.name) {
            let counts = earlier.parameters.len() == later.parameters.len();
            let pairs = earlier.parameters.iter().zip(&later.parameters);
            let hidden = counts && pairs.into_iter().all(|(earlier, later)| later.1.fits(&earlier.1));
            assert!(!hidden, "{} is hidden by {}", later.written(), earlier.written());
        }
    }
}

/// The parameters that take a zone are found by their place, and called so.
#[test]
fn parameters_for_zones_are_called_so() {
    for signature in &library().symbols.functions {
        for (place, (name, _)) in signature.parameters.iter().enumerate() {
            let of_zone = signature.function.zone_parameter() == Some(place);
            assert_eq!(of_zone, &**name == "zone", "{}", signature.written());
        }
    }
}

/// Every channel can send: it knows its event, and what its messages consist of.
#[test]
fn channels_are_complete() {
    let checked = library();
    let program = &checked.program;
    assert!(program.channels.len() >= 13);
    for (id, channel) in program.channels.iter() {
        let sent = channel.sent.unwrap_or_else(|| panic!("{} has no event for a send", channel.name));
        assert_eq!(program.events[sent].channel, Some(id), "{}", channel.name);
        assert!(!channel.content.is_empty(), "{}", channel.name);
    }
    assert_eq!(&*program.attributes[program.known.tags].name, "tags");
    assert_eq!(&*program.events[program.known.person_entered_flow].name, "personEnteredFlow");
    assert_eq!(&*program.events[program.known.person_exited_flow].name, "personExitedFlow");
}

/// The template events of the modelled system, with the properties that each must have.
#[test]
fn template_events_are_those_of_the_modelled_system() {
    let checked = library();
    for (event, properties) in [
        ("itemViewed", "itemId duration?"),
        ("itemPurchased", "itemId amount? price? profit?"),
        ("ratingAdded", "itemId rating?"),
        ("addedToCart", "itemId amount? price?"),
        ("addedToFavourites", "itemId"),
        ("viewPortionSet", "itemId portion? sessionId?"),
    ] {
        let found = &checked.program.events[checked.program.event(event).unwrap()];
        let written: Vec<String> = found
            .properties
            .iter()
            .map(|property| format!("{}{}", property.name, if property.optional { "?" } else { "" }))
            .collect();
        assert_eq!(written.join(" "), properties, "{event}");
    }
}
