//! Pages of one column of a row group, decoded straight into the arrays that are kept.
//!
//! The forms that writers choose for tables are here: plain values and places in a dictionary, with or without missing ones.
//! Texts that stand in a dictionary stay so, with the narrowest numbers. For any other form, and for whatever is not as it
//! should be, the answer is nothing: the decoder of the `parquet` crate takes the column then, or tells what is wrong.

use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal64Type, Decimal128Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    UInt8Type, UInt16Type, UInt32Type,
};
use arrow_array::{Array, ArrayRef, BooleanArray, DictionaryArray, PrimitiveArray, StringArray};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, TimeUnit};
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};

use super::hybrid::Hybrid;

/// For how many rows room is made at once: a damaged file may promise any number.
const ROOM: usize = 1 << 20;

/// What a column is in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form<'s> {
    /// How its values are written.
    pub(super) physical: Physical,
    /// How many bytes a value has, where the schema says so.
    pub(super) length: usize,
    /// Whether values may be missing.
    pub(super) optional: bool,
    /// What the values are.
    pub(super) r#type: &'s DataType,
    /// How many there are.
    pub(super) rows: usize,
}

/// The values of a column; nothing if they are written in another way.
pub(super) fn decode(pages: &mut dyn PageReader, form: Form<'_>) -> Option<ArrayRef> {
    match (form.physical, form.r#type) {
        (Physical::BOOLEAN, DataType::Boolean) => booleans(pages, form),
        (Physical::INT32, DataType::Int8) => {
            shared(numbers::<Int8Type>(pages, form, fixed(|bytes| i32::from_le_bytes(bytes) as i8))?)
        }
        (Physical::INT32, DataType::Int16) => {
            shared(numbers::<Int16Type>(pages, form, fixed(|bytes| i32::from_le_bytes(bytes) as i16))?)
        }
        (Physical::INT32, DataType::Int32) => {
            shared(numbers::<Int32Type>(pages, form, fixed(i32::from_le_bytes))?)
        }
        (Physical::INT32, DataType::Date32) => {
            shared(numbers::<Date32Type>(pages, form, fixed(i32::from_le_bytes))?)
        }
        (Physical::INT64, DataType::Int64) => {
            shared(numbers::<Int64Type>(pages, form, fixed(i64::from_le_bytes))?)
        }
        (Physical::DOUBLE, DataType::Float64) => {
            shared(numbers::<Float64Type>(pages, form, fixed(f64::from_le_bytes))?)
        }
        (Physical::INT64, DataType::Timestamp(unit, zone)) => moments(pages, form, *unit, zone.clone()),
        (_, DataType::Decimal128(precision, scale)) => decimals(pages, form, *precision, *scale),
        (Physical::BYTE_ARRAY, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) => {
            texts(pages, form)
        }
        _ => None,
    }
}

fn shared(array: impl Array + 'static) -> Option<ArrayRef> {
    Some(Arc::new(array))
}

fn moments(
    pages: &mut dyn PageReader,
    form: Form<'_>,
    unit: TimeUnit,
    zone: Option<Arc<str>>,
) -> Option<ArrayRef> {
    match unit {
        TimeUnit::Second => None,
        TimeUnit::Millisecond => shared(
            numbers::<TimestampMillisecondType>(pages, form, fixed(i64::from_le_bytes))?
                .with_timezone_opt(zone),
        ),
        TimeUnit::Microsecond => shared(
            numbers::<TimestampMicrosecondType>(pages, form, fixed(i64::from_le_bytes))?
                .with_timezone_opt(zone),
        ),
        TimeUnit::Nanosecond => shared(
            numbers::<TimestampNanosecondType>(pages, form, fixed(i64::from_le_bytes))?
                .with_timezone_opt(zone),
        ),
    }
}

/// Decimals of up to 18 digits become numbers of 64 bits, however the file has them.
fn decimals(pages: &mut dyn PageReader, form: Form<'_>, precision: u8, scale: i8) -> Option<ArrayRef> {
    let narrow =
        |array: PrimitiveArray<Decimal64Type>| shared(array.with_precision_and_scale(precision, scale).ok()?);
    match form.physical {
        Physical::INT32 => narrow(numbers(pages, form, fixed(|bytes| i32::from_le_bytes(bytes).into()))?),
        Physical::INT64 => narrow(numbers(pages, form, fixed(i64::from_le_bytes))?),
        Physical::FIXED_LEN_BYTE_ARRAY if precision <= 18 && form.length <= 8 => {
            narrow(numbers(pages, form, of_length(form.length, |bytes| big_endian(bytes) as i64))?)
        }
        Physical::FIXED_LEN_BYTE_ARRAY if form.length <= 16 => {
            let array = numbers::<Decimal128Type>(pages, form, of_length(form.length, big_endian))?;
            shared(array.with_precision_and_scale(precision, scale).ok()?)
        }
        _ => None,
    }
}

