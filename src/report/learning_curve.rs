//! A learning curve, as a table, as JSON or as a chart.

use super::chart::{self, Look, Mark, Panel, Scale};
use super::style::{safe, thousands};
use crate::evaluation::{Interval, Learned};
use serde_json::json;
use std::fmt::Write;

/// A line for each part of the data: accuracy, macro F1 with its interval, and the F1 of each label.
pub fn table(curve: &[Learned]) -> String {
    let labels = curve.last().map_or(&[][..], |learned| &learned.report.labels);
    let columns: Vec<String> = labels.iter().map(|label| format!("F1 {}", safe(label))).collect();
    let mut out = "share  sentences  accuracy  macro F1  its 95% interval".to_owned();
    columns.iter().for_each(|column| out += &format!("  {column:>6}"));
    out.push('\n');
    for Learned { share, sentences, report, intervals } in curve {
        let Interval { low, high } = intervals.macro_f1;
        let (accuracy, macro_f1) = (report.accuracy, report.averages.macro_.f1);
        let (sentences, interval) = (thousands(*sentences), format!("{low:.4} to {high:.4}"));
        let percent = share * 100.0;
        let _ = write!(out, "{percent:4.0}%  {sentences:>9}  {accuracy:8.4}  {macro_f1:8.4}  {interval:16}");
        for (label, column) in labels.iter().zip(&columns) {
            let f1 = report.labels.iter().position(|l| l == label).map(|at| report.by_label[at].f1);
            let f1 = f1.map_or_else(|| "-".to_owned(), |f1| format!("{f1:.4}"));
            out += &format!("  {f1:>0$}", column.chars().count().max(6));
        }
        out.push('\n');
    }
    out
}

/// One JSON object, on one line.
pub fn json(curve: &[Learned]) -> String {
    let point = |learned: &Learned| {
        let Learned { share, sentences, report, intervals } = learned;
        let f1s: serde_json::Map<String, serde_json::Value> = report
            .labels
            .iter()
            .zip(&report.by_label)
            .map(|(label, scores)| (label.clone(), json!(scores.f1)))
            .collect();
        json!({
            "share": share,
            "sentences": sentences,
            "accuracy": report.accuracy,
            "macro_f1": report.averages.macro_.f1,
            "f1": f1s,
            "intervals": {"accuracy": intervals.accuracy, "macro_f1": intervals.macro_f1},
        })
    };
    json!({"curve": curve.iter().map(point).collect::<Vec<_>>()}).to_string() + "\n"
}

/// A chart, as SVG: macro F1 and accuracy by the number of sentences, which doubles from tick to tick.
pub fn chart(curve: &[Learned]) -> String {
    let at = |learned: &Learned| (learned.sentences.max(1) as f64).log2();
    let (first, last) = (curve.first().map_or(0.0, at), curve.last().map_or(1.0, at));
    let line = |look, value: fn(&Learned) -> f64| Mark::Line(look, curve.iter().map(|l| (at(l), value(l))).collect());
    let mut marks = vec![
        line(Look::First, |learned| learned.report.averages.macro_.f1),
        line(Look::Second, |learned| learned.report.accuracy),
    ];
    for learned in curve {
        let Interval { low, high } = learned.intervals.macro_f1;
        marks.push(Mark::Whisker(Look::First, at(learned), (low, high)));
        marks.push(Mark::Disc(Look::First, (at(learned), learned.report.averages.macro_.f1), 3.5));
        marks.push(Mark::Disc(Look::Second, (at(learned), learned.report.accuracy), 3.5));
    }
    let least = curve.iter().map(|l| l.intervals.macro_f1.low.min(l.report.accuracy)).fold(1.0, f64::min);
    let panel = Panel {
        title: String::new(),
        x: Scale {
            title: "training sentences".into(),
            range: (first - 0.2, last.max(first + 0.1) + 0.2),
            ticks: curve.iter().map(|learned| (at(learned), thousands(learned.sentences))).collect(),
        },
        y: Scale::share("on sentences not trained on", (least * 10.0).floor() / 10.0),
        marks,
    };
    chart::svg("Learning curve", &[(Look::First, "macro F1, 95% interval"), (Look::Second, "accuracy")], &[panel])
}
