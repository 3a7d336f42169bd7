//! The words of the grammar that are names as well, and the places in which they are.

use std::collections::BTreeSet;

use bourn::syntax::RESERVED;

/// The contextual words of the grammar: its keywords, units, days and months.
pub(crate) fn contextual_words() -> BTreeSet<&'static str> {
    let grammar = include_str!("../../grammar/flow.pest");
    let rules = grammar.lines().filter(|line| line.starts_with("kw_"));
    let keywords = rules.filter_map(|line| line.split('"').nth(1));
    let others =
        ["days", "hour", "weeks", "monday", "november", "may", "T", "times", "word", "name", "value"];
    keywords.chain(others).filter(|word| !RESERVED.contains(word) && *word != "re-enter").collect()
}

/// Every place in which a name can stand.
pub(crate) fn uses(name: &str) -> Vec<String> {
    vec![
        format!("people {{\n    a: text\n    {name}: text\n}}"),
        format!("event {name} {{ }}"),
        format!("event e {{\n    {name}: text\n}}"),
        format!("flow F {{\n    exit\n    {name}: exit\n}}"),
        format!("flow F {{\n    variable a: text\n    variable {name}: text\n}}"),
        format!("flow {name} {{ }}"),
        format!("segment {name} = a is 1"),
        format!("flow F {{\n    update profile {{\n        a = 1\n        {name} = 1\n    }}\n}}"),
    ]
}

/// Places in which a reserved word means something else than a name.
pub(crate) fn values(name: &str) -> Vec<String> {
    vec![
        format!("segment S = {name} is {name} and {name} > {name} + 1"),
        format!("segment S = happened {name} of {name} where {name} is 1 within last 3 days"),
        format!(
            "segment S = happened {name} followed by {name} where {name} is 1 within 3 days followed by {name}"
        ),
        format!("segment S = {name}({name}, {name}.{name}) > 1 and count(event {name}.{name}) > 1"),
        format!(
            "flow F {{\n    enter when happened {name} save {name}, {name} = {name}\n    set {name} = {name}\n    pause {name}\n}}"
        ),
        format!("flow F {{ send {name} from {name} {{ {name} {name} }} }}"),
        format!("flow F {{ split audience {{ 50% {name} {{ }} 50% {name} {{ }} }} }}"),
        format!("senders {{ {name} {name} = \"a\" }}"),
        format!(
            "element {name}({name}: text, {name}: text) returns ({name}: text) {{ set {name} = {name} }}"
        ),
        format!("flow F {{ use {name}({name} = {name}) save {name} = {name}, {name} }}"),
        format!("flow F {{ add to flow {name}({name} = {name}) for person({name} = {name}) }}"),
        format!("flow F {{ notify {name} to {name}, {name} {{ {name} {name} }} }}"),
        format!("flow F {{ add to do not contact {{ {name} {name}, {name} }} }}"),
        format!("flow F {{ start conversation tag {name} }}"),
        format!(
            "flow F {{\n    call api POST {name} {{\n        header \"a\" = {name}; timeout {name}; retry {name} times\n        \
             body json {{ {name}: [{name}, {{ {name}: {name} }}] }}\n        body form {{ {name} = {name} }}\n        \
             save {name} = $.{name}, {name}: {name} = header \"a\"\n        window {name} to {name} on monday; \
             speed {name} per minute\n        when error {{ }}\n        otherwise {{ }}\n    }}\n}}"
        ),
        format!(
            "test \"t\" {{\n    x {name} of {name}.{name} {{ {name} = 1 }}\n    x {name} of {name}\n    x {name}\n    \
             draft {name}\n    x enters {name}({name} = 1)\n    x takes {name} of {name}\n    {name} fails for {name}\n    \
             expect {name} sent to {name}\n    expect {name} tagged \"a\"\n    expect {name} at {name}\n    \
             expect {name} exited {name}\n    expect never {name} exited {name} by end\n    expect {name} in segment {name}\n    \
             expect not api {name} \"a\" called for {name} 2 times\n    \
             expect never conversation \"a\" started for {name}\n    \
             expect {name}.{name} is {name}.{name}.{name}\n}}"
        ),
    ]
}
