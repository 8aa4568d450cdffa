//! The funnel: groups by number of answers and score, between the lines that chance alone rarely crosses.
//!
//! Invariants: groups are told apart by shape; named are the report's own group and those outside of the lines, at most
//! [`labels::MOST`] of them; nothing is put in order of score.

use super::canvas::{Anchor, Canvas, INK, Layout, MUTED, RULE, RUST, SMALL, TEAL, TEAL_MID, draw};
use super::labels::{self, Area, Ground, Labels};
use super::legend::{Mark, legend};
use super::measure::width;
use super::scores::across;
use super::{ChartError, Drawing};
use crate::base::Lang;
use crate::report::overview::{Funnel, FunnelPlace, FunnelPoint};
use crate::report::words::{exact, pick, value};
use std::collections::BTreeSet;

/// Space left of the plot for the numbers of its scale.
const SIDE: i32 = 34;
/// Free space inside the plot, left and right of what is drawn.
const EDGE: i32 = 14;
/// Lines are drawn through points at least this far apart.
const SEGMENT: i32 = 6;

/// Where numbers of answers lie: evenly, or, where the largest is many times the smallest, by doublings.
struct Sizes {
    low: f64,
    high: f64,
    doublings: bool,
}

impl Sizes {
    fn of(funnel: &Funnel) -> Self {
        let limits = funnel.limits.iter().map(|limit| limit.answers);
        let points = funnel.points.iter().map(|point| value(point.answers));
        let (low, high) = limits
            .chain(points)
            .fold((f64::INFINITY, 1.0_f64), |(low, high), answers| {
                (low.min(answers.max(1.0)), high.max(answers))
            });
        let low = low.min(high);
        Self {
            low,
            high: high.max(low + 1.0),
            doublings: high > 15.0 * low,
        }
    }

    fn part(&self, answers: f64) -> f64 {
        let at = |answers: f64| {
            if self.doublings {
                answers.max(1.0).ln()
            } else {
                answers
            }
        };
        (at(answers) - at(self.low)) / (at(self.high) - at(self.low))
    }

    /// Round numbers to write below the plot.
    fn ticks(&self) -> Vec<f64> {
        let round =
            || (0..7).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10.0_f64.powi(power)));
        let inside = |tick: &f64| *tick >= self.low && *tick <= self.high;
        if self.doublings {
            return round().filter(inside).collect();
        }
        let step = round()
            .find(|step| (self.high - self.low) / step <= 6.0)
            .unwrap_or(self.high);
        let mut ticks = Vec::new();
        let mut tick = (self.low / step).ceil() * step;
        while tick <= self.high {
            ticks.push(tick);
            tick += step;
        }
        ticks
    }
}

/// The plot with its scales.
struct Plot {
    area: Area,
    sizes: Sizes,
}

impl Plot {
    fn x(&self, answers: f64) -> i32 {
        let wide = self.area.right - self.area.left - 2 * EDGE;
        self.area.left + EDGE + across(self.sizes.part(answers), wide)
    }

    fn y(&self, score: f64) -> i32 {
        self.area.bottom - across(score / 100.0, self.area.bottom - self.area.top)
    }

    fn at(&self, point: &FunnelPoint) -> (i32, i32) {
        (self.x(value(point.answers)), self.y(value(point.score)))
    }
}

