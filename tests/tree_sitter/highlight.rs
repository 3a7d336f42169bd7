//! Colours: a remark below a line names the colour of what stands above its `^`, or above its start with `<-`.

use std::collections::HashMap;

use tree_sitter::{Parser, Point, Query, QueryCursor, StreamingIterator};

/// What a remark says: the colour at a place.
struct Wanted<'t> {
    at: Point,
    colour: &'t str,
}

/// Where a file has other colours than its remarks say.
pub(crate) fn failures(path: &str, text: &str) -> Vec<String> {
    let wanted = wanted(text);
    assert!(wanted.len() > 10, "{path} wants hardly any colours");
    let colours = colours(text);
    let failure = |wanted: &Wanted<'_>| {
        let found = colours.get(&(wanted.at.row, wanted.at.column)).map_or("nothing", String::as_str);
        let (line, column) = (wanted.at.row + 1, wanted.at.column + 1);
        (found != wanted.colour).then(|| format!("{path}:{line}:{column}: {found} and not {}", wanted.colour))
    };
    wanted.iter().filter_map(failure).collect()
}

fn wanted(text: &str) -> Vec<Wanted<'_>> {
    let (mut wanted, mut row) = (Vec::new(), 0);
    for (at, line) in text.lines().enumerate() {
        match assertion(line) {
            Some((column, colour)) => wanted.push(Wanted { at: Point { row, column }, colour }),
            None => row = at,
        }
    }
    wanted
}

/// The column and the colour of a remark that says one.
fn assertion(line: &str) -> Option<(usize, &str)> {
    let remark = line.trim_start().strip_prefix("//")?;
    let start = line.len() - remark.len();
    let said = remark.trim_start();
    match said.strip_prefix("<-") {
        Some(colour) => Some((start - 2, colour.trim())),
        None => Some((start + remark.len() - said.len(), said.strip_prefix('^')?.trim())),
    }
}

/// The colour of each byte that has one, by row and column. The last pattern wins, as in editors.
fn colours(text: &str) -> HashMap<(usize, usize), String> {
    let language = tree_sitter_bourn::LANGUAGE.into();
    let query = Query::new(&language, tree_sitter_bourn::HIGHLIGHTS_QUERY).unwrap();
    let mut parser = Parser::new();
    parser.set_language(&language).unwrap();
    let tree = parser.parse(text, None).unwrap();
    let mut cursor = QueryCursor::new();
    let mut captures = cursor.captures(&query, tree.root_node(), text.as_bytes());
    let mut found = Vec::new();
    while let Some((matched, at)) = captures.next() {
        let capture = matched.captures()[*at];
        found.push((
            capture.node.byte_range(),
            matched.pattern_index,
            query.capture_names()[capture.index as usize],
        ));
    }
    // What is inside of something comes after it.
    found.sort_by_key(|(range, pattern, _)| (std::cmp::Reverse(range.len()), *pattern));
    let mut colours = HashMap::new();
    for (range, _, name) in found {
        for at in range.filter(|&at| text.is_char_boundary(at)) {
            let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
            let row = text[..at].matches('\n').count();
            colours.insert((row, at - start), name.to_owned());
        }
    }
    colours
}
