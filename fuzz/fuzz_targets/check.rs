//! Every text can be checked.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: {
        // One thread, which is this one: to hand each text to another thread takes longer than to check it.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    },
    |bytes: &[u8]| {
        bourn::laws::checking_is_total(bytes);
    }
);
