//! Files of Arrow itself, in both of its forms: the file with a footer, and the stream.
//!
//! Both are messages: the schema, dictionaries, batches of rows. Where they stand is found out at the start; a batch is
//! decoded when it is asked for, and only the columns that are wanted. What is not compressed is not copied, so a file that is
//! mapped is read by looking at it. In a file the dictionaries are those of all batches; in a stream they may grow or be
//! replaced on the way, so each batch knows its own.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::Buffer;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::{RecordBatchDecoder, read_dictionary, read_footer_length};
use arrow_ipc::{Message, root_as_footer, root_as_message};
use arrow_schema::{ArrowError, SchemaRef};
use arrow_select::concat::concat;
use bytes::Bytes;

use super::arrays::{Batch, Taken};
use super::decoding::{decoded, guarded};
use super::problems::Stop;
use super::sink::Sink;

/// A file of Arrow that is open.
#[derive(Clone, Debug)]
pub(super) struct ArrowTable {
    bytes: Buffer,
    schema: SchemaRef,
    batches: Vec<Block>,
}

/// A batch of rows that is not decoded yet.
#[derive(Clone, Debug)]
struct Block {
    /// Where its message stands.
    place: usize,
    rows: usize,
    dictionaries: Arc<Dictionaries>,
}

/// The texts that codes stand for, by the number of the dictionary.
type Dictionaries = HashMap<i64, ArrayRef>;

/// What a file with a footer begins and ends with.
const MAGIC: &[u8] = b"ARROW1";

/// What stands before the length of a message.
const CONTINUATION: [u8; 4] = [0xff; 4];

/// Hands the rows of a file to a sink. Rows count from 1.
pub(super) fn read(bytes: &Bytes, sink: &mut dyn Sink) -> Result<(), Stop> {
    let table = decoded(|| ArrowTable::of(bytes))?;
    let Taken { places, columns } = Taken::by(sink, table.names())?;
    let mut first = 1;
    for block in &table.batches {
        let batch = decoded(|| table.decode(block, &places))?;
        sink.rows(&Batch::new(&batch, &columns, first))?;
        first += batch.num_rows() as u64;
    }
    Ok(())
}

