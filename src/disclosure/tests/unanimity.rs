//! Rule R1 by enumeration: for every vector of answers that a group can give, nobody can be certain of nearly everybody's answer,
//! not even a member who subtracts the own one.

use std::collections::BTreeMap;

use crate::disclosure::document::{Figures, Shown};
use crate::disclosure::ends::Ends;
use crate::disclosure::figures::{classes, figures};
use crate::disclosure::primary::Detail;
use crate::disclosure::tabulate::{Counts, Measure};

/// All ways to spread `n` answers over `m` points.
fn vectors(n: u32, m: usize) -> Vec<Vec<u32>> {
    if m == 1 {
        return vec![vec![n]];
    }
    let mut all = Vec::new();
    for first in 0..=n {
        for mut rest in vectors(n - first, m - 1) {
            rest.insert(0, first);
            all.push(rest);
        }
    }
    all
}

fn shown(measure: Measure, points: &[u32]) -> Shown<Figures> {
    shown_of(measure, points, None)
}

/// `shown`: the number of answers that the cell shows as an upper bound, if it does not show its base.
fn shown_of(measure: Measure, points: &[u32], shown: Option<u32>) -> Shown<Figures> {
    let counts = Counts {
        base: points.iter().sum(),
        cells: points.to_vec(),
        ..Counts::default()
    };
    figures(
        measure,
        false,
        &counts,
        Detail::of(counts.base),
        shown,
        None,
        Ends::default(),
    )
}

/// The sets of points that an attacker asks about: each point, the unfavourable and the favourable ones.
fn targets(m: usize) -> Vec<Vec<usize>> {
    let middle = (m - 1) / 2;
    let mut targets: Vec<Vec<usize>> = (0..m).map(|point| vec![point]).collect();
    targets.push((0..middle).collect());
    targets.push((middle + 1..m).collect());
    targets
}

fn inside(vector: &[u32], target: &[usize]) -> u32 {
    target.iter().map(|point| vector[*point]).sum()
}

/// How many vectors have a display that leaves no doubt: all that share it have at least `n - 1` answers in one target; or, for a member
/// who knows the own answer, all others' answers are certainly in one target.
fn violations(
    n: u32,
    m: usize,
    targets: &[Vec<usize>],
    display: impl Fn(&[u32]) -> String,
) -> (usize, usize) {
    let mut fibres: BTreeMap<String, Vec<Vec<u32>>> = BTreeMap::new();
    for vector in vectors(n, m) {
        fibres.entry(display(&vector)).or_default().push(vector);
    }
    let certain = |fibre: &[Vec<u32>]| {
        targets.iter().any(|target| {
            fibre
                .iter()
                .map(|v| inside(v, target))
                .min()
                .is_some_and(|least| least + 1 >= n)
        })
    };
    let certain_to_a_member = |fibre: &[Vec<u32>]| {
        (0..m).any(|own| {
            let with_own: Vec<&Vec<u32>> = fibre.iter().filter(|v| v[own] > 0).collect();
            targets.iter().any(|target| {
                let mine = u32::from(target.contains(&own));
                let least = with_own.iter().map(|v| inside(v, target) - mine).min();
                least == Some(n - 1)
            })
        })
    };
    let count = |test: &dyn Fn(&[Vec<u32>]) -> bool| {
        fibres.values().filter(|f| test(f)).map(Vec::len).sum()
    };
    (count(&certain), count(&certain_to_a_member))
}

fn displayed(measure: Measure) -> impl Fn(&[u32]) -> String {
    move |vector| serde_json::to_string(&shown(measure, vector)).unwrap()
}

#[test]
fn full_distributions_give_people_away() {
    // The positive control: the numbers are known.
    for (n, expected) in [(5, 47), (6, 55), (7, 63), (8, 71), (9, 79)] {
        let (found, to_members) = violations(n, 5, &targets(5), |vector| format!("{vector:?}"));
        assert_eq!(found, expected, "n = {n}");
        assert!(to_members >= expected);
    }
}

