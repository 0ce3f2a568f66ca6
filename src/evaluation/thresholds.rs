//! Precision bought with recall: what a label is worth if it is believed only from some confidence on.

use crate::model::OperatingPoint;

/// So many points tell a curve.
pub const POINTS: usize = 100;

/// The operating points of a label: one for each confidence that a sentence was given it with, ascending. `gold` and
/// `predicted` are places of labels, and `probabilities[i]` those of sentence `i`.
///
/// ```
/// use sayso::evaluation::thresholds::operating_points;
/// let probabilities = [vec![0.9, 0.1], vec![0.8, 0.2], vec![0.6, 0.4], vec![0.3, 0.7]];
/// let points = operating_points(0, &[0, 1, 0, 0], &[0, 0, 0, 1], &probabilities);
/// assert_eq!(points.iter().map(|p| p.threshold).collect::<Vec<_>>(), [0.6, 0.8, 0.9]);
/// assert_eq!(points.iter().map(|p| p.kept).collect::<Vec<_>>(), [3, 2, 1]);
/// assert_eq!(points[2].precision, 1.0);
/// assert_eq!(points[2].recall, 1.0 / 3.0);
/// ```
pub fn operating_points(
    label: usize,
    gold: &[usize],
    predicted: &[usize],
    probabilities: &[Vec<f64>],
) -> Vec<OperatingPoint> {
    let support = gold.iter().filter(|&&g| g == label).count();
    let mut given: Vec<(f64, bool)> = (0..gold.len())
        .filter(|&at| predicted[at] == label)
        .map(|at| (probabilities[at][label], gold[at] == label))
        .collect();
    given.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut kept, mut hits) = (0, 0);
    let mut points: Vec<OperatingPoint> = given
        .chunk_by(|a, b| a.0 == b.0)
        .map(|equals| {
            kept += equals.len();
            hits += equals.iter().filter(|(_, hit)| *hit).count();
            OperatingPoint {
                threshold: equals[0].0,
                precision: hits as f64 / kept as f64,
                recall: if support == 0 { 0.0 } else { hits as f64 / support as f64 },
                kept,
            }
        })
        .collect();
    points.reverse();
    points
}

/// At most [`POINTS`] of the points, which divide the sentences that are kept into like shares. The first stays.
pub fn thinned(points: &[OperatingPoint]) -> Vec<OperatingPoint> {
    let Some(all) = points.first().map(|point| point.kept) else { return Vec::new() };
    let step = all.div_ceil(POINTS);
    let mut next = all;
    let mut thin = Vec::new();
    for point in points {
        if point.kept <= next {
            thin.push(*point);
            next = point.kept.saturating_sub(step);
        }
    }
    thin
}

/// The point at which a confidence of at least `threshold` is asked for; none if no sentence has that much.
pub fn at_threshold(points: &[OperatingPoint], threshold: f64) -> Option<&OperatingPoint> {
    points.iter().find(|point| point.threshold >= threshold)
}
