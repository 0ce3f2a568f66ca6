//! Classified sentences: a page for people, CSV or JSON lines for programs.

use super::document::{Classified, Document};
use super::html;
use super::style::{of_label, safe, styled};
use crate::extraction::Period;
use crate::model::{Classifier, Prediction};
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
    /// With the columns `doc,index,start,end,text,label,confidence`, and those of [`EXTRACTED`] if asked for.
    Csv {
        /// Whether what was extracted has columns, too.
        extracted: bool,
    },
    /// One object a line.
    JsonLines,
    /// A page for the browser.
    Html,
}

/// The columns of what is extracted, in CSV.
pub const EXTRACTED: [&str; 10] = [
    "source",
    "resolved_source",
    "cue",
    "content",
    "horizon",
    "horizon_from",
    "horizon_to",
    "condition",
    "modality",
    "negated",
];

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
    #[serde(flatten)]
    extracted: Option<Extracted<'a>>,
}

/// What was extracted, as it is written.
#[derive(Serialize)]
struct Extracted<'a> {
    source: Option<Span<'a>>,
    resolved_source: Option<&'a str>,
    cue: Option<Span<'a>>,
    content: Option<Span<'a>>,
    horizon: Option<Span<'a>>,
    horizon_from: Option<String>,
    horizon_to: Option<String>,
    condition: Option<Span<'a>>,
    modality: Option<&'static str>,
    negated: bool,
}

/// A part of a sentence, and where it stands in the document's text.
#[derive(Serialize)]
struct Span<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Extracted<'a> {
    fn of(sentence: &'a Classified<'_>) -> Option<Self> {
        let found = sentence.extraction.as_ref()?;
        let span = |part: &Option<Range<usize>>| {
            let part = part.clone()?;
            let Range { start, end } = sentence.sentence.place(part.clone());
            Some(Span { text: &sentence.sentence.text[part], start, end })
        };
        let Period { from, to } = found.horizon_dates.unwrap_or_default();
        Some(Extracted {
            source: span(&found.source),
            resolved_source: found.resolved_source.as_deref(),
            cue: span(&found.cue),
            content: span(&found.content),
            horizon: span(&found.horizon),
            horizon_from: from.map(|date| date.to_string()),
            horizon_to: to.map(|date| date.to_string()),
            condition: span(&found.condition),
            modality: found.modality.map(|modality| modality.name()),
            negated: found.negated,
        })
    }

    /// For people: who says so, by when, how sure; none if nothing of it is known.
    fn note(&self) -> Option<String> {
        let mut parts = Vec::new();
        match (&self.source, self.resolved_source) {
            (Some(source), Some(name)) => parts.push(format!("{} ({name})", source.text)),
            (Some(source), None) => parts.push(source.text.to_owned()),
            (None, Some(name)) => parts.push(format!("({name})")),
            (None, None) => {}
        }
        parts.extend(self.horizon.as_ref().map(|horizon| match (&self.horizon_from, &self.horizon_to) {
            (None, None) => horizon.text.to_owned(),
            (from, to) => {
                let day = |day: &Option<String>| day.clone().unwrap_or_default();
                format!("{}: {} to {}", horizon.text, day(from), day(to)).replace("  ", " ")
            }
        }));
        parts.extend(self.condition.as_ref().map(|condition| condition.text.to_owned()));
        parts
            .extend(self.modality.map(|modality| format!("{modality}{}", if self.negated { ", negated" } else { "" })));
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    /// Texts in the order of [`EXTRACTED`].
    fn texts(&self) -> [&str; EXTRACTED.len()] {
        fn text<'t>(span: &Option<Span<'t>>) -> &'t str {
            span.as_ref().map_or("", |span| span.text)
        }
        [
            text(&self.source),
            self.resolved_source.unwrap_or(""),
            text(&self.cue),
            text(&self.content),
            text(&self.horizon),
            self.horizon_from.as_deref().unwrap_or(""),
            self.horizon_to.as_deref().unwrap_or(""),
            text(&self.condition),
            self.modality.unwrap_or(""),
            if self.negated { "true" } else { "false" },
        ]
    }
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
    /// What stands before all documents that `model` has labelled.
    pub fn header(self, model: &Classifier) -> String {
        const COLUMNS: &str = "doc,index,start,end,text,label,confidence";
        match self {
            Format::Csv { extracted: false } => format!("{COLUMNS}\n"),
            Format::Csv { extracted: true } => format!("{COLUMNS},{}\n", EXTRACTED.join(",")),
            Format::Html => html::opening(model),
            Format::Pretty { .. } | Format::JsonLines => String::new(),
        }
    }

    /// Writes a document behind what `out` holds. `labels` are the model's.
    pub fn write(self, document: &Document<'_>, labels: &[String], out: &mut Vec<u8>) {
        let Document { name, sentences, .. } = *document;
        match self {
            Format::Pretty { width } => pretty(name, sentences, labels, width, out),
            Format::Csv { .. } => csv(name, sentences, out),
            Format::JsonLines => json_lines(name, sentences, labels, out),
            Format::Html => html::block(document, labels, out),
        }
    }
}

fn csv(doc: &str, sentences: &[Classified<'_>], out: &mut Vec<u8>) {
    let mut writer = csv::Writer::from_writer(out);
    for s in sentences {
        let Prediction { label, confidence, .. } = s.prediction;
        let Range { start, end } = s.sentence.span;
        let (index, start, end) = (s.index.to_string(), start.to_string(), end.to_string());
        let confidence = format!("{confidence:.4}");
        let fields = [doc, &index, &start, &end, &s.sentence.text, label, &confidence];
        let extracted = Extracted::of(s);
        let extracted = extracted.iter().flat_map(Extracted::texts);
        writer.write_record(fields.into_iter().chain(extracted)).expect("a vector can be written to");
    }
}

fn json_lines(doc: &str, sentences: &[Classified<'_>], labels: &[String], out: &mut Vec<u8>) {
    for s in sentences {
        let line = JsonLine {
            doc,
            index: s.index,
            start: s.sentence.span.start,
            end: s.sentence.span.end,
            text: &s.sentence.text,
            label: s.prediction.label,
            confidence: rounded(s.prediction.confidence),
            scores: ScoresByLabel { labels, scores: &s.prediction.scores },
            extracted: Extracted::of(s),
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
        let text = safe(&s.sentence.text);
        for (i, line) in textwrap::wrap(&text, &options).iter().enumerate() {
            let words = styled(line.trim_start(), style);
            if i == 0 {
                let percent = format!("{:3.0}%", confidence * 100.0);
                page += &format!("{}  {percent}  {words}\n", styled(&format!("{label:<gutter$}"), style));
            } else {
                page += &format!("{blank}{words}\n");
            }
        }
        if let Some(note) = Extracted::of(s).and_then(|found| found.note()) {
            page += &format!("{blank}{}\n", styled(&safe(&note), anstyle::Style::new().italic()));
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
