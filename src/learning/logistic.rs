//! Multinomial logistic regression: weights that minimise the penalised negative log-likelihood.
//!
//! With `x` the vector of an example, `W` the weights (features by classes) and `b` the intercepts, the probabilities are
//! `softmax(xW + b)`. Minimised is `-Σ ln p(class | x) + l2/2 · ‖W‖²`; the intercepts carry no penalty. The loss is
//! convex, so every way to the minimum finds the same one.

use super::SparseRows;
use crate::error::{Error, Result};
use argmin::core::observers::{Observe, ObserverMode};
use argmin::core::{CostFunction, Executor, Gradient, IterState, KV, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2, Axis, Slice};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};

/// The largest dense matrix, in cells of 8 bytes: 256 MiB.
const DENSE_CELLS: usize = 1 << 25;

/// linfa-logistic does not tell how far it is, so it is run in rounds of so many iterations, each from where the last
/// one stopped.
const ROUND: usize = 50;

/// Fitting stops when the norm of the gradient is below this, times the number of examples.
const TOLERANCE: f64 = 3e-6;

/// What minimises the loss. Both reach the same optimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Solver {
    /// linfa-logistic's `MultiLogisticRegression`, on a dense matrix of examples by features.
    Dense,
    /// The same loss, penalty and optimiser (argmin's L-BFGS) on the sparse vectors, for data whose dense matrix would
    /// not fit.
    Sparse,
}

/// Called with the number of iterations done and the loss there.
pub type Step = Arc<dyn Fn(usize, f64) + Send + Sync>;

/// Fitted weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Weights of all classes for the first feature, then for the second, and so on.
    pub weights: Vec<f64>,
    /// An intercept for each class.
    pub intercepts: Vec<f64>,
    /// The loss at these weights, penalty included.
    pub loss: f64,
    /// How many iterations it took.
    pub iterations: usize,
}

/// How [`fit`] goes about it.
pub struct Fitting {
    /// The number of classes.
    pub classes: usize,
    /// The strength of the L2 penalty.
    pub l2: f64,
    /// The most iterations.
    pub max_iterations: usize,
    /// Which solver is used.
    pub solver: Solver,
    /// Told how far it is.
    pub step: Step,
}

/// The solver for a matrix of this size: linfa-logistic, unless its dense matrix would take more than 256 MiB.
pub fn solver_for(rows: usize, features: usize) -> Solver {
    if rows.saturating_mul(features) <= DENSE_CELLS { Solver::Dense } else { Solver::Sparse }
}

/// Fits weights to examples whose truth is known. The outcome does not depend on the number of threads.
///
/// # Errors
///
/// [`Error::Data`] if the optimiser fails.
pub fn fit(x: &SparseRows, truth: &[usize], fitting: &Fitting) -> Result<Fitted> {
    let loss = Loss::new(x, truth, fitting.classes, fitting.l2);
    let (parameters, iterations) = match fitting.solver {
        Solver::Dense => fit_dense(x, truth, fitting, &loss)?,
        Solver::Sparse => fit_sparse(&loss, fitting)?,
    };
    let value = loss.value_and_gradient(&parameters).0;
    let (weights, intercepts) = parameters.split_at(x.columns() * fitting.classes);
    Ok(Fitted { weights: weights.to_vec(), intercepts: intercepts.to_vec(), loss: value, iterations })
}

