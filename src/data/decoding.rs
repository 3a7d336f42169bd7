//! Decoders that trust what they read: of a damaged file, their panics become reports.

use std::cell::Cell;
use std::fmt::Display;
use std::panic::AssertUnwindSafe;

use super::problems::Stop;
use crate::diagnostic::Problem;

thread_local! {
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a decoder, where a panic means a damaged file and is told of as such. Who owns the
/// process keeps its panic hook silent then.
#[must_use]
pub fn is_decoding() -> bool {
    DECODING.get()
}

/// Decodes something; nothing if that cannot be done. Decoders trust the numbers inside of files, and panic over some
/// that cannot be.
pub fn guarded<T>(decode: impl FnOnce() -> T) -> Option<T> {
    DECODING.set(true);
    // What was under way is thrown away with the file, so nobody sees it half done.
    let decoded = std::panic::catch_unwind(AssertUnwindSafe(decode));
    DECODING.set(false);
    decoded.ok()
}

/// The same, with a reason to stop.
pub(super) fn decoded<T, E: Display>(decode: impl FnOnce() -> Result<T, E>) -> Result<T, Stop> {
    let decoded = guarded(decode).ok_or_else(|| damaged("a part of it contradicts itself"))?;
    decoded.map_err(damaged)
}

/// A file that cannot be read to its end.
pub(super) fn damaged(error: impl Display) -> Stop {
    // Messages of decoders begin with the kind of error.
    let whole = error.to_string();
    let reason = whole.split_once(": ").map_or(whole.as_str(), |(_, reason)| reason);
    Stop::File(Problem::DamagedFile { reason: reason.to_owned() })
}
