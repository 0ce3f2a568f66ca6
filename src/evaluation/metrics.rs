//! Precision, recall, F1 and their averages, the confusion matrix, and calibration: as scikit-learn defines them, with 0
//! for every division by zero.

use super::axes::Axis;
use crate::model::CalibrationFigures;
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

/// Sentences whose confidences lie in one of ten intervals of equal width.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Bin {
    /// Their mean confidence.
    pub confidence: f64,
    /// The share of them that was labelled right.
    pub accuracy: f64,
    /// How many they are.
    pub n: usize,
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
    /// Figures of the two questions behind the labels, each by its name, if the labels are the four standard ones.
    pub axes: Vec<(&'static str, Scores)>,
    /// Sentences by their confidence.
    pub reliability: Vec<Bin>,
    /// Calibration of the probabilities.
    pub calibration: CalibrationFigures,
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
        let present = present(labels.len(), gold, predicted);
        let all = confusion(labels.len(), gold.iter().copied().zip(predicted.iter().copied()));
        let axes = Axis::of(labels).into_iter().map(|axis| (axis.name, axis.scores(&all))).collect();
        let confusion: Vec<Vec<usize>> =
            present.iter().map(|&g| present.iter().map(|&p| all[g][p]).collect()).collect();
        let by_label: Vec<Scores> = (0..present.len()).map(|l| scores_of(&confusion, l)).collect();
        let reliability = reliability(gold, predicted, probabilities);
        let n = gold.len();
        let right: usize = (0..present.len()).map(|l| confusion[l][l]).sum();
        let accuracy = ratio(right as f64, n as f64);
        Report {
            labels: present.iter().map(|&l| labels[l].clone()).collect(),
            averages: averages(&by_label, accuracy, n),
            by_label,
            accuracy,
            confusion,
            axes,
            calibration: calibration(gold, probabilities, &reliability),
            reliability,
            n,
        }
    }
}

/// The labels that were given or should have been, of `labels` in all, in order.
pub(super) fn present(labels: usize, gold: &[usize], predicted: &[usize]) -> Vec<usize> {
    (0..labels).filter(|label| gold.contains(label) || predicted.contains(label)).collect()
}

/// How many sentences with label `gold` were given label `predicted`, as `[gold][predicted]`.
pub(super) fn confusion(labels: usize, pairs: impl IntoIterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut counts = vec![vec![0; labels]; labels];
    pairs.into_iter().for_each(|(gold, predicted)| counts[gold][predicted] += 1);
    counts
}

/// The mean F1 of some labels.
pub(super) fn macro_f1(confusion: &[Vec<usize>], labels: &[usize]) -> f64 {
    ratio(labels.iter().map(|&label| scores_of(confusion, label).f1).sum(), labels.len() as f64)
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

/// The figures of one label.
pub(super) fn scores_of(confusion: &[Vec<usize>], label: usize) -> Scores {
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

/// The bins that hold a sentence, confidence ascending.
fn reliability(gold: &[usize], predicted: &[usize], probabilities: &[Vec<f64>]) -> Vec<Bin> {
    let mut sums = [(0.0, 0usize, 0usize); BINS];
    for ((&gold, &predicted), scores) in gold.iter().zip(predicted).zip(probabilities) {
        let confidence = scores[predicted];
        let (confidences, right, n) = &mut sums[((confidence * BINS as f64) as usize).min(BINS - 1)];
        *confidences += confidence;
        *right += usize::from(gold == predicted);
        *n += 1;
    }
    let filled = sums.iter().filter(|(.., n)| *n > 0);
    let bin = |&(confidences, right, n): &(f64, usize, usize)| Bin {
        confidence: confidences / n as f64,
        accuracy: right as f64 / n as f64,
        n,
    };
    filled.map(bin).collect()
}

fn calibration(gold: &[usize], probabilities: &[Vec<f64>], bins: &[Bin]) -> CalibrationFigures {
    let (mut squares, mut log_loss) = (0.0, 0.0);
    for (&gold, scores) in gold.iter().zip(probabilities) {
        squares += scores.iter().enumerate().map(|(l, p)| (p - f64::from(u8::from(l == gold))).powi(2)).sum::<f64>();
        log_loss -= libm::log(scores[gold].max(f64::MIN_POSITIVE));
    }
    let n = gold.len() as f64;
    let gap: f64 = bins.iter().map(|bin| bin.n as f64 * (bin.confidence - bin.accuracy).abs()).sum();
    CalibrationFigures { ece: ratio(gap, n), brier: ratio(squares, n), log_loss: ratio(log_loss, n) }
}
