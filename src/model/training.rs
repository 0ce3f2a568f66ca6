//! Training: labelled sentences to a classifier.

use super::classifier::{Card, Classifier, TrainingData};
use super::{Dataset, Options};
use crate::error::{Error, Result};
use crate::features::Vocabulary;
use crate::features::evidence::{self, COUNT};
use crate::features::vectorizer::{Buffers, Tagging, Vectorizer};
use crate::learning::SparseRows;
use crate::learning::folds;
use crate::learning::logistic::{self, Fitting, Solver};
use crate::syntax::{Mark, Memory, PARTS, Part, ROLES, Role, Tagger, TokenTraining, Words, train_tagger};
use crate::text::{Language, Stems};
use rayon::prelude::*;
use std::sync::Arc;

/// In how many parts marked data are divided, so that no tagger judges what it has seen.
const TAGGER_FOLDS: usize = 4;

/// The most weights of the tagger for each role, which keeps models small.
const TAGGER_WEIGHTS: usize = 140_000;

/// The same for the tagger of parts.
const PART_WEIGHTS: usize = 70_000;

/// How far training is.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// Features are being counted and selected.
    Selecting,
    /// The tagger is being trained on the marks.
    Tagging,
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
    let mut classifier = train_on(data, &rows, options, None, Arc::new(|_| {}))?;
    learn_parts(&mut classifier, data);
    Ok(classifier)
}

/// Trains a classifier on some rows of a dataset, without what [`learn_parts`] adds, and tells `watch` how far it is. Without a `solver`, the size of the data
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
    let evidence = Evidence::gather(data, rows, options, &*watch)?;
    train_with(data, rows, &evidence, options, solver, watch)
}

/// What a tagger says of the sentences that are trained on, and what yields it later. It depends on the data, the language
/// and the seed alone, so that other options can be tried without taking it anew.
#[derive(Debug, Clone)]
pub struct Evidence(Option<(Tagging, Vec<[f32; COUNT]>)>);

impl Evidence {
    /// Takes the evidence of some rows of a dataset: from the marks if the dataset has some, else by the built-in tagger if
    /// it knows the language, else none.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if an option is out of range, or there are fewer than two labels.
    pub fn gather(data: &Dataset, rows: &[usize], options: &Options, watch: &dyn Fn(Progress)) -> Result<Self> {
        options.check()?;
        if rows.iter().all(|&row| data.labels[row] == data.labels[rows[0]]) {
            let found =
                rows.first().map_or("none".to_owned(), |&row| format!("`{}`", data.label_names[data.labels[row]]));
            return Err(Error::Data(format!("training needs sentences of at least two labels; found only {found}")));
        }
        Ok(Evidence(figures_of(data, rows, options, watch)))
    }
}

/// As [`train_on`], with the evidence of the rows given.
///
/// # Errors
///
/// As [`train`].
pub fn train_with(
    data: &Dataset,
    rows: &[usize],
    evidence: &Evidence,
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
    let (tagging, figures) = evidence.0.as_ref().map(|(tagging, figures)| (tagging, figures.as_slice())).unzip();
    let vectorizer = Vectorizer { ngrams: options.ngrams, vocabulary, tagging: tagging.cloned() };
    let x = vectorize(&sentences, figures, &vectorizer, options.language);
    let solver = solver.unwrap_or_else(|| logistic::solver_for(x.rows(), x.columns()));
    let fitting = Fitting {
        classes: label_count,
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
        tuned: None,
    };
    let weights = fitted.weights.iter().map(|&w| w as f32).collect();
    let intercepts = fitted.intercepts.iter().map(|&b| b as f32).collect();
    Ok(Classifier::new(data.label_names.clone(), vectorizer, weights, intercepts, None, None, card))
}

/// The evidence of every row, and what yields it later: from the marks if the dataset has some, else by the built-in tagger
/// if it knows the language.
fn figures_of(
    data: &Dataset,
    rows: &[usize],
    options: &Options,
    watch: &dyn Fn(Progress),
) -> Option<(Tagging, Vec<[f32; COUNT]>)> {
    let (tagger, figures) = if let Some(marks) = &data.marks {
        watch(Progress::Tagging);
        from_marks(data, marks, rows, options)
    } else if options.language == Language::English
        && let Some(tagger) = Classifier::embedded_tagger()
    {
        let figures = figures_by(tagger, data, rows, options.language);
        (Arc::clone(tagger), figures)
    } else {
        return None;
    };
    let standard = standard(&figures);
    Some((Tagging { tagger, standard }, figures))
}

