//! For each word, how likely it plays each role: a logistic model over what can be seen from the word, learned from marks.

use super::context::{KINDS, Kind, REACH, describe, of_context, of_form};
use super::words::{Word, Words};
use crate::learning::adagrad::{Examples, LANES, Marker, fit_marks};
use crate::text::stems::KeyHash;
use crate::text::{Language, Stems};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Scores are counted in multiples of this.
pub const STEP: f32 = 1.0 / 32.0;

/// A thing that is seen less often is left out.
const LEAST_COUNT: u32 = 5;

/// The strength of the L2 penalty.
const L2: f32 = 3.0;

/// From how many places a form is seen, its own included.
const WINDOW: usize = 2 * REACH + 1;

/// Tokens beyond each edge of the sentence from which one within is seen.
const EDGE: usize = REACH + 1;

/// A trained tagger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Tagger {
    /// The keys of the things known, kind by kind, ascending within each.
    keys: Vec<Vec<u32>>,
    /// For each thing, in this order, its weights for each place that it is seen from.
    weights: Vec<[i8; LANES]>,
    /// Where the weights of a thing start.
    places: HashMap<u32, u32, KeyHash>,
    intercepts: [i16; LANES],
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
    /// The most weights kept, for each role: those of the things that move the scores of the training data most.
    pub max_weights: usize,
    /// The language of the stemmer.
    pub language: Language,
    /// The seed of the order in which words are learned from.
    pub seed: u64,
}

/// What a tagger remembers from one sentence to the next: the weights of the forms that it has met.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    generation: Option<u64>,
    /// For each form, beginning a sentence or not, 1 + the place of its weights; 0 if it was not met.
    met: Vec<u32>,
    forms: Vec<[[i16; LANES]; WINDOW]>,
    sums: Vec<[i16; LANES]>,
}

/// How a tagger stands in a model file: keys as ascending differences.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    gaps: Vec<Vec<u32>>,
    weights: Vec<[i8; LANES]>,
    intercepts: [i16; LANES],
}

impl From<Tagger> for Stored {
    fn from(tagger: Tagger) -> Self {
        let gaps = |keys: Vec<u32>| {
            let before = std::iter::once(0).chain(keys.iter().copied());
            keys.iter().zip(before).map(|(key, before)| key - before).collect()
        };
        let gaps = tagger.keys.into_iter().map(gaps).collect();
        Stored { gaps, weights: tagger.weights, intercepts: tagger.intercepts }
    }
}

impl From<Stored> for Tagger {
    fn from(stored: Stored) -> Self {
        let keys = |gaps: Vec<u32>| {
            let sums = gaps.into_iter().scan(0u32, |key, gap| {
                *key = key.wrapping_add(gap);
                Some(*key)
            });
            sums.collect()
        };
        Tagger::new(stored.gaps.into_iter().map(keys).collect(), stored.weights, stored.intercepts)
    }
}

impl Tagger {
    fn new(keys: Vec<Vec<u32>>, weights: Vec<[i8; LANES]>, intercepts: [i16; LANES]) -> Self {
        let (places, needed) = lay_out(&keys);
        // Things without weights can only come from a file that was made to mislead.
        let places = if needed == weights.len() { places } else { HashMap::default() };
        Tagger { keys, weights, places, intercepts }
    }

    /// Scores the words of a sentence, in place of what `scores` holds.
    pub fn score(&self, words: &Words, memory: &mut Memory, scores: &mut TaggerScores) {
        let all = words.all();
        memory.forget_unless(words.generation);
        memory.sums.clear();
        memory.sums.resize(all.len() + 2 * EDGE, [0; LANES]);
        for (at, word) in all.iter().enumerate() {
            let form = self.form(word, words.begins(at), memory);
            let seen = &mut memory.sums[at + EDGE - REACH..][..WINDOW];
            seen.iter_mut().zip(&memory.forms[form]).for_each(|(sums, weights)| add(sums, weights));
        }
        of_context(words, |kind, key, at| {
            let seen = self.weights_of(kind, key);
            let from = at + EDGE as isize + kind.window().start();
            let sums = memory.sums[from as usize..].iter_mut();
            sums.zip(seen).for_each(|(sums, weights)| add(sums, &weights.map(i16::from)));
        });
        scores.clear();
        scores.extend(memory.sums[EDGE..][..all.len()].iter().map(|sums| {
            let mut scores = [0.0; LANES];
            for (k, score) in scores.iter_mut().enumerate() {
                *score = f32::from(sums[k] + self.intercepts[k]) * STEP;
            }
            scores
        }));
    }

