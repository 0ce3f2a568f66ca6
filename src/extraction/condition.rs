//! Under what condition a forecast is made.

use crate::syntax::{Part, TaggerScores, Words};
use std::ops::Range;

/// Finds the condition, in words: a clause that a word of condition opens, up to the end of the clause; else what the tagger
/// is sure to be one.
///
/// ```
/// use sayso::{extraction::condition, syntax::Words, text::{Language, Stems}};
/// let (sentence, mut words) = ("Demand will outgrow the line if the hall is enlarged, she says.", Words::default());
/// words.read(sentence, &mut Stems::new(Language::English));
/// let span = condition::find(&words, &Vec::new()).map(|s| words.all()[s.start].span.start..words.all()[s.end - 1].span.end);
/// assert_eq!(span.map(|s| &sentence[s]), Some("if the hall is enlarged"));
/// ```
pub fn find(words: &Words, scores: &TaggerScores) -> Option<Range<usize>> {
    let stems: Vec<&str> = words.stems().collect();
    let opened = (0..stems.len()).filter(|&at| opens(&stems, at)).map(|at| at..clause_end(&stems, at));
    opened.into_iter().find(|span| span.len() > 1).or_else(|| sure(&stems, scores))
}

/// Whether a condition begins at a word.
fn opens(stems: &[&str], at: usize) -> bool {
    let after = |back: usize| at.checked_sub(back).map_or("", |i| stems[i]);
    let next = |on: usize| stems.get(at + on).copied().unwrap_or("");
    let begins = at == 0 || matches!(after(1), "," | ";" | "\"" | "--" | "and" | "but");
    match stems[at] {
        "if" => !matches!(after(1), "as" | "even" | "ask" | "wonder") && next(1) != "onli",
        "even" => next(1) == "if",
        "unless" => true,
        "provid" | "assum" => matches!(next(1), "that" | "the" | "it" | "they" | "he" | "she") && begins,
        // Inverted, “Should it fail, …”; not a question.
        "should" => {
            begins && (at == 0 || matches!(next(1), "the" | "it" | "they" | "he" | "she")) && stems.last() != Some(&"?")
        }
        "as" => matches!(next(1), "long") && next(2) == "as",
        "in" => matches!((next(1), next(2)), ("the", "event") | ("case", _)) && next(3) != "," || next(1) == "case",
        _ => false,
    }
}

/// Where the clause that begins at a word ends: before the next punctuation.
fn clause_end(stems: &[&str], from: usize) -> usize {
    let breaks = |stem: &&str| matches!(*stem, "," | ";" | ":" | "--" | "." | "!" | "?" | "\"" | "(" | ")");
    stems[from..].iter().position(breaks).map_or(stems.len(), |length| from + length)
}

/// The longest run of words that the tagger takes for a condition, to the end of its clause.
fn sure(stems: &[&str], scores: &TaggerScores) -> Option<Range<usize>> {
    let (mut best, mut from) = (0..0, 0);
    for (at, score) in scores.iter().enumerate() {
        if score[Part::Condition as usize] <= 0.0 {
            from = at + 1;
        } else if at + 1 - from > best.len() {
            best = from..at + 1;
        }
    }
    (best.len() >= 3).then(|| best.start..clause_end(stems, best.start)).filter(|clause| clause.len() >= 3)
}
