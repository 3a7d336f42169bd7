//! Code for layouts that have been seen.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::fast::RandomState;

use super::{Native, compile};
use crate::columns::fused::Fused;

/// How many layouts have code. Batches of a file share a layout, so that this many means something is wrong with the data; then
/// the others are interpreted.
const MANY: usize = 64;

/// Native code by layout. Each is made once, by whoever asks first; others that ask for it meanwhile wait, and those who ask
/// for other ones do not.
#[derive(Debug, Default)]
pub struct Cache {
    known: Mutex<HashMap<Fused, Place, RandomState>>,
}

/// Where the code of a layout is put by whoever makes it; nothing if it cannot be made.
type Place = Arc<OnceLock<Option<Arc<Native>>>>;

impl Cache {
    /// The code of a fused part; nothing if there is none, and [`Fused::run`] has to do.
    #[must_use]
    pub fn get(&self, fused: &Fused) -> Option<Arc<Native>> {
        let place = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            match known.get(fused) {
                Some(place) => place.clone(),
                None if known.len() == MANY => return None,
                None => known.entry(fused.clone()).or_default().clone(),
            }
        };
        place.get_or_init(|| compile(fused).ok()).clone()
    }

    /// How many layouts have code.
    #[must_use]
    pub fn layouts(&self) -> usize {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.values().filter(|place| matches!(place.get(), Some(Some(_)))).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::fused::Operation;

    #[test]
    fn each_layout_has_its_code_once() {
        let cache = Cache::default();
        let mut fused = Fused::default();
        fused.outputs = vec![fused.operation(Operation::Constant(true))];
        let (one, two) = (cache.get(&fused), cache.get(&fused));
        assert_eq!(one.is_some(), super::super::is_available());
        if let (Some(one), Some(two)) = (one, two) {
            assert!(Arc::ptr_eq(&one, &two));
        }
        fused.outputs.push(5);
        assert!(cache.get(&fused).is_none(), "an output of nothing");
    }

    #[test]
    fn too_many_layouts_are_left() {
        let cache = Cache::default();
        let mut fused = Fused::default();
        fused.operation(Operation::Constant(true));
        for _ in 0..MANY + 2 {
            fused.outputs.push(0);
            let _ = cache.get(&fused);
        }
        assert!(cache.get(&fused).is_none());
        assert_eq!(cache.known.lock().unwrap_or_else(PoisonError::into_inner).len(), MANY);
    }
}
