//! What people write first who come from elsewhere, and what they are told then.
//!
//! A wrong word that is near to a right one gets it offered. Here are those that are right in other languages and tools, or
//! in other places of this one: only a table can know them.

use super::token::TokenKind;

/// What is said to a word that starts no line of a flow.
pub(super) struct Guess {
    /// How it is said here.
    pub(super) hint: &'static str,
    /// The word to write in its place, where that is all.
    pub(super) word: Option<&'static str>,
}

/// The guesses for words at the start of a line of a flow.
const LINES: &[(&[&str], &str, Option<&str>)] = &[
    (
        &["when", "trigger", "triggers", "entry", "start"],
        "`enter when happened …` takes people in at an event, `enter audience when …` by what is known of them",
        None,
    ),
    (
        &["on", "listen"],
        "`enter when happened …` takes people in at an event, `wait for event { when happened … { } }` waits for one",
        None,
    ),
    (
        &["if", "branch", "choose", "switch", "case", "match", "condition", "decision"],
        "people part in `segment audience { when … { } otherwise { } }`; `if … then … else …` chooses between values",
        None,
    ),
    (
        &["else", "otherwise", "elseif", "elif", "default"],
        "`otherwise` is the last arm of `segment audience`, `wait for event` and others, inside of their braces",
        None,
    ),
    (&["end", "stop", "quit", "leave", "finish", "return", "break"], "`exit` ends the journey", Some("exit")),
    (
        &["goal"],
        "`exit when happened …` ends the journey as soon as the goal is reached, wherever the person is",
        None,
    ),
    (
        &["reenter", "reentry", "repeat"],
        "who may come again is said by `re-enter 7 days after exit` or `re-enter never`",
        None,
    ),
    (&["delay", "sleep"], "`pause 3 days` lets time pass", Some("pause")),
    (
        &["await"],
        "`wait for event up to 2 days { … }` waits for an event, `pause 3 days` lets time pass",
        None,
    ),
    (
        &["email", "mail", "sms", "push", "message", "whatsapp"],
        "a message is sent by `send email from SENDER { … }`",
        None,
    ),
    (&["tag", "untag"], "tags are given by `add tag \"…\"` and taken by `remove tag \"…\"`", None),
    (
        &["let", "var", "const", "assign"],
        "`variable name: type = …` declares a variable before the first element, `set name = …` writes it",
        None,
    ),
    (
        &["http", "https", "fetch", "webhook", "request", "api", "get", "post", "put"],
        "another system is asked by `call api POST \"https://…\" { … }`",
        None,
    ),
    (
        &["do", "unsubscribe", "blacklist", "suppress"],
        "`add to do not contact { sms, email }` keeps the person from being contacted",
        None,
    ),
    (
        &["goto", "jump", "run", "flow", "subflow"],
        "`add to flow NAME` takes the person into another flow; the elements of this one go from top to bottom",
        None,
    ),
    (
        &["random", "experiment", "ab", "abtest", "variant"],
        "people are parted at random by `split audience { 50% a { } 50% b { } }`",
        None,
    ),
    (
        &["profile", "change", "modify", "attribute"],
        "attributes are written by `update profile { points = points + 1 }`",
        None,
    ),
    (
        &["audience", "filter"],
        "`segment audience { when … { } otherwise { } }` asks what is known of the person",
        None,
    ),
];

/// The guesses for words at the start of a declaration.
const DECLARATIONS: &[(&[&str], &str)] = &[
    (&["journey", "campaign", "workflow", "automation", "program"], "flow"),
    (&["attributes", "person", "profile", "users", "user", "contact", "contacts", "customers"], "people"),
    (&["list", "group", "audience", "filter"], "segment"),
    (&["component", "block", "module", "def", "fn"], "element"),
    (&["trigger", "events", "action"], "event"),
    (&["scenario", "spec", "it", "describe"], "test"),
    (&["setup", "background", "given"], "fixture"),
    (&["limits", "limit", "cap"], "caps"),
];

/// What is said where no word is near, and nothing is known of the one that stands there.
pub(super) const LINES_IN_SHORT: &str = "settings start with `enter when`, `exit when`, `re-enter`, `schedule`, `variable` and others, elements with `pause`, `wait for event`, `segment audience`, `send`, `set`, `update profile`, `call api` and others: `bourn explain E0105` lists them";

