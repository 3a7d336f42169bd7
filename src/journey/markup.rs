//! Files of HTML that messages are made from. What placeholders show is data there and never markup: it is escaped, so that it
//! stands for itself in text and in quoted attributes. What the file itself says stays as it is.

use super::step::{Scope, Step};
use crate::program::TemplatePart;
use crate::value::Text;

/// The ends of the names of such files.
const ENDINGS: [&str; 3] = [".html", ".htm", ".xhtml"];

impl Step<'_, '_> {
    /// The text of a file of HTML.
    pub(super) fn markup(&mut self, scope: Scope, parts: &[TemplatePart]) -> Text {
        let engine = &self.stepper.engine;
        let text: String = self.evaluate(scope, |context, faults| {
            let part = |part: &TemplatePart| match *part {
                TemplatePart::Literal(text) => context.program.constants[text].show(context.zone),
                TemplatePart::Placeholder(shown) => {
                    escaped(&engine.value(context, shown, faults).show(context.zone))
                }
            };
            parts.iter().map(part).collect()
        });
        text.into()
    }
}

/// Whether a file is one of HTML, by its name.
pub(super) fn is_markup(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// A text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{escaped, is_markup};

    #[test]
    fn nothing_that_is_shown_is_markup() {
        assert_eq!(
            escaped("\"><script>x('&')</script>"),
            "&quot;&gt;&lt;script&gt;x(&#39;&amp;&#39;)&lt;/script&gt;"
        );
        assert_eq!(escaped("&amp; žeđ 🌍"), "&amp;amp; žeđ 🌍");
    }

    #[test]
    fn the_name_says_what_a_file_is() {
        assert!(is_markup("mails/Hello.HTML") && is_markup("a.htm"));
        assert!(!is_markup("hello.txt") && !is_markup("html") && !is_markup("a.html.txt"));
    }
}
