//! What a table asks, as far as its figures and the attacker's knowledge tell: documents do not repeat the questionnaire.

use crate::forensics::intruder::choice::{self, Options};
use crate::forensics::intruder::document::{Cell, Document, Figure, Figures, Subject};
use crate::forensics::intruder::fact::Question;
use crate::forensics::intruder::knowledge::Knowledge;
use crate::forensics::intruder::precision::value;

/// What is asked of a table: a rating, one choice, one option, one ranked option.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    Rating,
    Single,
    Several(usize),
    Ranked(usize),
}

/// What a table asks, by the kind of figures it shows.
pub(crate) fn questions(
    documents: &[Document],
    subject: &Subject,
    cells: &[(usize, &[Cell])],
    knowledge: &Knowledge,
) -> Vec<(String, Question, Part)> {
    let name = subject.to_string();
    let all: Vec<&Figures> = cells
        .iter()
        .flat_map(|(_, cells)| cells.iter().filter_map(|cell| cell.figures.shown()))
        .collect();
    match all.first() {
        Some(Figures::Small { .. } | Figures::Classes { .. } | Figures::Rating { .. }) => {
            let points = points(documents, &name, &all, knowledge);
            let coalitions = documents.iter().map(|document| document.policy.coalition);
            let band = f64::from(coalitions.max().unwrap_or(1)) + 1.0;
            let question = Question::rating(points, reversed(points, &all, band));
            vec![(name, question, Part::Rating)]
        }
        Some(Figures::Options(options)) => {
            let several = cells
                .iter()
                .any(|(_, cells)| choice::options(cells) == Options::Several);
            if several {
                let each = (0..options.len()).map(|at| {
                    let question = Question::option(&format!("chose option {}", at + 1));
                    (
                        format!("{name} option {}", at + 1),
                        question,
                        Part::Several(at),
                    )
                });
                return each.collect();
            }
            let names: Vec<String> = (1..=options.len())
                .map(|at| format!("chose option {at}"))
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            vec![(name, Question::choice(&names), Part::Single)]
        }
        Some(Figures::Recommendation { .. }) => {
            let question = Question::choice(&["detractors", "passives", "promoters"]);
            vec![(name, question, Part::Single)]
        }
        Some(Figures::Ranking(options)) => (0..options.len())
            .map(|at| {
                let places = options[at].places.len();
                let mut names: Vec<String> = (1..=places)
                    .map(|place| format!("put in place {place}"))
                    .collect();
                names.push("not ranked".to_owned());
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let question = Question::choice(&names);
                (
                    format!("{name} option {}", at + 1),
                    question,
                    Part::Ranked(at),
                )
            })
            .collect(),
        Some(Figures::Number { .. } | Figures::Score { .. }) | None => Vec::new(),
    }
}

fn points(documents: &[Document], name: &str, all: &[&Figures], knowledge: &Knowledge) -> usize {
    let own = |figures: &&Figures| match figures {
        Figures::Rating { points, .. } => Some(points.len()),
        _ => None,
    };
    let seven = all.iter().any(|figures| match figures {
        Figures::Small { mean, .. } | Figures::Classes { mean, .. } => value(mean.value) > 5.0,
        _ => false,
    });
    let elsewhere = || {
        documents
            .iter()
            .flat_map(|document| &document.tables)
            .flat_map(|table| &table.cells)
            .filter_map(|cell| cell.figures.shown())
            .find_map(|figures| own(&figures))
    };
    all.iter()
        .find_map(own)
        .or_else(|| knowledge.points.get(name).copied())
        .or_else(|| seven.then_some(7))
        .or_else(elsewhere)
        .unwrap_or(5)
}

/// Whether low points are the favourable ones: as the cells that show every point tell, else as means and favourable answers fit together.
fn reversed(points: usize, all: &[&Figures], band: f64) -> bool {
    let mut against = [0_i32; 2];
    for figures in all {
        match figures {
            Figures::Rating {
                points: shown,
                unfavourable,
                favourable,
                ..
            } => {
                let upper: f64 = shown
                    .iter()
                    .skip(points.div_ceil(2))
                    .map(|p| value(*p))
                    .sum();
                let (up, down) = (value(favourable.count), value(unfavourable.count));
                if (up - down).abs() > 0.5 {
                    against[usize::from((upper - up).abs() > 0.5)] -= 100;
                }
            }
            Figures::Small { mean, favourable }
            | Figures::Classes {
                mean, favourable, ..
            } => {
                for (turned, against) in [false, true].into_iter().zip(&mut against) {
                    *against +=
                        i32::from(!fits(points, mean.value, favourable.count, turned, band));
                }
            }
            _ => {}
        }
    }
    against[1] < against[0]
}

/// Whether some number of answers has this mean and these favourable ones.
fn fits(points: usize, mean: Figure, favourable: Figure, turned: bool, band: f64) -> bool {
    let m = points as f64;
    let (lowest, highest) = ((points / 2 + 2) as f64, points.div_ceil(2) as f64);
    (5..=60_u32).map(f64::from).any(|n| {
        let (least, most) = match favourable {
            Figure::Exact(x) => (x, x),
            Figure::AtLeast(x) => (x.max(n - band), n),
            Figure::AtMost(x) => (0.0, x.min(n)),
        };
        let (low, high) = match mean {
            Figure::Exact(x) => (x - 0.05, x + 0.05),
            Figure::AtLeast(x) => (x, m),
            Figure::AtMost(x) => (1.0, x),
        };
        let (low, high) = if turned {
            (m + 1.0 - high, m + 1.0 - low)
        } else {
            (low, high)
        };
        // The favourable ones give from the lowest favourable point to the highest, the others from 1 to the middle.
        let (bottom, top) = (
            lowest * least + (n - least),
            m * most + highest * (n - most),
        );
        least <= n && bottom <= high * n + 1e-9 && top >= low * n - 1e-9
    })
}
