//! Differences around a zero line: a dot with its whisker below it, filled where the interval leaves out zero, an arrow where only a bound
//! is known, and words where nothing can be told.

use super::canvas::{Anchor, Canvas, INK, LABEL, Layout, MUTED, RULE, SMALL, TEAL, draw, rows};
use super::legend::{Mark, legend};
use super::measure::width;
use super::scores::across;
use super::{ChartError, Drawing};
use crate::base::Lang;
use crate::report::model::Figure;
use crate::report::overview::{ComparedRow, Difference};
use crate::report::words::{exact, pick, value};

/// A number with its sign: `+4,2`, `−1,0`, `0,0`.
pub(in crate::render) fn signed(lang: Lang, number: f64, decimals: usize) -> String {
    let size = lang.number(number.abs(), decimals);
    if size.chars().all(|letter| "0,.".contains(letter)) {
        size
    } else if number < 0.0 {
        format!("\u{2212}{size}")
    } else {
        format!("+{size}")
    }
}

/// A difference in points with its bound: `+4,2`, `mindst +3,0`; in words where it cannot be told.
pub(in crate::render) fn difference(lang: Lang, difference: Difference) -> String {
    match difference {
        Difference::Points { value, .. } => signed(lang, value, 1),
        Difference::Bound(figure) => {
            let number = signed(lang, value(figure), 1);
            match figure {
                Figure::Exact(_) => number,
                Figure::AtLeast(_) => format!("{} {number}", pick(lang, "mindst", "at least")),
                Figure::AtMost(_) => format!("{} {number}", pick(lang, "højst", "at most")),
            }
        }
        Difference::Untold => pick(lang, "kan ikke siges", "cannot be told").to_owned(),
    }
}

/// How far an axis must reach to both sides of zero for all of these, in points.
pub(in crate::render) fn reach(rows: &[ComparedRow]) -> f64 {
    let farthest = rows
        .iter()
        .map(|row| match row.difference {
            Difference::Points { value, interval } => {
                value.abs().max(interval.low.abs()).max(interval.high.abs())
            }
            // With room for its arrow.
            Difference::Bound(figure) => 1.15 * value(figure).abs(),
            Difference::Untold => 0.0,
        })
        .fold(0.0_f64, f64::max);
    [5.0, 10.0, 20.0, 30.0, 40.0, 60.0]
        .into_iter()
        .find(|reach| farthest <= *reach)
        .unwrap_or(100.0)
}

/// Draws one row per scale. `reach` is where the axis ends on both sides, which all parts of a divided chart share.
pub(in crate::render) fn differences(
    lang: Lang,
    layout: Layout,
    compared: &[ComparedRow],
    reach: f64,
) -> Result<Drawing, ChartError> {
    let said: Vec<String> = compared
        .iter()
        .map(|row| match row.difference {
            Difference::Untold => "–".to_owned(),
            told => difference(lang, told),
        })
        .collect();
    let reserved = said
        .iter()
        .map(|text| width(text, LABEL, true))
        .max()
        .unwrap_or(0)
        + 22;
    let (left, plot) = (layout.plot + 16, layout.plot_width(reserved) - 32);
    let x = |points: f64| left + across((points + reach) / (2.0 * reach), plot);
    let entries = entries(lang, compared);
    let (places, top) = legend(layout, &entries);
    let labels: Vec<String> = compared.iter().map(|row| row.label.clone()).collect();
    let (lines, bottom) = rows(layout, top + 6, &labels, 26, 12);
    draw(layout.width, bottom + 44, |canvas| {
        canvas.legend(&entries, &places)?;
        for part in [-1.0, -0.5, 0.0, 0.5, 1.0] {
            let (at, number) = (x(part * reach), part * reach);
            let decimals = usize::from(number.fract().abs() > 0.01);
            let zero = part == 0.0;
            let (color, thick) = if zero { (MUTED, 2) } else { (RULE, 1) };
            canvas.line((at, top), (at, bottom), color, thick)?;
            canvas.text(
                &signed(lang, number, decimals),
                (at, bottom + 12),
                SMALL,
                MUTED,
                Anchor::Middle,
            )?;
        }
        let lower = pick(lang, "lavere", "lower");
        let higher = pick(lang, "højere", "higher");
        canvas.text(
            lower,
            (x(-reach) - 12, bottom + 30),
            SMALL,
            MUTED,
            Anchor::Start,
        )?;
        canvas.text(
            higher,
            (x(reach) + 12, bottom + 30),
            SMALL,
            MUTED,
            Anchor::End,
        )?;
        for ((line, row), text) in lines.iter().zip(compared).zip(&said) {
            canvas.label(line)?;
            let y = line.plot_top + 11;
            mark(lang, canvas, row, &x, y)?;
            canvas.bold(text, (layout.width, y), LABEL, INK, Anchor::End)?;
        }
        Ok(())
    })
}

/// Only marks that occur are explained.
fn entries(lang: Lang, compared: &[ComparedRow]) -> Vec<(Mark, String)> {
    let any = |holds: fn(&ComparedRow) -> bool| compared.iter().any(holds);
    let points = |row: &ComparedRow| matches!(row.difference, Difference::Points { .. });
    let mut entries = Vec::new();
    let mut entry = |mark, da: &str, en: &str| {
        entries.push((mark, pick(lang, da, en).to_owned()));
    };
    if compared.iter().any(|row| points(row) && row.claimed) {
        entry(Mark::Dot, "Forskel", "Difference");
    }
    if compared.iter().any(|row| points(row) && !row.claimed) {
        entry(Mark::Ring, "Kan være tilfældig", "May be chance");
    }
    if any(points) {
        entry(Mark::Whisker, "Usikkerhed (95 %)", "Uncertainty (95%)");
    }
    if any(|row| matches!(row.difference, Difference::Bound(figure) if !exact(figure))) {
        entry(
            Mark::Arrow,
            "Mindst eller højst så meget",
            "At least or at most this much",
        );
    }
    entries
}

fn mark(
    lang: Lang,
    canvas: &Canvas<'_, '_>,
    row: &ComparedRow,
    x: &dyn Fn(f64) -> i32,
    y: i32,
) -> Result<(), ChartError> {
    match row.difference {
        Difference::Points { value, interval } => {
            // Below the dot, which would cover a short one.
            canvas.whisker(x(interval.low), x(interval.high), y + 12, INK)?;
            if row.claimed {
                canvas.dot((x(value), y), 6, TEAL)
            } else {
                canvas.ring((x(value), y), 6, TEAL)
            }
        }
        Difference::Bound(figure) => {
            let at = (x(value(figure)), y);
            canvas.arrow(at, figure)?;
            canvas.dot(at, 6, TEAL)
        }
        Difference::Untold => {
            let words = difference(lang, row.difference);
            canvas.words((x(0.0), y), &words)
        }
    }
}
