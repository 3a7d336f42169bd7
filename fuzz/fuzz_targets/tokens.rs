//! Tokens are the text.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    bourn::laws::tokens_are_lossless(bytes);
});
