//! Scale scores: a dot with its whisker below it on 0-100, and the whole's mark.

use super::canvas::{Anchor, INK, LABEL, Layout, MUTED, RULE, SMALL, TEAL, draw, rows};
use super::legend::{Mark, legend};
use super::measure::width;
use super::{ChartError, Drawing};
use crate::base::Lang;
use crate::report::model::ScoreRow;
use crate::report::words::{self, pick, value};

/// Draws one row per scale.
pub(in crate::render) fn scores(
    lang: Lang,
    layout: Layout,
    scales: &[ScoreRow],
    whole: Option<&str>,
) -> Result<Drawing, ChartError> {
    let said: Vec<String> = scales
        .iter()
        .map(|row| words::figure(lang, row.mean.value, 1))
        .collect();
    let reserved = said
        .iter()
        .map(|text| width(text, LABEL, true))
        .max()
        .unwrap_or(0)
        + 22;
    let plot = layout.plot_width(reserved) - 10;
    let left = layout.plot + 8;
    let x = |score: f64| left + across(score / 100.0, plot);
    let mut entries = vec![
        (Mark::Dot, pick(lang, "Score", "Score").to_owned()),
        (
            Mark::Whisker,
            pick(lang, "Usikkerhed (95 %)", "Uncertainty (95%)").to_owned(),
        ),
    ];
    if let Some(whole) = whole {
        entries.push((Mark::Upright, whole.to_owned()));
    }
    let (places, top) = legend(layout, &entries);
    let labels: Vec<String> = scales.iter().map(|row| row.label.clone()).collect();
    let (lines, bottom) = rows(layout, top + 6, &labels, 24, 12);
    draw(layout.width, bottom + 26, |canvas| {
        canvas.legend(&entries, &places)?;
        for tick in [0, 25, 50, 75, 100] {
            let at = x(f64::from(tick));
            canvas.line((at, top), (at, bottom), RULE, 1)?;
            canvas.text(
                &tick.to_string(),
                (at, bottom + 12),
                SMALL,
                MUTED,
                Anchor::Middle,
            )?;
        }
        for ((line, row), text) in lines.iter().zip(scales).zip(&said) {
            let y = line.plot_top + 12;
            canvas.label(line)?;
            if let Some(interval) = row.mean.interval {
                // Below the dot, which would cover a short one.
                canvas.whisker(x(interval.low), x(interval.high), y + 12, INK)?;
            }
            let at = x(value(row.mean.value));
            canvas.arrow((at, y), row.mean.value)?;
            if let Some(whole) = row.whole {
                canvas.upright((x(value(whole)), y), 12)?;
            }
            canvas.dot((at, y), 6, TEAL)?;
            canvas.bold(text, (layout.width, y), LABEL, INK, Anchor::End)?;
        }
        Ok(())
    })
}

/// A part of a length, in whole pixels; what lies outside is cut to the ends.
pub(super) fn across(part: f64, length: i32) -> i32 {
    let pixels = (part.clamp(0.0, 1.0) * f64::from(length)).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "between 0 and a sheet's width"
    )]
    {
        pixels as i32
    }
}
