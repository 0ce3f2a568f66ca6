//! How sure a forecast is, and whether it says that something will not be.

use crate::syntax::Words;

/// The strength of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Modality {
    /// `may`, `could`, `perhaps`.
    Possible,
    /// `is likely to`, `is expected to`, `probably`.
    Likely,
    /// `will`, `is going to`, `is certain to`.
    Certain,
}

impl Modality {
    /// Its name in output.
    pub fn name(self) -> &'static str {
        match self {
            Modality::Possible => "possible",
            Modality::Likely => "likely",
            Modality::Certain => "certain",
        }
    }
}

/// The modality of a forecast, and whether it is negated.
pub fn of(words: &Words) -> (Option<Modality>, bool) {
    let negated = words.stems().any(|stem| stem == "not");
    let found = words.stems().filter_map(|stem| match stem {
        "may" | "might" | "could" => Some(Modality::Possible),
        "like" | "expect" => Some(Modality::Likely),
        _ => None,
    });
    (Some(found.min().unwrap_or(Modality::Certain)), negated)
}