    /// The place in `memory` of all weights of what is seen of a form by itself.
    fn form(&self, word: &Word, begins: bool, memory: &mut Memory) -> usize {
        let at = word.form as usize * 2 + usize::from(begins);
        if memory.met.len() <= at {
            memory.met.resize((at + 1).next_power_of_two(), 0);
        }
        if memory.met[at] == 0 {
            let mut sums = [[0; LANES]; WINDOW];
            of_form(word, begins, |kind, key| {
                let from = (REACH as isize + kind.window().start()) as usize;
                let seen = self.weights_of(kind, key);
                sums[from..].iter_mut().zip(seen).for_each(|(sums, weights)| add(sums, &weights.map(i16::from)));
            });
            memory.forms.push(sums);
            memory.met[at] = memory.forms.len() as u32;
        }
        memory.met[at] as usize - 1
    }

    /// The weights of a thing, place by place; none if it is not known.
    fn weights_of(&self, kind: Kind, key: u32) -> &[[i8; LANES]] {
        self.places.get(&key).map_or(&[], |&place| &self.weights[place as usize..][..kind.width()])
    }

    /// The number of things known.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

impl Memory {
    /// Numbers of forms are good for one generation of the stemmer.
    fn forget_unless(&mut self, generation: u64) {
        if self.generation != Some(generation) {
            self.generation = Some(generation);
            self.met.clear();
            self.forms.clear();
        }
    }
}

#[inline]
fn add(sums: &mut [i16; LANES], weights: &[i16; LANES]) {
    sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum = sum.wrapping_add(*weight));
}

/// Where the weights of each thing start, and how many there are.
fn lay_out(keys: &[Vec<u32>]) -> (HashMap<u32, u32, KeyHash>, usize) {
    let mut places = HashMap::with_capacity_and_hasher(keys.iter().map(Vec::len).sum(), KeyHash::default());
    let mut end = 0;
    for (kind, keys) in KINDS.into_iter().zip(keys) {
        for &key in keys {
            places.insert(key, end as u32);
            end += kind.width();
        }
    }
    (places, end)
}

/// Learns from sentences whose words' roles are known.
pub fn train_tagger(training: &TokenTraining<'_>) -> Tagger {
    let mut stems = Stems::new(training.language);
    let mut words = Words::default();
    let mut counts: HashMap<u32, (Kind, u32), KeyHash> = HashMap::default();
    for sentence in &training.sentences {
        words.read(sentence, &mut stems);
        describe(&words, |kind, key, _| counts.entry(key).or_insert((kind, 0)).1 += 1);
    }
    let mut keys = vec![Vec::new(); KINDS.len()];
    for (&key, &(kind, count)) in &counts {
        if count >= LEAST_COUNT {
            keys[kind as usize].push(key);
        }
    }
    keys.iter_mut().for_each(|keys| keys.sort_unstable());
    let mut marker = fit(training, &keys, &mut stems);
    if marker.weights.len() > training.max_weights {
        keys = most_influential(&keys, &marker, &counts, training.max_weights);
        marker = fit(training, &keys, &mut stems);
    }
    let steps = |weight: f32| (weight / STEP).round();
    let weights = marker.weights.iter().map(|w| w.map(|w| steps(w).clamp(-127.0, 127.0) as i8)).collect();
    Tagger::new(keys, weights, marker.intercepts.map(|b| steps(b).clamp(-4096.0, 4096.0) as i16))
}

