//! Gold labels and predictions in, figures out.
//!
//! [`metrics`] counts and averages and knows nothing of models; [`evaluate`] has a model label a dataset;
//! [`cross_validate`] trains on some articles and measures on the others, divided by [`crate::learning::folds`].

mod axes;
pub mod bootstrap;
mod breakdown;
mod comparison;
mod cross_validation;
mod label_mix;
mod learning_curve;
pub mod metrics;
mod outcome;
pub mod thresholds;
mod tuning;

pub use axes::Axis;
pub use bootstrap::{Interval, Intervals, intervals};
pub use breakdown::Breakdown;
pub use comparison::{Comparison, Difference, compare, mcnemar};
pub use cross_validation::{CrossValidation, Folds, cross_validate};
pub use label_mix::estimate_mix;
pub use learning_curve::{Learned, Test, learning_curve};
pub use metrics::{Averages, Bin, Report, Scores};
pub use outcome::{Mistake, Outcome, evaluate};
pub use tuning::{Trial, tune};
