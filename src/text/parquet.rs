//! Rows of an Apache Parquet file (<https://parquet.apache.org/docs/file-format/>), read page by page.

use super::table::{Column, Row};
use crate::error::{Error, Result};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// The wanted columns of a file's rows.
pub struct Rows {
    rows: RowIter<'static>,
    /// The number of the row before the next, from 1.
    row: u64,
    ended: bool,
}

impl Rows {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// If it is not Parquet, is damaged, or lacks a required column.
    pub fn open(path: &Path, file: impl ChunkReader + 'static, columns: &[Column]) -> Result<Self> {
        let reader = guarded(|| SerializedFileReader::new(file)).map_err(|problem| broken(path, &problem))?;
        let schema = reader.metadata().file_metadata().schema();
        let fields = schema.get_fields();
        let missing = columns.iter().find(|c| c.required && fields.iter().all(|f| f.name() != c.name));
        if let Some(column) = missing {
            let names: Vec<String> = fields.iter().map(|f| format!("`{}`", f.name())).collect();
            let problem = format!("no column `{}`; it has {}{}", column.name, names.join(", "), column.advice());
            return Err(Error::document(path, problem));
        }
        let wanted = fields.iter().filter(|field| columns.iter().any(|column| column.name == field.name()));
        let wanted = Type::group_type_builder(schema.name()).with_fields(wanted.cloned().collect()).build();
        let rows = guarded(|| RowIter::from_file_into(Box::new(reader)).project(Some(wanted?)));
        Ok(Rows { rows: rows.map_err(|problem| broken(path, &problem))?, row: 0, ended: false })
    }

    /// The next row: an error in a field leaves the rows after it, one of the file ends them.
    pub fn next(&mut self, path: &Path, columns: &[Column]) -> Option<Result<Row>> {
        if self.ended {
            return None;
        }
        let fields = match guarded(|| self.rows.next().transpose()) {
            Ok(row) => row?.into_columns(),
            Err(problem) => {
                self.ended = true;
                return Some(Err(broken(path, &problem)));
            }
        };
        self.row += 1;
        let field = |column: &Column| {
            let field = fields.iter().find(|(name, _)| *name == column.name).map(|(_, field)| field);
            let wrong =
                |problem| Error::document(path, format!("row {}, column `{}`: {problem}", self.row, column.name));
            match field {
                Some(Field::Null) | None if column.required => Err(wrong(format!("no value{}", column.advice()))),
                Some(Field::Null) | None => Ok(None),
                Some(Field::Str(text)) => Ok(Some(text.clone())),
                Some(Field::Bytes(bytes)) => match std::str::from_utf8(bytes.data()) {
                    Ok(text) => Ok(Some(text.to_owned())),
                    Err(_) => Err(wrong("binary data; expected UTF-8".into())),
                },
                Some(Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_)) => {
                    Err(wrong("nested; expected a string".into()))
                }
                Some(plain) => Ok(Some(plain.to_string())),
            }
        };
        Some(columns.iter().map(field).collect::<Result<_>>().map(|fields| Row { line: self.row, fields }))
    }
}

/// Runs the reader, which can panic over a damaged file; what is wrong in words.
fn guarded<T>(read: impl FnOnce() -> parquet::errors::Result<T>) -> std::result::Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(result) => result.map_err(|error| match error {
            ParquetError::General(problem) | ParquetError::EOF(problem) => problem,
            other => other.to_string(),
        }),
        Err(_) => Err("its pages or its footer contradict each other".into()),
    }
}

fn broken(path: &Path, problem: &str) -> Error {
    Error::document(path, format!("cannot be read as Parquet, it is damaged or something else: {problem}"))
}
