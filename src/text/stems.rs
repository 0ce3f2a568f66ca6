//! Words become stems, each surface form stemmed once.

use super::Language;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxBuildHasher;
use std::collections::HashMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many surface forms are remembered at most.
const REMEMBERED: usize = 1 << 15;

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

/// Stems of words that open a clause inside another.
const SUBORDINATORS: [&str; 25] = [
    "who", "which", "that", "whose", "whom", "if", "when", "while", "becaus", "although", "though", "unless", "until",
    "sinc", "as", "where", "whether", "what", "how", "why", "than", "befor", "after", "despit", "by",
];

/// A Snowball stemmer that remembers the forms that it has seen.
///
/// Words are lower-cased, curly apostrophes are made straight, and English clitics become the words that they stand for:
/// `won't` and `will not`, `they'll` and `they will` have the same stems.
pub struct Stems {
    language: Language,
    stemmer: Stemmer,
    /// The stems of verbs of attribution, with the classes that they belong to.
    verbs: Option<&'static HashMap<Box<str>, u8>>,
    numbers: HashMap<Box<str>, u32, FxBuildHasher>,
    stems: Vec<Stem>,
    generation: u64,
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
    /// Whether it opens a clause inside another: `that`, `who`, `if`.
    pub opens: bool,
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
        let (numbers, stems) = (HashMap::default(), Vec::new());
        Stems { language, stemmer, verbs, numbers, stems, generation: generation(), lower: String::new() }
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
        self.make_room();
        let number = self.number(word);
        &self.stems[number as usize]
    }

    /// Forgets all forms if there are very many. Their numbers are good until then.
    pub(crate) fn make_room(&mut self) {
        if self.stems.len() >= REMEMBERED {
            self.numbers.clear();
            self.stems.clear();
            self.generation = generation();
        }
    }

    /// The number of a form, for [`Stems::get`].
    pub(crate) fn number(&mut self, word: &str) -> u32 {
        match self.numbers.get(word) {
            Some(&number) => number,
            None => {
                let stem = self.stem_anew(word);
                self.remember(word, stem)
            }
        }
    }

    /// The number of a token that is no word, by the symbol that stands for it.
    pub(crate) fn symbol(&mut self, symbol: &str) -> u32 {
        match self.numbers.get(symbol) {
            Some(&number) => number,
            None => {
                let (text, shape) = (symbol.into(), Shape::Symbol);
                let stem = Stem { text, hash: hash(symbol), shape, endings: [0; 2], verb: 0, opens: false };
                self.remember(symbol, stem)
            }
        }
    }

    fn remember(&mut self, form: &str, stem: Stem) -> u32 {
        let number = self.stems.len() as u32;
        self.numbers.insert(form.into(), number);
        self.stems.push(stem);
        number
    }

    /// The stem of the form with this number.
    pub(crate) fn get(&self, number: u32) -> &Stem {
        &self.stems[number as usize]
    }

    /// Tells for which numbers what is remembered of a form elsewhere is good: no two stemmers share a generation, and
    /// forgetting begins a new one.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
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
        let opens = self.language == Language::English && SUBORDINATORS.contains(&&*text);
        Stem { text, hash, shape, endings, verb, opens }
    }
}

/// A number that was never given before.
fn generation() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
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
