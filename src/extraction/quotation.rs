//! What stands between quotation marks, in an article whose quotations run over several sentences.

use crate::syntax::Words;

/// Which words of a sentence are quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// For each word, whether it stands in a quotation.
    pub quoted: Vec<bool>,
    /// Whether a quotation is open where the sentence ends.
    pub open: bool,
}

impl Quotation {
    /// Reads a sentence; `open` tells whether it begins inside a quotation. Straight marks open before a word and close
    /// after one. Marks without a partner, and single ones, which may be apostrophes, change nothing but what follows.
    ///
    /// ```
    /// use sayso::{extraction::quotation::Quotation, syntax::Words, text::{Language, Stems}};
    /// let mut words = Words::default();
    /// words.read("It rose,” he said.", &mut Stems::new(Language::English));
    /// let found = Quotation::read("It rose,” he said.", &words, true);
    /// assert_eq!(found.quoted, [true, true, true, false, false, false, false]);
    /// ```
    pub fn read(sentence: &str, words: &Words, mut open: bool) -> Self {
        let mut quoted = Vec::with_capacity(words.all().len());
        let mut before = 0;
        for word in words.all() {
            let mark = match &sentence[word.span.clone()] {
                "“" | "„" | "«" => Some(true),
                "”" | "»" => Some(false),
                "\"" => {
                    let touches = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
                    let next = sentence[word.span.end..].chars().next();
                    let opens = next.is_some_and(|c| !c.is_whitespace()) && (word.span.start > before || before == 0);
                    Some(opens && !touches(&sentence[before..word.span.start]))
                }
                _ => None,
            };
            before = word.span.end;
            quoted.push(open && mark.is_none());
            open = mark.unwrap_or(open);
        }
        Quotation { quoted, open }
    }
}
