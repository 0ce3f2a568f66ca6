//! A trained model at work: sentences to probabilities, and the reasons for them.

use super::file;
use super::operating_point::OperatingPoint;
use super::options::Options;
use crate::error::Result;
use crate::features::{Buffers, Vectorizer};
use crate::learning::calibrator::Calibrator;
use crate::learning::logistic::{Solver, softmax};
use crate::syntax::Tagger;
use crate::text::{Article, Language, Stems};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The model that is built in.
static DEFAULT: &[u8] = include_bytes!("../../models/default.sayso");

/// A trained model. It can be shared between threads; each takes a [`Scorer`] of its own where speed matters.
#[derive(Debug, Clone, PartialEq)]
pub struct Classifier {
    labels: Vec<String>,
    vectorizer: Vectorizer,
    /// Weights of all labels for the first feature, then for the second, and so on.
    weights: Vec<f32>,
    intercepts: Vec<f32>,
    /// What finds sources, cues, contents, horizons and conditions, if the training data had marks.
    parts: Option<Arc<Tagger>>,
    /// What makes scores into probabilities, if that was learned; else they are taken as they are.
    calibrator: Option<Calibrator>,
    card: Card,
}

/// What is known of how a model came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// What it was trained on.
    pub training: TrainingData,
    /// With which options.
    pub options: Options,
    /// What minimised the loss.
    pub solver: Solver,
    /// In how many iterations.
    pub iterations: usize,
    /// The penalised loss that was reached.
    pub loss: f64,
    /// How well models like it did on sentences that they had not seen, if that was measured.
    pub cross_validation: Option<CvFigures>,
    /// Of how many settings the options were chosen by cross-validation, if they were.
    pub tuned: Option<usize>,
}

/// The data that a model was trained on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingData {
    /// Number of sentences.
    pub rows: usize,
    /// Number of sentences of each label, in the order of [`Classifier::labels`].
    pub support: Vec<usize>,
    /// SHA-256 of the file; empty if the data came from memory.
    pub sha256: String,
}

/// Figures from cross-validation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CvFigures {
    /// Number of folds.
    pub folds: usize,
    /// Whether the sentences of an article were kept in one fold.
    pub grouped: bool,
    /// Share of sentences labelled right.
    pub accuracy: f64,
    /// Mean F1 of the labels.
    pub macro_f1: f64,
    /// Figures of each label, in the order of [`Classifier::labels`].
    pub labels: Vec<LabelFigures>,
    /// How good the probabilities were before calibration.
    pub uncalibrated: CalibrationFigures,
    /// How good they were after it.
    pub calibrated: CalibrationFigures,
}

/// How far probabilities can be taken at their word.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CalibrationFigures {
    /// Expected calibration error of the confidences, over 10 bins of equal width (Naeini, Cooper and Hauskrecht 2015,
    /// *Obtaining Well Calibrated Probabilities Using Bayesian Binning*).
    pub ece: f64,
    /// Brier score: the mean over the sentences of the squared distance between the probabilities and the truth, 0 at
    /// best and 2 at worst (Brier 1950, *Verification of Forecasts Expressed in Terms of Probability*).
    pub brier: f64,
    /// Logarithmic loss: the mean over the sentences of `-ln p(truth)`, in nats.
    pub log_loss: f64,
}

/// Precision, recall and F1 of a label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelFigures {
    /// Of the sentences given the label, the share that have it.
    pub precision: f64,
    /// Of the sentences that have the label, the share that were given it.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// Precision and recall by threshold, thresholds ascending.
    pub thresholds: Vec<OperatingPoint>,
}

/// What the model says of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction<'a> {
    /// The most probable label.
    pub label: &'a str,
    /// Its probability.
    pub confidence: f64,
    /// The probability of every label, in the order of [`Classifier::labels`]; they add up to 1.
    pub scores: Vec<f64>,
}

/// Why the model says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation<'a> {
    /// What it says.
    pub prediction: Prediction<'a>,
    /// The label that is explained.
    pub label: &'a str,
    /// What every sentence gets for this label, calibration included.
    pub intercept: f64,
    /// What each feature adds, largest first in absolute value.
    pub contributions: Vec<Contribution<'a>>,
    /// The sum of the intercept and all contributions: the logarithm of the label's odds, up to a constant that all
    /// labels share.
    pub score: f64,
}

