//! What a reader of CSV does not say: whether the text ends inside of double quotes, and that a record has no end.

use std::io::{self, Read};

use super::super::text::{LONGEST, too_long};

/// A text that is watched while it is read.
pub(super) struct Quotes<R> {
    text: R,
    place: Place,
    /// How many bytes have been read.
    length: u64,
    /// How many of them belong to the record at hand.
    record: u64,
    /// Whether that was all.
    ended: bool,
}

/// Where the next byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start of a field, where a quote opens.
    Start,
    /// In a field or what follows its closing quote, where a quote is itself.
    Field,
    /// Inside of quotes.
    Inside,
    /// Behind a quote inside of quotes, which closes them unless there is another one.
    Quote,
}

impl<R> Quotes<R> {
    pub(super) fn new(text: R) -> Quotes<R> {
        Quotes { text, place: Place::Start, length: 0, record: 0, ended: false }
    }

    /// Whether the text has been read to its end, and a quote that was opened is not closed there.
    pub(super) fn end_is_inside(&self) -> bool {
        self.ended && self.place == Place::Inside
    }

    /// How many bytes have been read.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    fn watch(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if self.place == Place::Inside || bytes.contains(&b'"') {
            bytes.iter().for_each(|byte| self.step(*byte));
        } else if let Some(last) = bytes.last() {
            // Without quotes, what the last byte says is all there is to say.
            self.place = outside(*last);
            match bytes.iter().rposition(|byte| is_end(*byte)) {
                Some(end) => self.record = (bytes.len() - end) as u64 - 1,
                None => self.record += bytes.len() as u64,
            }
        }
    }

    fn step(&mut self, byte: u8) {
        self.place = match (self.place, byte) {
            (Place::Start | Place::Quote, b'"') => Place::Inside,
            (Place::Inside, b'"') => Place::Quote,
            (Place::Inside, _) => Place::Inside,
            (_, byte) => outside(byte),
        };
        let ended = self.place == Place::Start && is_end(byte);
        self.record = if ended { 0 } else { self.record + 1 };
    }
}

/// Where a byte leads that stands outside of quotes and opens none.
fn outside(byte: u8) -> Place {
    if byte == b',' || is_end(byte) { Place::Start } else { Place::Field }
}

fn is_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let length = self.text.read(room)?;
        self.ended |= length == 0 && !room.is_empty();
        self.watch(&room[..length]);
        if self.record > LONGEST { Err(too_long()) } else { Ok(length) }
    }
}
