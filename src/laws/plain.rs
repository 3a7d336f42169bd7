//! Plain questions: an attribute, events or a sum, and what they are compared with. Columns answer all of them.

use super::{Bytes, literals};

/// The operators of each type with what stands behind the subject; `_` is a literal of the type.
const OPERATORS: &[(&str, &[&str])] = &[
    ("boolean", &["is true", "is false", "is not true", "is not false", "is empty", "is not empty"]),
    (
        "text",
        &[
            "is _",
            "is not _",
            "is exactly _",
            "is one of (_, _)",
            "is not one of (_, \"a\")",
            "contains _",
            "does not contain _",
            "starts with _",
            "does not start with _",
            "ends with _",
            "does not end with _",
            "matches \"[a-c]\"",
            "is empty",
            "is not empty",
        ],
    ),
    ("integer", NUMBERS),
    ("number", NUMBERS),
    ("date", MOMENTS),
    ("datetime", MOMENTS),
];

const NUMBERS: &[&str] = &[
    "is _",
    "is not _",
    "less than _",
    "less than or equal _",
    "greater than _",
    "greater than or equal _",
    "is between _ and _",
    "is not between _ and _",
    "is one of (_, _)",
    "is not one of (_, 7)",
    "is empty",
    "is not empty",
];

const MOMENTS: &[&str] = &[
    "is _",
    "is not _",
    "before _",
    "until _",
    "since _",
    "after _",
    "is between _ and _",
    "is not between _ and _",
    "is one of (_, _)",
    "is empty",
    "is not empty",
    "was 3 days ago",
    "was within 2 weeks",
    "was more than 1 month ago",
    "will be in 1 day",
    "will be within 3 days",
    "will be more than 2 weeks",
    "was today",
    "is tomorrow",
    "is yesterday",
];

/// The attributes of a type.
fn attributes(r#type: &str) -> &'static [&'static str] {
    match r#type {
        "boolean" => &["optIn", "optOut"],
        "text" => &["plan", "nick", "large"],
        "integer" => &["age", "points", "zero", "most"],
        "number" => &["height", "score", "vast"],
        "date" => &["joined", "left", "final"],
        _ => &["trialExpiry", "lastSeen"],
    }
}

/// The property of the event of each type, if it has one.
pub(super) fn property(r#type: &str) -> Option<&'static str> {
    Some(match r#type {
        "boolean" => "gift",
        "text" => "shop",
        "integer" => "count",
        "number" => "amount",
        "date" => "due",
        "datetime" => "at",
        _ => return None,
    })
}

/// A subject of a type with an operator, whose literals are drawn.
fn compared(bytes: &mut Bytes, r#type: &'static str, subject: &str, operator: &str) -> String {
    let mut text = subject.to_owned() + " ";
    let mut pieces = operator.split('_');
    text += pieces.next().unwrap_or_default();
    for piece in pieces {
        let literal: &str = bytes.pick::<&str>(literals(r#type));
        text += literal;
        text += piece;
    }
    text
}

/// A plain question.
pub(super) fn plain(bytes: &mut Bytes) -> String {
    let (r#type, operators) = *bytes.pick(OPERATORS);
    let operator = *bytes.pick(operators);
    match bytes.below(6) {
        0..3 => {
            let attribute = *bytes.pick(attributes(r#type));
            compared(bytes, r#type, attribute, operator)
        }
        3 => happened(bytes, r#type, operator),
        4 => aggregate(bytes),
        _ => computed(bytes),
    }
}

fn happened(bytes: &mut Bytes, r#type: &'static str, operator: &str) -> String {
    let filter = match bytes.below(3) {
        0 => String::new(),
        _ => format!(" where ({})", compared(bytes, r#type, property(r#type).unwrap_or_default(), operator)),
    };
    let count =
        bytes.pick(&["", " at least 2 times", " exactly 1 time", " at most 2 times", " more than 1 time"]);
    format!("(happened paid{filter}{count}{})", window(bytes))
}

fn window(bytes: &mut Bytes) -> &'static str {
    bytes.pick::<&str>(&[
        "",
        " within last 30 days",
        " before last 2 weeks",
        " between last 9999 years and 3 days",
        " since 2024-02-29",
        " until 2026-10-25",
    ])
}

fn aggregate(bytes: &mut Bytes) -> String {
    let (of, operator) = *bytes.pick(&[
        ("count(paid", "greater than 1"),
        ("count(paid", "is 0"),
        ("sum(paid.amount", "greater than 0.5"),
        ("sum(paid.count", "less than 7"),
        ("min(paid.amount", "is not empty"),
        ("max(paid.count", "is between 0 and 7"),
        ("average(paid.amount", "less than 0.5"),
        ("distinct(paid.shop", "greater than or equal 2"),
        ("first(paid.due", "before 2024-02-29"),
        ("last(paid.at", "was within 2 weeks"),
        ("mostCommon(paid.shop", "is \"a\""),
    ]);
    format!("{of}{}) {operator}", window(bytes))
}

fn computed(bytes: &mut Bytes) -> String {
    (*bytes.pick::<&str>(&[
        "points * 2 + age greater than 7",
        "height * 0.1 + score less than 0.5",
        "(points ?? 7) greater than or equal 1",
        "-score is 0.5",
        "age less than points",
        "height - score is between 0 and 7",
        "double is 2",
    ]))
    .to_owned()
}
