//! The corpus keeps its promises: its files are what the articles make, its sentences are whole, marked and all different.

#[path = "../datasets/build.rs"]
mod build;

use build::{LABELS, Piece, ROLES, drawn_for_test};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets")
}

fn pieces() -> Vec<Piece> {
    build::pieces(&folder().join("articles")).expect("every piece is well formed")
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_files_are_what_the_articles_make() {
    for (name, content) in build::files(&pieces()).expect("the files can be made") {
        let kept = std::fs::read(folder().join(name)).expect(name);
        assert!(kept == content, "{name} is out of date: run `cargo run --release --example build-datasets`");
    }
}

#[test]
fn pieces_are_whole_and_many() {
    let pieces = pieces();
    assert!(pieces.len() >= 240 && pieces.iter().map(|p| p.sentences.len()).sum::<usize>() >= 6500);
    for piece in &pieces {
        assert!((15..=90).contains(&piece.sentences.len()), "{}: {} sentences", piece.group, piece.sentences.len());
        assert!(piece.sentences.iter().all(|s| s.text.trim() == s.text && !s.text.is_empty()), "{}", piece.group);
        assert!(
            piece
                .sentences
                .windows(2)
                .all(|w| w[1].paragraph == w[0].paragraph || w[1].paragraph == w[0].paragraph + 1)
        );
    }
}

#[test]
fn labels_have_the_marks_that_they_need_and_marks_lie_inside_their_sentence() {
    for piece in pieces() {
        for s in &piece.sentences {
            let has = |roles: &[&str]| s.spans.iter().any(|span| roles.contains(&span.role.as_str()));
            let attributed = matches!(s.label.as_str(), "claim" | "reported_forecast");
            assert!(!attributed || has(&["source", "cue", "content"]), "{}: {}", piece.group, s.text);
            assert!(!s.label.ends_with("forecast") || has(&["anchor"]), "{}: {}", piece.group, s.text);
            for span in &s.spans {
                assert!(ROLES.contains(&span.role.as_str()));
                assert!(s.text.get(span.start..span.end).is_some_and(|t| !t.is_empty()), "{}: {span:?}", piece.group);
            }
        }
    }
}

#[test]
fn every_label_and_register_is_in_both_splits_and_no_article_is() {
    let pieces = pieces();
    let test = drawn_for_test(&pieces);
    let share = test.len() as f64 / pieces.len() as f64;
    assert!((0.13..=0.17).contains(&share), "{share}");
    for of_test in [true, false] {
        let part: Vec<&Piece> = pieces.iter().filter(|p| test.contains(&p.group) == of_test).collect();
        let labels: BTreeSet<&str> = part.iter().flat_map(|p| &p.sentences).map(|s| s.label.as_str()).collect();
        assert_eq!(labels, BTreeSet::from(LABELS));
        let registers: BTreeSet<&str> = part.iter().map(|p| p.header["register"].as_str()).collect();
        let all: BTreeSet<&str> = pieces.iter().map(|p| p.header["register"].as_str()).collect();
        assert_eq!(registers, all);
    }
}

#[test]
fn no_sentence_is_there_twice_or_nearly_so() {
    let pieces = pieces();
    let sentences: Vec<&str> = pieces.iter().flat_map(|p| &p.sentences).map(|s| s.text.as_str()).collect();
    let grams: Vec<HashSet<Vec<String>>> =
        sentences.iter().map(|s| words(s).windows(5).map(<[String]>::to_vec).collect()).collect();
    let mut holders: HashMap<&Vec<String>, Vec<usize>> = HashMap::new();
    for (at, grams) in grams.iter().enumerate() {
        grams.iter().for_each(|gram| holders.entry(gram).or_default().push(at));
    }
    let mut shared: HashMap<(usize, usize), usize> = HashMap::new();
    for at in holders.values() {
        for (i, &a) in at.iter().enumerate() {
            at[i + 1..].iter().for_each(|&b| *shared.entry((a, b)).or_default() += 1);
        }
    }
    // A shorter sentence has too few 5-grams for a share of them to mean anything.
    let long_enough = |at: usize| grams[at].len() >= 4;
    for ((a, b), count) in shared.into_iter().filter(|((a, b), _)| long_enough(*a) && long_enough(*b)) {
        let overlap = count as f64 / grams[a].len().min(grams[b].len()) as f64;
        assert!(overlap <= 0.6, "{overlap:.2}: {} / {}", sentences[a], sentences[b]);
    }
    // Short exclamations, headings and bylines may come twice; sentences may not.
    let mut seen = HashSet::new();
    for sentence in sentences.iter().filter(|s| words(s).len() >= 5) {
        assert!(seen.insert(*sentence), "twice: {sentence}");
    }
}

#[test]
fn no_sentence_is_another_with_names_and_numbers_swapped() {
    let mut seen: HashMap<String, String> = HashMap::new();
    for piece in pieces() {
        for s in piece.sentences {
            let masked = |w: &str| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
            let frame: Vec<&str> = s.text.split_whitespace().map(|w| if masked(w) { "X" } else { w }).collect();
            if frame.iter().filter(|w| **w != "X").count() >= 3 {
                let twin = seen.insert(frame.join(" "), s.text.clone());
                assert!(twin.is_none(), "{} / {}", s.text, twin.unwrap_or_default());
            }
        }
    }
}
