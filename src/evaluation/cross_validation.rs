//! Cross-validation: how well models do on articles that they were not trained on.

use super::metrics::Report;
use crate::error::{Error, Result};
use crate::learning::folds;
use crate::learning::logistic::Solver;
use crate::model::{CvFigures, Dataset, LabelFigures, Options, most_probable, train_on};
use rayon::prelude::*;
use std::sync::Arc;

/// Trains `folds` models, each on all folds but one, has each label the fold that it has not seen, and reports on all
/// predictions together. Sentences of one article stay in one fold if the dataset tells its articles; otherwise labels
/// are stratified sentence by sentence. `fold_done` is called after each fold.
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
) -> Result<Report> {
    let units = data.groups.as_ref().map_or(data.len(), |g| g.iter().max().map_or(0, |m| m + 1));
    if folds < 2 || folds > units {
        let what = if data.groups.is_some() { "groups" } else { "sentences" };
        return Err(Error::Data(format!(
            "{folds} folds of {units} {what}; expected at least 2 folds, and at most as many as {what}"
        )));
    }
    let assigned = folds::assign(&data.labels, data.groups.as_deref(), folds, options.seed);
    let by_fold: Vec<Vec<(usize, Vec<f64>)>> = (0..folds)
        .into_par_iter()
        .map(|fold| {
            let training: Vec<usize> = (0..data.len()).filter(|&row| assigned[row] != fold).collect();
            let classifier = train_on(data, &training, options, Some(Solver::Sparse), Arc::new(|_| {}))?;
            let mut scorer = classifier.scorer();
            let held_out = (0..data.len()).filter(|&row| assigned[row] == fold);
            let scored = held_out.map(|row| (row, scorer.scores(&data.sentences[row]).to_vec())).collect();
            fold_done();
            Ok(scored)
        })
        .collect::<Result<_>>()?;
    let mut probabilities = vec![Vec::new(); data.len()];
    for (row, scores) in by_fold.into_iter().flatten() {
        probabilities[row] = scores;
    }
    let predicted: Vec<usize> = probabilities.iter().map(|p| most_probable(p)).collect();
    Ok(Report::new(&data.label_names, &data.labels, &predicted, &probabilities))
}

impl Report {
    /// The figures as a model's card keeps them: of all the labels in `labels`, zero where one does not occur here.
    pub fn figures(&self, labels: &[String], folds: usize, grouped: bool) -> CvFigures {
        let of = |label: &String| match self.labels.iter().position(|l| l == label) {
            Some(at) => {
                let s = self.by_label[at];
                LabelFigures { precision: s.precision, recall: s.recall, f1: s.f1 }
            }
            None => LabelFigures { precision: 0.0, recall: 0.0, f1: 0.0 },
        };
        CvFigures {
            folds,
            grouped,
            accuracy: self.accuracy,
            macro_f1: self.averages.macro_.f1,
            labels: labels.iter().map(of).collect(),
        }
    }
}
