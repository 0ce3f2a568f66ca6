//! `sayso evaluate`: a labelled table in, figures out.

use super::messages::Messages;
use super::output;
use super::prior::{self, Prior};
use super::{Ended, ModelOption};
use crate::error::Result;
use crate::evaluation::{Breakdown, Comparison, Outcome, compare, estimate_mix, evaluate, intervals};
use crate::model::{Classifier, Dataset, LabelledColumns};
use crate::report::figures::Figures;
use std::path::{Path, PathBuf};

/// Measure a model on labelled sentences: precision, recall, F1, their intervals, calibration
#[derive(clap::Args)]
pub struct Evaluate {
    /// A CSV, TSV or JSONL file with a sentence and its label in each row
    #[arg(value_name = "DATA")]
    data: PathBuf,

    #[command(flatten)]
    model: ModelOption,

    /// Form of the figures
    #[arg(long, value_enum, default_value = "table")]
    format: FormatName,

    /// Keep only rows with these labels, and choose only among them
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    labels: Option<Vec<String>>,

    /// Write the sentences labelled wrong to this CSV file, worst first
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,

    /// Also show precision and recall by threshold (JSON always has them)
    #[arg(long)]
    thresholds: bool,

    /// Draw precision and recall by threshold, and the reliability of the confidences, to this SVG file
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,

    /// Also show the figures of the rows with each value of this column, such as register; may be given more than once
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    by: Vec<String>,

    /// Compare with another model on the same rows: the difference with its interval, and McNemar's test
    #[arg(long, value_name = "MODEL")]
    compare: Option<PathBuf>,

    /// The shares of labels in these texts, such as claim=0.15,forecast=0.08, for which probabilities are corrected (the
    /// rest is divided among the other labels as in the training data); or `estimate`, to have them estimated
    #[arg(long, value_name = "LABEL=SHARE,…", value_parser = Prior::shares_or_estimate)]
    prior: Option<Prior>,

    /// The column that names a sentence's article, by which intervals are taken; need not exist
    #[arg(long, value_name = "NAME", default_value = "group")]
    group_column: String,

    /// The column that holds the sentence
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,

    /// The column that holds its label
    #[arg(long, value_name = "NAME", default_value = "label")]
    label_column: String,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum FormatName {
    Table,
    Json,
}

impl Evaluate {
    pub fn run(self, messages: &Messages) -> Result<Ended> {
        let written = [("the list of errors", &self.errors), ("the chart", &self.plot)];
        for (what, path) in written.into_iter().filter_map(|(what, path)| Some((what, path.as_deref()?))) {
            output::spare(&self.data, "the data", what, path)?;
            self.model.spare(what, path)?;
            if let Some(other) = &self.compare {
                output::spare(other, "the other model", what, path)?;
            }
        }
        let mut model = self.model.load()?;
        let columns = LabelledColumns {
            text: self.text_column.clone(),
            label: self.label_column.clone(),
            group: self.group_column.clone(),
            extra: self.by.clone(),
            ..Default::default()
        };
        let data = Dataset::read(&self.data, &columns)?;
        let only = self.labels.as_deref();
        let mut outcome = evaluate(&model, &data, &self.data, only)?;
        let mix = self.mix(&model, &outcome)?;
        if let Some(mix) = &mix {
            model.to_mut().set_mix(&outcome.labels, mix);
            outcome = evaluate(&model, &data, &self.data, only)?;
        }
        let comparison = self.compare.as_deref().map(|other| self.compare_with(other, &outcome, &data, mix.as_deref()));
        if let Some(path) = &self.errors {
            let mistakes = write_errors(&outcome, &data, path)?;
            messages.tell(format!("{}: {mistakes} sentences labelled wrong", path.display()));
        }
        let figures = Figures {
            report: outcome.report(),
            intervals: intervals(&outcome, &data),
            thresholds: outcome.present().into_iter().map(|label| outcome.operating_points(label)).collect(),
            breakdowns: self
                .by
                .iter()
                .zip(&data.extra)
                .map(|(c, values)| Breakdown::new(c, values, &outcome))
                .collect(),
            comparison: comparison.transpose()?,
            mix: mix.map(|mix| outcome.labels.iter().cloned().zip(mix).collect()),
        };
        if let Some(path) = &self.plot {
            output::write(path, figures.chart().as_bytes())?;
        }
        output::print(&match self.format {
            FormatName::Table => figures.tables(self.thresholds),
            FormatName::Json => figures.json(),
        })?;
        Ok(Ended::Well)
    }

    /// The shares that probabilities are to be corrected for.
    fn mix(&self, model: &Classifier, outcome: &Outcome) -> Result<Option<Vec<f64>>> {
        let Some(prior) = &self.prior else { return Ok(None) };
        Ok(Some(match prior {
            Prior::Shares(shares) => prior::complete(shares, model, &outcome.labels)?,
            Prior::Estimate => estimate_mix(&outcome.probabilities, &model.mix_of(&outcome.labels)),
        }))
    }

    /// Measures another model on the same sentences, with the same correction.
    fn compare_with(
        &self,
        other: &Path,
        outcome: &Outcome,
        data: &Dataset,
        mix: Option<&[f64]>,
    ) -> Result<(String, Comparison)> {
        let mut model = Classifier::load(other)?;
        if let Some(mix) = mix {
            model.set_mix(&outcome.labels, mix);
        }
        let of_other = evaluate(&model, data, &self.data, self.labels.as_deref())?;
        if of_other.labels != outcome.labels {
            return Err(super::usage(format!(
                "{}: this model has the labels {}, and the other {}; compare them on labels that both have, with --labels",
                other.display(),
                of_other.labels.join(", "),
                outcome.labels.join(", ")
            )));
        }
        Ok((other.display().to_string(), compare(outcome, &of_other, data)))
    }
}

/// Writes line, sentence, true and given label, and the probability of every label.
fn write_errors(outcome: &Outcome, data: &Dataset, path: &Path) -> Result<usize> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["line", "text", "label", "predicted"].into_iter().map(str::to_owned);
    let scores = outcome.labels.iter().map(|l| format!("score_{l}"));
    writer.write_record(header.chain(scores)).expect("a vector can be written to");
    let mistakes = outcome.mistakes();
    for mistake in &mistakes {
        let row = outcome.rows[mistake.at];
        let (gold, given) = (outcome.gold[mistake.at], outcome.predicted[mistake.at]);
        let fields = [
            data.lines[row].to_string(),
            data.sentences[row].clone(),
            outcome.labels[gold].clone(),
            outcome.labels[given].clone(),
        ];
        let scores = outcome.probabilities[mistake.at].iter().map(|p| format!("{p:.4}"));
        writer.write_record(fields.into_iter().chain(scores)).expect("a vector can be written to");
    }
    output::write(path, &writer.into_inner().expect("a vector can be written to"))?;
    Ok(mistakes.len())
}
