//! A condition as SQL for DuckDB: the persons for whom it holds at a moment.
//!
//! The tables are `people`, with a row for each person and a column for each attribute, and `events`, with the person's key,
//! `name`, `time` and a column for each property. What the columns hold is written above the query:
//!
//! | type | column |
//! | --- | --- |
//! | boolean, text, date | `BOOLEAN`, `VARCHAR`, `DATE` |
//! | integer | `BIGINT` |
//! | number | `DECIMAL(18, 6)`, or of fewer digits on either side of the point |
//! | datetime | `TIMESTAMPTZ`, a moment |
//! | list of text | `VARCHAR[]` |
//!
//! * **Empty.** A missing value is `NULL`, the text `''` or the list `[]`. SQL knows a third answer between true and false; a
//!   condition is written so that it is *true* exactly where the language says so. `and` and `or` keep that, and a negation
//!   is `NOT coalesce(…, FALSE)`.
//! * **Now** and whatever follows from it alone stand in the query as literals in UTC, the ends of calendar days in the account's
//!   zone among them. DuckDB is never asked about time zones: its database of them need not be ours.
//! * **Text** ignores case by full case folding, which DuckDB does not have. `folded` lowers letters and writes those out whose
//!   folding is more than that, as far as they fold to letters that [`text::is_sayable`] allows in the literal.
//! * **Numbers.** What might need more digits than the language keeps is refused, as are division and other functions, since
//!   DuckDB computes them in binary or stops where the language goes on with an empty value.

mod compare;
mod condition;
mod events;
mod number;
mod text;
mod value;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Moment;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{EventId, ExpressionId, Type};

/// What the tables have that no declaration says.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a> {
    /// The column in both of them that says who the person is.
    pub key: &'a str,
}

/// A query for DuckDB.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SqlQuery {
    /// What must have been executed before, once for all queries; it is the same for all that need it.
    pub macros: &'static str,
    /// The query, behind a comment that lists the columns it reads.
    pub query: String,
}

/// The query for the keys of those for whom a condition holds.
///
/// # Errors
///
/// A report for each part that SQL does not say exactly.
pub fn sql(
    moment: Moment<'_>,
    tables: Tables<'_>,
    condition: ExpressionId,
) -> Result<SqlQuery, Vec<Diagnostic>> {
    let mut writer = Writer {
        moment,
        key: text::name(tables.key),
        event: None,
        columns: BTreeMap::new(),
        is_folding: false,
        refusals: Vec::new(),
    };
    let clauses = writer.clauses(condition);
    if !writer.refusals.is_empty() {
        return Err(writer.refusals);
    }
    let macros = if writer.is_folding { text::MACRO } else { "" };
    Ok(SqlQuery { macros, query: writer.query(&clauses) })
}

/// A query under way.
struct Writer<'a> {
    moment: Moment<'a>,
    /// The key's column, quoted.
    key: String,
    /// The kind of event that the filter at hand is about.
    event: Option<EventId>,
    /// The columns that were read, by table and quoted name, with what they hold.
    columns: BTreeMap<(&'static str, String), &'static str>,
    /// Whether the query needs the macro.
    is_folding: bool,
    refusals: Vec<Diagnostic>,
}

impl Writer<'_> {
    fn query(&self, clauses: &[String]) -> String {
        let mut query = String::new();
        for table in ["people", "events"] {
            let columns = self.columns.iter().filter(|((owner, _), _)| *owner == table);
            let columns: String = columns.map(|((_, name), holds)| format!(", {name} {holds}")).collect();
            if table == "people" || !columns.is_empty() {
                let _ = writeln!(query, "-- {table}: {}{columns}", self.key);
            }
        }
        let _ = write!(query, "SELECT person.{}\nFROM people AS person\nWHERE ", self.key);
        query.push_str(&clauses.join("\n  AND "));
        query.push_str(";\n");
        query
    }

    /// A column, as the comment above the query lists it.
    fn column(&mut self, table: &'static str, name: &str, r#type: &Type) -> String {
        let (name, holds) = (text::name(name), held(r#type));
        let column = format!("{}.{name}", if table == "people" { "person" } else { "event" });
        self.columns.insert((table, name), holds);
        column
    }

    /// Notes that a part cannot be said. What is written in its place is never read.
    fn refuse(&mut self, part: ExpressionId, what: &str, reason: &str) -> String {
        let location = self.moment.program.expressions[part].location;
        let problem = Problem::NotInSql { what: what.to_owned(), reason: reason.to_owned() };
        let refusal = Diagnostic::new(location, problem);
        if !self.refusals.contains(&refusal) {
            self.refusals.push(refusal);
        }
        "NULL".to_owned()
    }
}

/// What a column for values of a type holds.
fn held(r#type: &Type) -> &'static str {
    match r#type {
        Type::Boolean => "BOOLEAN",
        Type::Integer => "BIGINT",
        Type::Number => "DECIMAL(18, 6)",
        Type::Date => "DATE",
        Type::Datetime => "TIMESTAMPTZ",
        Type::List(_) => "VARCHAR[]",
        _ => "VARCHAR",
    }
}