/// What is said to a word that starts a line of a flow elsewhere; `next` is the token behind it.
pub(super) fn of_line(word: &str, next: Option<TokenKind>) -> Option<Guess> {
    let known = LINES.iter().find(|(words, ..)| words.contains(&word.to_lowercase().as_str()));
    let is_written = next == Some(TokenKind::Equals);
    match known {
        _ if is_written => Some(Guess { hint: WRITTEN, word: None }),
        Some((_, hint, word)) => Some(Guess { hint, word: *word }),
        None => None,
    }
}

const WRITTEN: &str = "`set name = …` writes a variable, `update profile { name = … }` an attribute";

/// The word that starts the declaration which is called otherwise elsewhere.
pub(super) fn of_declaration(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    DECLARATIONS.iter().find(|(words, _)| words.contains(&word.as_str())).map(|(_, right)| *right)
}

/// What stands where the grammar could not go on.
pub(super) struct Stop<'s> {
    /// The words that the grammar would have liked, as messages have them.
    pub(super) expected: &'s [String],
    /// The text that stands there; none at the end of the line.
    pub(super) found: &'s str,
    /// What stands before it, the nearest last.
    pub(super) before: &'s [&'s str],
}

impl Stop<'_> {
    fn expects(&self, word: &str) -> bool {
        self.expected.iter().any(|expected| expected == word)
    }

    fn expects_only(&self, word: &str) -> bool {
        self.expects(word) && self.expected.len() == 1
    }

    fn follows(&self, word: &str) -> bool {
        self.before.last() == Some(&word)
    }

    fn starts_with(&self, word: &str) -> bool {
        self.before.first() == Some(&word)
    }

    fn is_clause(&self) -> bool {
        self.expects("~the end of the line")
    }
}

