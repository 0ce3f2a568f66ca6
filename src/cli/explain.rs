//! `sayso explain`: why a sentence gets its label.

use super::output;
use super::{Ended, ModelOption};
use crate::error::Result;
use crate::report::explanation;

/// Explain the label of a sentence: the features that moved the decision, with their weights
#[derive(clap::Args)]
pub struct Explain {
    /// The sentence
    sentence: String,

    #[command(flatten)]
    model: ModelOption,

    /// The label to explain [default: the most probable]
    #[arg(long)]
    label: Option<String>,

    /// How many features are shown
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,

    /// Form of the explanation
    #[arg(long, value_enum, default_value = "table")]
    format: FormatName,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum FormatName {
    Table,
    Json,
}

impl Explain {
    pub fn run(self) -> Result<Ended> {
        let model = self.model.load()?;
        let Some(explained) = model.explain(&self.sentence, self.label.as_deref()) else {
            let wanted = self.label.unwrap_or_default();
            return Err(super::usage(format!(
                "--label {wanted}: the model has no such label; its labels are {}",
                model.labels().join(", ")
            )));
        };
        let text = match self.format {
            FormatName::Table => explanation::table(&explained, model.labels(), self.top),
            FormatName::Json => explanation::json(&explained, model.labels()),
        };
        output::print(&text)?;
        Ok(Ended::Well)
    }
}
