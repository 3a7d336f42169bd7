//! Whether a text is broken, as the two parsers see it.

use bourn::source::Snapshot;
use bourn::syntax::parse;
use tree_sitter::{Parser, Tree};

/// Mistakes that our grammar reads, to report them better than as something unexpected: unknown escapes, chained comparisons, `=`
/// in a condition, `is greater than`, lists of lists, allowances, clauses of followers. And nesting without end, which is
/// refused to spare the stack; tree-sitter has none.
const READ: [&str; 8] = ["E0106", "E0110", "E0111", "E0112", "E0114", "E0115", "E0120", "E0492"];

/// The parser for editors, and what it and ours say.
pub(crate) struct Verdicts {
    parser: Parser,
}

impl Verdicts {
    pub(crate) fn new() -> Verdicts {
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_bourn::LANGUAGE.into()).unwrap();
        Verdicts { parser }
    }

    pub(crate) fn tree(&mut self, text: &str) -> Tree {
        self.parser.parse(text, None).unwrap()
    }

    pub(crate) fn is_broken_for_editors(&mut self, text: &str) -> bool {
        self.tree(text).root_node().has_error()
    }

    /// How the two differ about a text, if they do.
    pub(crate) fn disagreement(&mut self, place: &str, text: &str) -> Option<String> {
        let codes = codes(text);
        let (read, unread): (Vec<&str>, Vec<&str>) = codes.into_iter().partition(|code| READ.contains(code));
        let theirs = self.is_broken_for_editors(text);
        // One mistake hides what may follow from it, so a mistake that is read can hide one that is not.
        let fine = theirs != unread.is_empty() || theirs && !read.is_empty();
        (!fine).then(|| format!("{place}: broken for editors: {theirs}, for us: {unread:?}"))
    }
}

/// The codes that our parser reports.
fn codes(text: &str) -> Vec<&'static str> {
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("test.flow", text);
    let (_, diagnostics) = parse(&mut snapshot, file);
    diagnostics.iter().map(|diagnostic| diagnostic.problem.code().0).collect()
}