/// Trains a tagger on marked sentences. What it says of the very sentences that it has learned from would be too sure, so
/// each sentence gets its evidence from a tagger that was trained on other articles (stacking; Wolpert 1992, *Stacked
/// Generalization*).
fn from_marks(
    data: &Dataset,
    marks: &[Vec<Mark>],
    rows: &[usize],
    options: &Options,
) -> (Arc<Tagger>, Vec<[f32; COUNT]>) {
    let of = |values: &[usize]| rows.iter().map(|&row| values[row]).collect::<Vec<usize>>();
    let folds = folds::assign(&of(&data.labels), data.groups.as_deref().map(of).as_deref(), TAGGER_FOLDS, options.seed);
    let train = |wanted: &dyn Fn(usize) -> bool| {
        let chosen: Vec<usize> =
            rows.iter().zip(&folds).filter(|&(_, &fold)| wanted(fold)).map(|(&row, _)| row).collect();
        train_tagger(&TokenTraining {
            sentences: chosen.iter().map(|&row| data.sentences[row].as_str()).collect(),
            roles: &|at, word| {
                let row = chosen[at];
                Role::bits(&marks[row], &data.label_names[data.labels[row]], word.span.start)
            },
            role_count: ROLES.len(),
            max_weights: TAGGER_WEIGHTS,
            language: options.language,
            seed: options.seed,
        })
    };
    let mut figures = vec![[0.0; COUNT]; rows.len()];
    // The last of the taggers is the one that has seen all.
    let taggers: Vec<Tagger> =
        (0..=TAGGER_FOLDS).into_par_iter().map(|left_out| train(&|fold| fold != left_out)).collect();
    for (left_out, tagger) in taggers[..TAGGER_FOLDS].iter().enumerate() {
        let places: Vec<usize> = (0..rows.len()).filter(|&at| folds[at] == left_out).collect();
        let held_out: Vec<usize> = places.iter().map(|&at| rows[at]).collect();
        for (at, found) in places.into_iter().zip(figures_by(tagger, data, &held_out, options.language)) {
            figures[at] = found;
        }
    }
    let tagger = taggers.into_iter().next_back().expect("there is one more than folds");
    (Arc::new(tagger), figures)
}

/// Has a classifier learn from the marks of its data, if there are some, which parts a sentence has: sources, cues,
/// contents, horizons, conditions. They are no matter for its label.
pub fn learn_parts(classifier: &mut Classifier, data: &Dataset) {
    let Some(marks) = &data.marks else { return };
    let chosen: Vec<usize> = (0..data.len()).filter(|&row| !marks[row].is_empty()).collect();
    let options = &classifier.card().options;
    let tagger = train_tagger(&TokenTraining {
        sentences: chosen.iter().map(|&row| data.sentences[row].as_str()).collect(),
        roles: &|at, word| Part::bits(&marks[chosen[at]], word),
        role_count: PARTS,
        max_weights: PART_WEIGHTS,
        language: options.language,
        seed: options.seed,
    });
    classifier.set_parts(tagger);
}

fn figures_by(tagger: &Tagger, data: &Dataset, rows: &[usize], language: Language) -> Vec<[f32; COUNT]> {
    let (mut stems, mut words) = (Stems::new(language), Words::default());
    let (mut memory, mut scores) = (Memory::default(), Vec::new());
    let figures = rows.iter().map(|&row| {
        words.read(&data.sentences[row], &mut stems);
        tagger.score(&words, &mut memory, &mut scores);
        evidence::sum_up(&scores)
    });
    figures.collect()
}

/// Mean and one over the standard deviation of each figure; 0 for one that does not vary.
fn standard(figures: &[[f32; COUNT]]) -> Vec<(f32, f32)> {
    let n = figures.len() as f64;
    let of = |figure: usize| {
        let mean = figures.iter().map(|f| f64::from(f[figure])).sum::<f64>() / n;
        let variance = figures.iter().map(|f| (f64::from(f[figure]) - mean).powi(2)).sum::<f64>() / n;
        (mean as f32, if variance > 1e-12 { (1.0 / variance.sqrt()) as f32 } else { 0.0 })
    };
    (0..COUNT).map(of).collect()
}

fn vectorize(
    sentences: &[&str],
    figures: Option<&[[f32; COUNT]]>,
    vectorizer: &Vectorizer,
    language: Language,
) -> SparseRows {
    let mut buffers = Buffers::new(Stems::new(language));
    let mut x = SparseRows::new(vectorizer.len());
    for (at, sentence) in sentences.iter().enumerate() {
        match figures {
            Some(figures) => {
                vectorizer.vectorize_with(sentence, &figures[at], &mut buffers, |place, value| x.entry(place, value))
            }
            None => vectorizer.vectorize(sentence, &mut buffers, |place, value| x.entry(place, value)),
        }
        x.end_row();
    }
    x
}