/// Adds so many values of a fixed length from the start of some bytes.
fn fixed<T, const LENGTH: usize>(
    value: impl Fn([u8; LENGTH]) -> T,
) -> impl Fn(&[u8], usize, &mut Vec<T>) -> Option<()> {
    move |bytes, count, out| {
        let bytes = bytes.get(..count.checked_mul(LENGTH)?)?;
        out.extend(bytes.as_chunks().0.iter().map(|bytes| value(*bytes)));
        Some(())
    }
}

/// The same for a length that the schema says.
fn of_length<T>(
    length: usize,
    value: impl Fn(&[u8]) -> T,
) -> impl Fn(&[u8], usize, &mut Vec<T>) -> Option<()> {
    move |bytes, count, out| {
        let bytes = bytes.get(..count.checked_mul(length)?)?;
        (length > 0).then(|| out.extend(bytes.chunks_exact(length).map(&value)))
    }
}

fn big_endian(bytes: &[u8]) -> i128 {
    let sign = bytes.first().map_or(0, |first| -i128::from(first >> 7));
    bytes.iter().fold(sign, |number, byte| number << 8 | i128::from(*byte))
}

/// A page of values, taken apart.
struct Part<'p> {
    /// Which rows have a value, if some may have none.
    validity: Option<Vec<u64>>,
    rows: usize,
    /// How many values there are.
    count: usize,
    /// Whether the values are places in the dictionary.
    coded: bool,
    values: &'p [u8],
}

fn part<'p>(page: &'p Page, form: Form<'_>) -> Option<Part<'p>> {
    let optional = form.optional;
    let (levels, values, encoding, rows) = match page {
        Page::DataPage { buf, num_values, encoding, def_level_encoding, .. } => {
            let (levels, values) = if optional {
                let (length, rest) = buf.split_first_chunk()?;
                (*def_level_encoding == Encoding::RLE).then_some(())?;
                rest.split_at_checked(u32::from_le_bytes(*length) as usize)?
            } else {
                (&[][..], &buf[..])
            };
            (levels, values, *encoding, *num_values as usize)
        }
        Page::DataPageV2 {
            buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len: 0, ..
        } => {
            let (levels, values) = buf.split_at_checked(*def_levels_byte_len as usize)?;
            (levels, values, *encoding, *num_values as usize)
        }
        _ => return None,
    };
    let coded = match encoding {
        Encoding::PLAIN => false,
        Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => true,
        _ => return None,
    };
    (rows <= form.rows).then_some(())?;
    let (validity, count) = match optional.then(|| Hybrid::new(levels, 1).bits(rows)) {
        None => (None, rows),
        Some(found) => found.map(|(words, count)| (Some(words), count))?,
    };
    Some(Part { validity, rows, count, coded, values })
}

impl Part<'_> {
    /// The places in the dictionary, all of which there are.
    fn codes<'r>(&self, known: usize, room: &'r mut Vec<u32>) -> Option<&'r [u32]> {
        room.clear();
        if self.count > 0 {
            let (width, packed) = self.values.split_first()?;
            (*width <= 32).then_some(())?;
            Hybrid::new(packed, usize::from(*width)).numbers(self.count, room)?;
        }
        (room.iter().max().is_none_or(|most| (*most as usize) < known)).then_some(room)
    }

    /// Adds what stands in the rows to `out`: where nothing does, something that nobody looks at. `values` adds those that
    /// there are.
    fn spread<T: Copy + Default>(
        &self,
        out: &mut Vec<T>,
        values: impl FnOnce(&mut Vec<T>) -> Option<()>,
    ) -> Option<()> {
        let Some(validity) = self.validity.as_ref().filter(|_| self.count < self.rows) else {
            return values(out);
        };
        // The row behind the last value looks at one more.
        let mut there = Vec::with_capacity(self.count + 1);
        values(&mut there)?;
        there.push(T::default());
        let mut next = 0;
        for (at, word) in validity.iter().enumerate() {
            let rows = (self.rows - at * 64).min(64);
            let start = out.len();
            out.resize(start + rows, T::default());
            for (row, place) in out[start..].iter_mut().enumerate() {
                *place = there[next];
                next += (word >> row & 1) as usize;
            }
        }
        Some(())
    }
}

/// Which rows of a column have a value.
#[derive(Default)]
struct Validity {
    words: Vec<u64>,
    rows: usize,
    count: usize,
}

