//! Words become stems, each surface form stemmed once.

use crate::text::Language;
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::HashMap;

/// How many surface forms are remembered at most.
const REMEMBERED: usize = 1 << 16;

/// A Snowball stemmer that remembers the words that it has seen.
///
/// Words are lower-cased, curly apostrophes are made straight, and English clitics become the words that they stand for:
/// `won't` and `will not`, `they'll` and `they will` have the same stems.
pub struct Stems {
    language: Language,
    stemmer: Stemmer,
    seen: HashMap<Box<str>, Stem>,
    lower: String,
}

/// A stem and its 64-bit hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stem {
    /// The stem.
    pub text: Box<str>,
    /// Its hash by [`hash`].
    pub hash: u64,
}

impl Stems {
    /// A stemmer for a language.
    pub fn new(language: Language) -> Self {
        Stems { language, stemmer: Stemmer::create(algorithm(language)), seen: HashMap::new(), lower: String::new() }
    }

    /// The stem of a word.
    ///
    /// ```
    /// use sayso::{features::Stems, text::Language};
    /// let mut stems = Stems::new(Language::English);
    /// assert_eq!(&*stems.stem("Predicted").text, "predict");
    /// assert_eq!(stems.stem("’ll"), &stems.stem("will").clone());
    /// ```
    pub fn stem(&mut self, word: &str) -> &Stem {
        if self.seen.len() >= REMEMBERED {
            self.seen.clear();
        }
        if !self.seen.contains_key(word) {
            let stem = self.stem_anew(word);
            self.seen.insert(word.into(), stem);
        }
        &self.seen[word]
    }

    fn stem_anew(&mut self, word: &str) -> Stem {
        self.lower.clear();
        self.lower
            .extend(word.chars().flat_map(char::to_lowercase).map(|c| if matches!(c, '’' | 'ʼ') { '\'' } else { c }));
        let word = self.lower.as_str();
        let text: Box<str> = match full_form(self.language, word) {
            Some(form) => form.into(),
            None if word.contains('\'') => word.into(),
            None => self.stemmer.stem(word).into(),
        };
        let hash = hash(&text);
        Stem { text, hash }
    }
}

/// What an English clitic, or the rest of a word before one, stands for.
fn full_form(language: Language, word: &str) -> Option<&'static str> {
    if language != Language::English {
        return None;
    }
    Some(match word {
        "'ll" | "wo" => "will",
        "n't" => "not",
        "ca" => "can",
        "'re" => "are",
        "'ve" => "have",
        "'m" => "am",
        _ => return None,
    })
}

/// The 64-bit FNV-1a hash (<http://www.isthe.com/chongo/tech/comp/fnv/>) of a stem or symbol: the same on every machine,
/// since models are stored with it.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

fn algorithm(language: Language) -> Algorithm {
    match language {
        Language::Arabic => Algorithm::Arabic,
        Language::Danish => Algorithm::Danish,
        Language::Dutch => Algorithm::Dutch,
        Language::English => Algorithm::English,
        Language::Finnish => Algorithm::Finnish,
        Language::French => Algorithm::French,
        Language::German => Algorithm::German,
        Language::Greek => Algorithm::Greek,
        Language::Hungarian => Algorithm::Hungarian,
        Language::Italian => Algorithm::Italian,
        Language::Norwegian => Algorithm::Norwegian,
        Language::Portuguese => Algorithm::Portuguese,
        Language::Romanian => Algorithm::Romanian,
        Language::Russian => Algorithm::Russian,
        Language::Spanish => Algorithm::Spanish,
        Language::Swedish => Algorithm::Swedish,
        Language::Tamil => Algorithm::Tamil,
        Language::Turkish => Algorithm::Turkish,
    }
}
