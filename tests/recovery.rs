//! Recovery: one mistake gives one report, on its line, and whatever is not broken itself is still checked.
//!
//! The cases are made from whole programs, by a rule that knows where the mistake is, and written by hand in
//! `tests/recovery/`, as editors leave them. `cargo test --test recovery -- --nocapture` prints the rates.

mod recovery {
    pub(crate) mod case;
    pub(crate) mod made;
    pub(crate) mod mutation;
    pub(crate) mod tally;
    pub(crate) mod written;
}