#[test]
fn no_display_of_a_rating_gives_anybody_away() {
    for n in (5..=12).chain([15, 19, 20, 21]) {
        let found = violations(n, 5, &targets(5), displayed(Measure::Points(5)));
        assert_eq!(found, (0, 0), "five points, n = {n}");
        let bounded = |vector: &[u32]| {
            let cell = shown_of(Measure::Points(5), vector, Some(n + 1));
            serde_json::to_string(&cell).unwrap()
        };
        let found = violations(n, 5, &targets(5), bounded);
        assert_eq!(found, (0, 0), "five points, {n} of {}", n + 1);
    }
    for n in (5..=9).chain([10]) {
        let found = violations(n, 7, &targets(7), displayed(Measure::Points(7)));
        assert_eq!(found, (0, 0), "seven points, n = {n}");
    }
}

#[test]
fn no_display_of_options_gives_anybody_away() {
    let each: Vec<Vec<usize>> = (0..4).map(|option| vec![option]).collect();
    for n in [20, 21, 23] {
        let found = violations(n, 4, &each, displayed(Measure::Single(4)));
        assert_eq!(found, (0, 0), "n = {n}");
    }
}

#[test]
fn every_number_shown_is_true() {
    use crate::disclosure::document::Figure;
    let holds = |figure: Figure, truth: f64| match figure {
        Figure::Exact(x) => (x - truth).abs() <= 0.050_001,
        Figure::AtLeast(x) => truth >= x,
        Figure::AtMost(x) => truth <= x,
    };
    let bases = [(5, 0), (6, 0), (7, 2), (9, 0), (10, 3), (13, 0), (20, 0)];
    for (n, missing) in bases
        .into_iter()
        .flat_map(|(n, more)| [(n, None), (n, Some(more))])
    {
        for vector in vectors(n, 5) {
            let mean = (1_u32..)
                .zip(&vector)
                .map(|(point, count)| point * count)
                .sum::<u32>();
            let mean = f64::from(mean) / f64::from(n);
            let [low, middle, high] = classes(&vector, false).map(f64::from);
            let Shown::Shown(figures) =
                shown_of(Measure::Points(5), &vector, missing.map(|more| n + more))
            else {
                panic!("{vector:?}");
            };
            let true_ = match &figures {
                Figures::Small {
                    mean: m,
                    favourable,
                } => {
                    holds(m.value, mean)
                        && holds(favourable.count, high)
                        && holds(favourable.share, high / f64::from(n))
                }
                Figures::Classes {
                    mean: m,
                    unfavourable,
                    neutral,
                    favourable,
                } => {
                    holds(m.value, mean)
                        && holds(unfavourable.count, low)
                        && neutral.is_none_or(|neutral| holds(neutral.count, middle))
                        && holds(favourable.count, high)
                        && holds(favourable.share, high / f64::from(n))
                }
                Figures::Rating {
                    mean: m,
                    unfavourable,
                    neutral,
                    favourable,
                    points,
                    ..
                } => {
                    holds(m.value, mean)
                        && holds(unfavourable.count, low)
                        && holds(neutral.count, middle)
                        && holds(favourable.count, high)
                        && points
                            .iter()
                            .zip(&vector)
                            .all(|(p, v)| holds(*p, f64::from(*v)))
                }
                _ => false,
            };
            assert!(true_, "{vector:?}: {figures:?}");
        }
    }
}

#[test]
fn a_base_shown_as_a_bound_does_not_show_through() {
    // Of the same counts, one or two left out: share and interval say the same.
    let told = |points: &[u32]| match shown_of(Measure::Points(5), points, Some(9)) {
        Shown::Shown(Figures::Small { favourable, .. }) => favourable,
        other => panic!("{other:?}"),
    };
    assert_eq!(told(&[0, 2, 2, 3, 0]), told(&[0, 2, 3, 3, 0]));
    assert_eq!(told(&[0, 1, 0, 5, 1]), told(&[0, 0, 0, 6, 2]));
    assert_eq!(told(&[1, 2, 2, 1, 0]), told(&[2, 3, 3, 0, 1]));
}
