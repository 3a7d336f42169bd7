//! From what the grammar missed to what people are told.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::faults::DEPTH;
use super::finding::Finding;
use super::grammar::Rule;
use super::guesses;
use super::piece::Piece;
use super::quoted::Closing;
use super::token::{Token, TokenKind, tokens};
use super::words::RESERVED;
use crate::diagnostic::{Hint, List, Problem, nearest};
use crate::source::Span;

/// More expectations than this help nobody.
const EXPECTATIONS: usize = 5;

/// What stands where the grammar could not go on.
struct Found<'t> {
    kind: TokenKind,
    text: &'t str,
    span: Span,
}

/// The finding for a piece that the grammar could not read. What it read starts at `base` and ends at `end`.
pub(super) fn unexpected(piece: Piece<'_>, base: usize, end: usize, error: &Error<Rule>) -> Finding {
    let at = base + offset(error);
    let rules = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        // The only one is that of the limit of calls.
        ErrorVariant::CustomError { .. } => return endless(piece, base, end),
    };
    let expected = expectations(rules);
    let may_end = rules.iter().any(|rule| matches!(rule, Rule::EOI | Rule::statement_end));
    let Some(found) = found(piece, base, at, end, may_end) else {
        let last = piece.trimmed(base..at.min(end)).end;
        let span = Span { start: last, end: last };
        return ended(piece, base, expected, span);
    };
    if found.kind == TokenKind::Word && RESERVED.contains(&found.text) && wants_name(rules) {
        return reserved(found.span, found.text);
    }
    refused(piece, base, expected, &found)
}

/// The finding for the end of the line where the grammar could not go on.
fn ended(piece: Piece<'_>, base: usize, expected: List, span: Span) -> Finding {
    let before = before(piece, base, span);
    let before = texts(piece, &before);
    let hint = guesses::of_stop(&guesses::Stop { expected: &expected.0, found: "", before: &before });
    let (found, hint) = ("the end of the line".to_owned(), Hint(hint.map(str::to_owned)));
    Finding::new(span, Problem::Unexpected { expected, found, hint })
}

/// The finding for what stands where the grammar could not go on, with what is known of such slips.
fn refused(piece: Piece<'_>, base: usize, expected: List, found: &Found<'_>) -> Finding {
    let before = before(piece, base, found.span);
    let texts = texts(piece, &before);
    let stop = guesses::Stop { expected: &expected.0, found: found.text, before: &texts };
    let hint = Hint(guesses::of_stop(&stop).map(str::to_owned));
    let elsewhere = || {
        let (word, is_before) = guesses::other_word(&stop)?;
        let span = if is_before { before.last()?.span } else { found.span };
        Some((span, word.to_owned()))
    };
    let mend = meant(piece, &expected, found)
        .or_else(|| unit(piece, found))
        .or_else(|| comma(piece, &before, found));
    let mend = mend.or_else(elsewhere);
    let shown = format!("`{}`", shortened(found.text));
    let finding = Finding::new(found.span, Problem::Unexpected { expected, found: shown, hint });
    match mend {
        Some((span, word)) if word.is_empty() => {
            finding.fix(format!("leave out `{}`", piece.slice(span)), span, word)
        }
        Some((span, word)) => finding.fix(format!("write `{word}`"), span, word),
        None => finding,
    }
}

/// The tokens of the line between `base` and what was found.
fn before(piece: Piece<'_>, base: usize, found: Span) -> Vec<Token> {
    let (first, end) = (piece.token_at(base), piece.token_at(found.start as usize));
    let tokens = piece.tokens.get(first..end).unwrap_or_default();
    tokens.iter().filter(|token| !token.kind.is_trivia()).copied().collect()
}

fn texts<'t>(piece: Piece<'t>, tokens: &[Token]) -> Vec<&'t str> {
    tokens.iter().map(|token| piece.slice(token.span)).collect()
}

/// `1h`, as one would write it.
fn unit(piece: Piece<'_>, found: &Found<'_>) -> Option<(Span, String)> {
    let next = piece.tokens.get(piece.token_at(found.span.end as usize))?;
    let is_unit = found.kind == TokenKind::Number && next.kind == TokenKind::Word;
    let right = guesses::of_unit(found.text, piece.slice(next.span)).filter(|_| is_unit)?;
    Some((Span { start: found.span.start, end: next.span.end }, right))
}

