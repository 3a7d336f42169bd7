//! The simple things that states are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::StateError;
use crate::program::Program;
use crate::value::{Instant, Text};

const MICROS_PER_SECOND: i128 = 1_000_000;

/// What can be written down.
pub(super) trait Stored: Sized {
    /// Writes it.
    fn write(&self, out: &mut Writer);

    /// Reads what was written.
    fn read(bytes: &mut Reader) -> Result<Self, StateError>;
}

/// Bytes that are being written.
#[derive(Default)]
pub(super) struct Writer {
    out: Vec<u8>,
    /// The moment that was written last, in microseconds.
    last: i64,
}

impl Writer {
    /// Writes bytes as they are.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// Writes a whole number: seven bits a byte, the lowest first; the eighth bit says that more follows.
    pub(super) fn number(&mut self, mut number: u128) {
        while number >= 0x80 {
            self.out.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.out.push(number as u8);
    }

    /// Writes a whole number that may be below zero: small ones of both kinds are short.
    pub(super) fn signed(&mut self, number: i128) {
        self.number(((number << 1) ^ (number >> 127)) as u128);
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.out
    }
}

/// Bytes that are being read.
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
    last: i64,
    /// What ids refer to.
    pub(super) program: &'b Program,
    /// How many lists and objects may still stand in each other.
    pub(super) depth: u32,
}

/// Deeper than any value that can be declared.
const DEPTH: u32 = 64;

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8], program: &'b Program) -> Reader<'b> {
        Reader { bytes, last: 0, program, depth: DEPTH }
    }

    /// Takes so many bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&'b [u8], StateError> {
        let (taken, rest) = self.bytes.split_at_checked(count).ok_or_else(|| malformed("too little"))?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, StateError> {
        Ok(self.take(1)?[0])
    }

    /// Reads a whole number.
    pub(super) fn number(&mut self) -> Result<u128, StateError> {
        let mut number = 0;
        for shift in (0..128).step_by(7) {
            let byte = self.byte()?;
            number |= u128::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(malformed("a number without end"))
    }

    /// Reads a whole number that may be below zero.
    pub(super) fn signed(&mut self) -> Result<i128, StateError> {
        let number = self.number()?;
        Ok((number >> 1) as i128 ^ -((number & 1) as i128))
    }

    /// Reads a number that fits a type.
    pub(super) fn small<T: TryFrom<u128>>(&mut self) -> Result<T, StateError> {
        T::try_from(self.number()?).map_err(|_| malformed("a number that is too large"))
    }

    /// Holds that nothing is left.
    pub(super) fn end(&self) -> Result<(), StateError> {
        if self.bytes.is_empty() { Ok(()) } else { Err(malformed("too much")) }
    }
}

/// What no person has.
pub(super) fn malformed(what: &'static str) -> StateError {
    StateError::Malformed { what }
}

/// Whole numbers of these types.
macro_rules! numbers {
    ($($number:ty),*) => { $(
        impl Stored for $number {
            fn write(&self, out: &mut Writer) {
                out.number(*self as u128);
            }

            fn read(bytes: &mut Reader) -> Result<$number, StateError> {
                bytes.small()
            }
        }
    )* };
}

numbers!(u32, u64, usize);

impl Stored for i64 {
    fn write(&self, out: &mut Writer) {
        out.signed((*self).into());
    }

    fn read(bytes: &mut Reader) -> Result<i64, StateError> {
        i64::try_from(bytes.signed()?).map_err(|_| malformed("a number that is too large"))
    }
}

impl Stored for bool {
    fn write(&self, out: &mut Writer) {
        out.bytes(&[u8::from(*self)]);
    }

    fn read(bytes: &mut Reader) -> Result<bool, StateError> {
        match bytes.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(malformed("neither yes nor no")),
        }
    }
}

