//! `sayso evaluate`: a labelled table in, figures out.

use super::messages::Messages;
use super::output::{self, Output};
use super::{Ended, ModelOption};
use crate::error::Result;
use crate::evaluation::{Outcome, evaluate};
use crate::model::{Dataset, LabelledColumns};
use crate::report::figures;
use std::path::{Path, PathBuf};

/// Measure a model on labelled sentences: precision, recall, F1, calibration
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
        if let Some(errors) = &self.errors {
            output::spare(&self.data, "the data", "the list of errors", errors)?;
            self.model.spare("the list of errors", errors)?;
        }
        let model = self.model.load()?;
        let columns = LabelledColumns { text: self.text_column, label: self.label_column, ..Default::default() };
        let data = Dataset::read(&self.data, &columns)?;
        let outcome = evaluate(&model, &data, &self.data, self.labels.as_deref())?;
        if let Some(path) = &self.errors {
            let mistakes = write_errors(&outcome, &data, path)?;
            messages.tell(format!("{}: {mistakes} sentences labelled wrong", path.display()));
        }
        let report = outcome.report();
        output::print(&match self.format {
            FormatName::Table => figures::table(&report),
            FormatName::Json => figures::json(&report),
        })?;
        Ok(Ended::Well)
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
    let mut output = Output::open(Some(path))?;
    output.write(&writer.into_inner().expect("a vector can be written to"))?;
    output.finish()?;
    Ok(mistakes.len())
}
