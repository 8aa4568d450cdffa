//! The invariant of the module: whatever goes in, nothing that is not finite comes out, and nothing panics.

use std::fmt::Debug;

use proptest::prelude::*;

use super::beta_prior::{beta_by_likelihood, beta_by_moments};
use super::beta_share::BetaShare;
use super::effect::hedges_correction;
use super::exact_share::at_least;
use super::family::{Family, Outcome};
use super::funnel::funnel_limits;
use super::heterogeneity::{Estimate, Method};
use super::mean::{Question, Stratum};
use super::non_response::{Dispositions, response_rates, side_of};
use super::normal_prior::{NormalPrior, james_stein};
use super::omega::omega_of;
use super::permutation::{permutation_drawn, permutation_exact, sign_flip_drawn, sign_flip_exact};
use super::power::{
    Comparison, answers_needed, half_width, share_power, smallest_detectable_share,
};
use super::rank_test::mann_whitney_normal;
use super::recommendation::Recommendations;
use super::reliability::correlation;
use super::*;

/// Fails if a result, printed, holds a number that is not finite.
#[track_caller]
fn sound(found: impl Debug) {
    let text = format!("{found:?}");
    assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
}

/// Ordinary values, and the worst that floats have.
fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -100.0_f64..100.0,
        2 => (0_i32..5).prop_map(f64::from),
        1 => any::<f64>(),
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 0.0, -0.0, 1e-300, 1e150]),
    ]
}

fn count() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0_u64..20, 1 => 0_u64..300, 1 => prop::sample::select(vec![u64::MAX, u64::MAX - 1, 1 << 53])]
}

fn values() -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![
        prop::collection::vec(value(), 0..7),
        prop::collection::vec(-1e3_f64..1e3, 0..7),
        value().prop_map(|x| vec![x; 4]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn of_values(a in values(), b in values(), level in prop_oneof![Just(0.95), value()], line in value()) {
        sound(mean(&a));
        sound(sd(&a));
        sound(mean_of_process(&a, level));
        for question in [Question::Process, Question::Members] {
            let strata = [Stratum { values: &a, population: 9 }, Stratum { values: &b, population: 7 }];
            sound(stratified_mean(&strata, question, level));
        }
        sound(welch(&a, &b, level));
        sound(paired(&a, &b, level));
        sound(mann_whitney(&a, &b));
        sound(mann_whitney_normal(&a, &b));
        sound(signed_rank(&a, &b));
        sound(kruskal_wallis(&[&a, &b, &a]));
        sound(permutation_exact(&a, &b));
        sound(permutation_drawn(&a, &b, 5, |n| n / 2));
        sound(sign_flip_exact(&a, &b));
        sound(sign_flip_drawn(&a, &b, 5, |n| n - 1));
        sound(hedges_g(&a, &b, level));
        sound(cliffs_delta(&a, &b, level));
        sound(correlation(&a, &b));
        sound(cronbach_alpha(&[a.clone(), b.clone()], level));
        let items = [a.clone(), b.clone(), a.iter().rev().copied().collect()];
        sound(item_rest(&items));
        sound(one_factor(&items));
        sound(omega_of(&a));
        sound(james_stein(&a, line));
        let units: Vec<_> = a.iter().zip(&b).map(|(value, variance)| Estimate { value: *value, variance: *variance }).collect();
        for method in [Method::DerSimonianLaird, Method::Reml] {
            sound(random_effects(&units, method));
        }
        sound(mean_dispersion(&units, line, 0.1));
        sound(mean_bounds(line, 3, 5, Interval { low: level, high: 100.0 }));
    }

    #[test]
    fn of_counts(x in count(), n in count(), y in count(), m in count(), level in prop_oneof![Just(0.95), value()], share in prop_oneof![0.0_f64..1.0, value()]) {
        sound(wilson(x, n, level));
        sound(clopper_pearson(x, n, level));
        sound(binomial_test(x, n, share));
        sound(at_least(x, n, share));
        sound(wilson_finite(x, n, m, level));
        sound(count_set(x, n, m, level));
        sound(share_bounds(x, n, m).map(|bounds| side_of(bounds, share)));
        sound(newcombe((x, n), (y, m), level));
        sound(fisher([[x, n], [y, m]], level));
        sound(chi_square(&[&[x, n], &[y, m]]));
        sound(Recommendations { promoters: x, passives: n, detractors: m }.score(level));
        sound(response_rates(Dispositions { complete: x, partial: y, refused: n, unknown_other: m, ..Dispositions::default() }, share));
        sound(funnel_limits(share, n, level));
        sound(funnel_lines(share, n, level));
        sound(funnel_place(x, n, share, level));
        let units = [(x, n), (y, m), (1, 3)];
        sound(over_dispersion(&units, share, 0.1).map(|found| found.limits(n, level)));
        sound(beta_by_moments(&units));
        sound(beta_by_likelihood(&units));
        sound(share_power(n, share, level, 0.95));
        sound(smallest_detectable_share(n, share, 0.8, level));
        sound(half_width(share, n, level));
        sound(hedges_correction(level));
    }

    #[test]
    fn of_models(a in value(), b in value(), c in value(), line in value(), level in prop_oneof![Just(0.95), value()], n in count(), m in count()) {
        if let Ok(prior) = NormalPrior::estimated(a, b, c) {
            sound(prior);
            if let Ok(found) = prior.posterior(Estimate { value: line, variance: b }) {
                sound(found);
                sound(found.interval(level));
                sound((found.below(line), found.above(a)));
            }
        }
        if let Ok(share) = BetaShare::new(a, b) {
            sound((share.mean(), share.after(n, m), share.interval(level), share.below(line), share.above(line)));
        }
        let compared = Comparison { sd: a, first: n, second: m, level };
        sound((compared.power(b), compared.smallest_detectable(c)));
        sound(answers_needed(a, b, level));
        sound(from_summary(a, b, c, level));
        sound(expected_range(&[(a, 2), (b, u32::from(n % 2 == 0))]));
        sound(spearman_brown(a, b));
        let mut family = Family::register(["one", "two"]).unwrap();
        let put = family.put("one", Outcome::Tested(a)).and(family.put("two", Outcome::Tested(b)));
        if put.is_ok() {
            let closed = family.close().unwrap();
            sound((closed.holm(), closed.benjamini_hochberg()));
        }
    }
}