/// A moment: the distance from the one before, in seconds where it is whole, which the lowest bit says.
impl Stored for Instant {
    fn write(&self, out: &mut Writer) {
        let distance = i128::from(self.micros()) - i128::from(out.last);
        out.last = self.micros();
        if distance % MICROS_PER_SECOND == 0 {
            out.signed((distance / MICROS_PER_SECOND) << 1);
        } else {
            out.signed((distance << 1) | 1);
        }
    }

    fn read(bytes: &mut Reader) -> Result<Instant, StateError> {
        let written = bytes.signed()?;
        let distance =
            if written & 1 == 0 { (written >> 1).checked_mul(MICROS_PER_SECOND) } else { Some(written >> 1) };
        let micros = distance.and_then(|distance| distance.checked_add(bytes.last.into()));
        let micros = micros.and_then(|micros| i64::try_from(micros).ok());
        let moment = micros
            .and_then(Instant::checked_from_micros)
            .ok_or_else(|| malformed("a moment that no calendar has"))?;
        bytes.last = moment.micros();
        Ok(moment)
    }
}

impl Stored for Arc<str> {
    fn write(&self, out: &mut Writer) {
        self.len().write(out);
        out.bytes(self.as_bytes());
    }

    fn read(bytes: &mut Reader) -> Result<Arc<str>, StateError> {
        let length = bytes.small()?;
        let text = std::str::from_utf8(bytes.take(length)?).map_err(|_| malformed("a text that is none"))?;
        Ok(text.into())
    }
}

impl Stored for Text {
    fn write(&self, out: &mut Writer) {
        self.as_str().len().write(out);
        out.bytes(self.as_str().as_bytes());
    }

    fn read(bytes: &mut Reader) -> Result<Text, StateError> {
        let text: Arc<str> = Stored::read(bytes)?;
        Ok(Text::from(&*text))
    }
}

impl<T: Stored> Stored for Option<T> {
    fn write(&self, out: &mut Writer) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(bytes: &mut Reader) -> Result<Option<T>, StateError> {
        if bool::read(bytes)? { T::read(bytes).map(Some) } else { Ok(None) }
    }
}

impl<T: Stored> Stored for Box<T> {
    fn write(&self, out: &mut Writer) {
        (**self).write(out);
    }

    fn read(bytes: &mut Reader) -> Result<Box<T>, StateError> {
        T::read(bytes).map(Box::new)
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn write(&self, out: &mut Writer) {
        self.len().write(out);
        self.iter().for_each(|item| item.write(out));
    }

    fn read(bytes: &mut Reader) -> Result<Vec<T>, StateError> {
        let length = usize::read(bytes)?;
        // An item takes a byte at least, so no length can ask for more memory than there are bytes.
        (0..length).map(|_| T::read(bytes)).collect()
    }
}

impl<T: Stored> Stored for Arc<[T]> {
    fn write(&self, out: &mut Writer) {
        self.len().write(out);
        self.iter().for_each(|item| item.write(out));
    }

    fn read(bytes: &mut Reader) -> Result<Arc<[T]>, StateError> {
        Vec::read(bytes).map(Into::into)
    }
}

impl<T: Stored + Ord> Stored for BTreeSet<T> {
    fn write(&self, out: &mut Writer) {
        self.len().write(out);
        self.iter().for_each(|item| item.write(out));
    }

    fn read(bytes: &mut Reader) -> Result<BTreeSet<T>, StateError> {
        Ok(Vec::read(bytes)?.into_iter().collect())
    }
}

impl<K: Stored + Ord, V: Stored> Stored for BTreeMap<K, V> {
    fn write(&self, out: &mut Writer) {
        self.len().write(out);
        for (key, value) in self {
            key.write(out);
            value.write(out);
        }
    }

    fn read(bytes: &mut Reader) -> Result<BTreeMap<K, V>, StateError> {
        Ok(Vec::<(K, V)>::read(bytes)?.into_iter().collect())
    }
}

impl<A: Stored, B: Stored> Stored for (A, B) {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(bytes: &mut Reader) -> Result<(A, B), StateError> {
        Ok((A::read(bytes)?, B::read(bytes)?))
    }
}
