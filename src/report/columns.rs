//! Classified sentences as a table of columns, in Apache Parquet (<https://parquet.apache.org/docs/file-format/>).

use super::document::{Classified, Document};
use super::sentences::EXTRACTED;
use crate::error::{Error, Result};
use crate::extraction::{Date, Extraction};
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::io::Write;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// A row group ends with the document that gives it so many rows,
const GROUP_ROWS: usize = 1 << 16;

/// or so many bytes of text.
const GROUP_BYTES: usize = 32 << 20;

/// The columns that there always are, before those of the scores and of what was extracted.
const ALWAYS: [(&str, Kind); 7] = [
    ("doc", Kind::Text),
    ("index", Kind::Whole),
    ("start", Kind::Whole),
    ("end", Kind::Whole),
    ("text", Kind::Text),
    ("label", Kind::Text),
    ("confidence", Kind::Real),
];

/// What a column holds.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Whole,
    Real,
    Day,
    Truth,
}

/// The values of a column, as Parquet keeps them.
enum Values {
    Text(Column<ByteArray>),
    Whole(Column<i64>),
    Real(Column<f64>),
    /// Days since 1970-01-01.
    Day(Column<i32>),
    Truth(Column<bool>),
}

/// The values that are there, and for each row whether it has one.
#[derive(Default)]
struct Column<T> {
    values: Vec<T>,
    there: Vec<i16>,
}

impl<T> Column<T> {
    fn of(rows: impl Iterator<Item = Option<T>>) -> Self {
        let mut column = Column { values: Vec::new(), there: Vec::new() };
        for value in rows {
            column.there.push(i16::from(value.is_some()));
            column.values.extend(value);
        }
        column
    }

    fn append(&mut self, mut more: Self) {
        self.values.append(&mut more.values);
        self.there.append(&mut more.there);
    }

    /// Writes the next column of a row group; `optional` if rows may lack a value.
    fn write<D: DataType<T = T>, W: Write + Send>(
        &self,
        group: &mut SerializedRowGroupWriter<'_, W>,
        optional: bool,
    ) -> parquet::errors::Result<()> {
        let Some(mut column) = group.next_column()? else { return Ok(()) };
        column.typed::<D>().write_batch(&self.values, optional.then_some(&self.there), None)?;
        column.close()
    }
}

/// Sentences by columns, in the order of the table's.
pub struct Columns {
    columns: Vec<Values>,
    rows: usize,
    bytes: usize,
}

impl Columns {
    /// The sentences of a document that a model of so many `labels` has labelled.
    pub fn of(document: &Document<'_>, labels: usize, extracted: bool) -> Self {
        let sentences = document.sentences;
        let mut columns = vec![
            text(sentences, |_| Some(document.name)),
            whole(sentences, |s| s.index),
            whole(sentences, |s| s.sentence.span.start),
            whole(sentences, |s| s.sentence.span.end),
            text(sentences, |s| Some(&s.sentence.text)),
            text(sentences, |s| Some(s.prediction.label)),
            real(sentences, |s| s.prediction.confidence),
        ];
        columns.extend((0..labels).map(|label| real(sentences, |s| s.prediction.scores[label])));
        if extracted {
            let period = |s: &Classified<'_>| s.extraction.as_ref().and_then(|found| found.horizon_dates);
            columns.extend([
                part(sentences, |found| found.source.clone()),
                text(sentences, |s| s.extraction.as_ref()?.resolved_source.as_deref()),
                part(sentences, |found| found.cue.clone()),
                part(sentences, |found| found.content.clone()),
                part(sentences, |found| found.horizon.clone()),
                day(sentences, |s| period(s)?.from),
                day(sentences, |s| period(s)?.to),
                part(sentences, |found| found.condition.clone()),
                text(sentences, |s| Some(s.extraction.as_ref()?.modality?.name())),
                Values::Truth(Column::of(sentences.iter().map(|s| Some(s.extraction.as_ref()?.negated)))),
            ]);
        }
        let bytes = sentences.iter().map(|s| s.sentence.text.len()).sum();
        Columns { columns, rows: sentences.len(), bytes }
    }

    fn append(&mut self, more: Columns) {
        for pair in self.columns.iter_mut().zip(more.columns) {
            match pair {
                (Values::Text(all), Values::Text(more)) => all.append(more),
                (Values::Whole(all), Values::Whole(more)) => all.append(more),
                (Values::Real(all), Values::Real(more)) => all.append(more),
                (Values::Day(all), Values::Day(more)) => all.append(more),
                (Values::Truth(all), Values::Truth(more)) => all.append(more),
                _ => unreachable!("all documents have the same columns"),
            }
        }
        self.rows += more.rows;
        self.bytes += more.bytes;
    }
}

fn text<'a>(sentences: &'a [Classified<'_>], of: impl Fn(&'a Classified<'_>) -> Option<&'a str>) -> Values {
    Values::Text(Column::of(sentences.iter().map(|s| of(s).map(ByteArray::from))))
}

