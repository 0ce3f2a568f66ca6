//! The figures of each kind of sentence by itself: of each register, each source, each year.

use super::metrics::Report;
use super::outcome::Outcome;
use std::collections::BTreeMap;

/// The figures by the values of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakdown {
    /// The column.
    pub column: String,
    /// The figures of the sentences with each value, in alphabetical order.
    pub parts: Vec<(String, Report)>,
}

impl Breakdown {
    /// Divides an outcome by `values`, the fields of a column in all rows of the dataset.
    pub fn new(column: &str, values: &[String], outcome: &Outcome) -> Self {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, &row) in outcome.rows.iter().enumerate() {
            places.entry(&values[row]).or_default().push(at);
        }
        let parts = places.into_iter().map(|(value, places)| (value.to_owned(), outcome.of(&places).report()));
        Breakdown { column: column.to_owned(), parts: parts.collect() }
    }
}
