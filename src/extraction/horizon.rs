//! By when: expressions of time in a sentence, chosen by the tagger among those that a small grammar finds.
//!
//! The grammar is that of English temporal expressions in the manner of TIMEX3 (Pustejovsky et al. 2003, *TimeML*): a
//! preposition, modifiers, and a head such as a month, a year or a unit.

use super::calendar::{self, Term};
use crate::syntax::{Part, TaggerScores, Word, Words};
use std::ops::Range;

/// Prepositions before a time.
const PREPOSITIONS: [&str; 19] = [
    "by",
    "in",
    "on",
    "at",
    "before",
    "after",
    "until",
    "till",
    "within",
    "over",
    "during",
    "from",
    "through",
    "throughout",
    "for",
    "since",
    "come",
    "inside",
    "into",
];

/// What can stand between a preposition and the head.
const MODIFIERS: [&str; 40] = [
    "the",
    "a",
    "an",
    "this",
    "next",
    "coming",
    "last",
    "following",
    "same",
    "few",
    "several",
    "couple",
    "of",
    "early",
    "earlier",
    "late",
    "later",
    "mid",
    "end",
    "middle",
    "beginning",
    "start",
    "half",
    "quarter",
    "first",
    "second",
    "third",
    "fourth",
    "foreseeable",
    "near",
    "medium",
    "long",
    "short",
    "about",
    "around",
    "rest",
    "least",
    "or",
    "and",
    "more",
];

/// Words that make a unit such as `year` a point or stretch of the future, without a preposition.
const POINTERS: [&str; 4] = ["next", "this", "coming", "following"];

/// Finds the horizon of a forecast, in words. Of several the tagger's favourite is taken; where the grammar finds none, a
/// clause such as `until the lease runs out` if the tagger is sure of it.
///
/// ```
/// use sayso::{extraction::horizon, syntax::Words, text::{Language, Stems}};
/// let (sentence, mut words) = ("By the end of next year the line will be full.", Words::default());
/// words.read(sentence, &mut Stems::new(Language::English));
/// let span = horizon::find(sentence, &words, &Vec::new()).unwrap();
/// assert_eq!(&sentence[words.all()[span.start].span.start..words.all()[span.end - 1].span.end], "By the end of next year");
/// ```
pub fn find(sentence: &str, words: &Words, scores: &TaggerScores) -> Option<Range<usize>> {
    // The verb `may` is no month.
    let text =
        |word: &Word| Some(&sentence[word.span.clone()]).filter(|text| *text != "may").unwrap_or("").to_lowercase();
    let lower: Vec<String> = words.all().iter().map(text).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let score = |at: usize| scores.get(at).map_or(0.0, |s| s[Part::Horizon as usize]);
    let mean = |span: &Range<usize>| span.clone().map(score).sum::<f32>() / span.len() as f32;
    let (mut best, mut most) = (None, -4.0);
    let mut at = 0;
    while at < lower.len() {
        let Some(span) = expression(&lower, at) else {
            at += 1;
            continue;
        };
        at = span.end;
        if mean(&span) > most {
            (best, most) = (Some(span.clone()), mean(&span));
        }
    }
    best.or_else(|| clause(words, &score))
}

/// The longest expression of time that begins at a word.
fn expression(lower: &[&str], from: usize) -> Option<Range<usize>> {
    let is_preposition = |at: usize| lower.get(at).is_some_and(|word| PREPOSITIONS.contains(word));
    let two = matches!(lower[from], "until" | "till" | "from") && is_preposition(from + 1);
    let prepositions = usize::from(is_preposition(from)) + usize::from(two);
    let preposition = prepositions > 0;
    if matches!(lower[from], "and" | "or" | "of" | "more" | "least" | "earlier" | "later") {
        return None;
    }
    let (mut end, mut pointed, mut counted) = (None, false, false);
    let mut at = from + prepositions;
    while let Some(&word) = lower.get(at) {
        let abbreviates = |at: usize| matches!(calendar::term(lower[at]), Some(Term::Month(_))) && lower[at].len() <= 4;
        let joined =
            word == "." && end == Some(at) && abbreviates(at - 1) && lower.get(at + 1).is_some_and(|next| is_day(next))
                || word == "," && end == Some(at) && lower.get(at + 1).is_some_and(|next| is_year(next));
        match calendar::term(word) {
            Some(Term::Unit(_)) if pointed || (counted && (preposition || from_now(lower, at + 1))) => {
                end = Some(at + 1);
            }
            Some(Term::Season(_)) if pointed || preposition => end = Some(at + 1),
            Some(Term::Year { .. }) if preposition || at > from => end = Some(at + 1),
            Some(Term::Month(_) | Term::Weekday(_) | Term::Day(_)) => end = Some(at + 1),
            Some(Term::Vague) if preposition || pointed => end = Some(at + 1),
            Some(Term::Number(_)) => {
                counted = true;
                // The day of a month.
                let follows_month =
                    lower[from..at].iter().any(|word| matches!(calendar::term(word), Some(Term::Month(_))));
                if follows_month && is_day(word) || preposition && word.ends_with("th") {
                    end = Some(at + 1);
                }
            }
            _ if joined => {}
            _ if MODIFIERS.contains(&word) => {
                pointed |= POINTERS.contains(&word);
                counted |= matches!(word, "a" | "an" | "the" | "few" | "several" | "couple");
            }
            // `by 2030 in the north` ends, `in June of next year` goes on.
            _ => break,
        }
        at += 1;
    }
    let end = end?;
    let after = |at: usize| lower.get(at).copied().unwrap_or("");
    Some(match (after(end), after(end + 1)) {
        ("from", "now") => from..end + 2,
        ("later" | "hence" | "after", next) if !next.starts_with(char::is_alphanumeric) => from..end + 1,
        _ => from..end,
    })
}

fn from_now(lower: &[&str], at: usize) -> bool {
    matches!(lower.get(at..at + 2), Some(["from", "now"]))
}

fn is_day(word: &str) -> bool {
    matches!(calendar::term(word), Some(Term::Number(1..=31)))
}

fn is_year(word: &str) -> bool {
    matches!(calendar::term(word), Some(Term::Year { .. }))
}

/// A clause of time, from the conjunction that opens it to the next punctuation.
fn clause(words: &Words, score: &impl Fn(usize) -> f32) -> Option<Range<usize>> {
    let stems: Vec<&str> = words.stems().collect();
    let opens = |at: &usize| matches!(stems[*at], "until" | "till" | "befor" | "onc" | "after" | "by");
    let from = (0..stems.len()).filter(opens).find(|&at| score(at) > 0.0)?;
    let breaks = |stem: &&str| matches!(*stem, "," | ";" | ":" | "--" | "." | "!" | "?" | "\"" | "(" | ")");
    let end = stems[from..].iter().position(breaks).map_or(stems.len(), |length| from + length);
    (end > from + 1).then_some(from..end)
}
