//! Formatting changes no meaning.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    bourn::laws::formatting_keeps_meaning(bytes);
});
