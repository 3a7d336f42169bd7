//! The machine means what the reference evaluator means.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    bourn::laws::vm_agrees(bytes);
});
