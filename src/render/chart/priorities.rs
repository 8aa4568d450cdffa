//! The map of priorities: how it stands to the right, how many find it important upwards, and a cross of both uncertainties at each point.
//!
//! The areas of the map have names that say where they lie, not what to think of it.

use super::canvas::{Anchor, Canvas, INK, Layout, MUTED, PAPER, RULE, SMALL, TEAL, draw};
use super::labels::{self, Area, Ground, Labels};
use super::legend::{Mark, legend};
use super::measure::{widest, width, wrapped};
use super::scores::across;
use super::{ChartError, Drawing};
use crate::base::Lang;
use crate::report::model::{Interval, PriorityMap};
use crate::report::overview::Priority;
use crate::report::words::{exact, pick, value};

/// Space left of the plot for the numbers of its scale.
const SIDE: i32 = 44;
/// Height of a line of an area's name.
const STEP: i32 = 15;
/// Kept free of points above and below, for the names of the areas.
const STRIP: i32 = 40;

/// Names of the four areas: more important with the lower score, more important with the higher, then the less important ones.
pub(in crate::render) fn areas(lang: Lang) -> [&'static str; 4] {
    [
        pick(
            lang,
            "Vigtigt for flere, lavere score",
            "Important to more, lower score",
        ),
        pick(
            lang,
            "Vigtigt for flere, højere score",
            "Important to more, higher score",
        ),
        pick(
            lang,
            "Vigtigt for færre, lavere score",
            "Important to fewer, lower score",
        ),
        pick(
            lang,
            "Vigtigt for færre, højere score",
            "Important to fewer, higher score",
        ),
    ]
}

/// The area in which a scale lies for sure: both intervals on one side of the lines.
pub(in crate::render) fn area(map: &PriorityMap, point: &Priority) -> Option<usize> {
    let side = |interval: Interval, middle: f64| {
        if interval.low > middle {
            Some(true)
        } else if interval.high < middle {
            Some(false)
        } else {
            None
        }
    };
    let important = side(point.importance.interval, map.middle_share)?;
    let high = side(point.score.interval?, map.middle_score)?;
    Some(2 * usize::from(!important) + usize::from(high))
}

/// One axis: its ends, where it is divided, and its pixels.
struct Axis {
    low: f64,
    high: f64,
    step: f64,
    from: i32,
    length: i32,
}

impl Axis {
    /// Reaches over all values and to both sides of `middle`, in whole steps.
    fn over(values: impl Iterator<Item = f64>, middle: f64, greatest: f64) -> (f64, f64, f64) {
        let (low, high) = values.fold((middle, middle), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        // Neither side of the map is much narrower than the other.
        let wide = (high - middle).max(middle - low).max(0.1 * greatest);
        let low = low.min(middle - 0.6 * wide);
        let high = high.max(middle + 0.6 * wide);
        let parts = [0.05, 0.1, 0.2, 0.25];
        let step = parts
            .into_iter()
            .map(|part| part * greatest)
            .find(|step| (high - low) / step <= 6.0)
            .unwrap_or(0.25 * greatest);
        let low = ((low / step).floor() * step).max(0.0);
        let high = ((high / step).ceil() * step).min(greatest);
        (low, high, step)
    }

    fn part(&self, value: f64) -> i32 {
        let part = (value - self.low) / (self.high - self.low);
        if self.length < 0 {
            self.from - across(part, -self.length)
        } else {
            self.from + across(part, self.length)
        }
    }

    fn ticks(&self) -> Vec<f64> {
        let mut ticks = Vec::new();
        let mut tick = self.low;
        while tick <= self.high + 1e-9 {
            ticks.push(tick);
            tick += self.step;
        }
        ticks
    }
}

struct Plot<'a> {
    map: &'a PriorityMap,
    area: Area,
    score: Axis,
    share: Axis,
    /// Names of the areas with where they stand; empty where they do not fit.
    names: Vec<(Vec<String>, Area)>,
}

