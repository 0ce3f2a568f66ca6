//! A dataset is divided into folds: labels in like proportion in each, and the sentences of an article together.

use super::random::shuffle;

/// The fold, from 0 to `folds - 1`, of each row.
///
/// Groups of rows (articles, or single rows where there are none) are shuffled with `seed`, taken largest first, and each
/// put where it leaves the labels spread most evenly over the folds, as scikit-learn's `StratifiedGroupKFold` does.
pub fn assign(labels: &[usize], groups: Option<&[usize]>, folds: usize, seed: u64) -> Vec<usize> {
    let own: Vec<usize>;
    let groups = match groups {
        Some(groups) => groups,
        None => {
            own = (0..labels.len()).collect();
            &own
        }
    };
    let label_count = labels.iter().max().map_or(0, |&l| l + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups.iter().max().map_or(0, |&g| g + 1)];
    groups.iter().enumerate().for_each(|(row, &group)| members[group].push(row));
    shuffle(&mut members, seed);
    members.sort_by_key(|rows| std::cmp::Reverse(rows.len()));
    let mut totals = vec![0.0f64; label_count];
    labels.iter().for_each(|&label| totals[label] += 1.0);
    let mut filled = vec![vec![0.0; label_count]; folds];
    let mut sizes = vec![0usize; folds];
    let mut assigned = vec![0; labels.len()];
    for rows in &members {
        let mut counts = vec![0.0; label_count];
        rows.iter().for_each(|&row| counts[labels[row]] += 1.0);
        // Adding to a fold costs, for each label, by how much of that label the fold has already.
        let cost = |fold: usize| -> f64 {
            (0..label_count)
                .map(|l| counts[l] * (2.0 * filled[fold][l] + counts[l]) / (totals[l] * totals[l]).max(1.0))
                .sum()
        };
        let best = (0..folds).min_by(|&a, &b| cost(a).total_cmp(&cost(b)).then(sizes[a].cmp(&sizes[b]))).unwrap_or(0);
        rows.iter().for_each(|&row| assigned[row] = best);
        sizes[best] += rows.len();
        filled[best].iter_mut().zip(&counts).for_each(|(f, c)| *f += c);
    }
    assigned
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn groups_stay_together_and_folds_are_even(rows in prop::collection::vec((0usize..3, 0usize..20), 40..200), seed: u64) {
            let (labels, groups): (Vec<usize>, Vec<usize>) = rows.into_iter().unzip();
            let folds = assign(&labels, Some(&groups), 4, seed);
            for (i, j) in (0..groups.len()).zip(1..groups.len()) {
                prop_assert!(groups[i] != groups[j] || folds[i] == folds[j]);
            }
            let alone = assign(&labels, None, 4, seed);
            for label in 0..3 {
                let counts: Vec<usize> = (0..4).map(|f| (0..labels.len()).filter(|&i| alone[i] == f && labels[i] == label).count()).collect();
                prop_assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{counts:?}");
            }
        }
    }

    #[test]
    fn a_seed_is_a_division() {
        let labels = [0, 1].repeat(50);
        assert_eq!(assign(&labels, None, 5, 3), assign(&labels, None, 5, 3));
        assert_ne!(assign(&labels, None, 5, 3), assign(&labels, None, 5, 4));
    }
}
