//! Patterns of `matches`: regular expressions that run in linear time, respect case and are looked for anywhere in a text.

use std::cell::RefCell;

use regex::{Regex, RegexBuilder};

/// How large a compiled pattern may become, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// How many compiled patterns a thread remembers.
const REMEMBERED: usize = 16;

thread_local! {
    /// The patterns that were compiled last, the latest at the end.
    static LATEST: RefCell<Vec<Regex>> = const { RefCell::new(Vec::new()) };
}

/// The compiled pattern, remembered from the last time: a condition asks for the same one person after person, and to compile
/// it takes a thousand times as long as to look for it.
///
/// # Errors
///
/// As [`compile`].
pub fn compiled(pattern: &str) -> Result<Regex, String> {
    let known = LATEST.with_borrow(|latest| latest.iter().find(|known| known.as_str() == pattern).cloned());
    if let Some(known) = known {
        return Ok(known);
    }
    let new = compile(pattern)?;
    LATEST.with_borrow_mut(|latest| {
        if latest.len() == REMEMBERED {
            latest.remove(0);
        }
        latest.push(new.clone());
    });
    Ok(new)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_pattern_is_the_one_that_was_asked_for() {
        for number in (0..3 * REMEMBERED).chain(0..3).chain(0..3) {
            let found = compiled(&format!("^{number}$")).map(|pattern| pattern.is_match(&number.to_string()));
            assert_eq!(found, Ok(true), "{number}");
        }
        assert!(compiled("(").is_err() && compiled("(").is_err());
        assert_eq!(LATEST.with_borrow(Vec::len), REMEMBERED);
    }
}
