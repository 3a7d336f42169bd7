//! Blocks of rows in a file for a while, each with its own schema.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_ipc::writer::StreamWriter;

use crate::data::{Scratch, Spill};

/// The file, which is made when something is put there.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    scratch: Option<Arc<dyn Scratch>>,
    file: Option<Box<dyn Spill>>,
    length: u64,
}

impl Shelf {
    /// Where nothing is yet. Without a place for files nothing can be put there.
    pub(super) fn new(scratch: Option<Arc<dyn Scratch>>) -> Shelf {
        Shelf { scratch, file: None, length: 0 }
    }

    /// Whether there is a place for files.
    pub(super) fn is_there(&self) -> bool {
        self.scratch.is_some()
    }

    /// How many bytes were put there.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Puts a block there, and returns its place.
    pub(super) fn put(&mut self, block: &[u8]) -> io::Result<Range<u64>> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let scratch =
                    self.scratch.as_ref().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
                self.file.insert(scratch.file()?)
            }
        };
        file.append(block)?;
        let start = self.length;
        self.length += block.len() as u64;
        Ok(start..self.length)
    }

    /// The rows of a block.
    pub(super) fn get(&self, place: &Range<u64>) -> io::Result<RecordBatch> {
        let mut block = vec![0; (place.end - place.start) as usize];
        let file = self.file.as_ref().ok_or_else(damaged)?;
        file.read_at(place.start, &mut block)?;
        let mut block = Buffer::from_vec(block);
        let batch = StreamDecoder::new().decode(&mut block).map_err(io::Error::other)?;
        batch.ok_or_else(damaged)
    }
}

/// A block of rows.
pub(super) fn encoded(batch: &RecordBatch) -> io::Result<Vec<u8>> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).map_err(io::Error::other)?;
    writer.write(batch).and_then(|()| writer.finish()).map_err(io::Error::other)?;
    writer.into_inner().map_err(io::Error::other)
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is not what was written")
}
