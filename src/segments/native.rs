//! Who computes the fused part: native code, where somebody wants it and there is some, or columns.

#[cfg(feature = "jit")]
use std::sync::atomic::{AtomicU64, Ordering};

use super::SetEngine;
use crate::columns::{AskRow, Bound, Decided};
#[cfg(feature = "jit")]
use crate::jit::{self, Native};

/// What native code is worth for some conditions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Worth {
    /// From how many persons on making it is estimated to take less time than it saves: the fewest, if batches differ. Nothing
    /// where it has nothing to do, the machine lets nobody make it, or no batch was looked at by columns.
    pub pays_from: Option<u64>,
    /// For how many layouts of batches it was made.
    pub layouts: usize,
}

/// Native code for the layouts that were met.
///
/// Nobody knows how many people there are while they are still being read. So code is made once as many were asked about as it
/// would have paid for: then it costs no more than twice what knowing would have cost.
pub(super) struct Natives {
    #[cfg(feature = "jit")]
    cache: jit::Cache,
    /// How many persons were asked about.
    #[cfg(feature = "jit")]
    asked: AtomicU64,
    /// From how many on it pays, by the layout for which that are fewest.
    #[cfg(feature = "jit")]
    pays_from: AtomicU64,
}

/// Computes the fused part of a batch.
pub(super) struct Runner<'b, 'a> {
    bound: &'b Bound<'a>,
    #[cfg(feature = "jit")]
    native: Option<std::sync::Arc<Native>>,
}

impl Natives {
    /// Nothing was met.
    pub(super) fn new() -> Natives {
        Natives {
            #[cfg(feature = "jit")]
            cache: jit::Cache::default(),
            #[cfg(feature = "jit")]
            asked: AtomicU64::new(0),
            #[cfg(feature = "jit")]
            pays_from: AtomicU64::new(u64::MAX),
        }
    }

    /// What native code is worth, as far as is known.
    #[cfg(feature = "jit")]
    pub(super) fn worth(&self) -> Worth {
        let pays_from = Some(self.pays_from.load(Ordering::Relaxed));
        let pays_from = pays_from.filter(|rows| *rows < u64::MAX && jit::is_available());
        Worth { pays_from, layouts: self.cache.layouts() }
    }

    /// What native code is worth.
    #[cfg(not(feature = "jit"))]
    pub(super) fn worth(&self) -> Worth {
        Worth::default()
    }

    /// Who computes the fused part of a batch with so many rows.
    #[cfg(feature = "jit")]
    pub(super) fn runner<'b, 'a>(
        &self,
        engine: SetEngine,
        bound: &'b Bound<'a>,
        rows: usize,
    ) -> Runner<'b, 'a> {
        let pays_from = jit::pays_from(&bound.fused).unwrap_or(u64::MAX);
        self.pays_from.fetch_min(pays_from, Ordering::Relaxed);
        let asked = self.asked.fetch_add(rows as u64, Ordering::Relaxed) + rows as u64;
        let wanted = match engine {
            SetEngine::Auto => asked > pays_from,
            SetEngine::Jit => true,
            SetEngine::Columns | SetEngine::Rows(_) => false,
        };
        let native = if wanted { self.cache.get(&bound.fused) } else { None };
        Runner { bound, native }
    }

    /// Who computes the fused part.
    #[cfg(not(feature = "jit"))]
    pub(super) fn runner<'b, 'a>(
        &self,
        _engine: SetEngine,
        bound: &'b Bound<'a>,
        _rows: usize,
    ) -> Runner<'b, 'a> {
        Runner { bound }
    }
}

impl Runner<'_, '_> {
    /// Decides every condition for some words of the batch.
    pub(super) fn decide(&self, first_word: usize, count: usize, ask: &mut AskRow<'_>) -> Vec<Decided> {
        self.bound.decide(first_word, count, &|first, outputs| self.run(first, outputs), ask)
    }

    /// Whether there is native code.
    pub(super) fn has_native(&self) -> bool {
        #[cfg(feature = "jit")]
        return self.native.is_some();
        #[cfg(not(feature = "jit"))]
        false
    }

    /// Computes the outputs of the fused part for rows from a word on.
    fn run(&self, first_word: usize, outputs: &mut [Vec<u64>]) {
        let Bound { fused, operands, .. } = self.bound;
        #[cfg(feature = "jit")]
        if let Some(native) = &self.native {
            return native.run(operands, first_word, outputs);
        }
        fused.run(operands, first_word, outputs);
    }
}