impl ArrowTable {
    /// Opens a file; nothing if it cannot be read.
    pub(super) fn open(bytes: &Bytes) -> Option<ArrowTable> {
        guarded(|| ArrowTable::of(bytes).ok()).flatten()
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// How many rows each batch has.
    pub(super) fn groups(&self) -> Vec<usize> {
        self.batches.iter().map(|block| block.rows).collect()
    }

    /// The values of a column in some batches, one behind the other; nothing if they cannot be read.
    pub(super) fn read(&self, column: usize, batches: Range<usize>) -> Option<ArrayRef> {
        let decode = |block: &Block| Some(self.decode(block, &[column]).ok()?.column(0).clone());
        guarded(|| match self.batches.get(batches)? {
            [] => Some(arrow_array::new_empty_array(self.schema.field(column).data_type())),
            [block] => decode(block),
            blocks => {
                let arrays = blocks.iter().map(decode).collect::<Option<Vec<ArrayRef>>>()?;
                concat(&arrays.iter().map(AsRef::as_ref).collect::<Vec<_>>()).ok()
            }
        })
        .flatten()
    }

    fn of(bytes: &Bytes) -> Result<ArrowTable, ArrowError> {
        let bytes = Buffer::from(bytes.clone());
        if bytes.starts_with(MAGIC) { ArrowTable::with_footer(bytes) } else { ArrowTable::of_stream(bytes) }
    }

    /// The form with a footer, which says where everything is.
    fn with_footer(bytes: Buffer) -> Result<ArrowTable, ArrowError> {
        let cut = || wrong("its end is missing");
        let (rest, end) = bytes.split_last_chunk::<10>().ok_or_else(cut)?;
        let length = read_footer_length(*end).map_err(|_| cut())?;
        let footer = rest.len().checked_sub(length).ok_or_else(cut)?;
        let footer = root_as_footer(&rest[footer..]).map_err(wrong)?;
        let schema = footer.schema().ok_or_else(|| wrong("its footer has no schema"))?;
        let mut table = ArrowTable {
            bytes: bytes.clone(),
            schema: Arc::new(try_fb_to_schema(schema)?),
            batches: Vec::new(),
        };
        let mut dictionaries = Dictionaries::new();
        for block in footer.dictionaries().iter().flatten() {
            let (message, body, _) = table.message(place(block.offset())?)?.ok_or_else(cut)?;
            table.learn(message, &body, &mut dictionaries)?;
        }
        let dictionaries = Arc::new(dictionaries);
        for batch in footer.recordBatches().iter().flatten() {
            let at = place(batch.offset())?;
            let (message, ..) = table.message(at)?.ok_or_else(cut)?;
            let found = found(message, at, &dictionaries)?;
            table.batches.push(found);
        }
        Ok(table)
    }

    /// The form without one: message follows message.
    fn of_stream(bytes: Buffer) -> Result<ArrowTable, ArrowError> {
        let nothing =
            ArrowTable { bytes, schema: Arc::new(arrow_schema::Schema::empty()), batches: Vec::new() };
        let (first, _, mut at) = nothing.message(0)?.ok_or_else(|| wrong("it is no file of Arrow"))?;
        let schema = first.header_as_schema().ok_or_else(|| wrong("it does not begin with a schema"))?;
        let mut table = ArrowTable { schema: Arc::new(try_fb_to_schema(schema)?), ..nothing.clone() };
        let mut dictionaries = Arc::new(Dictionaries::new());
        while let Some((message, body, next)) = nothing.message(at)? {
            if message.header_as_dictionary_batch().is_some() {
                table.learn(message, &body, Arc::make_mut(&mut dictionaries))?;
            } else {
                table.batches.push(found(message, at, &dictionaries)?);
            }
            at = next;
        }
        Ok(table)
    }

    /// The message at a place, its body, and where the next one begins; nothing at the end.
    fn message(&self, place: usize) -> Result<Option<(Message<'_>, Buffer, usize)>, ArrowError> {
        let cut = || wrong("it ends too early");
        let rest = self.bytes.get(place..).ok_or_else(cut)?;
        // A stream may end without saying so.
        let Some((mut length, mut rest)) = rest.split_first_chunk::<4>() else {
            return if rest.is_empty() { Ok(None) } else { Err(cut()) };
        };
        if *length == CONTINUATION {
            (length, rest) = rest.split_first_chunk::<4>().ok_or_else(cut)?;
        }
        let length = usize::try_from(i32::from_le_bytes(*length)).map_err(wrong)?;
        if length == 0 {
            return Ok(None);
        }
        let head = rest.get(..length).ok_or_else(cut)?;
        let message = root_as_message(head).map_err(wrong)?;
        let start = self.bytes.len() - rest.len() + length;
        let body = usize::try_from(message.bodyLength()).map_err(wrong)?;
        let next = start.checked_add(body).filter(|end| *end <= self.bytes.len()).ok_or_else(cut)?;
        Ok(Some((message, self.bytes.slice_with_length(start, body), next)))
    }

    fn learn(&self, message: Message<'_>, body: &Buffer, known: &mut Dictionaries) -> Result<(), ArrowError> {
        let batch = message.header_as_dictionary_batch().ok_or_else(|| wrong("a dictionary is missing"))?;
        read_dictionary(body, batch, &self.schema, known, &message.version())
    }

    /// Some columns of a batch.
    fn decode(&self, block: &Block, columns: &[usize]) -> Result<RecordBatch, ArrowError> {
        let (message, body, _) = self.message(block.place)?.ok_or_else(|| wrong("it ends too early"))?;
        let batch = message.header_as_record_batch().ok_or_else(|| wrong("a batch of rows is missing"))?;
        let schema = self.schema.clone();
        RecordBatchDecoder::try_new(&body, batch, schema, &block.dictionaries, &message.version())?
            .with_projection(Some(columns))
            .read_record_batch()
    }
}

fn found(message: Message<'_>, place: usize, dictionaries: &Arc<Dictionaries>) -> Result<Block, ArrowError> {
    let batch = message.header_as_record_batch().ok_or_else(|| wrong("a batch of rows is missing"))?;
    let rows = usize::try_from(batch.length()).map_err(wrong)?;
    Ok(Block { place, rows, dictionaries: dictionaries.clone() })
}

fn place(offset: i64) -> Result<usize, ArrowError> {
    usize::try_from(offset).map_err(wrong)
}

fn wrong(reason: impl std::fmt::Display) -> ArrowError {
    ArrowError::IpcError(reason.to_string())
}
