//! Sparse vectors and known answers in, weights out: the mathematics that knows nothing of text.

pub mod adagrad;
pub mod calibrator;
pub mod folds;
pub mod logistic;
pub mod random;
mod sparse;

pub use sparse::SparseRows;
