//! Types as they are written, and what is said of those that are none.

use super::literal::known_words;
use super::unknown::unknown_name;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{Field, Fields, Type};
use crate::source::Location;
use crate::syntax::tree::{self, Declaration, Name, TypeName, TypeNameKind};

/// What is wrong with a type as it is written.
pub(super) enum TypeMistake<'t> {
    /// Nobody knows it.
    Unknown(&'t Name),
    /// It has a field twice: the second, and the first.
    FieldTwice(&'t Name, &'t Name),
}

impl TypeMistake<'_> {
    /// The report of it.
    pub(super) fn report(&self, declaration: &Declaration) -> Diagnostic {
        let at = |name: &Name| Location { declaration: declaration.id, span: name.span };
        match self {
            TypeMistake::Unknown(name) => unknown_type(declaration, name),
            TypeMistake::FieldTwice(second, first) => {
                let (kind, name) = ("field".to_owned(), second.text.to_string());
                let diagnostic = Diagnostic::new(at(second), Problem::DuplicateName { kind, name });
                diagnostic.label(at(first), "declared here first")
            }
        }
    }
}

/// The type that is written. What is wrong with it goes to `report`, and fits everything. In signatures of the library `T` is
/// any type.
pub(super) fn type_of<'t>(
    written: &'t TypeName,
    standard: bool,
    report: &mut dyn FnMut(TypeMistake<'t>),
) -> Type {
    match &written.kind {
        TypeNameKind::List(item) => Type::List(Box::new(type_of(item, standard, report))),
        TypeNameKind::Object(fields) => object_type(fields, standard, report),
        // A type that could not be read has no name, and has been reported.
        TypeNameKind::Named(name) if name.text.is_empty() => Type::Error,
        TypeNameKind::Named(name) if standard && &*name.text == "T" => Type::Any,
        TypeNameKind::Named(name) => Type::named(&name.text).unwrap_or_else(|| {
            report(TypeMistake::Unknown(name));
            Type::Error
        }),
    }
}

/// The type of objects with these fields.
fn object_type<'t>(
    written: &'t [tree::Property],
    standard: bool,
    report: &mut dyn FnMut(TypeMistake<'t>),
) -> Type {
    let mut fields: Vec<Field> = Vec::new();
    for (place, field) in written.iter().enumerate() {
        let r#type = type_of(&field.r#type, standard, report);
        match written[..place].iter().find(|first| first.name.text == field.name.text) {
            Some(first) => report(TypeMistake::FieldTwice(&field.name, &first.name)),
            None => {
                let (name, optional) = (field.name.text.clone(), field.r#type.optional);
                fields.push(Field { name, r#type, optional });
            }
        }
    }
    Type::Object(Fields::new(fields))
}

/// What is said of a type that nobody knows, or that is called otherwise elsewhere.
fn unknown_type(declaration: &Declaration, name: &Name) -> Diagnostic {
    let Some(right) = known_elsewhere(&name.text) else {
        return unknown(declaration, "type", name, &Type::NAMES);
    };
    let at = Location { declaration: declaration.id, span: name.span };
    let (kind, nearest) = ("type".to_owned(), Some(right.to_owned()));
    let hint = format!("it is called `{right}` here");
    let problem = Problem::UnknownName { kind, name: name.text.to_string(), nearest, hint };
    Diagnostic::new(at, problem).fix(false, format!("write `{right}`"), at, right)
}

/// The type that other languages and tools call so.
fn known_elsewhere(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "string" | "str" | "varchar" | "char" => "text",
        "int" | "int32" | "int64" | "long" | "bigint" => "integer",
        "float" | "double" | "decimal" | "real" | "money" | "numeric" => "number",
        "bool" | "flag" => "boolean",
        "timestamp" | "instant" | "moment" => "datetime",
        "interval" | "timespan" => "duration",
        _ => return None,
    })
}

/// What is said of a word that is none of a few known ones.
pub(super) fn unknown(declaration: &Declaration, kind: &str, name: &Name, known: &[&str]) -> Diagnostic {
    let location = Location { declaration: declaration.id, span: name.span };
    let all = known_words(known);
    unknown_name(location, kind, &name.text, known, all)
}
