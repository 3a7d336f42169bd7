//! Which events are of a kind: a bit for each, the newest first.

use std::ops::Range;

use super::events::Kinds;
use crate::columns::mask::clear_behind;
use crate::columns::{Codes, WORD};
use crate::program::{EventId, Id};

/// The events of some persons, for all kinds that somebody looks for.
#[derive(Debug)]
pub(super) struct Marked<'b> {
    codes: Option<&'b Codes>,
    kinds: &'b Kinds,
    marks: Vec<Marks>,
}

/// The events at some places that are of wanted kinds. Bit `i` of all words in a row is the event `i` places before the last.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// One word more than there are events for.
    words: Vec<u64>,
    places: Range<usize>,
}

/// Marked events, the newest first.
#[derive(Debug)]
pub(super) struct NewestFirst<'m> {
    marks: &'m Marks,
    /// The place behind those that are not yet in a word, and how many they are.
    end: usize,
    left: usize,
    /// The place behind the one that bit 0 of the word is.
    newest: usize,
    bits: u64,
}

impl<'b> Marked<'b> {
    pub(super) fn new(codes: Option<&'b Codes>, kinds: &'b Kinds) -> Marked<'b> {
        Marked { codes, kinds, marks: vec![Marks::default(); kinds.0.len()] }
    }

    /// Marks those events at these places that are of the kinds.
    pub(super) fn set(&mut self, kinds: usize, places: Range<usize>) -> &Marks {
        self.marks[kinds].set(self.codes, &self.kinds.0[kinds], places);
        &self.marks[kinds]
    }

    /// Those that were marked last.
    pub(super) fn get(&self, kinds: usize) -> &Marks {
        &self.marks[kinds]
    }
}

impl Marks {
    /// Marks those events at these places that are of one of these kinds, if they are not marked already.
    fn set(&mut self, kinds: Option<&Codes>, wanted: &[EventId], places: Range<usize>) {
        if self.places == places {
            return;
        }
        self.places = places.clone();
        let count = places.len().div_ceil(WORD);
        self.words.clear();
        self.words.resize(count + 1, 0);
        for kind in wanted {
            match kinds {
                None if kind.index() == 0 => self.words[..count].fill(u64::MAX),
                None => {}
                Some(Codes::U8(codes)) => {
                    let Ok(code) = u8::try_from(kind.index()) else { continue };
                    self.mark(&codes[places.clone()], |part| equal_bytes(part, code));
                }
                Some(Codes::U16(codes)) => self.mark(&codes[places.clone()], equal(kind.index())),
                Some(Codes::U32(codes)) => self.mark(&codes[places.clone()], equal(kind.index())),
            }
        }
        // What stands before the first event is no event.
        clear_behind(&mut self.words[..count], places.len());
    }

    fn mark<C: Copy + Default>(&mut self, codes: &[C], found: impl Fn(&[C; WORD]) -> u64) {
        let (first, whole) = codes.as_rchunks::<WORD>();
        for (word, part) in self.words.iter_mut().zip(whole.iter().rev()) {
            *word |= found(part);
        }
        if !first.is_empty() {
            let mut part = [C::default(); WORD];
            part[WORD - first.len()..].copy_from_slice(first);
            self.words[whole.len()] |= found(&part);
        }
    }

    /// The marked ones of up to 64 events that end before a place: the last of them is bit 0.
    #[inline]
    pub(super) fn before(&self, end: usize, count: usize) -> u64 {
        let (word, shift) = ((self.places.end - end) / WORD, (self.places.end - end) % WORD);
        let Some([low, high]) = self.words.get(word..word + 2) else { return 0 };
        let bits = low >> shift | high << 1 << (WORD - 1 - shift);
        if count < WORD { bits & ((1 << count) - 1) } else { bits }
    }

    /// Does something with the place of each marked event, the newest first.
    #[inline]
    pub(super) fn for_each(&self, mut act: impl FnMut(usize)) {
        let mut end = self.places.end;
        for word in &self.words {
            let mut bits = *word;
            while bits != 0 {
                act(end - 1 - bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
            end = end.wrapping_sub(WORD);
        }
    }

    /// The places of the marked events among these, the newest first.
    #[inline]
    pub(super) fn newest_first(&self, places: Range<usize>) -> NewestFirst<'_> {
        NewestFirst { marks: self, end: places.end, left: places.len(), newest: places.end, bits: 0 }
    }
}

impl Iterator for NewestFirst<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            if self.left == 0 {
                return None;
            }
            self.bits = self.marks.before(self.end, self.left);
            self.newest = self.end;
            let taken = self.left.min(WORD);
            (self.end, self.left) = (self.end - taken, self.left - taken);
        }
        let place = self.newest - 1 - self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(place)
    }
}

/// Which of 64 codes are this one, the last of them being bit 0.
fn equal<C: Copy + Into<u32>>(code: usize) -> impl Fn(&[C; WORD]) -> u64 {
    move |part| part.iter().fold(0, |bits, found| bits << 1 | u64::from((*found).into() as usize == code))
}

/// The bit of each of 64 bytes: all in a row of eight have the same, and no two in a column.
static BITS: [u8; WORD] = {
    let mut bits = [0; WORD];
    let mut at = 0;
    while at < WORD {
        bits[at] = 0x80 >> (at / 8);
        at += 1;
    }
    bits
};

/// The same for bytes, as many at a time as the machine compares: a comparison marks the bits of bytes, and then the bits of
/// a column come together.
#[inline]
fn equal_bytes(part: &[u8; WORD], code: u8) -> u64 {
    let mut marked = [0_u8; WORD];
    for ((mark, found), bit) in marked.iter_mut().zip(part).zip(&BITS) {
        *mark = if *found == code { *bit } else { 0 };
    }
    let (rows, _) = marked.as_chunks::<8>();
    transposed(rows.iter().fold(0, |all, row| all | u64::from_be_bytes(*row)))
}

/// Eight bytes with rows and columns of their bits exchanged.
fn transposed(bytes: u64) -> u64 {
    let exchange = |bytes: u64, shift: u32, these: u64| {
        let other = (bytes ^ bytes >> shift) & these;
        bytes ^ other ^ other << shift
    };
    let pairs = exchange(bytes, 7, 0x00aa_00aa_00aa_00aa);
    exchange(exchange(pairs, 14, 0x0000_cccc_0000_cccc), 28, 0x0000_0000_f0f0_f0f0)
}