impl Validity {
    fn add(&mut self, part: &Part<'_>) {
        let used = self.rows % 64;
        let add = |word: u64, words: &mut Vec<u64>| match words.last_mut().filter(|_| used > 0) {
            Some(last) => {
                *last |= word << used;
                words.push(word >> (64 - used));
            }
            None => words.push(word),
        };
        match &part.validity {
            Some(validity) => validity.iter().for_each(|word| add(*word, &mut self.words)),
            None => (0..part.rows.div_ceil(64)).for_each(|at| {
                let rows = (part.rows - at * 64).min(64);
                add(u64::MAX >> (64 - rows), &mut self.words);
            }),
        }
        self.rows += part.rows;
        self.count += part.count;
        self.words.truncate(self.rows.div_ceil(64));
    }

    fn nulls(self) -> Option<NullBuffer> {
        (self.count < self.rows)
            .then(|| NullBuffer::new(BooleanBuffer::new(Buffer::from_vec(self.words), 0, self.rows)))
    }
}

fn numbers<T: ArrowPrimitiveType>(
    pages: &mut dyn PageReader,
    form: Form<'_>,
    plain: impl Fn(&[u8], usize, &mut Vec<T::Native>) -> Option<()>,
) -> Option<PrimitiveArray<T>> {
    let (mut known, mut validity, mut room) = (Vec::new(), Validity::default(), Vec::new());
    let mut out: Vec<T::Native> = Vec::with_capacity(form.rows.min(ROOM));
    while let Some(page) = pages.get_next_page().ok()? {
        if let Page::DictionaryPage { buf, num_values, .. } = &page {
            known.clear();
            plain(buf, *num_values as usize, &mut known)?;
            continue;
        }
        let part = part(&page, form)?;
        if part.coded {
            let codes = part.codes(known.len(), &mut room)?;
            part.spread(&mut out, |out| {
                out.extend(codes.iter().map(|code| known[*code as usize]));
                Some(())
            })?;
        } else {
            part.spread(&mut out, |out| plain(part.values, part.count, out))?;
        }
        validity.add(&part);
    }
    (out.len() == form.rows).then(|| PrimitiveArray::new(out.into(), validity.nulls()))
}

fn booleans(pages: &mut dyn PageReader, form: Form<'_>) -> Option<ArrayRef> {
    let (mut out, mut validity) = (Vec::with_capacity(form.rows.min(ROOM)), Validity::default());
    while let Some(page) = pages.get_next_page().ok()? {
        let part = part(&page, form)?;
        (!part.coded && part.values.len() * 8 >= part.count).then_some(())?;
        part.spread(&mut out, |out| {
            out.extend((0..part.count).map(|at| part.values[at / 8] >> (at % 8) & 1 == 1));
            Some(())
        })?;
        validity.add(&part);
    }
    (out.len() == form.rows).then_some(())?;
    let truth = BooleanBuffer::collect_bool(out.len(), |row| out[row]);
    shared(BooleanArray::new(truth, validity.nulls()))
}

/// Texts, one behind the other.
struct Heap {
    offsets: Vec<i32>,
    bytes: Vec<u8>,
}

impl Heap {
    fn new() -> Heap {
        Heap { offsets: vec![0], bytes: Vec::new() }
    }

    /// The texts of a page, each behind its length.
    fn read(mut page: &[u8], count: usize) -> Option<Heap> {
        let mut heap = Heap::new();
        (0..count).try_for_each(|_| heap.put(next_text(&mut page)?))?;
        Some(heap)
    }

    fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    fn get(&self, at: usize) -> &[u8] {
        &self.bytes[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }

    fn put(&mut self, text: &[u8]) -> Option<()> {
        self.bytes.extend_from_slice(text);
        self.offsets.push(i32::try_from(self.bytes.len()).ok()?);
        Some(())
    }

    /// Adds the texts of a page, and nothing for the rows that have none.
    fn add<'t>(&mut self, part: &Part<'_>, mut next: impl FnMut() -> Option<&'t [u8]>) -> Option<()> {
        self.offsets.reserve(part.rows);
        (0..part.rows).try_for_each(|row| {
            let is_there = part.validity.as_ref().is_none_or(|words| words[row / 64] >> (row % 64) & 1 == 1);
            self.put(if is_there { next()? } else { &[] })
        })
    }

    /// Checked to be texts.
    fn array(self, nulls: Option<NullBuffer>) -> Option<StringArray> {
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        StringArray::try_new(offsets, self.bytes.into(), nulls).ok()
    }
}

fn next_text<'t>(page: &mut &'t [u8]) -> Option<&'t [u8]> {
    let (length, rest) = page.split_first_chunk()?;
    let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *page = rest;
    Some(text)
}

/// Texts as they are read: as long as all stand in the dictionary, by their places there.
enum Texts {
    Codes(Places),
    Plain(Heap),
}

