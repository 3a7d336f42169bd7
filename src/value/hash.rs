//! The keyed hash behind splits and generated codes.
//!
//! The same seed and fields give the same result for ever, on every host:
//!
//! * the algorithm is SipHash-2-4 with a result of 64 bits;
//! * its key is the SipHash-2-4 of 128 bits, under a key of zeros, of the project seed's UTF-8 bytes: the first eight bytes
//!   of the result are the first half of the key, the others the second;
//! * the message is the fields one after the other, each as its length in bytes (64 bits, little endian) and then its bytes,
//!   so no two lists of fields give the same message.
//!
//! A share of 0 to 99 is `hash · 100 / 2^64` without remainder. Against an ideal spread each share is off by less than one
//! in 10^17.

use std::hash::Hasher;

use siphasher::sip::SipHasher24;
use siphasher::sip128;

/// A hash whose key comes of the project seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyedHash {
    key: (u64, u64),
}

impl KeyedHash {
    /// The hash of a project with this seed.
    pub fn new(seed: &str) -> KeyedHash {
        KeyedHash { key: sip128::SipHasher24::new_with_keys(0, 0).hash(seed.as_bytes()).as_u64() }
    }

    /// 64 bits that depend on every field.
    pub fn hash(&self, fields: &[&[u8]]) -> u64 {
        self.message(fields).finish()
    }

    /// A number from 0 to 99.
    pub fn percent(&self, fields: &[&[u8]]) -> u32 {
        below(100, self.hash(fields))
    }

    /// `count` decimal digits. The digit at `index` (from 0) is `hash · 10 / 2^64` of the fields and one more: the index
    /// as 64 bits, little endian.
    pub fn digits(&self, fields: &[&[u8]], count: usize) -> String {
        (0_u64..).take(count).map(|index| self.digit(fields, index)).collect()
    }

    fn digit(&self, fields: &[&[u8]], index: u64) -> char {
        let mut hasher = self.message(fields);
        write_field(&mut hasher, &index.to_le_bytes());
        char::from_digit(below(10, hasher.finish()), 10).unwrap_or('0')
    }

    fn message(&self, fields: &[&[u8]]) -> SipHasher24 {
        let mut hasher = SipHasher24::new_with_keys(self.key.0, self.key.1);
        for field in fields {
            write_field(&mut hasher, field);
        }
        hasher
    }
}

fn write_field(hasher: &mut SipHasher24, field: &[u8]) {
    let length = field.len() as u64;
    hasher.write(&length.to_le_bytes());
    hasher.write(field);
}

/// `hash · limit / 2^64`, which is below the limit.
fn below(limit: u32, hash: u64) -> u32 {
    let scaled = (u128::from(hash) * u128::from(limit)) >> 64;
    u32::try_from(scaled).unwrap_or(0)
}
