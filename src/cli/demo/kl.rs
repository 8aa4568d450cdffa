//! `kl-2008`: KL's survey of leadership development among municipal leaders, September 2008.
//!
//! Published by KL: 764 answers; 9 of 10 in a leader network within three years, most of them in more than one; 90 % of those
//! who have tried call it a good way to develop; networks at the top of the wish list, in the top three of nearly half. The
//! whole numbers below are ours and give these shares. How many were invited KL did not publish: 1,200 is an assumption.

use std::fmt::Write as _;

use crate::base::{Entropy, Facts, Text, UnitCode};
use crate::cli::CliError;
use crate::instrument::{Instrument, RawAnswer, RawAnswers};
use crate::registry::{Scope, SheetKind};

use super::person::{Person, drawn, keep_what_is_asked, put_choice, put_choices};
use super::{Respondents, Scenario, constructed, day};

/// An assumption, and said to be one wherever it stands.
const INVITED: usize = 1200;
const ANSWERED: usize = 764;
/// In one, two, three or more networks: most in more than one.
const HOW_MANY: [usize; 3] = [205, 276, 207];
/// Points 5 to 1 on "a good way for me to develop", of those in a network: 619 of 688 favourable.
const GOOD_WAY: [usize; 5] = [331, 288, 46, 17, 6];
/// Networks put first, second, third among the wishes: 367 of 764.
const WISHED: [usize; 3] = [190, 105, 72];
/// Index of "ledernetværk" in the lists of C05 and C13, and of "none" in C05.
const NETWORK: usize = 0;
const NONE: usize = 11;
/// Weight of the other wishes, and chance of having tried them, in the order of C05.
const OTHERS: [(f64, f64); 10] = [
    (0.15, 0.55),
    (0.11, 0.62),
    (0.13, 0.30),
    (0.08, 0.14),
    (0.12, 0.18),
    (0.06, 0.41),
    (0.11, 0.70),
    (0.09, 0.58),
    (0.09, 0.12),
    (0.06, 0.37),
];
/// Mean benefit (1-5) by activity, networks first: long programmes and networks on a par at the top.
const BENEFIT: [f64; 11] = [4.1, 4.15, 3.4, 3.8, 3.6, 3.7, 3.2, 3.3, 3.1, 3.5, 3.2];
/// Share per option of the background questions C01-C04; an assumption like everything KL did not publish.
const BACKGROUND: [(&str, &[f64]); 4] = [
    ("C01", &[0.66, 0.17, 0.15, 0.02]),
    ("C02", &[0.27, 0.21, 0.24, 0.09, 0.07, 0.04, 0.06, 0.02]),
    ("C03", &[0.07, 0.19, 0.28, 0.29, 0.17]),
    ("C04", &[0.14, 0.47, 0.27, 0.12]),
];
const WISH_TEXTS: [&str; 6] = [
    "Flere netværk på tværs af fagområder.",
    "Tid til at mødes. Det er det, der mangler.",
    "En fast sparringspartner uden for egen afdeling.",
    "Korte forløb tæt på hverdagen.",
    "Kollegial supervision for nye ledere.",
    "Plads på diplomuddannelsen uden lang ventetid.",
];

pub(super) fn scenario() -> Result<Scenario, CliError> {
    let root = UnitCode::parse("kl").map_err(|bad| CliError::Input(bad.to_string()))?;
    Ok(Scenario {
        code: "kl-2008",
        template: "lederudvikling",
        title: Text::new(
            "KL's undersøgelse af lederudvikling 2008",
            "KL's survey of leadership development 2008",
        ),
        sender: Text::new("KL", "Local Government Denmark (KL)"),
        opens: day(2008, 9, 1)?,
        closes: day(2008, 9, 16)?,
        scope: Scope::Units { root },
        notes: vec![constructed(
            "Svarene er lavet, så tabellerne viser de tal, KL har offentliggjort. KL har ikke oplyst, hvor mange der blev spurgt: 1.200 er et gæt.",
            "The answers are made so that the tables show the figures KL has published. KL did not say how many were asked: 1,200 is a guess.",
        )],
        staff: vec![
            (
                SheetKind::Units,
                "enheder.csv",
                "kode,navn,overordnet\ndemo,Demonstrationen,\nkl,Kommunale ledere,demo\n".into(),
            ),
            (SheetKind::People, "ledere.csv", people()),
        ],
        respondents: Box::new(Leaders::new()),
        reworded: &[],
        follows: None,
    })
}

fn people() -> String {
    let mut csv = "kode,navn,e-mail,enhed,sprog\n".to_owned();
    for index in 1..=INVITED {
        // Writing into a String cannot fail.
        let _: std::fmt::Result = writeln!(
            csv,
            "kl-{index:04},Leder {index:04},leder{index:04}@kl2008.example,kl,da"
        );
    }
    csv
}

/// What is decided beforehand about one leader; the rest is drawn.
struct Plan {
    /// Index into "how many networks", and the point on "a good way to develop"; `None` if in no network.
    network: Option<(usize, i64)>,
    /// Place given to networks among the wishes.
    wish: Option<usize>,
}

struct Leaders {
    plans: Vec<Plan>,
    entropy: Entropy,
}

