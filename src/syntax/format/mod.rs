//! The formatter: one style, no options.
//!
//! It goes through what the grammar has read and through the tokens side by side. The tokens say what there is, remarks and
//! line ends included; so nothing gets lost, and a rule of the grammar that nobody mentions here is written as its tokens,
//! one blank between two. The rules that are mentioned say where a line may end and what is moved in.
//!
//! To teach it a new form: a block between `open_block` and `close_block`, fields, lists in round brackets and `=` are laid
//! out without being named. A form whose line may end elsewhere gets an arm in [`layout::Layout::walk`].
//!
//! The style, with reasons where they are not plain:
//!
//! * Four blanks a step, lines of up to 100 columns, one statement or field a line, one blank between words. Columns are not
//!   aligned: a longer name would move its neighbours. Remarks behind code are, within a run of adjacent lines; see [`remarks`].
//! * **What was written on several lines stays so** for blocks, for conditions broken at an `and` or `or`, and for `if` broken
//!   at an `else`: the author meant them to be read as a list. All other line ends follow from the width alone.
//! * A block written on one line stays there if it fits and holds one statement or only fields parted by commas. So
//!   `otherwise { exit }` may stand, and `{ add tag "a"; exit }` becomes two lines.
//! * Fields on lines of their own have no commas between them, as in the manual. Items of a broken list in round brackets
//!   have one behind each, so that adding an item changes one line.
//! * A head that goes on before its `{` is moved in by two steps, since the block behind it is moved in by one.
//! * Single blank lines stay, several become one, none stand at the start and end of a block. Declarations are parted by one;
//!   those of one line each may stand together.
//! * Brackets are never taken away. They are added where `??` is an operand of another operator or of a comparison, and
//!   around what `and` joins among operands of `or`: what binds tighter there is often taken to be the other.
//! * `ago` follows `was …`, but not `was within …`, where it would say the opposite of "from then to now".
//! * Texts, names and numbers stay as they are, and so do the words of remarks and documentation.

mod block;
mod brackets;
mod chain;
mod cursor;
mod document;
mod file;
mod layout;
mod print;
mod remarks;
mod words;

use super::parse;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Snapshot};

/// The text of a file in the one style.
///
/// # Errors
///
/// The reports of its mistakes: what could not be read is not touched.
pub fn format(snapshot: &mut Snapshot, file: FileId) -> Result<String, Vec<Diagnostic>> {
    let (_, diagnostics) = parse(snapshot, file);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let text = &snapshot.file(file).text;
    // A text without mistakes can be read; if not, leaving it alone is the safe thing to do.
    Ok(file::file(text).unwrap_or_else(|| text.to_string()))
}
