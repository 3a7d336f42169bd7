//! Runs of small numbers, as Parquet writes levels and the places of values in a dictionary: a number and how often it stands
//! there, or numbers packed bit by bit, in turns.

/// What a number becomes. Only the lower bits of a number are kept, as many as there is room for.
pub(super) trait Code: Copy + Default + Ord {
    /// How many bits there are.
    const BITS: u32;

    fn of(number: u32) -> Self;
}

impl Code for u8 {
    const BITS: u32 = u8::BITS;

    fn of(number: u32) -> u8 {
        number as u8
    }
}

impl Code for u16 {
    const BITS: u32 = u16::BITS;

    fn of(number: u32) -> u16 {
        number as u16
    }
}

impl Code for u32 {
    const BITS: u32 = u32::BITS;

    fn of(number: u32) -> u32 {
        number
    }
}

/// Reads numbers of one width.
#[derive(Clone, Debug)]
pub(super) struct Hybrid<'a> {
    bytes: &'a [u8],
    /// How many bits a number has, at most 32.
    width: usize,
}

/// Some numbers that stand side by side.
#[derive(Clone, Copy, Debug)]
enum Run<'a> {
    /// One number, and how often it is there.
    Repeated(u32, usize),
    /// Numbers packed bit by bit, a multiple of eight; what is missing at the end is 0.
    Packed(&'a [u8], usize),
}

impl Run<'_> {
    /// How many numbers there are.
    fn numbers(&self) -> usize {
        match self {
            Run::Repeated(_, count) | Run::Packed(_, count) => *count,
        }
    }
}

