//! What the audit looks at of a variable: counts over a few categories, and what a reader learns of them from the figures.
//!
//! A rating, a choice and a recommendation are one aspect each. Of several choices each option is one, of a ranking each option's places:
//! how they hang together is not looked at. Numbers are not looked at.

use super::audit::display::{Display, Figure as Read, Level, exact, rating_facts};
use super::audit::question::{Fact, Kind, Shown as Bytes, unit};
use super::audit::sheet::Published;
use super::document::{Figure, Figures, Mean, Proportion, Shown};
use super::ends::Ends;
use super::primary::Detail;
use super::tabulate::{Counts, Measure};

/// One aspect of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::disclosure) enum Aspect {
    /// Every point of a rating.
    Points { points: usize, reverse: bool },
    /// Every option of one choice.
    Options(usize),
    /// Whether one option of several was chosen.
    Option(usize),
    /// Whether an option was ranked in this place.
    Place { option: usize, place: usize },
    /// Whether an option was ranked at all.
    Top(usize),
    /// Against, neither, for.
    Recommendation,
}

/// The aspects of a variable.
pub(in crate::disclosure) fn aspects(measure: Measure, reverse: bool) -> Vec<Aspect> {
    match measure {
        Measure::Points(points) => vec![Aspect::Points { points, reverse }],
        Measure::Single(options) => vec![Aspect::Options(options)],
        Measure::Several(options) => (0..options).map(Aspect::Option).collect(),
        Measure::Ranks { options, places } => (0..options)
            .flat_map(|option| {
                let each = (0..places).map(move |place| Aspect::Place { option, place });
                each.chain(std::iter::once(Aspect::Top(option)))
            })
            .collect(),
        Measure::Recommendation => vec![Aspect::Recommendation],
        Measure::Number { .. } => Vec::new(),
    }
}

impl Aspect {
    /// Categories and what is watched of them.
    pub(in crate::disclosure) fn kind(self) -> Kind {
        match self {
            Self::Points { points, reverse } => Kind::rating(points, reverse),
            Self::Options(options) => Kind::choice(options),
            Self::Option(_) | Self::Place { .. } | Self::Top(_) => Kind::choice(2),
            Self::Recommendation => Kind::choice(3),
        }
    }

    /// Counts as a variable has them, of counts per category. Only this aspect of what they show may be looked at.
    pub(in crate::disclosure) fn counts(self, measure: Measure, categories: &[u32]) -> Counts {
        let at = |category: usize| categories.get(category).copied().unwrap_or(0);
        let mut cells = match measure {
            Measure::Points(n) | Measure::Single(n) | Measure::Several(n) => vec![0; n],
            Measure::Ranks { options, places } => vec![0; options * places],
            Measure::Recommendation => vec![0; 11],
            Measure::Number { .. } => Vec::new(),
        };
        let mut put = |cell: usize, count: u32| {
            if let Some(cell) = cells.get_mut(cell) {
                *cell = count;
            }
        };
        match (self, measure) {
            (Self::Points { points: n, .. } | Self::Options(n), _) => {
                (0..n).for_each(|category| put(category, at(category)));
            }
            (Self::Option(option), _) => put(option, at(1)),
            (Self::Place { option, place }, Measure::Ranks { places, .. }) => {
                put(option * places + place, at(1));
            }
            (Self::Top(option), Measure::Ranks { places, .. }) => put(option * places, at(1)),
            (Self::Place { .. } | Self::Top(_), _) => {}
            (Self::Recommendation, _) => {
                [0, 7, 9]
                    .into_iter()
                    .zip(0..)
                    .for_each(|(cell, category)| put(cell, at(category)));
            }
        }
        Counts {
            base: categories.iter().sum(),
            cells,
            ..Counts::default()
        }
    }

    /// What a reader learns of this aspect in a group with `n` answers that shows `figures`; `None` if nothing.
    pub(in crate::disclosure) fn published(
        self,
        figures: &Shown<Figures>,
        detail: Detail,
        n: u32,
        ends: Ends,
    ) -> Option<Published> {
        let Shown::Shown(figures) = figures else {
            return None;
        };
        let kind = self.kind();
        let (facts, all) = if let Some(display) = self.display(figures, n, ends) {
            let level = match detail {
                Detail::Small => Level::Small,
                Detail::Classes => Level::Classes,
                Detail::Full => Level::Full,
            };
            (
                rating_facts(&display, level, n, &kind, ends),
                exact(&display),
            )
        } else {
            let (low, high) = match number(self.yes(figures)?, n, ends) {
                Read::Exact(x) => (x, x),
                Read::AtMost(x) => (0, x),
                Read::AtLeast(x) => (x, i64::from(n)),
            };
            let fact = Fact {
                weights: unit(2, 1),
                low,
                high,
            };
            let known = u32::try_from(low).ok().filter(|_| low == high);
            let counts = known.map(|yes| vec![n.saturating_sub(yes), yes]);
            (vec![fact], counts)
        };
        Some(Published {
            facts,
            exact: all,
            shown: self.bytes(figures),
        })
    }

