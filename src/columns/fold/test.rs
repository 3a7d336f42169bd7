//! Conditions on the rows of columns, made ready to be asked row by row.

use std::sync::Arc;

use arrow_array::StringArray;

use crate::columns::plan::{Check, micros};
use crate::columns::text::TextTest;
use crate::columns::{Column, Values};
use crate::value::{Date, DateRange, Number};

/// A condition on the rows of columns.
#[derive(Debug)]
pub(super) enum Test {
    Constant(bool),
    /// What must be true of the value in a row; an empty one passes nothing.
    Cell(Arc<Column>, CellTest),
    Not(Box<Test>),
    All(Vec<Test>),
    Any(Vec<Test>),
}

/// What is asked of a value.
#[derive(Debug)]
pub(super) enum CellTest {
    Present,
    True,
    /// Whether a whole number lies from one to another, both included.
    Within(i128, i128),
    /// Whether it is one of these, which ascend.
    OneOf(Vec<i128>),
    /// Whether it is one of the codes that are marked.
    Code(Vec<bool>),
    Text(TextTest),
}

impl Test {
    /// A check of the rows of a column; nothing where it cannot tell.
    pub(super) fn of(check: &Check, column: &Arc<Column>) -> Option<Test> {
        CellTest::of(check, column.values()).map(|test| Test::Cell(Arc::clone(column), test))
    }

    /// Whether it holds in a row.
    #[inline]
    pub(super) fn holds(&self, row: usize) -> bool {
        match self {
            Test::Constant(holds) => *holds,
            Test::Cell(column, test) => column.is_valid(row) && test.holds(column.values(), row),
            Test::Not(test) => !test.holds(row),
            Test::All(tests) => tests.iter().all(|test| test.holds(row)),
            Test::Any(tests) => tests.iter().any(|test| test.holds(row)),
        }
    }
}

impl CellTest {
    fn of(check: &Check, values: &Values) -> Option<CellTest> {
        Some(match (values, check) {
            (Values::Codes(_, texts), Check::Present) => CellTest::codes(texts, |text| !text.is_empty()),
            (_, Check::Present) => CellTest::Present,
            (Values::Boolean(_), Check::True) => CellTest::True,
            (Values::Whole(_, scale), Check::Numbers(range)) => within(range.scaled(*scale)),
            (Values::Whole(_, scale), Check::OneOfNumbers(numbers)) => {
                CellTest::OneOf(whole(numbers, *scale))
            }
            (Values::Whole(..), Check::Days(days)) => within(ends(*days)),
            (Values::Whole(..), Check::Instants(range)) => within(micros(*range)),
            (Values::Text(_), Check::Text(check)) => CellTest::Text(TextTest::new(check)),
            (Values::Codes(_, texts), Check::Text(check)) => {
                let test = TextTest::new(check);
                CellTest::codes(texts, |text| test.passes(text))
            }
            _ => return None,
        })
    }

    fn codes(texts: &StringArray, holds: impl Fn(&str) -> bool) -> CellTest {
        CellTest::Code(texts.iter().map(|text| text.is_some_and(&holds)).collect())
    }

    /// Whether it holds of a valid row.
    #[inline]
    fn holds(&self, values: &Values, row: usize) -> bool {
        match (self, values) {
            (CellTest::Present, Values::List(offsets, _)) => offsets[row] < offsets[row + 1],
            (CellTest::Present, Values::Text(texts)) => !texts.value(row).is_empty(),
            (CellTest::Present, Values::Rows(values)) => !values[row].is_empty(),
            (CellTest::Present, _) => true,
            (CellTest::True, Values::Boolean(truth)) => truth.holds(row),
            (CellTest::Within(low, high), Values::Whole(whole, _)) => {
                let number = whole.get(row);
                *low <= number && number <= *high
            }
            (CellTest::OneOf(numbers), Values::Whole(whole, _)) => {
                numbers.binary_search(&whole.get(row)).is_ok()
            }
            (CellTest::Code(holds), Values::Codes(codes, _)) => holds[codes.get(row)],
            (CellTest::Text(test), Values::Text(texts)) => test.passes(texts.value(row)),
            _ => false,
        }
    }
}

/// Those of some numbers that are whole at a scale, ascending.
pub(super) fn whole(numbers: &[Number], scale: u8) -> Vec<i128> {
    let exact = |number: &Number| {
        let more = u32::from(scale).checked_sub(number.scale())?;
        number.mantissa().checked_mul(10_i128.checked_pow(more)?)
    };
    let mut whole: Vec<i128> = numbers.iter().filter_map(exact).collect();
    whole.sort_unstable();
    whole
}

fn within(ends: (impl Into<i128>, impl Into<i128>)) -> CellTest {
    CellTest::Within(ends.0.into(), ends.1.into())
}

/// The days of a range, both ends included.
fn ends(days: DateRange) -> (i64, i64) {
    (days.first.map_or(i64::MIN, Date::days), days.last.map_or(i64::MAX, Date::days))
}
