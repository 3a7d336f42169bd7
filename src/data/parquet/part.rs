//! Pages taken apart: which rows have a value, how the values are written, and which of the rows somebody wants.

use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};
use parquet::basic::Encoding;
use parquet::column::page::Page;

use super::hybrid::{Code, Hybrid};
use super::pages::Form;

/// Takes the pages of a column apart, one after the other.
pub(super) struct Parts<'s> {
    form: Form<'s>,
    /// How many rows the pages had so far.
    rows: usize,
    /// The rows that are wanted of what comes next, where not all are.
    wanted: Option<&'s [u32]>,
}

impl<'s> Parts<'s> {
    pub(super) fn new(form: Form<'s>) -> Parts<'s> {
        Parts { form, rows: 0, wanted: form.wanted }
    }

    /// A page taken apart; nothing if it has another form, or more rows than the column.
    pub(super) fn part<'p>(&mut self, page: &'p Page) -> Option<Part<'p>>
    where
        's: 'p,
    {
        let Raw { levels, values, encoding, rows } = Raw::of(page, self.form.optional)?;
        let coded = match encoding {
            Encoding::PLAIN => false,
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => true,
            _ => return None,
        };
        let first = self.rows;
        self.rows = first.checked_add(rows).filter(|end| *end <= self.form.rows)?;
        let picked = self.wanted.map(|wanted| {
            let (here, rest) = wanted.split_at(wanted.partition_point(|row| (*row as usize) < self.rows));
            self.wanted = Some(rest);
            Picked { rows: here, first }
        });
        let (validity, count) = match self.form.optional.then(|| Hybrid::new(levels, 1).bits(rows)) {
            None => (None, rows),
            Some(found) => found.map(|(words, count)| ((count < rows).then_some(words), count))?,
        };
        Some(Part { validity, rows, count, coded, values, picked })
    }

    /// Whether the pages had all rows.
    pub(super) fn is_complete(&self) -> bool {
        self.rows == self.form.rows
    }
}

/// The pieces of a page.
struct Raw<'p> {
    levels: &'p [u8],
    values: &'p [u8],
    encoding: Encoding,
    rows: usize,
}

impl<'p> Raw<'p> {
    fn of(page: &'p Page, optional: bool) -> Option<Raw<'p>> {
        match page {
            Page::DataPage { buf, num_values, encoding, def_level_encoding, .. } => {
                let (levels, values) = if optional {
                    let (length, rest) = buf.split_first_chunk()?;
                    (*def_level_encoding == Encoding::RLE).then_some(())?;
                    rest.split_at_checked(u32::from_le_bytes(*length) as usize)?
                } else {
                    (&[][..], &buf[..])
                };
                Some(Raw { levels, values, encoding: *encoding, rows: *num_values as usize })
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                def_levels_byte_len,
                rep_levels_byte_len: 0,
                ..
            } => {
                let (levels, values) = buf.split_at_checked(*def_levels_byte_len as usize)?;
                Some(Raw { levels, values, encoding: *encoding, rows: *num_values as usize })
            }
            _ => None,
        }
    }
}

/// A page of values, taken apart.
pub(super) struct Part<'p> {
    /// Which rows have a value, if some have none.
    validity: Option<Vec<u64>>,
    rows: usize,
    /// How many values there are.
    pub(super) count: usize,
    /// Whether the values are places in the dictionary.
    pub(super) coded: bool,
    pub(super) values: &'p [u8],
    /// The rows that are wanted, where not all are.
    picked: Option<Picked<'p>>,
}

/// Rows of a column that lie in a page.
struct Picked<'p> {
    rows: &'p [u32],
    /// The first row of the page.
    first: usize,
}

impl Picked<'_> {
    /// The rows, counted from the first of the page.
    fn places(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.rows.iter().map(|row| *row as usize - self.first)
    }
}

