//! Every text can be checked.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    bourn::laws::checking_is_total(bytes);
});