/// What one feature adds to the score of a label.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution<'a> {
    /// The feature's stems, or the name of a figure of the evidence, in brackets.
    pub feature: Cow<'a, str>,
    /// Weight times value, at the model's temperature.
    pub amount: f64,
}

impl Classifier {
    pub(super) fn new(
        labels: Vec<String>,
        vectorizer: Vectorizer,
        weights: Vec<f32>,
        intercepts: Vec<f32>,
        parts: Option<Arc<Tagger>>,
        calibrator: Option<Calibrator>,
        card: Card,
    ) -> Self {
        Classifier { labels, vectorizer, weights, intercepts, parts, calibrator, card }
    }

    /// The embedded model, for English articles: `claim`, `forecast`, `other`, `reported_forecast`. Loaded once.
    pub fn embedded() -> &'static Classifier {
        static LOADED: OnceLock<Classifier> = OnceLock::new();
        LOADED.get_or_init(|| file::decode(DEFAULT).expect("the embedded model is tested to load"))
    }

    /// Loads a model file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is no model, is damaged, or is of a version that this program does not read.
    pub fn load(path: &Path) -> Result<Self> {
        file::load(path)
    }

    /// Writes a model file, whole or not at all.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        file::save(self, path)
    }

    /// The labels, in alphabetical order.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The tagger of the embedded model; none while that model is still to be made.
    pub(crate) fn embedded_tagger() -> Option<&'static Arc<Tagger>> {
        (!DEFAULT.is_empty()).then(Classifier::embedded)?.vectorizer.tagging.as_ref().map(|tagging| &tagging.tagger)
    }

    /// What turns sentences into vectors, and knows the features.
    pub fn vectorizer(&self) -> &Vectorizer {
        &self.vectorizer
    }

    /// The weights of a feature, one for each label.
    pub fn weights(&self, place: usize) -> &[f32] {
        &self.weights[place * self.labels.len()..(place + 1) * self.labels.len()]
    }

    /// What every sentence gets for each label.
    pub fn intercepts(&self) -> &[f32] {
        &self.intercepts
    }

    /// What tells the [`crate::syntax::Part`]s of words: learned with the model if its data had marks, else, for English,
    /// that of the embedded model.
    pub fn parts(&self) -> Option<&Tagger> {
        let own = self.parts.as_deref();
        own.or_else(|| (self.language() == Language::English).then(|| Classifier::embedded().parts.as_deref())?)
    }

    /// The same, only of this model.
    pub(super) fn set_parts(&mut self, parts: Tagger) {
        self.parts = Some(Arc::new(parts));
    }

    pub(super) fn own_parts(&self) -> Option<&Arc<Tagger>> {
        self.parts.as_ref()
    }

    /// How the model came about.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// What makes its scores into probabilities; none if that was not learned.
    pub fn calibrator(&self) -> Option<&Calibrator> {
        self.calibrator.as_ref()
    }

    /// Adds what cross-validation has taught: how to calibrate, and figures for the card.
    pub fn set_cross_validation(&mut self, calibrator: Calibrator, figures: CvFigures) {
        self.calibrator = Some(calibrator);
        self.card.cross_validation = Some(figures);
    }

    /// Says in the card that the options were chosen, and of how many settings.
    pub fn set_tuned(&mut self, settings: usize) {
        self.card.tuned = Some(settings);
    }

    /// The share of each of some labels among the training sentences that have one of them.
    pub fn mix_of(&self, labels: &[String]) -> Vec<f64> {
        let support =
            |label| self.labels.iter().position(|l| l == label).map_or(0, |at| self.card.training.support[at]);
        let supports: Vec<f64> = labels.iter().map(|label| support(label) as f64).collect();
        let total: f64 = supports.iter().sum();
        supports.iter().map(|support| support / total).collect()
    }

    /// Corrects the probabilities of some labels for texts in which these stand in another proportion than in the training
    /// data: each is multiplied by the label's share in `mix` over its share in the training data, and all are scaled to add
    /// up to 1 (Saerens, Latinne and Decaestecker 2002, *Adjusting the Outputs of a Classifier to New a Priori
    /// Probabilities*). In scores, this is one more bias.
    pub fn set_mix(&mut self, labels: &[String], mix: &[f64]) {
        let trained = self.mix_of(labels);
        let calibrator = self.calibrator.get_or_insert_with(|| Calibrator::identity(self.labels.len()));
        for ((label, share), trained) in labels.iter().zip(mix).zip(trained) {
            if let Some(at) = self.labels.iter().position(|l| l == label) {
                calibrator.biases[at] += libm::log(share.max(f64::MIN_POSITIVE) / trained.max(f64::MIN_POSITIVE));
            }
        }
    }

    /// The language of the articles that the model is for.
    pub fn language(&self) -> Language {
        self.card.options.language
    }

    /// Something to score many sentences with.
    pub fn scorer(&self) -> Scorer<'_> {
        Scorer {
            classifier: self,
            buffers: Buffers::new(Stems::new(self.language())),
            scores: vec![0.0; self.labels.len()],
        }
    }

    /// Classifies one sentence. For many, take a [`Scorer`].
    ///
    /// ```
    /// let says = sayso::Classifier::embedded().classify("Wang said that the talks had failed.");
    /// assert_eq!(says.label, "claim");
    /// ```
    pub fn classify(&self, sentence: &str) -> Prediction<'_> {
        self.scorer().classify(sentence)
    }

    /// Classifies the sentences of an article, in reading order.
    pub fn classify_article(&self, article: &Article) -> Vec<Prediction<'_>> {
        let mut scorer = self.scorer();
        article.sentences().map(|sentence| scorer.classify(&sentence.text)).collect()
    }

    /// Explains what the model says of a sentence: the score of `label`, taken apart, or of the most probable label if
    /// none is named. None if the model has no such label.
    pub fn explain(&self, sentence: &str, label: Option<&str>) -> Option<Explanation<'_>> {
        self.scorer().explain(sentence, label)
    }
}

