//! Two models on the same sentences: is one better, or was it luck?

use super::bootstrap::{Interval, percentiles, units};
use super::metrics::{confusion, macro_f1};
use super::outcome::Outcome;
use crate::model::Dataset;
use serde::Serialize;

/// How a model does beside another one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// Accuracy.
    pub accuracy: Difference,
    /// Mean F1 of the labels.
    pub macro_f1: Difference,
    /// Sentences that only the first labels right.
    pub only_first_right: usize,
    /// Sentences that only the second labels right.
    pub only_second_right: usize,
    /// The probability of so uneven a division of these, or a more uneven one, if both models were equally good: see
    /// [`mcnemar`].
    pub p: f64,
}

/// A figure of both models.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// That of the first.
    pub first: f64,
    /// That of the second.
    pub second: f64,
    /// The first minus the second.
    pub difference: f64,
    /// The 95% interval of the difference, by the paired bootstrap: both models are measured on the same draws.
    pub interval: Interval,
}

/// Compares two outcomes of the same rows of a dataset, with the same labels.
pub fn compare(first: &Outcome, second: &Outcome, data: &Dataset) -> Comparison {
    let units = units(first, data);
    let (mut present, of_second) = (first.present(), second.present());
    present.extend(of_second);
    present.sort_unstable();
    present.dedup();
    let figures = |outcome: &Outcome, drawn: &[usize]| {
        let pairs = drawn.iter().flat_map(|&unit| &units[unit]).map(|&at| (outcome.gold[at], outcome.predicted[at]));
        let counts = confusion(outcome.labels.len(), pairs);
        let right: usize = (0..counts.len()).map(|label| counts[label][label]).sum();
        let all: usize = counts.iter().flatten().sum();
        [right as f64 / all as f64, macro_f1(&counts, &present)]
    };
    let differences = percentiles(units.len(), &|drawn| {
        let (first, second) = (figures(first, drawn), figures(second, drawn));
        first.iter().zip(second).map(|(first, second)| first - second).collect()
    });
    let all: Vec<usize> = (0..units.len()).collect();
    let (of_first, of_second) = (figures(first, &all), figures(second, &all));
    let difference = |figure: usize| Difference {
        first: of_first[figure],
        second: of_second[figure],
        difference: of_first[figure] - of_second[figure],
        interval: differences[figure],
    };
    let right = |outcome: &Outcome, at: usize| outcome.gold[at] == outcome.predicted[at];
    let only =
        |this: &Outcome, that: &Outcome| (0..this.gold.len()).filter(|&at| right(this, at) && !right(that, at)).count();
    let (only_first_right, only_second_right) = (only(first, second), only(second, first));
    Comparison {
        accuracy: difference(0),
        macro_f1: difference(1),
        only_first_right,
        only_second_right,
        p: mcnemar(only_first_right, only_second_right),
    }
}

/// McNemar's test, exact and two-sided (McNemar 1947, *Note on the Sampling Error of the Difference Between Correlated
/// Proportions or Percentages*): the probability, by the binomial distribution with a chance of one half, that `a` and `b`
/// are so far apart or farther.
///
/// ```
/// use sayso::evaluation::mcnemar;
/// // 2 · (1 + 8 + 28) / 2⁸
/// assert!((mcnemar(2, 6) - 0.2890625).abs() < 1e-12);
/// assert_eq!(mcnemar(5, 5), 1.0);
/// ```
pub fn mcnemar(a: usize, b: usize) -> f64 {
    let n = (a + b) as f64;
    let log_factorial = |k: f64| libm::lgamma(k + 1.0);
    let probability = |k: usize| {
        let k = k as f64;
        let log = log_factorial(n) - log_factorial(k) - log_factorial(n - k) - n * std::f64::consts::LN_2;
        libm::exp(log)
    };
    (2.0 * (0..=a.min(b)).map(probability).sum::<f64>()).min(1.0)
}
