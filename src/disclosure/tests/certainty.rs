//! The enumeration reproduces the table of section 3 of the design page, and refuses what that table says must not be shown.

use crate::disclosure::certainty::{Census, breach, census, key};
use crate::disclosure::display::{Base, banded, capped_mean};
use crate::disclosure::document::Figure;
use crate::disclosure::ends::Ends;
use crate::disclosure::figures::{classes, figures, told};
use crate::disclosure::fixture;
use crate::disclosure::primary::Detail;
use crate::disclosure::tabulate::{Counts, Measure};
use crate::disclosure::{Policy, PolicyFault};

/// Each of five points, the unfavourable two and the favourable two.
const RATING: [u32; 7] = [1, 2, 4, 8, 16, 0b00011, 0b11000];

/// Per number of answers, the displays that give everybody away to somebody outside, and all displays.
fn outside<K: Ord>(
    sizes: impl IntoIterator<Item = u32>,
    (categories, watched): (usize, &[u32]),
    coalition: u32,
    display: impl Fn(&[u32]) -> K,
) -> Vec<(usize, usize)> {
    let counted = |n| {
        let census = census(n, categories, watched, coalition, &display);
        assert!(census.inside >= census.outside);
        (census.outside, census.displays)
    };
    sizes.into_iter().map(counted).collect()
}

fn sum(points: &[u32]) -> u32 {
    (1..).zip(points).map(|(point, count)| point * count).sum()
}

/// What small groups and those with classes show, with other ends.
fn shown(band: u32, halves: u32) -> impl Fn(&[u32]) -> crate::disclosure::certainty::Key {
    move |points| {
        let n = points.iter().sum();
        let ends = Ends { band, halves };
        key(
            told(points, Base::exact(n), false, Detail::of(n), ends),
            points,
        )
    }
}

#[test]
fn the_table_of_displays_is_reproduced() {
    let five = (5, &RATING[..]);
    let full = |points: &[u32]| points.to_vec();
    let expected = [(47, 126), (55, 210), (63, 330), (71, 495), (79, 715)];
    assert_eq!(outside(5..=9, five, 1, full), expected);
    let pairs = outside(5..=9, five, 2, full);
    assert_eq!((pairs[0], pairs[4]), ((105, 126), (185, 715)));

    let three = (3, &[1, 2, 4][..]);
    let expected = [(9, 21), (9, 28), (9, 36), (9, 45), (9, 55)];
    assert_eq!(outside(5..=9, three, 1, full), expected);
    let pairs = outside(5..=9, three, 2, full);
    assert_eq!((pairs[0], pairs[4]), ((18, 21), (18, 55)));

    let favourable = |points: &[u32]| classes(points, false)[2];
    let exact = outside(5..=9, five, 1, favourable);
    assert_eq!((exact[0], exact[4]), ((2, 6), (2, 10)));
    let exact = outside(5..=9, five, 2, favourable);
    assert_eq!((exact[0], exact[4]), ((3, 6), (3, 10)));
    let means = outside(5..=9, five, 1, sum);
    assert_eq!((means[0], means[4]), ((8, 21), (8, 37)));
    let means = outside(5..=9, five, 2, sum);
    assert_eq!((means[0], means[4]), ((12, 21), (12, 37)));

    // A cap of 4 on five points is two half widths, one of 6 is three.
    let none = |found: &[(usize, usize)]| found.iter().all(|(bad, _)| *bad == 0);
    assert!(none(&outside(5..=9, five, 1, shown(2, 2))));
    let pairs = outside([5, 9], five, 2, shown(2, 2));
    assert_eq!(pairs, [(11, 19), (15, 89)]);
    let singles = outside(5..=9, five, 1, shown(3, 3));
    assert_eq!(singles[0], (3, 12));
    assert!(none(&singles[1..]));
    let pairs = outside(5..=9, five, 2, shown(3, 3));
    assert_eq!(pairs[..2], [(3, 12), (7, 20)]);
    assert!(none(&pairs[2..]));
    assert!(none(&outside([10, 12, 15, 19], five, 1, shown(2, 2))));
    // The table has exact sums; rounded to one decimal, those of 19 answers run together, and fewer displays give somebody away.
    let ends = Ends { band: 2, halves: 2 };
    let exact = |points: &[u32]| {
        let n: u32 = points.iter().sum();
        let inside = sum(points) > n + 4 && sum(points) < 5 * n - 4;
        let told = told(points, Base::exact(n), false, Detail::of(n), ends);
        (key(told, points), inside.then(|| sum(points)))
    };
    let pairs = outside([10, 19], five, 2, exact);
    assert_eq!(pairs, [(28, 280), (46, 2104)]);
    let pairs = outside([10, 19], five, 2, shown(2, 2));
    assert_eq!(pairs, [(28, 280), (24, 1172)]);
}

