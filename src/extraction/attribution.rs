//! Source, cue and content: the stretches of a sentence whose words have the best scores.

use super::Extraction;
use crate::syntax::{Part, TaggerScores, Words};
use std::ops::Range;

/// Finds the spans of an attributed sentence.
pub fn find(_sentence: &str, words: &Words, scores: &TaggerScores, found: &mut Extraction) {
    found.cue = best(words, scores, Part::Cue);
    found.source = best(words, scores, Part::Source);
    found.content = best(words, scores, Part::Content);
}

/// The stretch with the largest sum of scores, if that is positive.
fn best(words: &Words, scores: &TaggerScores, role: Part) -> Option<Range<usize>> {
    let (mut best, mut most) = (None, 0.0);
    let (mut start, mut sum) = (0, 0.0);
    for (at, score) in scores.iter().map(|s| s[role as usize]).enumerate() {
        if sum <= 0.0 {
            (start, sum) = (at, 0.0);
        }
        sum += score;
        if sum > most {
            (best, most) = (Some(words.all()[start].span.start..words.all()[at].span.end), sum);
        }
    }
    best
}
