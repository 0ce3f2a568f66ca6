//! `sayso curve`: how good a model gets with more and more of the data.

use super::Ended;
use super::messages::Messages;
use super::output;
use super::training::{DataOptions, TrainingOptions};
use crate::error::Result;
use crate::evaluation::{Learned, Test, learning_curve};
use crate::model::Dataset;
use crate::report::learning_curve as page;
use std::path::PathBuf;

/// Draw the learning curve: train on growing parts of the articles, and measure each model
#[derive(clap::Args)]
pub struct Curve {
    /// A CSV, TSV or JSONL file with a sentence and its label in each row
    #[arg(value_name = "DATA")]
    data: PathBuf,

    /// Measure on these sentences, in a file with the same columns, instead of by cross-validation
    #[arg(long, value_name = "FILE")]
    test: Option<PathBuf>,

    /// Measure by cross-validation in K folds
    #[arg(long, value_name = "K", default_value_t = 5, conflicts_with = "test")]
    cv: usize,

    /// Form of the figures
    #[arg(long, value_enum, default_value = "table")]
    format: FormatName,

    /// Draw the curve to this SVG file
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,

    #[command(flatten)]
    columns: DataOptions,

    #[command(flatten)]
    training: TrainingOptions,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum FormatName {
    Table,
    Json,
}

impl Curve {
    pub fn run(self, messages: &Messages) -> Result<Ended> {
        let options = self.training.options()?;
        if let Some(plot) = &self.plot {
            let spans = self.columns.spans(&self.data);
            let inputs =
                [("the data", Some(&self.data)), ("the test data", self.test.as_ref()), ("the marks", spans.as_ref())];
            for (what, input) in inputs.into_iter().filter_map(|(what, input)| Some((what, input?))) {
                output::spare(input, what, "the chart", plot)?;
            }
        }
        let data = self.columns.read(&self.data, messages)?;
        let read = |path: &PathBuf| Dataset::read(path, &self.columns.columns());
        let test_data = self.test.as_ref().map(read).transpose()?;
        let test = match (&test_data, &self.test) {
            (Some(data), Some(path)) => Test::Data(data, path),
            _ => Test::Folds(self.cv),
        };
        let curve = learning_curve(&data, test, &options, &|Learned { sentences, report, .. }| {
            let macro_f1 = report.averages.macro_.f1;
            messages.tell(format!("trained on {sentences} sentences: macro F1 {macro_f1:.4}"));
        })?;
        if let Some(plot) = &self.plot {
            output::write(plot, page::chart(&curve).as_bytes())?;
        }
        output::print(&match self.format {
            FormatName::Table => page::table(&curve),
            FormatName::Json => page::json(&curve),
        })?;
        Ok(Ended::Well)
    }
}
