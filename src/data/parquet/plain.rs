//! Values of a fixed length, one behind the other.

/// How values are made of the bytes of a page.
pub(super) trait Plain<T> {
    /// Adds the first `count` values; nothing if there are not so many.
    fn all(&self, bytes: &[u8], count: usize, out: &mut Vec<T>) -> Option<()> {
        self.some(bytes, count, 0..count, out)
    }

    /// Adds those of the first `count` values that stand at these places; nothing if there are not so many.
    fn some(
        &self,
        bytes: &[u8],
        count: usize,
        places: impl Iterator<Item = usize>,
        out: &mut Vec<T>,
    ) -> Option<()>;
}

/// Values whose length is known here.
pub(super) fn fixed<T, const LENGTH: usize>(value: impl Fn([u8; LENGTH]) -> T) -> impl Plain<T> {
    Fixed(value)
}

/// Values whose length the schema says.
pub(super) fn of_length<T>(length: usize, value: impl Fn(&[u8]) -> T) -> impl Plain<T> {
    OfLength(length, value)
}

struct Fixed<F, const LENGTH: usize>(F);

impl<T, F: Fn([u8; LENGTH]) -> T, const LENGTH: usize> Plain<T> for Fixed<F, LENGTH> {
    // Without places, nothing is compared with the end for each value.
    fn all(&self, bytes: &[u8], count: usize, out: &mut Vec<T>) -> Option<()> {
        let values = bytes.as_chunks().0.get(..count)?;
        out.extend(values.iter().map(|bytes| self.0(*bytes)));
        Some(())
    }

    fn some(
        &self,
        bytes: &[u8],
        count: usize,
        places: impl Iterator<Item = usize>,
        out: &mut Vec<T>,
    ) -> Option<()> {
        let values = bytes.as_chunks().0.get(..count)?;
        out.extend(places.map(|place| self.0(values[place])));
        Some(())
    }
}

struct OfLength<F>(usize, F);

impl<T, F: Fn(&[u8]) -> T> Plain<T> for OfLength<F> {
    fn some(
        &self,
        bytes: &[u8],
        count: usize,
        places: impl Iterator<Item = usize>,
        out: &mut Vec<T>,
    ) -> Option<()> {
        let OfLength(length, value) = self;
        let bytes = bytes.get(..count.checked_mul(*length)?).filter(|_| *length > 0)?;
        out.extend(places.map(|place| value(&bytes[place * length..][..*length])));
        Some(())
    }
}
