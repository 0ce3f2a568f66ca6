//! An article: its text, and the sentences in it.

use super::language::Language;
use super::{Markup, decode, notes, sentences};
use std::borrow::Cow;
use std::ops::Range;

/// An article's text, and where its sentences stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    text: String,
    sentences: Vec<Range<usize>>,
}

/// A sentence of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// Where it stands in the article's text, in bytes.
    pub span: Range<usize>,
    /// Its words: without footnote marks, and with a space for each line break.
    pub text: Cow<'a, str>,
    /// As it stands in the article.
    raw: &'a str,
}

impl<'a> Sentence<'a> {
    /// A sentence that is a text of its own.
    pub fn alone(text: &'a str) -> Self {
        Sentence { span: 0..text.len(), text: Cow::Borrowed(text), raw: text }
    }

    /// As it stands in the article, with footnote marks and line breaks.
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    /// Where a part of the sentence, in bytes of its words, stands in the article's text.
    ///
    /// ```
    /// use sayso::text::{Article, Language};
    /// let article = Article::new("Yes. It[1] fell.", Language::English);
    /// let sentence = article.sentences().nth(1).unwrap();
    /// assert_eq!((&sentence.text[3..7], &article.text()[sentence.place(3..7)]), ("fell", "fell"));
    /// ```
    pub fn place(&self, part: Range<usize>) -> Range<usize> {
        let Cow::Owned(text) = &self.text else {
            return self.span.start + part.start..self.span.start + part.end;
        };
        // What was left out or changed is white space and footnote marks; all else follows in the same order.
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let marks: Vec<_> = notes::marks(self.raw).collect();
        let mut shown = self
            .raw
            .char_indices()
            .filter(|(i, c)| !c.is_whitespace() && !marks.iter().any(|mark| mark.contains(i)))
            .map(|(i, c)| self.span.start + i..self.span.start + i + c.len_utf8())
            .skip(visible(&text[..part.start]));
        let first = shown.next().unwrap_or(self.span.end..self.span.end);
        let last = visible(&text[part]).checked_sub(2).and_then(|more| shown.nth(more));
        first.start..last.unwrap_or(first).end
    }
}

impl Article {
    /// Takes plain text apart. Notes and sources at its end stay in the text, but yield no sentences.
    ///
    /// ```
    /// use sayso::text::{Article, language::Language};
    /// let article = Article::new("It rained.[1] Then it stopped.\n\n[1] Met Office.", Language::English);
    /// let sentences: Vec<_> = article.sentences().map(|s| s.text).collect();
    /// assert_eq!(sentences, ["It rained.", "Then it stopped."]);
    /// ```
    pub fn new(text: impl Into<String>, language: Language) -> Self {
        let text = text.into();
        let body = &text[..notes::body_end(&text)];
        let sentences = sentences::split(body, language);
        Article { text, sentences }
    }

    /// Decodes the content of a file and takes it apart.
    ///
    /// # Errors
    ///
    /// A message for the user if the bytes are not text.
    pub fn from_bytes(bytes: Vec<u8>, markup: Markup, language: Language) -> Result<Self, String> {
        Ok(Article::new(markup.plain_text(decode::decode(bytes)?), language))
    }

    /// The text that the spans of the sentences point into.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The paragraphs of the whole text, notes included, as byte ranges.
    pub fn paragraphs(&self) -> Vec<Range<usize>> {
        let (body, notes) = self.text.split_at(notes::body_end(&self.text));
        let behind = |p: Range<usize>| body.len() + p.start..body.len() + p.end;
        sentences::paragraphs(body).into_iter().chain(sentences::paragraphs(notes).into_iter().map(behind)).collect()
    }

    /// The sentences in reading order.
    pub fn sentences(&self) -> impl ExactSizeIterator<Item = Sentence<'_>> {
        self.sentences.iter().map(|span| {
            let raw = &self.text[span.clone()];
            Sentence { span: span.clone(), text: clean(raw), raw }
        })
    }
}

/// A sentence without footnote marks and with line breaks as spaces, borrowed where it is so already.
fn clean(sentence: &str) -> Cow<'_, str> {
    let mut clean = Cow::Borrowed(sentence);
    if notes::marks(sentence).next().is_some() {
        let mut kept = String::with_capacity(sentence.len());
        let mut at = 0;
        for mark in notes::marks(sentence) {
            kept.push_str(&sentence[at..mark.start]);
            at = mark.end;
        }
        kept.push_str(&sentence[at..]);
        clean = Cow::Owned(kept);
    }
    if clean.contains(['\n', '\r']) {
        clean = Cow::Owned(clean.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    clean
}
