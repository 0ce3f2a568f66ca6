//! How far figures would move on other sentences of the same kind.
//!
//! The sentences that were measured are drawn again, as many as there were, each as often as chance has it, and the figure
//! is taken anew; of many such figures the middle 95% are the interval (the percentile bootstrap; Efron and Tibshirani
//! 1993, *An Introduction to the Bootstrap*, chapter 13). Sentences of one article are alike, so where articles are known
//! these are drawn, with all their sentences (the cluster bootstrap; Field and Welsh 2007, *Bootstrapping Clustered Data*).

use super::axes::Axis;
use super::metrics::{confusion, macro_f1, scores_of};
use super::outcome::Outcome;
use crate::learning::random::SplitMix64;
use crate::model::Dataset;
use rayon::prelude::*;
use serde::{Serialize, Serializer};

/// How often the sentences are drawn again.
pub const REPLICATES: usize = 2000;

/// The seed of the draws.
const SEED: u64 = 1;

/// A 95% interval; in JSON, a list of two numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The 2.5th percentile.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.low, self.high].serialize(serializer)
    }
}

/// The intervals of an evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervals {
    /// Of the accuracy.
    pub accuracy: Interval,
    /// Of the mean F1 of the labels.
    pub macro_f1: Interval,
    /// Of the F1 of each label, in the order of the report.
    pub labels: Vec<Interval>,
    /// Of the F1 of each axis.
    pub axes: Vec<Interval>,
    /// How many articles, or sentences if these are not known, were drawn from.
    pub units: usize,
    /// Whether these are articles.
    pub by_article: bool,
}

/// The sentences of an outcome, in the pieces that are drawn: articles, or single sentences.
pub fn units(outcome: &Outcome, data: &Dataset) -> Vec<Vec<usize>> {
    match &data.groups {
        None => (0..outcome.rows.len()).map(|at| vec![at]).collect(),
        Some(groups) => {
            let mut units = vec![Vec::new(); groups.iter().max().map_or(0, |&most| most + 1)];
            outcome.rows.iter().enumerate().for_each(|(at, &row)| units[groups[row]].push(at));
            units.retain(|unit| !unit.is_empty());
            units
        }
    }
}

/// The intervals of an outcome on a dataset. The same outcome gives the same intervals, whatever the number of threads.
pub fn intervals(outcome: &Outcome, data: &Dataset) -> Intervals {
    let units = units(outcome, data);
    let axes = Axis::of(&outcome.labels);
    let present = outcome.present();
    let statistics = |drawn: &[usize]| {
        let pairs = drawn.iter().flat_map(|&unit| &units[unit]).map(|&at| (outcome.gold[at], outcome.predicted[at]));
        let counts = confusion(outcome.labels.len(), pairs);
        let right: usize = (0..counts.len()).map(|label| counts[label][label]).sum();
        let all: usize = counts.iter().flatten().sum();
        let f1s = present.iter().map(|&label| scores_of(&counts, label).f1);
        let of_axes = axes.iter().map(|axis| axis.scores(&counts).f1);
        [right as f64 / all as f64, macro_f1(&counts, &present)].into_iter().chain(f1s).chain(of_axes).collect()
    };
    let mut found = percentiles(units.len(), &statistics).into_iter();
    let mut next = || found.next().unwrap_or(Interval { low: 0.0, high: 0.0 });
    Intervals {
        accuracy: next(),
        macro_f1: next(),
        labels: present.iter().map(|_| next()).collect(),
        axes: axes.iter().map(|_| next()).collect(),
        units: units.len(),
        by_article: data.groups.is_some(),
    }
}

/// The 95% interval of each statistic: `statistics` takes them from the units that were drawn.
pub(super) fn percentiles(units: usize, statistics: &(dyn Fn(&[usize]) -> Vec<f64> + Sync)) -> Vec<Interval> {
    let mut random = SplitMix64::new(SEED);
    let seeds: Vec<u64> = (0..REPLICATES).map(|_| random.draw()).collect();
    let replicates: Vec<Vec<f64>> = seeds
        .into_par_iter()
        .map(|seed| {
            let mut random = SplitMix64::new(seed);
            let drawn: Vec<usize> = (0..units).map(|_| random.below(units)).collect();
            statistics(&drawn)
        })
        .collect();
    let of = |statistic: usize| {
        let mut values: Vec<f64> = replicates.iter().map(|replicate| replicate[statistic]).collect();
        values.sort_by(f64::total_cmp);
        Interval { low: quantile(&values, 0.025), high: quantile(&values, 0.975) }
    };
    (0..replicates.first().map_or(0, Vec::len)).map(of).collect()
}

/// The quantile of sorted values, by linear interpolation.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    below + (above - below) * at.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_share_is_that_of_the_binomial_distribution() {
        // 60 of 100 right: the normal approximation gives 0.6 ± 1.96 · sqrt(0.6 · 0.4 / 100).
        let statistics = |drawn: &[usize]| vec![drawn.iter().filter(|&&unit| unit < 60).count() as f64 / 100.0];
        let [interval] = percentiles(100, &statistics)[..] else { panic!("one statistic") };
        assert!((interval.low - 0.504).abs() < 0.015 && (interval.high - 0.696).abs() < 0.015, "{interval:?}");
    }

    #[test]
    fn quantiles_interpolate() {
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.5), 2.5);
        assert_eq!(quantile(&[7.0], 0.975), 7.0);
    }
}
