//! Every text can be read.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    bourn::laws::parsing_is_total(bytes);
});
