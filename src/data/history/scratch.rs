//! Where the host lets this layer put what does not fit into memory.

use std::fmt;
use std::io;

/// Makes files that are needed for a while.
pub trait Scratch: Send + Sync + fmt::Debug {
    /// The place, as messages name it.
    fn name(&self) -> String;

    /// A new file with nothing in it. It goes with the handle.
    ///
    /// # Errors
    ///
    /// Fails when no file can be made.
    fn file(&self) -> io::Result<Box<dyn Spill>>;
}

/// A file that is written from its start to its end, and read anywhere.
pub trait Spill: Send + Sync + fmt::Debug {
    /// Writes at the end.
    ///
    /// # Errors
    ///
    /// Fails when not all of it can be written.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Reads as many bytes as there is room for, from a place on.
    ///
    /// # Errors
    ///
    /// Fails when they cannot all be read.
    fn read_at(&self, place: u64, room: &mut [u8]) -> io::Result<()>;
}