/// Draws the funnel of one scale.
pub(in crate::render) fn funnel(
    lang: Lang,
    layout: Layout,
    funnel: &Funnel,
) -> Result<Drawing, ChartError> {
    let entries = entries(lang, funnel);
    let (places, top) = legend(layout, &entries);
    let top = top + 30;
    let plot = Plot {
        area: Area {
            left: SIDE,
            top,
            right: layout.width - 2,
            bottom: top + if layout.stacked { 300 } else { 350 },
        },
        sizes: Sizes::of(funnel),
    };
    let lines = lines(&plot, funnel);
    let labels = named(layout, &plot, funnel, &lines);
    let bottom = plot.area.bottom + 42;
    draw(layout.width, bottom + labels.height(), |canvas| {
        canvas.legend(&entries, &places)?;
        scales(lang, canvas, &plot)?;
        let centre = plot.y(funnel.centre);
        canvas.line((plot.area.left, centre), (plot.area.right, centre), RUST, 1)?;
        for (points, dashed) in &lines {
            let (color, thick) = if *dashed { (MUTED, 1) } else { (TEAL, 2) };
            canvas.path(points.clone(), color, thick, *dashed)?;
        }
        // Alike small groups lie on one another: each place is drawn once.
        let mut drawn = BTreeSet::new();
        for point in inside(funnel).filter(|point| !point.focus) {
            if drawn.insert((plot.at(point), exact(point.score))) {
                mark(canvas, &plot, point)?;
            }
        }
        labels.leaders(canvas)?;
        for point in notable(funnel) {
            mark(canvas, &plot, point)?;
        }
        labels.draw(canvas, bottom)
    })
}

fn inside(funnel: &Funnel) -> impl Iterator<Item = &FunnelPoint> {
    let inside = |point: &&FunnelPoint| point.place == FunnelPlace::Inside;
    funnel.points.iter().filter(inside)
}

/// What is named, the report's own group and the rarest first, and otherwise in the order of the groups.
fn notable(funnel: &Funnel) -> Vec<&FunnelPoint> {
    let mut notable: Vec<_> = funnel
        .points
        .iter()
        .filter(|point| point.focus || point.place != FunnelPlace::Inside)
        .collect();
    notable.sort_by_key(|point| (!point.focus, std::cmp::Reverse(point.place)));
    notable
}

/// The lines of chance: points, and whether dashed.
fn lines(plot: &Plot, funnel: &Funnel) -> Vec<(Vec<(i32, i32)>, bool)> {
    let through = |of: fn(&crate::report::overview::FunnelLimit) -> f64| {
        let mut points: Vec<(i32, i32)> = Vec::new();
        let last = funnel.limits.len().saturating_sub(1);
        for (number, limit) in funnel.limits.iter().enumerate() {
            let at = (plot.x(limit.answers), plot.y(of(limit)));
            let far = points.last().is_none_or(|(x, _)| at.0 - x >= SEGMENT);
            if far {
                points.push(at);
            } else if number == last && points.len() > 1 {
                points.pop();
                points.push(at);
            }
        }
        points
    };
    [
        (through(|limit| limit.usual.low), false),
        (through(|limit| limit.usual.high), false),
        (through(|limit| limit.rare.low), true),
        (through(|limit| limit.rare.high), true),
    ]
    .into_iter()
    .filter(|(points, _)| points.len() > 1)
    .collect()
}

fn named(
    layout: Layout,
    plot: &Plot,
    funnel: &Funnel,
    lines: &[(Vec<(i32, i32)>, bool)],
) -> Labels {
    let notable = notable(funnel);
    let segments = lines.iter().flat_map(|(points, _)| {
        points.windows(2).filter_map(|ends| match ends {
            [(x, y), (to_x, to_y)] => Some(Area {
                left: *x.min(to_x),
                top: *y.min(to_y) - 1,
                right: *x.max(to_x),
                bottom: *y.max(to_y) + 1,
            }),
            _ => None,
        })
    });
    let specks = inside(funnel).map(|point| Area::around(plot.at(point), 5));
    let ground = Ground {
        field: plot.area,
        never: notable
            .iter()
            .map(|point| Area::around(plot.at(point), 10))
            .collect(),
        rather_not: segments.chain(specks).collect(),
    };
    let points: Vec<_> = notable
        .iter()
        .take(labels::MOST)
        .map(|point| (plot.at(point), point.label.as_str()))
        .collect();
    labels::labels(layout, &ground, &points)
}

