//! Words become stems, each surface form stemmed once.

use super::Language;
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::HashMap;
use std::sync::LazyLock;

/// How many surface forms are remembered at most.
const REMEMBERED: usize = 1 << 16;

/// English verbs of attribution by class: speech, writing, thought, attitude, showing, planning.
const VERBS: &str = include_str!("verbs.txt");

/// Their stems, each with the classes that it belongs to; made once, since every scorer asks for them.
static ENGLISH_VERBS: LazyLock<HashMap<Box<str>, u8>> = LazyLock::new(|| {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut verbs: HashMap<Box<str>, u8> = HashMap::new();
    for (class, line) in VERBS.lines().enumerate() {
        for verb in line.split_whitespace().skip(1) {
            *verbs.entry(stemmer.stem(verb).into()).or_default() |= 1 << class;
        }
    }
    verbs
});

/// Forms whose stem is not that of their verb, with that stem.
const IRREGULAR: [(&str, &str); 24] = [
    ("said", "say"),
    ("told", "tell"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("swore", "swear"),
    ("sworn", "swear"),
    ("wrote", "write"),
    ("written", "write"),
    ("thought", "think"),
    ("believed", "believ"),
    ("knew", "know"),
    ("known", "know"),
    ("felt", "feel"),
    ("found", "find"),
    ("held", "hold"),
    ("understood", "understand"),
    ("foresaw", "forese"),
    ("foreseen", "forese"),
    ("saw", "see"),
    ("seen", "see"),
    ("meant", "mean"),
    ("shown", "show"),
    ("sought", "seek"),
    ("foretold", "foretel"),
];

/// A Snowball stemmer that remembers the words that it has seen.
///
/// Words are lower-cased, curly apostrophes are made straight, and English clitics become the words that they stand for:
/// `won't` and `will not`, `they'll` and `they will` have the same stems.
pub struct Stems {
    language: Language,
    stemmer: Stemmer,
    /// The stems of verbs of attribution, with the classes that they belong to.
    verbs: Option<&'static HashMap<Box<str>, u8>>,
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
    /// The form of the word.
    pub shape: Shape,
    /// Hashes of the word's last two and last three letters.
    pub endings: [u64; 2],
    /// What kind of attribution it can express, as a bit for each line of `verbs.txt`; 0 if none is known.
    pub verb: u8,
}

/// The outer form of a token, which tells something of its part of speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// No word.
    Symbol,
    /// It begins with a capital.
    Capital,
    /// It ends in `ed`.
    Ed,
    /// It ends in `ing`.
    Ing,
    /// It ends in `ly`.
    Ly,
    /// It ends in `s`.
    S,
    /// Any other word.
    Plain,
}

impl Shape {
    fn of(word: &str) -> Shape {
        match word {
            _ if word.starts_with(char::is_uppercase) => Shape::Capital,
            _ if word.ends_with("ed") => Shape::Ed,
            _ if word.ends_with("ing") => Shape::Ing,
            _ if word.ends_with("ly") => Shape::Ly,
            _ if word.ends_with('s') => Shape::S,
            _ => Shape::Plain,
        }
    }
}

/// The last `count` characters of a word.
fn ending(word: &str, count: usize) -> &str {
    word.char_indices().rev().nth(count - 1).map_or(word, |(at, _)| &word[at..])
}

impl Stems {
    /// A stemmer for a language.
    pub fn new(language: Language) -> Self {
        let stemmer = Stemmer::create(algorithm(language));
        let verbs = (language == Language::English).then(|| &*ENGLISH_VERBS);
        Stems { language, stemmer, verbs, seen: HashMap::new(), lower: String::new() }
    }

    /// The stem of a word.
    ///
    /// ```
    /// use sayso::text::{Language, Stems};
    /// let mut stems = Stems::new(Language::English);
    /// assert_eq!(&*stems.stem("Predicted").text, "predict");
    /// assert_eq!(&*stems.stem("’ll").text, "will");
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
        let shape = Shape::of(word);
        self.lower.clear();
        self.lower
            .extend(word.chars().flat_map(char::to_lowercase).map(|c| if matches!(c, '’' | 'ʼ') { '\'' } else { c }));
        let word = self.lower.as_str();
        let irregular = IRREGULAR.iter().find(|(past, _)| self.language == Language::English && *past == word);
        let text: Box<str> = match full_form(self.language, word) {
            Some(form) => form.into(),
            None if word.contains('\'') => word.into(),
            None => self.stemmer.stem(word).into(),
        };
        let hash = hash(&text);
        let base = irregular.map_or(&*text, |(_, base)| base);
        let verb = self.verbs.and_then(|verbs| verbs.get(base)).copied().unwrap_or(0);
        let endings = [2, 3].map(|count| self::hash(ending(word, count)));
        Stem { text, hash, shape, endings, verb }
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

/// For tables whose keys are hashes already.
pub type KeyHash = std::hash::BuildHasherDefault<KeyHasher>;

/// Passes a key through as its own hash, stirred once: tables take their control bits from the top, where FNV-1a of short
/// stems varies least.
#[derive(Debug, Clone, Default)]
pub struct KeyHasher(u64);

impl std::hash::Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, &b| h.rotate_left(8) ^ u64::from(b));
    }

    fn write_u32(&mut self, key: u32) {
        self.write_u64(key.into());
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
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
