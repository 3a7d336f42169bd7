//! What other systems know, as declarations, and segments in the words of other systems.
//!
//! | from | by |
//! | --- | --- |
//! | definitions of custom attributes and events, as the People API gives them | `definitions` |
//! | data files | `inferred` |
//! | both, to source text | `declarations` |
//! | a condition, to SQL for DuckDB | `sql` |
//! | a condition, to a query of the People API | `people_query` |
//!
//! **Architecture Invariant:** what is written in another language means exactly what the condition means, for every person, or
//! it is refused with a diagnostic at the part that cannot be said. Nothing is approximated.

mod declarations;
mod definitions;
mod fixed;
mod inferred;
mod people_query;
mod schema;
mod sql;

pub use declarations::declarations;
pub use definitions::definitions;
pub use fixed::Moment;
pub use inferred::inferred;
pub use people_query::{PeopleQuery, people_query};
pub use schema::{EventSchema, Field, Schema};
pub use sql::{SqlQuery, Tables, sql};