fn scales(lang: Lang, canvas: &Canvas<'_, '_>, plot: &Plot) -> Result<(), ChartError> {
    let area = &plot.area;
    for score in [0, 25, 50, 75, 100] {
        let y = plot.y(f64::from(score));
        canvas.line((area.left, y), (area.right, y), RULE, 1)?;
        let said = score.to_string();
        canvas.text(&said, (area.left - 6, y), SMALL, MUTED, Anchor::End)?;
    }
    let title = pick(lang, "Score, 0–100", "Score, 0–100");
    canvas.text(title, (0, area.top - 20), SMALL, MUTED, Anchor::Start)?;
    let mut free = area.left - 8;
    for tick in plot.sizes.ticks() {
        let said = lang.number(tick, 0);
        let (x, half) = (plot.x(tick), width(&said, SMALL, false) / 2 + 1);
        if x - half >= free + 8 && x + half <= area.right {
            canvas.line((x, area.bottom), (x, area.bottom + 4), MUTED, 1)?;
            canvas.text(&said, (x, area.bottom + 14), SMALL, MUTED, Anchor::Middle)?;
            free = x + half;
        }
    }
    let title = if plot.sizes.doublings {
        pick(
            lang,
            "Antal svar (tættere mod højre)",
            "Answers (closer towards the right)",
        )
    } else {
        pick(lang, "Antal svar", "Answers")
    };
    let corner = (area.right, area.bottom + 31);
    canvas.text(title, corner, SMALL, MUTED, Anchor::End)
}

fn mark(canvas: &Canvas<'_, '_>, plot: &Plot, point: &FunnelPoint) -> Result<(), ChartError> {
    let at = plot.at(point);
    if point.focus {
        canvas.circled(at)?;
    }
    canvas.arrow_up(at, point.score)?;
    match point.place {
        FunnelPlace::Inside => canvas.dot(at, if point.focus { 3 } else { 4 }, TEAL_MID),
        FunnelPlace::Unusual => canvas.diamond(at, TEAL),
        FunnelPlace::Rare => canvas.square(at, INK),
    }
}

/// Only marks that occur are explained.
fn entries(lang: Lang, funnel: &Funnel) -> Vec<(Mark, String)> {
    let any = |holds: &dyn Fn(&FunnelPoint) -> bool| funnel.points.iter().any(holds);
    let mut entries = Vec::new();
    let mut entry = |mark, da: &str, en: &str| {
        entries.push((mark, pick(lang, da, en).to_owned()));
    };
    if any(&|point| point.focus) {
        entry(Mark::Circled, "Denne rapport", "This report");
    }
    if any(&|point| point.place == FunnelPlace::Inside && !point.focus) {
        entry(Mark::Speck, "En gruppe", "A group");
    }
    if any(&|point| point.place == FunnelPlace::Unusual) {
        entry(
            Mark::Diamond,
            "Uden for den inderste tragt",
            "Outside of the inner funnel",
        );
    }
    if any(&|point| point.place == FunnelPlace::Rare) {
        entry(
            Mark::Square,
            "Uden for begge tragte",
            "Outside of both funnels",
        );
    }
    if any(&|point| !exact(point.score)) {
        entry(Mark::Arrow, "Kun kendt som grænse", "Known as a bound only");
    }
    if funnel.limits.len() > 1 {
        entry(
            Mark::Line(TEAL, 2, false),
            "Her ligger 95 af 100 ens grupper",
            "95 of 100 alike groups lie here",
        );
        entry(
            Mark::Line(MUTED, 1, true),
            "Her ligger 998 af 1.000",
            "998 of 1,000 lie here",
        );
    }
    let centre = lang.number(funnel.centre, 1);
    entry(
        Mark::Line(RUST, 1, false),
        &format!("Alle tilsammen: {centre}"),
        &format!("All together: {centre}"),
    );
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_even_or_by_doublings_and_their_numbers_are_round() {
        let even = Sizes {
            low: 5.0,
            high: 32.0,
            doublings: false,
        };
        assert_eq!(even.ticks(), [5.0, 10.0, 15.0, 20.0, 25.0, 30.0]);
        assert!((even.part(18.5) - 0.5).abs() < 1e-12);
        let wide = Sizes {
            low: 5.0,
            high: 500.0,
            doublings: true,
        };
        assert_eq!(wide.ticks(), [5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0]);
        assert!((wide.part(50.0) - 0.5).abs() < 1e-12);
    }
}
