//! The order of the values of a column, and which of them are equal.

use std::cmp::Ordering;

use arrow_array::StringArray;

use crate::columns::{Column, Values};
use crate::value::text;

/// How the values of a column compare.
#[derive(Debug)]
pub(super) enum Order {
    /// Nobody asks.
    Places,
    /// As they are: whole numbers, truth, texts.
    Values,
    /// By the rank of their codes.
    Ranks(Vec<u32>),
}

impl Order {
    /// The order of a column; nothing where its values have none that is known here.
    pub(super) fn of(column: &Column) -> Option<Order> {
        match column.values() {
            Values::Boolean(_) | Values::Whole(..) | Values::Text(_) => Some(Order::Values),
            Values::Codes(_, texts) => Some(Order::Ranks(ranks(texts))),
            Values::List(..) | Values::Rows(_) => None,
        }
    }

    /// The order of the values at two places, none of them empty.
    pub(super) fn compare(&self, column: &Column, one: u32, other: u32) -> Ordering {
        let (one, other) = (one as usize, other as usize);
        match (self, column.values()) {
            (Order::Ranks(ranks), Values::Codes(codes, _)) => {
                ranks[codes.get(one)].cmp(&ranks[codes.get(other)])
            }
            (_, Values::Boolean(truth)) => truth.holds(one).cmp(&truth.holds(other)),
            (_, Values::Whole(whole, _)) => whole.get(one).cmp(&whole.get(other)),
            (_, Values::Text(texts)) => text::compare(texts.value(one), texts.value(other)),
            _ => one.cmp(&other),
        }
    }
}

/// For each of some texts, how many different ones come before it but for case.
fn ranks(texts: &StringArray) -> Vec<u32> {
    let folded: Vec<_> = texts.iter().map(|text| text::fold(text.unwrap_or_default())).collect();
    let mut order: Vec<usize> = (0..folded.len()).collect();
    order.sort_unstable_by(|one, other| folded[*one].cmp(&folded[*other]));
    let mut ranks = vec![0; folded.len()];
    for pair in order.windows(2) {
        ranks[pair[1]] = ranks[pair[0]] + u32::from(folded[pair[0]] != folded[pair[1]]);
    }
    ranks
}
