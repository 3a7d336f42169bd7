//! Texts that are compressed: gzip and Zstandard, told by their first bytes, which begin no text.

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use super::decoding::damaged;
use super::problems::Stop;

/// The endings that a name may have behind that of a text's format.
pub(super) const ENDINGS: [&str; 2] = [".gz", ".zst"];

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTANDARD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The text itself: files may be compressed in several pieces, one behind the other.
pub(super) fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Stop> {
    let (kind, text) = if bytes.starts_with(GZIP) {
        ("gzip", whole(MultiGzDecoder::new(bytes)))
    } else if bytes.starts_with(ZSTANDARD) {
        ("Zstandard", zstd::stream::read::Decoder::with_buffer(bytes).and_then(whole))
    } else {
        return Ok(Cow::Borrowed(bytes));
    };
    text.map(Cow::Owned).map_err(|error| damaged(format!("what {kind} compressed is broken, {error}")))
}

fn whole(mut reader: impl Read) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    reader.read_to_end(&mut text)?;
    Ok(text)
}
