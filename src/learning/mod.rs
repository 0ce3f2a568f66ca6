//! Sparse vectors and known answers in, weights out: the mathematics that knows nothing of text.

pub mod adagrad;
pub mod folds;
pub mod logistic;
mod sparse;

pub use sparse::SparseRows;
