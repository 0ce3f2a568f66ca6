//! The figures of an evaluation, as a table, as JSON or as a chart.

use super::chart::{self, Look, Mark, Panel, Scale};
use super::style::{safe, thousands};
use crate::evaluation::{Averages, Bin, Breakdown, Comparison, Difference, Interval, Intervals, Report, Scores};
use crate::evaluation::{bootstrap::REPLICATES, thresholds::at_threshold, thresholds::thinned};
use crate::model::{CalibrationFigures, OperatingPoint};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The confidences that the table of thresholds asks for.
const THRESHOLDS: [f64; 9] = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];

/// Shares of so few sentences go up and down by chance, and would make a chart unreadable.
const LEAST_DRAWN: usize = 10;

/// All that is told of an evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Figures by label, averages, confusion, calibration.
    pub report: Report,
    /// How far they would move on other sentences.
    pub intervals: Intervals,
    /// Precision and recall by threshold, for each label of the report.
    pub thresholds: Vec<Vec<OperatingPoint>>,
    /// Figures by the values of columns.
    pub breakdowns: Vec<Breakdown>,
    /// Another model, by its name, and how this one does beside it.
    pub comparison: Option<(String, Comparison)>,
    /// The share of each label that probabilities were corrected for.
    pub mix: Option<Vec<(String, f64)>>,
}

/// The figures by label, the averages, the confusion matrix and the calibration.
pub fn table(report: &Report) -> String {
    let name = report.labels.iter().map(|l| l.chars().count()).max().unwrap_or(0).max("weighted average".len());
    let mut out = format!("{:name$}  precision   recall       F1  support\n", "");
    let mut line = |what: &str, s: &Scores| {
        let Scores { precision, recall, f1, support } = s;
        let _ = writeln!(out, "{what:name$}  {precision:9.4}  {recall:7.4}  {f1:7.4}  {support:7}");
    };
    report.labels.iter().zip(&report.by_label).for_each(|(label, scores)| line(&safe(label), scores));
    line("macro average", &report.averages.macro_);
    line("weighted average", &report.averages.weighted);
    line("micro average", &report.averages.micro);
    report.axes.iter().for_each(|(axis, scores)| line(axis, scores));
    let _ = writeln!(out, "\naccuracy {:.4} of {} sentences", report.accuracy, report.n);
    let CalibrationFigures { ece, brier, log_loss } = report.calibration;
    let _ =
        writeln!(out, "expected calibration error {ece:.4}, Brier score {brier:.4}, logarithmic loss {log_loss:.4}\n");
    out + &matrix(report)
}

fn matrix(report: &Report) -> String {
    let widest = report.confusion.iter().flatten().max().map_or(1, |n| n.to_string().len());
    let widths: Vec<usize> = report.labels.iter().map(|l| l.chars().count().max(widest)).collect();
    let name = widths.iter().copied().max().unwrap_or(0).max("gold \\ predicted".len());
    let mut out = format!("{:name$}", "gold \\ predicted");
    report.labels.iter().zip(&widths).for_each(|(label, w)| out += &format!("  {:>w$}", safe(label)));
    out.push('\n');
    for (label, row) in report.labels.iter().zip(&report.confusion) {
        out += &format!("{:name$}", safe(label));
        row.iter().zip(&widths).for_each(|(n, w)| out += &format!("  {n:>w$}"));
        out.push('\n');
    }
    out
}

impl Figures {
    /// The tables; those of thresholds only if they are asked for.
    pub fn tables(&self, thresholds: bool) -> String {
        let mut out = table(&self.report);
        if let Some(mix) = &self.mix {
            let shares = mix.iter().map(|(label, share)| format!("{} {share:.3}", safe(label)));
            let _ = writeln!(out, "\ncorrected for the shares {}", shares.collect::<Vec<_>>().join(", "));
        }
        out += &self.interval_table();
        if thresholds {
            out += &self.threshold_table();
        }
        self.breakdowns.iter().for_each(|breakdown| out += &self.breakdown_table(breakdown));
        if let Some((other, comparison)) = &self.comparison {
            out += &comparison_table(other, comparison);
        }
        out
    }

