//! Which events are of a kind: a bit for each, the newest first.

use std::ops::Range;

use crate::columns::{Codes, WORD};
use crate::program::{EventId, Id};

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

impl Marks {
    /// Marks those events at these places that are of one of these kinds, if they are not marked already.
    pub(super) fn set(&mut self, kinds: Option<&Codes>, wanted: &[EventId], places: Range<usize>) {
        if self.places == places {
            return;
        }
        self.places = places.clone();
        self.words.clear();
        self.words.resize(places.len().div_ceil(WORD) + 1, 0);
        for kind in wanted {
            match kinds {
                None if kind.index() == 0 => self.words.fill(u64::MAX),
                None => {}
                Some(Codes::U8(codes)) => {
                    let Ok(code) = u8::try_from(kind.index()) else { continue };
                    self.mark(&codes[places.clone()], |part| equal_bytes(part, code));
                }
                Some(Codes::U16(codes)) => self.mark(&codes[places.clone()], equal(kind.index())),
                Some(Codes::U32(codes)) => self.mark(&codes[places.clone()], equal(kind.index())),
            }
        }
    }

    fn mark<C: Copy + Default>(&mut self, codes: &[C], found: impl Fn(&[C; WORD]) -> u64) {
        let (first, whole) = codes.as_rchunks::<WORD>();
        for (word, part) in self.words.iter_mut().zip(whole.iter().rev()) {
            *word |= found(part);
        }
        if !first.is_empty() {
            // What stands before the first event is within nobody's places.
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

/// The same for bytes, sixteen at a time.
#[cfg(target_arch = "x86_64")]
#[inline]
fn equal_bytes(part: &[u8; WORD], code: u8) -> u64 {
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8};
    let wanted = _mm_set1_epi8(code as i8);
    let (sixteens, _) = part.as_chunks::<16>();
    let oldest_first = sixteens.iter().rev().fold(0, |bits, sixteen| {
        let found = u128::from_le_bytes(*sixteen);
        let equal = _mm_cmpeq_epi8(_mm_set_epi64x((found >> 64) as i64, found as i64), wanted);
        bits << 16 | u64::from(_mm_movemask_epi8(equal) as u16)
    });
    oldest_first.reverse_bits()
}

/// The same for bytes, eight at a time.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn equal_bytes(part: &[u8; WORD], code: u8) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    // Brings the lowest bits of eight bytes together in the highest byte, in their order.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let wanted = u64::from_ne_bytes([code; 8]);
    let (eights, _) = part.as_chunks::<8>();
    eights.iter().fold(0, |bits, eight| {
        let other = u64::from_be_bytes(*eight) ^ wanted;
        let equal = !(((other & LOW) + LOW) | other | LOW) >> 7;
        bits << 8 | equal.wrapping_mul(GATHER) >> 56
    })
}
