//! `sayso train`: a labelled table in, a model file out.

use super::Ended;
use super::messages::Messages;
use super::output;
use super::training::{DataOptions, TrainingOptions};
use crate::error::{Error, Result};
use crate::evaluation::{CrossValidation, Trial, cross_validate, tune};
use crate::model::{CvFigures, Dataset, Options, Progress, learn_parts, train_on};
use crate::report::figures;
use crate::report::style::thousands;
use std::path::PathBuf;
use std::sync::Arc;

/// The folds of `--tune` without `--cv`.
const TUNING_FOLDS: usize = 5;

/// Train a model on labelled sentences
#[derive(clap::Args)]
pub struct Train {
    /// A CSV, TSV or JSONL file with a sentence and its label in each row
    #[arg(value_name = "DATA")]
    data: PathBuf,

    /// The model file to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,

    /// Measure by cross-validation in K folds, and calibrate the probabilities by it
    #[arg(long, value_name = "K")]
    cv: Option<usize>,

    /// Choose the penalty, the lengths of the n-grams and the number of features by cross-validation, beginning with those
    /// given
    #[arg(long)]
    tune: bool,

    #[command(flatten)]
    columns: DataOptions,

    #[command(flatten)]
    training: TrainingOptions,
}

impl Train {
    pub fn run(self, messages: &Messages) -> Result<Ended> {
        let mut options = self.training.options()?;
        output::spare(&self.data, "the data", "the model", &self.output)?;
        if let Some(spans) = self.columns.spans(&self.data) {
            output::spare(&spans, "the marks", "the model", &self.output)?;
        }
        let folder = self.output.parent().filter(|p| !p.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(Error::write(&self.output, std::io::ErrorKind::NotFound.into()));
        }
        let data = self.columns.read(&self.data, messages)?;
        let mut tried = None;
        if self.tune {
            let (best, trials) = tune_aloud(&data, &options, self.cv.unwrap_or(TUNING_FOLDS), messages)?;
            (options, tried) = (best, Some(trials));
        }
        let validation = self.cv.map(|folds| cross_validate_aloud(&data, &options, folds, messages)).transpose()?;
        let rows: Vec<usize> = (0..data.len()).collect();
        let aloud = messages.clone();
        let watch = Arc::new(move |progress| match progress {
            Progress::Selecting => aloud.tell("selecting features"),
            Progress::Tagging => aloud.tell("training the tagger"),
            Progress::Fitting { iteration, loss } => {
                aloud.tell(format!("fitting: iteration {iteration}, loss {loss:.3}"))
            }
        });
        let mut model = train_on(&data, &rows, &options, None, watch)?;
        learn_parts(&mut model, &data);
        if let Some(CrossValidation { calibrator, figures, .. }) = validation {
            model.set_cross_validation(calibrator, figures);
        }
        if let Some(tried) = tried {
            model.set_tuned(tried);
        }
        model.save(&self.output)?;
        let card = model.card();
        messages.tell(format!(
            "{}: {} labels, {} features, fitted in {} iterations to a loss of {:.3}",
            self.output.display(),
            model.labels().len(),
            model.vectorizer().len(),
            card.iterations,
            card.loss
        ));
        Ok(Ended::Well)
    }
}

fn tune_aloud(data: &Dataset, options: &Options, folds: usize, messages: &Messages) -> Result<(Options, usize)> {
    messages.tell(format!("choosing options by cross-validation in {folds} folds"));
    let (best, tried) = tune(data, options, folds, &|Trial { options, log_loss, macro_f1 }| {
        messages.tell(format!("{}: logarithmic loss {log_loss:.4}, macro F1 {macro_f1:.4}", told(options)));
    })?;
    messages.tell(format!("chosen of {tried} settings: {}", told(&best)));
    Ok((best, tried))
}

fn told(options: &Options) -> String {
    let Options { l2, ngrams, selection, .. } = options;
    let most = thousands(selection.max_features);
    format!("--l2 {l2}, --ngrams {}-{}, --max-features {most}", ngrams.min, ngrams.max)
}

fn cross_validate_aloud(
    data: &Dataset,
    options: &Options,
    folds: usize,
    messages: &Messages,
) -> Result<CrossValidation> {
    let by = if data.groups.is_some() { ", articles kept whole" } else { "" };
    messages.tell(format!("evaluating by cross-validation in {folds} folds{by}"));
    let bar = messages.bar(Some(folds as u64), "folds");
    let validation = cross_validate(data, options, folds, &|| bar.inc(1));
    bar.finish_and_clear();
    let validation = validation?;
    messages.tell(figures::table(&validation.report));
    let CvFigures { uncalibrated, calibrated, .. } = &validation.figures;
    messages.tell(format!(
        "calibrated at a temperature of {:.3}: logarithmic loss {:.4} before, {:.4} after; expected calibration error {:.4} \
         before, {:.4} after",
        validation.calibrator.temperature, uncalibrated.log_loss, calibrated.log_loss, uncalibrated.ece, calibrated.ece
    ));
    Ok(validation)
}
