//! `eksempelby-2022` and `eksempelby-2025`: the work environment of the leaders of a municipality, asked twice.
//!
//! Municipality, leaders and answers are constructed. Between the surveys some leaders leave and others come; by construction the workload
//! and the recovery got better and the clarity worse, and no other scale changed, so that a reader can hold what the second report calls a
//! change against what was one. Of a department so few leave and come that the second survey must show less of some.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::base::{Entropy, Facts, Text, UnitCode};
use crate::cli::CliError;
use crate::instrument::{Instrument, RawAnswers};
use crate::registry::{Scope, SheetKind};

use super::person::{Person, drawn, keep_what_is_asked, put_choice, put_choices};
use super::{Respondents, Scenario, constructed, day};

/// A department: of each pair, the first survey and the second.
struct Department {
    code: &'static str,
    name: &'static str,
    /// Leaders asked in the first survey.
    leaders: usize,
    /// How many of them had left by the second, and how many had come.
    left: usize,
    came: usize,
    answering: (usize, usize),
    /// How content they are, beside all others.
    mood: f64,
}

const fn department(
    (code, name): (&'static str, &'static str),
    leaders: usize,
    (left, came): (usize, usize),
    answering: (usize, usize),
    mood: f64,
) -> Department {
    Department {
        code,
        name,
        leaders,
        left,
        came,
        answering,
        mood,
    }
}

const DEPARTMENTS: [Department; 7] = [
    department(("eks-born", "Dagtilbud"), 16, (3, 4), (13, 14), 0.05),
    department(("eks-skole", "Skoler"), 14, (3, 3), (12, 11), -0.05),
    department(
        ("eks-aeldre", "Ældre og Sundhed"),
        16,
        (4, 3),
        (13, 12),
        0.0,
    ),
    department(
        ("eks-hand", "Psykiatri og Handicap"),
        11,
        (3, 3),
        (9, 9),
        -0.35,
    ),
    department(("eks-job", "Job og Borgerservice"), 10, (3, 4), (8, 9), 0.1),
    department(("eks-tek", "Teknik og Miljø"), 11, (0, 1), (10, 11), 0.15),
    department(("eks-kult", "Kultur og Fritid"), 9, (3, 3), (7, 7), 0.2),
];

/// Lean of each scale in the first survey, and what is added to it in the second.
const SCALES: [(&str, f64, f64); 14] = [
    ("arbejdsmaengde", -0.4, 0.45),
    ("klarhed", 0.4, -0.4),
    ("foelelsesmaessige_krav", -0.1, 0.0),
    ("indflydelse", 0.15, 0.0),
    ("stoette", 0.25, 0.0),
    ("anerkendelse", 0.0, 0.0),
    ("udvikling", 0.2, 0.0),
    ("mening", 0.5, 0.0),
    ("restitution", -0.25, 0.4),
    ("stress", 0.1, 0.0),
    ("fysisk", 0.2, 0.0),
    ("sygefravaer", 0.15, 0.0),
    ("opfoelgning", -0.1, 0.0),
    ("samlet", 0.2, 0.0),
];
/// Share per option of what is no rating.
const SHARES: [(&str, &[f64]); 5] = [
    ("A18", &[0.86, 0.09, 0.05]),
    ("A20", &[0.90, 0.07, 0.03]),
    ("A21", &[0.62, 0.14, 0.24]),
    ("A27", &[0.30, 0.38, 0.17, 0.10, 0.05]),
    ("A28", &[0.55, 0.35, 0.10]),
];
/// The areas to act on.
const AREAS: &str = "A31";
/// How many cards name each area in each deck that the wishes are drawn from: in the first survey, and in the second.
const WISHED: [[usize; 12]; 2] = [
    [11, 5, 8, 6, 6, 5, 6, 5, 9, 5, 5, 5],
    [8, 10, 8, 6, 6, 5, 6, 5, 7, 5, 5, 5],
];
/// Wishes of each leader: first, second, third.
const PLACES: usize = 3;

