//! How sure a forecast is, and whether it says that something will not be.

use crate::syntax::Words;
use crate::text::stems::Shape;

/// The strength of a forecast, in three degrees (Saurí and Pustejovsky 2009, *FactBank*: certain, probable, possible).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Modality {
    /// `may`, `could`, `perhaps`.
    Possible,
    /// `is likely to`, `is expected to`, `probably`.
    Likely,
    /// `will`, `is going to`, `is certain to`; also what is told of the future without any such word.
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

    /// The degree that a word sets, by its stem.
    fn of(stem: &str) -> Option<Modality> {
        Some(match stem {
            "may" | "might" | "could" | "can" | "perhap" | "mayb" | "possibl" | "conceiv" | "chanc" | "risk"
            | "potenti" | "threaten" | "hope" => Modality::Possible,
            "like" | "unlik" | "probabl" | "presum" | "expect" | "anticip" | "forecast" | "project" | "predict"
            | "foresee" | "estim" | "think" | "believ" | "reckon" | "suppos" | "plan" | "intend" | "aim" | "seek"
            | "propos" | "want" | "guess" | "suspect" | "bet" | "should" | "fear" | "odd" | "pois" | "due" | "set"
            | "appear" | "seem" => Modality::Likely,
            "will" | "shall" | "would" | "go" | "certain" | "sure" | "bound" | "inevit" | "undoubt" | "doubtless"
            | "must" | "vow" | "promis" | "pledg" | "schedul" => Modality::Certain,
            _ => return None,
        })
    }
}

/// Words that weaken the modal verb beside them.
fn weakens(stem: &str) -> bool {
    matches!(stem, "like" | "probabl" | "perhap" | "mayb" | "possibl" | "presum" | "conceiv" | "unlik")
}

/// Words that open a clause which says less than the main clause that follows it.
const SUBORDINATORS: [&str; 13] =
    ["although", "though", "while", "whil", "if", "unless", "when", "becaus", "as", "onc", "given", "with", "should"];

const NEGATIONS: [&str; 11] =
    ["not", "never", "no", "nor", "neither", "none", "nobodi", "noth", "hard", "unlik", "cannot"];

/// The modality of a forecast, and whether it is negated: told by the first word of modality in the main clause and what
/// stands beside it.
///
/// ```
/// use sayso::{extraction::{Modality, modality}, syntax::Words, text::{Language, Stems}};
/// let mut words = Words::default();
/// words.read("If it rains, the bridge will probably not open.", &mut Stems::new(Language::English));
/// assert_eq!(modality::of(&words), (Modality::Likely, true));
/// ```
pub fn of(words: &Words) -> (Modality, bool) {
    // `May` is a month.
    let is_month = |at: usize, stem: &str| at > 0 && stem == "may" && words.all()[at].shape == Shape::Capital;
    let stems: Vec<&str> =
        words.stems().enumerate().map(|(at, stem)| if is_month(at, stem) { "" } else { stem }).collect();
    let main = match stems.first() {
        Some(first) if SUBORDINATORS.contains(first) => stems.iter().position(|&stem| stem == ",").unwrap_or(0),
        _ => 0,
    };
    let modal = |from: usize| (from..stems.len()).find(|&at| is_modal(&stems, at));
    let Some(at) = modal(main).or_else(|| modal(0)) else {
        return (Modality::Certain, stems.contains(&"not"));
    };
    let near = &stems[at.saturating_sub(1)..stems.len().min(at + 4)];
    let weakest = near.iter().filter(|&&stem| weakens(stem)).filter_map(|stem| Modality::of(stem)).min();
    let modality = Modality::of(stems[at]).unwrap_or(Modality::Certain);
    let around = &stems[at.saturating_sub(3)..stems.len().min(at + 4)];
    let subject =
        around.split(|&stem| matches!(stem, "," | ";" | ":" | "\"")).max_by_key(|part| part.contains(&stems[at]));
    let negated = subject.is_some_and(|part| part.iter().any(|stem| NEGATIONS.contains(stem)));
    (weakest.map_or(modality, |weakest| weakest.min(modality)), negated)
}

/// Whether the word at a place is of modality here: `like` and `go` only before `to`, `set` and `due` too.
fn is_modal(stems: &[&str], at: usize) -> bool {
    let next = stems.get(at + 1).copied().unwrap_or("");
    match stems[at] {
        "like" | "go" | "set" | "due" | "pois" | "bound" | "schedul" | "sure" => {
            next == "to" || (stems[at] == "like" && at > 0 && stems[at - 1] == "will")
        }
        stem => Modality::of(stem).is_some(),
    }
}
