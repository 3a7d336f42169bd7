//! Text that is read some of it at a time: how it begins, its lines, and how long a row may be.

use std::io::{BufRead, BufReader, Cursor, Error, Read};

use super::problems::Stop;
use crate::diagnostic::Problem;

/// How much of a text is read at once.
pub(super) const PIECE: usize = 1 << 16;

/// The most bytes of a row. What is longer is no row, but a file of another kind or one whose line ends are lost, and
/// would have to be held in memory whole.
pub(super) const LONGEST: u64 = 1 << 24;

/// A text from its start on, without its byte order mark.
///
/// # Errors
///
/// Fails where there is nothing but blanks, or it cannot be read.
pub(super) fn begin<'r>(text: &'r mut dyn Read) -> Result<impl BufRead + 'r, Stop> {
    let mut start = Vec::with_capacity(PIECE);
    while without_mark(&start).iter().all(u8::is_ascii_whitespace) {
        let mut piece = (&mut *text).take(PIECE as u64);
        let read = piece.read_to_end(&mut start).map_err(|error| broken(&error))?;
        if read == 0 {
            return Err(Stop::File(Problem::EmptyFile {}));
        }
    }
    let mark = (start.len() - without_mark(&start).len()) as u64;
    let mut start = Cursor::new(start);
    start.set_position(mark);
    Ok(start.chain(BufReader::with_capacity(PIECE, text)))
}

/// A text without its byte order mark.
pub(super) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

/// Hands on the lines that are not empty, with their numbers from 1 and without their ends.
pub(super) fn each_line(
    mut text: impl BufRead,
    mut take: impl FnMut(u64, &[u8]) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut line = Vec::new();
    for row in 1.. {
        line.clear();
        let read = text.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        let length = read.map_err(|error| broken(&error))?;
        let content = line.strip_suffix(b"\n").unwrap_or(&line);
        if content.len() as u64 == LONGEST {
            return Err(broken(&too_long()));
        }
        if !content.iter().all(u8::is_ascii_whitespace) {
            take(row, content)?;
        }
        if length == 0 {
            break;
        }
    }
    Ok(())
}

/// What stops a file whose rows have no end.
pub(super) fn too_long() -> Error {
    Error::other(format!("a row of it has more than {} MiB", LONGEST >> 20))
}

/// A file that cannot be read to its end.
pub(super) fn broken(error: &Error) -> Stop {
    Stop::File(Problem::DamagedFile { reason: error.to_string() })
}
