//! The learning curve: how good a model is that has learned from a part of the data, and what more data would bring.

use super::bootstrap::{Intervals, intervals};
use super::cross_validation::Folds;
use super::metrics::Report;
use super::outcome::{Outcome, evaluate};
use crate::error::{Error, Result};
use crate::learning::logistic::Solver;
use crate::learning::random::shuffle;
use crate::model::{Dataset, Options, most_probable, train_on};
use std::path::Path;
use std::sync::Arc;

/// The parts of the training sentences that are learned from, doubled each time.
const SHARES: [f64; 5] = [1.0 / 16.0, 1.0 / 8.0, 1.0 / 4.0, 1.0 / 2.0, 1.0];

/// What the models are measured on.
#[derive(Debug, Clone, Copy)]
pub enum Test<'a> {
    /// Other sentences, and the path that they were read from.
    Data(&'a Dataset, &'a Path),
    /// The data themselves, by cross-validation in so many folds.
    Folds(usize),
}

/// What has been learned from a part of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// The part.
    pub share: f64,
    /// From how many sentences; with folds, the mean of their models.
    pub sentences: usize,
    /// The figures.
    pub report: Report,
    /// Their intervals.
    pub intervals: Intervals,
}

/// Trains on growing parts of the data, and measures each model. The parts consist of whole articles, if these are known,
/// in an order that the seed shuffles, and each holds the one before. Parts in which a label is missing are left out.
/// `done` is told of each part.
///
/// # Errors
///
/// If a training or an evaluation fails, or no part has all labels.
pub fn learning_curve(
    data: &Dataset,
    test: Test<'_>,
    options: &Options,
    done: &dyn Fn(&Learned),
) -> Result<Vec<Learned>> {
    let all: Vec<usize> = (0..data.len()).collect();
    let train = |rows: &[usize]| train_on(data, rows, options, Some(Solver::Sparse), Arc::new(|_| {}));
    match test {
        Test::Data(test, path) => {
            let measure = |parts: &[Vec<usize>]| evaluate(&train(&parts[0])?, test, path, None);
            grow(data, &[all], options.seed, test, &measure, done)
        }
        Test::Folds(count) => {
            let folds = Folds::new(data, count, options.seed)?;
            let trainings: Vec<Vec<usize>> = (0..count).map(|fold| folds.training(fold)).collect();
            let measure = |parts: &[Vec<usize>]| {
                let probabilities = folds.held_out(data, &|fold, _| train(&parts[fold]))?;
                Ok(Outcome {
                    labels: data.label_names.clone(),
                    rows: all.clone(),
                    gold: data.labels.clone(),
                    predicted: probabilities.iter().map(|p| most_probable(p)).collect(),
                    probabilities,
                })
            };
            grow(data, &trainings, options.seed, data, &measure, done)
        }
    }
}

/// Takes growing parts of each of `trainings`, and has `measure` train on them and label what is `measured` on.
fn grow(
    data: &Dataset,
    trainings: &[Vec<usize>],
    seed: u64,
    measured: &Dataset,
    measure: &dyn Fn(&[Vec<usize>]) -> Result<Outcome>,
    done: &dyn Fn(&Learned),
) -> Result<Vec<Learned>> {
    let mut curve = Vec::new();
    for share in SHARES {
        let parts: Vec<Vec<usize>> = trainings.iter().map(|rows| part(data, rows, share, seed)).collect();
        if !parts.iter().all(|rows| has_every_label(data, rows)) {
            continue;
        }
        let outcome = measure(&parts)?;
        let learned = Learned {
            share,
            sentences: parts.iter().map(Vec::len).sum::<usize>() / parts.len(),
            report: outcome.report(),
            intervals: intervals(&outcome, measured),
        };
        done(&learned);
        curve.push(learned);
    }
    if curve.is_empty() {
        return Err(Error::Data(
            "a learning curve needs training sentences of every label; some label is missing".into(),
        ));
    }
    Ok(curve)
}

/// Whole articles of the rows, until they hold the share of the rows.
fn part(data: &Dataset, rows: &[usize], share: f64, seed: u64) -> Vec<usize> {
    let mut articles: Vec<Vec<usize>> = match &data.groups {
        None => rows.iter().map(|&row| vec![row]).collect(),
        Some(groups) => {
            let mut articles = vec![Vec::new(); groups.iter().max().map_or(0, |&most| most + 1)];
            rows.iter().for_each(|&row| articles[groups[row]].push(row));
            articles.retain(|article| !article.is_empty());
            articles
        }
    };
    shuffle(&mut articles, seed);
    let wanted = share * rows.len() as f64;
    let mut part: Vec<usize> = Vec::new();
    for article in articles {
        if part.len() as f64 >= wanted {
            break;
        }
        part.extend(article);
    }
    part.sort_unstable();
    part
}

fn has_every_label(data: &Dataset, rows: &[usize]) -> bool {
    let mut seen = vec![false; data.label_names.len()];
    rows.iter().for_each(|&row| seen[data.labels[row]] = true);
    seen.into_iter().all(|seen| seen)
}