impl<'a> Plot<'a> {
    fn new(lang: Lang, map: &'a PriorityMap, area: Area) -> Self {
        let scores = map.points.iter().flat_map(|point| {
            let ends = point.score.interval.map(|it| [it.low, it.high]);
            let value = value(point.score.value);
            ends.unwrap_or([value, value]).into_iter().chain([value])
        });
        let shares = map.points.iter().flat_map(|point| {
            let it = point.importance.interval;
            [it.low, it.high, value(point.importance.share)]
        });
        let (low, high, step) = Axis::over(scores, map.middle_score, 100.0);
        let score = Axis {
            low,
            high,
            step,
            from: area.left,
            length: area.right - area.left,
        };
        let (low, high, step) = Axis::over(shares, map.middle_share, 1.0);
        let share = Axis {
            low,
            high,
            step,
            from: area.bottom - STRIP,
            length: area.top - area.bottom + 2 * STRIP,
        };
        let mut plot = Self {
            map,
            area,
            score,
            share,
            names: Vec::new(),
        };
        plot.names = plot.named(lang);
        plot
    }

    fn at(&self, point: &Priority) -> (i32, i32) {
        (
            self.score.part(value(point.score.value)),
            self.share.part(value(point.importance.share)),
        )
    }

    fn middle(&self) -> (i32, i32) {
        (
            self.score.part(self.map.middle_score),
            self.share.part(self.map.middle_share),
        )
    }

    /// Each name in the outer corner of its area; none if one is too large for its area.
    fn named(&self, lang: Lang) -> Vec<(Vec<String>, Area)> {
        let (x, _) = self.middle();
        let area = &self.area;
        let mut names = Vec::new();
        for (number, name) in areas(lang).into_iter().enumerate() {
            let (left, right) = if number % 2 == 0 {
                (area.left, x)
            } else {
                (x, area.right)
            };
            let room = right - left - 16;
            let longest = name
                .split(' ')
                .map(|word| width(word, SMALL, false))
                .max()
                .unwrap_or(0);
            let lines = wrapped(name, room.max(longest), SMALL, false);
            let size = (
                widest(&lines, SMALL, false),
                STEP * i32::try_from(lines.len()).unwrap_or(1),
            );
            if size.0 > room || size.1 + 8 > STRIP {
                return Vec::new();
            }
            let from = if number % 2 == 0 {
                left + 8
            } else {
                right - 8 - size.0
            };
            let above = if number < 2 {
                area.top + 4
            } else {
                area.bottom - 4 - size.1
            };
            names.push((lines, Area::sized((from, above), size)));
        }
        names
    }

    /// The arms of the crosses as thin areas.
    fn arms(&self) -> Vec<Area> {
        let mut arms = Vec::new();
        for point in &self.map.points {
            let (x, y) = self.at(point);
            if let Some(it) = point.score.interval {
                arms.push(Area {
                    left: self.score.part(it.low),
                    top: y - 2,
                    right: self.score.part(it.high),
                    bottom: y + 2,
                });
            }
            let it = point.importance.interval;
            arms.push(Area {
                left: x - 2,
                top: self.share.part(it.high),
                right: x + 2,
                bottom: self.share.part(it.low),
            });
        }
        arms
    }

    fn labels(&self, layout: Layout) -> Labels {
        let dots = self
            .map
            .points
            .iter()
            .map(|point| Area::around(self.at(point), 8));
        let ground = Ground {
            field: self.area,
            never: dots
                .chain(self.names.iter().map(|(_, area)| *area))
                .collect(),
            rather_not: self.arms(),
        };
        let points: Vec<_> = self
            .map
            .points
            .iter()
            .take(labels::MOST)
            .map(|point| (self.at(point), point.label.as_str()))
            .collect();
        labels::labels(layout, &ground, &points)
    }
}

