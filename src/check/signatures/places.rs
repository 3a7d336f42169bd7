//! Names keep their places in the tables from one check to the next, wherever else something is declared: the ids in what was
//! checked before stay right, so that a new attribute concerns those who name it and not all who name another one.
//!
//! A name that is new takes the place of one that is gone, or else the next one. So a table has no gaps, and a name that is typed
//! key by key is one name after the other at the same place.

use crate::check::declaration::NameKind;
use crate::check::symbols::Symbols;
use crate::program::{Id, Table};

/// Gives names the places that they had before.
pub(super) fn keep(symbols: &mut Symbols, before: &Symbols) {
    if let Some(places) = places(symbols, before, NameKind::Attribute) {
        arrange(&mut symbols.attributes, &places);
        let computed = symbols.computed.iter().map(|id| Id::from_index(places[id.index()]));
        symbols.computed = computed.collect();
    }
    if let Some(places) = places(symbols, before, NameKind::Event) {
        arrange(&mut symbols.events, &places);
    }
    if let Some(places) = places(symbols, before, NameKind::Sender) {
        arrange(&mut symbols.senders, &places);
    }
    if let Some(places) = places(symbols, before, NameKind::Caps) {
        arrange(&mut symbols.caps, &places);
    }
    if let Some(places) = places(symbols, before, NameKind::Segment) {
        arrange(&mut symbols.segments, &places);
    }
    if let Some(places) = places(symbols, before, NameKind::Flow) {
        arrange(&mut symbols.flows, &places);
    }
    if let Some(places) = places(symbols, before, NameKind::CustomElement) {
        arrange(&mut symbols.custom_elements, &places);
    }
    if let Some(places) = places(symbols, before, NameKind::Test) {
        symbols.tests = arranged(std::mem::take(&mut symbols.tests), &places);
    }
    if let Some(places) = places(symbols, before, NameKind::Fixture) {
        symbols.fixtures = arranged(std::mem::take(&mut symbols.fixtures), &places);
    }
}

/// The places for the rows of a table, which are noted with its names. Nothing where each row has its place.
fn places(symbols: &mut Symbols, before: &Symbols, kind: NameKind) -> Option<Vec<usize>> {
    let (known, names) = (before.names_of(kind), symbols.names_of(kind));
    let mut places = vec![None; names.len()];
    let mut is_taken = vec![false; names.len()];
    for (name, declared) in names {
        let place = known.get(name).map(|before| before.row);
        if let Some(place) = place.filter(|place| *place < names.len()) {
            places[declared.row] = Some(place);
            is_taken[place] = true;
        }
    }
    let mut free = (0..names.len()).filter(|place| !is_taken[*place]);
    let places: Vec<usize> = places.into_iter().filter_map(|place| place.or_else(|| free.next())).collect();
    if places.is_sorted() {
        return None;
    }
    symbols.names_mut(kind).values_mut().for_each(|declared| declared.row = places[declared.row]);
    Some(places)
}

fn arrange<I: Id, T>(table: &mut Table<I, T>, places: &[usize]) {
    *table = arranged(std::mem::take(table).into_rows(), places).into_iter().collect();
}

fn arranged<T>(rows: Vec<T>, places: &[usize]) -> Vec<T> {
    let mut rows: Vec<(usize, T)> = places.iter().copied().zip(rows).collect();
    rows.sort_unstable_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}