/// `save a b`, with the comma that is missing.
fn comma(piece: Piece<'_>, before: &[Token], found: &Found<'_>) -> Option<(Span, String)> {
    let [.., behind, last] = before else { return None };
    let is_list = before.iter().any(|token| piece.slice(token.span) == "save")
        && matches!(piece.slice(behind.span), "save" | ",");
    let are_names = last.kind == TokenKind::Word && found.kind == TokenKind::Word;
    let span = Span { start: last.span.end, end: found.span.end };
    (is_list && are_names).then(|| (span, format!(", {}", found.text)))
}

/// The finding for what takes so long to read that it is given up: only nesting can be the reason.
fn endless(piece: Piece<'_>, base: usize, end: usize) -> Finding {
    Finding::new(piece.head(Span::new(base, end)), Problem::TooDeep { limit: DEPTH })
}

/// The word that was probably meant, and where: an expected one, or `happened` before the name of an event.
fn meant(piece: Piece<'_>, expected: &List, found: &Found<'_>) -> Option<(Span, String)> {
    if found.kind != TokenKind::Word {
        return None;
    }
    // Short words are near to every other short word.
    let is_keyword = |word: &&str| word.starts_with(char::is_alphabetic) && word.len() > 2;
    let keywords = expected.0.iter().map(String::as_str).filter(is_keyword);
    if let Some(word) = nearest(found.text, keywords) {
        return Some((found.span, word.to_owned()));
    }
    let before = piece.tokens[..piece.token_at(found.span.start as usize)].iter();
    let before = before.rev().find(|token| !token.kind.is_trivia())?.span;
    nearest(piece.slice(before), ["happened"]).map(|word| (before, word.to_owned()))
}

/// The finding for a reserved word where a name should stand.
pub(super) fn reserved(span: Span, word: &str) -> Finding {
    let finding = Finding::new(span, Problem::ReservedWord { word: word.to_owned() });
    finding.sure_fix("put it in backticks", span, format!("`{word}`"))
}

