//! What can be seen in a sentence, and from where: the features that the tagger decides by.
//!
//! A thing seen (a stem, a pair of stems, a class of verb, …) stands at one place and is seen from the words around it. It
//! is looked up once and has a weight for each place that it is seen from, so that a wide window costs no more look-ups than
//! a narrow one.

use super::{Word, Words};
use crate::text::stems::{Shape, hash};
use std::ops::RangeInclusive;

/// How far a thing can be seen, in tokens.
pub const REACH: usize = 4;

/// A kind of thing that can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A stem or symbol.
    Stem,
    /// The shape of a word.
    Shape,
    /// The last three letters of a word.
    Ending,
    /// A stem and the last two letters of the word.
    Inflection,
    /// What attribution a word can express, and its shape.
    Verb,
    /// Two stems, the first at its place.
    Pair,
    /// Three stems, the first at its place.
    Triple,
    /// A stem between quotation marks, or outside.
    Quoted,
    /// Whether the word is quoted, the sentence has quotation marks, and it asks.
    Quotation,
    /// The last word that opened a clause, and how far back.
    Clause,
    /// How far from the start of the sentence.
    Start,
    /// How far from its end.
    End,
    /// A verb of attribution, and the shape of the word before.
    VerbAfter,
    /// A verb of attribution, and the stem before.
    VerbBehind,
    /// A verb of attribution, and the stem that follows.
    VerbBefore,
    /// A verb of attribution, and the word that opened its clause.
    VerbClause,
}

/// All kinds, in the order of their numbers.
pub const KINDS: [Kind; 16] = [
    Kind::Stem,
    Kind::Shape,
    Kind::Ending,
    Kind::Inflection,
    Kind::Verb,
    Kind::Pair,
    Kind::Triple,
    Kind::Quoted,
    Kind::Quotation,
    Kind::Clause,
    Kind::Start,
    Kind::End,
    Kind::VerbAfter,
    Kind::VerbBehind,
    Kind::VerbBefore,
    Kind::VerbClause,
];

impl Kind {
    /// From which places it is seen, relative to its own; none is farther than [`REACH`].
    pub fn window(self) -> RangeInclusive<isize> {
        match self {
            Kind::Stem => -4..=4,
            Kind::Shape => -3..=3,
            Kind::Verb => -2..=2,
            Kind::Pair | Kind::VerbBefore => -1..=2,
            Kind::VerbBehind => -2..=1,
            Kind::Triple => 0..=2,
            Kind::Inflection | Kind::VerbAfter => -1..=1,
            _ => 0..=0,
        }
    }

    /// From how many places it is seen.
    pub fn width(self) -> usize {
        (self.window().end() - self.window().start()) as usize + 1
    }
}

/// Hands every thing seen to `emit`: its kind, its key, and its place.
pub fn describe(words: &Words, mut emit: impl FnMut(Kind, u32, isize)) {
    for (at, word) in words.all().iter().enumerate() {
        of_form(word, words.begins(at), |kind, key| emit(kind, key, at as isize));
    }
    of_context(words, emit);
}

/// What is seen of a word by itself: the same wherever the form occurs, unless it begins the sentence, where a capital
/// tells nothing.
pub fn of_form(word: &Word, begins: bool, mut emit: impl FnMut(Kind, u32)) {
    let shape = shape(word, begins);
    emit(Kind::Stem, key(Kind::Stem, word.hash, 0, 0));
    emit(Kind::Shape, key(Kind::Shape, shape, 0, 0));
    emit(Kind::Ending, key(Kind::Ending, word.endings[1], 0, 0));
    emit(Kind::Inflection, key(Kind::Inflection, word.hash, word.endings[0], 0));
    if word.verb != 0 {
        emit(Kind::Verb, key(Kind::Verb, word.verb.into(), shape, 0));
    }
}

/// What is seen of words together.
pub fn of_context(words: &Words, mut emit: impl FnMut(Kind, u32, isize)) {
    let all = words.all();
    let Some(last) = all.len().checked_sub(1) else { return };
    // Beyond the sentence there is a stem, too: that of its edge.
    let edge = 1;
    emit(Kind::Stem, key(Kind::Stem, edge, 0, 0), -1);
    emit(Kind::Stem, key(Kind::Stem, edge, 0, 0), all.len() as isize);
    let stem = |at: usize| all.get(at).map_or(edge, |word| word.hash);
    let quoted = all.iter().any(|word| word.is_quote);
    let asks = all[last].hash == hash("?");
    // The last word that opened a clause, and how many tokens ago.
    let (mut opener, mut since) = (0, 0);
    let mut before = edge;
    for (at, word) in all.iter().enumerate() {
        let place = at as isize;
        let mut see = |kind, a, b, c| emit(kind, key(kind, a, b, c), place);
        see(Kind::Pair, word.hash, stem(at + 1), 0);
        see(Kind::Triple, word.hash, stem(at + 1), stem(at + 2));
        see(Kind::Quoted, word.hash, word.quoted.into(), 0);
        see(Kind::Quotation, word.quoted.into(), quoted.into(), asks.into());
        see(Kind::Clause, opener, u64::min(since, 6) / 2, 0);
        see(Kind::Start, at.min(12) as u64 / 3, 0, 0);
        see(Kind::End, (last - at).min(12) as u64 / 3, 0, 0);
        if word.verb != 0 {
            let verb = u64::from(word.verb) << 8 | shape(word, words.begins(at));
            let shape_before = at.checked_sub(1).map_or(edge, |i| shape(&all[i], words.begins(i)));
            see(Kind::VerbAfter, verb, shape_before, 0);
            see(Kind::VerbBehind, verb, before, 0);
            see(Kind::VerbBefore, verb, stem(at + 1), 0);
            see(Kind::VerbClause, verb, opener, 0);
        }
        since += 1;
        if word.opens {
            (opener, since) = (word.hash, 0);
        }
        before = word.hash;
    }
}

/// The shape as a number, with one of its own for a capital that tells nothing.
fn shape(word: &Word, begins: bool) -> u64 {
    word.shape as u64 + if begins && word.shape == Shape::Capital { 50 } else { 0 }
}

/// The key of a thing: its kind, and up to three numbers that tell it.
fn key(kind: Kind, a: u64, b: u64, c: u64) -> u32 {
    let mix = |h: u64, x: u64| (h.rotate_left(23) ^ x).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let h = mix(mix(mix(kind as u64 + 1, a), b), c);
    (h ^ h >> 29) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_within_reach_and_kinds_in_order() {
        for (number, kind) in KINDS.into_iter().enumerate() {
            assert_eq!(kind as usize, number);
            assert!(kind.window().start().unsigned_abs() <= REACH && kind.window().end().unsigned_abs() <= REACH);
        }
    }
}
