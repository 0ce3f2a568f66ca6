//! Training: labelled sentences to a classifier.

use super::classifier::{Card, Classifier, TrainingData};
use super::logistic::{self, Fitting};
use super::{Dataset, Options, Solver};
use crate::error::{Error, Result};
use crate::features::vocabulary::Known;
use crate::features::{SparseRows, Stems, Vocabulary, extract};
use std::sync::Arc;

/// How far training is.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// Features are being counted and selected.
    Selecting,
    /// Weights are being fitted: iterations done, and the loss.
    Fitting {
        /// Iterations so far.
        iteration: usize,
        /// The penalised loss.
        loss: f64,
    },
}

/// Told about progress.
pub type Watch = Arc<dyn Fn(Progress) + Send + Sync>;

/// Trains a classifier on all of a dataset. The same data and options give the same classifier, bit for bit, on the same
/// kind of machine.
///
/// # Errors
///
/// [`Error::Data`] if an option is out of range, there are fewer than two labels, or no feature is left.
///
/// ```
/// use sayso::model::{Dataset, Options, train};
/// let data = Dataset::from_pairs([
///     ("She said that it works.", "claim"),
///     ("He said that it failed.", "claim"),
///     ("It will work.", "forecast"),
///     ("It will fail.", "forecast"),
/// ]);
/// let classifier = train(&data, &Options::default())?;
/// assert_eq!(classifier.classify("They said so.").label, "claim");
/// # Ok::<(), sayso::Error>(())
/// ```
pub fn train(data: &Dataset, options: &Options) -> Result<Classifier> {
    let rows: Vec<usize> = (0..data.len()).collect();
    train_on(data, &rows, options, None, Arc::new(|_| {}))
}

/// Trains a classifier on some rows of a dataset and tells `watch` how far it is. Without a `solver`, the size of the data
/// decides, by [`logistic::solver_for`].
///
/// # Errors
///
/// As [`train`].
pub fn train_on(
    data: &Dataset,
    rows: &[usize],
    options: &Options,
    solver: Option<Solver>,
    watch: Watch,
) -> Result<Classifier> {
    options.check()?;
    let sentences: Vec<&str> = rows.iter().map(|&row| data.sentences[row].as_str()).collect();
    let labels: Vec<usize> = rows.iter().map(|&row| data.labels[row]).collect();
    let label_count = data.label_names.len();
    let mut support = vec![0; label_count];
    labels.iter().for_each(|&label| support[label] += 1);
    if support.iter().filter(|&&n| n > 0).count() < 2 {
        let found = data.label_names.iter().map(|l| format!("`{l}`")).collect::<Vec<_>>().join(", ");
        return Err(Error::Data(format!("training needs sentences of at least two labels; found only {found}")));
    }
    watch(Progress::Selecting);
    let vocabulary =
        Vocabulary::select(&sentences, &labels, label_count, options.language, options.ngrams, options.selection);
    if vocabulary.is_empty() {
        let min_df = options.selection.min_df;
        return Err(Error::Data(format!(
            "no feature occurs in {min_df} or more of the {} sentences; train on more, or lower --min-df",
            sentences.len()
        )));
    }
    let x = vectorise(&sentences, &vocabulary, options);
    let solver = solver.unwrap_or_else(|| logistic::solver_for(x.rows(), x.columns()));
    let fitting = Fitting {
        labels: label_count,
        l2: options.l2,
        max_iterations: options.max_iterations,
        solver,
        step: Arc::new(move |iteration, loss| watch(Progress::Fitting { iteration, loss })),
    };
    let fitted = logistic::fit(&x, &labels, &fitting)?;
    let training = TrainingData { rows: sentences.len(), support, sha256: data.sha256.clone() };
    let card = Card {
        training,
        options: options.clone(),
        solver,
        iterations: fitted.iterations,
        loss: fitted.loss,
        cross_validation: None,
    };
    let weights = fitted.weights.iter().map(|&w| w as f32).collect();
    let intercepts = fitted.intercepts.iter().map(|&b| b as f32).collect();
    Ok(Classifier::new(data.label_names.clone(), vocabulary, weights, intercepts, card))
}

fn vectorise(sentences: &[&str], vocabulary: &Vocabulary, options: &Options) -> SparseRows {
    let mut stems = Stems::new(options.language);
    let mut known = Known { vocabulary, places: Vec::new() };
    let mut x = SparseRows::new(vocabulary.len());
    for sentence in sentences {
        known.places.clear();
        extract(sentence, &mut stems, options.ngrams, &mut known);
        x.push(&mut known.places);
    }
    x
}
