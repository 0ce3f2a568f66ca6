//! The tokens of a sentence, with all that features need of them.

use crate::text::Stems;
use crate::text::stems::{Shape, Stem};
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
    /// Whether it opens a clause inside another.
    pub opens: bool,
    /// Whether it is a quotation mark.
    pub is_quote: bool,
    /// Whether it stands between quotation marks.
    pub quoted: bool,
    /// Where it stands in the sentence, in bytes.
    pub span: Range<usize>,
    /// The number of its form in the stemmer.
    pub(crate) form: u32,
    /// Where its stem stands in the buffer of [`Words`].
    stem: Range<usize>,
}

/// The tokens of one sentence after the other, in buffers that are kept.
#[derive(Debug, Default)]
pub struct Words {
    words: Vec<Word>,
    stems: String,
    /// For which numbers of forms the stemmer is good.
    pub(crate) generation: u64,
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
        stems.make_room();
        self.generation = stems.generation();
        let mut quoted = false;
        tokens(sentence, |token| {
            let form = match token.symbol() {
                Some(symbol) => stems.symbol(symbol),
                None => stems.number(token.text),
            };
            let is_quote = token.kind == Kind::Quote;
            if is_quote {
                quoted = match token.text {
                    "“" | "«" | "„" => true,
                    "”" | "»" => false,
                    "\"" => !quoted,
                    _ => quoted,
                };
            }
            let &Stem { ref text, hash, shape, endings, verb, opens } = stems.get(form);
            let start = self.stems.len();
            self.stems.push_str(text);
            let stem = start..self.stems.len();
            let quoted = quoted && !is_quote;
            self.words.push(Word { hash, shape, endings, verb, opens, is_quote, quoted, span: token.span, form, stem });
        });
    }

    /// Whether the token at a place begins the sentence, or follows a mark that does.
    pub fn begins(&self, at: usize) -> bool {
        at == 0 || (at == 1 && self.words[0].shape == Shape::Symbol)
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
