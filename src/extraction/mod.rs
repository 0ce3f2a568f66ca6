//! The classified sentences of an article in, who says what and what is to happen by when out.
//!
//! [`Extractor`] reads the sentences in order. [`attribution`] finds the source, the cue and the content of an attributed
//! sentence, with the [`quotation`]s that go on from the sentence before; [`coreference`] the name that a pronoun or a
//! short name stands for. Of a forecast, [`horizon`] tells by when it is to come true, which [`calendar`] turns into
//! days, [`condition`] under what condition, and [`modality`] how sure it is.

pub mod attribution;
pub mod calendar;
pub mod condition;
pub mod coreference;
pub mod horizon;
pub mod modality;
pub mod quotation;

pub use calendar::{Date, Period};
pub use modality::Modality;

use crate::model::Classifier;
use crate::syntax::{Memory, Tagger, TaggerScores, Words};
use crate::text::Stems;
use coreference::Mentions;
use quotation::Quotation;
use std::ops::Range;

/// What is known of a sentence beyond its label. Spans are bytes of the sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extraction {
    /// Who it is credited to.
    pub source: Option<Range<usize>>,
    /// The words that credit it.
    pub cue: Option<Range<usize>>,
    /// What is credited.
    pub content: Option<Range<usize>>,
    /// The name that a source without one refers to: `Wang Yi` for `He` or `Wang`.
    pub resolved_source: Option<String>,
    /// By when, or when, the forecast is to come true.
    pub horizon: Option<Range<usize>>,
    /// The horizon in the calendar.
    pub horizon_dates: Option<Period>,
    /// Under what condition.
    pub condition: Option<Range<usize>>,
    /// How sure the forecast is.
    pub modality: Option<Modality>,
    /// Whether it says that something will not be.
    pub negated: bool,
}

/// Whether sentences with this label are credited to a source.
pub fn is_attributed(label: &str) -> bool {
    matches!(label, "claim" | "reported_forecast")
}

/// Whether sentences with this label are about the future.
pub fn is_future(label: &str) -> bool {
    matches!(label, "forecast" | "reported_forecast")
}

/// Reads article after article, remembering stems and keeping its buffers.
pub struct Extractor<'a> {
    tagger: Option<&'a Tagger>,
    stems: Stems,
    words: Words,
    memory: Memory,
    scores: TaggerScores,
}

impl<'a> Extractor<'a> {
    /// An extractor for sentences that `model` has labelled. Spans are found by what the model has learned from marks.
    pub fn new(model: &'a Classifier) -> Self {
        let tagger = model.parts();
        let (words, memory, scores) = (Words::default(), Memory::default(), Vec::new());
        Extractor { tagger, stems: Stems::new(model.language()), words, memory, scores }
    }

    /// What is said of each of the sentences of one article, given in order with their labels. `date` is the day on which
    /// the article appeared: without it, `next year` is no range of dates.
    ///
    /// ```
    /// use sayso::{Classifier, extraction::Extractor};
    /// let sentences = [("Ms Solheim said that the relay was old.", "claim"), ("She added that it would fail.", "claim")];
    /// let found = Extractor::new(Classifier::embedded()).article(sentences, None);
    /// assert_eq!(&sentences[0].0[found[0].source.clone().unwrap()], "Ms Solheim");
    /// assert_eq!(found[1].resolved_source.as_deref(), Some("Ms Solheim"));
    /// ```
    pub fn article<'s>(
        &mut self,
        sentences: impl IntoIterator<Item = (&'s str, &'s str)>,
        date: Option<Date>,
    ) -> Vec<Extraction> {
        let mut reading = Reading::default();
        let found = sentences.into_iter().map(|(sentence, label)| self.sentence(sentence, label, date, &mut reading));
        let mut found: Vec<Extraction> = found.collect();
        for (at, speaker) in reading.named_later {
            found[at].resolved_source = Some(speaker);
        }
        found
    }

    fn sentence(&mut self, sentence: &str, label: &str, date: Option<Date>, reading: &mut Reading) -> Extraction {
        let (attributed, future) = (is_attributed(label), is_future(label));
        let mut found = Extraction::default();
        if attributed || future {
            self.words.read(sentence, &mut self.stems);
            self.scores.clear();
            if let Some(tagger) = self.tagger {
                tagger.score(&self.words, &mut self.memory, &mut self.scores);
            }
        }
        let words = self.words.all();
        let bytes = |span: Range<usize>| words[span.start].span.start..words[span.end - 1].span.end;
        if attributed {
            let quotation = Quotation::read(sentence, &self.words, reading.open);
            let spans = attribution::find(&self.words, &quotation, &self.scores);
            found.source = spans.source.map(bytes);
            found.cue = spans.cue.map(bytes);
            found.content = spans.content.map(bytes);
            found.resolved_source =
                reading.speaker(found.source.clone().map(|span| &sentence[span]), &found, quotation.open);
        } else {
            reading.end_quotation();
        }
        if future {
            found.horizon = horizon::find(sentence, &self.words, &self.scores).map(bytes);
            found.horizon_dates = found.horizon.clone().and_then(|span| calendar::period(&sentence[span], date));
            found.condition = condition::find(&self.words, &self.scores).map(bytes);
            let (modality, negated) = modality::of(&self.words);
            (found.modality, found.negated) = (Some(modality), negated);
        }
        reading.mentions.read(sentence);
        reading.sentences += 1;
        found
    }
}

/// What is kept in mind from one sentence of an article to the next.
#[derive(Default)]
struct Reading {
    sentences: usize,
    mentions: Mentions,
    /// Whether a quotation is open.
    open: bool,
    /// Who spoke last, by name where one is known.
    speaker: Option<String>,
    /// Sentences of the open quotation, which its speaker may be named after.
    unnamed: Vec<usize>,
    /// Those whose speaker was named after them.
    named_later: Vec<(usize, String)>,
}

impl Reading {
    /// The name of the source of an attributed sentence: what its source stands for, or, if it only goes on with a
    /// quotation or report, who spoke before; `open` tells whether it ends inside a quotation.
    fn speaker(&mut self, source: Option<&str>, found: &Extraction, open: bool) -> Option<String> {
        let continues = std::mem::replace(&mut self.open, open);
        let name = match source {
            Some(source) => {
                let name = self.mentions.resolve(source);
                self.speaker = name.clone().or_else(|| (!coreference::is_pronoun(source)).then(|| source.to_owned()));
                if let Some(speaker) = self.speaker.as_ref().filter(|_| continues) {
                    self.named_later.extend(self.unnamed.drain(..).map(|at| (at, speaker.clone())));
                }
                name
            }
            None if found.cue.is_none() => self.speaker.clone(),
            None => None,
        };
        match source {
            None if open || continues => self.unnamed.push(self.sentences),
            _ => self.unnamed.clear(),
        }
        name
    }

    /// The author speaks again.
    fn end_quotation(&mut self) {
        self.open = false;
        self.unnamed.clear();
    }
}
