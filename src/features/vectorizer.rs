//! A sentence as one sparse vector: its n-grams, weighted, and the evidence of its words, standardised.

use super::evidence;
use super::ngrams::{self, Ngrams};
use super::vocabulary::{Known, Vocabulary};
use crate::syntax::{Memory, Tagger, TaggerScores, Words};
use crate::text::Stems;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// How large the standardised figures of the evidence stand beside the n-grams, whose vector has length 1.
const EVIDENCE_SCALE: f32 = 1.0;

/// What turns sentences into vectors: fitted in training, used in inference.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectorizer {
    /// Which n-grams are made.
    pub ngrams: Ngrams,
    /// Which of them are known.
    pub vocabulary: Vocabulary,
    /// What tells the roles of words, where the language has one.
    pub tagging: Option<Tagging>,
}

/// A tagger, and how the figures that it yields are standardised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tagging {
    /// The tagger.
    pub tagger: Arc<Tagger>,
    /// Of each figure, its mean and one over its standard deviation in the training data.
    pub standard: Vec<(f32, f32)>,
}

/// What is kept from one sentence to the next: remembered stems, and memory.
pub struct Buffers {
    pub(crate) stems: Stems,
    pub(crate) words: Words,
    memory: Memory,
    scores: TaggerScores,
    places: Vec<u32>,
}

impl Buffers {
    /// Empty ones.
    pub fn new(stems: Stems) -> Self {
        let (memory, scores, places) = (Memory::default(), Vec::new(), Vec::new());
        Buffers { stems, words: Words::default(), memory, scores, places }
    }
}

impl Vectorizer {
    /// The length of the vectors.
    pub fn len(&self) -> usize {
        self.vocabulary.len() + if self.tagging.is_some() { evidence::COUNT } else { 0 }
    }

    /// Whether vectors have no entries at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of the feature at a place.
    pub fn name(&self, place: usize) -> Cow<'_, str> {
        match place.checked_sub(self.vocabulary.len()) {
            None => Cow::Borrowed(self.vocabulary.name(place)),
            Some(figure) => Cow::Owned(evidence::name(figure)),
        }
    }

    /// Calls `emit` with the place and value of every entry of a sentence's vector, places ascending.
    pub fn vectorize(&self, sentence: &str, buffers: &mut Buffers, mut emit: impl FnMut(u32, f32)) {
        buffers.words.read(sentence, &mut buffers.stems);
        let figures = self.tagging.as_ref().map(|tagging| {
            tagging.tagger.score(&buffers.words, &mut buffers.memory, &mut buffers.scores);
            evidence::sum_up(&buffers.scores)
        });
        self.assemble(buffers, figures.as_ref(), &mut emit);
    }

    /// As [`Vectorizer::vectorize`], for a sentence whose figures are given: in training they come from a tagger that has
    /// not seen it.
    pub(crate) fn vectorize_with(
        &self,
        sentence: &str,
        figures: &[f32; evidence::COUNT],
        buffers: &mut Buffers,
        mut emit: impl FnMut(u32, f32),
    ) {
        buffers.words.read(sentence, &mut buffers.stems);
        self.assemble(buffers, Some(figures), &mut emit);
    }

    fn assemble(
        &self,
        buffers: &mut Buffers,
        figures: Option<&[f32; evidence::COUNT]>,
        emit: &mut impl FnMut(u32, f32),
    ) {
        let mut known = Known { vocabulary: &self.vocabulary, places: std::mem::take(&mut buffers.places) };
        known.places.clear();
        ngrams::emit(&buffers.words, self.ngrams, &mut known);
        weigh(&mut known.places, &mut *emit);
        buffers.places = known.places;
        if let (Some(tagging), Some(figures)) = (&self.tagging, figures) {
            for ((figure, &(mean, scale)), place) in
                figures.iter().zip(&tagging.standard).zip(self.vocabulary.len() as u32..)
            {
                emit(place, (figure - mean) * scale * EVIDENCE_SCALE);
            }
        }
    }
}

/// Turns the places of the features found in a sentence, in any order and with repetitions, into its vector: weight
/// `1 + ln(tf)` for a feature that occurs `tf` times (sublinear term frequency; Manning, Raghavan and Schütze 2008,
/// *Introduction to Information Retrieval*, 6.4.1), scaled to an L2 norm of 1. Calls `emit` with place and weight, places
/// ascending; sorts `places`.
///
/// ```
/// let mut vector = Vec::new();
/// sayso::features::vectorizer::weigh(&mut [7, 2, 7], |place, weight| vector.push((place, weight)));
/// assert_eq!(vector.iter().map(|v| v.0).collect::<Vec<_>>(), [2, 7]);
/// assert!((vector.iter().map(|v| v.1 * v.1).sum::<f32>() - 1.0).abs() < 1e-6);
/// ```
pub fn weigh(places: &mut [u32], mut emit: impl FnMut(u32, f32)) {
    places.sort_unstable();
    let runs = || places.chunk_by(|a, b| a == b).map(|run| (run[0], sublinear(run.len())));
    let norm = runs().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    for (place, weight) in runs() {
        emit(place, weight / norm);
    }
}

fn sublinear(count: usize) -> f32 {
    // Most features occur once, and need no logarithm.
    if count == 1 { 1.0 } else { 1.0 + libm::logf(count as f32) }
}
