//! In what proportion the labels stand in texts that nobody has labelled.

/// The most rounds.
const ROUNDS: usize = 1000;

/// Estimating ends when no share changes by more than this.
const TOLERANCE: f64 = 1e-9;

/// The share of each label, by expectation and maximisation (Saerens, Latinne and Decaestecker 2002, *Adjusting the Outputs
/// of a Classifier to New a Priori Probabilities*): sentences are given labels with the probabilities that the model gives
/// them, the shares are counted, the probabilities corrected for the shares, and so on. `trained` are the shares in the
/// training data, and `probabilities` those of a calibrated model, which knows only these.
///
/// ```
/// use sayso::evaluation::estimate_mix;
/// // The model tells both labels apart well, and learned from as many of one as of the other.
/// let mut probabilities = vec![vec![0.95, 0.05]; 20];
/// probabilities.extend(vec![vec![0.05, 0.95]; 80]);
/// let mix = estimate_mix(&probabilities, &[0.5, 0.5]);
/// assert!(mix[0] < 0.2 && (mix[0] + mix[1] - 1.0).abs() < 1e-9);
/// ```
pub fn estimate_mix(probabilities: &[Vec<f64>], trained: &[f64]) -> Vec<f64> {
    let mut mix = trained.to_vec();
    for _ in 0..ROUNDS {
        let mut counts = vec![0.0; mix.len()];
        for of_sentence in probabilities {
            let odds = |label: usize| {
                if trained[label] > 0.0 { of_sentence[label] * mix[label] / trained[label] } else { 0.0 }
            };
            let total: f64 = (0..mix.len()).map(odds).sum();
            if total > 0.0 {
                counts.iter_mut().enumerate().for_each(|(label, count)| *count += odds(label) / total);
            }
        }
        let total: f64 = counts.iter().sum();
        if total == 0.0 {
            break;
        }
        let next: Vec<f64> = counts.iter().map(|count| count / total).collect();
        let change = next.iter().zip(&mix).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        mix = next;
        if change < TOLERANCE {
            break;
        }
    }
    mix
}
