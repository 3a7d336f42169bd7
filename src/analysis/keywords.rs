//! Words that the language uses at some place, beside the reserved ones: for colours.

/// The words, sorted.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "add", "after", "ago", "all", "allow", "answer", "answers", "any", "api", "at", "audience",
    "be", "before", "between", "body", "by", "call", "called", "caps", "case", "change",
    "channel", "clicks", "computed", "contact", "contacted", "contain", "contains", "content",
    "conversation", "date", "day", "days", "do", "does", "draft", "element", "end", "ends",
    "enter", "enters", "entrance", "equal", "evaluate", "event", "events", "every", "exactly", "exit",
    "exited", "expect", "extension", "fails", "file", "fixture", "flow", "followed", "for",
    "form", "from", "function", "greater", "has", "header", "hour", "hours", "ignoring", "in",
    "inbound", "include", "indefinitely", "inside", "json", "last", "least",
    "less", "matches", "message", "minute", "minutes", "month", "months", "more",
    "most", "never", "no", "notify", "null", "of", "on", "once", "one", "operators",
    "otherwise", "outcome", "pause", "people", "per", "person", "product", "profile", "re", "readonly",
    "real", "remove", "response", "retry", "returns", "save", "schedule", "second", "seconds",
    "segment", "send", "senders", "sent", "session", "set", "shorten", "since", "speed",
    "split", "start", "started", "starts", "subject", "tag", "tagged", "takes", "template",
    "test", "text", "than", "time", "timeout", "times", "timezone", "to", "today", "tomorrow",
    "track", "until", "up", "update", "urls", "use", "validity", "variable", "version", "voice",
    "wait", "week", "weeks", "when", "while", "window", "with", "within", "year", "years",
    "yesterday",
];

/// Whether a word is one of the language's, at some place.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::RESERVED;

    /// The words that the grammar spells out in rules of this beginning.
    fn words_of<'g>(grammar: &'g str, rule: &'g str) -> impl Iterator<Item = &'g str> {
        let rules = grammar.split("\n").filter(move |line| line.starts_with(rule));
        let texts = rules.flat_map(|line| line.split('"').skip(1).step_by(2));
        texts.filter(|text| text.chars().all(|letter| letter.is_ascii_lowercase()))
    }

    #[test]
    fn every_word_of_the_grammar_is_known() {
        assert!(KEYWORDS.is_sorted());
        let grammar = include_str!("../../grammar/flow.pest");
        let mut count = 0;
        for word in words_of(grammar, "kw_") {
            // A type.
            let is_known = is_keyword(word) || RESERVED.contains(&word) || word == "list";
            assert!(is_known, "`{word}` has no colour");
            count += 1;
        }
        assert!(count > 150, "only {count} words were found");
    }
}
