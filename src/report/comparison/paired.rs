//! The scales of one comparison: those in it, judged together, and those left out.

use crate::disclosure::document::{Figure, Mean, Reason};
use crate::stats::borrowed_spread::{Judge, Spread};

use super::super::compose::Context;
use super::super::outside::Reference;
use super::super::overview::{Against, ComparedRow, Comparison, Difference};
use super::difference::{self, Claim, Found};
use super::notes::{Left, LeftOut, Read};
use super::score::{self, Score, Told};
use super::told::told;
use super::words::Said;

/// One scale here and there.
struct Pair<'a> {
    label: &'a str,
    here: Score<'a>,
    there: Score<'a>,
    /// Absent where no spread is shown to judge by.
    judge: Option<Judge>,
}

/// What may be said of one scale, by the same rule wherever it is said.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Claimed<'a> {
    /// Name of the scale.
    pub(in crate::report) label: &'a str,
    /// The group's score.
    pub(in crate::report) here: Mean,
    /// What it is held against.
    pub(in crate::report) there: Figure,
    /// Here minus there.
    pub(in crate::report) difference: Difference,
    /// To which side it may be said to lie, if to any.
    pub(in crate::report) higher: Option<bool>,
    /// How many standard errors it lies away from nothing, at least.
    pub(in crate::report) errors: f64,
    /// The figures bear a test at all.
    pub(in crate::report) tested: bool,
}

/// The scales of one comparison: those in it, and those left out.
pub(super) struct Paired<'c, 'a> {
    context: &'c Context<'a>,
    against: Against,
    name: String,
    pairs: Vec<Pair<'a>>,
    left_out: LeftOut,
}

impl<'c, 'a> Paired<'c, 'a> {
    pub(super) fn new(context: &'c Context<'a>, against: Against, name: String) -> Self {
        Self {
            context,
            against,
            name,
            pairs: Vec::new(),
            left_out: LeftOut::new(),
        }
    }

    pub(super) fn leave(&mut self, why: Left, label: &str) {
        let scales = self.left_out.entry(why).or_default();
        scales.push(label.to_owned());
    }

    /// The group's own score; that it is hidden is noted, unless it was not asked.
    pub(super) fn here(&mut self, scale: usize, label: &str, focus: usize) -> Option<Score<'a>> {
        match score::score(self.context.instrument, self.context.document, scale, focus) {
            Told::Score(score) => Some(score),
            Told::Hidden(why) => {
                if why != Reason::NotAsked {
                    self.leave(Left::Here(why), label);
                }
                None
            }
            Told::Nothing => None,
        }
    }

    pub(super) fn there<'b>(&mut self, told: Told<'b>, label: &str) -> Option<Score<'b>> {
        match told {
            Told::Score(score) => Some(score),
            Told::Hidden(why) => {
                self.leave(Left::There(why), label);
                None
            }
            Told::Nothing => {
                self.leave(Left::New, label);
                None
            }
        }
    }

    /// The spread that this survey's whole shows.
    pub(super) fn spread(&self, scale: usize) -> Option<Spread> {
        spread(score::score(
            self.context.instrument,
            self.context.document,
            scale,
            0,
        ))
    }

    pub(super) fn pair(
        &mut self,
        label: &'a str,
        here: Score<'a>,
        there: Score<'a>,
        judge: Option<Judge>,
    ) {
        self.pairs.push(Pair {
            label,
            here,
            there,
            judge,
        });
    }

    /// `None` where there is nothing to say.
    pub(super) fn comparison(self, outside: Option<&Reference>) -> Option<Comparison> {
        if self.pairs.is_empty() && self.left_out.is_empty() {
            return None;
        }
        let bounded = |score: &Score<'_>| score.least < score.most;
        let notes = Read {
            lang: self.context.lang,
            against: self.against,
            name: &self.name,
            scales: self.pairs.len(),
            bounded: self
                .pairs
                .iter()
                .any(|pair| bounded(&pair.here) || bounded(&pair.there)),
            left_out: &self.left_out,
            outside,
        }
        .notes();
        let rows = self.rows();
        Some(Comparison {
            against: self.against,
            name: self.name,
            told: told(self.context.lang, self.against, &rows),
            rows,
            notes,
        })
    }

    /// What each scale bears, all of them taken together.
    fn judged(&self) -> impl Iterator<Item = (&Pair<'a>, Found, Claim)> {
        let found: Vec<Found> = self
            .pairs
            .iter()
            .map(|pair| difference::found(&pair.here, &pair.there, pair.judge.as_ref()))
            .collect();
        let claims = difference::claims(&found);
        let found = self.pairs.iter().zip(found).zip(claims);
        found.map(|((pair, found), claim)| (pair, found, claim))
    }

    /// What may be said of each scale.
    pub(super) fn claimed(&self) -> Vec<Claimed<'a>> {
        self.judged()
            .map(|(pair, found, claim)| Claimed {
                label: pair.label,
                here: pair.here.mean,
                there: pair.there.mean.value,
                difference: found.difference,
                higher: match claim {
                    Claim::Higher => Some(true),
                    Claim::Lower => Some(false),
                    Claim::OnlyAlone | Claim::None => None,
                },
                errors: found.errors.unwrap_or(0.0),
                tested: pair.judge.is_some() && found.difference != Difference::Untold,
            })
            .collect()
    }

    fn rows(&self) -> Vec<ComparedRow> {
        let scales = self.pairs.len();
        self.judged()
            .map(|(pair, found, claim)| {
                // What is cut off at a bound is not seen however large it is.
                let detectable = match (found.difference, &pair.judge) {
                    (Difference::Points { .. }, Some(judge)) => {
                        difference::detectable(&pair.here, &pair.there, judge, scales)
                    }
                    _ => None,
                };
                let words = Said {
                    lang: self.context.lang,
                    against: self.against,
                    label: pair.label,
                    name: &self.name,
                    difference: found.difference,
                    claim,
                    detectable,
                    scales,
                    judged: pair.judge.is_some(),
                }
                .sentence();
                ComparedRow {
                    label: pair.label.to_owned(),
                    here: pair.here.mean,
                    there: pair.there.mean,
                    difference: found.difference,
                    claimed: matches!(claim, Claim::Higher | Claim::Lower),
                    detectable,
                    words,
                }
            })
            .collect()
    }
}

/// The spread that a score comes with.
pub(super) fn spread(told: Told<'_>) -> Option<Spread> {
    match told {
        Told::Score(score) => score.spread,
        Told::Hidden(_) | Told::Nothing => None,
    }
}
