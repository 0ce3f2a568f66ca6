//! The figures of an evaluation, as a table or as JSON.

use crate::evaluation::{Averages, Calibration, Report, Scores};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The table: a line a label, then the averages, the confusion matrix and the calibration.
pub fn table(report: &Report) -> String {
    let name = report.labels.iter().map(|l| l.chars().count()).max().unwrap_or(0).max("weighted average".len());
    let mut out = format!("{:name$}  precision   recall       F1  support\n", "");
    let mut line = |what: &str, s: &Scores| {
        let Scores { precision, recall, f1, support } = s;
        let _ = writeln!(out, "{what:name$}  {precision:9.4}  {recall:7.4}  {f1:7.4}  {support:7}");
    };
    report.labels.iter().zip(&report.by_label).for_each(|(label, scores)| line(label, scores));
    line("macro average", &report.averages.macro_);
    line("weighted average", &report.averages.weighted);
    line("micro average", &report.averages.micro);
    let _ = writeln!(out, "\naccuracy {:.4} of {} sentences", report.accuracy, report.n);
    let Calibration { ece, brier } = report.calibration;
    let _ = writeln!(out, "expected calibration error {ece:.4}, Brier score {brier:.4}\n");
    out + &matrix(report)
}

fn matrix(report: &Report) -> String {
    let widest = report.confusion.iter().flatten().max().map_or(1, |n| n.to_string().len());
    let widths: Vec<usize> = report.labels.iter().map(|l| l.chars().count().max(widest)).collect();
    let name = widths.iter().copied().max().unwrap_or(0).max("gold \\ predicted".len());
    let mut out = format!("{:name$}", "gold \\ predicted");
    report.labels.iter().zip(&widths).for_each(|(label, w)| out += &format!("  {label:>w$}"));
    out.push('\n');
    for (label, row) in report.labels.iter().zip(&report.confusion) {
        out += &format!("{label:name$}");
        row.iter().zip(&widths).for_each(|(n, w)| out += &format!("  {n:>w$}"));
        out.push('\n');
    }
    out
}

#[derive(Serialize)]
struct Json<'a> {
    n: usize,
    accuracy: f64,
    macro_f1: f64,
    labels: BTreeMap<&'a str, Scores>,
    averages: Averages,
    confusion: BTreeMap<&'a str, BTreeMap<&'a str, usize>>,
    calibration: Calibration,
}

/// One JSON object, on one line.
pub fn json(report: &Report) -> String {
    let names = || report.labels.iter().map(String::as_str);
    let row = |counts: &Vec<usize>| names().zip(counts.iter().copied()).collect();
    let json = Json {
        n: report.n,
        accuracy: report.accuracy,
        macro_f1: report.averages.macro_.f1,
        labels: names().zip(report.by_label.iter().copied()).collect(),
        averages: report.averages,
        confusion: names().zip(report.confusion.iter().map(row)).collect(),
        calibration: report.calibration,
    };
    serde_json::to_string(&json).expect("figures can be serialised") + "\n"
}