    /// What is compared when a world is published again.
    pub(in crate::disclosure) fn shown(self, figures: &Shown<Figures>) -> Bytes {
        match figures {
            Shown::Shown(figures) => self.bytes(figures),
            Shown::Hidden(reason) => Bytes(format!("{reason:?}").into_bytes()),
        }
    }

    fn bytes(self, figures: &Figures) -> Bytes {
        // A figure's own words are its display: numbers and variants, nothing else.
        Bytes(match self.yes(figures) {
            Some(figure) => format!("{figure:?}").into_bytes(),
            None => format!("{figures:?}").into_bytes(),
        })
    }

    /// The figure of an aspect that is one number.
    fn yes(self, figures: &Figures) -> Option<Figure> {
        match (self, figures) {
            (Self::Option(option), Figures::Options(options)) => {
                options.get(option).map(|option| option.count)
            }
            (Self::Place { option, place }, Figures::Ranking(ranked)) => {
                ranked.get(option)?.places.get(place).copied()
            }
            (Self::Top(option), Figures::Ranking(ranked)) => {
                ranked.get(option).map(|option| option.top.count)
            }
            _ => None,
        }
    }

    /// What a reader reads of an aspect that is more than one number.
    pub(in crate::disclosure) fn display(
        self,
        figures: &Figures,
        n: u32,
        ends: Ends,
    ) -> Option<Display> {
        let points = self.kind().categories;
        let sum = |mean: &Mean| read_mean(mean.value, n, points, ends);
        let read = |proportion: &Proportion| number(proportion.count, n, ends);
        Some(match (self, figures) {
            (Self::Points { .. }, Figures::Small { mean, favourable }) => Display::Small {
                mean: sum(mean),
                favourable: read(favourable),
            },
            (
                Self::Points { .. },
                Figures::Classes {
                    mean,
                    unfavourable,
                    neutral,
                    favourable,
                },
            ) => Display::Classes {
                mean: sum(mean),
                unfavourable: read(unfavourable),
                neutral: neutral.as_ref().map(read),
                favourable: read(favourable),
            },
            (Self::Points { .. }, Figures::Rating { points, .. }) => Display::Counts(
                points
                    .iter()
                    .map(|figure| number(*figure, n, ends))
                    .collect(),
            ),
            (Self::Options(_), Figures::Options(options)) => {
                Display::Counts(options.iter().map(read).collect())
            }
            (
                Self::Recommendation,
                Figures::Recommendation {
                    detractors,
                    passives,
                    promoters,
                    ..
                },
            ) => Display::Counts([detractors, passives, promoters].map(read).to_vec()),
            _ => return None,
        })
    }
}

/// A count as whoever knows the number of answers reads it: a bound near everybody means all but as many as the band, however it is
/// written.
fn number(figure: Figure, n: u32, ends: Ends) -> Read {
    match figure {
        Figure::Exact(x) => Read::Exact(whole(x)),
        Figure::AtMost(x) => Read::AtMost(whole(x)),
        Figure::AtLeast(_) => Read::AtLeast(i64::from(n.saturating_sub(ends.band))),
    }
}

/// A mean as the sum it tells of: whoever knows the number of answers knows from the display rule that a bound means a sum within the cap
/// of an end, however the bound itself is written.
fn read_mean(value: Figure, n: u32, points: usize, ends: Ends) -> Read {
    let (n, points) = (i64::from(n), i64::try_from(points).unwrap_or(i64::MAX));
    let (cap, most) = (ends.cap(points - 1), points.saturating_mul(n));
    match value {
        Figure::Exact(x) => Read::Exact(whole(x * 10.0)),
        Figure::AtMost(_) => Read::AtMost(n + cap),
        Figure::AtLeast(_) => Read::AtLeast(most - cap),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a count or a mean in tenths"
)]
fn whole(x: f64) -> i64 {
    x.round() as i64
}
