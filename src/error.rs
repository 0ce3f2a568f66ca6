//! What can go wrong, said so that a reader knows which file, which line, what was expected and what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The result of an operation of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Everything that this crate reports as an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder cannot be read.
    #[error("{}: cannot be read: {}", path.display(), explain_io(source))]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("{}: cannot be written: {}", path.display(), explain_io(source))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file holds no text that could be read as an article.
    #[error("{}: {problem}", path.display())]
    Document {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A table (CSV, TSV, JSONL) breaks its format at one place.
    #[error("{}, {at}: {problem}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// Where in the file.
        at: Place,
        /// What was found, what was expected, and what to do.
        problem: String,
    },
    /// A model file cannot be used.
    #[error("{}: {problem}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// The labelled sentences, or the options, do not allow the training or the evaluation.
    #[error("{0}")]
    Data(String),
}

/// A place in a table: its line, counted from 1, and, where one is meant, a column by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line on which the record starts, counted from 1.
    pub line: u64,
    /// The name of the column.
    pub column: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        match &self.column {
            Some(column) => write!(f, ", column `{column}`"),
            None => Ok(()),
        }
    }
}

impl Error {
    pub(crate) fn read(path: &Path, source: io::Error) -> Self {
        Error::Read { path: path.to_owned(), source }
    }

    pub(crate) fn write(path: &Path, source: io::Error) -> Self {
        Error::Write { path: path.to_owned(), source }
    }

    pub(crate) fn document(path: &Path, problem: impl Into<String>) -> Self {
        Error::Document { path: path.to_owned(), problem: problem.into() }
    }

    pub(crate) fn table(path: &Path, line: u64, column: Option<&str>, problem: impl Into<String>) -> Self {
        let at = Place { line, column: column.map(str::to_owned) };
        Error::Table { path: path.to_owned(), at, problem: problem.into() }
    }

    /// Whether the reader of the output has gone away, which is no failure.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Error::Write { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// The usual refusals of an operating system, with what to do about them.
fn explain_io(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder; check the path".into(),
        io::ErrorKind::PermissionDenied => "permission denied; check who may read or write it (ls -l)".into(),
        io::ErrorKind::IsADirectory => "it is a folder; name a file".into(),
        io::ErrorKind::StorageFull => "no space left on the device; free some, or write elsewhere".into(),
        _ => error.to_string(),
    }
}
