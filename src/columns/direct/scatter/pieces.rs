//! Rows of people or of events by ranges of keys: in memory as long as they are few, else in a file.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow_schema::{ArrowError, Field, Schema};
use arrow_select::concat::concat_batches;
use arrow_select::take::take;
use rayon::prelude::*;

use super::super::{Unfit, VALUE};
use super::bounds::Bounds;
use super::stored::{Shelf, encoded};
use super::texts::{Kept, Texts};
use crate::columns::Keys;

/// Rows that are not in order yet: their keys, and columns by the number that they have in all files.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) keys: Keys,
    pub(super) columns: Vec<(usize, ArrayRef)>,
    /// The names of events that are not declared, each with its number: they are not among the rows.
    pub(super) undeclared: Vec<(String, u64)>,
}

/// Some rows of a range: the keys are the first column.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) batch: RecordBatch,
    pub(super) columns: Columns,
}

/// The number of each column behind the keys, and whether it holds codes.
pub(super) type Columns = Arc<[(usize, bool)]>;

/// Rows of several ranges, range by range.
#[derive(Debug)]
pub(super) struct Portion {
    rows: Piece,
    size: u64,
    /// Where each range begins; and the end of all.
    starts: Vec<u32>,
}

/// All rows, by range.
#[derive(Debug)]
pub(super) struct Pieces {
    held: Vec<Portion>,
    /// The blocks of each range that were put aside: they come before what is held.
    blocks: Vec<Vec<Block>>,
    /// How many bytes each range has, about.
    sizes: Vec<u64>,
}

/// Rows of one range that were put aside.
#[derive(Debug)]
struct Block {
    place: Range<u64>,
    columns: Columns,
}

impl Rows {
    /// The rows range by range, in each of them in the order that they have. `texts` are those of the columns.
    pub(super) fn by_range(self, bounds: &Bounds, texts: &[Texts]) -> Result<Portion, Unfit> {
        let ranges = bounds.of(&self.keys)?;
        let (starts, order) = grouped(&ranges, bounds.ranges());
        let is_in_order = ranges.is_sorted();
        let taken = |array: ArrayRef| match is_in_order {
            true => Ok(array),
            false => take(&array, &order, None),
        };
        let column = |(at, array): (usize, ArrayRef)| match texts[at].keep(array)? {
            Kept::Coded(codes) => Ok(((at, true), taken(codes)?)),
            Kept::Plain(array) => Ok(((at, false), taken(array)?)),
        };
        let found = self.columns.into_par_iter().map(column).collect::<Result<Vec<_>, ArrowError>>();
        let (columns, mut arrays): (Vec<_>, Vec<_>) = found.map_err(|_| VALUE)?.into_iter().unzip();
        arrays.insert(0, taken(array(self.keys)).map_err(|_| VALUE)?);
        let size = arrays.iter().map(size).sum();
        let batch = batch(arrays).map_err(|_| VALUE)?;
        Ok(Portion { rows: Piece { batch, columns: columns.into() }, size, starts })
    }
}

/// Where the rows of each range begin, and the rows in the order of ranges.
fn grouped(ranges: &[u32], count: usize) -> (Vec<u32>, UInt32Array) {
    let mut starts = vec![0; count + 1];
    ranges.iter().for_each(|range| starts[*range as usize + 1] += 1);
    (1..=count).for_each(|range| starts[range] += starts[range - 1]);
    let (mut next, mut order) = (starts.clone(), vec![0; ranges.len()]);
    for (row, range) in ranges.iter().enumerate() {
        let place = &mut next[*range as usize];
        order[*place as usize] = row as u32;
        *place += 1;
    }
    (starts, order.into())
}

/// Keys as they are put aside.
pub(super) fn array(keys: Keys) -> ArrayRef {
    match keys {
        Keys::Text(keys) => Arc::new(keys),
        Keys::Whole(keys) => Arc::new(Int64Array::new(keys, None)),
        Keys::Later(keys) => array(keys.read()),
    }
}

/// How many bytes the values of an array have.
pub(super) fn size(array: &ArrayRef) -> u64 {
    array.to_data().get_slice_memory_size().unwrap_or_else(|_| array.get_array_memory_size()) as u64
}

