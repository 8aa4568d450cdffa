//! Horizontal bars: options of a choice, and the KL style ranking with its places stacked.

use plotters::style::RGBColor;

use super::canvas::{
    Anchor, INK, LABEL, Layout, MUTED, RULE, SMALL, TEAL, TEAL_LIGHT, TEAL_MID, draw, rows,
};
use super::legend::{Mark, legend};
use super::measure::width;
use super::scores::across;
use super::{ChartError, Drawing};
use crate::base::Lang;
use crate::report::model::{Figure, OptionRow, Proportion, RankedOption};
use crate::report::words::{self, pick, value};

struct Bar {
    label: String,
    said: String,
    /// Lengths as shares, stacked, with their colours.
    parts: Vec<(f64, RGBColor)>,
    whole: Proportion,
}

/// Options of a single or multiple choice.
pub(in crate::render) fn options(
    lang: Lang,
    layout: Layout,
    base: Figure,
    options: &[OptionRow],
) -> Result<Drawing, ChartError> {
    let bars: Vec<Bar> = options
        .iter()
        .map(|row| Bar {
            label: row.label.clone(),
            said: words::share_in_short(lang, &row.chosen, base),
            parts: vec![(value(row.chosen.share), TEAL)],
            whole: row.chosen,
        })
        .collect();
    let entries = vec![uncertainty(lang)];
    bar_chart(lang, layout, &bars, &entries)
}

/// Options by their share among the first places.
pub(in crate::render) fn ranking(
    lang: Lang,
    layout: Layout,
    base: Figure,
    options: &[RankedOption],
) -> Result<Drawing, ChartError> {
    let answers = value(base).max(1.0);
    let shades = [TEAL, TEAL_MID, TEAL_LIGHT];
    let bars: Vec<Bar> = options
        .iter()
        .map(|option| Bar {
            label: option.label.clone(),
            said: words::share_in_short(lang, &option.top, base),
            parts: option
                .places
                .iter()
                .enumerate()
                .map(|(place, count)| (value(*count) / answers, shades[place.min(2)]))
                .collect(),
            whole: option.top,
        })
        .collect();
    let places = options.first().map_or(0, |option| option.places.len());
    let mut entries: Vec<(Mark, String)> = (0..places)
        .map(|place| {
            let name = match lang {
                Lang::Da => format!("{}. plads", place + 1),
                Lang::En => format!("Place {}", place + 1),
            };
            (Mark::Box(shades[place.min(2)]), name)
        })
        .collect();
    entries.push(uncertainty(lang));
    bar_chart(lang, layout, &bars, &entries)
}

fn uncertainty(lang: Lang) -> (Mark, String) {
    (
        Mark::Whisker,
        pick(lang, "Usikkerhed (95 %)", "Uncertainty (95%)").to_owned(),
    )
}

fn bar_chart(
    lang: Lang,
    layout: Layout,
    bars: &[Bar],
    entries: &[(Mark, String)],
) -> Result<Drawing, ChartError> {
    const BAR: i32 = 18;
    let reserved = bars
        .iter()
        .map(|bar| width(&bar.said, LABEL, true))
        .max()
        .unwrap_or(0)
        + 14;
    let plot = layout.plot_width(reserved) - 8;
    // The axis ends at the next quarter above the longest whisker.
    let longest = bars
        .iter()
        .map(|bar| bar.whole.interval.high)
        .fold(0.0_f64, f64::max);
    let quarters = [1, 2, 3, 4]
        .into_iter()
        .find(|q| longest <= 0.25 * f64::from(*q))
        .unwrap_or(4);
    let end = 0.25 * f64::from(quarters);
    let x = |share: f64| layout.plot + across(share / end, plot);
    let (places, top) = legend(layout, entries);
    let labels: Vec<String> = bars.iter().map(|bar| bar.label.clone()).collect();
    let (lines, bottom) = rows(
        layout,
        top + 6,
        &labels,
        BAR + 10,
        if layout.stacked { 12 } else { 8 },
    );
    draw(layout.width, bottom + 24, |canvas| {
        canvas.legend(entries, &places)?;
        let ticks = if quarters > 2 { quarters } else { 2 };
        for tick in 0..=ticks {
            let share = end * f64::from(tick) / f64::from(ticks);
            let decimals = usize::from((100.0 * share).fract() > 0.01);
            let said = lang.percent(share, decimals);
            let anchor = if tick == 0 && layout.stacked {
                Anchor::Start
            } else {
                Anchor::Middle
            };
            canvas.line((x(share), top), (x(share), bottom), RULE, 1)?;
            canvas.text(&said, (x(share), bottom + 11), SMALL, MUTED, anchor)?;
        }
        for (line, bar) in lines.iter().zip(bars) {
            canvas.label(line)?;
            let y = line.plot_top;
            let mut sum = 0.0;
            for (part, color) in &bar.parts {
                let from = x(sum);
                sum += part;
                canvas.fill((from, y), (x(sum) - from, BAR), *color)?;
            }
            canvas.frame((x(0.0), y), (x(sum) - x(0.0), BAR), TEAL)?;
            canvas.whisker(
                x(bar.whole.interval.low),
                x(bar.whole.interval.high),
                y + BAR + 6,
                INK,
            )?;
            canvas.bold(
                &bar.said,
                (layout.width, y + BAR / 2),
                LABEL,
                INK,
                Anchor::End,
            )?;
        }
        Ok(())
    })
}
