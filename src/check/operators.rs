//! The operator tables, read from the standard library.

use crate::program::{Comparison, Type};
use crate::syntax::tree::{Operators, TypeName, TypeNameKind};

/// What stands on the right of an operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// A value that compares with the left side.
    Same,
    /// Several such values, in brackets.
    ListOfSame,
    /// A duration.
    Duration,
}

/// An operator of one type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operator {
    /// The name of the type that has it.
    type_name: String,
    /// What it does.
    pub comparison: Comparison,
    /// Its spelling in formulas: `<=`.
    pub symbol: Option<String>,
    /// What stands on its right.
    pub operands: Vec<Operand>,
    /// Whether it goes beyond the modelled system.
    pub extension: bool,
}

/// All operators of all types.
#[derive(Clone, Debug, Default)]
pub struct OperatorTable(Vec<Operator>);

impl OperatorTable {
    /// Adds the operators of one declaration.
    pub(super) fn add(&mut self, declaration: &Operators) {
        for type_name in &declaration.types {
            for operator in &declaration.operators {
                let Some(comparison) = Comparison::from_phrase(&operator.phrase) else { continue };
                self.0.push(Operator {
                    type_name: type_name.text.to_string(),
                    comparison,
                    symbol: operator.symbol.as_ref().map(|symbol| symbol.text.to_string()),
                    operands: operator.operands.iter().map(operand).collect(),
                    extension: declaration.extension,
                });
            }
        }
    }

    /// The operator of a type with these words or this symbol.
    #[must_use]
    pub fn find(&self, left: &Type, spelling: &str) -> Option<&Operator> {
        self.of(left).find(|operator| {
            operator.comparison.phrase() == spelling || operator.symbol.as_deref() == Some(spelling)
        })
    }

    /// The words of all operators, those of several types as often.
    pub fn phrases(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|operator| operator.comparison.phrase())
    }

    /// The names of the types that have operators, each as often as it has one.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|operator| operator.type_name.as_str())
    }

    /// All operators of a type, the modelled system's first.
    pub fn of(&self, left: &Type) -> impl Iterator<Item = &Operator> {
        let name = type_name(left);
        self.0.iter().filter(move |operator| operator.type_name == name)
    }
}

/// The name under which the tables know a type.
fn type_name(r#type: &Type) -> String {
    match r#type {
        Type::List(_) => "list".to_owned(),
        Type::Object(_) => "object".to_owned(),
        other => other.to_string(),
    }
}

/// The right side that a type of the table stands for: `T`, `list of T` or `duration`.
fn operand(written: &TypeName) -> Operand {
    match &written.kind {
        TypeNameKind::List(_) => Operand::ListOfSame,
        TypeNameKind::Named(name) if &*name.text == "duration" => Operand::Duration,
        TypeNameKind::Named(_) | TypeNameKind::Object(_) => Operand::Same,
    }
}
