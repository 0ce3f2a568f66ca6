//! `--prior`: in what proportion the labels stand in the texts at hand.

use crate::error::Result;
use crate::model::Classifier;

/// What is known of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Prior {
    /// The shares of some or all labels.
    Shares(Vec<(String, f64)>),
    /// It is to be estimated from the texts.
    Estimate,
}

impl Prior {
    /// Reads `claim=0.15,forecast=0.08`.
    pub fn shares(text: &str) -> std::result::Result<Self, String> {
        let share = |part: &str| {
            let (label, share) = part.rsplit_once('=')?;
            let share = share.trim().parse().ok().filter(|share: &f64| *share > 0.0 && *share <= 1.0)?;
            Some((label.trim().to_owned(), share))
        };
        let shares = text.split(',').map(|part| {
            share(part).ok_or_else(|| {
                format!("`{part}`: expected a label and its share, more than 0 and at most 1, such as claim=0.15")
            })
        });
        shares.collect::<std::result::Result<_, _>>().map(Prior::Shares)
    }

    /// Reads shares, or `estimate`.
    pub fn shares_or_estimate(text: &str) -> std::result::Result<Self, String> {
        if text == "estimate" { Ok(Prior::Estimate) } else { Prior::shares(text) }
    }
}

/// The share of each of `chosen`, some labels of a model. What the named shares leave is divided among the other labels as
/// in the training data.
///
/// # Errors
///
/// If a label is none of these, or the shares do not add up to 1.
pub fn complete(shares: &[(String, f64)], model: &Classifier, chosen: &[String]) -> Result<Vec<f64>> {
    let mut mix = vec![None; chosen.len()];
    for (label, share) in shares {
        let Some(place) = chosen.iter().position(|c| c == label) else {
            let known = chosen.join(", ");
            return Err(super::usage(format!("--prior names `{label}`, which is no label here; they are {known}")));
        };
        if mix[place].replace(*share).is_some() {
            return Err(super::usage(format!("--prior names `{label}` twice; leave one out")));
        }
    }
    let trained = model.mix_of(chosen);
    let (named, left): (f64, f64) = (mix.iter().flatten().sum(), 1.0 - mix.iter().flatten().sum::<f64>());
    let unnamed: f64 = trained.iter().zip(&mix).filter(|(_, share)| share.is_none()).map(|(t, _)| t).sum();
    let all_named = mix.iter().all(Option::is_some);
    if (all_named && left.abs() > 0.01) || (!all_named && left <= 0.0) {
        let expected = if all_named { "1" } else { "less than 1, which leaves something to the labels not named" };
        return Err(super::usage(format!("the shares of --prior add up to {named:.3}; expected {expected}")));
    }
    Ok(mix.iter().zip(trained).map(|(share, trained)| share.unwrap_or(left * trained / unnamed)).collect())
}
