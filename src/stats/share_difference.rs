//! The difference of two shares.

use super::{Interval, Refusal, wilson};

/// A difference of two shares, first less second, -1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareDifference {
    /// First share less second.
    pub difference: f64,
    /// Newcombe's interval.
    pub interval: Interval,
}

/// Newcombe's hybrid score interval (Statistics in Medicine 17, 1998, 873, method 10): with Wilson's ends `l` and `u` of each share,
/// `d - sqrt((p1-l1)^2 + (u2-p2)^2)` to `d + sqrt((u1-p1)^2 + (p2-l2)^2)`. Refuses an empty group, more favourable than answers, and a
/// level that is not strictly between 0 and 1. Shares of 0 and 1 have an interval, too.
pub fn newcombe(
    first: (u64, u64),
    second: (u64, u64),
    level: f64,
) -> Result<ShareDifference, Refusal> {
    let side = |(x, n): (u64, u64)| {
        if n == 0 || x > n {
            return Err(Refusal::Impossible);
        }
        let ends = wilson(x, n, level).ok_or(Refusal::OutOfRange)?;
        Ok((x as f64 / n as f64, ends))
    };
    let ((p, a), (q, b)) = (side(first)?, side(second)?);
    let difference = p - q;
    Ok(ShareDifference {
        difference,
        interval: Interval {
            low: (difference - (p - a.low).hypot(b.high - q)).max(-1.0),
            high: (difference + (a.high - p).hypot(q - b.low)).min(1.0),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agrees_with_newcombe_and_r() {
        for case in golden::cases(
            include_str!("../../tests/golden/stats/shares.csv"),
            "newcombe",
        ) {
            let found = newcombe(
                (case.count("x"), case.count("n")),
                (case.count("y"), case.count("m")),
                0.95,
            )
            .unwrap();
            golden::near(found.difference, case.one("difference"), 1e-12, &case);
            golden::near(found.interval.low, case.one("low"), 1e-9, &case);
            golden::near(found.interval.high, case.one("high"), 1e-9, &case);
        }
    }

    #[test]
    fn refuses_impossible_counts() {
        assert_eq!(newcombe((0, 0), (1, 2), 0.95), Err(Refusal::Impossible));
        assert_eq!(newcombe((1, 2), (3, 2), 0.95), Err(Refusal::Impossible));
        assert_eq!(newcombe((1, 2), (1, 2), f64::NAN), Err(Refusal::OutOfRange));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn bounded_mirrored_and_around_its_difference(n in 1_u64..40, m in 1_u64..40, draws in (0_u64..40, 0_u64..40)) {
            let (x, y) = (draws.0 % (n + 1), draws.1 % (m + 1));
            let found = newcombe((x, n), (y, m), 0.95).unwrap();
            prop_assert!(-1.0 <= found.interval.low && found.interval.low <= found.difference);
            prop_assert!(found.difference <= found.interval.high && found.interval.high <= 1.0);
            let turned = newcombe((y, m), (x, n), 0.95).unwrap();
            prop_assert!((turned.interval.low + found.interval.high).abs() < 1e-12);
        }
    }
}
