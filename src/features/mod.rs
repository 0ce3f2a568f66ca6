//! A sentence in, a sparse vector out.
//!
//! [`stems`] reduces words to stems, [`extract`] emits the n-grams of a sentence, one function for training and inference
//! alike, [`vocabulary`] holds the features that a model knows and selects them in training, and [`vector`] weights them.

pub mod extract;
pub mod stems;
pub mod vector;
pub mod vocabulary;

pub use extract::{Ngrams, Sink, extract};
pub use stems::Stems;
pub use vector::SparseRows;
pub use vocabulary::Vocabulary;
