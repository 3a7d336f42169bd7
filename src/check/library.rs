//! The standard library, embedded.

use std::sync::LazyLock;

use crate::source::Snapshot;
use crate::syntax::Reading;
use crate::syntax::tree::Tree;

/// The library's files, by the path that messages show.
const FILES: [(&str, &str); 5] = [
    ("stdlib/people.flow", include_str!("../../stdlib/people.flow")),
    ("stdlib/channels.flow", include_str!("../../stdlib/channels.flow")),
    ("stdlib/events.flow", include_str!("../../stdlib/events.flow")),
    ("stdlib/operators.flow", include_str!("../../stdlib/operators.flow")),
    ("stdlib/functions.flow", include_str!("../../stdlib/functions.flow")),
];

/// The library as it was read: it never changes, so once is enough.
static READ: LazyLock<[Reading; FILES.len()]> =
    LazyLock::new(|| FILES.map(|(path, text)| Reading::of(path, text)));

/// Adds the library to a snapshot. That it has no mistakes is for a test to hold.
pub(super) fn trees(snapshot: &mut Snapshot) -> Vec<Tree> {
    let files = FILES.iter().zip(READ.iter());
    let declare = |((path, text), read): (&(&str, &str), &Reading)| {
        let file = snapshot.add(path, text);
        read.clone().declare(snapshot, file).0
    };
    files.map(declare).collect()
}
