//! `aalborg-2010`: six cross-departmental leader networks, 6-8 members each.
//!
//! Known from Aalborg Kommune's folder: two networks of top leaders from September 2009, four with 26 leaders from November
//! 2009, 6-8 members in each, a meeting every second month, evaluation in December 2010. Names, departments and answers are
//! constructed; the numbers answering are chosen so that one network falls under five answers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::base::{Entropy, Facts, Text};
use crate::cli::CliError;
use crate::instrument::{Instrument, RawAnswer, RawAnswers};
use crate::registry::{Scope, SheetKind};

use super::person::Person;
use super::{Respondents, Scenario, constructed, day, words};

/// Code, name, level, start, members, how many of them answer, and how content they are.
const NETWORKS: [(&str, &str, &str, &str, usize, usize, f64); 6] = [
    (
        "top-1",
        "Topledernetværk 1",
        "Topledere",
        "2009-09-01",
        7,
        6,
        0.45,
    ),
    (
        "top-2",
        "Topledernetværk 2",
        "Topledere",
        "2009-09-01",
        6,
        6,
        0.25,
    ),
    (
        "led-1",
        "Ledernetværk Limfjorden",
        "Ledere",
        "2009-11-01",
        7,
        6,
        0.5,
    ),
    (
        "led-2",
        "Ledernetværk Kastetvej",
        "Ledere",
        "2009-11-01",
        6,
        4,
        0.3,
    ),
    (
        "led-3",
        "Ledernetværk Nytorv",
        "Ledere",
        "2009-11-01",
        7,
        7,
        0.35,
    ),
    (
        "led-4",
        "Ledernetværk Østre Havn",
        "Ledere",
        "2009-11-01",
        6,
        5,
        0.1,
    ),
];

const DEPARTMENTS: [(&str, &str); 6] = [
    ("fam", "Familie- og Beskæftigelsesforvaltningen"),
    ("sko", "Skole- og Kulturforvaltningen"),
    ("aeh", "Ældre- og Handicapforvaltningen"),
    ("tek", "Teknik- og Miljøforvaltningen"),
    ("sun", "Sundheds- og Bæredygtighedsforvaltningen"),
    ("for", "Forsyningsvirksomhederne"),
];

const FIRST: [&str; 13] = [
    "Anne", "Bo", "Camilla", "Dorte", "Erik", "Frida", "Gorm", "Hanne", "Ib", "Jette", "Kåre",
    "Lone", "Morten",
];
const LAST: [&str; 3] = ["Eksempelsen", "Prøvegaard", "Tænkt"];

pub(super) fn scenario() -> Result<Scenario, CliError> {
    Ok(Scenario {
        code: "aalborg-2010",
        template: "laeringsrum",
        title: Text::new(
            "Læringsrum i Aalborg, december 2010",
            "Learning rooms in Aalborg, December 2010",
        ),
        sender: Text::new("HR i Aalborg Kommune", "HR, City of Aalborg"),
        opens: day(2010, 12, 1)?,
        closes: day(2010, 12, 17)?,
        scope: Scope::Networks { only: None },
        notes: vec![constructed(
            "Netværkenes antal og størrelse er kendt fra Aalborg Kommunes folder om pilotprojektet; navne og svar er opdigtede.",
            "The number and size of the networks are known from the City of Aalborg's folder on the pilot; names and answers are invented.",
        )],
        staff: vec![
            (SheetKind::Units, "enheder.csv", units()),
            (SheetKind::Networks, "netvaerk.csv", networks()),
            (SheetKind::People, "ledere.csv", people()),
            (SheetKind::Memberships, "medlemmer.csv", memberships()),
        ],
        respondents: Box::new(Members {
            answered: BTreeMap::new(),
            entropy: Entropy::seeded(2010),
            texts: words::Pens::default(),
        }),
        reworded: &words::REWORDED,
        follows: None,
    })
}

struct Members {
    answered: BTreeMap<String, usize>,
    entropy: Entropy,
    texts: words::Pens,
}

impl Respondents for Members {
    fn answer(
        &mut self,
        instrument: &Instrument,
        group: &str,
        facts: &Facts,
    ) -> Option<RawAnswers> {
        let (_, _, level, _, _, answering, attitude) =
            NETWORKS.iter().find(|network| network.1 == group)?;
        let answered = self.answered.entry(group.to_owned()).or_default();
        if *answered == *answering {
            return None;
        }
        *answered += 1;
        let person = Person {
            attitude: attitude + 0.4 * (self.entropy.unit() - 0.5),
            skips: 0.01,
        };
        let mut raw = person.answers(instrument, facts, &mut self.entropy);
        if let Some(text) = self.texts.next(level) {
            raw.insert("F27".into(), RawAnswer::Text(text.into()));
        }
        Some(raw)
    }
}

fn units() -> String {
    let mut csv =
        "kode;navn;overordnet\ndemo;Demonstrationen;\naalborg;Aalborg Kommune;demo\n".to_owned();
    for (code, name) in DEPARTMENTS {
        line(&mut csv, &format!("{code};{name};aalborg"));
    }
    csv
}

fn networks() -> String {
    let mut csv =
        "kode;navn;type;obligatorisk;formål;facilitator;start;evaluering;mødetakt;niveau\n"
            .to_owned();
    for (code, name, level, start, ..) in NETWORKS {
        line(
            &mut csv,
            &format!(
                "{code};{name};tværfaglig;nej;1,3,5,6,7;intern;{start};2010-12-01;hver anden måned, 3 timer;{level}"
            ),
        );
    }
    csv
}

/// Members in the order of the networks, departments taken in turn so that every network crosses them.
fn members() -> impl Iterator<Item = (usize, &'static str)> {
    NETWORKS
        .iter()
        .flat_map(|network| (0..network.4).map(|_| network.0))
        .enumerate()
}

fn people() -> String {
    let mut csv = "kode;navn;e-mail;enhed;sprog\n".to_owned();
    for (index, _) in members() {
        let (first, last) = (
            FIRST[index % FIRST.len()],
            LAST[index / FIRST.len() % LAST.len()],
        );
        let (unit, _) = DEPARTMENTS[index % DEPARTMENTS.len()];
        line(
            &mut csv,
            &format!("aal-{index:02};{first} {last};leder{index:02}@aalborg.example;{unit};da"),
        );
    }
    csv
}

fn memberships() -> String {
    let mut csv = "person;netværk;indtrådt;udtrådt\n".to_owned();
    for (index, network) in members() {
        let start = if network.starts_with("top") {
            "2009-09-01"
        } else {
            "2009-11-01"
        };
        line(&mut csv, &format!("aal-{index:02};{network};{start};"));
    }
    csv
}

fn line(csv: &mut String, text: &str) {
    // Writing into a String cannot fail.
    let _: std::fmt::Result = writeln!(csv, "{text}");
}
