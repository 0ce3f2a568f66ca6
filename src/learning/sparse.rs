//! Sparse matrices.

/// A sparse matrix, one row a sentence (compressed sparse rows, CSR).
#[derive(Debug, Clone, PartialEq)]
pub struct SparseRows {
    columns: usize,
    starts: Vec<usize>,
    places: Vec<u32>,
    weights: Vec<f32>,
}

impl SparseRows {
    /// A matrix without rows.
    pub fn new(columns: usize) -> Self {
        SparseRows { columns, starts: vec![0], places: Vec::new(), weights: Vec::new() }
    }

    /// Adds an entry to the row that is being filled. Places have to ascend within a row.
    pub fn entry(&mut self, place: u32, weight: f32) {
        self.places.push(place);
        self.weights.push(weight);
    }

    /// Ends the row that is being filled.
    pub fn end_row(&mut self) {
        self.starts.push(self.places.len());
    }

    /// Number of columns, that is, of features.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Number of rows, that is, of sentences.
    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// The entries of a row, places ascending.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        let span = self.starts[row]..self.starts[row + 1];
        self.places[span.clone()].iter().map(|&p| p as usize).zip(self.weights[span].iter().copied())
    }

    /// The same matrix column by column: row `c` of the outcome holds the entries of column `c`.
    pub fn transposed(&self) -> SparseRows {
        let mut starts = vec![0; self.columns + 1];
        for &place in &self.places {
            starts[place as usize + 1] += 1;
        }
        for column in 0..self.columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let (mut places, mut weights) = (vec![0; self.places.len()], vec![0.0; self.places.len()]);
        for row in 0..self.rows() {
            for (column, weight) in self.row(row) {
                places[next[column]] = row as u32;
                weights[next[column]] = weight;
                next[column] += 1;
            }
        }
        SparseRows { columns: self.rows(), starts, places, weights }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposing_twice_gives_the_same_matrix() {
        let mut rows = SparseRows::new(5);
        for row in [&[(0, 1.0), (4, 2.0)][..], &[], &[(0, 0.5), (1, 1.0), (3, 1.0)]] {
            row.iter().for_each(|&(place, weight)| rows.entry(place, weight));
            rows.end_row();
        }
        let columns = rows.transposed();
        assert_eq!(columns.rows(), 5);
        assert_eq!(columns.row(0).map(|e| e.0).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(columns.transposed(), rows);
    }
}
