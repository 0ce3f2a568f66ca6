//! The words of a sentence in, what each of them does out.
//!
//! [`Words`] holds the tokens of a sentence with their stems and shapes, [`context`] tells what can be seen
//! from each of them, and [`Tagger`], a logistic model over these descriptions, tells for each word how likely it is to be of a
//! source, of the cue that credits, of the content that is credited, or of the anchor that makes the sentence speak of
//! the future.

pub mod context;
mod part;
mod role;
mod tagger;
mod words;

pub use part::{PARTS, Part};
pub use role::{Mark, ROLES, Role};
pub use tagger::{Memory, STEP, Tagger, TaggerScores, TokenTraining, train_tagger};
pub use words::{Word, Words};