/// Arrays as a batch, of which nobody needs the names.
fn batch(arrays: Vec<ArrayRef>) -> Result<RecordBatch, ArrowError> {
    let fields: Vec<Field> =
        arrays.iter().map(|array| Field::new("", array.data_type().clone(), true)).collect();
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &RecordBatchOptions::new())
}

impl Portion {
    /// The rows of a range, if there are some.
    fn of(&self, range: usize) -> Option<Piece> {
        let (start, end) = (self.starts[range] as usize, self.starts[range + 1] as usize);
        let columns = self.rows.columns.clone();
        (start < end).then(|| Piece { batch: self.rows.batch.slice(start, end - start), columns })
    }
}

impl Pieces {
    /// Nothing yet, of so many ranges.
    pub(super) fn new(ranges: usize) -> Pieces {
        Pieces { held: Vec::new(), blocks: (0..ranges).map(|_| Vec::new()).collect(), sizes: vec![0; ranges] }
    }

    /// Adds rows behind all others.
    pub(super) fn add(&mut self, portion: Portion) {
        let rows = portion.rows.batch.num_rows() as u64;
        for (size, ends) in self.sizes.iter_mut().zip(portion.starts.windows(2)) {
            *size += u64::from(ends[1] - ends[0]) * portion.size / rows.max(1);
        }
        self.held.push(portion);
    }

    /// How many ranges there are.
    pub(super) fn ranges(&self) -> usize {
        self.blocks.len()
    }

    /// How many bytes of memory are held, about.
    pub(super) fn held(&self) -> u64 {
        self.held.iter().map(|portion| portion.size).sum()
    }

    /// How many bytes a range has, about.
    pub(super) fn size(&self, range: usize) -> u64 {
        self.sizes[range]
    }

    /// Whether something was put aside.
    pub(super) fn is_aside(&self) -> bool {
        self.blocks.iter().any(|blocks| !blocks.is_empty())
    }

    /// Puts aside what is held, some ranges at a time.
    pub(super) fn put_aside(&mut self, shelf: &mut Shelf) -> io::Result<()> {
        let ranges: Vec<usize> = (0..self.blocks.len()).collect();
        for some in ranges.chunks(2 * rayon::current_num_threads()) {
            let encode = |range: &usize| {
                let pieces = together(self.held.iter().filter_map(|portion| portion.of(*range)).collect())?;
                let blocks = pieces.into_iter().map(|piece| Ok((encoded(&piece.batch)?, piece.columns)));
                blocks.collect::<io::Result<Vec<_>>>()
            };
            let encoded = some.par_iter().map(encode).collect::<io::Result<Vec<_>>>()?;
            for (range, blocks) in some.iter().zip(encoded) {
                for (block, columns) in blocks {
                    self.blocks[*range].push(Block { place: shelf.put(&block)?, columns });
                }
            }
        }
        self.held.clear();
        Ok(())
    }

    /// The rows of a range, in the order in which they were added.
    pub(super) fn of(&self, range: usize, shelf: &Shelf) -> io::Result<Vec<Piece>> {
        let stored = self.blocks[range]
            .iter()
            .map(|block| Ok(Piece { batch: shelf.get(&block.place)?, columns: block.columns.clone() }));
        stored.chain(self.held.iter().filter_map(|portion| portion.of(range)).map(Ok)).collect()
    }
}

/// The same rows in fewer pieces: those of one form that follow each other become one.
fn together(pieces: Vec<Piece>) -> io::Result<Vec<Piece>> {
    let is_alike = |one: &Piece, other: &Piece| {
        one.columns == other.columns && one.batch.schema() == other.batch.schema()
    };
    let one = |pieces: &[Piece]| {
        let batches = pieces.iter().map(|piece| &piece.batch);
        let batch = concat_batches(&pieces[0].batch.schema(), batches).map_err(io::Error::other)?;
        Ok(Piece { batch, columns: pieces[0].columns.clone() })
    };
    pieces.chunk_by(is_alike).map(one).collect()
}
