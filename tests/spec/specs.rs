//! Specs: what stands below a heading that names rules.

use std::collections::BTreeSet;

use super::page::Page;

/// What shows that some rules hold.
pub(crate) struct Spec {
    /// Where its heading stands.
    place: String,
    rules: Vec<String>,
    is_executed: bool,
}

/// The specs of some pages.
pub(crate) fn specs(pages: &[Page]) -> Vec<Spec> {
    pages.iter().flat_map(specs_of).collect()
}

fn specs_of(page: &Page) -> Vec<Spec> {
    let headings = page.prose().filter_map(|(line, text)| Some((line, text.strip_prefix("## ")?)));
    let headings: Vec<(usize, &str)> = headings.collect();
    let ends = headings.iter().skip(1).map(|(line, _)| *line).chain([usize::MAX]);
    let spec = |(&(line, rules), end): (&(usize, &str), usize)| Spec {
        place: format!("{}:{line}", page.path),
        rules: rules.split(',').map(|rule| rule.trim().to_owned()).collect(),
        is_executed: page.blocks.iter().any(|block| (line..end).contains(&block.line) && block.is_executed()),
    };
    headings.iter().zip(ends).map(spec).collect()
}

/// Rules without a spec, specs without a rule, and specs that show nothing.
pub(crate) fn unmatched(rules: &[String], specs: &[Spec]) -> Vec<String> {
    let known: BTreeSet<&String> = rules.iter().collect();
    let shown: BTreeSet<&String> = specs.iter().flat_map(|spec| &spec.rules).collect();
    let mut found: Vec<String> =
        known.difference(&shown).map(|rule| format!("`{rule}` has no spec")).collect();
    for spec in specs {
        let unknown = spec.rules.iter().filter(|rule| !known.contains(rule));
        found.extend(unknown.map(|rule| format!("{}: there is no rule `{rule}`", spec.place)));
        if !spec.is_executed {
            found.push(format!("{}: nothing is executed", spec.place));
        }
    }
    found
}