/// Scores sentences one after the other, remembering stems and keeping its buffers.
pub struct Scorer<'a> {
    classifier: &'a Classifier,
    buffers: Buffers,
    scores: Vec<f64>,
}

impl<'a> Scorer<'a> {
    /// The probability of each label for a sentence, in the order of [`Classifier::labels`].
    pub fn scores(&mut self, sentence: &str) -> &[f64] {
        let classifier = self.classifier;
        let scores = &mut self.scores;
        scores.iter_mut().zip(&classifier.intercepts).for_each(|(s, &b)| *s = f64::from(b));
        classifier.vectorizer.vectorize(sentence, &mut self.buffers, |place, value| {
            let weights = classifier.weights(place as usize);
            scores.iter_mut().zip(weights).for_each(|(s, &w)| *s += f64::from(value) * f64::from(w));
        });
        match &classifier.calibrator {
            Some(calibrator) => calibrator.probabilities(scores),
            None => {
                softmax(scores);
            }
        }
        scores
    }

    /// Classifies a sentence.
    pub fn classify(&mut self, sentence: &str) -> Prediction<'a> {
        let scores = self.scores(sentence).to_vec();
        let best = most_probable(&scores);
        Prediction { label: &self.classifier.labels[best], confidence: scores[best], scores }
    }

    /// Explains a sentence, as [`Classifier::explain`] does.
    pub fn explain(&mut self, sentence: &str, label: Option<&str>) -> Option<Explanation<'a>> {
        let classifier = self.classifier;
        let prediction = self.classify(sentence);
        let wanted = label.unwrap_or(prediction.label);
        let of = classifier.labels.iter().position(|l| l == wanted)?;
        let calibrator = classifier.calibrator.as_ref();
        let (scale, bias) = calibrator.map_or((1.0, 0.0), |c| (1.0 / c.temperature, c.biases[of]));
        let intercept = f64::from(classifier.intercepts[of]) * scale + bias;
        let mut contributions = Vec::new();
        classifier.vectorizer.vectorize(sentence, &mut self.buffers, |place, value| {
            let amount = f64::from(value) * f64::from(classifier.weights(place as usize)[of]) * scale;
            contributions.push(Contribution { feature: classifier.vectorizer.name(place as usize), amount });
        });
        let score = intercept + contributions.iter().map(|c| c.amount).sum::<f64>();
        contributions.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()));
        Some(Explanation { label: &classifier.labels[of], prediction, intercept, contributions, score })
    }
}

/// The place of the largest score, the first of equals.
pub fn most_probable(scores: &[f64]) -> usize {
    (0..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_classifier_can_be_shared_between_threads() {
        fn is_shared<T: Send + Sync>(_: &T) {}
        is_shared(Classifier::embedded());
        let says = |sentence| Classifier::embedded().classify(sentence).label;
        let here = says("Prices will rise by June.");
        assert_eq!(std::thread::spawn(move || says("Prices will rise by June.")).join().ok(), Some(here));
    }
}
