//! The words of a sentence in, a sparse vector out.
//!
//! [`ngrams`] emits the n-grams of stems, one function for training and inference alike; [`vocabulary`] holds those that a
//! model knows and selects them in training; [`evidence`] sums up what the tagger says of the words; [`Vectorizer`] puts
//! both into one vector.

pub mod evidence;
pub mod ngrams;
pub mod vectorizer;
pub mod vocabulary;

pub use ngrams::{Ngrams, Sink};
pub use vectorizer::{Buffers, Vectorizer};
pub use vocabulary::Vocabulary;
