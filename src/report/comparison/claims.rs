//! How often a comparison claims what is not so, and what its words and bounds may say whatever the figures are.

use proptest::prelude::*;

use super::difference::{Claim, claims, detectable, found};
use super::score::Score;
use super::words::Said;
use crate::base::{Entropy, Lang};
use crate::disclosure::document::{Figure, Mean};
use crate::report::overview::{Against, Difference};
use crate::stats::borrowed_spread::{Judge, Spread};
use crate::stats::normal_quantile;

/// A score as the figures of a group with so many answers, of which `least` may stand behind it.
fn score(value: Figure, least: u32, rounding: f64) -> Score<'static> {
    Score {
        mean: Mean {
            value,
            interval: None,
        },
        least,
        most: least,
        rounding,
        spread: None,
        items: std::collections::BTreeSet::new(),
    }
}

const SPREAD: Spread = Spread { sd: 18.0, df: 763 };

/// What is claimed of groups of six in a survey of 764, each the given distance from all others, with so many scales at once.
fn claimed(seed: u64, rounds: usize, scales: usize, distance: f64, waves: bool) -> f64 {
    let mut entropy = Entropy::seeded(seed);
    let mut normal = |sd: f64| {
        let draw = (entropy.unit() + 1e-12).min(1.0 - 1e-12);
        sd * normal_quantile(draw).unwrap()
    };
    let judge = if waves {
        Judge::of_two((SPREAD, 6), (SPREAD, 6)).unwrap()
    } else {
        Judge::of_part(SPREAD, 6, 764).unwrap()
    };
    let mut any = 0_u32;
    for _ in 0..rounds {
        let all: Vec<_> = (0..scales)
            .map(|scale| {
                let away = if scale == 0 { distance } else { 0.0 };
                let here = 50.0 + away + normal(18.0 / 6_f64.sqrt());
                let there = if waves {
                    50.0 + normal(18.0 / 6_f64.sqrt())
                } else {
                    // So that the difference from the whole, of which the group is a part, is what is sought.
                    let rest = 50.0 + normal(18.0 / 758_f64.sqrt());
                    let apart = (here - away - rest) * (6.0 / 764.0);
                    rest + apart
                };
                let exact = |x| score(Figure::Exact(x), 6, 0.0);
                found(&exact(here), &exact(there), Some(&judge))
            })
            .collect();
        let found = claims(&all);
        let right = |claim: &Claim| matches!(claim, Claim::Higher | Claim::Lower);
        let hit = if distance > 0.0 {
            found[0] == Claim::Higher
        } else {
            found.iter().any(right)
        };
        any += u32::from(hit);
    }
    f64::from(any) / rounds as f64
}

#[test]
fn of_groups_alike_one_in_twenty_is_claimed_to_differ_at_most() {
    for (waves, scales) in [(false, 1), (true, 1), (false, 6), (true, 6)] {
        let rate = claimed(11, 2000, scales, 0.0, waves);
        // Three standard errors about one in twenty.
        assert!((0.035..0.065).contains(&rate), "{waves} {scales}: {rate}");
    }
}