fn offset(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

/// The token at `at`; nothing if the line of what was read ends there too early. Where it `may_end`, a token on a later line is
/// what is wrong.
fn found(piece: Piece<'_>, base: usize, at: usize, end: usize, may_end: bool) -> Option<Found<'_>> {
    let first = piece.token_at(at);
    let index = (first..piece.tokens.len()).find(|&index| !piece.tokens[index].kind.is_trivia())?;
    let token = piece.tokens[index];
    if token.span.start as usize >= end {
        return None;
    }
    if (token.span.start as usize) < at && token.kind == TokenKind::Text(Closing::Closed) {
        return found_inside(piece, at, token);
    }
    let before = piece.tokens[..index].iter().rposition(|token| !token.kind.is_trivia());
    let before = before.filter(|&before| piece.tokens[before].span.start as usize >= base);
    let line_ends = |tokens: &[Token]| tokens.iter().any(|token| token.kind == TokenKind::LineEnd);
    if !may_end && before.is_some_and(|before| line_ends(&piece.tokens[before..index])) {
        return None;
    }
    Some(Found { kind: token.kind, text: piece.slice(token.span), span: token.span })
}

/// The token at `at` within a placeholder of a text.
fn found_inside(piece: Piece<'_>, at: usize, text: Token) -> Option<Found<'_>> {
    let rest = &piece.text[at..text.span.end as usize];
    let inner = tokens(rest);
    let token = inner.iter().find(|token| !token.kind.is_trivia())?;
    let length = if rest[token.span.range().start..].starts_with("}}") { 2 } else { token.span.len() };
    let start = token.span.start as usize;
    let span = Span::new(at + start, at + start + length);
    Some(Found { kind: token.kind, text: piece.slice(span), span })
}

fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= 30 { line.to_owned() } else { line.chars().take(29).chain(['…']).collect() }
}

fn wants_name(rules: &[Rule]) -> bool {
    rules.contains(&Rule::name) && !rules.iter().any(|rule| words(*rule) == ["~a value"])
}

/// What is expected, without repetition and without what can stand behind any value.
fn expectations(rules: &[Rule]) -> List {
    let beside_value = rules.iter().any(|rule| matches!(rule, Rule::value | Rule::term | Rule::op_add));
    let is_ambient = |rule: &Rule| {
        matches!(
            rule,
            Rule::kw_in | Rule::kw_has | Rule::kw_change | Rule::op_not | Rule::happened | Rule::changed
        )
    };
    // Behind `is` the other operators are read only to be reported.
    let behind_is = rules.contains(&Rule::kw_exactly);
    // Behind the name that an expectation starts with, its own words are meant before those that any value may have.
    let in_expectation = rules.contains(&Rule::kw_tagged);
    let is_meant = |rule: &&Rule| {
        let ambient = beside_value && is_ambient(rule) || behind_is && is_word_operator(**rule);
        if in_expectation { is_word_of_expectation(**rule) } else { !ambient }
    };
    let mut expected: Vec<String> = Vec::new();
    for word in rules.iter().filter(is_meant).flat_map(|rule| words(*rule)) {
        if !expected.contains(&word) {
            expected.push(word);
        }
    }
    expected.truncate(EXPECTATIONS);
    if expected.is_empty() {
        expected.push("~something else".to_owned());
    }
    List(expected)
}

/// Whether an expectation goes on with this behind its first name.
fn is_word_of_expectation(rule: Rule) -> bool {
    matches!(rule, Rule::kw_sent | Rule::kw_tagged | Rule::kw_at | Rule::kw_exited | Rule::comparison_tail)
}

/// Whether a comparison by words starts with this one.
fn is_word_operator(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::kw_contains
            | Rule::kw_starts
            | Rule::kw_ends
            | Rule::kw_matches
            | Rule::kw_less
            | Rule::kw_greater
            | Rule::kw_before
            | Rule::kw_until
            | Rule::kw_since
            | Rule::kw_after
    )
}

/// What a rule is called; a description starts with `~`. Nothing for what may stand almost everywhere.
fn words(rule: Rule) -> Vec<String> {
    let words = match rule {
        Rule::op_negate | Rule::op_add | Rule::op_subtract | Rule::op_multiply | Rule::op_divide => {
            return Vec::new();
        }
        Rule::op_remainder | Rule::op_default | Rule::in_unit | Rule::field | Rule::call_brackets => {
            return Vec::new();
        }
        Rule::documentation | Rule::documentation_line | Rule::allowance | Rule::kw_allow => {
            return Vec::new();
        }
        Rule::chained | Rule::optional | Rule::ignoring_year | Rule::of_whole => return Vec::new(),
        Rule::property
        | Rule::single_equals
        | Rule::superfluous_is
        | Rule::reserved
        | Rule::escape
        | Rule::chunk
        | Rule::block_chunk => {
            return Vec::new();
        }
        Rule::name | Rule::word | Rule::owner | Rule::assignment => "~a name",
        Rule::attribute | Rule::field_declaration => "~a name and its type",
        Rule::sender => "~a channel and a sender",
        Rule::cap => "~a channel and its limit",
        Rule::content => "~a line of the message",
        Rule::part_message_line => "~a line of the message",
        Rule::part_api_line => {
            return ["header", "body", "timeout", "retry", "save"].map(str::to_owned).to_vec();
        }
        Rule::part_opt_out => "~a channel",
        Rule::phrase => "~an outcome",
        Rule::method => "~a method such as `POST`",
        Rule::json_path => "~a path such as `$.total`",
        Rule::json_member => "~a name in quotes and its value",
        Rule::json_value | Rule::json_object | Rule::json_array => "~a value",
        Rule::mapping | Rule::result | Rule::opt_out => "~a name",
        Rule::mapped_header | Rule::api_header => "header",
        Rule::api_body => "body",
        Rule::api_timeout => "timeout",
        Rule::api_retry => "retry",
        Rule::api_save | Rule::use_save => "save",
        Rule::delivery_window => "window",
        Rule::for_person => "for person",
        Rule::window_days => "on",
        Rule::window_zone => "in",
        Rule::day => "~a day of the week",
        Rule::close_square => "]",
        Rule::parameters | Rule::named_arguments => "(",
        Rule::weekday => "~a day of the week",
        Rule::month => "~a month",
        Rule::value
        | Rule::term
        | Rule::expression
        | Rule::bracket
        | Rule::call_or_name
        | Rule::list
        | Rule::object
        | Rule::argument
        | Rule::arguments => "~a value",
        Rule::object_field => "~a name and its value",
        Rule::path => "~a list",
        Rule::condition
        | Rule::comparison
        | Rule::event_clause
        | Rule::happened
        | Rule::quantified
        | Rule::changed => "~a condition",
        Rule::comparison_tail | Rule::symbol | Rule::filter => "~a comparison",
        Rule::r#type | Rule::list_of | Rule::object_type => "~a type",
        Rule::plain_text | Rule::text => "~a text in quotes",
        Rule::statement_end | Rule::EOI => "~the end of the line",
        Rule::open_block
        | Rule::people_block
        | Rule::caps_block
        | Rule::senders_block
        | Rule::operators_block
        | Rule::channel_block => "{",
        Rule::steps
        | Rule::body
        | Rule::arms
        | Rule::outcome_arms
        | Rule::shares
        | Rule::assignments
        | Rule::contents
        | Rule::field_block => "{",
        Rule::message | Rule::api_block | Rule::opt_outs => "{",
        Rule::close_block => "}",
        Rule::close_bracket => ")",
        Rule::placeholder_end => "}}",
        Rule::colon => ":",
        Rule::equals => "=",
        Rule::op_and => "and",
        Rule::op_or => "or",
        Rule::op_not => "not",
        Rule::window | Rule::window_by_age | Rule::within_last => "~a time",
        Rule::within => "within",
        Rule::followed => "followed",
        Rule::filter_clause => "where",
        Rule::count => "~a count",
        Rule::save => "save",
        Rule::saved => "~a name",
        Rule::unit => "~a unit of time",
        Rule::pause_weekday => "~a day of the week",
        Rule::pause_day => "~a day of the year",
        Rule::pause_until => "until",
        Rule::pause_for => "~a time",
        Rule::amount | Rule::number | Rule::integer => "~a number",
        Rule::percentage => "~a share such as `50%`",
        Rule::arm
        | Rule::arm_head
        | Rule::part_arm_head
        | Rule::outcome_arm
        | Rule::outcome_head
        | Rule::part_outcome_head => {
            return vec!["when".to_owned(), "otherwise".to_owned()];
        }
        Rule::share | Rule::share_head | Rule::part_share_head => "~a share such as `50%`",
        Rule::statement | Rule::part_statement => "~an element",
        Rule::step | Rule::part_step => "~a step of the test",
        Rule::step_event | Rule::step_enters | Rule::step_takes | Rule::step_listed => "~a person",
        Rule::element_label | Rule::step_fails => "~a label",
        Rule::answer => "answers",
        Rule::no_answer => "does not answer",
        Rule::given => "(",
        Rule::answer_value => "~a value of JSON",
        Rule::answer_member | Rule::answer_text => "~a text in quotes",
        Rule::expect_condition | Rule::expect_sent | Rule::expect_notified => "~a condition",
        Rule::this_often => "~a number",
        Rule::re_entry_rule => "~`never`, `after exit`, `while inside` or a time",
        Rule::limit => "up to",
        Rule::rate => "at most",
        Rule::change => "change of",
        Rule::change_from => "from",
        Rule::change_to => "to",
        Rule::not_empty => "not empty",
        Rule::flow_version => "version",
        Rule::date_subject | Rule::date_moment => "~the name of a date",
        Rule::is_in => "is in",
        Rule::is_today => "is today",
        Rule::is_tomorrow => "is tomorrow",
        Rule::was_ago => "was … ago",
        Rule::was_yesterday => "was yesterday",
        Rule::every_year => "every year",
        Rule::outcome => "~an outcome",
        Rule::audience_once => "once",
        Rule::in_real_time => "in real time",
        Rule::entry_parameters => "(",
        Rule::entry_parameter => "~a name and its type",
        Rule::from_entrance => "include events from entrance",
        Rule::send_from | Rule::schedule_from => "from",
        Rule::schedule_until => "until",
        Rule::schedule_for => "for 1 year",
        Rule::at_time => "at",
        _ => return vec![other_words(rule)],
    };
    vec![words.to_owned()]
}

/// The word of a keyword's rule, or the words of any other rule's name.
fn other_words(rule: Rule) -> String {
    let name = format!("{rule:?}");
    match name.strip_prefix("kw_") {
        Some("re_enter") => "re-enter".to_owned(),
        Some(word) => word.to_owned(),
        None => format!("~`{}`", name.replace('_', " ")),
    }
}
