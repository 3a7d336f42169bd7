//! Arrow arrays as cells: what files of columns become, whichever format they have.

mod batch;
mod column;

use arrow_array::{Array, ArrayRef};

pub(super) use self::batch::Batch;
pub(super) use self::column::Column;
use super::cell::{Fitter, Misfit};
use super::problems::Stop;
use super::sink::Sink;
use crate::value::Value;

/// The values of an array, as a fitter takes its cells.
///
/// # Errors
///
/// Why one of them does not fit.
pub fn fitted(array: &ArrayRef, fitter: &mut Fitter) -> Result<Vec<Value>, Misfit> {
    let column = Column::of(array.as_ref());
    (0..array.len()).map(|row| fitter.fit(&column.cell(row))).collect()
}

/// The columns of a file that somebody takes.
pub(super) struct Taken {
    /// Their places in the file.
    pub(super) places: Vec<usize>,
    /// What they are to the sink.
    pub(super) columns: Vec<usize>,
}

impl Taken {
    /// Asks a sink about the columns of a file.
    pub(super) fn by(
        sink: &mut dyn Sink,
        names: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Result<Taken, Stop> {
        let mut taken = Taken { places: Vec::new(), columns: Vec::new() };
        for (place, name) in names.into_iter().enumerate() {
            if let Some(column) = sink.column(name.as_ref()) {
                taken.places.push(place);
                taken.columns.push(column);
            }
        }
        match sink.missing_column() {
            Some(missing) => Err(Stop::File(missing)),
            None => Ok(taken),
        }
    }
}
