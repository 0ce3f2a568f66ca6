//! Which classified sentences are kept: those with a label, given with enough confidence.

use super::messages::Messages;
use crate::error::Result;
use crate::model::{Classifier, OperatingPoint, Prediction};

/// The options that say so.
#[derive(clap::Args)]
pub struct KeepOptions {
    /// Keep only sentences with this label; may be given more than once
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    label: Vec<String>,

    /// Keep only those given with so much confidence that this share of them is right, as measured in cross-validation
    #[arg(long, value_name = "SHARE", requires = "label", value_parser = share)]
    min_precision: Option<f64>,
}

fn share(text: &str) -> std::result::Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a share between 0 and 1, such as 0.95".into())
}

/// Tells which are kept.
pub struct Keep {
    labels: Vec<String>,
    /// The least confidence with which each label is kept; none if it is not kept at all.
    least: Vec<Option<f64>>,
}

impl KeepOptions {
    /// Looks the labels up in a model, and the thresholds in its card; tells what recall they cost.
    ///
    /// # Errors
    ///
    /// If the model has no such label, was not cross-validated, or did not reach the precision.
    pub fn resolve(&self, model: &Classifier, messages: &Messages) -> Result<Keep> {
        let labels = model.labels().to_vec();
        let mut least = vec![self.label.is_empty().then_some(0.0); labels.len()];
        for label in &self.label {
            let Some(place) = labels.iter().position(|l| l == label) else {
                let known = labels.join(", ");
                return Err(super::usage(format!(
                    "--label {label}: the model has no such label; its labels are {known}"
                )));
            };
            least[place] = Some(match self.min_precision {
                None => 0.0,
                Some(precision) => threshold(model, place, precision, messages)?,
            });
        }
        Ok(Keep { labels, least })
    }
}

fn threshold(model: &Classifier, place: usize, precision: f64, messages: &Messages) -> Result<f64> {
    let label = &model.labels()[place];
    let Some(measured) = &model.card().cross_validation else {
        return Err(super::usage(
            "--min-precision needs a model that was measured by cross-validation, which this one was not; train it with --cv 5",
        ));
    };
    let points = &measured.labels[place].thresholds;
    let Some(point) = OperatingPoint::reaching(points, precision) else {
        let best = points.iter().max_by(|a, b| a.precision.total_cmp(&b.precision).then(a.recall.total_cmp(&b.recall)));
        let reached = match best {
            Some(best) => format!(
                "reached a precision of {:.3} at most in cross-validation (from a confidence of {:.3} on, with a recall of {:.3}); ask for less",
                best.precision, best.threshold, best.recall
            ),
            None => "was given to too few sentences in cross-validation to tell; train on more".into(),
        };
        return Err(super::usage(format!("--min-precision {precision}: `{label}` {reached}")));
    };
    messages.tell(format!(
        "{label}: kept from a confidence of {:.4} on; in cross-validation that gave a precision of {:.3} and a recall of {:.3}, \
         instead of {:.3} and {:.3} without a threshold",
        point.threshold,
        point.precision,
        point.recall,
        measured.labels[place].precision,
        measured.labels[place].recall
    ));
    Ok(point.threshold)
}

impl Keep {
    /// Whether a sentence is kept.
    pub fn keeps(&self, prediction: &Prediction<'_>) -> bool {
        let least = self.labels.iter().zip(&self.least).find(|(label, _)| *label == prediction.label);
        least.is_some_and(|(_, least)| least.is_some_and(|least| prediction.confidence >= least))
    }

    /// Whether all are.
    pub fn keeps_all(&self) -> bool {
        self.least.iter().all(|least| *least == Some(0.0))
    }
}
