//! Labelled sentences.

use crate::error::{Error, Result};
use crate::syntax::Mark;
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
    /// The marks within each sentence, if they were read: see [`Dataset::read_marks`].
    pub marks: Option<Vec<Vec<Mark>>>,
    /// The line of the file on which each starts.
    pub lines: Vec<u64>,
    /// The fields of the extra columns: for each column, those of all sentences.
    pub extra: Vec<Vec<String>>,
    /// The SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// The article and the place in it of each sentence, by which marks find it.
    addresses: Vec<Address>,
    /// The column that the labels stand in, for messages.
    pub(crate) label_column: String,
}

/// The name of an article, and the place of a sentence in it.
type Address = (Option<String>, Option<String>);

/// The names of the columns that labelled data stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledColumns {
    /// The sentence.
    pub text: String,
    /// Its label.
    pub label: String,
    /// The article that it is from; may be missing in the file.
    pub group: String,
    /// Its place in the article; may be missing in the file.
    pub position: String,
    /// More columns to keep, by which figures are broken down.
    pub extra: Vec<String>,
}

impl Default for LabelledColumns {
    fn default() -> Self {
        LabelledColumns {
            text: "text".into(),
            label: "label".into(),
            group: "group".into(),
            position: "position".into(),
            extra: Vec::new(),
        }
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
        let column = |name: &String, required, option| Column { name: name.clone(), required, option: Some(option) };
        let mut wanted = vec![
            column(&columns.text, true, "--text-column"),
            column(&columns.label, true, "--label-column"),
            column(&columns.group, false, "--group-column"),
            column(&columns.position, false, "--position-column"),
        ];
        wanted.extend(columns.extra.iter().map(|name| column(name, true, "--by")));
        let mut rows = Vec::new();
        let mut extra = vec![Vec::new(); columns.extra.len()];
        for row in Table::read(path, bytes, Format::of_path(path).unwrap_or(Format::Delimited(b',')), wanted)? {
            let mut row = row?;
            let of_extra = row.fields.split_off(4).into_iter().map(Option::unwrap_or_default);
            extra.iter_mut().zip(of_extra).for_each(|(column, field)| column.push(field));
            let [text, label, group, position] =
                <[Option<String>; 4]>::try_from(row.fields).expect("as many as were asked for");
            let filled = |field: Option<String>, name: &str| match field.filter(|f| !f.trim().is_empty()) {
                Some(field) => Ok(field),
                None => Err(Error::table(path, row.line, Some(name), "empty; fill it, or leave the row out")),
            };
            let label = filled(label, &columns.label)?.trim().to_owned();
            rows.push(Labelled {
                line: row.line,
                text: filled(text, &columns.text)?,
                label,
                address: (group, position),
            });
        }
        if rows.is_empty() {
            return Err(Error::Data(format!(
                "{}: no rows after the header; expected labelled sentences",
                path.display()
            )));
        }
        let hash = digest.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone().finalize();
        let sha256 = hash.iter().map(|b| format!("{b:02x}")).collect();
        Ok(Dataset { extra, label_column: columns.label.clone(), ..Dataset::from_rows(rows, sha256) })
    }

    fn from_rows(rows: Vec<Labelled>, sha256: String) -> Self {
        let mut label_names: Vec<String> = rows.iter().map(|r| r.label.clone()).collect();
        label_names.sort();
        label_names.dedup();
        let labels = rows.iter().map(|r| label_names.binary_search(&r.label).expect("every label is listed")).collect();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let groups = rows
            .iter()
            .map(|r| {
                let next = numbers.len();
                r.address.0.as_deref().map(|group| *numbers.entry(group).or_insert(next))
            })
            .collect();
        let lines = rows.iter().map(|r| r.line).collect();
        let (sentences, addresses) = rows.into_iter().map(|r| (r.text, r.address)).unzip();
        Dataset {
            sentences,
            labels,
            label_names,
            groups,
            marks: None,
            lines,
            extra: Vec::new(),
            sha256,
            addresses,
            label_column: String::new(),
        }
    }

    /// Labelled sentences that are in memory already, without groups.
    pub fn from_pairs<T: Into<String>, L: Into<String>>(pairs: impl IntoIterator<Item = (T, L)>) -> Self {
        let rows = pairs.into_iter().zip(1..).map(|((text, label), line)| Labelled {
            line,
            text: text.into(),
            label: label.into(),
            address: (None, None),
        });
        Dataset::from_rows(rows.collect(), String::new())
    }

    /// Reads the marks within the sentences: a JSONL file whose objects have `group`, `position`, `role`, `start` and `end`
    /// (bytes of the sentence). Marks of sentences that are not in this dataset are passed over. Returns how many are in it.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, an object breaks the format, or a mark lies outside its sentence: the error names the
    /// line.
    pub fn read_marks(&mut self, path: &Path) -> Result<usize> {
        let places: HashMap<&Address, usize> = self.addresses.iter().zip(0..).collect();
        let mut marks = vec![Vec::new(); self.len()];
        let mut found = 0;
        let columns = ["group", "position", "role", "start", "end"];
        let columns = columns.map(|name| Column { name: name.into(), required: true, option: None });
        for row in Table::open(path, Format::JsonLines, columns.into())? {
            let row = row?;
            let [group, position, role, start, end] =
                <[Option<String>; 5]>::try_from(row.fields).expect("as many as were asked for");
            let Some(&at) = places.get(&(group, position)) else { continue };
            let byte = |field: Option<String>| field.and_then(|f| f.parse::<usize>().ok());
            let (Some(start), Some(end)) = (byte(start), byte(end)) else {
                return Err(Error::table(
                    path,
                    row.line,
                    None,
                    "`start` and `end` have to be byte offsets into the sentence",
                ));
            };
            if start >= end || self.sentences[at].get(start..end).is_none() {
                let length = self.sentences[at].len();
                let problem = format!("bytes {start} to {end} are no part of the sentence, which has {length} bytes");
                return Err(Error::table(path, row.line, None, problem));
            }
            marks[at].push(Mark { role: role.unwrap_or_default(), start, end });
            found += 1;
        }
        self.marks = (found > 0).then_some(marks);
        Ok(found)
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

/// A row as it is read.
struct Labelled {
    line: u64,
    text: String,
    label: String,
    address: Address,
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