/// Places in a dictionary, by numbers as narrow as they can be.
enum Places {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
}

impl Places {
    /// None yet, in a dictionary of so many texts, with room for so many.
    fn new(known: usize, rows: usize) -> Places {
        let room = rows.min(ROOM);
        match known {
            0..=0x100 => Places::U8(Vec::with_capacity(room)),
            0x101..=0x1_0000 => Places::U16(Vec::with_capacity(room)),
            _ => Places::U32(Vec::with_capacity(room)),
        }
    }

    /// Adds the codes of a page.
    fn add(&mut self, part: &Part<'_>, codes: &[u32]) -> Option<()> {
        fn narrow<T: Copy + Default>(
            part: &Part<'_>,
            codes: &[u32],
            out: &mut Vec<T>,
            code: fn(u32) -> T,
        ) -> Option<()> {
            part.spread(out, |out| {
                out.extend(codes.iter().map(|found| code(*found)));
                Some(())
            })
        }
        match self {
            Places::U8(out) => narrow(part, codes, out, |code| code as u8),
            Places::U16(out) => narrow(part, codes, out, |code| code as u16),
            Places::U32(out) => narrow(part, codes, out, |code| code),
        }
    }

    fn iter(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        match self {
            Places::U8(codes) => Box::new(codes.iter().map(|code| usize::from(*code))),
            Places::U16(codes) => Box::new(codes.iter().map(|code| usize::from(*code))),
            Places::U32(codes) => Box::new(codes.iter().map(|code| *code as usize)),
        }
    }
}

fn texts(pages: &mut dyn PageReader, form: Form<'_>) -> Option<ArrayRef> {
    let (mut known, mut validity, mut room) = (Heap::new(), Validity::default(), Vec::new());
    let mut out = None;
    while let Some(page) = pages.get_next_page().ok()? {
        if let Page::DictionaryPage { buf, num_values, .. } = &page {
            // Codes are as narrow as the dictionary allows, so a second one comes too late.
            out.is_none().then_some(())?;
            known = Heap::read(buf, *num_values as usize)?;
            continue;
        }
        let part = part(&page, form)?;
        let texts = out.get_or_insert_with(|| Texts::Codes(Places::new(known.len(), form.rows)));
        if !part.coded
            && let Texts::Codes(codes) = texts
        {
            *texts = Texts::Plain(written_out(codes, &validity, &known, form.rows)?);
        }
        match texts {
            Texts::Codes(out) => out.add(&part, part.codes(known.len(), &mut room)?)?,
            Texts::Plain(heap) if part.coded => {
                let mut codes = part.codes(known.len(), &mut room)?.iter();
                heap.add(&part, || codes.next().map(|code| known.get(*code as usize)))?;
            }
            Texts::Plain(heap) => {
                let mut values = part.values;
                heap.add(&part, || next_text(&mut values))?;
            }
        }
        validity.add(&part);
    }
    (validity.rows == form.rows).then_some(())?;
    match out.unwrap_or_else(|| Texts::Codes(Places::new(0, 0))) {
        Texts::Codes(codes) => coded(codes, known, validity.nulls()),
        Texts::Plain(heap) => shared(heap.array(validity.nulls())?),
    }
}

/// The texts of the first rows, as the dictionary has them.
fn written_out(codes: &Places, validity: &Validity, known: &Heap, rows: usize) -> Option<Heap> {
    let mut heap = Heap::new();
    heap.offsets.reserve(rows.min(ROOM));
    for (row, code) in codes.iter().enumerate() {
        let is_there = validity.words[row / 64] >> (row % 64) & 1 == 1;
        heap.put(if is_there { known.get(code) } else { &[] })?;
    }
    Some(heap)
}

/// Texts in a dictionary, which is never without any text.
fn coded(codes: Places, mut known: Heap, nulls: Option<NullBuffer>) -> Option<ArrayRef> {
    if known.len() == 0 {
        known.put(&[])?;
    }
    let texts: ArrayRef = Arc::new(known.array(None)?);
    match codes {
        Places::U8(codes) => {
            let codes = PrimitiveArray::new(codes.into(), nulls);
            shared(DictionaryArray::<UInt8Type>::try_new(codes, texts).ok()?)
        }
        Places::U16(codes) => {
            let codes = PrimitiveArray::new(codes.into(), nulls);
            shared(DictionaryArray::<UInt16Type>::try_new(codes, texts).ok()?)
        }
        Places::U32(codes) => {
            let codes = PrimitiveArray::new(codes.into(), nulls);
            shared(DictionaryArray::<UInt32Type>::try_new(codes, texts).ok()?)
        }
    }
}
