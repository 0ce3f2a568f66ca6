//! The tokens of a sentence, with all that features need of them.

use crate::text::Stems;
use crate::text::stems::{self, Shape};
use crate::text::tokens::{Kind, tokens};
use std::ops::Range;

/// A token of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Hash of its stem or symbol.
    pub hash: u64,
    /// Its form.
    pub shape: Shape,
    /// Hashes of its last two and last three letters.
    pub endings: [u64; 2],
    /// What kinds of attribution it can express, a bit each.
    pub verb: u8,
    /// Whether it stands between quotation marks.
    pub quoted: bool,
    /// Where it stands in the sentence, in bytes.
    pub span: Range<usize>,
    /// Where its stem stands in the buffer of [`Words`].
    stem: Range<usize>,
}

/// The tokens of one sentence after the other, in buffers that are kept.
#[derive(Debug, Default)]
pub struct Words {
    words: Vec<Word>,
    stems: String,
}

impl Words {
    /// Takes a sentence apart, in place of the one before.
    ///
    /// ```
    /// use sayso::{syntax::Words, text::{Language, Stems}};
    /// let mut words = Words::default();
    /// words.read("“It fell,” she said.", &mut Stems::new(Language::English));
    /// assert_eq!(words.stems().collect::<Vec<_>>(), ["\"", "it", "fell", ",", "\"", "she", "said", "."]);
    /// assert!(words.all()[1].quoted && !words.all()[5].quoted);
    /// ```
    pub fn read(&mut self, sentence: &str, stems: &mut Stems) {
        self.words.clear();
        self.stems.clear();
        let mut quoted = false;
        tokens(sentence, |token| {
            let start = self.stems.len();
            let (hash, shape, endings, verb) = match token.symbol() {
                Some(symbol) => {
                    self.stems.push_str(symbol);
                    (stems::hash(symbol), Shape::Symbol, [0; 2], 0)
                }
                None => {
                    let stem = stems.stem(token.text);
                    self.stems.push_str(&stem.text);
                    (stem.hash, stem.shape, stem.endings, stem.verb)
                }
            };
            let is_mark = token.kind == Kind::Quote;
            if is_mark {
                quoted = match token.text {
                    "“" | "«" | "„" => true,
                    "”" | "»" => false,
                    "\"" => !quoted,
                    _ => quoted,
                };
            }
            let stem = start..self.stems.len();
            self.words.push(Word { hash, shape, endings, verb, quoted: quoted && !is_mark, span: token.span, stem });
        });
    }

    /// The tokens.
    pub fn all(&self) -> &[Word] {
        &self.words
    }

    /// Their stems, or the symbols that stand for tokens which are no words.
    pub fn stems(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| &self.stems[word.stem.clone()])
    }

    /// The stem of one.
    pub fn stem(&self, at: usize) -> &str {
        &self.stems[self.words[at].stem.clone()]
    }
}
