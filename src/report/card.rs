//! What a model is, as text or as JSON.

use super::style::{safe, thousands};
use crate::learning::calibrator::Calibrator;
use crate::model::{Card, Classifier, CvFigures, Options};
use serde_json::json;
use std::borrow::Cow;
use std::fmt::Write;

/// The strongest features of each label, by weight.
fn strongest(model: &Classifier, label: usize, count: usize) -> Vec<(Cow<'_, str>, f32)> {
    let mut places: Vec<usize> = (0..model.vectorizer().len()).collect();
    places.sort_by(|&a, &b| model.weights(b)[label].total_cmp(&model.weights(a)[label]).then(a.cmp(&b)));
    places.into_iter().take(count).map(|p| (model.vectorizer().name(p), model.weights(p)[label])).collect()
}

/// A page: data, options, figures, and the `top` strongest features of each label.
pub fn text(model: &Classifier, top: usize) -> String {
    let Card { training, options, solver, iterations, loss, cross_validation, tuned } = model.card();
    let Options { language, ngrams, selection, l2, max_iterations: _, seed } = options;
    let mut out = String::new();
    let mut line = |what: &str, is: String| {
        let _ = writeln!(out, "{what:17} {is}");
    };
    let supports =
        model.labels().iter().zip(&training.support).map(|(l, n)| format!("{} ({})", safe(l), thousands(*n)));
    line("labels", supports.collect::<Vec<_>>().join(", "));
    line("features", thousands(model.vectorizer().len()));
    line("trained on", format!("{} sentences, SHA-256 {}", thousands(training.rows), or_dash(&training.sha256)));
    line(
        "options",
        format!(
            "language {language}, n-grams {} to {}, min-df {}, at most {} features, L2 {l2}, seed {seed}{}",
            ngrams.min,
            ngrams.max,
            selection.min_df,
            thousands(selection.max_features),
            tuned.map_or(String::new(), |settings| format!("; chosen of {settings} settings by cross-validation"))
        ),
    );
    line(
        "fitted",
        format!("by the {} solver, {iterations} iterations, loss {loss:.2}", format!("{solver:?}").to_lowercase()),
    );
    match model.calibrator() {
        None => line("calibration", "none: probabilities are those of the training data (train with --cv)".into()),
        Some(Calibrator { temperature, biases }) => {
            let biases = model.labels().iter().zip(biases).filter(|(_, bias)| **bias != 0.0);
            let biases: String = biases.map(|(label, bias)| format!(", {} {bias:+.3}", safe(label))).collect();
            line("calibration", format!("temperature {temperature:.3}{biases}"));
        }
    }
    match cross_validation {
        None => line("cross-validation", "none (train with --cv)".into()),
        Some(cv) => {
            let by = if cv.grouped { " by article" } else { "" };
            line(
                "cross-validation",
                format!("{} folds{by}: macro F1 {:.4}, accuracy {:.4}", cv.folds, cv.macro_f1, cv.accuracy),
            );
            let CvFigures { uncalibrated: before, calibrated: after, .. } = cv;
            line(
                "",
                format!(
                    "expected calibration error {:.4} ({:.4} before calibration), logarithmic loss {:.4} ({:.4})",
                    after.ece, before.ece, after.log_loss, before.log_loss
                ),
            );
            for (label, s) in model.labels().iter().zip(&cv.labels) {
                line(
                    "",
                    format!("{}: precision {:.4}, recall {:.4}, F1 {:.4}", safe(label), s.precision, s.recall, s.f1),
                );
            }
        }
    }
    for (place, label) in model.labels().iter().enumerate() {
        let _ = writeln!(out, "\nstrongest for {}", safe(label));
        for (name, weight) in strongest(model, place, top) {
            let _ = writeln!(out, "{weight:+9.4}  {}", safe(&name));
        }
    }
    out
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

/// One JSON object.
pub fn json(model: &Classifier, top: usize) -> String {
    let features: serde_json::Map<String, serde_json::Value> = model
        .labels()
        .iter()
        .enumerate()
        .map(|(place, label)| {
            let strongest = strongest(model, place, top)
                .into_iter()
                .map(|(name, weight)| json!({"feature": name, "weight": weight}));
            (label.clone(), strongest.collect())
        })
        .collect();
    json!({
        "labels": model.labels(),
        "features": model.vectorizer().len(),
        "calibration": model.calibrator(),
        "card": model.card(),
        "strongest": features,
    })
    .to_string()
        + "\n"
}