/// What is said where the grammar could not go on, if it is one of the usual guesses.
pub(super) fn of_stop(stop: &Stop<'_>) -> Option<&'static str> {
    of_elements(stop).or_else(|| of_lines(stop)).or_else(|| of_values(stop)).or_else(|| of_tests(stop))
}

/// Elements and settings of a flow, by their second word.
fn of_elements(stop: &Stop<'_>) -> Option<&'static str> {
    Some(match stop.found {
        _ if stop.follows("wait") && stop.expects_only("for") => {
            "`pause 1 hour` lets time pass; one waits `for event`, `for change` and `for date`"
        }
        _ if stop.follows("for") && stop.starts_with("wait") => {
            "an event is waited for by `wait for event up to 2 days { when happened … { } otherwise { } }`"
        }
        _ if stop.follows("event") && stop.starts_with("wait") => {
            "the events stand in the arms: `wait for event up to 2 days { when happened … { } otherwise { } }`"
        }
        _ if stop.follows("enter") => {
            "`enter when happened …` takes people in at an event, `enter audience when …` by what is known of them"
        }
        _ if stop.follows("split") => "people are parted by `split audience { 50% a { } 50% b { } }`",
        _ if stop.follows("update") => "attributes are written by `update profile { points = points + 1 }`",
        _ if stop.follows("profile") && stop.starts_with("set") => {
            "`set name = …` writes a variable, `update profile { name = … }` an attribute"
        }
        _ if stop.follows("call") => {
            "`use NAME(…)` uses an element of one's own, `add to flow NAME(…)` takes the person into another flow"
        }
        "=" if stop.starts_with("variable") => "a variable has a type: `variable points: integer = 0`",
        "(" if stop.starts_with("flow") => {
            "what a flow is given stands in its entry: `enter from flow (points: integer)`"
        }
        _ if stop.follows("for") && stop.starts_with("pause") => {
            "the time stands right behind `pause`: `pause 1 hour`"
        }
        "" if stop.follows("contact") => "what is meant stands in braces: `{ sms, email }`",
        "at" if stop.is_clause() && stop.starts_with("enter") => {
            "at a date, people come in by `is in 3 days at 09:00`, `is today at 09:00` or `was 1 day ago at 09:00`"
        }
        "at" if stop.is_clause() && stop.starts_with("pause") => {
            "`wait for date NAME was 1 day ago at 09:00` lasts until a time on the day of a date"
        }
        _ => return None,
    })
}

/// Lines of messages, calls and caps.
fn of_lines(stop: &Stop<'_>) -> Option<&'static str> {
    Some(match stop.found {
        ":" | "=" if stop.expects("file") => "a line of a message is a word and a text: `subject \"Hello\"`",
        text if text.starts_with('"') && stop.expects("{") && stop.starts_with("send") => {
            "the texts of a message stand in braces: `send email from SENDER { subject \"…\"; body \"…\" }`"
        }
        "per" if stop.starts_with("email") || stop.starts_with("sms") => {
            "a limit counts times: `email at most 3 times per week`"
        }
        _ if stop.expects("~a channel and its limit") => {
            "a limit is a channel and a number: `email at most 3 times per week`"
        }
        "query" | "params" | "parameters" if stop.expects("header") => {
            "a query stands in the address: `\"https://…?city={{city}}\"`"
        }
        "map" | "mapping" | "response" | "result" if stop.expects("header") => {
            "`wait for response` and `save name = $.path` keep a value of the response"
        }
        "success" | "failure" | "on" | "error" | "catch" | "then" if stop.expects("header") => {
            "arms start with `when`, as in `when success { }`, `when error { }` and `when 404 { }`"
        }
        _ => return None,
    })
}

/// Values and conditions.
fn of_values(stop: &Stop<'_>) -> Option<&'static str> {
    Some(match stop.found {
        "|" => "a default stands behind `??`: `{{firstName ?? \"friend\"}}`",
        "?" => "a default stands behind `??`, and a choice is `if … then … else …`",
        ")" | "," if stop.expects_only("=") => "what is given has a name: `NAME = value`",
        "not" if stop.follows("where") => {
            "a filter is one comparison, or a condition in brackets: `where (not paid)`"
        }
        _ if stop.expects_only("where") => {
            "a condition on the items stands behind `where`: `any orders where price > 100`"
        }
        _ => return None,
    })
}

/// Steps of tests.
fn of_tests(stop: &Stop<'_>) -> Option<&'static str> {
    let in_step =
        |words: &[&str]| words.contains(&stop.found) || stop.before.iter().any(|word| words.contains(word));
    Some(match stop.found {
        _ if stop.expects("~a step of the test")
            || stop.starts_with("given")
            || stop.starts_with("when") && in_step(&["when"]) =>
        {
            "the steps are `person ana { … }`, `at 2026-12-02 09:00`, `after 1 hour`, an event as `ana ordered { … }`, and `expect …`"
        }
        "and" | "or" if stop.starts_with("expect") => {
            "what is expected of messages, places and tags has a line each: `expect …`"
        }
        "has" if stop.starts_with("expect") => "tags are asked for by `expect ana tagged \"vip\"`",
        _ if stop.starts_with("expect") && stop.follows("in") => {
            "`ana in segment NAME` asks for a segment, `ana at LABEL` where the person waits, `ana exited FLOW` whether it is over"
        }
        _ if stop.starts_with("expect") && stop.follows("sent") => {
            "a message goes by the label of its `send`: `expect LABEL sent to ana`"
        }
        _ => return None,
    })
}

/// The word to write instead, where that is all, and whether in place of the word before and not of what was found. An empty
/// word leaves it out.
pub(super) fn other_word(stop: &Stop<'_>) -> Option<(&'static str, bool)> {
    Some(match stop.found {
        _ if stop.follows("wait") && stop.expects_only("for") => ("pause", true),
        _ if stop.follows("for") && stop.starts_with("pause") => ("", true),
        ":" if stop.expects_only("=") => ("=", false),
        ":" | "=" if stop.expects("file") => ("", false),
        _ => return None,
    })
}

/// A number with the letter of a unit, such as `1h`: the two tokens as one would write them.
pub(super) fn of_unit(number: &str, unit: &str) -> Option<String> {
    let units = match unit {
        "s" | "sec" | "secs" => "seconds",
        "m" | "min" | "mins" => "minutes",
        "h" | "hr" | "hrs" => "hours",
        "d" => "days",
        "w" => "weeks",
        "y" => "years",
        _ => return None,
    };
    Some(format!("{number} {}", if number == "1" { units.trim_end_matches('s') } else { units }))
}
