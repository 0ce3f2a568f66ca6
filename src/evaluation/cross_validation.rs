//! Cross-validation: how well models do on articles that they were not trained on, and what that teaches of their
//! probabilities.

use super::metrics::Report;
use super::thresholds::{operating_points, thinned};
use crate::error::{Error, Result};
use crate::learning::calibrator::{Calibrator, Form};
use crate::learning::folds;
use crate::learning::logistic::Solver;
use crate::model::{Classifier, CvFigures, Dataset, LabelFigures, OperatingPoint, Options, most_probable, train_on};
use rayon::prelude::*;
use std::sync::Arc;

/// The precision of fewer sentences is too uncertain to promise.
const LEAST_KEPT: usize = 10;

/// What cross-validation tells.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidation {
    /// The figures of all held-out sentences together, calibrated.
    pub report: Report,
    /// What calibrates a model that is trained on all of the data.
    pub calibrator: Calibrator,
    /// The figures as a model's card keeps them.
    pub figures: CvFigures,
}

/// The folds of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folds {
    /// How many there are.
    pub count: usize,
    /// The fold of each sentence.
    pub assigned: Vec<usize>,
}

impl Folds {
    /// Divides a dataset. Sentences of one article stay in one fold if the dataset tells its articles; otherwise labels
    /// are stratified sentence by sentence.
    ///
    /// # Errors
    ///
    /// If there are fewer articles (or sentences) than folds.
    pub fn new(data: &Dataset, count: usize, seed: u64) -> Result<Self> {
        let units = data.groups.as_ref().map_or(data.len(), |g| g.iter().max().map_or(0, |m| m + 1));
        if count < 2 || count > units {
            let what = if data.groups.is_some() { "groups" } else { "sentences" };
            return Err(Error::Data(format!(
                "{count} folds of {units} {what}; expected at least 2 folds, and at most as many as {what}"
            )));
        }
        Ok(Folds { count, assigned: folds::assign(&data.labels, data.groups.as_deref(), count, seed) })
    }

    /// The sentences outside a fold.
    pub fn training(&self, fold: usize) -> Vec<usize> {
        (0..self.assigned.len()).filter(|&row| self.assigned[row] != fold).collect()
    }

    /// The probabilities that each sentence is given by the model that has not seen its fold: `train` makes the model for a
    /// fold from its training sentences.
    ///
    /// # Errors
    ///
    /// If a training fails.
    pub fn held_out(
        &self,
        data: &Dataset,
        train: &(dyn Fn(usize, &[usize]) -> Result<Classifier> + Sync),
    ) -> Result<Vec<Vec<f64>>> {
        let by_fold: Vec<Vec<(usize, Vec<f64>)>> = (0..self.count)
            .into_par_iter()
            .map(|fold| {
                let classifier = train(fold, &self.training(fold))?;
                let mut scorer = classifier.scorer();
                let held_out = (0..data.len()).filter(|&row| self.assigned[row] == fold);
                Ok(held_out.map(|row| (row, scorer.scores(&data.sentences[row]).to_vec())).collect())
            })
            .collect::<Result<_>>()?;
        let mut probabilities = vec![Vec::new(); data.len()];
        for (row, scores) in by_fold.into_iter().flatten() {
            probabilities[row] = scores;
        }
        Ok(probabilities)
    }

    /// The probabilities calibrated, those of each fold by what the other folds tell.
    pub(super) fn calibrated(&self, probabilities: &[Vec<f64>], truth: &[usize], form: Form) -> Result<Vec<Vec<f64>>> {
        let mut calibrated = vec![Vec::new(); truth.len()];
        for fold in 0..self.count {
            let others = self.training(fold);
            let of_others: Vec<Vec<f64>> = others.iter().map(|&row| probabilities[row].clone()).collect();
            let truth_of_others: Vec<usize> = others.iter().map(|&row| truth[row]).collect();
            let calibrator = Calibrator::fit(&of_others, &truth_of_others, form)?;
            for row in (0..truth.len()).filter(|&row| self.assigned[row] == fold) {
                calibrated[row] = calibrator.calibrated(&probabilities[row]);
            }
        }
        Ok(calibrated)
    }
}

/// Trains `folds` models, each on all folds but one, and has each label the fold that it has not seen. From all these
/// probabilities together it learns how to calibrate: by a temperature, by a temperature and biases, or not at all, whichever
/// gives the least logarithmic loss. For this choice and for the figures, those of each fold are calibrated by what the other folds
/// tell, so that nothing is judged by what it has learned from. `fold_done` is called after each fold.
///
/// The sparse solver is used, which reaches the same optimum as the dense one in less time and memory.
///
/// # Errors
///
/// If there are fewer articles (or sentences of a label) than folds, or a training fails.
pub fn cross_validate(
    data: &Dataset,
    options: &Options,
    folds: usize,
    fold_done: &(dyn Fn() + Sync),
) -> Result<CrossValidation> {
    let folds = Folds::new(data, folds, options.seed)?;
    let raw = folds.held_out(data, &|_, training| {
        let trained = train_on(data, training, options, Some(Solver::Sparse), Arc::new(|_| {}));
        fold_done();
        trained
    })?;
    let of_form = |form| -> Result<_> {
        let calibrated = folds.calibrated(&raw, &data.labels, form)?;
        Ok((report_of(data, &calibrated), calibrated, form))
    };
    let uncalibrated = of_form(Form::Identity)?;
    let before = uncalibrated.0.calibration;
    let mut best = uncalibrated;
    for form in [Form::Temperature, Form::Biased] {
        let other = of_form(form)?;
        if other.0.calibration.log_loss < best.0.calibration.log_loss {
            best = other;
        }
    }
    let (report, calibrated, form) = best;
    let predicted: Vec<usize> = calibrated.iter().map(|p| most_probable(p)).collect();
    let thresholds = (0..data.label_names.len()).map(|label| {
        let mut points = operating_points(label, &data.labels, &predicted, &calibrated);
        points.retain(|point| point.kept >= LEAST_KEPT);
        thinned(&points)
    });
    let figures = CvFigures {
        folds: folds.count,
        grouped: data.groups.is_some(),
        accuracy: report.accuracy,
        macro_f1: report.averages.macro_.f1,
        labels: data.label_names.iter().zip(thresholds).map(|(label, t)| report.label_figures(label, t)).collect(),
        uncalibrated: before,
        calibrated: report.calibration,
    };
    Ok(CrossValidation { report, calibrator: Calibrator::fit(&raw, &data.labels, form)?, figures })
}

/// The figures of what a dataset's sentences were given.
pub(super) fn report_of(data: &Dataset, probabilities: &[Vec<f64>]) -> Report {
    let predicted: Vec<usize> = probabilities.iter().map(|p| most_probable(p)).collect();
    Report::new(&data.label_names, &data.labels, &predicted, probabilities)
}

impl Report {
    /// The figures of a label as a model's card keeps them: zero if it does not occur here.
    fn label_figures(&self, label: &str, thresholds: Vec<OperatingPoint>) -> LabelFigures {
        let scores = self.labels.iter().position(|l| l == label).map(|at| self.by_label[at]).unwrap_or_default();
        LabelFigures { precision: scores.precision, recall: scores.recall, f1: scores.f1, thresholds }
    }
}
