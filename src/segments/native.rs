//! Who computes the fused part: native code, where somebody wants it and there is some, or columns.

#[cfg(feature = "jit")]
use std::sync::atomic::{AtomicUsize, Ordering};

use super::SetEngine;
use crate::columns::{AskRow, Bound, Decided};
#[cfg(feature = "jit")]
use crate::jit::{self, Native};

/// Native code for the layouts that were met.
///
/// Nobody knows how many people there are while they are still being read. So code is made once as many were asked about as it
/// would have paid for: then it costs no more than twice what knowing would have cost.
#[derive(Default)]
pub(super) struct Natives {
    #[cfg(feature = "jit")]
    cache: jit::Cache,
    #[cfg(feature = "jit")]
    asked: AtomicUsize,
}

/// Computes the fused part of a batch.
pub(super) struct Runner<'b, 'a> {
    bound: &'b Bound<'a>,
    #[cfg(feature = "jit")]
    native: Option<std::sync::Arc<Native>>,
}

impl Natives {
    /// For how many layouts code was made.
    pub(super) fn layouts(&self) -> usize {
        #[cfg(feature = "jit")]
        return self.cache.layouts();
        #[cfg(not(feature = "jit"))]
        0
    }

    /// Who computes the fused part of a batch with so many rows.
    #[cfg(feature = "jit")]
    pub(super) fn runner<'b, 'a>(
        &self,
        engine: SetEngine,
        bound: &'b Bound<'a>,
        rows: usize,
    ) -> Runner<'b, 'a> {
        let asked = self.asked.fetch_add(rows, Ordering::Relaxed) + rows;
        let wanted = match engine {
            SetEngine::Auto => jit::pays(&bound.fused, asked),
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
