//! `sayso inspect`: what a model is.

use super::Ended;
use super::output;
use crate::error::Result;
use crate::report::card;
use std::path::PathBuf;

/// Tell what a model is: labels, features, training data, figures, the strongest features of each label
#[derive(clap::Args)]
pub struct Inspect {
    /// The model file; without it, the built-in model
    model: Option<PathBuf>,

    /// How many features of each label are shown
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,

    /// Form of the answer
    #[arg(long, value_enum, default_value = "text")]
    format: FormatName,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum FormatName {
    Text,
    Json,
}

impl Inspect {
    pub fn run(self) -> Result<Ended> {
        let model = super::ModelOption { model: self.model }.load()?;
        let text = match self.format {
            FormatName::Text => card::text(&model, self.top),
            FormatName::Json => card::json(&model, self.top),
        };
        output::print(&text)?;
        Ok(Ended::Well)
    }
}
