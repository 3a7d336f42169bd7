//! Texts of which there are few in a column: each once for all ranges, and codes in the rows.
//!
//! Each row group has a dictionary of its own. With each block it would have to be written again, and those of a range would have
//! to be put together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::types::{UInt8Type, UInt16Type};
use arrow_array::{Array, ArrayRef, DictionaryArray, StringArray, UInt16Array, UInt32Array, new_null_array};
use arrow_schema::{ArrowError, DataType};
use arrow_select::take::take;

use crate::columns::build;
use crate::data::cell::TEXT_LIMIT;
use crate::program::Type;

/// The texts of a column that have a code.
#[derive(Debug)]
pub(super) struct Texts {
    known: Mutex<HashMap<Box<str>, u16>>,
    /// How many there may be: none in columns of other types.
    most: usize,
}

/// The values of a column as they are put aside.
#[derive(Debug)]
pub(super) enum Kept {
    /// The codes of [`Texts`].
    Coded(ArrayRef),
    /// The values themselves, in no dictionary.
    Plain(ArrayRef),
}

/// How many texts a column may have: more have no codes of 16 bits.
const MOST: usize = 1 << 16;

/// How many rows there are at least for each text of a dictionary that gets codes.
const SHARE: usize = 8;

impl Texts {
    /// None yet of a column of this type.
    pub(super) fn of(r#type: &Type) -> Texts {
        Texts { known: Mutex::default(), most: if *r#type == Type::Text { MOST } else { 0 } }
    }

    /// The values of an array. Texts of a dictionary that is small become codes, other dictionaries are unpacked.
    pub(super) fn keep(&self, array: ArrayRef) -> Result<Kept, ArrowError> {
        let Some(dictionary) = array.as_any_dictionary_opt() else { return Ok(Kept::Plain(array)) };
        if dictionary.values().is_empty() {
            return Ok(Kept::Plain(new_null_array(dictionary.values().data_type(), array.len())));
        }
        let places: Vec<u32> = dictionary.normalized_keys().into_iter().map(|place| place as u32).collect();
        if let Some(codes) = self.codes(dictionary.values(), array.len()) {
            let codes = places.iter().map(|place| codes.get(*place as usize).copied().unwrap_or(0));
            let codes = UInt16Array::new(codes.collect(), array.nulls().cloned());
            return Ok(Kept::Coded(Arc::new(codes)));
        }
        unpacked(dictionary.values(), places, &array).map(Kept::Plain)
    }

    /// The codes of texts that stand for so many rows, if all are plain and there is room for them.
    fn codes(&self, texts: &ArrayRef, rows: usize) -> Option<Vec<u16>> {
        let is_small = *texts.data_type() == DataType::Utf8 && texts.len() <= (rows / SHARE).max(1);
        (is_small && texts.null_count() == 0).then_some(())?;
        let texts: Vec<&str> = texts.as_string::<i32>().iter().flatten().collect();
        texts.iter().all(|text| text.len() <= TEXT_LIMIT).then_some(())?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let new = texts.iter().filter(|text| !known.contains_key(**text)).count();
        (known.len() + new <= self.most).then_some(())?;
        let mut code = |text: &&str| {
            let next = known.len() as u16;
            *known.entry((*text).into()).or_insert(next)
        };
        Some(texts.iter().map(&mut code).collect())
    }

    /// The texts by code, after the last of them got one.
    pub(super) fn finish(self) -> Arc<StringArray> {
        let known = self.known.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut texts: Vec<(u16, Box<str>)> = known.into_iter().map(|(text, code)| (code, text)).collect();
        texts.sort_unstable();
        let texts = build::string_array(texts.iter().map(|(_, text)| &**text));
        Arc::new(texts.unwrap_or_else(|| StringArray::from(Vec::<&str>::new())))
    }
}

/// The values that the places of an array mean.
fn unpacked(values: &ArrayRef, places: Vec<u32>, array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    take(values, &UInt32Array::new(places.into(), array.nulls().cloned()), None)
}

/// Codes with their texts, as narrow as they can be.
pub(super) fn with_texts(codes: &ArrayRef, texts: &Arc<StringArray>) -> Result<ArrayRef, ArrowError> {
    let codes = codes.as_primitive::<UInt16Type>();
    if texts.len() <= 1 << 8 {
        let narrow = codes.unary::<_, UInt8Type>(|code| code as u8);
        return Ok(Arc::new(DictionaryArray::try_new(narrow, texts.clone())?));
    }
    Ok(Arc::new(DictionaryArray::<UInt16Type>::try_new(codes.clone(), texts.clone())?))
}

/// The texts of codes, one by one.
pub(super) fn plain(codes: &ArrayRef, texts: &Arc<StringArray>) -> Result<ArrayRef, ArrowError> {
    take(texts.as_ref(), codes.as_primitive::<UInt16Type>(), None)
}
