//! ASCII that is compared eight bytes at a time.

/// The bit that tells the two cases of an ASCII letter.
const CASE: u8 = 0x20;

/// The bits that no ASCII byte has.
const BEYOND_ASCII: u64 = 0x8080_8080_8080_8080;

/// Bytes that others are compared with.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    bytes: Box<[u8]>,
    first: Part,
    /// Bytes from somewhere on, which together with the first are all of them.
    rest: Vec<Part>,
}

/// Up to eight bytes of a pattern.
#[derive(Clone, Copy, Debug)]
struct Part {
    at: usize,
    wanted: u64,
    /// What is set before bytes are compared, so that letters of either case are lower ones.
    case: u64,
    /// The bits of the bytes that are compared.
    used: u64,
}

impl Pattern {
    /// The pattern of a text whose case is folded away and whose letters stand for both cases; nothing unless it is ASCII.
    #[must_use]
    pub(super) fn folded(folded: &str) -> Option<Pattern> {
        folded.is_ascii().then(|| Pattern::new(folded.as_bytes(), either_case))
    }

    /// The pattern of exactly these bytes.
    #[must_use]
    pub(super) fn exactly(text: &str) -> Pattern {
        Pattern::new(text.as_bytes(), |_| 0)
    }

    fn new(bytes: &[u8], case: fn(u8) -> u8) -> Pattern {
        let last = bytes.len().saturating_sub(8);
        let part = |at: usize| Part::new(&bytes[at..bytes.len().min(at + 8)], at, case);
        let rest = (8..last).step_by(8).chain((last > 0).then_some(last));
        Pattern { first: part(0), rest: rest.map(part).collect(), bytes: bytes.into() }
    }

    /// The bytes, letters in lower case where case does not matter.
    #[must_use]
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many bytes it has.
    #[must_use]
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it stands at a place of some bytes.
    #[inline]
    pub(super) fn stands(&self, bytes: &[u8], at: usize) -> bool {
        // Mostly there is no rest, and then no branch hangs on what the bytes are.
        let first = self.first.stands(bytes, at);
        if self.rest.is_empty() {
            first
        } else {
            first && self.rest.iter().all(|part| part.stands(bytes, at))
        }
    }

    /// Whether only ASCII stands where it would stand.
    #[inline]
    pub(super) fn would_cover_ascii(&self, bytes: &[u8], at: usize) -> bool {
        self.first.covers_ascii(bytes, at) && self.rest.iter().all(|part| part.covers_ascii(bytes, at))
    }
}

impl Part {
    fn new(bytes: &[u8], at: usize, case: fn(u8) -> u8) -> Part {
        let padded = |byte: &dyn Fn(u8) -> u8| {
            let mut padded = [0; 8];
            padded.iter_mut().zip(bytes).for_each(|(to, from)| *to = byte(*from));
            u64::from_le_bytes(padded)
        };
        Part { at, wanted: padded(&|byte| byte), case: padded(&case), used: padded(&|_| u8::MAX) }
    }

    #[inline]
    fn stands(&self, bytes: &[u8], at: usize) -> bool {
        (word(bytes, at + self.at) | self.case) & self.used == self.wanted
    }

    #[inline]
    fn covers_ascii(&self, bytes: &[u8], at: usize) -> bool {
        word(bytes, at + self.at) & self.used & BEYOND_ASCII == 0
    }
}

/// What is set in a byte so that it equals this one, whose case is folded away, in either case.
#[must_use]
pub(super) fn either_case(folded: u8) -> u8 {
    if folded.is_ascii_lowercase() { CASE } else { 0 }
}

/// Eight bytes from a place on; 0 behind the last.
#[inline]
fn word(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.first_chunk().map_or_else(|| last_word(rest), |bytes| u64::from_le_bytes(*bytes))
}

#[cold]
fn last_word(rest: &[u8]) -> u64 {
    let mut padded = [0; 8];
    padded[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(padded)
}
