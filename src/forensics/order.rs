//! How much of a true order a stored order gives away.
//!
//! Two measures: the share of pairs that stand in the true order (0.5 means nothing learnt; Kendall 1938), and Spearman's rank
//! correlation. Limits are four standard deviations of a random order, so that an honest store fails once in 16 000 times.

/// Standard deviations that still count as chance.
pub const SIGMAS: f64 = 4.0;

/// What a stored order gives away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    /// Rows compared.
    pub rows: usize,
    /// Share of pairs in true order, from 0 to 1.
    pub pair_share: f64,
    /// How far from 0.5 chance may bring it.
    pub pair_limit: f64,
    /// Spearman's rank correlation, from -1 to 1; 0 where it is taken within pages only.
    pub spearman: f64,
    /// How far from 0 chance may bring it.
    pub spearman_limit: f64,
}

impl Order {
    /// The order of one list: for each row, in stored order, its place in the true order. No place may come twice.
    pub fn of(places: &[usize]) -> Self {
        let whole = Self::within(&[places.to_vec()]);
        let n = places.len() as f64;
        if places.len() < 2 {
            return whole;
        }
        let mut sorted = places.to_vec();
        sorted.sort_unstable();
        let squares: f64 = places
            .iter()
            .enumerate()
            .map(|(at, place)| {
                let rank = sorted.partition_point(|other| other < place) as f64;
                (rank - at as f64).powi(2)
            })
            .sum();
        Self {
            spearman: 1.0 - 6.0 * squares / (n * (n * n - 1.0)),
            spearman_limit: SIGMAS / (n - 1.0).sqrt(),
            ..whole
        }
    }

    /// Pairs within each list only: rows of one page, whose order among pages is not known.
    pub fn within(lists: &[Vec<usize>]) -> Self {
        let (mut pairs, mut right, mut variance, mut rows) = (0.0, 0.0, 0.0, 0);
        for places in lists {
            let n = places.len() as f64;
            rows += places.len();
            pairs += n * (n - 1.0) / 2.0;
            variance += n * (n - 1.0) * (2.0 * n + 5.0) / 72.0;
            for (at, place) in places.iter().enumerate() {
                right += places[at + 1..]
                    .iter()
                    .filter(|later| *later > place)
                    .count() as f64;
            }
        }
        let pairs = f64::max(pairs, 1.0);
        Self {
            rows,
            pair_share: right / pairs,
            pair_limit: SIGMAS * variance.sqrt() / pairs,
            spearman: 0.0,
            spearman_limit: 1.0,
        }
    }

    /// Share of pairs put right by whoever reads the list in the better of its two directions, from 0.5 to 1.
    pub fn learnt(&self) -> f64 {
        self.pair_share.max(1.0 - self.pair_share)
    }

    /// Whether this is no more than chance. A list read backwards tells as much as one read forwards.
    pub fn is_chance(&self) -> bool {
        (self.pair_share - 0.5).abs() <= self.pair_limit
            && self.spearman.abs() <= self.spearman_limit
    }
}

impl std::fmt::Display for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} rows, {:.3} of pairs in true order (chance: 0.5 ± {:.3})",
            self.rows, self.pair_share, self.pair_limit
        )?;
        if self.spearman_limit < 1.0 {
            write!(
                f,
                ", Spearman {:+.3} (chance: ± {:.3})",
                self.spearman, self.spearman_limit
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Entropy;

    #[test]
    fn knows_order_reverse_and_chance() {
        let straight: Vec<usize> = (0..300).collect();
        let order = Order::of(&straight);
        assert!((order.pair_share - 1.0).abs() < 1e-9 && (order.spearman - 1.0).abs() < 1e-9);
        assert!(!order.is_chance());
        let back: Vec<usize> = straight.iter().rev().copied().collect();
        assert!(!Order::of(&back).is_chance());
        let mut mixed = straight;
        Entropy::seeded(3).shuffle(&mut mixed);
        assert!(Order::of(&mixed).is_chance(), "{}", Order::of(&mixed));
    }

    #[test]
    fn the_limits_are_four_standard_deviations() {
        // Measured on random orders: the spread of both measures agrees with the formula to a tenth.
        let mut entropy = Entropy::seeded(4);
        let (mut pairs, mut ranks) = (0.0, 0.0);
        let rounds = 2000;
        let mut places: Vec<usize> = (0..25).collect();
        for _ in 0..rounds {
            entropy.shuffle(&mut places);
            let order = Order::of(&places);
            pairs += (order.pair_share - 0.5).powi(2);
            ranks += order.spearman.powi(2);
        }
        let order = Order::of(&places);
        let close = |sum: f64, limit: f64| {
            ((sum / f64::from(rounds)).sqrt() * SIGMAS / limit - 1.0).abs() < 0.1
        };
        assert!(close(pairs, order.pair_limit) && close(ranks, order.spearman_limit));
    }
}
