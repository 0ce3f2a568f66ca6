//! The reasons for a label, as a table or as JSON.

use super::style::{of_label, safe, styled};
use crate::model::Explanation;
use serde_json::json;
use std::fmt::Write;

/// The table: label and scores, then the `top` features that moved the decision most, for and against, and the rest as one
/// line; intercept, lines and rest add up to the score.
pub fn table(explanation: &Explanation<'_>, labels: &[String], top: usize) -> String {
    let Explanation { prediction, label, intercept, contributions, score } = explanation;
    let mut out = String::new();
    for (place, (name, probability)) in labels.iter().zip(&prediction.scores).enumerate() {
        let mark = if name == prediction.label { ">" } else { " " };
        let _ = writeln!(
            out,
            "{mark} {} {:6.2}%",
            styled(&format!("{name:20}"), of_label(name, place)),
            probability * 100.0
        );
    }
    let _ = writeln!(out, "\nwhy {label}: what adds up to its score of {score:+.4}\n");
    let _ = writeln!(out, "{intercept:+9.4}  (every sentence)");
    for contribution in contributions.iter().take(top) {
        let _ = writeln!(out, "{:+9.4}  {}", contribution.amount, safe(&contribution.feature));
    }
    if contributions.len() > top {
        let rest: f64 = contributions[top..].iter().map(|c| c.amount).sum();
        let _ = writeln!(out, "{rest:+9.4}  ({} more features)", contributions.len() - top);
    }
    out
}

/// One JSON object with every contribution.
pub fn json(explanation: &Explanation<'_>, labels: &[String]) -> String {
    let scores: serde_json::Map<String, serde_json::Value> =
        labels.iter().zip(&explanation.prediction.scores).map(|(l, &s)| (l.clone(), json!(s))).collect();
    let contributions: Vec<_> =
        explanation.contributions.iter().map(|c| json!({"feature": c.feature, "amount": c.amount})).collect();
    json!({
        "label": explanation.prediction.label,
        "confidence": explanation.prediction.confidence,
        "scores": scores,
        "explained": explanation.label,
        "intercept": explanation.intercept,
        "contributions": contributions,
        "score": explanation.score,
    })
    .to_string()
        + "\n"
}
