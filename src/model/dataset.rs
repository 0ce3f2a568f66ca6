//! Labelled sentences.

use crate::error::{Error, Result};
use crate::text::table::{Column, Format, Table};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Labelled sentences, in the order of their file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// The sentences.
    pub sentences: Vec<String>,
    /// The label of each, as its place in [`Dataset::label_names`].
    pub labels: Vec<usize>,
    /// The labels, in alphabetical order.
    pub label_names: Vec<String>,
    /// The article of each sentence as a number, if the file tells.
    pub groups: Option<Vec<usize>>,
    /// The line of the file on which each starts.
    pub lines: Vec<u64>,
    /// The SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
}

/// The names of the columns that labelled data stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledColumns {
    /// The sentence.
    pub text: String,
    /// Its label.
    pub label: String,
    /// The article that it is from; may be missing in the file.
    pub group: String,
}

impl Default for LabelledColumns {
    fn default() -> Self {
        LabelledColumns { text: "text".into(), label: "label".into(), group: "group".into() }
    }
}

impl Dataset {
    /// Reads a CSV, TSV or JSONL file (by its extension; CSV if it has none of these).
    ///
    /// # Errors
    ///
    /// If the file cannot be read, lacks a column, or holds a row that breaks the format or has no sentence or no label:
    /// the error names the line.
    pub fn read(path: &Path, columns: &LabelledColumns) -> Result<Self> {
        let file = File::open(path).map_err(|e| Error::read(path, e))?;
        let digest = Arc::new(Mutex::new(Sha256::new()));
        let bytes = Box::new(Hashing { file, digest: Arc::clone(&digest) });
        let column = |name: &String, required, option| Column { name: name.clone(), required, option };
        let wanted = vec![
            column(&columns.text, true, "--text-column"),
            column(&columns.label, true, "--label-column"),
            column(&columns.group, false, "--group-column"),
        ];
        let mut rows = Vec::new();
        for row in Table::read(path, bytes, Format::of_path(path).unwrap_or(Format::Delimited(b',')), wanted)? {
            let row = row?;
            let [text, label, group] =
                <[Option<String>; 3]>::try_from(row.fields).expect("three columns were asked for");
            let filled = |field: Option<String>, name: &str| match field.filter(|f| !f.trim().is_empty()) {
                Some(field) => Ok(field),
                None => Err(Error::table(path, row.line, Some(name), "empty; fill it, or leave the row out")),
            };
            let label = filled(label, &columns.label)?.trim().to_owned();
            rows.push((row.line, filled(text, &columns.text)?, label, group));
        }
        if rows.is_empty() {
            return Err(Error::Data(format!(
                "{}: no rows after the header; expected labelled sentences",
                path.display()
            )));
        }
        let hash = digest.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone().finalize();
        let sha256 = hash.iter().map(|b| format!("{b:02x}")).collect();
        Ok(Dataset::from_rows(rows, sha256))
    }

    fn from_rows(rows: Vec<(u64, String, String, Option<String>)>, sha256: String) -> Self {
        let mut label_names: Vec<String> = rows.iter().map(|r| r.2.clone()).collect();
        label_names.sort();
        label_names.dedup();
        let labels = rows.iter().map(|r| label_names.binary_search(&r.2).expect("every label is listed")).collect();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let groups = rows
            .iter()
            .map(|r| {
                let next = numbers.len();
                r.3.as_deref().map(|group| *numbers.entry(group).or_insert(next))
            })
            .collect();
        let lines = rows.iter().map(|r| r.0).collect();
        let sentences = rows.into_iter().map(|r| r.1).collect();
        Dataset { sentences, labels, label_names, groups, lines, sha256 }
    }

    /// Labelled sentences that are in memory already, without groups.
    pub fn from_pairs<T: Into<String>, L: Into<String>>(pairs: impl IntoIterator<Item = (T, L)>) -> Self {
        let rows =
            pairs.into_iter().zip(1..).map(|((text, label), line)| (line, text.into(), label.into(), None)).collect();
        Dataset::from_rows(rows, String::new())
    }

    /// The number of sentences.
    pub fn len(&self) -> usize {
        self.sentences.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// How many sentences have each label.
    pub fn support(&self) -> Vec<usize> {
        let mut support = vec![0; self.label_names.len()];
        self.labels.iter().for_each(|&label| support[label] += 1);
        support
    }
}

/// Takes the SHA-256 of a file while it is read.
struct Hashing {
    file: File,
    digest: Arc<Mutex<Sha256>>,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.digest.lock().unwrap_or_else(std::sync::PoisonError::into_inner).update(&buffer[..read]);
        Ok(read)
    }
}