#[test]
fn members_know_more_than_anybody_outside_so_the_cap_is_larger() {
    let inside = |n, coalition, ends: Ends| {
        let display = shown(ends.band, ends.halves);
        let Census { inside, .. } = census(n, 5, &RATING, coalition, display);
        inside
    };
    // With the table's caps some member, or two of them, know.
    assert_eq!(inside(7, 1, Ends { band: 2, halves: 2 }), 4);
    assert_eq!(inside(7, 2, Ends { band: 3, halves: 3 }), 8);
    for n in 5..=13 {
        assert_eq!(inside(n, 1, Ends::against(1)), 0, "{n}");
    }
    for n in 7..=13 {
        assert_eq!(inside(n, 2, Ends::against(2)), 0, "{n}");
    }
    // What holds against two does not hold among five or six.
    assert!(inside(5, 2, Ends::against(2)) > 0 && inside(6, 2, Ends::against(2)) > 0);
}

#[test]
fn a_display_that_gives_people_away_is_refused_with_their_answers() {
    for points in [3, 5, 7] {
        let measure = Measure::Points(points);
        let sizes = if points == 7 { 18 } else { 5 };
        assert_eq!(breach(measure, sizes, 1, Ends::against(1)), None);
        let sizes = if points == 7 { 19 } else { 7 };
        assert_eq!(breach(measure, sizes, 2, Ends::against(2)), None);
        assert!(breach(measure, 5, 1, Ends { band: 2, halves: 2 }).is_some());
        assert!(breach(measure, 5, 1, Ends { band: 1, halves: 3 }).is_some());
    }
    let narrow = breach(Measure::Points(5), 7, 1, Ends { band: 2, halves: 2 }).unwrap();
    assert_eq!(
        narrow.to_string(),
        "7 answers 5,2,1,1,1,1,1 would show a mean of 1.7, at most 2 favourable, from which one who knows the own answer, 5, knows that all \
         the others are unfavourable"
    );
    // Options, shares and places, at the fewest answers that they are shown for.
    let others = [
        Measure::Single(2),
        Measure::Single(9),
        Measure::Several(6),
        Measure::Recommendation,
        Measure::Ranks {
            options: 5,
            places: 3,
        },
    ];
    for measure in others {
        for coalition in [1, 2] {
            assert_eq!(
                breach(measure, 20, coalition, Ends::against(coalition)),
                None
            );
        }
        let told = breach(measure, 20, 2, Ends { band: 1, halves: 5 }).unwrap();
        assert!(told.to_string().contains("20 answers"), "{told}");
    }
}

#[test]
fn what_is_enumerated_tells_as_much_as_what_is_shown() {
    // Vectors whose numbers are alike are shown alike, and the other way round: shares and intervals add nothing.
    for n in [6, 7, 10] {
        let own = census(n, 5, &RATING, 1, shown(2, 3));
        let all = census(n, 5, &RATING, 1, |points: &[u32]| {
            let counts = Counts {
                base: n,
                cells: points.to_vec(),
                ..Counts::default()
            };
            let (measure, detail) = (Measure::Points(5), Detail::of(n));
            let figures = figures(measure, false, &counts, detail, None, None, Ends::default());
            serde_json::to_string(&figures).unwrap()
        });
        assert_eq!(own.displays, all.displays, "{n}");
    }
    // The numbers themselves are those of the display function.
    let ends = Ends::against(2);
    assert_eq!(banded(3, Base::exact(7), ends), Figure::AtMost(3.0));
    assert_eq!(banded(4, Base::exact(7), ends), Figure::AtLeast(4.0));
    let mean = |sum| capped_mean(Base::exact(9), sum, (1, 5), 1, ends);
    assert_eq!(mean(19), Figure::AtMost(2.2));
    assert_eq!(mean(20), Figure::Exact(2.2));
    assert_eq!(mean(35), Figure::AtLeast(3.8));
}

#[test]
fn a_policy_is_refused_for_a_questionnaire_that_it_cannot_protect() {
    let instrument = fixture::instrument();
    for preset in Policy::presets() {
        assert_eq!(Policy::preset(preset).unwrap().fits(&instrument), Ok(()));
    }
    let pair = |name| Policy::named(name).unwrap().fits(&instrument);
    assert_eq!(pair("ordinary,minimum=7,coalition=2"), Ok(()));
    for name in ["ordinary,coalition=2", "ordinary,minimum=6,coalition=2"] {
        let fault = pair(name).unwrap_err();
        let PolicyFault::Betrays { breach, .. } = &fault else {
            panic!("{fault}");
        };
        // The answers told do what is told of them: two taken out, the others are all on one side.
        let mut others = breach.answers.clone();
        for own in &breach.own {
            let at = others.iter().position(|answer| answer == own).unwrap();
            others.remove(at);
        }
        assert_eq!(others.len() + 2, breach.answers.len());
        assert!(
            others.iter().all(|answer| *answer > 3) || others.iter().all(|answer| *answer < 3),
            "{fault}"
        );
        let text = fault.to_string();
        assert!(text.contains("who know their own answers"), "{text}");
    }
}