fn part(sentences: &[Classified<'_>], of: impl Fn(&Extraction) -> Option<Range<usize>>) -> Values {
    text(sentences, |s| Some(&s.sentence.text[of(s.extraction.as_ref()?)?]))
}

fn whole(sentences: &[Classified<'_>], of: impl Fn(&Classified<'_>) -> usize) -> Values {
    Values::Whole(Column::of(sentences.iter().map(|s| Some(of(s) as i64))))
}

fn real(sentences: &[Classified<'_>], of: impl Fn(&Classified<'_>) -> f64) -> Values {
    Values::Real(Column::of(sentences.iter().map(|s| Some(of(s)))))
}

fn day(sentences: &[Classified<'_>], of: impl Fn(&Classified<'_>) -> Option<Date>) -> Values {
    let since_1970 = |date: Date| (date - Date::constant(1970, 1, 1)).get_days();
    Values::Day(Column::of(sentences.iter().map(|s| of(s).map(since_1970))))
}

/// A Parquet file being written.
pub struct Table<W: Write + Send> {
    file: SerializedFileWriter<W>,
    /// What it is called in messages.
    name: PathBuf,
    /// Rows that wait for the end of their group.
    waiting: Option<Columns>,
}

impl<W: Write + Send> Table<W> {
    /// Begins a table of sentences with these labels. `name` is what it is called in messages.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn new(to: W, name: PathBuf, labels: &[String], extracted: bool) -> Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("sayso version ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let file = schema(labels, extracted)
            .and_then(|schema| SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties)));
        match file {
            Ok(file) => Ok(Table { file, name, waiting: None }),
            Err(error) => Err(unwritten(name, error)),
        }
    }

    /// Adds rows.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub fn append(&mut self, columns: Columns) -> Result<()> {
        let waiting = match self.waiting.take() {
            Some(mut waiting) => {
                waiting.append(columns);
                waiting
            }
            None => columns,
        };
        if waiting.rows >= GROUP_ROWS || waiting.bytes >= GROUP_BYTES {
            return self.write_group(&waiting);
        }
        self.waiting = Some(waiting);
        Ok(())
    }

    /// Ends the table, and gives back what it was written to.
    ///
    /// # Errors
    ///
    /// If the rest cannot be written.
    pub fn finish(mut self) -> Result<W> {
        if let Some(waiting) = self.waiting.take() {
            self.write_group(&waiting)?;
        }
        self.file.into_inner().map_err(|error| unwritten(self.name, error))
    }

    fn write_group(&mut self, columns: &Columns) -> Result<()> {
        self.try_write_group(columns).map_err(|error| unwritten(self.name.clone(), error))
    }

    fn try_write_group(&mut self, columns: &Columns) -> parquet::errors::Result<()> {
        let optional: Vec<bool> = self.file.schema_descr().columns().iter().map(|c| c.max_def_level() > 0).collect();
        let mut group = self.file.next_row_group()?;
        for (values, optional) in columns.columns.iter().zip(optional) {
            match values {
                Values::Text(column) => column.write::<ByteArrayType, W>(&mut group, optional)?,
                Values::Whole(column) => column.write::<Int64Type, W>(&mut group, optional)?,
                Values::Real(column) => column.write::<DoubleType, W>(&mut group, optional)?,
                Values::Day(column) => column.write::<Int32Type, W>(&mut group, optional)?,
                Values::Truth(column) => column.write::<BoolType, W>(&mut group, optional)?,
            }
        }
        group.close().map(|_| ())
    }
}

/// The columns, by name: those of scores are called `score_` and the label. Only what was extracted can be missing.
fn schema(labels: &[String], extracted: bool) -> parquet::errors::Result<Type> {
    let column = |name: &str, kind: Kind, repetition: Repetition| {
        let (physical, logical, converted) = match kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String), ConvertedType::UTF8),
            Kind::Whole => (Physical::INT64, None, ConvertedType::NONE),
            Kind::Real => (Physical::DOUBLE, None, ConvertedType::NONE),
            Kind::Day => (Physical::INT32, Some(LogicalType::Date), ConvertedType::DATE),
            Kind::Truth => (Physical::BOOLEAN, None, ConvertedType::NONE),
        };
        let builder = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        builder.with_logical_type(logical).with_converted_type(converted).build().map(Arc::new)
    };
    let always = ALWAYS.iter().map(|&(name, kind)| column(name, kind, Repetition::REQUIRED));
    let scores = labels.iter().map(|label| column(&format!("score_{label}"), Kind::Real, Repetition::REQUIRED));
    let found = EXTRACTED.iter().filter(|_| extracted).map(|&name| {
        let kind = match name {
            "horizon_from" | "horizon_to" => Kind::Day,
            "negated" => Kind::Truth,
            _ => Kind::Text,
        };
        column(name, kind, Repetition::OPTIONAL)
    });
    let fields = always.chain(scores).chain(found).collect::<parquet::errors::Result<_>>()?;
    Type::group_type_builder("sentences").with_fields(fields).build()
}

fn unwritten(name: PathBuf, error: ParquetError) -> Error {
    let source = match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(source) => *source,
            Err(other) => std::io::Error::other(other),
        },
        other => std::io::Error::other(other),
    };
    Error::Write { path: name, source }
}
