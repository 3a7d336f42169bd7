//! Sets of rows: a bit for each.

/// How many rows stand in a word.
pub const WORD: usize = 64;

/// Some of the rows of a batch. Row `i` is bit `i % 64` of word `i / 64`, and the bits behind the last row are 0.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mask {
    words: Vec<u64>,
    rows: usize,
}

impl Mask {
    /// None of so many rows.
    #[must_use]
    pub fn none(rows: usize) -> Mask {
        Mask { words: vec![0; rows.div_ceil(WORD)], rows }
    }

    /// All of so many rows.
    #[must_use]
    pub fn all(rows: usize) -> Mask {
        Mask::from_words(vec![u64::MAX; rows.div_ceil(WORD)], rows)
    }

    /// The rows for which `holds` says so.
    #[must_use]
    pub fn of(rows: usize, holds: impl Fn(usize) -> bool) -> Mask {
        let word = |at: usize| {
            let bits = at * WORD..rows.min((at + 1) * WORD);
            bits.rev().fold(0, |word, row| word << 1 | u64::from(holds(row)))
        };
        Mask { words: (0..rows.div_ceil(WORD)).map(word).collect(), rows }
    }

    /// The rows of these words. Bits behind the last row are cleared.
    #[must_use]
    pub fn from_words(mut words: Vec<u64>, rows: usize) -> Mask {
        words.resize(rows.div_ceil(WORD), 0);
        clear_behind(&mut words, rows);
        Mask { words, rows }
    }

    /// How many rows there are to choose from.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The words, to be changed; bits behind the last row must stay 0.
    pub fn words_mut(&mut self) -> &mut [u64] {
        &mut self.words
    }

    /// Whether the row is one of them.
    #[must_use]
    #[inline]
    pub fn holds(&self, row: usize) -> bool {
        self.words[row / WORD] >> (row % WORD) & 1 == 1
    }

    /// How many they are.
    #[must_use]
    pub fn count(&self) -> usize {
        count(&self.words)
    }

    /// How many are in another one as well.
    #[must_use]
    pub fn common(&self, other: &Mask) -> usize {
        self.words.iter().zip(&other.words).map(|(one, other)| (one & other).count_ones() as usize).sum()
    }

    /// The rows, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        rows(&self.words)
    }
}

/// How many rows are in these words.
#[must_use]
pub(super) fn count(words: &[u64]) -> usize {
    words.iter().map(|word| word.count_ones() as usize).sum()
}

/// Whether no row is in these words.
#[must_use]
pub(super) fn is_empty(words: &[u64]) -> bool {
    words.iter().all(|word| *word == 0)
}

/// The rows in these words, ascending, the first bit being row 0.
pub fn rows(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(at, word)| {
        let rest = |left: &u64| Some(left & (left - 1)).filter(|left| *left != 0);
        let left = Some(*word).filter(|word| *word != 0);
        std::iter::successors(left, rest).map(move |left| at * WORD + left.trailing_zeros() as usize)
    })
}

/// Sets the bits of the rows that are due and for which `holds` says so.
pub(super) fn set(words: &mut [u64], due: &[u64], holds: impl Fn(usize) -> bool) {
    for (at, (word, due)) in words.iter_mut().zip(due).enumerate() {
        let holds = |bit: usize| u64::from(holds(at * WORD + bit)) << bit;
        // Where all rows are due, no branch hangs on the answers.
        *word |= match *due {
            u64::MAX => (0..WORD).fold(0, |found, bit| found | holds(bit)),
            few => rows(&[few]).fold(0, |found, bit| found | holds(bit)),
        };
    }
}

/// Clears the bits behind the last row.
pub(super) fn clear_behind(words: &mut [u64], rows: usize) {
    if let (Some(last), used @ 1..) = (words.last_mut(), rows % WORD) {
        *last &= u64::MAX >> (WORD - used);
    }
}

/// Keeps in `words` what is in `others` too.
pub(super) fn keep(words: &mut [u64], others: &[u64]) {
    words.iter_mut().zip(others).for_each(|(word, other)| *word &= other);
}

/// Takes out of `words` what is in `others`.
pub(super) fn take_out(words: &mut [u64], others: &[u64]) {
    words.iter_mut().zip(others).for_each(|(word, other)| *word &= !other);
}

/// Adds what is in `others` to `words`.
pub(super) fn add(words: &mut [u64], others: &[u64]) {
    words.iter_mut().zip(others).for_each(|(word, other)| *word |= other);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_bits() {
        for rows in 0..200 {
            let mask = Mask::of(rows, |row| row % 3 == 1);
            let wanted: Vec<usize> = (0..rows).filter(|row| row % 3 == 1).collect();
            assert_eq!(mask.iter().collect::<Vec<_>>(), wanted);
            assert_eq!(mask.count(), wanted.len());
            assert!((0..rows).all(|row| mask.holds(row) == (row % 3 == 1)));
        }
    }

    #[test]
    fn nothing_stands_behind_the_last_row() {
        for rows in 0..200 {
            assert_eq!(Mask::all(rows).count(), rows);
            assert_eq!(Mask::from_words(vec![u64::MAX; 4], rows).count(), rows);
        }
    }
}