/// Fits weights to the things with these keys.
fn fit(training: &TokenTraining<'_>, keys: &[Vec<u32>], stems: &mut Stems) -> Marker {
    let (places, count) = lay_out(keys);
    let (mut words, mut examples) = (Words::default(), Examples::default());
    let mut seen: Vec<Vec<u32>> = Vec::new();
    for (place, sentence) in training.sentences.iter().enumerate() {
        words.read(sentence, stems);
        let all = words.all();
        seen.resize_with(seen.len().max(all.len()), Vec::new);
        seen.iter_mut().for_each(Vec::clear);
        describe(&words, |kind, key, at| {
            let Some(&start) = places.get(&key) else { return };
            for (weight, offset) in (start..).zip(kind.window()) {
                if let Some(seen) = (at + offset).try_into().ok().and_then(|at: usize| seen[..all.len()].get_mut(at)) {
                    seen.push(weight);
                }
            }
        });
        for (word, seen) in all.iter().zip(&seen) {
            examples.push(seen, (training.roles)(place, word));
        }
    }
    fit_marks(&examples, count, training.role_count, L2, training.seed)
}

/// The keys of the things that move the scores of the training data most, for their number of weights: by the squares of
/// the weights, as often as the thing occurs.
fn most_influential(
    keys: &[Vec<u32>],
    marker: &Marker,
    counts: &HashMap<u32, (Kind, u32), KeyHash>,
    max_weights: usize,
) -> Vec<Vec<u32>> {
    let places = lay_out(keys).0;
    let influence = |key: u32| {
        let (kind, count) = counts[&key];
        let weights = &marker.weights[places[&key] as usize..][..kind.width()];
        count as f32 * weights.iter().flatten().map(|w| w * w).sum::<f32>() / kind.width() as f32
    };
    let mut ranked: Vec<(f32, u32)> = keys.iter().flatten().map(|&key| (influence(key), key)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut kept = vec![Vec::new(); keys.len()];
    let mut left = max_weights;
    for (_, key) in ranked {
        let kind = counts[&key].0;
        match left.checked_sub(kind.width()) {
            Some(rest) => left = rest,
            None => break,
        }
        kept[kind as usize].push(key);
    }
    kept.iter_mut().for_each(|keys: &mut Vec<u32>| keys.sort_unstable());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A tagger that knows every thing in some sentences, with weights that tell them apart.
    fn knowing(sentences: &[&str]) -> Tagger {
        let (mut words, mut stems) = (Words::default(), Stems::new(Language::English));
        let mut keys = vec![Vec::new(); KINDS.len()];
        for sentence in sentences {
            words.read(sentence, &mut stems);
            describe(&words, |kind, key, _| keys[kind as usize].push(key));
        }
        for keys in &mut keys {
            keys.sort_unstable();
            keys.dedup();
        }
        let count = lay_out(&keys).1;
        let weights = (0..count).map(|i| std::array::from_fn(|k| ((i * 31 + k * 7) % 23) as i8 - 11)).collect();
        Tagger::new(keys, weights, [3; LANES])
    }

    /// The scores as they are defined: for each word, the weights of all that is seen from it.
    fn by_definition(tagger: &Tagger, words: &Words) -> TaggerScores {
        let mut sums = vec![tagger.intercepts; words.all().len()];
        describe(words, |kind, key, at| {
            for (weights, offset) in tagger.weights_of(kind, key).iter().zip(kind.window()) {
                if let Some(sums) = usize::try_from(at + offset).ok().and_then(|at| sums.get_mut(at)) {
                    add(sums, &weights.map(i16::from));
                }
            }
        });
        sums.iter().map(|sums| sums.map(|sum| f32::from(sum) * STEP)).collect()
    }

    proptest! {
        #[test]
        fn remembered_forms_change_no_score(text in "(said|will|“|”|,|Ann|that|she|\\?| |é){0,40}", other in ".{0,60}") {
            let tagger = knowing(&[&text, "She said that it will.", "“Will it?” Ann said."]);
            let (mut words, mut memory, mut scores) = (Words::default(), Memory::default(), Vec::new());
            let mut stems = Stems::new(Language::English);
            for sentence in [text.as_str(), &other, "Ann said that she will.", &text] {
                words.read(sentence, &mut stems);
                tagger.score(&words, &mut memory, &mut scores);
                prop_assert_eq!(&scores, &by_definition(&tagger, &words));
            }
        }
    }
}