const FIRST: [&str; 11] = [
    "Nina", "Ole", "Pia", "Rasmus", "Sara", "Tom", "Ulla", "Vagn", "Yrsa", "Ea", "Åse",
];
const LAST: [&str; 10] = [
    "Eksempelsen",
    "Prøvegaard",
    "Tænkt",
    "Opdigtsen",
    "Papmose",
    "Modelby",
    "Skitsholm",
    "Udkast",
    "Forlæg",
    "Mønster",
];

/// The first survey, or the one that follows it.
pub(super) fn scenario(again: bool) -> Result<Scenario, CliError> {
    let root = UnitCode::parse("eksempelby").map_err(|bad| CliError::Input(bad.to_string()))?;
    let (code, year, last) = if again {
        ("eksempelby-2025", 2025, 21)
    } else {
        ("eksempelby-2022", 2022, 18)
    };
    let mut staff = vec![(SheetKind::People, "ledere.csv", people(again))];
    if !again {
        staff.insert(0, (SheetKind::Units, "enheder.csv", units()));
    }
    Ok(Scenario {
        code,
        template: "leder-apv",
        title: Text::new(
            format!("Leder-APV i Eksempelby {year}"),
            format!("Workplace assessment for leaders in Eksempelby {year}"),
        ),
        sender: Text::new("HR i Eksempelby Kommune", "HR, Eksempelby Municipality"),
        opens: day(year, 3, 3)?,
        closes: day(year, 3, last)?,
        scope: Scope::Units { root },
        notes: vec![constructed(
            "Eksempelby Kommune findes ikke; ledere og svar er opdigtede.",
            "There is no municipality called Eksempelby; leaders and answers are invented.",
        )],
        staff,
        respondents: Box::new(Leaders::new(again)),
        reworded: &[],
        follows: again.then_some("eksempelby-2022"),
    })
}

/// Whose turn it is, department by department, in whatever order their mails are read: ratings in one depend on no other.
struct Leaders {
    again: bool,
    turns: BTreeMap<&'static str, (usize, Entropy)>,
    /// One deck for each place: every area is wished for by some, as in a survey of this size it would be.
    decks: [Vec<usize>; PLACES],
}

impl Leaders {
    fn new(again: bool) -> Self {
        let year = if again { 2025 } else { 2022 };
        let turns = DEPARTMENTS.iter().zip(0_u64..).map(|(department, at)| {
            let entropy = Entropy::seeded(100 * year + at);
            (department.name, (0, entropy))
        });
        let mut entropy = Entropy::seeded(year);
        let decks = [(); PLACES].map(|()| {
            let counts = WISHED[usize::from(again)].iter().enumerate();
            let cards = counts.flat_map(|(area, count)| std::iter::repeat_n(area, *count));
            let mut deck: Vec<usize> = cards.collect();
            entropy.shuffle(&mut deck);
            deck
        });
        Self {
            again,
            turns: turns.collect(),
            decks,
        }
    }
}

impl Respondents for Leaders {
    fn answer(
        &mut self,
        instrument: &Instrument,
        group: &str,
        facts: &Facts,
    ) -> Option<RawAnswers> {
        let department = DEPARTMENTS.iter().find(|one| one.name == group)?;
        let (answered, entropy) = self.turns.get_mut(group)?;
        let (first, second) = department.answering;
        if *answered == if self.again { second } else { first } {
            return None;
        }
        *answered += 1;
        let mood = department.mood + 0.4 * (entropy.unit() - 0.5);
        let mut raw = RawAnswers::new();
        for item in instrument.items() {
            let scale = item.scale.and_then(|scale| instrument.scales().get(scale));
            let lean = SCALES
                .iter()
                .find(|lean| scale.is_some_and(|scale| scale.code == lean.0));
            let (_, then, change) = lean.copied().unwrap_or_default();
            let person = Person {
                attitude: mood + then + if self.again { change } else { 0.0 },
                skips: 0.0,
            };
            if let Some(answer) = person.answer(item, entropy) {
                raw.insert(item.id.clone(), answer);
            }
        }
        for (item, shares) in SHARES {
            put_choice(&mut raw, instrument, item, drawn(shares, entropy));
        }
        put_choices(&mut raw, instrument, AREAS, &wishes(&mut self.decks));
        keep_what_is_asked(instrument, facts, &mut raw);
        Some(raw)
    }
}

