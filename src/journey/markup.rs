//! Files of HTML that messages are made from. What placeholders show is data there and never markup: it is escaped, so that it
//! stands for itself in text and in quoted attributes. What the file itself says stays as it is.

use super::step::{Scope, Step};
use crate::program::TemplatePart;
use crate::value::Text;
use crate::value::markup::escaped;

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

#[cfg(test)]
mod tests {
    use super::is_markup;

    #[test]
    fn the_name_says_what_a_file_is() {
        assert!(is_markup("mails/Hello.HTML") && is_markup("a.htm"));
        assert!(!is_markup("hello.txt") && !is_markup("html") && !is_markup("a.html.txt"));
    }
}