impl<'a> Hybrid<'a> {
    pub(super) fn new(bytes: &'a [u8], width: usize) -> Hybrid<'a> {
        Hybrid { bytes, width }
    }

    /// The next `count` numbers, behind those in `out`; nothing if there are not so many.
    pub(super) fn numbers<C: Code>(&mut self, count: usize, out: &mut Vec<C>) -> Option<()> {
        let end = out.len() + count;
        out.reserve(count);
        while out.len() < end {
            let left = end - out.len();
            match self.run()? {
                Run::Repeated(number, times) => out.resize(out.len() + times.min(left), C::of(number)),
                Run::Packed(bytes, numbers) => unpack(bytes, self.width, numbers.min(left), out),
            }
        }
        Some(())
    }

    /// Those of the next `count` numbers that stand at these places, ascending and counted from `first`; nothing if there are not
    /// so many numbers.
    pub(super) fn some<C: Code>(
        &mut self,
        count: usize,
        first: usize,
        mut places: &[u32],
        out: &mut Vec<C>,
    ) -> Option<()> {
        let mut begin = 0;
        while begin < count {
            let left = count - begin;
            let run = self.run()?;
            let end = begin + run.numbers().min(left);
            let here = places.iter().take_while(|place| **place as usize - first < end).count();
            let (some, rest) = places.split_at(here);
            match run {
                Run::Repeated(number, _) => out.resize(out.len() + here, C::of(number)),
                Run::Packed(bytes, _) => {
                    let number = |place: &u32| one(bytes, self.width, *place as usize - first - begin);
                    out.extend(some.iter().map(|place| C::of(number(place))));
                }
            }
            (begin, places) = (end, rest);
        }
        Some(())
    }

    /// The next `count` numbers of one bit each as a set, with how many of them are 1.
    pub(super) fn bits(&mut self, count: usize) -> Option<(Vec<u64>, usize)> {
        let mut bits = Bits { words: Vec::with_capacity(count / 64 + 2), count: 0 };
        while bits.count < count {
            let left = count - bits.count;
            match self.run()? {
                Run::Repeated(number, times) => bits.repeat(number != 0, times.min(left)),
                Run::Packed(bytes, numbers) => bits.append(bytes, numbers.min(left)),
            }
        }
        let ones = bits.words.iter().map(|word| word.count_ones() as usize).sum();
        Some((bits.words, ones))
    }

    fn run(&mut self) -> Option<Run<'a>> {
        let head = self.varint()?;
        let count = usize::try_from(head >> 1).ok()?;
        if head & 1 == 1 {
            let length = count.checked_mul(self.width)?.min(self.bytes.len());
            return Some(Run::Packed(self.take(length)?, count.checked_mul(8).filter(|count| *count > 0)?));
        }
        let number = self.take(self.width.div_ceil(8))?;
        let number = number.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte));
        (count > 0).then_some(Run::Repeated(number, count))
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for at in 0..5 {
            let byte = *self.take(1)?.first()?;
            number |= u64::from(byte & 0x7f) << (7 * at);
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

/// A set that grows at its end. The bits behind the end are 0.
struct Bits {
    words: Vec<u64>,
    count: usize,
}

impl Bits {
    fn repeat(&mut self, set: bool, times: usize) {
        let end = self.count + times;
        if set {
            self.words.resize(self.count.div_ceil(64), 0);
            if let (Some(last), used @ 1..) = (self.words.last_mut(), self.count % 64) {
                *last |= u64::MAX << used;
            }
            self.words.resize(end.div_ceil(64), u64::MAX);
        } else {
            self.words.resize(end.div_ceil(64), 0);
        }
        self.end_at(end);
    }

    fn append(&mut self, bytes: &[u8], count: usize) {
        let end = self.count + count;
        for chunk in bytes.chunks(8).take(count.div_ceil(64)) {
            let mut whole = [0; 8];
            whole[..chunk.len()].copy_from_slice(chunk);
            self.push(u64::from_le_bytes(whole));
        }
        self.words.resize(end.div_ceil(64), 0);
        self.end_at(end);
    }

    /// Adds 64 bits.
    fn push(&mut self, word: u64) {
        let used = self.count % 64;
        self.words.resize(self.count.div_ceil(64), 0);
        if let (Some(last), 1..) = (self.words.last_mut(), used) {
            *last |= word << used;
            self.words.push(word >> (64 - used));
        } else {
            self.words.push(word);
        }
        self.count += 64;
    }

    fn end_at(&mut self, end: usize) {
        self.count = end;
        self.words.truncate(end.div_ceil(64));
        if let (Some(last), used @ 1..) = (self.words.last_mut(), end % 64) {
            *last &= u64::MAX >> (64 - used);
        }
    }
}

/// Unpacks numbers by the code for their width, where every shift is a constant.
macro_rules! by_width {
    ($width:expr, $bytes:ident, $room:ident, $($known:literal)*) => {
        match $width {
            $($known => unpack_width::<$known, C>($bytes, $room),)*
            // Numbers without a bit are 0.
            _ => {}
        }
    };
}

/// The first `count` numbers of packed bytes, behind those in `out`.
fn unpack<C: Code>(bytes: &[u8], width: usize, count: usize, out: &mut Vec<C>) {
    let start = out.len();
    out.resize(start + count, C::default());
    let room = &mut out[start..];
    by_width!(width, bytes, room,
        1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32);
}

/// One of packed numbers.
#[inline]
fn one(bytes: &[u8], width: usize, place: usize) -> u32 {
    let bit = place * width;
    let rest = bytes.get(bit / 8..).unwrap_or_default();
    let word = rest.first_chunk().copied().unwrap_or_else(|| {
        let mut word = [0; 8];
        word[..rest.len()].copy_from_slice(rest);
        word
    });
    (u64::from_le_bytes(word) >> (bit % 8) & ((1_u64 << width) - 1)) as u32
}

fn unpack_width<const WIDTH: usize, C: Code>(bytes: &[u8], room: &mut [C]) {
    // Eight numbers are as many bytes as a number has bits, and the last is read with up to seven bytes behind them.
    const SLACK: usize = 8;
    let mut at = 0;
    for eight in room.chunks_mut(8) {
        if let (Some(group), Ok(eight)) =
            (bytes.get(at..at + WIDTH + SLACK), <&mut [C; 8]>::try_from(&mut *eight))
        {
            unpack_eight::<WIDTH, C>(group, eight);
        } else {
            let (mut group, mut numbers) = ([0; 32 + SLACK], [C::default(); 8]);
            let rest = bytes.get(at..).unwrap_or_default();
            let length = rest.len().min(WIDTH);
            group[..length].copy_from_slice(&rest[..length]);
            unpack_eight::<WIDTH, C>(&group, &mut numbers);
            eight.copy_from_slice(&numbers[..eight.len()]);
        }
        at += WIDTH;
    }
}

#[inline(always)]
fn unpack_eight<const WIDTH: usize, C: Code>(group: &[u8], numbers: &mut [C; 8]) {
    for (place, number) in numbers.iter_mut().enumerate() {
        let bit = place * WIDTH;
        let mut word = [0; 8];
        word.copy_from_slice(&group[bit / 8..bit / 8 + 8]);
        *number = C::of((u64::from_le_bytes(word) >> (bit % 8) & ((1_u64 << WIDTH) - 1)) as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers packed bit by bit, as one run.
    fn packed(numbers: &[u32], width: usize) -> Vec<u8> {
        let groups = numbers.len().div_ceil(8);
        let mut bytes = vec![0; 1 + groups * width];
        bytes[0] = (groups << 1 | 1) as u8;
        for (at, number) in numbers.iter().enumerate() {
            for bit in (0..width).filter(|bit| number >> bit & 1 == 1) {
                let place = at * width + bit;
                bytes[1 + place / 8] |= 1 << (place % 8);
            }
        }
        bytes
    }

    #[test]
    fn packed_numbers_of_every_width() {
        for width in 1..=32 {
            let mask = u32::MAX >> (32 - width);
            let wanted: Vec<u32> = (0..50_u32).map(|at| at.wrapping_mul(2_654_435_761) & mask).collect();
            let (bytes, mut found) = (packed(&wanted, width), vec![9]);
            assert_eq!(Hybrid::new(&bytes, width).numbers(50, &mut found), Some(()));
            assert_eq!(found[1..], wanted);
        }
    }

    #[test]
    fn some_numbers_of_runs_in_turns() {
        for width in [0_usize, 1, 5, 17, 31, 32] {
            let mask = (1_u64 << width) as u32;
            let some: Vec<u32> =
                (0..40_u32).map(|at| at.wrapping_mul(2_654_435_761) & mask.wrapping_sub(1)).collect();
            let mut bytes = vec![50 << 1];
            bytes.extend(&some[7].to_le_bytes()[..width.div_ceil(8)]);
            bytes.extend(packed(&some, width));
            bytes.push(9 << 1);
            bytes.extend(&some[3].to_le_bytes()[..width.div_ceil(8)]);
            let mut all: Vec<u32> = Vec::new();
            assert_eq!(Hybrid::new(&bytes, width).numbers(99, &mut all), Some(()));
            for step in [1, 2, 7, 60, 200] {
                let places: Vec<u32> = (1000..1099).step_by(step).collect();
                let wanted: Vec<u32> = all.iter().copied().step_by(step).collect();
                let mut found: Vec<u32> = Vec::new();
                assert_eq!(Hybrid::new(&bytes, width).some(99, 1000, &places, &mut found), Some(()));
                assert_eq!(found, wanted);
            }
            assert_eq!(Hybrid::new(&bytes, width).some(100, 0, &[], &mut Vec::<u32>::new()), None);
        }
    }

    #[test]
    fn runs_in_turns() {
        let mut bytes = vec![200, 1, 5];
        bytes.extend(packed(&[1, 2, 3, 4, 5, 6, 7, 0], 3));
        bytes.extend([6, 2]);
        let mut found: Vec<u32> = Vec::new();
        assert_eq!(Hybrid::new(&bytes, 3).numbers(111, &mut found), Some(()));
        let wanted = [[5; 100].as_slice(), &[1, 2, 3, 4, 5, 6, 7, 0], &[2, 2, 2]].concat();
        assert_eq!(found, wanted);
        assert_eq!(Hybrid::new(&bytes, 3).numbers(112, &mut found), None);
    }

    #[test]
    fn bits_in_turns() {
        for lead in 0..130_usize {
            let mut bytes = Vec::new();
            if lead > 0 {
                bytes.extend([(lead << 1) as u8 | 0x80, (lead >> 6) as u8, 1]);
            }
            let some: Vec<u32> = (0..72).map(|at| u32::from(at % 3 == 1)).collect();
            bytes.extend(packed(&some, 1));
            bytes.extend([10, 0, 6, 1]);
            let wanted = [vec![1; lead], some, vec![0; 5], vec![1; 3]].concat();
            let (words, ones) = Hybrid::new(&bytes, 1).bits(wanted.len()).unwrap_or_default();
            let found: Vec<u32> =
                (0..wanted.len()).map(|at| (words[at / 64] >> (at % 64) & 1) as u32).collect();
            assert_eq!((found, ones), (wanted.clone(), wanted.iter().sum::<u32>() as usize));
        }
    }

    #[test]
    fn what_is_too_short_is_nothing() {
        for bytes in [&[][..], &[0x80], &[0xff; 9], &[8], &[0], &[1], &[3]] {
            assert_eq!(
                Hybrid::new(bytes, 0).numbers(1, &mut Vec::<u32>::new()).is_some(),
                bytes == [8] || bytes == [3]
            );
        }
        assert_eq!(Hybrid::new(&[8], 3).numbers(1, &mut Vec::<u32>::new()), None);
    }
}
