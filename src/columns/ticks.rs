//! When events happened, roughly: in two bytes each.
//!
//! Most events lie far from the ends of the windows that are asked for, so a rough moment decides. Two bytes instead of eight
//! are what it costs to look at one, since each look is at another place of memory.

/// Rough moments of the events of a batch. The span from the first to the last one is divided into some ten thousand ticks; an
/// earlier event never has a later tick.
#[derive(Clone, Debug, Default)]
pub struct Ticks {
    first: i64,
    last: i64,
    /// How many bits of the microseconds after the first event are left out.
    shift: u32,
    events: Vec<u16>,
    newest: Vec<u16>,
}

/// The start of a window.
#[derive(Clone, Copy, Debug)]
pub struct Since {
    tick: u16,
    from: i64,
}

/// The most ticks. Behind them is one for what lies after the last event, and before them one for what lies before the first.
const MOST: u64 = u16::MAX as u64 - 2;

impl Ticks {
    /// The ticks of events at these moments; `starts` are where the events of each person begin, which stand in order of time,
    /// and the end of all.
    #[must_use]
    pub fn of(times: &[i64], starts: &[u32]) -> Ticks {
        let (first, last) = ends_of_runs(times, starts).unwrap_or_default();
        let span = last.abs_diff(first);
        let shift = (0..u64::BITS).find(|shift| span >> shift <= MOST).unwrap_or(0);
        let mut ticks = Ticks { first, last, shift, ..Ticks::default() };
        ticks.events = times.iter().map(|time| ticks.inside(*time)).collect();
        let newest = |ends: &[u32]| match ends {
            [start, end] if start < end => ticks.events[*end as usize - 1],
            _ => 0,
        };
        ticks.newest = starts.windows(2).map(newest).collect();
        ticks
    }

    /// The start of a window.
    #[must_use]
    pub fn since(&self, from: i64) -> Since {
        let tick = if from < self.first {
            0
        } else if from > self.last {
            u16::MAX
        } else {
            self.inside(from)
        };
        Since { tick, from }
    }

    /// When the last event happened.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.last
    }

    /// For each person the tick of the last event, 0 for whom there is none.
    #[must_use]
    pub fn newest(&self) -> &[u16] {
        &self.newest
    }

    /// For each event its tick.
    #[must_use]
    pub fn events(&self) -> &[u16] {
        &self.events
    }

    /// Whether the event at a place lies in a window. `times` are the moments of all.
    #[must_use]
    #[inline]
    pub fn is_within(&self, place: usize, since: Since, times: &[i64]) -> bool {
        let tick = self.events[place];
        if tick == since.tick { times[place] >= since.from } else { tick > since.tick }
    }

    /// The tick of a moment from the first to the last one.
    fn inside(&self, time: i64) -> u16 {
        (time.wrapping_sub(self.first).cast_unsigned() >> self.shift) as u16 + 1
    }
}

/// The first and the last of these moments, which stand in order of time from each start to the next one.
pub(super) fn ends_of_runs(times: &[i64], starts: &[u32]) -> Option<(i64, i64)> {
    let runs = starts.windows(2).filter(|ends| ends[0] < ends[1]);
    let ends = runs.map(|ends| (times[ends[0] as usize], times[ends[1] as usize - 1]));
    ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
}

impl Since {
    /// The one that begins earlier.
    #[must_use]
    pub fn earlier(self, other: Since) -> Since {
        if other.from < self.from { other } else { self }
    }

    /// The tick that it begins in: events of later ones lie in the window. 0 if all events do.
    #[must_use]
    pub fn tick(self) -> u16 {
        self.tick
    }

    /// Whether an event of this tick may lie in the window.
    #[must_use]
    #[inline]
    pub fn may_have(self, tick: u16) -> bool {
        self.tick <= tick
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_says_what_the_time_says() {
        let sets: [&[i64]; 5] = [
            &[5],
            &[0, 1, 2, 3, 65_533, 65_534, 65_535, 65_536],
            &[-7, 0, 1 << 40, (1 << 40) + 1],
            &[i64::MIN, -1, 0, 1, i64::MAX],
            &[i64::MAX - 1, i64::MAX],
        ];
        for times in sets {
            let ticks = Ticks::of(times, &[0, times.len() as u32, times.len() as u32]);
            assert_eq!((ticks.newest()[0], ticks.newest()[1]), (*ticks.events.last().unwrap_or(&0), 0));
            assert!(ticks.events.iter().all(|tick| (1..u16::MAX).contains(tick)), "{:?}", ticks.events);
            let ends = times.iter().flat_map(|time| [time.saturating_sub(1), *time, time.saturating_add(1)]);
            for from in ends.chain([i64::MIN, 0, i64::MAX]) {
                let since = ticks.since(from);
                for (place, time) in times.iter().enumerate() {
                    let within = ticks.is_within(place, since, times);
                    assert_eq!(within, *time >= from, "{time} since {from} of {times:?}");
                    assert!(!within || since.may_have(ticks.events[place]));
                }
            }
        }
    }
}
