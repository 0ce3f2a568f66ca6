//! For each word, how likely it plays each role: a logistic model over the word's context, learned from marks.

use super::context::describe;
use super::words::{Word, Words};
use crate::learning::adagrad::{Examples, LANES, Marker, fit_marks};
use crate::text::stems::KeyHash;
use crate::text::{Language, Stems};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Weights are stored as multiples of this.
const STEP: f32 = 1.0 / 32.0;

/// A feature of a word that occurs less often is left out.
const LEAST_COUNT: u32 = 3;

/// The strength of the L2 penalty.
const L2: f32 = 3.0;

/// A trained tagger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Tagger {
    places: HashMap<u32, u32, KeyHash>,
    weights: Vec<[i8; LANES]>,
    intercepts: [f32; LANES],
}

/// The scores (log-odds) of each word for each role.
pub type TaggerScores = Vec<[f32; LANES]>;

/// What a tagger learns from: sentences, and the roles of their words.
pub struct TokenTraining<'a> {
    /// The sentences.
    pub sentences: Vec<&'a str>,
    /// The roles of a word of the sentence at a place, as bits.
    pub roles: &'a dyn Fn(usize, &Word) -> u32,
    /// How many roles there are: at most [`LANES`].
    pub role_count: usize,
    /// The most features kept: those whose weights move the scores of the training data most.
    pub max_features: usize,
    /// The language of the stemmer.
    pub language: Language,
    /// The seed of the order in which words are learned from.
    pub seed: u64,
}

/// How a tagger stands in a model file: keys as ascending differences, weights feature by feature.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    gaps: Vec<u32>,
    weights: Vec<[i8; LANES]>,
    intercepts: [f32; LANES],
}

impl From<Tagger> for Stored {
    fn from(tagger: Tagger) -> Self {
        let mut keys: Vec<(u32, u32)> = tagger.places.into_iter().collect();
        keys.sort_unstable();
        let weights = keys.iter().map(|&(_, place)| tagger.weights[place as usize]).collect();
        let before = std::iter::once(0).chain(keys.iter().map(|k| k.0));
        let gaps = keys.iter().zip(before).map(|(k, before)| k.0 - before).collect();
        Stored { gaps, weights, intercepts: tagger.intercepts }
    }
}

impl From<Stored> for Tagger {
    fn from(stored: Stored) -> Self {
        let keys = stored.gaps.iter().scan(0u32, |key, &gap| {
            *key = key.wrapping_add(gap);
            Some(*key)
        });
        // A key beyond the weights can only come from a file that was made to mislead.
        let places = keys.zip(0..stored.weights.len() as u32).collect();
        Tagger { places, weights: stored.weights, intercepts: stored.intercepts }
    }
}

impl Tagger {
    /// Scores the words of a sentence, in place of what `scores` holds.
    pub fn score(&self, words: &Words, scores: &mut TaggerScores) {
        let mut sums = vec![[0i16; LANES]; words.all().len()];
        describe(words, |at, key| {
            if let Some(&place) = self.places.get(&(key as u32)) {
                let weights = &self.weights[place as usize];
                sums[at].iter_mut().zip(weights).for_each(|(sum, &w)| *sum += i16::from(w));
            }
        });
        scores.clear();
        scores.extend(sums.iter().map(|sums| {
            let mut scores = self.intercepts;
            scores.iter_mut().zip(sums).for_each(|(score, &sum)| *score += f32::from(sum) * STEP);
            scores
        }));
    }

    /// The number of features.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }
}

/// Learns from marked sentences.
pub fn train_tagger(training: &TokenTraining<'_>) -> Tagger {
    let mut stems = Stems::new(training.language);
    let mut words = Words::default();
    let mut counts: HashMap<u32, u32, KeyHash> = HashMap::default();
    for sentence in &training.sentences {
        words.read(sentence, &mut stems);
        describe(&words, |_, key| *counts.entry(key as u32).or_default() += 1);
    }
    let mut keys: Vec<u32> = counts.iter().filter(|&(_, &count)| count >= LEAST_COUNT).map(|(&key, _)| key).collect();
    keys.sort_unstable();
    let mut marker = fit(training, &keys, &mut stems);
    if keys.len() > training.max_features {
        // How far a feature moves the scores of the training data: its weights, squared, as often as it occurs.
        let influence = |at: usize| counts[&keys[at]] as f32 * marker.weights[at].iter().map(|w| w * w).sum::<f32>();
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by(|&a, &b| influence(b).total_cmp(&influence(a)));
        keys = order[..training.max_features].iter().map(|&at| keys[at]).collect();
        keys.sort_unstable();
        marker = fit(training, &keys, &mut stems);
    }
    let rows = marker.weights.iter().map(|weights| weights.map(|w| (w / STEP).round().clamp(-127.0, 127.0) as i8));
    let kept = keys.into_iter().zip(rows).filter(|(_, row)| row.iter().any(|&w| w != 0));
    let (keys, weights): (Vec<u32>, Vec<[i8; LANES]>) = kept.unzip();
    Tagger { places: keys.into_iter().zip(0..).collect(), weights, intercepts: marker.intercepts }
}

/// Fits weights to the features with these keys.
fn fit(training: &TokenTraining<'_>, keys: &[u32], stems: &mut Stems) -> Marker {
    let places: HashMap<u32, u32, KeyHash> = keys.iter().copied().zip(0..).collect();
    let (mut words, mut examples) = (Words::default(), Examples::default());
    for (place, sentence) in training.sentences.iter().enumerate() {
        words.read(sentence, stems);
        let mut found: Vec<Vec<u32>> = vec![Vec::new(); words.all().len()];
        describe(&words, |at, key| found[at].extend(places.get(&(key as u32))));
        for (word, features) in words.all().iter().zip(&found) {
            examples.push(features, (training.roles)(place, word));
        }
    }
    fit_marks(&examples, keys.len(), training.role_count, L2, training.seed)
}
