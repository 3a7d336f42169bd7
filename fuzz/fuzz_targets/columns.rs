//! Conditions over columns mean what the reference evaluator means, whoever computes them.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    bourn::laws::columns_agree(bytes);
});
