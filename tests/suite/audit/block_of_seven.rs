//! The block of seven people of S. L. Garfinkel, J. M. Abowd, C. Martindale, "Understanding database reconstruction attacks on public data",
//! Communications of the ACM 62 (3), 2019, table 1: counts, medians and means of groups of three and more; smaller ones left out. The
//! figures are those of the authors' own sources (`github.com/simsong/cacm_understanding_database_reconstruction`, `white_paper.tex`,
//! `one-block.csp`), numbers only. The solver that the audit relies on rebuilds everybody from them.

use std::time::Duration;

use pejling::disclosure::audit::model::{Model, Span};
use pejling::disclosure::audit::question::Fact;
use pejling::disclosure::audit::solver::{Microlp, Outcome, Solver};
use pejling::disclosure::audit::world::World;

/// The oldest age that the article reckons with.
const OLDEST: i64 = 125;

/// What one of them may be: a category of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Person {
    age: i64,
    female: bool,
    black: bool,
    married: bool,
}

impl Person {
    /// As the article writes them: `8FBS` is a single black female of 8.
    fn of(told: &str) -> Self {
        let (age, rest) = told.split_at(told.len() - 3);
        Self {
            age: age.parse().unwrap(),
            female: rest.starts_with('F'),
            black: rest[1..].starts_with('B'),
            married: rest.ends_with('M'),
        }
    }

    /// Everybody there can be: married from 15 on.
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for age in 0..=OLDEST {
            for traits in 0..8 {
                let [female, black, married] = [1, 2, 4].map(|bit| traits & bit > 0);
                if !married || age >= 15 {
                    all.push(Self {
                        age,
                        female,
                        black,
                        married,
                    });
                }
            }
        }
        all
    }
}

fn fact(weight: impl Fn(&Person) -> i64, low: i64, high: i64) -> Fact {
    Fact {
        weights: Person::all().iter().map(weight).collect(),
        low,
        high,
    }
}

fn count(is: impl Fn(&Person) -> bool, low: i64, high: i64) -> Fact {
    fact(|person| i64::from(is(person)), low, high)
}

/// Number and sum of ages of a group.
fn group(is: impl Fn(&Person) -> bool + Copy, n: i64, ages: i64) -> [Fact; 2] {
    [
        count(is, n, n),
        fact(|person| if is(person) { person.age } else { 0 }, ages, ages),
    ]
}

/// The one in the middle of an odd number.
fn median(is: impl Fn(&Person) -> bool + Copy, n: i64, age: i64) -> [Fact; 2] {
    [
        count(|person| is(person) && person.age < age, 0, n / 2),
        count(|person| is(person) && person.age > age, 0, n / 2),
    ]
}

/// The two in the middle of four.
fn middle(is: impl Fn(&Person) -> bool + Copy, (second, third): (i64, i64)) -> [Fact; 4] {
    [
        count(|person| is(person) && person.age < second, 0, 1),
        count(|person| is(person) && person.age <= second, 2, 4),
        count(|person| is(person) && person.age < third, 0, 2),
        count(|person| is(person) && person.age <= third, 3, 4),
    ]
}

/// 4A: black females, mean 36.7 as shown.
fn black_females() -> Vec<Fact> {
    let is = |person: &Person| person.black && person.female;
    [group(is, 3, 110), median(is, 3, 36)].concat()
}

/// What the table says but for 4A and the medians of four people, which are no rows: these are gone through value by value.
fn rows() -> Vec<Fact> {
    let adult = |person: &Person| person.age >= 18;
    let small = |is: &dyn Fn(&Person) -> bool| count(is, 0, 2);
    let mut rows = [
        group(|_| true, 7, 7 * 38),
        median(|_| true, 7, 30),
        group(|person| person.female, 4, 134),
        group(|person| !person.female, 3, 3 * 44),
        median(|person| !person.female, 3, 30),
        group(|person| person.black, 4, 194),
        group(|person| !person.black, 3, 3 * 24),
        median(|person| !person.black, 3, 24),
        group(|person| person.married, 4, 4 * 54),
    ]
    .concat();
    rows.extend([
        small(&|person| adult(person) && !person.married),
        small(&|person| person.black && !person.female),
        small(&|person| !person.black && !person.female),
        small(&|person| !person.black && person.female),
        small(&|person| person.age < 5),
        small(&|person| person.age < 18),
        small(&|person| person.age >= 64),
    ]);
    rows
}

fn model(facts: Vec<Fact>) -> Model {
    Model {
        categories: Person::all().len(),
        n: vec![7],
        spans: vec![Span {
            atoms: vec![0],
            facts,
        }],
    }
}

fn world(told: &[&str]) -> Vec<u32> {
    let here: Vec<Person> = told.iter().map(|told| Person::of(told)).collect();
    let all = Person::all().into_iter();
    let how_many = |person: Person| here.iter().filter(|one| **one == person).count();
    all.map(|person| u32::try_from(how_many(person)).unwrap())
        .collect()
}

const ANSWER: [&str; 7] = ["8FBS", "18MWS", "24FWS", "30MWM", "36FBM", "66FBM", "84MBM"];

/// The other solution that the article gives where 4A is left out as well.
const WITHOUT_4A: [&str; 7] = ["2FBS", "12MWS", "24FWM", "30MBM", "36FWS", "72FBM", "90MBM"];

/// The medians of four, as these seven have them.
fn even_medians(told: &[&str]) -> [i64; 3] {
    let of = |is: &dyn Fn(&Person) -> bool| {
        let here = told.iter().map(|told| Person::of(told));
        let mut ages: Vec<i64> = here.filter(|one| is(one)).map(|one| one.age).collect();
        ages.sort_unstable();
        assert_eq!(ages.len(), 4);
        ages[1] + ages[2]
    };
    [
        of(&|person| person.female),
        of(&|person| person.black),
        of(&|person| person.married),
    ]
}

#[test]
fn the_articles_seven_fit_its_table_and_others_do_once_more_is_left_out() {
    let holds = |facts: &[Fact], told: &[&str]| facts.iter().all(|fact| fact.holds(&world(told)));
    assert!(holds(&rows(), &ANSWER) && holds(&black_females(), &ANSWER));
    assert!(holds(&rows(), &WITHOUT_4A) && !holds(&black_females(), &WITHOUT_4A));
    for told in [&ANSWER, &WITHOUT_4A] {
        assert_eq!(even_medians(told), [60, 102, 102]);
    }
}

#[test]
fn leaving_out_small_groups_lets_the_solver_rebuild_all_seven() {
    let solver = Microlp {
        nodes: 100_000_000,
        clock: Duration::from_hours(1),
    };
    let known = [rows(), black_females()].concat();
    let black = |person: &Person| person.black;
    let mut split = Vec::new();
    for second in 0..=51 {
        let pair = (second, 102 - second);
        let model = model([known.clone(), middle(black, pair).to_vec()].concat());
        match solver.feasible(&model, None) {
            Outcome::None => {}
            Outcome::World(World(found)) => {
                assert_eq!(found, world(&ANSWER));
                split.push((pair, model));
            }
            Outcome::TimedOut => panic!("{pair:?} was not decided"),
        }
    }
    let [(pair, model)] = split.as_slice() else {
        panic!("{} medians fit", split.len());
    };
    assert_eq!(*pair, (36, 66));
    // Each of the seven is in every world: there is no other.
    for told in ANSWER {
        let person = Person::of(told);
        let gone = Span {
            atoms: vec![0],
            facts: vec![count(|other| *other == person, 0, 0)],
        };
        assert_eq!(solver.feasible(model, Some(&gone)), Outcome::None, "{told}");
    }
}
