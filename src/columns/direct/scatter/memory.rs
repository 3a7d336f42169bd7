//! How much is held at a time.

/// Into how many bytes everything has to fit that is held at the same time. All shares are rough: what a decoder needs meanwhile,
/// and how a heap is laid out, nobody knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Memory(u64);

/// The most ranges: each has a block whenever something is put aside.
const RANGES: u64 = 1 << 12;

impl Memory {
    /// So many bytes, or as many as is good.
    pub(super) fn of(memory: Option<u64>) -> Memory {
        const GOOD: u64 = 1 << 30;
        Memory(memory.unwrap_or(GOOD))
    }

    /// How many rows are held before they are put aside, in bytes.
    pub(super) fn held(self) -> u64 {
        self.0 / 4
    }

    /// How many units of so many bytes are decoded side by side. Each is there a second time as its rows go to their ranges.
    pub(super) fn window(self, unit: u64) -> usize {
        share(self.0 / 2, unit.saturating_mul(3))
    }

    /// Into how many ranges so many bytes are cut, so that each thread has several that fit side by side.
    pub(super) fn ranges(self, bytes: u64) -> usize {
        let ranges = bytes.div_ceil(self.range()).clamp(1, RANGES);
        usize::try_from(ranges).unwrap_or(1)
    }

    /// How many bytes of rows there are for each key that is drawn to find the ranges.
    pub(super) fn draw(self) -> u64 {
        const DRAWN: u64 = 64;
        self.range() / DRAWN
    }

    /// How many of these ranges, by their bytes, are put in order side by side: one at least. Each is there as blocks, as columns
    /// in order and as batches.
    pub(super) fn side_by_side(self, ranges: impl Iterator<Item = u64>) -> usize {
        const COPIES: u64 = 4;
        let mut left = self.0 / 2 / COPIES;
        let fits = |bytes: &u64| {
            let fits = *bytes <= left;
            left = left.saturating_sub(*bytes);
            fits
        };
        ranges.take(2 * rayon::current_num_threads()).take_while(fits).count().max(1)
    }

    fn range(self) -> u64 {
        const RANGES_A_THREAD: u64 = 16;
        (self.0 / RANGES_A_THREAD / rayon::current_num_threads() as u64).max(1)
    }
}

fn share(memory: u64, one: u64) -> usize {
    usize::try_from(memory / one.max(1)).unwrap_or(usize::MAX).max(1)
}
