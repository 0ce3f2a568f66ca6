//! The n-grams of a sentence, emitted one by one.

use crate::syntax::Words;
use crate::text::stems;
use serde::{Deserialize, Serialize};

/// The longest n-gram that can be asked for.
pub const LONGEST: usize = 5;

/// Which n-grams are features: from `min` to `max` stems long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ngrams {
    /// The shortest, 1 or more.
    pub min: usize,
    /// The longest, at most [`LONGEST`].
    pub max: usize,
}

/// What the features of a sentence are handed to.
pub trait Sink {
    /// Takes the stem or symbol that comes next; the features that end in it follow.
    fn stem(&mut self, _stem: &str) {}

    /// Takes a feature: its key, and of how many of the last stems it consists.
    fn feature(&mut self, key: u64, length: usize);
}

/// The marks before the first and after the last token.
pub const START: &str = "<s>";
/// See [`START`].
pub const END: &str = "</s>";

/// Hands the n-grams of a sentence to `sink`: for each token in turn, those that end in it, short ones first.
///
/// Training and inference both call this, with another sink each. A key is a hash of the stems in order.
pub fn emit(words: &Words, ngrams: Ngrams, sink: &mut impl Sink) {
    let mut window = Window { ngrams, keys: [0; LONGEST], filled: 0 };
    window.push(stems::hash(START), START, false, sink);
    for (word, stem) in words.all().iter().zip(words.stems()) {
        window.push(word.hash, stem, true, sink);
    }
    window.push(stems::hash(END), END, false, sink);
}

/// The n-grams that end in the last token.
struct Window {
    ngrams: Ngrams,
    /// `keys[n - 1]` is the key of the last `n` tokens.
    keys: [u64; LONGEST],
    filled: usize,
}

impl Window {
    /// `alone` tells whether the token is a feature by itself: the start and the end, which every sentence has, are not.
    fn push(&mut self, hash: u64, stem: &str, alone: bool, sink: &mut impl Sink) {
        sink.stem(stem);
        self.filled = (self.filled + 1).min(self.ngrams.max);
        for n in (1..self.filled).rev() {
            self.keys[n] = combine(self.keys[n - 1], hash);
        }
        self.keys[0] = hash;
        let shortest = if alone { self.ngrams.min } else { self.ngrams.min.max(2) };
        for n in shortest..=self.filled {
            sink.feature(self.keys[n - 1], n);
        }
    }
}

/// The key of an n-gram, from the key of its beginning and the hash of its last stem.
fn combine(beginning: u64, last: u64) -> u64 {
    (beginning.rotate_left(23) ^ last).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Stems};
    use proptest::prelude::*;

    /// Names each feature by its stems.
    #[derive(Default)]
    struct Names {
        stems: Vec<String>,
        found: Vec<(String, u64)>,
    }

    impl Sink for Names {
        fn stem(&mut self, stem: &str) {
            self.stems.push(stem.to_owned());
        }

        fn feature(&mut self, key: u64, length: usize) {
            self.found.push((self.stems[self.stems.len() - length..].join(" "), key));
        }
    }

    fn names(sentence: &str, ngrams: Ngrams) -> Vec<(String, u64)> {
        let mut names = Names::default();
        let mut words = Words::default();
        words.read(sentence, &mut Stems::new(Language::English));
        emit(&words, ngrams, &mut names);
        names.found
    }

    #[test]
    fn ngrams_end_in_each_token_in_turn() {
        let found: Vec<String> = names("It won’t", Ngrams { min: 1, max: 3 }).into_iter().map(|(n, _)| n).collect();
        let expected = [
            "it",
            "<s> it",
            "will",
            "it will",
            "<s> it will",
            "not",
            "will not",
            "it will not",
            "not </s>",
            "will not </s>",
        ];
        assert_eq!(found, expected);
        let two: Vec<String> = names("It won’t", Ngrams { min: 2, max: 2 }).into_iter().map(|(n, _)| n).collect();
        assert_eq!(two, ["<s> it", "it will", "will not", "not </s>"]);
    }

    proptest! {
        #[test]
        fn any_text_has_features_with_one_key_a_name(text in ".{0,200}") {
            let mut keys = std::collections::HashMap::new();
            for (name, key) in names(&text, Ngrams { min: 1, max: 3 }) {
                prop_assert_eq!(*keys.entry(name).or_insert(key), key);
            }
            let distinct: std::collections::HashSet<u64> = keys.values().copied().collect();
            prop_assert_eq!(distinct.len(), keys.len());
        }
    }
}
