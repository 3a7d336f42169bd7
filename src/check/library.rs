//! The standard library, embedded.

use crate::source::Snapshot;
use crate::syntax::parse;
use crate::syntax::tree::Tree;

/// The library's files, by the path that messages show.
const FILES: [(&str, &str); 5] = [
    ("stdlib/people.flow", include_str!("../../stdlib/people.flow")),
    ("stdlib/channels.flow", include_str!("../../stdlib/channels.flow")),
    ("stdlib/events.flow", include_str!("../../stdlib/events.flow")),
    ("stdlib/operators.flow", include_str!("../../stdlib/operators.flow")),
    ("stdlib/functions.flow", include_str!("../../stdlib/functions.flow")),
];

/// Adds the library to a snapshot and parses it. That it has no mistakes is for a test to hold.
pub(super) fn trees(snapshot: &mut Snapshot) -> Vec<Tree> {
    let files = FILES.map(|(path, text)| snapshot.add(path, text));
    files.into_iter().map(|file| parse(snapshot, file).0).collect()
}
