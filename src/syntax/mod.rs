//! From text to trees: tokens, the grammar, recovery, and the tree itself.

pub mod tree;
