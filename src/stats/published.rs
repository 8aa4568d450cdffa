//! The figures that papers and R's own help pages print, as they print them: beside the golden files, which are computed.

use super::effect::hedges_g;
use super::family::{Family, Outcome};
use super::fisher::{OddsRatio, fisher};
use super::heterogeneity::{Estimate, Method, random_effects};
use super::power::{Comparison, answers_needed, share_power};
use super::*;

#[track_caller]
fn near(found: f64, printed: f64, half_unit: f64) {
    assert!((found - printed).abs() <= half_unit, "{found} {printed}");
}

/// R's `sleep`: extra hours, the same ten patients with each of two drugs.
const FIRST: [f64; 10] = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
const SECOND: [f64; 10] = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

#[test]
fn shares() {
    for (x, n, low, high) in [
        (81, 263, 0.252_737, 0.367_622),
        (15, 148, 0.057_844, 0.161_650),
        (0, 20, 0.0, 0.168_433),
        (1, 29, 0.000_873, 0.177_644),
    ] {
        let found = clopper_pearson(x, n, 0.95).unwrap();
        near(found.low, low, 6e-7);
        near(found.high, high, 6e-7);
    }
    // R ?binom.test: Mendel's peas.
    near(binomial_test(682, 925, 0.75).unwrap(), 0.382_491_6, 5e-8);
    let found = clopper_pearson(682, 925, 0.95).unwrap();
    near(found.low, 0.707_668_3, 5e-8);
    near(found.high, 0.765_406_6, 5e-8);
    let found = newcombe((56, 70), (48, 80), 0.95).unwrap();
    near(found.interval.low, 0.052_431, 5e-7);
    near(found.interval.high, 0.333_873, 5e-7);
    // Seven members: 5 favourable of 6 answers, and other sizes.
    for (x, n, population, low, high, least, most) in [
        (5, 6, 7, 0.681, 0.921, 5, 6),
        (3, 6, 7, 0.345, 0.655, 3, 4),
        (4, 5, 8, 0.513, 0.938, 4, 7),
        (6, 8, 10, 0.589, 0.862, 6, 8),
        (18, 20, 26, 0.817, 0.948, 21, 24),
        (3, 10, 50, 0.119, 0.577, 5, 31),
    ] {
        let found = wilson_finite(x, n, population, 0.95).unwrap();
        near(found.low, low, 5e-4);
        near(found.high, high, 5e-4);
        let set = count_set(x, n, population, 0.95).unwrap();
        assert_eq!((set.least, set.most), (least, most));
    }
}

#[test]
fn sleep() {
    let found = welch(&FIRST, &SECOND, 0.95).unwrap();
    near(found.t, -1.860_813_5, 5e-8);
    near(found.df, 17.776_474, 5e-7);
    near(found.p, 0.079_394_14, 5e-9);
    near(found.interval.low, -3.365_483_2, 5e-8);
    near(found.interval.high, 0.205_483_2, 5e-8);
    let found = paired(&FIRST, &SECOND, 0.95).unwrap();
    near(found.t, -4.062_127_7, 5e-8);
    near(found.p, 0.002_832_89, 5e-9);
    near(found.interval.low, -2.459_885_8, 5e-8);
    near(found.interval.high, -0.700_114_2, 5e-8);
    let found = rank_test::mann_whitney_normal(&FIRST, &SECOND).unwrap();
    near(found.statistic, 25.5, 1e-12);
    near(found.p.two_sided, 0.069_327_58, 5e-9);
    let found = permutation::permutation_exact(&FIRST, &SECOND).unwrap();
    near(found.p, 0.081_447_96, 5e-9);
    let found = permutation::sign_flip_exact(&FIRST, &SECOND).unwrap();
    near(found.p, 0.003_906_25, 1e-12);
    let found = hedges_g(&SECOND, &FIRST, 0.95).unwrap();
    near(found.d, 0.832_181_1, 5e-8);
    near(found.g, 0.797_018_5, 5e-8);
}

#[test]
#[expect(clippy::approx_constant, reason = "3.14 is a patient's score")]
fn depression_of_hollander_and_wolfe() {
    let x = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
    let y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    let found = signed_rank(&x, &y).unwrap();
    near(found.statistic, 40.0, 1e-12);
    near(found.p.greater, 0.019_531_25, 1e-12);
}

