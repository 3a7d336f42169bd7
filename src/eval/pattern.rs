//! Patterns of `matches`.

use regex::{Regex, RegexBuilder};

/// How large a compiled pattern may become, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// A pattern that is looked for anywhere in a text and respects case, or why it cannot be one.
///
/// Patterns run in linear time, and one that would become too large is refused.
pub fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern).size_limit(SIZE_LIMIT).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it becomes too large".to_owned(),
        // The last line of the many is the reason; the others point at it.
        other => {
            let text = other.to_string();
            let reason = text.lines().last().unwrap_or_default();
            reason.strip_prefix("error: ").unwrap_or(reason).to_owned()
        }
    })
}