/// The uppermost card of each deck that names an area not wished for yet.
fn wishes(decks: &mut [Vec<usize>; PLACES]) -> Vec<usize> {
    let mut wishes = Vec::new();
    for deck in decks {
        if let Some(at) = deck.iter().rposition(|area| !wishes.contains(area)) {
            wishes.push(deck.remove(at));
        }
    }
    wishes
}

fn units() -> String {
    let mut csv =
        "kode;navn;overordnet\ndemo;Demonstrationen;\neksempelby;Eksempelby Kommune;demo\n\
         eks-gaaet;Fratrådt Eksempelby Kommune;demo\n"
            .to_owned();
    for department in DEPARTMENTS {
        line(
            &mut csv,
            &format!("{};{};eksempelby", department.code, department.name),
        );
    }
    csv
}

/// The staff file of the first survey, or of the second: those who left work elsewhere now.
fn people(again: bool) -> String {
    let mut csv = "kode;navn;e-mail;enhed;sprog\n".to_owned();
    let mut index = 0;
    for department in DEPARTMENTS {
        for place in 0..department.leaders + department.came {
            let (left, comes) = (place < department.left, place >= department.leaders);
            let name = format!(
                "{} {}",
                FIRST[index % FIRST.len()],
                LAST[index / FIRST.len() % LAST.len()]
            );
            let unit = if again && left {
                "eks-gaaet"
            } else {
                department.code
            };
            if again || !comes {
                line(
                    &mut csv,
                    &format!("eks-{index:03};{name};leder{index:03}@eksempelby.example;{unit};da"),
                );
            }
            index += 1;
        }
    }
    csv
}

fn line(csv: &mut String, text: &str) {
    // Writing into a String cannot fail.
    let _: std::fmt::Result = writeln!(csv, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_staff_file_holds_who_stayed_who_left_and_who_came() {
        let count = |text: &str, of: &str| text.lines().filter(|line| line.contains(of)).count();
        let (then, now) = (people(false), people(true));
        for department in DEPARTMENTS {
            let unit = format!(";{};", department.code);
            assert_eq!(count(&then, &unit), department.leaders);
            assert_eq!(
                count(&now, &unit),
                department.leaders - department.left + department.came
            );
            let (before, after) = department.answering;
            assert!(before <= count(&then, &unit) && after <= count(&now, &unit));
        }
        let left: usize = DEPARTMENTS.iter().map(|department| department.left).sum();
        assert_eq!(count(&now, ";eks-gaaet;"), left);
    }

    #[test]
    fn the_shares_are_shares() {
        let sums = SHARES.iter().map(|(_, shares)| shares.iter().sum::<f64>());
        for sum in sums {
            assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        }
    }

    #[test]
    fn everybody_wishes_for_three_areas_and_every_area_is_wished_for() {
        for again in [false, true] {
            let mut decks = Leaders::new(again).decks;
            let leaders: usize = DEPARTMENTS
                .iter()
                .map(|one| {
                    if again {
                        one.answering.1
                    } else {
                        one.answering.0
                    }
                })
                .sum();
            let mut found = [[0; 12]; PLACES];
            for _ in 0..leaders {
                let wishes = wishes(&mut decks);
                assert_eq!(wishes.len(), PLACES);
                for (place, area) in wishes.into_iter().enumerate() {
                    found[place][area] += 1;
                }
            }
            assert!(found.iter().flatten().all(|count| *count >= 3), "{found:?}");
        }
    }
}
