//! Logistic regression for many marks at once, by stochastic gradients with a step of its own for every weight.
//!
//! An example has any number of marks, each with a probability of its own, `1 / (1 + exp(-score))`. Minimised is, for
//! each mark, `-Σ ln p(truth | x) + l2/2 · ‖w‖²`. The steps are AdaGrad's (Duchi, Hazan and Singer 2011, *Adaptive
//! Subgradient Methods for Online Learning and Stochastic Optimization*): features that are seldom seen learn fast. A few
//! passes over millions of examples are as good as the exact minimum, which takes a hundred times as long.

use super::random::shuffle;

/// Weights of one feature for all marks: a block that a vector register holds, of which the first ones are used.
pub const LANES: usize = 8;

/// Passes over the examples.
const PASSES: u64 = 8;

/// The weights are the mean of those after each of the last passes, which depends less on the order of the examples
/// (Polyak and Juditsky 1992, *Acceleration of Stochastic Approximation by Averaging*).
const AVERAGED: u64 = 4;

/// The first step of a weight.
const RATE: f32 = 0.3;

/// An error of the probability that is too small to learn from.
const NEGLIGIBLE: f32 = 0.005;

/// Examples: for each, which features it has, and its marks as bits.
#[derive(Debug, Clone, Default)]
pub struct Examples {
    features: Vec<u32>,
    ends: Vec<usize>,
    marks: Vec<u32>,
}

/// Fitted weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// For each feature, its weight for every mark.
    pub weights: Vec<[f32; LANES]>,
    /// The score of each mark without any feature.
    pub intercepts: [f32; LANES],
}

impl Examples {
    /// Adds an example. Bit `k` of `marks` is set if it has mark `k`.
    pub fn push(&mut self, features: &[u32], marks: u32) {
        self.features.extend_from_slice(features);
        self.ends.push(self.features.len());
        self.marks.push(marks);
    }

    fn get(&self, at: usize) -> &[u32] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.features[start..self.ends[at]]
    }
}

/// Fits weights to examples with `features` features and `outputs` marks, of which there are at most [`LANES`]. The same
/// examples and seed give the same weights, bit for bit, on every machine.
pub fn fit_marks(examples: &Examples, features: usize, outputs: usize, l2: f32, seed: u64) -> Marker {
    let mut counts = vec![0u32; features];
    examples.features.iter().for_each(|&f| counts[f as usize] += 1);
    let mut weights = vec![[0.0f32; LANES]; features];
    let mut squares = vec![[0.0f32; LANES]; features];
    let (mut intercepts, mut intercept_squares) = ([0.0f32; LANES], [0.0f32; LANES]);
    let mut mean = Marker { weights: weights.clone(), intercepts };
    let mut order: Vec<u32> = (0..examples.marks.len() as u32).collect();
    for pass in 0..PASSES {
        shuffle(&mut order, seed.wrapping_add(pass));
        for &at in &order {
            let features = examples.get(at as usize);
            let mut scores = intercepts;
            for &feature in features {
                scores.iter_mut().zip(&weights[feature as usize]).for_each(|(s, w)| *s += w);
            }
            let marks = examples.marks[at as usize];
            let mut errors = [0.0f32; LANES];
            for (k, error) in errors.iter_mut().enumerate().take(outputs) {
                let difference = 1.0 / (1.0 + libm::expf(-scores[k])) - (marks >> k & 1) as f32;
                *error = if difference.abs() < NEGLIGIBLE { 0.0 } else { difference };
            }
            if errors == [0.0; LANES] {
                continue;
            }
            descend(&mut intercepts, &mut intercept_squares, &errors, 0.0);
            for &feature in features {
                let feature = feature as usize;
                // The penalty is shared out among the examples that have the feature.
                let l2 = l2 / counts[feature] as f32;
                descend(&mut weights[feature], &mut squares[feature], &errors, l2);
            }
        }
        if pass >= PASSES - AVERAGED {
            add_share(&mut mean.intercepts, &intercepts);
            mean.weights.iter_mut().zip(&weights).for_each(|(mean, weights)| add_share(mean, weights));
        }
    }
    mean
}

fn add_share(mean: &mut [f32; LANES], weights: &[f32; LANES]) {
    mean.iter_mut().zip(weights).for_each(|(mean, weight)| *mean += weight / AVERAGED as f32);
}

/// One step down for the weights of a feature.
#[inline]
fn descend(weights: &mut [f32; LANES], squares: &mut [f32; LANES], errors: &[f32; LANES], l2: f32) {
    for k in 0..LANES {
        let gradient = errors[k] + l2 * weights[k];
        squares[k] += gradient * gradient;
        weights[k] -= RATE * gradient / (squares[k] + 1e-6).sqrt();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_learned_apart_from_each_other() {
        let mut examples = Examples::default();
        for _ in 0..50 {
            examples.push(&[0, 2], 0b01);
            examples.push(&[1, 2], 0b10);
            examples.push(&[0, 1], 0b11);
            examples.push(&[2], 0b00);
        }
        let marker = fit_marks(&examples, 3, 2, 0.1, 1);
        assert_eq!(marker, fit_marks(&examples, 3, 2, 0.1, 1));
        let score = |features: &[usize], k: usize| {
            marker.intercepts[k] + features.iter().map(|&f| marker.weights[f][k]).sum::<f32>()
        };
        assert!(score(&[0, 2], 0) > 1.0 && score(&[0, 2], 1) < -1.0);
        assert!(score(&[0, 1], 0) > 1.0 && score(&[0, 1], 1) > 1.0);
        assert!(score(&[2], 0) < -1.0 && score(&[2], 1) < -1.0);
    }
}
