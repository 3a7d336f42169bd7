//! Texts that are compressed: gzip and Zstandard, told by their first bytes, which begin no text.

use std::io::{Cursor, Error, Read, Result};

use flate2::read::MultiGzDecoder;
use zstd::stream::read::Decoder;

/// The endings that a name may have behind that of a text's format.
pub(super) const ENDINGS: [&str; 2] = [".gz", ".zst"];

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTANDARD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The text itself, unpacked as it is read: files may be compressed in several pieces, one behind the other.
///
/// # Errors
///
/// Fails where the start cannot be read.
pub(super) fn unpacked<'r>(file: &'r mut dyn Read) -> Result<Box<dyn Read + 'r>> {
    let mut start = Vec::with_capacity(ZSTANDARD.len());
    (&mut *file).take(ZSTANDARD.len() as u64).read_to_end(&mut start)?;
    let (is_gzip, is_zstandard) = (start.starts_with(GZIP), start.starts_with(ZSTANDARD));
    let whole = Cursor::new(start).chain(file);
    Ok(if is_gzip {
        Box::new(Unpacking { kind: "gzip", text: MultiGzDecoder::new(whole) })
    } else if is_zstandard {
        Box::new(Unpacking { kind: "Zstandard", text: Decoder::new(whole)? })
    } else {
        Box::new(whole)
    })
}

/// Says of what goes wrong that it went wrong here.
struct Unpacking<R> {
    kind: &'static str,
    text: R,
}

impl<R: Read> Read for Unpacking<R> {
    fn read(&mut self, room: &mut [u8]) -> Result<usize> {
        let broken = |error| Error::other(format!("what {} compressed is broken, {error}", self.kind));
        self.text.read(room).map_err(broken)
    }
}
