//! Links between documents: the file must be there, and the heading in it.

use std::collections::BTreeSet;

use super::page::{Page, root};

/// What is wrong with the links of pages. `not_yet` are files that are still to come.
pub(crate) fn failures(pages: &[Page], not_yet: &[&str]) -> Vec<String> {
    let mut failures = Vec::new();
    for page in pages {
        for (line, text) in page.prose() {
            for link in links(text) {
                if let Some(failure) = failure(pages, page, link, not_yet) {
                    failures.push(format!("{}:{line}: `{link}`: {failure}", page.path));
                }
            }
        }
    }
    let there = not_yet.iter().filter(|path| root().join(path).exists());
    failures.extend(there.map(|path| format!("`{path}` is there now: take it off the list")));
    failures
}

/// The targets of the links in a line: `[text](target)`.
fn links(line: &str) -> Vec<&str> {
    // What stands in backticks is no link.
    let ends = line.match_indices("](").filter(|(at, _)| line[..*at].matches('`').count().is_multiple_of(2));
    let targets = ends.filter_map(|(at, _)| line[at + 2..].split(')').next());
    targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:")).collect()
}

fn failure(pages: &[Page], page: &Page, link: &str, not_yet: &[&str]) -> Option<String> {
    let (path, heading) = link.split_once('#').map_or((link, None), |(path, heading)| (path, Some(heading)));
    let target = if path.is_empty() { page.path.clone() } else { resolved(&page.path, path) };
    if not_yet.contains(&target.as_str()) {
        return None;
    }
    if !root().join(&target).exists() {
        return Some("there is no such file".to_owned());
    }
    let heading = heading?;
    let known = pages.iter().find(|page| page.path == target).map(anchors)?;
    (!known.contains(heading)).then(|| "there is no such heading".to_owned())
}

/// The path of a link below the root.
fn resolved(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What links can say behind `#`: the headings, as GitHub writes them.
fn anchors(page: &Page) -> BTreeSet<String> {
    let headings = page.prose().filter_map(|(_, line)| {
        let text = line.trim_start_matches('#');
        (text.len() < line.len()).then_some(text.trim())
    });
    headings.map(anchor).collect()
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
