//! Bourn's grammar for tree-sitter, and the queries that editors use with it.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_bourn() -> *const ();
}

/// The language, to be given to a parser.
// SAFETY: the function is made by tree-sitter from the grammar, and gives what `LanguageFn` asks for.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_bourn) };

/// What has which colour.
pub const HIGHLIGHTS_QUERY: &str = include_str!("../../queries/highlights.scm");
