//! What `train` and `curve` share: the labelled data, and the options of training.

use super::messages::Messages;
use crate::error::Result;
use crate::features::{Ngrams, vocabulary::Selection};
use crate::model::{Dataset, LabelledColumns, Options};
use crate::text::Language;
use std::path::{Path, PathBuf};

/// Where in the data things stand.
#[derive(clap::Args)]
pub struct DataOptions {
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
}

/// How a model is trained.
#[derive(clap::Args)]
pub struct TrainingOptions {
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

impl DataOptions {
    /// The names of the columns.
    pub fn columns(&self) -> LabelledColumns {
        LabelledColumns {
            text: self.text_column.clone(),
            label: self.label_column.clone(),
            group: self.group_column.clone(),
            position: self.position_column.clone(),
            extra: Vec::new(),
        }
    }

    /// The file of marks that belongs to the data, if there is one.
    pub fn spans(&self, data: &Path) -> Option<PathBuf> {
        let beside = data.with_file_name("spans.jsonl");
        self.spans.clone().or_else(|| beside.is_file().then_some(beside))
    }

    /// Reads the data and their marks.
    ///
    /// # Errors
    ///
    /// As [`Dataset::read`] and [`Dataset::read_marks`].
    pub fn read(&self, path: &Path, messages: &Messages) -> Result<Dataset> {
        messages.tell(format!("reading {}", path.display()));
        let mut data = Dataset::read(path, &self.columns())?;
        let supports: Vec<String> =
            data.label_names.iter().zip(data.support()).map(|(l, n)| format!("{l} {n}")).collect();
        messages.tell(format!("{} sentences: {}", data.len(), supports.join(", ")));
        if let Some(spans) = self.spans(path) {
            let count = data.read_marks(&spans)?;
            let advice = if count == 0 { "; check the columns of group and position" } else { "" };
            messages.tell(format!("{}: {count} marks of these sentences{advice}", spans.display()));
        }
        Ok(data)
    }
}

impl TrainingOptions {
    /// The options, checked.
    ///
    /// # Errors
    ///
    /// As [`Options::check`].
    pub fn options(&self) -> Result<Options> {
        let options = Options {
            language: self.language,
            ngrams: self.ngrams,
            selection: Selection { min_df: self.min_df, max_features: self.max_features },
            l2: self.l2,
            max_iterations: self.max_iterations,
            seed: self.seed,
        };
        options.check()?;
        Ok(options)
    }
}
