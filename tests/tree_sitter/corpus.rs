//! Cases of trees, as the command line of tree-sitter writes them: a title between two lines of `=`, a text, a line of `-`, a tree.

use crate::verdict::Verdicts;

/// A text and its tree.
pub(crate) struct Case<'t> {
    title: &'t str,
    text: String,
    tree: String,
}

/// The cases of a file.
pub(crate) fn cases(file: &str) -> Vec<Case<'_>> {
    let lines: Vec<&str> = file.lines().collect();
    let is_ruler = |at: usize, sign: char| {
        lines.get(at).is_some_and(|line| line.len() >= 3 && line.chars().all(|other| other == sign))
    };
    let heads = (0..lines.len()).filter(|&at| is_ruler(at, '=') && is_ruler(at + 2, '='));
    let heads: Vec<usize> = heads.collect();
    let ends = heads.iter().skip(1).copied().chain([lines.len()]);
    let case = |(&head, end): (&usize, usize)| {
        let ruler = (head + 3..end).find(|&at| is_ruler(at, '-')).expect("a tree stands below `---`");
        let text = lines[head + 3..ruler].join("\n");
        Case {
            title: lines[head + 1],
            text: text.trim_matches('\n').to_owned(),
            tree: lines[ruler + 1..end].join("\n"),
        }
    };
    heads.iter().zip(ends).map(case).collect()
}

impl Case<'_> {
    /// What is wrong with it, if anything is.
    pub(crate) fn failure(&self, verdicts: &mut Verdicts) -> Option<String> {
        let (found, wanted) = (flat(&verdicts.tree(&self.text).root_node().to_sexp()), flat(&self.tree));
        let differs = found != wanted;
        differs.then(|| format!("{}\n  wanted {wanted}\n  found  {found}", self.title))
    }
}

/// A tree on one line.
fn flat(tree: &str) -> String {
    tree.split_whitespace().collect::<Vec<_>>().join(" ").replace(" )", ")")
}
