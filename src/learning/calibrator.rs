//! Probabilities made to mean what they say: where the model says 0.9, nine in ten are right.
//!
//! A model's probabilities are tuned on the examples that it learned from, which it knows better than any other. What it
//! says of examples held out from it shows by how much it is too sure, or not sure enough, and of which class.

use super::logistic::softmax;
use crate::error::{Error, Result};
use argmin::core::{CostFunction, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use serde::{Deserialize, Serialize};

/// The fit stops when the norm of the gradient, per example, is below this.
const TOLERANCE: f64 = 1e-6;

/// Temperature scaling (Guo, Pleiss, Sun and Weinberger 2017, *On Calibration of Modern Neural Networks*), which changes no
/// decision, or the same with a bias for each class (Alexandari, Kundaje and Shrikumar 2020, *Maximum Likelihood with
/// Bias-Corrected Calibration is Hard-To-Beat at Label Shift Adaptation*): probabilities are
/// `softmax(score / temperature + bias)`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibrator {
    /// More than 1 makes all probabilities less extreme; less than 1, more.
    pub temperature: f64,
    /// What is added to the score of each class.
    pub biases: Vec<f64>,
}

/// What is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Nothing: the probabilities are as good as they get.
    Identity,
    /// The temperature alone; all biases are 0.
    Temperature,
    /// The temperature and the biases.
    Biased,
}

impl Calibrator {
    /// One that changes nothing.
    pub fn identity(classes: usize) -> Self {
        Calibrator { temperature: 1.0, biases: vec![0.0; classes] }
    }

    /// Fits a calibrator to the probabilities that held-out examples were given, by maximum likelihood. A normal
    /// prior of variance 1 on the biases and on the logarithm of the temperature keeps them finite where a few examples are
    /// all predicted right; against thousands it has no weight.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the optimiser fails.
    ///
    /// ```
    /// use sayso::learning::calibrator::{Calibrator, Form};
    /// // Said with a probability of 0.9, and right in 1,200 of 2,000 cases.
    /// let probabilities = vec![vec![0.9, 0.1]; 2000];
    /// let truth: Vec<usize> = (0..2000).map(|i| usize::from(i >= 1200)).collect();
    /// let mut scores = [0.9f64.ln(), 0.1f64.ln()];
    /// Calibrator::fit(&probabilities, &truth, Form::Temperature)?.probabilities(&mut scores);
    /// assert!((scores[0] - 0.6).abs() < 0.02);
    /// # Ok::<(), sayso::Error>(())
    /// ```
    pub fn fit(probabilities: &[Vec<f64>], truth: &[usize], form: Form) -> Result<Self> {
        let Some(classes) = probabilities.first().map(Vec::len) else {
            return Err(Error::Data("calibration needs examples; found none".into()));
        };
        let failed = |error: argmin::core::Error| Error::Data(format!("the calibration could not be fitted: {error}"));
        if form == Form::Identity {
            return Ok(Calibrator::identity(classes));
        }
        let scores = probabilities.iter().flatten().map(|&p| log(p)).collect();
        let solver = LBFGS::new(MoreThuenteLineSearch::new(), 10).with_tolerance_grad(TOLERANCE).map_err(failed)?;
        let outcome = Executor::new(Loss { classes, scores, truth, form }, solver)
            .configure(|state| state.param(vec![0.0; classes + 1]).max_iters(200))
            .run()
            .map_err(failed)?;
        let parameters = outcome.state().get_best_param().cloned().unwrap_or_else(|| vec![0.0; classes + 1]);
        Ok(Calibrator { temperature: libm::exp(-parameters[0]), biases: parameters[1..].to_vec() })
    }

    /// Turns scores into calibrated probabilities, in place. A number added to all scores changes nothing, so these may
    /// be a model's scores or the logarithms of its probabilities.
    #[inline]
    pub fn probabilities(&self, scores: &mut [f64]) {
        scores.iter_mut().zip(&self.biases).for_each(|(s, bias)| *s = *s / self.temperature + bias);
        softmax(scores);
    }

    /// The calibrated probabilities for those of an uncalibrated model.
    pub fn calibrated(&self, probabilities: &[f64]) -> Vec<f64> {
        let mut scores: Vec<f64> = probabilities.iter().map(|&p| log(p)).collect();
        self.probabilities(&mut scores);
        scores
    }

    /// Whether it can be applied to this number of classes.
    pub fn fits(&self, classes: usize) -> bool {
        self.biases.len() == classes
            && self.temperature > 0.0
            && self.temperature.is_finite()
            && self.biases.iter().all(|b| b.is_finite())
    }
}

/// The logarithm of a probability, which is finite for 0, too.
fn log(probability: f64) -> f64 {
    libm::log(probability.max(f64::MIN_POSITIVE))
}

/// The mean negative log-likelihood, penalised, as a function of minus the logarithm of the temperature, and the biases.
struct Loss<'a> {
    classes: usize,
    scores: Vec<f64>,
    truth: &'a [usize],
    form: Form,
}

impl Loss<'_> {
    fn value_and_gradient(&self, parameters: &[f64]) -> (f64, Vec<f64>) {
        let (scale, biases) = (libm::exp(parameters[0]), &parameters[1..]);
        let mut value = 0.5 * parameters.iter().map(|p| p * p).sum::<f64>();
        let mut gradient = parameters.to_vec();
        let mut p = vec![0.0; self.classes];
        for (scores, &truth) in self.scores.chunks(self.classes).zip(self.truth) {
            for ((p, score), bias) in p.iter_mut().zip(scores).zip(biases) {
                *p = scale * score + bias;
            }
            let of_truth = p[truth];
            value += softmax(&mut p) - of_truth;
            p[truth] -= 1.0;
            gradient[0] += p.iter().zip(scores).map(|(residual, score)| residual * scale * score).sum::<f64>();
            if self.form == Form::Biased {
                gradient[1..].iter_mut().zip(&p).for_each(|(slope, residual)| *slope += residual);
            }
        }
        let n = self.truth.len() as f64;
        gradient.iter_mut().for_each(|g| *g /= n);
        (value / n, gradient)
    }
}

impl CostFunction for Loss<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, parameters: &Vec<f64>) -> std::result::Result<f64, argmin::core::Error> {
        Ok(self.value_and_gradient(parameters).0)
    }
}

impl Gradient for Loss<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, parameters: &Vec<f64>) -> std::result::Result<Vec<f64>, argmin::core::Error> {
        Ok(self.value_and_gradient(parameters).1)
    }
}