#[test]
fn what_is_called_detectable_is_found_four_times_out_of_five() {
    for (waves, scales) in [(false, 1), (true, 1), (true, 6)] {
        let judge = if waves {
            Judge::of_two((SPREAD, 6), (SPREAD, 6)).unwrap()
        } else {
            Judge::of_part(SPREAD, 6, 764).unwrap()
        };
        let six = score(Figure::Exact(50.0), 6, 0.0);
        let least = detectable(&six, &six, &judge, scales).unwrap();
        let rate = claimed(12, 2000, scales, least, waves);
        assert!((0.77..0.83).contains(&rate), "{waves} {scales}: {rate}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn turned_round_it_is_the_same_and_fewer_answers_say_less(
        here in 0.0_f64..100.0, there in 0.0_f64..100.0, n in 5_u32..40, more in 1_u32..40, rounding in 0.0_f64..2.0,
    ) {
        let judge = |n| Judge::of_two((SPREAD, n), (SPREAD, 30)).unwrap();
        let exact = |x| score(Figure::Exact(x), n, rounding);
        let of = |a: Score<'_>, b: Score<'_>, n| match found(&a, &b, Some(&judge(n))).difference {
            Difference::Points { value, interval } => (value, interval.low, interval.high),
            other => panic!("{other:?}"),
        };
        let (value, low, high) = of(exact(here), exact(there), n);
        let (turned, turned_low, turned_high) = of(exact(there), exact(here), n);
        prop_assert!((value + turned).abs() < 1e-9 && (low + turned_high).abs() < 1e-9 && (high + turned_low).abs() < 1e-9);
        prop_assert!(-100.0 <= low && low <= value && value <= high && high <= 100.0);
        let (_, inner_low, inner_high) = of(exact(here), exact(there), n + more);
        prop_assert!(low <= inner_low && inner_high <= high);
        let (_, sharp_low, sharp_high) = of(score(Figure::Exact(here), n, 0.0), score(Figure::Exact(there), n, 0.0), n);
        prop_assert!(low <= sharp_low && sharp_high <= high);
    }

    /// Whatever the figures, words claim a side only if the interval, or the bound, lies on it.
    #[test]
    fn no_adjective_without_an_interval_that_bears_it(
        scores in prop::collection::vec((0.0_f64..100.0, 0.0_f64..100.0, 0_u8..3, 0_u8..3), 1..7),
    ) {
        let judge = Judge::of_two((SPREAD, 6), (SPREAD, 6)).unwrap();
        let figure = |kind, x| match kind {
            0 => Figure::Exact(x),
            1 => Figure::AtLeast(x),
            _ => Figure::AtMost(x),
        };
        let all: Vec<_> = scores.iter().map(|(here, there, a, b)| {
            found(&score(figure(*a, *here), 6, 0.5), &score(figure(*b, *there), 6, 0.5), Some(&judge))
        }).collect();
        for (found, claim) in all.iter().zip(claims(&all)) {
            for lang in Lang::ALL {
                let words = Said {
                    lang, against: Against::Whole, label: "S", name: "X", difference: found.difference, claim, detectable: Some(31.2),
                    scales: all.len(), judged: true,
                }.sentence();
                let (up, down) = (
                    words.contains("højere end") || words.contains("higher than"),
                    words.contains("lavere end") || words.contains("lower than"),
                );
                let (may_up, may_down) = match found.difference {
                    Difference::Points { interval, .. } => (interval.low > 0.0, interval.high < 0.0),
                    Difference::Bound(Figure::AtLeast(least)) => (least > 0.0, false),
                    Difference::Bound(Figure::AtMost(most)) => (false, most < 0.0),
                    _ => (false, false),
                };
                prop_assert!((!up || may_up) && (!down || may_down), "{words}");
                if let (1, Difference::Points { .. }) = (all.len(), found.difference) {
                    prop_assert!(up == may_up && down == may_down, "{words}");
                }
            }
        }
    }

    /// A bound says nothing that the truth behind it could refute.
    #[test]
    fn bounds_hold_whatever_lies_behind_them(low in 0.0_f64..100.0, more in 0.0_f64..50.0, there in 0.0_f64..100.0, off in -1.0_f64..1.0) {
        let truth = (low + more).min(100.0);
        let other = score(Figure::Exact(there), 20, 1.0);
        let Difference::Bound(Figure::AtLeast(least)) = found(&score(Figure::AtLeast(low), 6, 0.0), &other, None).difference else {
            panic!("a bound")
        };
        prop_assert!(least <= truth - (there + off) + 1e-9);
        let Difference::Bound(Figure::AtMost(most)) = found(&score(Figure::AtMost(truth), 6, 0.0), &other, None).difference else {
            panic!("a bound")
        };
        prop_assert!(most >= low - (there + off) - 1e-9);
    }
}