/// Draws the map.
pub(in crate::render) fn priorities(
    lang: Lang,
    layout: Layout,
    map: &PriorityMap,
) -> Result<Drawing, ChartError> {
    let mut entries = vec![(Mark::Dot, pick(lang, "En skala", "A scale").to_owned())];
    let said = pick(lang, "Usikkerhed (95 %)", "Uncertainty (95%)");
    entries.push((Mark::Whisker, said.to_owned()));
    let bound = |point: &Priority| !exact(point.score.value) || !exact(point.importance.share);
    if map.points.iter().any(bound) {
        let said = pick(lang, "Kun kendt som grænse", "Known as a bound only");
        entries.push((Mark::Arrow, said.to_owned()));
    }
    let (places, top) = legend(layout, &entries);
    let title = pick(
        lang,
        "Andel, der har det blandt de vigtigste",
        "Share who have it among the most important",
    );
    let top = top + 26;
    let area = Area {
        left: SIDE,
        top,
        right: layout.width - 12,
        bottom: top + if layout.stacked { 320 } else { 400 },
    };
    let plot = Plot::new(lang, map, area);
    let labels = plot.labels(layout);
    // Names that do not fit their areas stand below, with where the areas are.
    let below = if plot.names.is_empty() {
        let corners = [
            pick(lang, "Øverst til venstre", "Top left"),
            pick(lang, "Øverst til højre", "Top right"),
            pick(lang, "Nederst til venstre", "Bottom left"),
            pick(lang, "Nederst til højre", "Bottom right"),
        ];
        let lines = corners.iter().zip(areas(lang)).flat_map(|(corner, name)| {
            wrapped(&format!("{corner}: {name}"), layout.width, SMALL, false)
        });
        lines.collect()
    } else {
        Vec::new()
    };
    let names_end = area.bottom + 42 + STEP * i32::try_from(below.len()).unwrap_or(0);
    draw(layout.width, names_end + labels.height(), |canvas| {
        canvas.legend(&entries, &places)?;
        canvas.text(title, (0, top - 16), SMALL, MUTED, Anchor::Start)?;
        scales(lang, canvas, &plot)?;
        for (lines, area) in &plot.names {
            let mut y = area.top + STEP / 2;
            for line in lines {
                // Grid lines end where words begin.
                let wide = width(line, SMALL, false) + 4;
                canvas.fill((area.left - 2, y - STEP / 2), (wide, STEP), PAPER)?;
                canvas.text(line, (area.left, y), SMALL, MUTED, Anchor::Start)?;
                y += STEP;
            }
        }
        for point in &map.points {
            cross(canvas, &plot, point)?;
        }
        labels.leaders(canvas)?;
        for point in &map.points {
            canvas.dot(plot.at(point), 5, TEAL)?;
        }
        let mut y = area.bottom + 42 + STEP / 2;
        for line in &below {
            canvas.text(line, (0, y), SMALL, MUTED, Anchor::Start)?;
            y += STEP;
        }
        labels.draw(canvas, names_end)
    })
}

fn scales(lang: Lang, canvas: &Canvas<'_, '_>, plot: &Plot<'_>) -> Result<(), ChartError> {
    let area = &plot.area;
    for tick in plot.share.ticks() {
        let y = plot.share.part(tick);
        canvas.line((area.left, y), (area.right, y), RULE, 1)?;
        let said = lang.percent(tick, 0);
        canvas.text(&said, (area.left - 6, y), SMALL, MUTED, Anchor::End)?;
    }
    for tick in plot.score.ticks() {
        let x = plot.score.part(tick);
        canvas.line((x, area.top), (x, area.bottom), RULE, 1)?;
        let said = lang.number(tick, 0);
        canvas.text(&said, (x, area.bottom + 14), SMALL, MUTED, Anchor::Middle)?;
    }
    let (x, y) = plot.middle();
    canvas.line((area.left, y), (area.right, y), MUTED, 2)?;
    canvas.line((x, area.top), (x, area.bottom), MUTED, 2)?;
    let title = pick(lang, "Score, 0–100", "Score, 0–100");
    let corner = (area.right, area.bottom + 31);
    canvas.text(title, corner, SMALL, MUTED, Anchor::End)
}

/// Both uncertainties of a point, and where a bound points.
fn cross(canvas: &Canvas<'_, '_>, plot: &Plot<'_>, point: &Priority) -> Result<(), ChartError> {
    let at = plot.at(point);
    if let Some(it) = point.score.interval {
        let ends = (plot.score.part(it.low), plot.score.part(it.high));
        canvas.line((ends.0, at.1), (ends.1, at.1), INK, 1)?;
        for x in [ends.0, ends.1] {
            canvas.line((x, at.1 - 3), (x, at.1 + 3), INK, 1)?;
        }
    }
    let it = point.importance.interval;
    let ends = (plot.share.part(it.low), plot.share.part(it.high));
    canvas.line((at.0, ends.0), (at.0, ends.1), INK, 1)?;
    for y in [ends.0, ends.1] {
        canvas.line((at.0 - 3, y), (at.0 + 3, y), INK, 1)?;
    }
    canvas.arrow(at, point.score.value)?;
    canvas.arrow_up(at, point.importance.share)
}
