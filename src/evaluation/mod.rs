//! Gold labels and predictions in, figures out.
//!
//! [`metrics`] counts and averages and knows nothing of models; [`evaluate`] has a model label a dataset;
//! [`cross_validate`] trains on some articles and measures on the others, divided by [`crate::learning::folds`].

mod cross_validation;
pub mod metrics;
mod outcome;

pub use cross_validation::cross_validate;
pub use metrics::{Averages, Calibration, Report, Scores};
pub use outcome::{Mistake, Outcome, evaluate};