#[test]
fn tables() {
    let tea = fisher([[3, 1], [1, 3]], 0.95).unwrap();
    near(tea.two_sided, 0.485_714_3, 5e-8);
    near(tea.greater, 0.242_857_1, 5e-8);
    assert!(matches!(tea.odds_ratio, OddsRatio::Finite(ratio) if (ratio - 6.408_309).abs() < 2e-5));
    let convictions = fisher([[2, 15], [10, 3]], 0.95).unwrap();
    near(convictions.two_sided, 0.000_536_724_1, 5e-11);
    let ratio = |found: OddsRatio, printed: f64| {
        // R stops its search after some four digits.
        assert!(matches!(found, OddsRatio::Finite(ratio) if (ratio - printed).abs() < 2e-5));
    };
    ratio(convictions.odds_ratio, 0.046_936_61);
    ratio(convictions.low, 0.003_325_764);
    ratio(convictions.high, 0.363_182_271);
    let party = chi_square(&[&[762, 327, 468], &[484, 239, 477]])
        .unwrap()
        .test;
    near(party.statistic, 30.070_149, 5e-7);
    near(party.p, 2.953_589e-7, 5e-14);
    assert_eq!(party.df, 2);
}

#[test]
fn fifteen_hypotheses_of_benjamini_and_hochberg() {
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    let mut family = Family::register((0..p.len()).map(|at| at.to_string())).unwrap();
    for (at, p) in p.iter().enumerate() {
        family.put(&at.to_string(), Outcome::Tested(*p)).unwrap();
    }
    let family = family.close().unwrap();
    let holm = [
        0.0015, 0.0056, 0.0247, 0.1140, 0.2211, 0.2780, 0.2780, 0.2780, 0.3213, 1.0, 1.0, 1.0, 1.0,
        1.0, 1.0,
    ];
    let bh = [
        0.0015,
        0.0030,
        0.0095,
        0.035_625,
        0.0603,
        0.063_857,
        0.063_857,
        0.0645,
        0.0765,
        0.4860,
        0.581_181_8,
        0.714_875,
        0.753_230_8,
        0.813_214_3,
        1.0,
    ];
    for (found, printed) in [(family.holm(), holm), (family.benjamini_hochberg(), bh)] {
        for (found, printed) in found.iter().zip(printed) {
            near(found.adjusted, printed, 5e-7);
        }
    }
}

#[test]
fn eight_schools_of_rubin() {
    let schools: Vec<Estimate> = [
        (28.0, 15.0),
        (8.0, 10.0),
        (-3.0, 16.0),
        (7.0, 11.0),
        (-1.0, 9.0),
        (1.0, 11.0),
        (18.0, 10.0),
        (12.0, 18.0),
    ]
    .into_iter()
    .map(|(value, se): (f64, f64)| Estimate {
        value,
        variance: se * se,
    })
    .collect();
    let found = random_effects(&schools, Method::DerSimonianLaird).unwrap();
    near(found.mean, 7.685_616_7, 5e-8);
    near(found.standard_error, 4.071_919_2, 5e-8);
    near(found.q, 4.707_078_9, 5e-8);
    near(found.p, 0.695_659_2, 5e-8);
    near(found.tau_squared, 0.0, 1e-15);
}

#[test]
fn power() {
    let found = Comparison {
        sd: 1.0,
        first: 20,
        second: 20,
        level: 0.95,
    };
    near(found.power(1.0).unwrap(), 0.868_952_8, 5e-8);
    // R prints 22.02110 and stops its search after some five digits.
    near(answers_needed(1.0, 0.9, 0.95).unwrap(), 22.021_10, 5e-6);
    near(share_power(50, 0.5, 0.75, 0.95).unwrap(), 0.740_165_9, 5e-8);
}

#[test]
fn attitude_of_chatterjee_and_price() {
    let rows = include_str!("../../tests/golden/stats/attitude.csv");
    let rows: Vec<Vec<f64>> = rows
        .lines()
        .skip(1)
        .map(|row| row.split(',').map(|x| x.parse().unwrap()).collect())
        .collect();
    let items: Vec<Vec<f64>> = (0..7)
        .map(|item| rows.iter().map(|row| row[item]).collect())
        .collect();
    let alpha = cronbach_alpha(&items, 0.95).unwrap();
    near(alpha.raw, 0.843_142_8, 5e-8);
    near(alpha.standardized, 0.839_083_8, 5e-8);
    let rest = [
        0.671_262_1,
        0.742_109_7,
        0.560_711_1,
        0.714_445_5,
        0.786_275_6,
        0.265_034_3,
        0.460_810_5,
    ];
    let without = [
        0.809_760_2,
        0.796_917_5,
        0.827_847_8,
        0.803_031_0,
        0.795_386_6,
        0.863_872_3,
        0.840_464_9,
    ];
    for ((found, rest), without) in item_rest(&items).unwrap().iter().zip(rest).zip(without) {
        near(found.correlation, rest, 5e-8);
        near(found.alpha_without, without, 5e-8);
    }
}
