//! Labelled sentences in, a classifier out; a sentence in, probabilities out.
//!
//! [`Dataset`] holds what is learned from, [`Options`] how; [`train`] selects the features and has [`crate::learning`] fit the
//! weights; [`Classifier`] is the outcome, which [`mod@file`] stores and loads.

mod classifier;
mod dataset;
pub mod file;
mod operating_point;
mod options;
mod training;

pub use classifier::{
    CalibrationFigures, Card, Classifier, Contribution, CvFigures, Explanation, LabelFigures, Prediction, Scorer,
    TrainingData, most_probable,
};
pub use dataset::{Dataset, LabelledColumns};
pub use operating_point::OperatingPoint;
pub use options::Options;
pub use training::{Evidence, Progress, Watch, learn_parts, train, train_on, train_with};
