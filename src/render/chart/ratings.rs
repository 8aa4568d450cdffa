//! Ratings: stacked bars that diverge around the neutral answers; in small groups a dot for the mean and a square per answer.

use plotters::style::RGBColor;

use super::canvas::{
    Anchor, Canvas, INK, LABEL, Layout, MUTED, PAPER, RULE, RUST, Row, SAND, SMALL, TEAL,
    TEAL_LIGHT, draw, rows,
};
use super::legend::{Mark, legend};
use super::measure::width;
use super::scores::across;
use super::{ChartError, Drawing};
use crate::base::Lang;
use crate::report::model::{Figure, Finding, Mean, Proportion, Question};
use crate::report::words::{self, pick, value};

const BAR: i32 = 26;
const DOTS: i32 = 46;

/// One part of a stacked bar.
struct Part {
    share: f64,
    color: RGBColor,
    ink: RGBColor,
    /// What stands in it: the first that has room; nothing where the share is not known.
    said: Vec<String>,
    /// Known only as a bound, or not at all: drawn as an outline.
    open: bool,
}

enum Shape<'a> {
    Bar(Vec<Part>),
    Dots {
        points: f64,
        mean: &'a Mean,
        favourable: &'a Proportion,
        base: Figure,
    },
}

/// Draws one row per rating.
pub(in crate::render) fn ratings(
    lang: Lang,
    layout: Layout,
    questions: &[Question],
) -> Result<Drawing, ChartError> {
    let shaped: Vec<(String, Shape<'_>)> = questions
        .iter()
        .filter_map(|question| match &question.finding {
            Finding::Rating {
                points,
                reverse,
                mean,
                unfavourable,
                neutral,
                favourable,
                ..
            } => {
                let label = if *reverse {
                    format!(
                        "{} {}",
                        question.text,
                        pick(lang, "(lavt er godt)", "(low is good)")
                    )
                } else {
                    question.text.clone()
                };
                let shape = match unfavourable {
                    Some(unfavourable) => Shape::Bar(parts(
                        lang,
                        question.base,
                        unfavourable,
                        neutral.as_ref(),
                        favourable,
                    )),
                    None => Shape::Dots {
                        points: *points as f64,
                        mean,
                        favourable,
                        base: question.base,
                    },
                };
                Some((label, shape))
            }
            _ => None,
        })
        .collect();
    let names = [
        pick(lang, "Negative svar", "Unfavourable"),
        pick(lang, "Neutrale", "Neutral"),
        pick(lang, "Positive svar", "Favourable"),
    ];
    chart(lang, layout, &shaped, names)
}

/// Draws how likely people are to recommend.
pub(in crate::render) fn recommendation(
    lang: Lang,
    layout: Layout,
    label: &str,
    base: Figure,
    [detractors, passives, promoters]: [&Proportion; 3],
) -> Result<Drawing, ChartError> {
    let bar = Shape::Bar(parts(lang, base, detractors, Some(passives), promoters));
    chart(
        lang,
        layout,
        &[(label.to_owned(), bar)],
        ["0–6", "7–8", "9–10"],
    )
}

fn parts(
    lang: Lang,
    base: Figure,
    unfavourable: &Proportion,
    neutral: Option<&Proportion>,
    favourable: &Proportion,
) -> Vec<Part> {
    let part = |proportion: &Proportion, color, ink| {
        let open = matches!(proportion.share, Figure::AtMost(_));
        Part {
            share: value(proportion.share),
            color,
            ink: if open { INK } else { ink },
            said: said(lang, base, proportion),
            open,
        }
    };
    let left = part(unfavourable, RUST, PAPER);
    let right = part(favourable, TEAL, PAPER);
    let middle = neutral.map_or_else(
        || Part {
            share: (1.0 - left.share - right.share).max(0.0),
            color: SAND,
            ink: INK,
            said: Vec::new(),
            open: true,
        },
        |neutral| part(neutral, SAND, INK),
    );
    vec![left, middle, right]
}

/// What a part says: the words of the table, or as many of them as there is room for.
fn said(lang: Lang, base: Figure, proportion: &Proportion) -> Vec<String> {
    let mut said = vec![words::share_in_short(lang, proportion, base)];
    if !words::share_known(base) {
        said.push(words::figure(lang, proportion.count, 0));
    }
    said
}

fn chart(
    lang: Lang,
    layout: Layout,
    shaped: &[(String, Shape<'_>)],
    names: [&str; 3],
) -> Result<Drawing, ChartError> {
    let bars = shaped
        .iter()
        .any(|(_, shape)| matches!(shape, Shape::Bar(_)));
    let dots = shaped
        .iter()
        .any(|(_, shape)| matches!(shape, Shape::Dots { .. }));
    let unknown = shaped
        .iter()
        .any(|(_, shape)| matches!(shape, Shape::Bar(parts) if parts.iter().any(|p| p.open)));
    let mut entries = Vec::new();
    if bars {
        for (name, color) in names.iter().zip([RUST, SAND, TEAL]) {
            entries.push((Mark::Box(color), (*name).to_owned()));
        }
    }
    if unknown {
        entries.push((
            Mark::Open(MUTED),
            pick(lang, "Kun kendt som grænse", "Known as a bound only").to_owned(),
        ));
    }
    if dots {
        entries.push((Mark::Dot, mean_of(lang, shaped)));
        entries.push((
            Mark::Whisker,
            pick(lang, "Usikkerhed (95 %)", "Uncertainty (95%)").to_owned(),
        ));
        entries.push((
            Mark::Box(TEAL),
            pick(lang, "Positivt svar", "Favourable answer").to_owned(),
        ));
        entries.push((
            Mark::Box(TEAL_LIGHT),
            pick(lang, "Kan være positivt", "May be favourable").to_owned(),
        ));
    }
    let (places, top) = legend(layout, &entries);
    let labels: Vec<String> = shaped.iter().map(|(label, _)| label.clone()).collect();
    let (lines, bottom) = rows(layout, top + 6, &labels, if dots { DOTS } else { BAR }, 16);
    let (left, right) = extent(shaped);
    draw(layout.width, bottom, |canvas| {
        canvas.legend(&entries, &places)?;
        let plot = layout.plot_width(2);
        let zero = layout.plot + across(left / (left + right), plot);
        if bars {
            canvas.line((zero, top), (zero, bottom - 10), RULE, 1)?;
        }
        for (line, (_, shape)) in lines.iter().zip(shaped) {
            canvas.label(line)?;
            match shape {
                Shape::Bar(parts) => {
                    let pixels = f64::from(plot) / (left + right);
                    bar(canvas, parts, zero, pixels, line.plot_top)?;
                }
                Shape::Dots {
                    points,
                    mean,
                    favourable,
                    base,
                } => {
                    dotted(lang, canvas, layout, line, *points, mean, favourable, *base)?;
                }
            }
        }
        Ok(())
    })
}

/// What the dot is, with the ends of its scale where all rows share them.
fn mean_of(lang: Lang, shaped: &[(String, Shape<'_>)]) -> String {
    let mut ends = shaped.iter().filter_map(|(_, shape)| match shape {
        Shape::Dots { points, .. } => Some(*points),
        Shape::Bar(_) => None,
    });
    let first = ends.next().unwrap_or(5.0);
    let mean = pick(lang, "Gennemsnit", "Mean");
    if ends.all(|other| other.total_cmp(&first).is_eq()) {
        format!(
            "{mean}, {}{}",
            pick(lang, "fra 1 til ", "from 1 to "),
            lang.number(first, 0)
        )
    } else {
        mean.to_owned()
    }
}

/// How far the bars reach to both sides of the middle of the neutral answers.
fn extent(shaped: &[(String, Shape<'_>)]) -> (f64, f64) {
    let (mut left, mut right) = (0.05_f64, 0.05_f64);
    for (_, shape) in shaped {
        if let Shape::Bar(parts) = shape
            && let [low, middle, high] = parts.as_slice()
        {
            left = left.max(low.share + middle.share / 2.0);
            right = right.max(high.share + middle.share / 2.0);
        }
    }
    (left, right)
}

fn bar(
    canvas: &Canvas<'_, '_>,
    parts: &[Part],
    zero: i32,
    pixels: f64,
    top: i32,
) -> Result<(), ChartError> {
    let [low, middle, _] = parts else {
        return Ok(());
    };
    let at = |share: f64| {
        // Ten thousand pixels are more than any sheet is wide.
        let shift = across(share.abs() * pixels / 10_000.0, 10_000);
        if share < 0.0 {
            zero - shift
        } else {
            zero + shift
        }
    };
    let mut from = -(low.share + middle.share / 2.0);
    for part in parts {
        let (start, end) = (at(from), at(from + part.share));
        from += part.share;
        let size = (end - start - 1, BAR);
        if part.open {
            canvas.frame((start, top), size, MUTED)?;
        } else {
            canvas.fill((start, top), size, part.color)?;
        }
        let fits = |said: &&String| width(said, SMALL, true) + 6 <= size.0;
        if let Some(said) = part.said.iter().find(fits) {
            canvas.bold(
                said,
                (start + size.0 / 2, top + BAR / 2),
                SMALL,
                part.ink,
                Anchor::Middle,
            )?;
        }
    }
    Ok(())
}

#[expect(
    clippy::too_many_arguments,
    reason = "one row with all that stands in it"
)]
fn dotted(
    lang: Lang,
    canvas: &Canvas<'_, '_>,
    layout: Layout,
    line: &Row,
    points: f64,
    mean: &Mean,
    favourable: &Proportion,
    base: Figure,
) -> Result<(), ChartError> {
    let said = words::figure(lang, mean.value, 1);
    let reserved = 96;
    let (left, plot) = (layout.plot + 6, layout.plot_width(reserved) - 12);
    let x = |point: f64| left + across((point - 1.0) / (points - 1.0), plot);
    let y = line.plot_top + 9;
    canvas.line((left, y), (left + plot, y), RULE, 2)?;
    let mut point = 1.0;
    while point <= points {
        canvas.line((x(point), y - 4), (x(point), y + 4), RULE, 1)?;
        point += 1.0;
    }
    if let Some(interval) = mean.interval {
        canvas.whisker(x(interval.low), x(interval.high), y, INK)?;
    }
    let at = x(value(mean.value));
    canvas.arrow((at, y), mean.value)?;
    canvas.dot((at, y), 6, TEAL)?;
    canvas.bold(&said, (layout.width, y), LABEL, INK, Anchor::End)?;
    squares(canvas, left - 4, y + 18, favourable.count, base)?;
    let counts = words::of(lang, favourable.count, base);
    canvas.text(&counts, (layout.width, y + 26), SMALL, MUTED, Anchor::End)
}

/// One square per answer: favourable for certain, possibly so, or not known to be.
fn squares(
    canvas: &Canvas<'_, '_>,
    left: i32,
    top: i32,
    count: Figure,
    base: Figure,
) -> Result<(), ChartError> {
    let all = value(base).round();
    let (certain, possible) = match count {
        Figure::Exact(count) => (count, count),
        Figure::AtLeast(count) => (count, all),
        Figure::AtMost(count) => (0.0, count),
    };
    let (mut at, mut number) = (left, 1.0);
    while number <= all.min(20.0) {
        let color = if number <= certain {
            TEAL
        } else if number <= possible {
            TEAL_LIGHT
        } else {
            PAPER
        };
        canvas.fill((at, top), (14, 14), color)?;
        canvas.frame((at, top), (14, 14), MUTED)?;
        at += 19;
        number += 1.0;
    }
    Ok(())
}
