//! The stretches of time into which the ends of windows divide time, and which of them an event lies in.
//!
//! Whoever knows the stretch of an event knows all windows that it lies in. Some ticks in a row are in the same stretch nearly
//! always, and a table knows of each such step which one it is. Where a stretch begins within a step the moment decides.

use crate::columns::Ticks;

/// Stretches of time, from the oldest on.
#[derive(Debug)]
pub(super) struct Stretches {
    /// When each but the first one begins; the first one has all that was before.
    begins: Vec<i64>,
    /// The stretch of each step.
    of_steps: Box<[u8; STEPS]>,
}

/// So many ticks are a step, few enough that a table of all steps stays in the nearest cache.
const TICKS: usize = 16;
const STEPS: usize = (1 << u16::BITS) / TICKS;

/// In place of a stretch: the moment decides.
const UNSURE: u8 = u8::MAX;

impl Stretches {
    /// The most moments at which stretches may begin.
    pub(super) const MOST: usize = UNSURE as usize - 1;

    /// Stretches that begin at these moments, of which there are no more than [`Stretches::MOST`].
    pub(super) fn new(mut begins: Vec<i64>, ticks: &Ticks) -> Stretches {
        begins.retain(|begin| *begin <= ticks.last());
        begins.sort_unstable();
        begins.dedup();
        let mut of_steps = Box::new([0; STEPS]);
        let first_ticks: Vec<usize> = begins.iter().map(|begin| ticks.since(*begin).tick().into()).collect();
        for tick in &first_ticks {
            // Before the first tick there is no event.
            let first = if *tick == 0 { 0 } else { tick / TICKS + 1 };
            of_steps[first..].iter_mut().for_each(|stretch| *stretch += 1);
        }
        for tick in first_ticks.into_iter().filter(|tick| *tick > 0) {
            of_steps[tick / TICKS] = UNSURE;
        }
        Stretches { begins, of_steps }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.begins.len() + 1
    }

    /// Which of them lie between two moments, both included, which are so that stretches begin at the first and behind the last.
    pub(super) fn within(&self, from: i64, until: i64) -> impl Iterator<Item = usize> {
        let begins = std::iter::once(i64::MIN).chain(self.begins.iter().copied());
        begins.enumerate().filter(move |(_, begin)| (from..=until).contains(begin)).map(|(at, _)| at)
    }

    /// The one that an event lies in, by its tick or, if that does not say so, by its moment.
    #[inline]
    pub(super) fn of(&self, tick: u16, time: impl FnOnce() -> i64) -> usize {
        match self.of_steps[usize::from(tick) / TICKS] {
            UNSURE => self.at(time()),
            sure => sure.into(),
        }
    }

    #[cold]
    fn at(&self, time: i64) -> usize {
        self.begins.partition_point(|begin| *begin <= time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stretch_of_an_event_is_that_of_its_moment() {
        let sets: [&[i64]; 5] = [
            &[5],
            &[0, 1, 2, 31, 32, 33, 65_533, 65_534, 65_536],
            &[-7, 0, 1 << 40, (1 << 40) + 1],
            &[i64::MIN, -1, 0, 1, i64::MAX],
            &[i64::MAX - 1, i64::MAX],
        ];
        for times in sets {
            let ticks = Ticks::of(times, &[0, times.len() as u32]);
            let ends = times.iter().flat_map(|time| [time.saturating_sub(1), *time, time.saturating_add(1)]);
            let begins: Vec<i64> = ends.chain([i64::MIN, i64::MAX]).collect();
            let stretches = Stretches::new(begins.clone(), &ticks);
            for (tick, time) in ticks.events().iter().zip(times) {
                let found = stretches.of(*tick, || *time);
                for from in &begins {
                    let lies_within = stretches.within(*from, i64::MAX).any(|stretch| stretch == found);
                    assert_eq!(lies_within, time >= from, "{time} since {from} of {times:?}");
                }
            }
        }
    }
}
