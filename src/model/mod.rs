//! Labelled sentences in, a classifier out; a sentence in, probabilities out.
//!
//! [`Dataset`] holds what is learned from, [`Options`] how; [`train`] selects the features and has [`crate::learning`] fit the
//! weights; [`Classifier`] is the outcome, which [`mod@file`] stores and loads.

mod classifier;
mod dataset;
pub mod file;
mod options;
mod training;

pub use classifier::{
    Card, Classifier, Contribution, CvFigures, Explanation, LabelFigures, Prediction, Scorer, TrainingData,
    most_probable,
};
pub use dataset::{Dataset, LabelledColumns};
pub use options::Options;
pub use training::{Progress, Watch, train, train_on};
