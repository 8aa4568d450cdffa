//! Would you recommend it? The net promoter score with its uncertainty.

use super::refusal::tail_of;
use super::{Interval, Refusal, normal_quantile};

/// Answers from 0 to 10, in three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recommendations {
    /// 9 and 10.
    pub promoters: u64,
    /// 7 and 8.
    pub passives: u64,
    /// 0 to 6.
    pub detractors: u64,
}

/// Below this many answers the score is not to be shown: its interval covers half the scale.
pub const ENOUGH_ANSWERS: u64 = 30;

/// A recommendation score, -100 to 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecommendationScore {
    /// Percent promoters less percent detractors.
    pub score: f64,
    /// Its standard error; 0 where all answers fall in one class.
    pub standard_error: f64,
    /// Its interval.
    pub interval: Interval,
    /// Number of answers.
    pub n: u64,
}

impl RecommendationScore {
    /// Whether there are [`ENOUGH_ANSWERS`] to show it.
    pub fn is_showable(&self) -> bool {
        self.n >= ENOUGH_ANSWERS
    }
}

impl Recommendations {
    /// Sorts answers. Refuses an answer above 10.
    pub fn of(answers: &[u8]) -> Result<Self, Refusal> {
        let mut found = Self {
            promoters: 0,
            passives: 0,
            detractors: 0,
        };
        for answer in answers {
            match answer {
                0..=6 => found.detractors += 1,
                7..=8 => found.passives += 1,
                9..=10 => found.promoters += 1,
                _ => return Err(Refusal::OutOfRange),
            }
        }
        Ok(found)
    }

    /// The score with the standard error of a difference of two shares of the same answers, `100 sqrt((p + d - (p-d)^2) / n)`, and an
    /// adjusted interval: the normal one after adding three answers, three quarters promoters, three quarters detractors and the rest
    /// passive (the adjusted Wald interval of Rocks, *The American Statistician* 70, 2016), which has a width even where all answers fall
    /// in one class. Refuses no answers and a level that is not strictly between 0 and 1.
    pub fn score(&self, level: f64) -> Result<RecommendationScore, Refusal> {
        let z = normal_quantile(1.0 - tail_of(level)?).ok_or(Refusal::OutOfRange)?;
        let [p, d] = [self.promoters, self.detractors].map(|x| x as f64);
        let n = p + d + self.passives as f64;
        if n <= 0.0 {
            return Err(Refusal::TooFew {
                needed: 1,
                found: 0,
            });
        }
        let (score, standard_error) = moments(p, d, n);
        let (centre, spread) = moments(p + 0.75, d + 0.75, n + 3.0);
        Ok(RecommendationScore {
            score,
            standard_error,
            interval: Interval {
                low: centre - z * spread,
                high: centre + z * spread,
            }
            .cut(-100.0, 100.0),
            n: self
                .promoters
                .saturating_add(self.passives)
                .saturating_add(self.detractors),
        })
    }
}

fn moments(promoters: f64, detractors: f64, n: f64) -> (f64, f64) {
    let (p, d) = (promoters / n, detractors / n);
    let net = p - d;
    (
        100.0 * net,
        100.0 * ((p + d - net * net).max(0.0) / n).sqrt(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(include_str!("../../tests/golden/stats/shares.csv"), "nps") {
            let found = Recommendations {
                promoters: case.count("promoters"),
                passives: case.count("passives"),
                detractors: case.count("detractors"),
            }
            .score(0.95)
            .unwrap();
            golden::near(found.score, case.one("score"), 1e-9, &case);
            golden::near(found.standard_error, case.one("se"), 1e-9, &case);
            golden::near(found.interval.low, case.one("low"), 1e-9, &case);
            golden::near(found.interval.high, case.one("high"), 1e-9, &case);
        }
    }

    #[test]
    fn answers_are_sorted_and_few_are_not_shown() {
        let answers = [0, 6, 6, 7, 8, 8, 9, 9, 10, 10];
        let sorted = Recommendations::of(&answers).unwrap();
        assert_eq!(
            (sorted.promoters, sorted.passives, sorted.detractors),
            (4, 3, 3)
        );
        let score = sorted.score(0.95).unwrap();
        assert!((score.score - 10.0).abs() < 1e-9 && (score.standard_error - 26.3).abs() < 0.05);
        assert!(!score.is_showable());
        assert!(
            Recommendations::of(&[10; 30])
                .unwrap()
                .score(0.95)
                .unwrap()
                .is_showable()
        );
    }

    #[test]
    fn refuses_what_is_no_answer() {
        assert_eq!(Recommendations::of(&[11]), Err(Refusal::OutOfRange));
        let none = Recommendations::of(&[]).unwrap();
        assert!(matches!(none.score(0.95), Err(Refusal::TooFew { .. })));
        assert_eq!(
            Recommendations::of(&[9]).unwrap().score(1.0),
            Err(Refusal::OutOfRange)
        );
    }

    proptest! {
        #[test]
        fn bounded_and_mirrored(promoters in 0_u64..50, passives in 0_u64..50, detractors in 0_u64..50) {
            prop_assume!(promoters + passives + detractors > 0);
            let found = Recommendations { promoters, passives, detractors }.score(0.95).unwrap();
            prop_assert!(-100.0 <= found.interval.low && found.interval.low < found.interval.high && found.interval.high <= 100.0);
            let turned = Recommendations { promoters: detractors, passives, detractors: promoters }.score(0.95).unwrap();
            prop_assert!((found.score + turned.score).abs() < 1e-9 && (found.interval.low + turned.interval.high).abs() < 1e-9);
        }
    }
}