    fn interval_table(&self) -> String {
        let Intervals { accuracy, macro_f1, labels, axes, units, by_article } = &self.intervals;
        let what = if *by_article { "articles" } else { "sentences" };
        let mut out =
            format!("\n95% intervals, by {} bootstrap draws of {} {what}\n", thousands(REPLICATES), thousands(*units));
        let rows = [("accuracy".to_owned(), accuracy), ("macro F1".to_owned(), macro_f1)].into_iter();
        let names = self.report.labels.iter().map(|l| safe(l).into_owned());
        let of_labels = names.chain(self.report.axes.iter().map(|(axis, _)| (*axis).to_owned()));
        let rows: Vec<_> =
            rows.chain(of_labels.map(|name| format!("F1 of {name}")).zip(labels.iter().chain(axes))).collect();
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, Interval { low, high }) in rows {
            let _ = writeln!(out, "{name:width$}  {low:.4} to {high:.4}");
        }
        out
    }

    fn threshold_table(&self) -> String {
        let width = |label: &str| label.chars().count().max("precision  recall".len());
        let mut out = "\nprecision and recall, if a label is believed only from a confidence on\n\nfrom".to_owned();
        let labels: Vec<_> = self.report.labels.iter().map(|label| safe(label)).collect();
        labels.iter().for_each(|label| out += &format!("  {label:>0$}", width(label)));
        out += "\n    ";
        labels.iter().for_each(|label| out += &format!("  {:>1$}", "precision  recall", width(label)));
        out.push('\n');
        for threshold in THRESHOLDS {
            let _ = write!(out, "{threshold:.2}");
            for (label, points) in labels.iter().zip(&self.thresholds) {
                let cell = match at_threshold(points, threshold) {
                    Some(point) => format!("{:9.4}  {:6.4}", point.precision, point.recall),
                    None => format!("{:>9}  {:>6}", "-", "0"),
                };
                out += &format!("  {cell:>0$}", width(label));
            }
            out.push('\n');
        }
        out
    }

    fn breakdown_table(&self, breakdown: &Breakdown) -> String {
        let parts = || breakdown.parts.iter().map(|(value, report)| (safe(value), report));
        let title = format!("by {}", safe(&breakdown.column));
        let name = parts().map(|(value, _)| value.chars().count()).chain([title.chars().count()]).max().unwrap_or(0);
        let mut out = format!("\n{title:name$}  {:>6}  accuracy  macro F1", "n");
        let axes = self.report.axes.iter().map(|(axis, _)| *axis);
        let columns: Vec<(String, usize)> = (self.report.labels.iter().map(|label| safe(label).into_owned()))
            .chain(axes.map(str::to_owned))
            .map(|label| (format!("F1 {label}"), label.chars().count() + 3))
            .map(|(column, width)| (column, width.max(6)))
            .collect();
        columns.iter().for_each(|(column, width)| out += &format!("  {column:>width$}"));
        out.push('\n');
        for (value, report) in parts() {
            let _ = write!(
                out,
                "{value:name$}  {:6}  {:8.4}  {:8.4}",
                report.n, report.accuracy, report.averages.macro_.f1
            );
            let of_labels = self.report.labels.iter().map(|label| {
                let at = report.labels.iter().position(|l| l == label)?;
                Some(report.by_label[at].f1)
            });
            let of_axes = report.axes.iter().map(|(_, scores)| Some(scores.f1));
            for (f1, (_, width)) in of_labels.chain(of_axes).zip(&columns) {
                let f1 = f1.map_or_else(|| "-".to_owned(), |f1| format!("{f1:.4}"));
                out += &format!("  {f1:>width$}");
            }
            out.push('\n');
        }
        out
    }

    /// One JSON object, on one line.
    pub fn json(&self) -> String {
        let names = || self.report.labels.iter().map(String::as_str);
        let intervals = IntervalsJson {
            accuracy: self.intervals.accuracy,
            macro_f1: self.intervals.macro_f1,
            labels: names().zip(self.intervals.labels.iter().copied()).collect(),
            axes: self.report.axes.iter().map(|(axis, _)| *axis).zip(self.intervals.axes.iter().copied()).collect(),
            units: self.intervals.units,
            by_article: self.intervals.by_article,
        };
        let by = |breakdown: &'_ Breakdown| -> BTreeMap<String, serde_json::Value> {
            let figures = |report| serde_json::to_value(ReportJson::of(report)).expect("figures can be serialised");
            breakdown.parts.iter().map(|(value, report)| (value.clone(), figures(report))).collect()
        };
        let json = Json {
            report: ReportJson::of(&self.report),
            reliability: &self.report.reliability,
            intervals,
            thresholds: names().zip(self.thresholds.iter().map(|points| thinned(points))).collect(),
            by: self.breakdowns.iter().map(|breakdown| (breakdown.column.as_str(), by(breakdown))).collect(),
            comparison: self
                .comparison
                .as_ref()
                .map(|(other, comparison)| ComparisonJson { other, comparison: *comparison }),
            mix: self.mix.as_ref().map(|mix| mix.iter().map(|(label, share)| (label.as_str(), *share)).collect()),
        };
        serde_json::to_string(&json).expect("figures can be serialised") + "\n"
    }

    /// A chart, as SVG: precision and recall by threshold for each label, and how often each confidence is right.
    pub fn chart(&self) -> String {
        let confidences = self.report.reliability.iter().map(|bin| bin.confidence);
        let least =
            confidences.chain(self.thresholds.iter().flatten().map(|point| point.threshold)).fold(0.9, f64::min);
        let low = (least * 10.0).floor() / 10.0;
        let mut panels: Vec<Panel> = self
            .report
            .labels
            .iter()
            .zip(&self.thresholds)
            .map(|(label, points)| {
                let drawn: Vec<_> = points.iter().filter(|point| point.kept >= LEAST_DRAWN).copied().collect();
                let points = thinned(if drawn.is_empty() { points } else { &drawn });
                let line = |value: fn(&OperatingPoint) -> f64| points.iter().map(|p| (p.threshold, value(p))).collect();
                Panel {
                    title: label.clone(),
                    x: Scale::share("least confidence", low),
                    y: Scale::share("share", 0.0),
                    marks: vec![
                        Mark::Line(Look::First, line(|p| p.precision)),
                        Mark::Line(Look::Second, line(|p| p.recall)),
                    ],
                }
            })
            .collect();
        panels.push(self.reliability_panel(low));
        let legend = [
            (Look::First, "precision of what is kept"),
            (Look::Second, "recall"),
            (Look::Reference, "perfect calibration"),
        ];
        let title = format!(
            "{} sentences: macro F1 {:.3}, accuracy {:.3}",
            thousands(self.report.n),
            self.report.averages.macro_.f1,
            self.report.accuracy
        );
        chart::svg(&title, &legend, &panels)
    }

    fn reliability_panel(&self, low: f64) -> Panel {
        let mut marks = vec![Mark::Line(Look::Reference, vec![(low, low), (1.0, 1.0)])];
        let n = self.report.n as f64;
        for bin in &self.report.reliability {
            marks.push(Mark::Whisker(Look::First, bin.confidence, wilson(bin)));
            // The area of a disc grows with its number of sentences.
            let radius = 2.5 + 14.0 * (bin.n as f64 / n).sqrt();
            marks.push(Mark::Disc(Look::First, (bin.confidence, bin.accuracy), radius));
        }
        Panel {
            title: format!("reliability (calibration error {:.3})", self.report.calibration.ece),
            x: Scale::share("confidence", low),
            y: Scale::share("share that is right", 0.0),
            marks,
        }
    }
}

