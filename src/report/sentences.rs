//! Classified sentences: a page for people, CSV or JSON lines for programs.

use super::style::{of_label, safe, styled};
use crate::model::Prediction;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::ops::Range;

/// In which form classified sentences are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: the article in reading order, a label beside each sentence, and a summary.
    Pretty {
        /// How many columns a line may take.
        width: usize,
    },
    /// With the columns `doc,index,start,end,text,label,confidence`.
    Csv,
    /// One object a line.
    JsonLines,
}

/// A classified sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Classified<'a> {
    /// Its place in the document, from 0.
    pub index: usize,
    /// Where it stands in the document's text, in bytes.
    pub span: Range<usize>,
    /// Its words.
    pub text: &'a str,
    /// What the model says of it.
    pub prediction: Prediction<'a>,
}

#[derive(Serialize)]
struct JsonLine<'a> {
    doc: &'a str,
    index: usize,
    start: usize,
    end: usize,
    text: &'a str,
    label: &'a str,
    confidence: f64,
    scores: ScoresByLabel<'a>,
}

struct ScoresByLabel<'a> {
    labels: &'a [String],
    scores: &'a [f64],
}

impl Serialize for ScoresByLabel<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.labels.len()))?;
        for (label, &score) in self.labels.iter().zip(self.scores) {
            map.serialize_entry(label, &rounded(score))?;
        }
        map.end()
    }
}

/// Probabilities are written with four digits after the point.
fn rounded(probability: f64) -> f64 {
    (probability * 1e4).round() / 1e4
}

impl Format {
    /// What stands before all documents.
    pub fn header(self) -> &'static str {
        match self {
            Format::Csv => "doc,index,start,end,text,label,confidence\n",
            Format::Pretty { .. } | Format::JsonLines => "",
        }
    }

    /// Writes the sentences of a document, named `doc`, behind what `out` holds. `labels` are the model's.
    pub fn write(self, doc: &str, sentences: &[Classified<'_>], labels: &[String], out: &mut Vec<u8>) {
        match self {
            Format::Pretty { width } => pretty(doc, sentences, labels, width, out),
            Format::Csv => csv(doc, sentences, out),
            Format::JsonLines => json_lines(doc, sentences, labels, out),
        }
    }
}

fn csv(doc: &str, sentences: &[Classified<'_>], out: &mut Vec<u8>) {
    let mut writer = csv::Writer::from_writer(out);
    for s in sentences {
        let Prediction { label, confidence, .. } = s.prediction;
        let (index, start, end) = (s.index.to_string(), s.span.start.to_string(), s.span.end.to_string());
        let confidence = format!("{confidence:.4}");
        writer
            .write_record([doc, &index, &start, &end, s.text, label, &confidence])
            .expect("a vector can be written to");
    }
}

fn json_lines(doc: &str, sentences: &[Classified<'_>], labels: &[String], out: &mut Vec<u8>) {
    for s in sentences {
        let line = JsonLine {
            doc,
            index: s.index,
            start: s.span.start,
            end: s.span.end,
            text: s.text,
            label: s.prediction.label,
            confidence: rounded(s.prediction.confidence),
            scores: ScoresByLabel { labels, scores: &s.prediction.scores },
        };
        serde_json::to_writer(&mut *out, &line).expect("a vector can be written to");
        out.push(b'\n');
    }
}

fn pretty(doc: &str, sentences: &[Classified<'_>], labels: &[String], width: usize, out: &mut Vec<u8>) {
    let gutter = labels.iter().map(|l| l.chars().count()).max().unwrap_or(0);
    // Label, two spaces, confidence, two spaces.
    let indent = gutter + 8;
    let blank = " ".repeat(indent);
    let options =
        textwrap::Options::new(width.clamp(indent + 20, 160)).initial_indent(&blank).subsequent_indent(&blank);
    let mut page = format!("{}\n\n", styled(&safe(doc), anstyle::Style::new().bold()));
    for s in sentences {
        let Prediction { label, confidence, .. } = s.prediction;
        let style = of_label(label, labels.iter().position(|l| l == label).unwrap_or(0));
        let text = safe(s.text);
        for (i, line) in textwrap::wrap(&text, &options).iter().enumerate() {
            let words = styled(line.trim_start(), style);
            if i == 0 {
                let percent = format!("{:3.0}%", confidence * 100.0);
                page += &format!("{}  {percent}  {words}\n", styled(&format!("{label:<gutter$}"), style));
            } else {
                page += &format!("{blank}{words}\n");
            }
        }
    }
    page += &format!("\n{}\n\n", summary(sentences, labels));
    out.extend_from_slice(page.as_bytes());
}

fn summary(sentences: &[Classified<'_>], labels: &[String]) -> String {
    let counts = labels.iter().enumerate().map(|(place, label)| {
        let count = sentences.iter().filter(|s| s.prediction.label == label).count();
        styled(&format!("{count} {label}"), of_label(label, place))
    });
    let plural = if sentences.len() == 1 { "" } else { "s" };
    format!("{} sentence{plural}: {}", sentences.len(), counts.collect::<Vec<_>>().join(", "))
}
