//! Words: which are reserved, which start a declaration or a statement, and how names are written.

use std::borrow::Cow;

/// Words that are never a bare name.
pub const RESERVED: &[&str] = &[
    "and", "or", "not", "if", "then", "else", "is", "was", "will", "true", "false", "empty", "happened",
    "where",
];

/// Words that start a declaration of a project.
pub const DECLARATION_WORDS: &[&str] =
    &["people", "event", "senders", "caps", "segment", "flow", "element", "test", "fixture"];

/// Words that start a declaration of the standard library.
pub const LIBRARY_WORDS: &[&str] = &["function", "operators", "channel"];

/// Words that may stand before `event` in the standard library.
pub const CATEGORY_WORDS: &[&str] = &["channel", "people", "product", "template"];

/// How the settings of a flow start.
pub const SETTING_WORDS: &[&str] = &[
    "enter when",
    "enter audience",
    "enter from flow",
    "enter from api",
    "exit when",
    "re-enter",
    "schedule",
    "timezone",
    "variable",
    "version",
    "draft",
    "caps",
    "voice session",
];

/// How the elements of a flow start.
pub const ELEMENT_WORDS: &[&str] = &[
    "pause",
    "segment audience",
    "wait for event",
    "wait for change",
    "wait for date",
    "evaluate inbound message",
    "split audience",
    "update profile",
    "set",
    "add tag",
    "remove tag",
    "send",
    "call api",
    "use",
    "add to flow",
    "notify",
    "add to do not contact",
    "remove from do not contact",
    "start conversation",
    "exit",
];

/// How the steps of a test start that do not start with a name.
pub const STEP_WORDS: &[&str] = &["case", "use", "person", "at", "after", "change", "api", "draft", "expect"];

/// The name as it must be written in the source: in backticks where a bare name is not possible.
#[must_use]
pub fn quote_name(name: &str) -> Cow<'_, str> {
    if is_bare_name(name) { Cow::Borrowed(name) } else { Cow::Owned(format!("`{name}`")) }
}

/// Whether a name can be written without backticks.
fn is_bare_name(name: &str) -> bool {
    let one_word =
        matches!(super::token::tokens(name)[..], [token] if token.kind == super::token::TokenKind::Word);
    one_word && !RESERVED.contains(&name)
}
