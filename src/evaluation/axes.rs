//! The two questions behind the four labels, each measured by itself: is it credited to a source, is it about the future?

use super::metrics::{Scores, scores_of};

/// The four labels, each with whether it is credited to a source, and whether it is about the future.
const LABELS: [(&str, bool, bool); 4] =
    [("claim", true, false), ("forecast", false, true), ("other", false, false), ("reported_forecast", true, true)];

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// Its name: `attributed` or `future`.
    pub name: &'static str,
    /// For each label, whether it answers with yes.
    members: Vec<bool>,
}

impl Axis {
    /// The axes of some labels: both if these are the four, else none.
    pub fn of(labels: &[String]) -> Vec<Axis> {
        if !labels.iter().map(String::as_str).eq(LABELS.iter().map(|(label, ..)| *label)) {
            return Vec::new();
        }
        vec![
            Axis { name: "attributed", members: LABELS.iter().map(|(_, attributed, _)| *attributed).collect() },
            Axis { name: "future", members: LABELS.iter().map(|(.., future)| *future).collect() },
        ]
    }

    /// The figures of the answer yes, from a confusion matrix `[gold][predicted]` of all labels.
    pub fn scores(&self, confusion: &[Vec<usize>]) -> Scores {
        let mut answers = vec![vec![0; 2]; 2];
        for (gold, row) in confusion.iter().enumerate() {
            for (predicted, count) in row.iter().enumerate() {
                answers[usize::from(self.members[gold])][usize::from(self.members[predicted])] += count;
            }
        }
        scores_of(&answers, 1)
    }
}
