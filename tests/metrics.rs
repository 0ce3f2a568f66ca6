//! The figures agree with scikit-learn's `classification_report(…, zero_division=0)`, whose answers are stored in
//! `tests/data/classification_report.json`.

use sayso::evaluation::{Report, Scores};
use serde_json::Value;

const LABELS: [&str; 4] = ["claim", "forecast", "other", "reported_forecast"];

fn places(labels: &Value) -> Vec<usize> {
    let labels = labels.as_array().expect("a list").iter();
    labels.map(|l| LABELS.iter().position(|known| *known == l).expect("a known label")).collect()
}

fn assert_same(case: &str, ours: &Scores, theirs: &Value) {
    for (figure, value) in [("precision", ours.precision), ("recall", ours.recall), ("f1-score", ours.f1)] {
        let expected = theirs[figure].as_f64().expect("a number");
        assert!((value - expected).abs() < 1e-12, "{case}: {figure} {value}, expected {expected}");
    }
    assert_eq!(ours.support as f64, theirs["support"].as_f64().expect("a number"), "{case}: support");
}

#[test]
fn precision_recall_f1_and_averages_are_those_of_scikit_learn() {
    let cases: Value = serde_json::from_str(include_str!("data/classification_report.json")).expect("valid JSON");
    let cases = cases.as_array().expect("a list");
    assert_eq!(cases.len(), 7);
    for case in cases {
        let name = case["name"].as_str().expect("a name");
        let (gold, predicted) = (places(&case["gold"]), places(&case["predicted"]));
        let certain = |&label: &usize| (0..4).map(|l| f64::from(u8::from(l == label))).collect::<Vec<f64>>();
        let probabilities: Vec<Vec<f64>> = predicted.iter().map(certain).collect();
        let report = Report::new(&LABELS.map(str::to_owned), &gold, &predicted, &probabilities);
        let theirs = case["labels"].as_object().expect("an object");
        assert_eq!(report.labels, theirs.keys().cloned().collect::<Vec<_>>(), "{name}");
        for (label, scores) in report.labels.iter().zip(&report.by_label) {
            assert_same(name, scores, &theirs[label]);
        }
        assert_same(name, &report.averages.macro_, &case["macro"]);
        assert_same(name, &report.averages.weighted, &case["weighted"]);
        assert_eq!(report.accuracy, case["accuracy"].as_f64().expect("a number"), "{name}");
        assert_eq!(report.averages.micro.f1, report.accuracy, "{name}");
    }
}

#[test]
fn calibration_of_a_worked_example() {
    // Confidences 0.75 (right), 0.85 (wrong), 0.95 (right): gaps 0.25, 0.85, 0.05; squares 0.125, 1.445, 0.005.
    let probabilities = [vec![0.75, 0.25], vec![0.85, 0.15], vec![0.05, 0.95]];
    let labels = ["a".to_owned(), "b".to_owned()];
    let report = Report::new(&labels, &[0, 1, 1], &[0, 0, 1], &probabilities);
    assert!((report.calibration.ece - (0.25 + 0.85 + 0.05) / 3.0).abs() < 1e-12);
    assert!((report.calibration.brier - (0.125 + 1.445 + 0.005) / 3.0).abs() < 1e-12);
}
