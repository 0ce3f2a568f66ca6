//! What a label is worth if only its surer sentences are kept.

use serde::{Deserialize, Serialize};

/// Precision and recall of a label when it is believed only from some confidence on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OperatingPoint {
    /// The least confidence: sentences given the label with less are left out.
    pub threshold: f64,
    /// Of the sentences that are kept, the share that have the label.
    pub precision: f64,
    /// Of the sentences that have the label, the share that are kept.
    pub recall: f64,
    /// How many are kept.
    pub kept: usize,
}

impl OperatingPoint {
    /// Of points with ascending thresholds, the first that reaches a precision: the one with the most recall.
    pub fn reaching(points: &[OperatingPoint], precision: f64) -> Option<&OperatingPoint> {
        points.iter().find(|point| point.precision >= precision)
    }
}
