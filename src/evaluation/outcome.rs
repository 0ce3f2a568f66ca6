//! A model labels a dataset whose labels are known.

use super::metrics::{Report, present};
use super::thresholds::operating_points;
use crate::error::{Error, Result};
use crate::model::{Classifier, Dataset, OperatingPoint};
use rayon::prelude::*;
use std::path::Path;

/// What a model said of labelled sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The labels that could be chosen.
    pub labels: Vec<String>,
    /// The rows of the dataset that were labelled.
    pub rows: Vec<usize>,
    /// Their true labels, as places in `labels`.
    pub gold: Vec<usize>,
    /// The labels that they were given.
    pub predicted: Vec<usize>,
    /// The probabilities of the labels.
    pub probabilities: Vec<Vec<f64>>,
}

/// A sentence that was labelled wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mistake {
    /// Its place in [`Outcome::rows`].
    pub at: usize,
    /// The probability that was given to its true label.
    pub probability: f64,
}

/// Has `classifier` label `data`, which was read from `path`. With `only`, just the rows with these labels are kept, and
/// just these labels can be chosen.
///
/// # Errors
///
/// If a label in `data` or in `only` is none of the model's, or no row is left.
pub fn evaluate(classifier: &Classifier, data: &Dataset, path: &Path, only: Option<&[String]>) -> Result<Outcome> {
    let known = classifier.labels();
    let listed = || known.iter().map(|l| format!("`{l}`")).collect::<Vec<_>>().join(", ");
    let chosen: Vec<usize> = match only {
        None => (0..known.len()).collect(),
        Some(only) => {
            let place = |label: &String| {
                known.iter().position(|k| k == label).ok_or_else(|| {
                    Error::Data(format!(
                        "--labels names `{label}`, which the model does not give; its labels are {}",
                        listed()
                    ))
                })
            };
            let mut chosen = only.iter().map(place).collect::<Result<Vec<usize>>>()?;
            chosen.sort_unstable();
            chosen.dedup();
            chosen
        }
    };
    let mut rows = Vec::new();
    let mut gold = Vec::new();
    for (row, &label) in data.labels.iter().enumerate() {
        let name = &data.label_names[label];
        let Some(place) = known.iter().position(|k| k == name) else {
            let problem = format!(
                "label `{name}` is none that the model gives ({}); correct it, or keep only rows with known labels by --labels",
                listed()
            );
            if only.is_some() {
                continue;
            }
            return Err(Error::table(path, data.lines[row], Some(&data.label_column), problem));
        };
        if let Some(place) = chosen.iter().position(|&c| c == place) {
            rows.push(row);
            gold.push(place);
        }
    }
    if rows.is_empty() {
        return Err(Error::Data(format!("{}: no row has one of the labels asked for", path.display())));
    }
    let probabilities: Vec<Vec<f64>> = rows
        .par_chunks(256)
        .flat_map_iter(|rows| {
            let mut scorer = classifier.scorer();
            let chosen = &chosen;
            rows.iter().map(move |&row| among(scorer.scores(&data.sentences[row]), chosen)).collect::<Vec<_>>()
        })
        .collect();
    let predicted = probabilities.iter().map(|p| crate::model::most_probable(p)).collect();
    let labels = chosen.iter().map(|&c| known[c].clone()).collect();
    Ok(Outcome { labels, rows, gold, predicted, probabilities })
}

/// The probabilities of the chosen labels, given that it is one of them.
fn among(scores: &[f64], chosen: &[usize]) -> Vec<f64> {
    let total: f64 = chosen.iter().map(|&c| scores[c]).sum();
    chosen.iter().map(|&c| if total > 0.0 { scores[c] / total } else { 1.0 / chosen.len() as f64 }).collect()
}

impl Outcome {
    /// The figures.
    pub fn report(&self) -> Report {
        Report::new(&self.labels, &self.gold, &self.predicted, &self.probabilities)
    }

    /// The labels that were given or should have been, as places in [`Outcome::labels`].
    pub fn present(&self) -> Vec<usize> {
        present(self.labels.len(), &self.gold, &self.predicted)
    }

    /// The outcome of some of the sentences: `kept` are places in [`Outcome::rows`].
    pub fn of(&self, kept: &[usize]) -> Outcome {
        Outcome {
            labels: self.labels.clone(),
            rows: kept.iter().map(|&at| self.rows[at]).collect(),
            gold: kept.iter().map(|&at| self.gold[at]).collect(),
            predicted: kept.iter().map(|&at| self.predicted[at]).collect(),
            probabilities: kept.iter().map(|&at| self.probabilities[at].clone()).collect(),
        }
    }

    /// Precision and recall by threshold of the label at a place in [`Outcome::labels`].
    pub fn operating_points(&self, label: usize) -> Vec<OperatingPoint> {
        operating_points(label, &self.gold, &self.predicted, &self.probabilities)
    }

    /// The sentences labelled wrong, those first whose true label was given the least probability.
    pub fn mistakes(&self) -> Vec<Mistake> {
        let mut mistakes: Vec<Mistake> = (0..self.rows.len())
            .filter(|&at| self.gold[at] != self.predicted[at])
            .map(|at| Mistake { at, probability: self.probabilities[at][self.gold[at]] })
            .collect();
        mistakes.sort_by(|a, b| a.probability.total_cmp(&b.probability).then(a.at.cmp(&b.at)));
        mistakes
    }
}
