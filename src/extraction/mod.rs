//! The classified sentences of an article in, who says what and what is to happen by when out.
//!
//! [`Extractor`] reads the sentences in order. [`attribution`] finds the source, the cue and the content of an attributed
//! sentence, [`coreference`] the name that a pronoun or a short name stands for; [`horizon`] tells by when a forecast
//! is to come true, [`modality`] how sure it is.

pub mod attribution;
pub mod coreference;
pub mod horizon;
pub mod modality;

pub use horizon::{Date, Period};
pub use modality::Modality;

use crate::model::Classifier;
use crate::syntax::{Tagger, TaggerScores, Words};
use crate::text::Stems;
use coreference::Mentions;
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
    scores: TaggerScores,
}

impl<'a> Extractor<'a> {
    /// An extractor for sentences that `model` has labelled. Spans are found by what the model has learned from marks.
    pub fn new(model: &'a Classifier) -> Self {
        let tagger = model.parts();
        Extractor { tagger, stems: Stems::new(model.language()), words: Words::default(), scores: Vec::new() }
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
        let mut mentions = Mentions::default();
        let sentences = sentences.into_iter();
        sentences.map(|(sentence, label)| self.sentence(sentence, label, date, &mut mentions)).collect()
    }

    fn sentence(&mut self, sentence: &str, label: &str, date: Option<Date>, mentions: &mut Mentions) -> Extraction {
        let mut found = Extraction::default();
        let (attributed, future) = (is_attributed(label), is_future(label));
        if attributed || future {
            self.words.read(sentence, &mut self.stems);
            self.scores.clear();
            if let Some(tagger) = self.tagger {
                tagger.score(&self.words, &mut self.scores);
            }
        }
        if attributed {
            attribution::find(sentence, &self.words, &self.scores, &mut found);
            found.resolved_source = found.source.clone().and_then(|source| mentions.resolve(&sentence[source]));
        }
        if future {
            found.horizon = horizon::find(sentence);
            found.horizon_dates = found.horizon.clone().and_then(|span| horizon::period(&sentence[span], date));
            (found.modality, found.negated) = modality::of(&self.words);
        }
        mentions.read(sentence);
        found
    }
}
