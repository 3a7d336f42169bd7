//! Files that are not read whole.

use std::fmt;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// A file that can be read anywhere.
pub trait Stored: Send + Sync + fmt::Debug {
    /// How many bytes it has.
    fn length(&self) -> u64;

    /// Reads as many bytes as there is room for, from a place on.
    ///
    /// # Errors
    ///
    /// Fails when they cannot all be read.
    fn read_at(&self, place: u64, room: &mut [u8]) -> io::Result<()>;
}

/// A file as the decoder reads it.
#[derive(Clone, Debug)]
pub(in crate::data) struct StoredFile(pub(in crate::data) Arc<dyn Stored>);

impl Length for StoredFile {
    fn len(&self) -> u64 {
        self.0.length()
    }
}

impl ChunkReader for StoredFile {
    type T = BufReader<Rest>;

    fn get_read(&self, start: u64) -> Result<BufReader<Rest>> {
        Ok(BufReader::new(Rest { file: self.0.clone(), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64).filter(|end| *end <= self.0.length());
        if end.is_none() {
            return Err(ParquetError::EOF("it ends too early".to_owned()));
        }
        let mut bytes = vec![0; length];
        self.0.read_at(start, &mut bytes)?;
        Ok(bytes.into())
    }
}

/// What follows a place in a file.
#[derive(Debug)]
pub(in crate::data) struct Rest {
    file: Arc<dyn Stored>,
    at: u64,
}

impl Read for Rest {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let left = self.file.length().saturating_sub(self.at);
        let length = room.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        self.file.read_at(self.at, &mut room[..length])?;
        self.at += length as u64;
        Ok(length)
    }
}