impl Leaders {
    fn new() -> Self {
        let mut entropy = Entropy::seeded(2008);
        let mut many = spread_out(&HOW_MANY);
        let mut points: Vec<i64> = spread_out(&GOOD_WAY)
            .into_iter()
            .map(|index| 5 - index)
            .collect();
        entropy.shuffle(&mut many);
        entropy.shuffle(&mut points);
        let mut networks: Vec<_> = many
            .into_iter()
            .zip(points)
            .map(|(many, point)| Some((usize::try_from(many).unwrap_or(0), point)))
            .collect();
        networks.resize(ANSWERED, None);
        entropy.shuffle(&mut networks);
        let mut wishes: Vec<_> = spread_out(&WISHED)
            .into_iter()
            .map(|place| usize::try_from(place).ok())
            .collect();
        wishes.resize(ANSWERED, None);
        entropy.shuffle(&mut wishes);
        let plans = networks
            .into_iter()
            .zip(wishes)
            .map(|(network, wish)| Plan { network, wish })
            .collect();
        Self { plans, entropy }
    }
}

/// `[2, 1]` becomes `[0, 0, 1]`.
fn spread_out(counts: &[usize]) -> Vec<i64> {
    (0_i64..)
        .zip(counts)
        .flat_map(|(index, count)| std::iter::repeat_n(index, *count))
        .collect()
}

impl Respondents for Leaders {
    fn answer(
        &mut self,
        instrument: &Instrument,
        _group: &str,
        facts: &Facts,
    ) -> Option<RawAnswers> {
        let plan = self.plans.pop()?;
        let entropy = &mut self.entropy;
        let person = Person {
            attitude: 0.2 + 0.5 * (entropy.unit() - 0.5),
            skips: 0.0,
        };
        let mut raw = person.answers(instrument, facts, entropy);
        for (item, shares) in BACKGROUND {
            put_choice(&mut raw, instrument, item, drawn(shares, entropy));
        }
        let activities = activities(&plan, entropy);
        put_choices(&mut raw, instrument, "C05", &activities);
        if let Some((many, point)) = plan.network {
            put_choice(&mut raw, instrument, "C06", many);
            for item in ["C07", "C08", "C09"] {
                put_choice(&mut raw, instrument, item, entropy.below(3));
            }
            raw.insert("C10".into(), RawAnswer::Number(point));
        } else {
            put_choice(&mut raw, instrument, "C14", entropy.below(6));
        }
        let tried: Vec<usize> = activities
            .iter()
            .copied()
            .filter(|index| *index != NONE)
            .collect();
        if let Some((_, item)) = instrument.item("C05") {
            let rows = tried
                .iter()
                .map(|index| {
                    (
                        item.choices()[*index].code.clone(),
                        Some(benefit(*index, entropy)),
                    )
                })
                .collect();
            raw.insert("C11".into(), RawAnswer::Rows(rows));
            let best = tried[entropy
                .below(tried.len().max(1))
                .min(tried.len().saturating_sub(1))..]
                .first();
            if let Some(best) = best {
                raw.insert(
                    "C12".into(),
                    RawAnswer::Choice(item.choices()[*best].code.clone()),
                );
            }
        }
        put_choices(&mut raw, instrument, "C13", &wishes(&plan, entropy));
        if entropy.unit() < 0.2 {
            let text = WISH_TEXTS[entropy.below(WISH_TEXTS.len())];
            raw.insert("C20".into(), RawAnswer::Text(text.into()));
        }
        keep_what_is_asked(instrument, facts, &mut raw);
        Some(raw)
    }
}

fn activities(plan: &Plan, entropy: &mut Entropy) -> Vec<usize> {
    let mut chosen = Vec::new();
    if plan.network.is_some() {
        chosen.push(NETWORK);
    }
    for (index, (_, tried)) in OTHERS.iter().enumerate() {
        if entropy.unit() < *tried {
            chosen.push(index + 1);
        }
    }
    if chosen.is_empty() {
        chosen.push(NONE);
    }
    chosen
}

fn wishes(plan: &Plan, entropy: &mut Entropy) -> Vec<usize> {
    let mut wishes = Vec::new();
    while wishes.len() < 3 {
        if plan.wish == Some(wishes.len()) {
            wishes.push(NETWORK);
            continue;
        }
        let index = 1 + drawn(&OTHERS.map(|(weight, _)| weight), entropy);
        if !wishes.contains(&index) {
            wishes.push(index);
        }
    }
    wishes
}

/// A point from 1 to 5 around the mean benefit of an activity.
fn benefit(activity: usize, entropy: &mut Entropy) -> i64 {
    let drawn =
        BENEFIT[activity.min(BENEFIT.len() - 1)] + (entropy.unit() + entropy.unit() - 1.0) * 1.6;
    (1..5)
        .filter(|point| drawn > f64::from(*point) + 0.5)
        .count()
        .try_into()
        .map_or(3, |below: i64| below + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In a leader network within three years: 9 of 10.
    const IN_NETWORK: usize = 688;

    #[test]
    fn the_plan_adds_up_to_what_kl_published() {
        assert_eq!(HOW_MANY.iter().sum::<usize>(), IN_NETWORK);
        assert_eq!(GOOD_WAY.iter().sum::<usize>(), IN_NETWORK);
        assert_eq!(GOOD_WAY[0] + GOOD_WAY[1], 619);
        assert_eq!(WISHED.iter().sum::<usize>(), 367);
        assert!(HOW_MANY[1] + HOW_MANY[2] > IN_NETWORK / 2);
        let plans = Leaders::new().plans;
        assert_eq!(plans.len(), ANSWERED);
        assert_eq!(
            plans.iter().filter(|plan| plan.network.is_some()).count(),
            IN_NETWORK
        );
        assert_eq!(plans.iter().filter(|plan| plan.wish.is_some()).count(), 367);
    }

    #[test]
    fn other_wishes_have_weights_that_add_up() {
        let sum: f64 = OTHERS.iter().map(|(weight, _)| weight).sum();
        assert!((sum - 1.0).abs() < 1e-9);
    }
}
