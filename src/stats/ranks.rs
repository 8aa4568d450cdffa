//! Ranks with ties shared, and the exact distribution of a sum of ranks.

use super::Refusal;

/// Ranks of some values, and how they tie.
#[derive(Clone, Debug)]
pub(super) struct Ranks {
    /// Twice the mean rank of each value, in the order given: whole numbers even where values tie.
    pub(super) doubled: Vec<usize>,
    /// `sum (t^3 - t)` over the groups of tied values.
    pub(super) ties: f64,
}

/// Ranks checked values from the least to the greatest.
pub(super) fn rank(values: &[f64]) -> Ranks {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| (values[*a] + 0.0).total_cmp(&(values[*b] + 0.0)));
    let mut doubled = vec![0; values.len()];
    let mut ties = 0.0;
    let same = |a: &usize, b: &usize| values[*a] - values[*b] == 0.0;
    let mut before = 0;
    for group in order.chunk_by(same) {
        let size = group.len();
        for at in group {
            doubled[*at] = 2 * before + size + 1;
        }
        ties += (size as f64).powi(3) - size as f64;
        before += size;
    }
    Ranks { doubled, ties }
}

/// The probability of each sum of `chosen` of the weights, every choice as likely: entry `s` is that of the sum `s`. Counted by adding
/// one weight after another (the recursion of Mann and Whitney 1947, with weights for ranks; Streitberg and Röhmel 1986).
pub(super) fn sums_of_chosen(weights: &[usize], chosen: usize) -> Vec<f64> {
    let most: usize = {
        let mut sorted = weights.to_vec();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        sorted.iter().take(chosen).sum()
    };
    let mut ways = vec![vec![0.0_f64; most + 1]; chosen + 1];
    ways[0][0] = 1.0;
    for (at, weight) in weights.iter().enumerate() {
        for size in (1..=chosen.min(at + 1)).rev() {
            let (lower, upper) = ways.split_at_mut(size);
            for (to, from) in upper[0].iter_mut().skip(*weight).zip(&lower[size - 1]) {
                *to += from;
            }
        }
    }
    shares(ways.swap_remove(chosen))
}

/// The probability of each sum of the weights whose sign came up positive, each sign as likely.
pub(super) fn sums_of_signs(weights: &[usize]) -> Vec<f64> {
    let mut ways = vec![0.0; weights.iter().sum::<usize>() + 1];
    ways[0] = 1.0;
    for weight in weights {
        for sum in (*weight..ways.len()).rev() {
            ways[sum] += ways[sum - weight];
        }
    }
    shares(ways)
}

fn shares(mut ways: Vec<f64>) -> Vec<f64> {
    let all: f64 = ways.iter().sum();
    for way in &mut ways {
        *way /= all;
    }
    ways
}

/// The three probabilities of a test statistic on whole numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    /// Of a statistic as far from its mean, on either side.
    pub two_sided: f64,
    /// Of a statistic as small.
    pub less: f64,
    /// Of a statistic as great.
    pub greater: f64,
}

/// Tails of `observed` in a distribution over sums 0, 1, 2 ... whose mean is half of `mean_doubled`.
pub(super) fn tails(distribution: &[f64], observed: usize, mean_doubled: usize) -> Tails {
    let distance = (2 * observed).abs_diff(mean_doubled);
    let mut found = Tails {
        two_sided: 0.0,
        less: 0.0,
        greater: 0.0,
    };
    for (sum, share) in distribution.iter().enumerate() {
        if (2 * sum).abs_diff(mean_doubled) >= distance {
            found.two_sided += share;
        }
        if sum <= observed {
            found.less += share;
        }
        if sum >= observed {
            found.greater += share;
        }
    }
    Tails {
        two_sided: found.two_sided.min(1.0),
        less: found.less.min(1.0),
        greater: found.greater.min(1.0),
    }
}

/// Tails by the normal distribution with a correction of one half for continuity; `off` is the statistic less its mean.
pub(super) fn normal_tails(off: f64, variance: f64) -> Result<Tails, Refusal> {
    if variance <= 0.0 {
        return Err(Refusal::NoSpread);
    }
    let z = |toward: f64| (off + toward) / variance.sqrt();
    let below = super::tail::normal_below;
    let two_sided = if off > 0.0 {
        below(-z(-0.5))
    } else if off < 0.0 {
        below(z(0.5))
    } else {
        0.5
    };
    Ok(Tails {
        two_sided: (2.0 * two_sided).min(1.0),
        less: below(z(0.5)),
        greater: below(-z(-0.5)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_share_their_ranks() {
        let found = rank(&[3.0, 1.0, 3.0, 2.0, -0.0, 0.0]);
        assert_eq!(found.doubled, [11, 6, 11, 8, 3, 3]);
        assert!((found.ties - 12.0).abs() < 1e-12);
    }

    #[test]
    fn two_of_four_ranks_make_six_sums() {
        let found = sums_of_chosen(&[1, 2, 3, 4], 2);
        let expected = [0.0, 0.0, 0.0, 1.0, 1.0, 2.0, 1.0, 1.0].map(|ways| ways / 6.0);
        assert_eq!(found.len(), expected.len());
        assert!(
            found
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-15)
        );
        let signs = sums_of_signs(&[1, 2]);
        assert!(signs.iter().all(|share| (share - 0.25).abs() < 1e-15));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn ranks_follow_order_and_sum_to_what_they_must(values in prop::collection::vec(-5_i32..5, 1..30)) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let found = rank(&values);
            prop_assert_eq!(found.doubled.iter().sum::<usize>(), values.len() * (values.len() + 1));
            for (i, x) in values.iter().enumerate() {
                for (j, y) in values.iter().enumerate() {
                    prop_assert_eq!(x.partial_cmp(y), Some(found.doubled[i].cmp(&found.doubled[j])));
                }
            }
        }
    }
}
