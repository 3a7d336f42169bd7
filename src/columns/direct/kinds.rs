//! The kinds of events, which are decoded before anything else of them.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, StringArray};

use super::persons::{places, texts};
use super::{KEY, Looks, Unfit, VALUE};
use crate::columns::{Codes, Values, build};
use crate::program::{EventId, Id, Program};

/// The kinds of events that are declared and looked at.
pub(super) struct Kinds {
    pub(super) codes: Codes,
    /// Where they stand, if others stand between them.
    pub(super) kept: Option<Vec<u32>>,
    /// The names that are not declared, each with its number.
    pub(super) undeclared: Vec<(String, u64)>,
}

impl Kinds {
    pub(super) fn of(program: &Program, looks: &Looks, names: &ArrayRef) -> Result<Kinds, Unfit> {
        let rows = names.len();
        let (codes, names) = match texts(names)? {
            Values::Codes(codes, names) => (codes, names),
            Values::Text(texts) => {
                let (codes, names) = build::codes(texts.iter().flatten(), rows).ok_or(VALUE)?;
                (codes, Arc::new(names))
            }
            _ => return Err(KEY),
        };
        let declared: Vec<Option<EventId>> = names.iter().map(|name| program.event(name?)).collect();
        let mut undeclared = Vec::new();
        let is_kept = |event: &Option<EventId>| match (&looks.kinds, event) {
            (Some(wanted), Some(event)) => wanted[event.index()],
            (None, event) => event.is_some(),
            (Some(_), None) => false,
        };
        let is_kept: Vec<bool> = declared.iter().map(is_kept).collect();
        if looks.kinds.is_none() && is_kept.contains(&false) {
            undeclared = counted(&codes, &names, &declared);
        }
        let kept = is_kept.contains(&false).then(|| kept(&codes, &is_kept));
        let codes = match &kept {
            Some(kept) => codes.take(kept),
            None => codes,
        };
        // None is left that is not declared, so any code will do for it.
        let places: Vec<u32> =
            declared.iter().map(|event| event.map_or(0, |event| event.index() as u32)).collect();
        Ok(Kinds { codes: codes.mapped(&places, program.events.len()), kept, undeclared })
    }
}

/// How many events there are of each kind that is not declared.
fn counted(codes: &Codes, names: &StringArray, declared: &[Option<EventId>]) -> Vec<(String, u64)> {
    let mut counts = vec![0; names.len()];
    (0..codes.len()).for_each(|row| counts[codes.get(row)] += 1);
    let unknown = (0..names.len()).filter(|code| declared[*code].is_none() && counts[*code] > 0);
    unknown.map(|code| (names.value(code).to_owned(), counts[code])).collect()
}

/// The rows whose codes are to be kept.
fn kept(codes: &Codes, is_kept: &[bool]) -> Vec<u32> {
    if let Codes::U8(codes) = codes {
        // Every byte has a place here, so that none has to be compared with the end.
        let table: [bool; 256] = std::array::from_fn(|code| is_kept.get(code) == Some(&true));
        return places(codes.len(), |row| table[usize::from(codes[row])]);
    }
    places(codes.len(), |row| is_kept[codes.get(row)])
}
