//! Rows of a CSV, TSV, JSONL or Parquet file, read one at a time, with the place of each for error messages.

use crate::error::{Error, Result};
use csv::ByteRecord;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

/// Put behind a CSV file, so that a quoted field that never ends shows: it swallows this.
const SENTINEL: &str = "\u{1f}end of the file\u{1f}";

/// How the rows of a table are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180 with a header line, and this byte between fields.
    Delimited(u8),
    /// One JSON object a line.
    JsonLines,
    /// Apache Parquet: for programs built with the feature `parquet`.
    Parquet,
}

impl Format {
    /// The format that a file's extension tells, if it is a table's.
    pub fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Format::Delimited(b',')),
            "tsv" => Some(Format::Delimited(b'\t')),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            "parquet" => Some(Format::Parquet),
            _ => None,
        }
    }
}

/// A column that is wanted of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in the header, or the key in each object.
    pub name: String,
    /// Whether a table without it is an error. The fields of an optional column that is missing are `None`.
    pub required: bool,
    /// The option that names another column instead, for the error message; none if there is no such option.
    pub option: Option<&'static str>,
}

impl Column {
    pub(super) fn advice(&self) -> String {
        self.option.map_or(String::new(), |option| format!("; name the right one with {option}"))
    }
}

/// One row: the wanted fields, in the order in which the columns were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line on which it starts, counted from 1; in Parquet, which has no lines, the number of the row.
    pub line: u64,
    /// The fields.
    pub fields: Vec<Option<String>>,
}

/// A table being read. It yields a row or, for a row that breaks the format, an error that names its line; the rows after
/// one such are still read.
pub struct Table {
    path: PathBuf,
    columns: Vec<Column>,
    rows: Rows,
}

enum Rows {
    Delimited {
        reader: csv::Reader<Box<dyn Read + Send>>,
        header: Vec<String>,
        places: Vec<Option<usize>>,
        record: ByteRecord,
        /// What to add to the csv crate's line numbers: after `\r\n` it has not yet counted the line break.
        line_offset: u64,
        ended: bool,
    },
    JsonLines {
        reader: Box<dyn BufRead + Send>,
        line: u64,
        ended: bool,
    },
    #[cfg(feature = "parquet")]
    Parquet(super::parquet::Rows),
}

impl Table {
    /// Opens the table at `path`. A byte-order mark (UTF-8, UTF-16) is understood; without one the table has to be UTF-8.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is empty, or its header lacks a required column.
    pub fn open(path: &Path, format: Format, columns: Vec<Column>) -> Result<Self> {
        let file = File::open(path).map_err(|e| Error::read(path, e))?;
        #[cfg(feature = "parquet")]
        if format == Format::Parquet && file.metadata().is_ok_and(|data| data.is_file()) {
            let rows = Rows::Parquet(super::parquet::Rows::open(path, file, &columns)?);
            return Ok(Table { path: path.to_owned(), columns, rows });
        }
        Table::read(path, Box::new(file), format, columns)
    }

    /// Reads a table from any source of bytes; `path` is its name in messages.
    ///
    /// # Errors
    ///
    /// As [`Table::open`].
    pub fn read(path: &Path, bytes: Box<dyn Read + Send>, format: Format, columns: Vec<Column>) -> Result<Self> {
        let rows = match format {
            Format::Delimited(delimiter) => Rows::delimited(path, unmarked(path, bytes)?, delimiter, &columns)?,
            Format::JsonLines => Rows::JsonLines { reader: unmarked(path, bytes)?, line: 0, ended: false },
            Format::Parquet => Rows::parquet(path, bytes, &columns)?,
        };
        Ok(Table { path: path.to_owned(), columns, rows })
    }
}

/// The bytes without their byte-order mark, UTF-16 as UTF-8.
fn unmarked(path: &Path, bytes: Box<dyn Read + Send>) -> Result<Box<dyn BufRead + Send>> {
    try_unmarked(bytes).map_err(|e| Error::read(path, e))
}

fn try_unmarked(bytes: Box<dyn Read + Send>) -> std::io::Result<Box<dyn BufRead + Send>> {
    let mut reader = BufReader::with_capacity(1 << 16, bytes);
    let head = reader.fill_buf()?;
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        let mut all = Vec::new();
        reader.read_to_end(&mut all)?;
        let text = super::decode::decode(all).map_err(std::io::Error::other)?;
        return Ok(Box::new(Cursor::new(text.into_bytes())));
    }
    if head.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    Ok(Box::new(reader))
}

