//! How a model is trained, checked once.

use crate::error::{Error, Result};
use crate::features::ngrams::LONGEST;
use crate::features::{Ngrams, vocabulary::Selection};
use crate::text::Language;
use serde::{Deserialize, Serialize};

/// The options of training. The defaults are those of the embedded model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// The language of the stemmer and of the sentence boundaries.
    pub language: Language,
    /// Which n-grams are features.
    pub ngrams: Ngrams,
    /// How features are selected.
    pub selection: Selection,
    /// The strength of the L2 penalty: the loss is the sum of the sentences' negative log-likelihoods, plus half of this
    /// times the squared norm of the weights. (It is scikit-learn's 1/C.)
    pub l2: f64,
    /// The most iterations of the optimiser.
    pub max_iterations: usize,
    /// The seed of whatever is drawn: the folds of cross-validation.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            language: Language::English,
            ngrams: Ngrams { min: 1, max: 3 },
            selection: Selection { min_df: 2, max_features: 20_000 },
            l2: 1.0,
            max_iterations: 500,
            seed: 1,
        }
    }
}

impl Options {
    /// Checks that the options make sense together.
    ///
    /// # Errors
    ///
    /// [`Error::Data`], which names the option that is out of range, and the range.
    pub fn check(&self) -> Result<()> {
        let wrong = |option: &str, found: String, expected: String| {
            Err(Error::Data(format!("{option} is {found}; expected {expected}")))
        };
        let Ngrams { min, max } = self.ngrams;
        if min < 1 || max < min || max > LONGEST {
            return wrong("the n-gram range", format!("{min} to {max}"), format!("1 ≤ shortest ≤ longest ≤ {LONGEST}"));
        }
        if self.selection.min_df < 1 {
            return wrong("the minimum document frequency", "0".into(), "1 or more".into());
        }
        if !(1..=1 << 24).contains(&self.selection.max_features) {
            return wrong("the number of features", self.selection.max_features.to_string(), "1 to 16777216".into());
        }
        // Without a penalty the weights of separable data grow for ever.
        if !(self.l2.is_finite() && self.l2 >= 1e-6) {
            return wrong("the L2 penalty", self.l2.to_string(), "a number of at least 0.000001".into());
        }
        if self.max_iterations < 1 {
            return wrong("the number of iterations", "0".into(), "1 or more".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_out_of_range_are_named() {
        assert!(Options::default().check().is_ok());
        let refused = |options: Options| options.check().unwrap_err().to_string();
        assert!(refused(Options { l2: 0.0, ..Default::default() }).starts_with("the L2 penalty is 0;"));
        assert!(refused(Options { l2: f64::NAN, ..Default::default() }).starts_with("the L2 penalty is NaN;"));
        let ngrams = Ngrams { min: 3, max: 2 };
        assert!(refused(Options { ngrams, ..Default::default() }).starts_with("the n-gram range is 3 to 2;"));
    }
}