impl Part<'_> {
    /// The places in a dictionary of `known` values, all of which there are: of the wanted rows if no row is without a value, else
    /// of all.
    pub(super) fn codes<'r, C: Code>(&self, known: usize, room: &'r mut Vec<C>) -> Option<&'r [C]> {
        room.clear();
        self.put_codes(known, room)?;
        Some(room)
    }

    /// Adds the places in the dictionary of what stands in the wanted rows.
    pub(super) fn add_codes<C: Code>(&self, known: usize, out: &mut Vec<C>) -> Option<()> {
        if self.validity.is_none() {
            return self.put_codes(known, out);
        }
        self.add(out, |out| self.put_codes(known, out))
    }

    fn put_codes<C: Code>(&self, known: usize, out: &mut Vec<C>) -> Option<()> {
        let start = out.len();
        if self.count > 0 {
            let (width, packed) = self.values.split_first()?;
            (u32::from(*width) <= C::BITS).then_some(())?;
            let mut packed = Hybrid::new(packed, usize::from(*width));
            match self.picked_at_once() {
                Some(Picked { rows, first }) => packed.some(self.count, *first, rows, out)?,
                None => packed.numbers(self.count, out)?,
            }
        }
        if (known as u64) < 1 << C::BITS {
            // No branch for each, so that several are compared at once.
            let limit = C::of(known as u32);
            let is_beyond = out[start..].iter().fold(false, |beyond, code| beyond | (*code >= limit));
            (!is_beyond).then_some(())?;
        }
        Some(())
    }

    /// Those of the rows that are wanted, where each value stands at the place of its row.
    fn picked_at_once(&self) -> Option<&Picked<'_>> {
        self.picked.as_ref().filter(|_| self.validity.is_none())
    }

    /// Where the wanted values stand among all, where these are at the places of their rows.
    pub(super) fn places(&self) -> Option<impl ExactSizeIterator<Item = usize> + '_> {
        self.picked_at_once().map(Picked::places)
    }

    /// Adds what stands in the wanted rows to `out`: where nothing does, something that nobody looks at. `values` adds those that
    /// there are, or those of the codes that were given.
    pub(super) fn add<T: Copy + Default>(
        &self,
        out: &mut Vec<T>,
        values: impl FnOnce(&mut Vec<T>) -> Option<()>,
    ) -> Option<()> {
        match &self.picked {
            Some(picked) if !(self.coded && self.validity.is_none()) => {
                let mut page = Vec::with_capacity(self.rows);
                self.spread(&mut page, values)?;
                (page.len() == self.rows).then(|| out.extend(picked.places().map(|place| page[place])))
            }
            _ => self.spread(out, values),
        }
    }

    /// Adds what stands in all rows.
    fn spread<T: Copy + Default>(
        &self,
        out: &mut Vec<T>,
        values: impl FnOnce(&mut Vec<T>) -> Option<()>,
    ) -> Option<()> {
        let Some(validity) = &self.validity else { return values(out) };
        /// A power of two, so that places need not be compared with the end.
        const WINDOW: usize = 128;
        let mut there = Vec::with_capacity(self.count + WINDOW);
        values(&mut there)?;
        there.resize(there.len() + WINDOW, T::default());
        let mut next = 0;
        for (at, word) in validity.iter().enumerate() {
            let rows = (self.rows - at * 64).min(64);
            let (start, mut seen) = (out.len(), 0);
            let window: &[T; WINDOW] = there.get(next..)?.first_chunk()?;
            out.resize(start + rows, T::default());
            for (row, place) in out[start..].iter_mut().enumerate() {
                *place = window[seen % WINDOW];
                seen += (word >> row & 1) as usize;
            }
            next += seen;
        }
        Some(())
    }

    /// Takes the values one after the other, those of rows that are not wanted as well, and puts down those of wanted rows; `None`
    /// stands where a row has no value.
    pub(super) fn each<V>(
        &self,
        mut next: impl FnMut() -> Option<V>,
        mut put: impl FnMut(Option<V>) -> Option<()>,
    ) -> Option<()> {
        let mut picked = self.picked.as_ref().map(|picked| picked.places().peekable());
        (0..self.rows).try_for_each(|row| {
            let value = if self.is_there(row) { Some(next()?) } else { None };
            let is_wanted = picked.as_mut().is_none_or(|picked| picked.next_if_eq(&row).is_some());
            if is_wanted { put(value) } else { Some(()) }
        })
    }

    fn is_there(&self, row: usize) -> bool {
        self.validity.as_ref().is_none_or(|words| words[row / 64] >> (row % 64) & 1 == 1)
    }
}

/// Which rows of a column have a value.
#[derive(Default)]
pub(super) struct Validity {
    words: Vec<u64>,
    pub(super) rows: usize,
    count: usize,
}

impl Validity {
    /// Adds the wanted rows of a page.
    pub(super) fn add(&mut self, part: &Part<'_>) {
        match (&part.picked, &part.validity) {
            (None, None) => self.all(part.rows),
            (Some(picked), None) => self.all(picked.rows.len()),
            (None, Some(validity)) => self.some(validity.iter().copied(), part.rows, part.count),
            (Some(picked), Some(_)) => {
                let is_there = |at: usize| part.is_there(picked.rows[at] as usize - picked.first);
                let there = BooleanBuffer::collect_bool(picked.rows.len(), is_there);
                self.some(there.bit_chunks().iter_padded(), there.len(), there.count_set_bits());
            }
        }
    }

    fn all(&mut self, rows: usize) {
        let word = |at: usize| u64::MAX >> (64 - (rows - at * 64).min(64));
        self.some((0..rows.div_ceil(64)).map(word), rows, rows);
    }

    fn some(&mut self, words: impl Iterator<Item = u64>, rows: usize, count: usize) {
        let used = self.rows % 64;
        for word in words {
            match self.words.last_mut().filter(|_| used > 0) {
                Some(last) => {
                    *last |= word << used;
                    self.words.push(word >> (64 - used));
                }
                None => self.words.push(word),
            }
        }
        self.rows += rows;
        self.count += count;
        self.words.truncate(self.rows.div_ceil(64));
    }

    /// Whether a row has a value.
    pub(super) fn holds(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    pub(super) fn nulls(self) -> Option<NullBuffer> {
        (self.count < self.rows)
            .then(|| NullBuffer::new(BooleanBuffer::new(Buffer::from_vec(self.words), 0, self.rows)))
    }
}
