//! `sayso train`: a labelled table in, a model file out.

use super::Ended;
use super::messages::Messages;
use super::output;
use crate::error::{Error, Result};
use crate::evaluation::cross_validate;
use crate::features::{Ngrams, vocabulary::Selection};
use crate::model::{Dataset, LabelledColumns, Options, Progress, train_on};
use crate::report::figures;
use crate::text::Language;
use std::path::PathBuf;
use std::sync::Arc;

/// Train a model on labelled sentences
#[derive(clap::Args)]
pub struct Train {
    /// A CSV, TSV or JSONL file with a sentence and its label in each row
    #[arg(value_name = "DATA")]
    data: PathBuf,

    /// The model file to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,

    /// Also measure by cross-validation in K folds, stratified by label
    #[arg(long, value_name = "K")]
    cv: Option<usize>,

    /// The column that holds the sentence
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,

    /// The column that holds its label
    #[arg(long, value_name = "NAME", default_value = "label")]
    label_column: String,

    /// The column that names its article, whose sentences stay in one fold; need not exist
    #[arg(long, value_name = "NAME", default_value = "group")]
    group_column: String,

    /// The column that tells its place in the article, by which marks find it; need not exist
    #[arg(long, value_name = "NAME", default_value = "position")]
    position_column: String,

    /// Marks within the sentences, from which a tagger of sources, cues, contents and anchors is trained
    /// [default: spans.jsonl beside DATA, if it is there; else the built-in tagger, for English]
    #[arg(long, value_name = "FILE")]
    spans: Option<PathBuf>,

    /// Strength of the L2 penalty: larger keeps the weights smaller (scikit-learn's 1/C)
    #[arg(long, value_name = "X", default_value_t = Options::default().l2)]
    l2: f64,

    /// Lengths of the n-grams, in stems, such as 1-3 or 2
    #[arg(long, value_name = "MIN-MAX", default_value = "1-3", value_parser = ngrams)]
    ngrams: Ngrams,

    /// Least number of sentences that a feature occurs in
    #[arg(long, value_name = "N", default_value_t = Options::default().selection.min_df)]
    min_df: usize,

    /// Most features kept, by chi-squared
    #[arg(long, value_name = "N", default_value_t = Options::default().selection.max_features)]
    max_features: usize,

    /// Language of the stemmer and of sentence boundaries, by name or ISO 639-1 code
    #[arg(long, value_name = "LANGUAGE", default_value_t = Language::English)]
    language: Language,

    /// Most iterations of the optimiser
    #[arg(long, value_name = "N", default_value_t = Options::default().max_iterations)]
    max_iterations: usize,

    /// Seed of the folds
    #[arg(long, value_name = "N", default_value_t = Options::default().seed)]
    seed: u64,
}

fn ngrams(text: &str) -> std::result::Result<Ngrams, String> {
    let (min, max) = text.split_once('-').unwrap_or((text, text));
    let length = |s: &str| s.trim().parse().map_err(|_| format!("`{text}`: expected two lengths, such as 1-3"));
    Ok(Ngrams { min: length(min)?, max: length(max)? })
}

impl Train {
    pub fn run(self, messages: &Messages) -> Result<Ended> {
        let options = Options {
            language: self.language,
            ngrams: self.ngrams,
            selection: Selection { min_df: self.min_df, max_features: self.max_features },
            l2: self.l2,
            max_iterations: self.max_iterations,
            seed: self.seed,
        };
        options.check()?;
        let beside = self.data.with_file_name("spans.jsonl");
        let spans = self.spans.or_else(|| beside.is_file().then_some(beside));
        output::spare(&self.data, "the data", "the model", &self.output)?;
        if let Some(spans) = &spans {
            output::spare(spans, "the marks", "the model", &self.output)?;
        }
        let folder = self.output.parent().filter(|p| !p.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(Error::write(&self.output, std::io::ErrorKind::NotFound.into()));
        }
        messages.tell(format!("reading {}", self.data.display()));
        let columns = LabelledColumns {
            text: self.text_column,
            label: self.label_column,
            group: self.group_column,
            position: self.position_column,
        };
        let mut data = Dataset::read(&self.data, &columns)?;
        let supports: Vec<String> =
            data.label_names.iter().zip(data.support()).map(|(l, n)| format!("{l} {n}")).collect();
        messages.tell(format!("{} sentences: {}", data.len(), supports.join(", ")));
        if let Some(spans) = spans {
            let count = data.read_marks(&spans)?;
            let advice = if count == 0 { "; check the columns of group and position" } else { "" };
            messages.tell(format!("{}: {count} marks of these sentences{advice}", spans.display()));
        }

        let figures = self.cv.map(|folds| cross_validate_aloud(&data, &options, folds, messages)).transpose()?;
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
        if let Some(figures) = figures {
            model.set_cross_validation(figures);
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

fn cross_validate_aloud(
    data: &Dataset,
    options: &Options,
    folds: usize,
    messages: &Messages,
) -> Result<crate::model::CvFigures> {
    let by = if data.groups.is_some() { ", articles kept whole" } else { "" };
    messages.tell(format!("evaluating by cross-validation in {folds} folds{by}"));
    let bar = messages.bar(Some(folds as u64), "folds");
    let report = cross_validate(data, options, folds, &|| bar.inc(1));
    bar.finish_and_clear();
    let report = report?;
    messages.tell(figures::table(&report));
    Ok(report.figures(&data.label_names, folds, data.groups.is_some()))
}