impl Rows {
    /// Parquet begins with what stands at its end, so all of it is read first.
    #[cfg(feature = "parquet")]
    fn parquet(path: &Path, mut bytes: Box<dyn Read + Send>, columns: &[Column]) -> Result<Self> {
        let mut all = Vec::new();
        bytes.read_to_end(&mut all).map_err(|e| Error::read(path, e))?;
        Ok(Rows::Parquet(super::parquet::Rows::open(path, bytes::Bytes::from(all), columns)?))
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(path: &Path, _: Box<dyn Read + Send>, _: &[Column]) -> Result<Self> {
        let problem = "Parquet, which this program was built without; build it with `--features parquet`";
        Err(Error::document(path, problem))
    }

    fn delimited(path: &Path, reader: Box<dyn BufRead + Send>, delimiter: u8, columns: &[Column]) -> Result<Self> {
        let guarded: Box<dyn Read + Send> = Box::new(reader.chain(Cursor::new(format!("\n{SENTINEL}\n"))));
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(guarded);
        let mut record = ByteRecord::new();
        let found = reader.read_byte_record(&mut record).map_err(|e| Error::read(path, e.into()))?;
        if !found || is_sentinel(&record) {
            return Err(Error::table(
                path,
                1,
                None,
                "the file is empty; expected a header line that names the columns",
            ));
        }
        if swallowed_end(&record) {
            return Err(Error::table(path, 1, None, UNCLOSED));
        }
        let header: Vec<String> = record.iter().map(|f| String::from_utf8_lossy(f).trim().to_owned()).collect();
        let places: Vec<Option<usize>> = columns.iter().map(|c| header.iter().position(|h| *h == c.name)).collect();
        if let Some((column, _)) = columns.iter().zip(&places).find(|(c, place)| c.required && place.is_none()) {
            let names: Vec<String> = header.iter().map(|h| format!("`{h}`")).collect();
            let problem = format!("not in the header, which has {}{}", names.join(", "), column.advice());
            return Err(Error::table(path, 1, Some(&column.name), problem));
        }
        let inner_breaks = record.as_slice().iter().filter(|&&b| b == b'\n').count() as u64;
        let line_offset = (2 + inner_breaks).saturating_sub(reader.position().line());
        Ok(Rows::Delimited { reader, header, places, record, line_offset, ended: false })
    }
}

const UNCLOSED: &str =
    "a quoted field that starts here never ends; close it with a quotation mark, and double those inside it";

fn is_sentinel(record: &ByteRecord) -> bool {
    record.len() == 1 && &record[0] == SENTINEL.as_bytes()
}

/// Whether the last field ran on over the end of the file.
fn swallowed_end(record: &ByteRecord) -> bool {
    record.iter().next_back().is_some_and(|field| field.trim_ascii_end().ends_with(SENTINEL.as_bytes()))
}

impl Iterator for Table {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Result<Row>> {
        let (path, columns) = (&self.path, &self.columns);
        match &mut self.rows {
            Rows::Delimited { ended, .. } | Rows::JsonLines { ended, .. } if *ended => None,
            Rows::Delimited { reader, header, places, record, line_offset, ended } => {
                if let Err(error) = reader.read_byte_record(record) {
                    *ended = true;
                    return Some(Err(Error::read(path, error.into())));
                }
                if is_sentinel(record) || record.is_empty() {
                    *ended = true;
                    return None;
                }
                let line = record.position().map_or(0, csv::Position::line) + *line_offset;
                if swallowed_end(record) {
                    *ended = true;
                    return Some(Err(Error::table(path, line, None, UNCLOSED)));
                }
                Some(delimited_row(path, line, record, header, places))
            }
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows) => rows.next(path, columns),
            Rows::JsonLines { reader, line, ended } => loop {
                let mut bytes = Vec::new();
                match reader.read_until(b'\n', &mut bytes) {
                    Err(error) => {
                        *ended = true;
                        return Some(Err(Error::read(path, error)));
                    }
                    Ok(0) => {
                        *ended = true;
                        if *line == 0 {
                            let problem = "the file is empty; expected one JSON object a line";
                            return Some(Err(Error::table(path, 1, None, problem)));
                        }
                        return None;
                    }
                    Ok(_) => *line += 1,
                }
                if !bytes.trim_ascii().is_empty() {
                    return Some(json_row(path, *line, &bytes, columns));
                }
            },
        }
    }
}