fn fit_dense(x: &SparseRows, truth: &[usize], fitting: &Fitting, loss: &Loss<'_>) -> Result<(Vec<f64>, usize)> {
    let mut dense = Array2::<f64>::zeros((x.rows(), x.columns()));
    for row in 0..x.rows() {
        for (place, value) in x.row(row) {
            dense[(row, place)] = f64::from(value);
        }
    }
    let data = DatasetBase::new(dense, Array1::from(truth.to_vec()));
    let mut parameters = Array2::<f64>::zeros((x.columns() + 1, fitting.classes));
    let mut iterations = 0;
    while iterations < fitting.max_iterations {
        let round = ROUND.min(fitting.max_iterations - iterations);
        let fitted = MultiLogisticRegression::default()
            .alpha(fitting.l2)
            .max_iterations(round as u64)
            .gradient_tolerance(TOLERANCE * x.rows() as f64)
            .initial_params(parameters.clone())
            .fit(&data);
        let fitted = match fitted {
            Ok(fitted) => fitted,
            // At the minimum, to machine precision, a further line search finds no way down.
            Err(_) if iterations > 0 => break,
            Err(error) => return Err(Error::Data(format!("linfa-logistic could not fit the weights: {error}"))),
        };
        parameters.slice_axis_mut(Axis(0), Slice::from(..x.columns())).assign(fitted.params());
        parameters.row_mut(x.columns()).assign(fitted.intercept());
        iterations += round;
        let (value, gradient) = loss.value_and_gradient(parameters.as_slice().expect("standard layout"));
        (fitting.step)(iterations, value);
        if norm(&gradient) <= TOLERANCE * x.rows() as f64 {
            break;
        }
    }
    Ok((parameters.into_raw_vec_and_offset().0, iterations))
}

fn fit_sparse(loss: &Loss<'_>, fitting: &Fitting) -> Result<(Vec<f64>, usize)> {
    let failed = |error: argmin::core::Error| Error::Data(format!("the weights could not be fitted: {error}"));
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 10)
        .with_tolerance_grad(TOLERANCE * loss.x.rows() as f64)
        .map_err(failed)?;
    let start = vec![0.0; (loss.x.columns() + 1) * fitting.classes];
    let outcome = Executor::new(Remembering { loss, last: Mutex::default() }, solver)
        .configure(|state| state.param(start).max_iters(fitting.max_iterations as u64))
        .add_observer(Watcher(Arc::clone(&fitting.step)), ObserverMode::Every(10))
        .run()
        .map_err(failed)?;
    let state = outcome.state();
    let iterations = state.get_iter() as usize;
    let parameters = state.get_best_param().cloned().unwrap_or_default();
    (fitting.step)(iterations, state.get_best_cost());
    Ok((parameters, iterations))
}

fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|v| v * v).sum::<f64>().sqrt()
}

/// The penalised loss on given data, as a function of the parameters: weights, then intercepts.
struct Loss<'a> {
    x: &'a SparseRows,
    by_feature: SparseRows,
    truth: &'a [usize],
    classes: usize,
    l2: f64,
}

impl<'a> Loss<'a> {
    fn new(x: &'a SparseRows, truth: &'a [usize], classes: usize, l2: f64) -> Self {
        Loss { x, by_feature: x.transposed(), truth, classes, l2 }
    }

    /// Sums run over rows and columns in a fixed order, so that threads do not change a bit of the outcome.
    fn value_and_gradient(&self, parameters: &[f64]) -> (f64, Vec<f64>) {
        let k = self.classes;
        let (weights, intercepts) = parameters.split_at(self.x.columns() * k);
        let mut residuals = vec![0.0; self.x.rows() * k];
        let losses: Vec<f64> = residuals
            .par_chunks_mut(k)
            .enumerate()
            .map(|(row, scores)| {
                scores.copy_from_slice(intercepts);
                for (place, value) in self.x.row(row) {
                    let value = f64::from(value);
                    scores.iter_mut().zip(&weights[place * k..(place + 1) * k]).for_each(|(s, w)| *s += value * w);
                }
                let class = self.truth[row];
                let log_likelihood = scores[class] - softmax(scores);
                scores[class] -= 1.0;
                -log_likelihood
            })
            .collect();
        let mut gradient = vec![0.0; parameters.len()];
        let (of_weights, of_intercepts) = gradient.split_at_mut(weights.len());
        of_weights.par_chunks_mut(k).enumerate().for_each(|(feature, sums)| {
            for (row, value) in self.by_feature.row(feature) {
                let value = f64::from(value);
                sums.iter_mut().zip(&residuals[row * k..(row + 1) * k]).for_each(|(s, r)| *s += value * r);
            }
            sums.iter_mut().zip(&weights[feature * k..(feature + 1) * k]).for_each(|(s, w)| *s += self.l2 * w);
        });
        for row in residuals.chunks(k) {
            of_intercepts.iter_mut().zip(row).for_each(|(s, r)| *s += r);
        }
        let penalty = 0.5 * self.l2 * weights.iter().map(|w| w * w).sum::<f64>();
        (losses.iter().sum::<f64>() + penalty, gradient)
    }
}

