//! The features that a model knows, and how they are selected in training.

use super::ngrams::{self, Ngrams, Sink};
use crate::syntax::Words;
use crate::text::stems::KeyHash;
use crate::text::{Language, Stems};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The selected features: key to place in the vector, and their names.
#[derive(Debug, Clone, PartialEq)]
pub struct Vocabulary {
    places: HashMap<u64, u32, KeyHash>,
    keys: Vec<u64>,
    names: Vec<String>,
}

/// How features are selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// The least number of sentences that a feature has to occur in.
    pub min_df: usize,
    /// How many features are kept at most, those with the highest chi-squared.
    pub max_features: usize,
}

impl Vocabulary {
    /// A vocabulary of the given features, in the order of their places.
    pub fn new(features: impl IntoIterator<Item = (u64, String)>) -> Self {
        let (keys, names): (Vec<u64>, Vec<String>) = features.into_iter().unzip();
        let places = keys.iter().zip(0..).map(|(&key, place)| (key, place)).collect();
        Vocabulary { places, keys, names }
    }

    /// Selects the features of labelled sentences: those that occur in at least `min_df` sentences, and of these the
    /// `max_features` whose presence depends most on the label, by the chi-squared statistic of the table of presence by
    /// label (Yang and Pedersen 1997, *A Comparative Study on Feature Selection in Text Categorization*). `labels` holds the
    /// label of each sentence as a number below `label_count`. Places are given by name, in alphabetical order.
    pub fn select(
        sentences: &[&str],
        labels: &[usize],
        label_count: usize,
        language: Language,
        ngrams: Ngrams,
        selection: Selection,
    ) -> Self {
        let mut stems = Stems::new(language);
        let mut words = Words::default();
        let mut frequency = Frequency { found: HashMap::default(), sentence: 0 };
        for sentence in sentences {
            frequency.sentence += 1;
            words.read(sentence, &mut stems);
            ngrams::emit(&words, ngrams, &mut frequency);
        }
        frequency.found.retain(|_, (count, _)| *count as usize >= selection.min_df);
        let mut candidates = Candidates {
            places: HashMap::default(),
            found: Vec::new(),
            stems: Vec::new(),
            sentence: 0,
            label: 0,
            labels: label_count,
        };
        candidates.places.extend(frequency.found.into_keys().map(|key| (key, u32::MAX)));
        for (sentence, &label) in sentences.iter().zip(labels) {
            candidates.sentence += 1;
            candidates.label = label;
            candidates.stems.clear();
            words.read(sentence, &mut stems);
            ngrams::emit(&words, ngrams, &mut candidates);
        }
        let mut totals = vec![0.0; label_count];
        labels.iter().for_each(|&label| totals[label] += 1.0);
        let mut ranked: Vec<(f64, Candidate)> =
            candidates.found.into_iter().map(|c| (chi_squared(&c.present, &totals), c)).collect();
        ranked.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.name.cmp(&y.name)));
        ranked.truncate(selection.max_features);
        let mut kept: Vec<(u64, String)> = ranked.into_iter().map(|(_, c)| (c.key, c.name)).collect();
        kept.sort_by(|a, b| a.1.cmp(&b.1));
        Vocabulary::new(kept)
    }

    /// The number of features.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The place of a feature, if it is known.
    pub fn place(&self, key: u64) -> Option<u32> {
        self.places.get(&key).copied()
    }

    /// The name of the feature at a place: its stems, parted by spaces.
    pub fn name(&self, place: usize) -> &str {
        &self.names[place]
    }

    /// The keys and names in the order of their places.
    pub fn features(&self) -> impl ExactSizeIterator<Item = (u64, &str)> {
        self.keys.iter().copied().zip(self.names.iter().map(String::as_str))
    }
}

/// Collects the places of the known features of a sentence.
pub struct Known<'a> {
    /// The features that are known.
    pub vocabulary: &'a Vocabulary,
    /// The places found, once for each occurrence.
    pub places: Vec<u32>,
}

impl Sink for Known<'_> {
    fn feature(&mut self, key: u64, _length: usize) {
        self.places.extend(self.vocabulary.place(key));
    }
}

/// First reading: in how many sentences does each feature occur?
struct Frequency {
    /// Count, and the last sentence counted.
    found: HashMap<u64, (u32, u32), KeyHash>,
    sentence: u32,
}

impl Sink for Frequency {
    fn feature(&mut self, key: u64, _length: usize) {
        let (count, last) = self.found.entry(key).or_default();
        *count += u32::from(*last != self.sentence);
        *last = self.sentence;
    }
}

/// Second reading: of the frequent ones, in how many sentences of each label, and by what name?
struct Candidates {
    places: HashMap<u64, u32, KeyHash>,
    found: Vec<Candidate>,
    stems: Vec<String>,
    sentence: u32,
    label: usize,
    labels: usize,
}

struct Candidate {
    key: u64,
    name: String,
    present: Vec<f64>,
    last: u32,
}

impl Sink for Candidates {
    fn stem(&mut self, stem: &str) {
        self.stems.push(stem.to_owned());
    }

    fn feature(&mut self, key: u64, length: usize) {
        let Some(place) = self.places.get_mut(&key) else { return };
        if *place == u32::MAX {
            *place = self.found.len() as u32;
            let name = self.stems[self.stems.len() - length..].join(" ");
            self.found.push(Candidate { key, name, present: vec![0.0; self.labels], last: 0 });
        }
        let candidate = &mut self.found[*place as usize];
        if candidate.last != self.sentence {
            candidate.last = self.sentence;
            candidate.present[self.label] += 1.0;
        }
    }
}

/// Pearson's chi-squared of the table of presence (yes, no) by label.
fn chi_squared(present: &[f64], totals: &[f64]) -> f64 {
    let n: f64 = totals.iter().sum();
    let df: f64 = present.iter().sum();
    present
        .iter()
        .zip(totals)
        .filter(|&(_, &total)| total > 0.0)
        .map(|(&with, &total)| {
            let (expected_with, expected_without) = (total * df / n, total * (n - df) / n);
            let deviation = (with - expected_with).powi(2);
            deviation / expected_with + if expected_without > 0.0 { deviation / expected_without } else { 0.0 }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chi_squared_of_a_table() {
        // scipy.stats.chi2_contingency([[10, 20], [30, 20]], correction=False) gives 5.333…
        assert!((chi_squared(&[10.0, 20.0], &[40.0, 40.0]) - 16.0 / 3.0).abs() < 1e-12);
        assert_eq!(chi_squared(&[40.0, 40.0], &[40.0, 40.0]), 0.0);
    }

    #[test]
    fn selection_keeps_what_tells_the_labels_apart() {
        let sentences = ["he said so", "she said so", "it will so", "they will so"];
        let selection = Selection { min_df: 2, max_features: 2 };
        let ngrams = Ngrams { min: 1, max: 1 };
        let vocabulary = Vocabulary::select(&sentences, &[0, 0, 1, 1], 2, Language::English, ngrams, selection);
        assert_eq!(vocabulary.features().map(|f| f.1).collect::<Vec<_>>(), ["said", "will"]);
    }
}
