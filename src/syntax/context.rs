//! A word described by what stands around it: the features that the tagger decides by.

use super::{Word, Words};
use crate::text::stems::{Shape, hash};

/// Stems of words that open a clause inside another.
const SUBORDINATORS: [&str; 25] = [
    "who", "which", "that", "whose", "whom", "if", "when", "while", "becaus", "although", "though", "unless", "until",
    "sinc", "as", "where", "whether", "what", "how", "why", "than", "befor", "after", "despit", "by",
];

/// What is the same for a stretch of the sentence: what came before a word.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    /// The last word that opened a clause, and how many tokens ago.
    subordinator: u64,
    since: usize,
    /// Commas, dashes, colons and semicolons so far.
    breaks: usize,
}

/// Hands the features of every word to `emit`, with the place of the word: keys that each stand for one thing seen.
pub fn describe(words: &Words, mut emit: impl FnMut(usize, u64)) {
    let all = words.all();
    let quote = hash("\"");
    let sentence = Sentence {
        words: all,
        quoted: all.iter().any(|w| w.hash == quote),
        question: all.last().is_some_and(|w| w.hash == hash("?")),
    };
    let mut before = Before::default();
    for at in 0..all.len() {
        let near = at.saturating_sub(2)..all.len().min(at + 4);
        let near_quote = all[near].iter().any(|w| w.hash == quote);
        sentence.word(at, before, near_quote, &mut |key| emit(at, key));
        let stem = words.stem(at);
        if SUBORDINATORS.contains(&stem) {
            before.subordinator = all[at].hash;
            before.since = 0;
        } else {
            before.breaks += usize::from(matches!(stem, "," | ";" | ":" | "--"));
            before.since += 1;
        }
    }
}

struct Sentence<'a> {
    words: &'a [Word],
    quoted: bool,
    question: bool,
}

impl Sentence<'_> {
    fn hash(&self, at: usize, offset: isize) -> u64 {
        at.checked_add_signed(offset).and_then(|i| self.words.get(i)).map_or(1, |w| w.hash)
    }

    /// The shape of a neighbour; a capital that begins the sentence or a quotation tells nothing.
    fn shape(&self, at: usize, offset: isize) -> u64 {
        let Some((i, word)) = at.checked_add_signed(offset).and_then(|i| Some((i, self.words.get(i)?))) else {
            return 99;
        };
        let begins = i == 0 || (i == 1 && self.words[0].shape == Shape::Symbol);
        word.shape as u64 + if begins && word.shape == Shape::Capital { 50 } else { 0 }
    }

    fn verb(&self, at: usize, offset: isize) -> u64 {
        at.checked_add_signed(offset).and_then(|i| self.words.get(i)).map_or(0, |w| u64::from(w.verb))
    }

    fn word(&self, at: usize, before: Before, near_quote: bool, emit: &mut impl FnMut(u64)) {
        let word = &self.words[at];
        let w = |offset| self.hash(at, offset);
        let s = |offset| self.shape(at, offset);
        let mut template = 0;
        let mut one = |a: u64, b: u64, c: u64| {
            template += 1;
            emit(key(template, a, b, c));
        };
        for offset in -4..=4 {
            one(w(offset), 0, 0);
        }
        one(w(-1), w(0), 0);
        one(w(0), w(1), 0);
        one(w(-2), w(-1), 0);
        one(w(1), w(2), 0);
        one(w(-1), w(0), w(1));
        one(w(-2), w(-1), w(0));
        for offset in -3..=3 {
            one(s(offset), 0, 0);
        }
        one(w(0), s(-1), 0);
        one(w(0), s(1), 0);
        one(s(-1), s(0), s(1));
        one(w(0), s(-2), s(-1));
        one(word.endings[1], 0, 0);
        one(w(0), word.endings[0], 0);
        let quoted = u64::from(word.quoted);
        one(w(0), quoted, 0);
        one(w(0), u64::from(self.quoted), u64::from(near_quote));
        one(quoted, u64::from(self.quoted), u64::from(self.question));
        one(before.subordinator, before.since.min(6) as u64 / 2, 0);
        one(before.subordinator, w(0), 0);
        one(at.min(12) as u64 / 3, 0, 0);
        one(w(0), at.min(8) as u64 / 4, 0);
        one((self.words.len() - 1 - at).min(12) as u64 / 3, 0, 0);
        let v = self.verb(at, 0);
        one(v, s(0), 0);
        one(v, s(0), s(-1));
        one(v, s(0), w(1));
        one(v, s(0), w(-1));
        one(v, before.subordinator, 0);
        one(self.verb(at, -1), s(-1), s(-2));
        one(self.verb(at, 1), s(1), s(0));
        one(self.verb(at, -2), w(-1), 0);
        one(self.verb(at, 2), w(1), 0);
        one(before.breaks.min(3) as u64, u64::from(self.hash(at, -1) == hash(",")), w(-2));
    }
}

/// The key of a feature: its template, and up to three things seen.
fn key(template: u64, a: u64, b: u64, c: u64) -> u64 {
    let mix = |h: u64, x: u64| (h.rotate_left(23) ^ x).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let h = mix(mix(mix(template, a), b), c);
    h ^ h >> 29
}
