//! What is made for a set of conditions serves all batches of the same files.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int64Array, RecordBatch};
use bourn::columns::{Batch, Bound};
use bourn::program::Program;
use bourn::segments::Conditions;
use bourn::value::Instant;

use super::program;

/// People whose plans and tiers stand in this order in the dictionaries.
fn batch(program: &Program, plans: [&str; 3], tiers: [&str; 3]) -> Batch {
    let column = |texts: [&str; 3]| -> ArrayRef {
        Arc::new(texts.into_iter().collect::<DictionaryArray<Int32Type>>())
    };
    let keys: ArrayRef = Arc::new(Int64Array::from_iter_values(0..3));
    let people = [("personId", keys), ("plan", column(plans)), ("tier", column(tiers))].into_iter();
    Batch::from_arrow(program, &RecordBatch::try_from_iter(people).unwrap(), None).unwrap()
}

#[test]
fn whatever_order_dictionaries_have() {
    let program = program(
        "people { plan: text\n tier: text }\n\
         segment One = plan is \"a\"\n segment Two = tier is \"en\"\n segment Three = plan is \"c\"",
    );
    let conditions = Conditions::compile(&program, &["One", "Two", "Three"], Instant::EPOCH).unwrap();
    let batches = [
        batch(&program, ["a", "b", "c"], ["en", "de", "fr"]),
        batch(&program, ["b", "a", "c"], ["en", "de", "fr"]),
        batch(&program, ["b", "d", "e"], ["cs", "de", "fr"]),
    ];
    let layouts = batches.each_ref().map(|batch| Bound::new(conditions.plan(), batch).fused);
    assert!(!layouts[0].outputs.is_empty());
    assert_eq!(layouts[0], layouts[1]);
    assert_eq!(layouts[0], layouts[2]);
}
