//! Where a text may stand in the bytes of many.
//!
//! The bytes are gone through without regard to where texts begin and end. Three bytes of what is looked for tell which places
//! are worth a closer look; the first of them is its first byte, the others the rarest.

use super::pattern::{Pattern, either_case};

/// How many places are looked at together.
pub(super) const CHUNK: usize = 64;

/// How far from the start of what is looked for a byte may be that is compared.
const REACH: usize = 64;

/// ASCII letters, the frequent ones of names and addresses first. Other bytes are rarer.
const FREQUENT: &[u8] = b"aeoinrsltmcdhugpkbvyjzfwxq";

/// What finds the places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    probes: [Probe; 3],
}

/// A byte at some distance from the place.
#[derive(Clone, Copy, Debug)]
struct Probe {
    at: usize,
    wanted: u8,
    case: u8,
}

impl Search {
    /// The search for a pattern; without one, for what is not ASCII.
    #[must_use]
    pub(super) fn new(pattern: Option<&Pattern>) -> Search {
        // Every byte becomes 255, and none of them 0.
        let never = Probe { at: 0, wanted: 0, case: u8::MAX };
        let Some(bytes) = pattern.map(Pattern::bytes) else { return Search { probes: [never; 3] } };
        let mut rare: Vec<usize> = (1..bytes.len().min(REACH)).collect();
        rare.sort_by_key(|at| std::cmp::Reverse(rarity(bytes[*at])));
        let place = |at: Option<&usize>| at.copied().unwrap_or_default();
        let places = [0, place(rare.first()), place(rare.get(1))];
        Search { probes: places.map(|at| Probe { at, wanted: bytes[at], case: either_case(bytes[at]) }) }
    }

    /// The places from one on that are worth a closer look, the first bit being the first of them: those where all three
    /// bytes are right, and all bytes that are not ASCII. Nothing where the bytes end before that can be said.
    #[inline]
    pub(super) fn places(&self, bytes: &[u8], from: usize) -> Option<u64> {
        let chunk = |probe: &Probe| bytes.get(from + probe.at..)?.first_chunk::<CHUNK>();
        let [first, second, third] = &self.probes;
        let (one, two, three) = (chunk(first)?, chunk(second)?, chunk(third)?);
        let mut suspects = [0; CHUNK];
        for (suspect, ((one, two), three)) in suspects.iter_mut().zip(one.iter().zip(two).zip(three)) {
            let right = first.is_right(*one) & second.is_right(*two) & third.is_right(*three);
            *suspect = u8::from(right | !one.is_ascii());
        }
        Some(bits(&suspects))
    }
}

impl Probe {
    #[inline]
    fn is_right(self, byte: u8) -> bool {
        byte | self.case == self.wanted
    }
}

fn rarity(folded: u8) -> usize {
    FREQUENT.iter().position(|letter| *letter == folded).unwrap_or(FREQUENT.len())
}

/// The bits that bytes of 0 and 1 are.
#[inline]
fn bits(flags: &[u8; CHUNK]) -> u64 {
    let (words, _) = flags.as_chunks::<8>();
    if words.iter().fold(0, |any, word| any | u64::from_le_bytes(*word)) == 0 {
        return 0;
    }
    // The factor moves the lowest bit of byte `i` to bit `56 + i`, and none of the others there.
    let eight = |word: &[u8; 8]| u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    words.iter().rev().fold(0, |bits, word| bits << 8 | eight(word))
}
