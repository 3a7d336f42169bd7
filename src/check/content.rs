//! What a message consists of.

use super::declaration::Checker;
use crate::diagnostic::{List, Problem};
use crate::program::{ChannelId, Content, ContentValue, Type};
use crate::syntax::tree::{self, Name};

impl Checker<'_> {
    /// Checks the lines of a message against those that its channel has.
    pub(super) fn content(
        &mut self,
        channel: ChannelId,
        channel_name: &Name,
        written: &[tree::Content],
    ) -> Vec<Content> {
        let known = &self.symbols.channels[channel];
        let mut lines: Vec<Content> = Vec::new();
        for line in written {
            let name = &line.name;
            // A line without a name could not be read, and has been reported.
            if name.text.is_empty() {
                continue;
            }
            if !known.content.iter().any(|declared| declared.name == name.text) {
                let names: Vec<&str> = known.content.iter().map(|declared| &*declared.name).collect();
                let hint = format!("a message by {} has {}", known.name, List::of(names.iter().copied()));
                self.unknown_or_wrong_case(
                    &format!("line of {} messages named", known.name),
                    name,
                    &names,
                    hint,
                );
            } else if lines.iter().any(|earlier| earlier.name == name.text) && !self.is_broken(written) {
                let reason = format!("`{}` is given twice", name.text);
                self.report(line.span, Problem::Content { channel: known.name.to_string(), reason });
            }
            let value = match &line.value {
                tree::ContentValue::File(path) => self.content_file(path, &name.text),
                tree::ContentValue::Value(value) => {
                    let typed = self.value_of(*value, &Type::Text, &format!("`{}`", name.text));
                    ContentValue::Value(typed.id)
                }
            };
            lines.push(Content { name: name.text.clone(), value });
        }
        let missing = known.content.iter().filter(|declared| !declared.optional);
        let missing: Vec<&str> = missing
            .filter(|declared| !lines.iter().any(|line| line.name == declared.name))
            .map(|declared| &*declared.name)
            .collect();
        if !missing.is_empty() && !self.is_broken(written) {
            let names = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
            let reason = format!("a message by {} needs {names}", known.name);
            self.report(channel_name.span, Problem::Content { channel: known.name.to_string(), reason });
        }
        lines
    }

    /// Whether a line could not be read: then what seems missing may be there.
    fn is_broken(&self, written: &[tree::Content]) -> bool {
        written.iter().any(|line| match &line.value {
            tree::ContentValue::Value(value) => {
                matches!(self.node(*value).kind, tree::ExpressionKind::Broken)
            }
            tree::ContentValue::File(_) => false,
        })
    }
}