/// The 95% interval of a bin's accuracy (Wilson 1927, *Probable Inference, the Law of Succession, and Statistical
/// Inference*).
fn wilson(bin: &Bin) -> (f64, f64) {
    let (z, n, p) = (1.96, bin.n as f64, bin.accuracy);
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    (centre - half, centre + half)
}

fn comparison_table(other: &str, comparison: &Comparison) -> String {
    let head = format!("beside {}", safe(other));
    let indent = head.chars().count().max("macro F1".len());
    let mut out = format!("\n{head:indent$}    this   other  difference  its 95% interval\n");
    for (name, Difference { first, second, difference, interval }) in
        [("macro F1", comparison.macro_f1), ("accuracy", comparison.accuracy)]
    {
        let Interval { low, high } = interval;
        let _ = writeln!(out, "{name:indent$}  {first:.4}  {second:.4}  {difference:+10.4}  {low:+.4} to {high:+.4}");
    }
    let _ = writeln!(
        out,
        "{} sentences only this model labels right, {} only the other: McNemar's exact test, p = {:.4}",
        comparison.only_first_right, comparison.only_second_right, comparison.p
    );
    out
}

#[derive(Serialize)]
struct ReportJson<'a> {
    n: usize,
    accuracy: f64,
    macro_f1: f64,
    labels: BTreeMap<&'a str, Scores>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    axes: BTreeMap<&'a str, Scores>,
    averages: Averages,
    confusion: BTreeMap<&'a str, BTreeMap<&'a str, usize>>,
    calibration: CalibrationFigures,
}

impl<'a> ReportJson<'a> {
    fn of(report: &'a Report) -> Self {
        let names = || report.labels.iter().map(String::as_str);
        let row = |counts: &Vec<usize>| names().zip(counts.iter().copied()).collect();
        ReportJson {
            n: report.n,
            accuracy: report.accuracy,
            macro_f1: report.averages.macro_.f1,
            labels: names().zip(report.by_label.iter().copied()).collect(),
            axes: report.axes.iter().copied().collect(),
            averages: report.averages,
            confusion: names().zip(report.confusion.iter().map(row)).collect(),
            calibration: report.calibration,
        }
    }
}

#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    report: ReportJson<'a>,
    reliability: &'a [Bin],
    intervals: IntervalsJson<'a>,
    thresholds: BTreeMap<&'a str, Vec<OperatingPoint>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    by: BTreeMap<&'a str, BTreeMap<String, serde_json::Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<ComparisonJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mix: Option<BTreeMap<&'a str, f64>>,
}

#[derive(Serialize)]
struct IntervalsJson<'a> {
    accuracy: Interval,
    macro_f1: Interval,
    labels: BTreeMap<&'a str, Interval>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    axes: BTreeMap<&'a str, Interval>,
    units: usize,
    by_article: bool,
}

#[derive(Serialize)]
struct ComparisonJson<'a> {
    other: &'a str,
    #[serde(flatten)]
    comparison: Comparison,
}
