//! Options chosen by cross-validation on the training data alone.

use super::cross_validation::{Folds, report_of};
use crate::error::Result;
use crate::features::{Ngrams, vocabulary::Selection};
use crate::learning::calibrator::Form;
use crate::learning::logistic::Solver;
use crate::model::{Dataset, Evidence, Options, train_with};
use rayon::prelude::*;
use std::sync::Arc;

/// The strengths of the penalty that are tried.
const PENALTIES: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];
/// The lengths of n-grams.
const NGRAMS: [Ngrams; 3] = [Ngrams { min: 1, max: 1 }, Ngrams { min: 1, max: 2 }, Ngrams { min: 1, max: 3 }];
/// The numbers of features.
const FEATURES: [usize; 3] = [5_000, 10_000, 20_000];

/// What is chosen, the rest being as it is.
#[derive(Clone, Copy)]
enum Choice {
    Penalty,
    Ngrams,
    Features,
}

impl Choice {
    fn settings(self, base: &Options) -> Vec<Options> {
        match self {
            Choice::Penalty => PENALTIES.map(|l2| Options { l2, ..base.clone() }).to_vec(),
            Choice::Ngrams => NGRAMS.map(|ngrams| Options { ngrams, ..base.clone() }).to_vec(),
            Choice::Features => {
                let selection = |max_features| Selection { max_features, ..base.selection };
                FEATURES.map(|most| Options { selection: selection(most), ..base.clone() }).to_vec()
            }
        }
    }
}

/// Options that were tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The options.
    pub options: Options,
    /// The logarithmic loss on held-out sentences, at the best temperature: the smaller the better.
    pub log_loss: f64,
    /// The mean F1 of the labels there.
    pub macro_f1: f64,
}

/// Chooses the strength of the penalty, the lengths of the n-grams and the number of features: one after the other, each
/// with the best of the others so far, and the penalty once more at the end, beginning with `options`. Best is what has the
/// least logarithmic loss on held-out articles, at the temperature that a calibration would choose; as a proper score it
/// tells options apart that F1 does not (Gneiting and Raftery 2007, *Strictly Proper Scoring Rules, Prediction, and
/// Estimation*). The tagger does not depend on these options and is trained once a fold. `tried` is told of each trial.
///
/// The folds are others than those of [`super::cross_validate`] with the same options, whose figures would flatter what was
/// chosen by them.
///
/// # Errors
///
/// If there are fewer articles than folds, or a training fails.
pub fn tune(data: &Dataset, options: &Options, folds: usize, tried: &dyn Fn(&Trial)) -> Result<(Options, usize)> {
    let folds = Folds::new(data, folds, options.seed.wrapping_add(1))?;
    let evidence: Vec<Evidence> = (0..folds.count)
        .into_par_iter()
        .map(|fold| Evidence::gather(data, &folds.training(fold), options, &|_| {}))
        .collect::<Result<_>>()?;
    let mut trials: Vec<Trial> = Vec::new();
    let mut best = options.clone();
    for choice in [Choice::Penalty, Choice::Ngrams, Choice::Features, Choice::Penalty] {
        for options in std::iter::once(best.clone()).chain(choice.settings(&best)) {
            if trials.iter().any(|trial| trial.options == options) {
                continue;
            }
            let raw = folds.held_out(data, &|fold, rows| {
                train_with(data, rows, &evidence[fold], &options, Some(Solver::Sparse), Arc::new(|_| {}))
            })?;
            let report = report_of(data, &folds.calibrated(&raw, &data.labels, Form::Temperature)?);
            let trial = Trial { options, log_loss: report.calibration.log_loss, macro_f1: report.averages.macro_.f1 };
            tried(&trial);
            trials.push(trial);
        }
        if let Some(trial) = trials.iter().min_by(|a, b| a.log_loss.total_cmp(&b.log_loss)) {
            best = trial.options.clone();
        }
    }
    Ok((best, trials.len()))
}
