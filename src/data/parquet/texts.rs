//! Texts: by their places in the dictionary as long as all of them stand there, else one behind the other.

use std::sync::Arc;

use arrow_array::types::{UInt8Type, UInt16Type, UInt32Type};
use arrow_array::{ArrayRef, DictionaryArray, PrimitiveArray, StringArray};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use parquet::column::page::{Page, PageReader};

use super::pages::{Form, shared};
use super::part::{Part, Parts, Validity};

/// Texts, one behind the other.
struct Heap {
    offsets: Vec<i32>,
    bytes: Vec<u8>,
}

impl Heap {
    /// No text yet, with room for so many, and for so many bytes.
    fn new(texts: usize, bytes: usize) -> Heap {
        let mut offsets = Vec::with_capacity(texts + 1);
        offsets.push(0);
        Heap { offsets, bytes: Vec::with_capacity(bytes) }
    }

    /// The texts of a page, each behind its length.
    fn read(mut page: &[u8], count: usize) -> Option<Heap> {
        let mut heap = Heap::new(0, 0);
        (0..count).try_for_each(|_| heap.put(next_text(&mut page)?))?;
        Some(heap)
    }

    fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    fn get(&self, at: usize) -> Beginning<'_> {
        Beginning::from(&self.bytes[self.offsets[at] as usize..self.offsets[at + 1] as usize])
    }

    fn put(&mut self, Beginning { bytes, length }: Beginning<'_>) -> Option<()> {
        /// To copy so many bytes whatever the text is takes less than to copy just the few that it has.
        const AT_ONCE: usize = 32;
        let end = self.bytes.len() + length;
        match bytes.first_chunk::<AT_ONCE>() {
            Some(bytes) if length <= AT_ONCE => self.bytes.extend_from_slice(bytes),
            _ => self.bytes.extend_from_slice(&bytes[..length]),
        }
        self.bytes.truncate(end);
        self.offsets.push(i32::try_from(end).ok()?);
        Some(())
    }

    /// Adds the wanted texts of a page, and nothing for the rows that have none.
    fn add<'t>(&mut self, part: &Part<'_>, next: impl FnMut() -> Option<Beginning<'t>>) -> Option<()> {
        part.each(next, |text| self.put(text.unwrap_or_default()))
    }

    /// Checked to be texts.
    fn array(self, nulls: Option<NullBuffer>) -> Option<StringArray> {
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        StringArray::try_new(offsets, self.bytes.into(), nulls).ok()
    }
}

/// A text that some bytes begin with.
#[derive(Clone, Copy, Default)]
struct Beginning<'t> {
    bytes: &'t [u8],
    length: usize,
}

impl<'t> From<&'t [u8]> for Beginning<'t> {
    fn from(bytes: &'t [u8]) -> Beginning<'t> {
        Beginning { bytes, length: bytes.len() }
    }
}

fn next_text<'t>(page: &mut &'t [u8]) -> Option<Beginning<'t>> {
    let (length, bytes) = page.split_first_chunk()?;
    let length = u32::from_le_bytes(*length) as usize;
    *page = bytes.get(length..)?;
    Some(Beginning { bytes, length })
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
    fn new(known: usize, room: usize) -> Places {
        match known {
            0..=0x100 => Places::U8(Vec::with_capacity(room)),
            0x101..=0x1_0000 => Places::U16(Vec::with_capacity(room)),
            _ => Places::U32(Vec::with_capacity(room)),
        }
    }

    /// Adds the codes of a page, for a dictionary of so many texts.
    fn add(&mut self, part: &Part<'_>, known: usize) -> Option<()> {
        match self {
            Places::U8(out) => part.add_codes(known, out),
            Places::U16(out) => part.add_codes(known, out),
            Places::U32(out) => part.add_codes(known, out),
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

/// The values of a column of texts.
pub(super) fn texts(pages: &mut dyn PageReader, form: Form<'_>) -> Option<ArrayRef> {
    let (mut known, mut validity, mut room) = (Heap::new(0, 0), Validity::default(), Vec::<u32>::new());
    let (mut out, mut parts) = (None, Parts::new(form));
    while let Some(page) = pages.get_next_page().ok()? {
        if let Page::DictionaryPage { buf, num_values, .. } = &page {
            // Codes are as narrow as the dictionary allows, so a second one comes too late.
            out.is_none().then_some(())?;
            known = Heap::read(buf, *num_values as usize)?;
            continue;
        }
        let part = parts.part(&page)?;
        let texts = out.get_or_insert_with(|| Texts::Codes(Places::new(known.len(), form.room())));
        if !part.coded
            && let Texts::Codes(codes) = texts
        {
            *texts = Texts::Plain(written_out(codes, &validity, &known, form)?);
        }
        match texts {
            Texts::Codes(out) => out.add(&part, known.len())?,
            Texts::Plain(heap) if part.coded => {
                let codes = part.codes(known.len(), &mut room)?;
                let mut texts = codes.iter().map(|code| known.get(*code as usize));
                if part.places().is_some() {
                    texts.try_for_each(|text| heap.put(text))?;
                } else {
                    heap.add(&part, || texts.next())?;
                }
            }
            Texts::Plain(heap) => {
                let mut values = part.values;
                heap.add(&part, || next_text(&mut values))?;
            }
        }
        validity.add(&part);
    }
    parts.is_complete().then_some(())?;
    match out.unwrap_or_else(|| Texts::Codes(Places::new(0, 0))) {
        Texts::Codes(codes) => coded(codes, known, validity.nulls()),
        Texts::Plain(heap) => shared(heap.array(validity.nulls())?),
    }
}

/// The texts of the first rows, as the dictionary has them.
fn written_out(codes: &Places, validity: &Validity, known: &Heap, form: Form<'_>) -> Option<Heap> {
    let mut heap = Heap::new(form.room(), form.room_for_texts());
    for (row, code) in codes.iter().enumerate() {
        heap.put(if validity.holds(row) { known.get(code) } else { Beginning::default() })?;
    }
    Some(heap)
}

/// Texts in a dictionary, which is never without any text.
fn coded(codes: Places, mut known: Heap, nulls: Option<NullBuffer>) -> Option<ArrayRef> {
    if known.len() == 0 {
        known.put(Beginning::default())?;
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
