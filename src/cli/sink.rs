//! Where classified sentences go, and in which form: pages and lines as they come, tables by columns.

use super::output::Output;
use crate::error::Result;
use crate::model::Classifier;
#[cfg(feature = "parquet")]
use crate::report::columns::{Columns, Table};
use crate::report::document::Document;
use crate::report::sentences::Format;
use std::path::Path;

/// In which form sentences leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As text.
    Text(Format),
    /// As Parquet.
    #[cfg(feature = "parquet")]
    Parquet {
        /// Whether what was extracted has columns, too.
        extracted: bool,
    },
}

/// A document in the form in which it leaves.
pub enum Written {
    Text(Vec<u8>),
    #[cfg(feature = "parquet")]
    Columns(Columns),
}

impl Form {
    /// A document in this form. `labels` are the model's.
    pub fn write(self, document: &Document<'_>, labels: &[String]) -> Written {
        match self {
            Form::Text(format) => {
                let mut text = Vec::new();
                format.write(document, labels, &mut text);
                Written::Text(text)
            }
            #[cfg(feature = "parquet")]
            Form::Parquet { extracted } => Written::Columns(Columns::of(document, labels.len(), extracted)),
        }
    }
}

/// Takes documents in the order in which they are to stand in the output.
pub enum Sink {
    Text(Format, Output),
    #[cfg(feature = "parquet")]
    Parquet(Box<Table<Output>>),
}

impl Sink {
    /// Begins the output: standard output, or the file at `path`.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn open(form: Form, path: Option<&Path>, model: &Classifier) -> Result<Self> {
        let mut output = Output::open(path)?;
        match form {
            Form::Text(format) => {
                output.write(format.header(model).as_bytes())?;
                Ok(Sink::Text(format, output))
            }
            #[cfg(feature = "parquet")]
            Form::Parquet { extracted } => {
                let name = output.name().to_owned();
                Ok(Sink::Parquet(Box::new(Table::new(output, name, model.labels(), extracted)?)))
            }
        }
    }

    /// Writes a document, which is in the form of this output.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn take(&mut self, written: Written) -> Result<()> {
        match (self, written) {
            (Sink::Text(Format::Pretty { .. }, output), Written::Text(page)) => output.write_page(&page),
            (Sink::Text(_, output), Written::Text(lines)) => output.write(&lines),
            #[cfg(feature = "parquet")]
            (Sink::Parquet(table), Written::Columns(columns)) => table.append(columns),
            #[cfg(feature = "parquet")]
            _ => unreachable!("a document is written in the form of the output"),
        }
    }

    /// Ends the output: only now does a file appear under its name.
    ///
    /// # Errors
    ///
    /// If the rest cannot be written.
    pub fn finish(self) -> Result<()> {
        match self {
            Sink::Text(_, output) => output.finish(),
            #[cfg(feature = "parquet")]
            Sink::Parquet(table) => table.finish()?.finish(),
        }
    }
}
