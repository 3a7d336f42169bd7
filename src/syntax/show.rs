//! The tree as text: nested lists, one line for each declaration, field and statement.
//!
//! Tests compare it, and `bourn dump --stage tree` prints it. Spans are left out: what is shown is what was understood.

mod declaration;
mod effect;
mod expression;
mod statement;
mod test;
mod wait;

use std::fmt::Write as _;

use super::tree::{
    Assignment, Content, ContentValue, Declaration, ExpressionId, Name, Parameter, PlainText, Property, Rate,
    Tree, TypeName, TypeNameKind,
};
use crate::source::Span;

/// The tree of a file as text.
#[must_use]
pub fn show(tree: &Tree) -> String {
    tree.declarations.iter().map(|declaration| show_declaration(declaration)).collect()
}

/// A declaration as text.
#[must_use]
pub fn show_declaration(declaration: &Declaration) -> String {
    let mut show = Show { declaration, out: String::new(), depth: 0 };
    show.documentation(declaration.documentation.as_deref());
    show.allowances_of_all();
    show.declaration();
    show.out
}

/// An expression of a declaration as text.
#[must_use]
pub fn show_expression(declaration: &Declaration, expression: ExpressionId) -> String {
    Show { declaration, out: String::new(), depth: 0 }.expression(expression)
}

struct Show<'t> {
    declaration: &'t Declaration,
    out: String,
    depth: usize,
}
impl Show<'_> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{:width$}{}", "", text.trim_end(), width = self.depth * 2);
    }

    /// A line, and below it what `inside` shows.
    fn block(&mut self, head: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("({}", head.trim_end()));
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.out.truncate(self.out.trim_end().len());
        self.out.push_str(")\n");
    }

    fn documentation(&mut self, documentation: Option<&str>) {
        if let Some(text) = documentation {
            self.line(&format!("; {}", text.replace('\n', " / ")));
        }
    }

    /// What is allowed in the whole declaration.
    fn allowances_of_all(&mut self) {
        let end = self.declaration.span.end;
        let first = self.declaration.allowances.first().map(|allowance| allowance.covers);
        if let Some(covers) = first.filter(|covers| covers.end == end) {
            self.allowances(covers);
        }
    }

    /// What is allowed in the node that stands at `span`.
    fn allowances(&mut self, span: Span) {
        let declaration = self.declaration;
        for allowance in declaration.allowances.iter().filter(|known| known.covers.start == span.start) {
            let reason =
                allowance.reason.as_ref().map_or_else(String::new, |text| format!(" {}", plain(text)));
            self.line(&format!("(allow {}{reason})", name(&allowance.code)));
        }
    }

    fn rate(&self, rate: &Rate) -> String {
        format!("at most {} per {}", self.expression(rate.times), name(&rate.unit))
    }

    fn content(&mut self, content: &Content) {
        self.allowances(content.span);
        let value = match &content.value {
            ContentValue::Value(value) => self.expression(*value),
            ContentValue::File(path) => format!("file {}", plain(path)),
        };
        self.line(&format!("({} {value})", name(&content.name)));
    }

    fn assignments(&self, assignments: &[Assignment]) -> String {
        let shown: Vec<String> = assignments.iter().map(|assignment| self.assignment(assignment)).collect();
        shown.join(" ")
    }

    fn assignment(&self, assignment: &Assignment) -> String {
        let value =
            assignment.value.map_or_else(String::new, |value| format!(" = {}", self.expression(value)));
        format!("({}{value})", name(&assignment.target))
    }
}

fn name(name: &Name) -> String {
    super::quote_name(&name.text).into_owned()
}

/// Names, each behind a blank.
fn names<'a>(names: impl IntoIterator<Item = &'a Name>) -> String {
    names.into_iter().map(|one| format!(" {}", name(one))).collect()
}

fn parameters(parameters: &[Parameter]) -> String {
    let one =
        |parameter: &Parameter| format!(" ({} {})", name(&parameter.name), type_name(&parameter.r#type));
    parameters.iter().map(one).collect()
}

fn plain(text: &PlainText) -> String {
    format!("{:?}", text.text)
}

fn type_name(r#type: &TypeName) -> String {
    let optional = if r#type.optional { "?" } else { "" };
    match &r#type.kind {
        TypeNameKind::Named(found) => name(found) + optional,
        TypeNameKind::List(item) => format!("(list of {}){optional}", type_name(item)),
        TypeNameKind::Object(fields) => {
            let field = |field: &Property| format!(" ({} {})", name(&field.name), type_name(&field.r#type));
            format!("(object{}){optional}", fields.iter().map(field).collect::<String>())
        }
    }
}