/// Turns scores into probabilities, in place; returns the logarithm of the sum of their exponentials. By libm's `exp`,
/// which is the same to the last bit on every machine, unlike the operating system's.
pub fn softmax(scores: &mut [f64]) -> f64 {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = libm::exp(*score - most);
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
    most + libm::log(sum)
}

/// argmin asks for value and gradient one after the other; they are computed together.
struct Remembering<'a> {
    loss: &'a Loss<'a>,
    last: Mutex<(Vec<f64>, f64, Vec<f64>)>,
}

impl Remembering<'_> {
    fn at<T>(&self, parameters: &[f64], take: impl FnOnce(f64, &[f64]) -> T) -> T {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if last.0 != parameters {
            let (value, gradient) = self.loss.value_and_gradient(parameters);
            *last = (parameters.to_vec(), value, gradient);
        }
        take(last.1, &last.2)
    }
}

impl CostFunction for Remembering<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, parameters: &Vec<f64>) -> std::result::Result<f64, argmin::core::Error> {
        Ok(self.at(parameters, |value, _| value))
    }
}

impl Gradient for Remembering<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, parameters: &Vec<f64>) -> std::result::Result<Vec<f64>, argmin::core::Error> {
        Ok(self.at(parameters, |_, gradient| gradient.to_vec()))
    }
}

struct Watcher(Step);

impl Observe<IterState<Vec<f64>, Vec<f64>, (), (), (), f64>> for Watcher {
    fn observe_iter(
        &mut self,
        state: &IterState<Vec<f64>, Vec<f64>, (), (), (), f64>,
        _kv: &KV,
    ) -> std::result::Result<(), argmin::core::Error> {
        (self.0)(state.get_iter() as usize, state.get_cost());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Examples of three classes whose features overlap, drawn by a small congruential generator.
    fn example() -> (SparseRows, Vec<usize>) {
        let mut state = 7u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let mut x = SparseRows::new(40);
        let mut classes = Vec::new();
        for _ in 0..300 {
            let class = draw(3);
            let mut places: Vec<u32> = (0..6).map(|_| (draw(30) + class * 5) as u32).collect();
            places.sort_unstable();
            places.dedup();
            places.iter().for_each(|&place| x.entry(place, 0.4));
            x.end_row();
            classes.push(class as usize);
        }
        (x, classes)
    }

    fn fitting(solver: Solver) -> Fitting {
        Fitting { classes: 3, l2: 0.5, max_iterations: 500, solver, step: Arc::new(|_, _| {}) }
    }

    #[test]
    fn both_solvers_reach_the_same_optimum() {
        let (x, classes) = example();
        let dense = fit(&x, &classes, &fitting(Solver::Dense)).unwrap();
        let sparse = fit(&x, &classes, &fitting(Solver::Sparse)).unwrap();
        assert!((dense.loss - sparse.loss).abs() <= 1e-6 * dense.loss, "{} {}", dense.loss, sparse.loss);
        for row in 0..x.rows() {
            let probabilities = |fitted: &Fitted| {
                let mut scores = fitted.intercepts.clone();
                for (place, value) in x.row(row) {
                    (0..3).for_each(|k| scores[k] += f64::from(value) * fitted.weights[place * 3 + k]);
                }
                softmax(&mut scores);
                scores
            };
            let (a, b) = (probabilities(&dense), probabilities(&sparse));
            assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-3), "{a:?} {b:?}");
        }
    }

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        let (x, classes) = example();
        let loss = Loss::new(&x, &classes, 3, 0.5);
        let point: Vec<f64> = (0..123).map(|i| f64::from(i % 7) / 10.0 - 0.3).collect();
        let (_, gradient) = loss.value_and_gradient(&point);
        for i in [0, 17, 64, 119, 120, 122] {
            let shifted = |by: f64| {
                let mut point = point.clone();
                point[i] += by;
                loss.value_and_gradient(&point).0
            };
            let slope = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
            assert!((slope - gradient[i]).abs() < 1e-5 * slope.abs().max(1.0), "{slope} {}", gradient[i]);
        }
    }
}
