//! The display function by itself, by enumeration of every count vector.

use pejling::disclosure::audit::display::{
    BAND, Display, Figure, Level, capped_mean, choice, choice_facts, rating, rating_facts, several,
    several_facts,
};
use pejling::disclosure::audit::question::{Fact, Kind, Role, form};
use pejling::disclosure::ends::Ends;

use super::brute::compositions;

fn matches(facts: &[Fact], counts: &[u32]) -> bool {
    facts.iter().all(|fact| fact.holds(counts))
}

/// Every pair of vectors: the facts of one display hold for the other exactly if it has the same display.
fn complete(
    vectors: &[Vec<u32>],
    show: impl Fn(&[u32]) -> Display,
    facts: impl Fn(&Display) -> Vec<Fact>,
) {
    let mut displays: Vec<(Display, Vec<Fact>)> = Vec::new();
    for counts in vectors {
        let display = show(counts);
        if !displays.iter().any(|(known, _)| *known == display) {
            let known = facts(&display);
            displays.push((display, known));
        }
    }
    for counts in vectors {
        let own = show(counts);
        for (display, facts) in &displays {
            assert_eq!(
                matches(facts, counts),
                *display == own,
                "{counts:?} {display:?}"
            );
        }
    }
}

#[test]
fn facts_of_a_rating_say_all_that_the_display_says_and_no_more() {
    for (points, sizes) in [(5, [5, 7, 9, 10]), (3, [5, 10, 19, 23]), (7, [5, 5, 6, 6])] {
        let kind = Kind::rating(points, false);
        for n in sizes {
            for level in [Level::Band, Level::Small, Level::Classes, Level::Full] {
                if level == Level::Full && n < 20 {
                    continue;
                }
                complete(
                    &compositions(n, points),
                    |counts| rating(counts, level, false),
                    |display| rating_facts(display, level, n, &kind, Ends::default()),
                );
            }
        }
    }
}

#[test]
fn facts_of_a_large_group_say_when_the_middle_has_nearly_everybody() {
    let kind = Kind::rating(5, false);
    let display = rating(&[0, 1, 19, 1, 0], Level::Full, false);
    let facts = rating_facts(&display, Level::Full, 21, &kind, Ends::default());
    assert!(matches(&facts, &[0, 1, 19, 1, 0]));
    assert!(!matches(&facts, &[0, 2, 18, 1, 0]));
}

#[test]
fn facts_of_a_choice_say_all_that_the_display_says() {
    let kind = Kind::choice(3);
    complete(&compositions(21, 3), choice, |display| {
        choice_facts(display, 21, &kind)
    });
    complete(&compositions(21, 2), several, |display| {
        several_facts(display, 21)
    });
}

#[test]
fn every_shown_number_is_true() {
    for counts in compositions(8, 5) {
        let sum = form(&[1, 2, 3, 4, 5], &counts);
        match capped_mean(sum, 8, 5) {
            Figure::Exact(tenths) => assert!((20 * sum - 16 * tenths).abs() <= 8),
            Figure::AtMost(most) => assert!(sum <= most),
            Figure::AtLeast(least) => assert!(sum >= least),
        }
    }
}

/// For everybody outside and for each member who takes the own answer away: nobody is certain that all the others are of one class.
fn betrayals(n: u32, points: usize, level: Level) -> usize {
    let kind = Kind::rating(points, false);
    let vectors = compositions(n, points);
    let mut betrayals = 0;
    let mut seen: Vec<Display> = Vec::new();
    for counts in &vectors {
        let display = rating(counts, level, false);
        if seen.contains(&display) {
            continue;
        }
        let facts = rating_facts(&display, level, n, &kind, Ends::default());
        seen.push(display);
        let fibre: Vec<&Vec<u32>> = vectors
            .iter()
            .filter(|other| matches(&facts, other))
            .collect();
        let classes = kind
            .measures
            .iter()
            .filter(|measure| measure.role != Role::Sum);
        for class in classes {
            let outside = fibre
                .iter()
                .all(|other| form(&class.weights, other) == i64::from(n));
            let inside = (0..points).any(|own| {
                let mut fitting = fibre.iter().filter(|other| other[own] > 0).peekable();
                fitting.peek().is_some()
                    && fitting.all(|other| {
                        form(&class.weights, other) - class.weights[own] == i64::from(n) - 1
                    })
            });
            betrayals += usize::from(outside || inside);
        }
    }
    betrayals
}

#[test]
fn no_display_of_a_small_group_betrays_unanimity_even_to_a_member() {
    for n in 5..=9 {
        assert_eq!(betrayals(n, 5, Level::Small), 0, "n = {n}");
        assert_eq!(betrayals(n, 5, Level::Band), 0, "n = {n}");
    }
    assert_eq!(betrayals(10, 5, Level::Classes), 0);
    // The control: points shown of five people betray.
    let points = |counts: &[u32]| counts.iter().filter(|count| **count + 1 >= 5).count();
    assert!(compositions(5, 5).iter().any(|counts| points(counts) > 0));
    assert_eq!(BAND, 2);
}
