//! A count that many threads add to.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// How many counters there are: threads that share one get in each other's way, and nothing else.
const SHARDS: usize = 16;

/// A counter for each of a few threads, so that they do not write to the same line of the cache.
#[derive(Debug, Default)]
pub(super) struct Tally {
    shards: [Shard; SHARDS],
}

#[derive(Debug, Default)]
#[repr(align(64))]
struct Shard(AtomicU64);

static NEXT: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static SHARD: usize = NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS;
}

impl Tally {
    pub(super) fn add(&self, count: u64) {
        SHARD.with(|shard| self.shards[*shard].0.fetch_add(count, Ordering::Relaxed));
    }

    pub(super) fn sum(&self) -> u64 {
        self.shards.iter().map(|shard| shard.0.load(Ordering::Relaxed)).sum()
    }
}
