//! Precision, recall, F1 and their averages, the confusion matrix, and calibration: as scikit-learn defines them, with 0
//! for every division by zero.

use serde::Serialize;

/// The number of bins of equal width that the expected calibration error is taken over.
const BINS: usize = 10;

/// The figures of one label, or an average over labels.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Scores {
    /// Of the sentences given the label, the share that have it.
    pub precision: f64,
    /// Of the sentences that have the label, the share that were given it.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// How many sentences have the label.
    pub support: usize,
}

/// Averages over the labels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Averages {
    /// Every label counts the same.
    #[serde(rename = "macro")]
    pub macro_: Scores,
    /// Labels count by their support.
    pub weighted: Scores,
    /// Every sentence counts the same; with one label a sentence, all three are the accuracy.
    pub micro: Scores,
}

/// How far the probabilities can be taken at their word.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Calibration {
    /// Expected calibration error of the confidences, over 10 bins of equal width (Naeini, Cooper and Hauskrecht 2015,
    /// *Obtaining Well Calibrated Probabilities Using Bayesian Binning*).
    pub ece: f64,
    /// Brier score: the mean over the sentences of the squared distance between the probabilities and the truth, 0 at
    /// best and 2 at worst (Brier 1950, *Verification of Forecasts Expressed in Terms of Probability*).
    pub brier: f64,
}

/// All figures of an evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The labels that were given or should have been, in order; figures and matrix follow it.
    pub labels: Vec<String>,
    /// Figures by label.
    pub by_label: Vec<Scores>,
    /// Averages of these.
    pub averages: Averages,
    /// Share of sentences labelled right.
    pub accuracy: f64,
    /// `confusion[gold][predicted]`: how many sentences.
    pub confusion: Vec<Vec<usize>>,
    /// Calibration of the probabilities.
    pub calibration: Calibration,
    /// Number of sentences.
    pub n: usize,
}

impl Report {
    /// Compares gold labels with predictions. `labels` are all labels in play; `gold` and `predicted` are places in it, and
    /// `probabilities[i]` are those of sentence `i`, in the order of `labels`. As in scikit-learn's `classification_report`,
    /// a label that is neither in `gold` nor in `predicted` has no part in the figures.
    ///
    /// ```
    /// use sayso::evaluation::Report;
    /// let labels = ["a".to_string(), "b".to_string()];
    /// let report = Report::new(&labels, &[0, 0, 1], &[0, 1, 1], &[vec![0.9, 0.1], vec![0.4, 0.6], vec![0.2, 0.8]]);
    /// assert_eq!(report.by_label[1].precision, 0.5);
    /// assert_eq!(report.confusion[0], [1, 1]);
    /// ```
    pub fn new(labels: &[String], gold: &[usize], predicted: &[usize], probabilities: &[Vec<f64>]) -> Self {
        let present: Vec<usize> = (0..labels.len()).filter(|l| gold.contains(l) || predicted.contains(l)).collect();
        let mut all = vec![vec![0usize; labels.len()]; labels.len()];
        gold.iter().zip(predicted).for_each(|(&g, &p)| all[g][p] += 1);
        let confusion: Vec<Vec<usize>> =
            present.iter().map(|&g| present.iter().map(|&p| all[g][p]).collect()).collect();
        let by_label: Vec<Scores> = (0..present.len()).map(|l| scores_of(&confusion, l)).collect();
        let n = gold.len();
        let right: usize = (0..present.len()).map(|l| confusion[l][l]).sum();
        let accuracy = ratio(right as f64, n as f64);
        Report {
            labels: present.iter().map(|&l| labels[l].clone()).collect(),
            averages: averages(&by_label, accuracy, n),
            by_label,
            accuracy,
            confusion,
            calibration: calibration(gold, predicted, probabilities),
            n,
        }
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

fn scores_of(confusion: &[Vec<usize>], label: usize) -> Scores {
    let hits = confusion[label][label] as f64;
    let support: usize = confusion[label].iter().sum();
    let given: usize = confusion.iter().map(|row| row[label]).sum();
    Scores {
        precision: ratio(hits, given as f64),
        recall: ratio(hits, support as f64),
        f1: ratio(2.0 * hits, (support + given) as f64),
        support,
    }
}

fn averages(by_label: &[Scores], accuracy: f64, n: usize) -> Averages {
    let mean = |weight: &dyn Fn(&Scores) -> f64| {
        let total: f64 = by_label.iter().map(weight).sum();
        let of = |figure: &dyn Fn(&Scores) -> f64| ratio(by_label.iter().map(|s| weight(s) * figure(s)).sum(), total);
        Scores { precision: of(&|s| s.precision), recall: of(&|s| s.recall), f1: of(&|s| s.f1), support: n }
    };
    Averages {
        macro_: mean(&|_| 1.0),
        weighted: mean(&|s| s.support as f64),
        micro: Scores { precision: accuracy, recall: accuracy, f1: accuracy, support: n },
    }
}

fn calibration(gold: &[usize], predicted: &[usize], probabilities: &[Vec<f64>]) -> Calibration {
    let mut bins = [(0.0, 0.0); BINS];
    let mut squares = 0.0;
    for ((&gold, &predicted), scores) in gold.iter().zip(predicted).zip(probabilities) {
        let confidence = scores[predicted];
        let bin = &mut bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.0 += confidence;
        bin.1 += f64::from(u8::from(gold == predicted));
        squares += scores.iter().enumerate().map(|(l, p)| (p - f64::from(u8::from(l == gold))).powi(2)).sum::<f64>();
    }
    let n = gold.len() as f64;
    let gap: f64 = bins.iter().map(|(confidence, right)| (confidence - right).abs()).sum();
    Calibration { ece: ratio(gap, n), brier: ratio(squares, n) }
}
