//! What other systems know, as declarations.
//!
//! | from | by |
//! | --- | --- |
//! | definitions of custom attributes and events, as the People API gives them | `definitions` |
//! | data files | `inferred` |
//! | both, to source text | `declarations` |

mod declarations;
mod definitions;
mod inferred;
mod schema;

pub use declarations::declarations;
pub use definitions::definitions;
pub use inferred::inferred;
pub use schema::{EventSchema, Field, Schema};
