//! A document as a block of the page's data: a line for the index, and a line for the reader.

use super::json;
use crate::report::document::{Classified, Document};
use crate::text::Article;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

/// So many characters of an article's first line are its title.
const TITLE: usize = 160;

/// What the index tells of a document.
#[derive(Serialize)]
struct Entry<'a> {
    doc: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    /// The place of the row, if it is one: rows that follow each other are shown together.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    /// Sentences of each label, in the order of the model's labels.
    counts: Vec<usize>,
    /// Who is quoted, most often quoted first.
    sources: Vec<&'a str>,
}

/// What is read of a document when it is looked at.
#[derive(Serialize)]
struct Body<'a> {
    paragraphs: Vec<Vec<Piece<'a>>>,
    /// The names of the features that are reasons in it.
    features: Vec<&'a str>,
}

/// A piece of a paragraph; joined, they are the paragraph.
#[derive(Serialize)]
#[serde(untagged)]
enum Piece<'a> {
    /// What stands between sentences, such as white space and footnote marks.
    Between(&'a str),
    Sentence(Box<Marked<'a>>),
}

/// A sentence. Spans are in UTF-16 code units, as the page's script counts.
#[derive(Serialize)]
struct Marked<'a> {
    text: &'a str,
    /// The place of the label in the model's labels.
    label: usize,
    /// The probability of each label, in thousandths.
    scores: Vec<u32>,
    #[serde(flatten)]
    found: Found<'a>,
    /// The features that moved the decision most, by their places in [`Body::features`], and by how much.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<(usize, f64)>,
}

/// What was extracted from a sentence.
#[derive(Default, Serialize)]
struct Found<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<[usize; 2]>,
    /// Who the source is, by name if the article gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cue: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    horizon: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modality: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    negated: bool,
}

/// Writes the block of a document behind what `out` holds. `labels` are the model's.
pub fn block(document: &Document<'_>, labels: &[String], out: &mut Vec<u8>) {
    let Document { name, article, sentences } = *document;
    let count = |label: &String| sentences.iter().filter(|s| s.prediction.label == label).count();
    let entry = Entry {
        doc: name,
        title: article.map(|article| title(article.text())),
        row: article.is_none().then(|| sentences.first().map_or(0, |s| s.index)),
        counts: labels.iter().map(count).collect(),
        sources: most_quoted(sentences),
    };
    let mut features = Features::default();
    let mut marked = |sentence| Piece::Sentence(Box::new(Marked::of(sentence, labels, &mut features)));
    let paragraphs = match article {
        Some(article) => paragraphs(article, sentences, marked),
        None => sentences.iter().map(|sentence| vec![marked(sentence)]).collect(),
    };
    let (entry, body) = (json(&entry), json(&Body { paragraphs, features: features.names }));
    let block = ["<script type=\"application/json\" class=\"document\">", &entry, "\n", &body, "</script>\n"];
    block.iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
}

/// The features that a document's reasons name, each once.
#[derive(Default)]
struct Features<'a> {
    names: Vec<&'a str>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Features<'a> {
    fn place(&mut self, name: &'a str) -> usize {
        *self.places.entry(name).or_insert_with(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }
}

/// The first line that says something, or its beginning.
fn title(text: &str) -> &str {
    let line = text.lines().map(str::trim).find(|line| line.contains(char::is_alphanumeric)).unwrap_or("");
    line.char_indices().nth(TITLE).map_or(line, |(end, _)| &line[..end])
}

/// Who a sentence is credited to.
fn by<'a>(sentence: &'a Classified<'_>) -> Option<&'a str> {
    let found = sentence.extraction.as_ref()?;
    found.resolved_source.as_deref().or_else(|| Some(&sentence.sentence.text[found.source.clone()?]))
}

/// The sources of the sentences, most often quoted first, and of equals the one that is quoted first.
fn most_quoted<'a>(sentences: &'a [Classified<'_>]) -> Vec<&'a str> {
    let mut quoted: HashMap<&str, (Reverse<usize>, usize)> = HashMap::new();
    for (place, name) in sentences.iter().filter_map(by).enumerate() {
        quoted.entry(name).or_insert((Reverse(0), place)).0.0 += 1;
    }
    let mut quoted: Vec<_> = quoted.into_iter().collect();
    quoted.sort_unstable_by_key(|&(_, rank)| rank);
    quoted.into_iter().map(|(name, _)| name).collect()
}

/// The article's paragraphs, with its sentences in them.
fn paragraphs<'a>(
    article: &'a Article,
    sentences: &'a [Classified<'a>],
    mut marked: impl FnMut(&'a Classified<'a>) -> Piece<'a>,
) -> Vec<Vec<Piece<'a>>> {
    let text = article.text();
    let mut sentences = sentences.iter().peekable();
    let mut at = 0;
    let mut in_paragraph = |paragraph: Range<usize>| {
        let mut pieces = Vec::new();
        let between = |span: Range<usize>| {
            let text = text.get(span).filter(|text| !text.is_empty())?;
            Some(Piece::Between(if text.trim().is_empty() { " " } else { text }))
        };
        at = paragraph.start.max(at);
        while let Some(sentence) = sentences.next_if(|s| s.sentence.span.start < paragraph.end) {
            let Range { start, end } = sentence.sentence.span;
            pieces.extend(between(at..start));
            pieces.push(marked(sentence));
            at = end;
        }
        pieces.extend(between(at..text[..paragraph.end].trim_end().len()));
        pieces
    };
    article.paragraphs().into_iter().map(&mut in_paragraph).filter(|pieces| !pieces.is_empty()).collect()
}

impl<'a> Marked<'a> {
    fn of(sentence: &'a Classified<'_>, labels: &[String], features: &mut Features<'a>) -> Self {
        let Classified { prediction, reasons, .. } = sentence;
        Marked {
            text: sentence.sentence.raw(),
            label: labels.iter().position(|label| label == prediction.label).unwrap_or(0),
            scores: prediction.scores.iter().map(|score| (score * 1e3).round() as u32).collect(),
            found: Found::of(sentence),
            reasons: reasons.iter().map(|r| (features.place(&r.feature), (r.amount * 100.0).round() / 100.0)).collect(),
        }
    }
}

impl<'a> Found<'a> {
    fn of(sentence: &'a Classified<'_>) -> Self {
        let Some(found) = &sentence.extraction else { return Found::default() };
        let raw = sentence.sentence.raw();
        let span = |part: &Option<Range<usize>>| {
            let part = sentence.sentence.place(part.clone()?);
            let units = |byte: usize| {
                let before = byte.checked_sub(sentence.sentence.span.start).and_then(|byte| raw.get(..byte));
                before.unwrap_or(raw).encode_utf16().count()
            };
            Some([units(part.start), units(part.end)])
        };
        let dates = found.horizon_dates.unwrap_or_default();
        Found {
            source: span(&found.source),
            by: by(sentence),
            cue: span(&found.cue),
            horizon: span(&found.horizon),
            from: dates.from.map(|day| day.to_string()),
            to: dates.to.map(|day| day.to_string()),
            condition: span(&found.condition),
            modality: found.modality.map(|modality| modality.name()),
            negated: found.negated,
        }
    }
}
