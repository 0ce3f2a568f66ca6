//! Sparse vectors, weighted.

/// Turns the places of the features found in a sentence, in any order and with repetitions, into its vector: weight
/// `1 + ln(tf)` for a feature that occurs `tf` times (sublinear term frequency; Manning, Raghavan and Schütze 2008,
/// *Introduction to Information Retrieval*, 6.4.1), scaled to an L2 norm of 1. Calls `emit` with place and weight, places
/// ascending; sorts `places`.
///
/// ```
/// let mut vector = Vec::new();
/// sayso::features::vector::weigh(&mut [7, 2, 7], |place, weight| vector.push((place, weight)));
/// assert_eq!(vector.iter().map(|v| v.0).collect::<Vec<_>>(), [2, 7]);
/// assert!((vector.iter().map(|v| v.1 * v.1).sum::<f32>() - 1.0).abs() < 1e-6);
/// ```
pub fn weigh(places: &mut [u32], mut emit: impl FnMut(u32, f32)) {
    places.sort_unstable();
    let runs = || places.chunk_by(|a, b| a == b).map(|run| (run[0], sublinear(run.len())));
    let norm = runs().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    for (place, weight) in runs() {
        emit(place, weight / norm);
    }
}

fn sublinear(count: usize) -> f32 {
    // Most features occur once, and need no logarithm.
    if count == 1 { 1.0 } else { 1.0 + libm::logf(count as f32) }
}

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

    /// Adds the vector of the features found at `places`, as [`weigh`] makes it.
    pub fn push(&mut self, places: &mut [u32]) {
        weigh(places, |place, weight| {
            self.places.push(place);
            self.weights.push(weight);
        });
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
        rows.push(&mut [4, 0, 4]);
        rows.push(&mut []);
        rows.push(&mut [1, 0, 3]);
        let columns = rows.transposed();
        assert_eq!(columns.rows(), 5);
        assert_eq!(columns.row(0).map(|e| e.0).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(columns.transposed(), rows);
    }
}
