//! What the tagger says of the words, summed up for the sentence: a fixed number of figures.

use crate::syntax::{ROLES, Role, STEP, TaggerScores};
use std::sync::LazyLock;

/// Figures for each role.
const PER_ROLE: usize = 5;

/// How many figures there are.
pub const COUNT: usize = ROLES.len() * PER_ROLE + 6;

/// The log-odds of a role in a sentence without words.
const NOTHING: f32 = -8.0;

/// The name of a figure, for explanations.
pub fn name(figure: usize) -> String {
    if figure < ROLES.len() * PER_ROLE {
        let role = ROLES[figure / PER_ROLE].name();
        return match figure % PER_ROLE {
            0 => format!("[{role}: score of the likeliest word]"),
            1 => format!("[{role}: score of the second likeliest]"),
            2 => format!("[{role}: share of the words]"),
            3 => format!("[{role}: expected words, logarithm]"),
            _ => format!("[{role}: probability of the likeliest word]"),
        };
    }
    [
        "[anchor within content: score]",
        "[anchor after cue]",
        "[idle over deciding cue]",
        "[anchor and content: probability]",
        "[anchor outside content: probability]",
        "[length, logarithm]",
    ][figure - ROLES.len() * PER_ROLE]
        .to_owned()
}

/// The figures of a sentence whose words have these scores.
pub fn sum_up(scores: &TaggerScores) -> [f32; COUNT] {
    let mut figures = [0.0; COUNT];
    let words = scores.len().max(1) as f32;
    for (role, figures) in figures.chunks_mut(PER_ROLE).take(ROLES.len()).enumerate() {
        let (mut first, mut second, mut expected) = (NOTHING, NOTHING, 0.0);
        for score in scores.iter().map(|s| s[role]) {
            if score > first {
                (first, second) = (score, first);
            } else if score > second {
                second = score;
            }
            expected += probability(score);
        }
        figures.copy_from_slice(&[first, second, expected / words, libm::logf(expected + 1e-6), probability(first)]);
    }
    let anchor = |word: &[f32; 8]| word[Role::Anchor as usize].max(word[Role::ReportedAnchor as usize]);
    let content = |word: &[f32; 8]| word[Role::Content as usize];
    let best = |score: &dyn Fn(&[f32; 8]) -> f32| {
        (0..scores.len()).max_by(|&a, &b| score(&scores[a]).total_cmp(&score(&scores[b])).then(b.cmp(&a)))
    };
    let best_anchor = best(&anchor);
    let best_cue = best(&|word| word[Role::Cue as usize]);
    let most = |figure: &dyn Fn(&[f32; 8]) -> f32| scores.iter().map(figure).fold(0.0, f32::max);
    let top = |role: Role| figures[role as usize * PER_ROLE];
    let between = [
        best_anchor.map_or(NOTHING, |at| content(&scores[at])),
        f32::from(u8::from(best_anchor > best_cue)),
        top(Role::IdleCue) - top(Role::Cue),
        most(&|word| probability(anchor(word)) * probability(content(word))),
        most(&|word| probability(anchor(word)) * (1.0 - probability(content(word)))),
        libm::logf(1.0 + scores.len() as f32),
    ];
    figures[ROLES.len() * PER_ROLE..].copy_from_slice(&between);
    figures
}

/// The probability at each score, in steps of the tagger's, as far as it is not 0 or 1.
static PROBABILITIES: LazyLock<[f32; 2 * FARTHEST + 1]> =
    LazyLock::new(|| std::array::from_fn(|i| 1.0 / (1.0 + libm::expf((FARTHEST as f32 - i as f32) * STEP))));

/// In steps: a score of 16 is a probability of 0.9999999.
const FARTHEST: usize = (16.0 / STEP) as usize;

fn probability(score: f32) -> f32 {
    PROBABILITIES[((score / STEP) as isize).saturating_add(FARTHEST as isize).clamp(0, 2 * FARTHEST as isize) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_no_words_and_of_one_are_finite() {
        assert!(sum_up(&Vec::new()).iter().all(|f| f.is_finite()));
        let figures = sum_up(&vec![[2.0; 8], [-3.0; 8]]);
        assert!(figures.iter().all(|f| f.is_finite()));
        assert_eq!((figures[0], figures[1]), (2.0, -3.0));
        assert!((0..COUNT).map(name).collect::<std::collections::HashSet<_>>().len() == COUNT);
    }
}