fn delimited_row(
    path: &Path,
    line: u64,
    record: &ByteRecord,
    header: &[String],
    places: &[Option<usize>],
) -> Result<Row> {
    if record.len() != header.len() {
        let (found, expected) = (record.len(), header.len());
        let problem = format!(
            "{found} fields, but the header has {expected}; a field that holds a comma, a quotation mark or a line break \
             has to stand in quotation marks"
        );
        return Err(Error::table(path, line, None, problem));
    }
    let field = |&place: &Option<usize>| {
        let Some(place) = place else { return Ok(None) };
        match std::str::from_utf8(&record[place]) {
            Ok(text) => Ok(Some(text.to_owned())),
            Err(error) => {
                let byte = record[place][error.valid_up_to()];
                let problem = format!(
                    "not UTF-8: byte 0x{byte:02X} after {} bytes of the field; save the file as UTF-8",
                    error.valid_up_to()
                );
                Err(Error::table(path, line, Some(&header[place]), problem))
            }
        }
    };
    Ok(Row { line, fields: places.iter().map(field).collect::<Result<_>>()? })
}

fn json_row(path: &Path, line: u64, bytes: &[u8], columns: &[Column]) -> Result<Row> {
    use serde_json::Value;
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|e| Error::table(path, line, None, format!("not JSON: {e}; expected one object a line")))?;
    let Value::Object(mut object) = value else {
        return Err(Error::table(path, line, None, "expected a JSON object, such as {\"text\":\"…\"}"));
    };
    let field = |column: &Column| match object.remove(&column.name) {
        Some(Value::String(text)) => Ok(Some(text)),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(Some(value.to_string())),
        Some(Value::Null) | None if !column.required => Ok(None),
        Some(Value::Null) | None => {
            Err(Error::table(path, line, Some(&column.name), format!("missing{}", column.advice())))
        }
        Some(_) => Err(Error::table(path, line, Some(&column.name), "expected a string")),
    };
    Ok(Row { line, fields: columns.iter().map(field).collect::<Result<_>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: Format, bytes: &[u8]) -> Result<Vec<Result<Row>>> {
        let columns = vec![
            Column { name: "text".into(), required: true, option: Some("--text-column") },
            Column { name: "id".into(), required: false, option: Some("--id-column") },
        ];
        Ok(Table::read(Path::new("t"), Box::new(Cursor::new(bytes.to_vec())), format, columns)?.collect())
    }

    fn messages(format: Format, bytes: &[u8]) -> String {
        match read(format, bytes) {
            Err(error) => error.to_string(),
            Ok(rows) => rows
                .iter()
                .map(|r| r.as_ref().map_or_else(ToString::to_string, |r| format!("{:?}", r.fields[0])))
                .collect::<Vec<_>>()
                .join("; "),
        }
    }

    const CSV: Format = Format::Delimited(b',');

    #[test]
    fn rows_come_with_their_lines() {
        let rows = read(CSV, b"\xef\xbb\xbfid,text\r\n1,\"a\nb\"\r\n2,c").unwrap();
        let rows: Vec<Row> = rows.into_iter().map(Result::unwrap).collect();
        assert_eq!(rows[0], Row { line: 2, fields: vec![Some("a\nb".into()), Some("1".into())] });
        assert_eq!(rows[1].fields, vec![Some("c".into()), Some("2".into())]);
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn a_broken_row_is_named_and_the_rest_is_read() {
        assert_eq!(
            messages(CSV, b"text,id\na,1\nb\nc,3\n"),
            "Some(\"a\"); t, line 3: 1 fields, but the header has 2; a field that holds a comma, a quotation mark or a line \
             break has to stand in quotation marks; Some(\"c\")"
        );
        assert!(
            messages(CSV, b"text\ncaf\xe9\nb\n").contains("line 2, column `text`: not UTF-8: byte 0xE9 after 3 bytes")
        );
        assert!(messages(CSV, b"text\na\n\"b\nc\nd").contains("line 3: a quoted field that starts here never ends"));
        assert!(messages(CSV, b"body\na").contains("line 1, column `text`: not in the header, which has `body`"));
        assert!(messages(CSV, b"").contains("the file is empty"));
    }

    #[test]
    fn json_lines_are_read_one_by_one() {
        let bytes = b"{\"text\":\"a\",\"id\":7}\n\n[1]\n{\"text\":\n{\"id\":1}\n{\"text\":\"z\"}";
        let found = messages(Format::JsonLines, bytes);
        assert!(found.starts_with("Some(\"a\"); t, line 3: expected a JSON object"), "{found}");
        assert!(found.contains("line 4: not JSON") && found.contains("line 5, column `text`: missing"), "{found}");
        assert!(found.ends_with("Some(\"z\")"), "{found}");
    }
}
