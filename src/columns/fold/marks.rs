//! Which events are of a kind: a bit for each, the newest first.

use std::ops::Range;

use crate::columns::{Codes, WORD};
use crate::program::{EventId, Id};

/// The events at some places that are of wanted kinds. Bit `i` of all words in a row is the event `i` places before the last.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// One word more than there are events for.
    words: Vec<u64>,
    end: usize,
}

impl Marks {
    /// Marks those events at these places that are of one of these kinds.
    pub(super) fn set(&mut self, kinds: Option<&Codes>, wanted: &[EventId], places: Range<usize>) {
        self.end = places.end;
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
        let (word, shift) = ((self.end - end) / WORD, (self.end - end) % WORD);
        let Some([low, high]) = self.words.get(word..word + 2) else { return 0 };
        let bits = low >> shift | high << 1 << (WORD - 1 - shift);
        if count < WORD { bits & ((1 << count) - 1) } else { bits }
    }

    /// The places of the marked events among these, the newest first.
    #[inline]
    pub(super) fn newest_first(&self, places: Range<usize>) -> impl Iterator<Item = usize> {
        let (mut end, mut left, mut bits) = (places.end, places.len(), 0);
        let mut newest = end;
        std::iter::from_fn(move || {
            while bits == 0 {
                if left == 0 {
                    return None;
                }
                bits = self.before(end, left);
                newest = end;
                let taken = left.min(WORD);
                (end, left) = (end - taken, left - taken);
            }
            let place = newest - 1 - bits.trailing_zeros() as usize;
            bits &= bits - 1;
            Some(place)
        })
    }
}

/// Which of 64 codes are this one, the last of them being bit 0.
fn equal<C: Copy + Into<u32>>(code: usize) -> impl Fn(&[C; WORD]) -> u64 {
    move |part| part.iter().fold(0, |bits, found| bits << 1 | u64::from((*found).into() as usize == code))
}

/// The same for bytes, eight at a time.
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
