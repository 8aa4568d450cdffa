//! Native charts of a workbook, drawn from the cells beside them: bars with their intervals, parts of a whole, crosses, the funnel.
//!
//! Invariants: a bound is hatched, never drawn like a figure; names are taken from cells, and no title is read as the address of one; no
//! chart is drawn of a hidden figure.

use rust_xlsxwriter::{
    Chart, ChartAxis, ChartAxisLabelPosition, ChartDataLabel, ChartErrorBars, ChartErrorBarsType,
    ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartMarker, ChartMarkerType,
    ChartPatternFill, ChartPatternFillType, ChartPoint, ChartRange, ChartSeries, ChartSolidFill,
    ChartType, Color, IntoChartRange,
};

use super::columns::Columns;
use super::table::{Plot, Row, Shape, Table, Unit, Value};
use crate::base::Lang;
use crate::report::model::Figure;
use crate::report::words::{exact, pick};

const TEAL: u32 = 0x000f_5b5e;
const TEAL_LIGHT: u32 = 0x005c_9d9c;
const SAND: u32 = 0x00ec_e3d0;
const RUST: u32 = 0x00b5_562b;
const INK: u32 = 0x001f_2d2d;
const MUTED: u32 = 0x0055_6262;
const RULE: u32 = 0x00d5_dcd9;
const WIDE: u32 = 860;

/// A table where it stands.
pub(super) struct Spot<'a> {
    pub(super) sheet: &'a str,
    pub(super) table: &'a Table,
    pub(super) columns: &'a Columns,
    /// Its first row under the headings.
    pub(super) top: u32,
}

/// Keys stand in the first columns, in their order.
fn key_column(key: usize) -> u16 {
    u16::try_from(key).unwrap_or(u16::MAX)
}

impl Spot<'_> {
    fn range(&self, rows: &std::ops::Range<usize>, column: u16) -> ChartRange {
        let row = |at: usize| self.top + u32::try_from(at).unwrap_or(0);
        let last = row(rows.end.saturating_sub(1));
        ChartRange::new_from_range(self.sheet, row(rows.start), column, last, column)
    }

    /// The cells of a measure that a chart draws, which is never left out: some row tells it.
    fn values(&self, rows: &std::ops::Range<usize>, measure: usize) -> ChartRange {
        self.range(rows, self.column(measure))
    }

    fn column(&self, measure: usize) -> u16 {
        self.columns.value(measure).unwrap_or(0)
    }

    /// The heading of a column.
    fn heading(&self, column: u16) -> ChartRange {
        let row = self.top.saturating_sub(1);
        ChartRange::new_from_range(self.sheet, row, column, row, column)
    }

    fn all(&self) -> std::ops::Range<usize> {
        0..self.table.rows.len()
    }

    fn unit(&self, measure: usize) -> Option<Unit> {
        match self.table.measures.get(measure)?.shape {
            Shape::Number(unit) | Shape::Figure(unit) | Shape::Spread(unit) => Some(unit),
            Shape::Words | Shape::Shaded(_) => None,
        }
    }
}

/// A chart and its height in pixels; `None` where nothing is to be drawn.
pub(super) fn chart(
    lang: Lang,
    spot: &Spot<'_>,
    next: Option<&Spot<'_>>,
    plot: &Plot,
) -> Option<(Chart, u32)> {
    let (mut chart, high, title) = match plot {
        Plot::Bars {
            title,
            measure,
            beside,
            label,
            rows,
            end,
        } => {
            if rows.is_empty() {
                return None;
            }
            let (chart, high) = bars(lang, spot, (*measure, *beside), *label, rows, *end);
            (chart, high, title)
        }
        Plot::Stacked {
            title,
            measures,
            label,
            rows,
        } => {
            if rows.is_empty() {
                return None;
            }
            let (chart, high) = stacked(lang, spot, *measures, *label, rows);
            (chart, high, title)
        }
        Plot::Cross {
            title,
            across,
            up,
            label,
        } => (cross(spot, *across, *up, *label)?, 460, title),
        Plot::Funnel {
            title,
            across,
            up,
            limits: (below, lines),
        } => (
            funnel(spot, next?, (*across, *up), *below, lines)?,
            460,
            title,
        ),
    };
    chart.set_width(WIDE).set_height(high);
    chart.title().set_name(&plain(title));
    chart.set_alt_text(alternative(lang, title));
    chart
        .title()
        .set_font(ChartFont::new().set_size(12).set_bold());
    if series(plot) > 1 {
        chart.legend().set_position(ChartLegendPosition::Top);
    } else {
        // The axis says what it is.
        chart.legend().set_hidden();
    }
    Some((chart, high))
}

/// How many series a chart has.
fn series(plot: &Plot) -> usize {
    match plot {
        Plot::Bars { beside, .. } => 1 + usize::from(beside.is_some()),
        Plot::Stacked { measures, .. } => measures.len(),
        Plot::Cross { .. } => 1,
        Plot::Funnel { limits, .. } => 1 + limits.1.len(),
    }
}

/// What an axis of figures counts.
fn counted(lang: Lang, unit: Option<Unit>, end: Option<f64>) -> &'static str {
    match (unit, end) {
        (Some(Unit::Share), _) => pick(lang, "Andel af svarene", "Share of the answers"),
        (Some(Unit::Number), _) => pick(lang, "Antal", "Number"),
        (_, Some(_)) => pick(lang, "Point, 0–100", "Points, 0–100"),
        (_, None) => pick(lang, "Gennemsnit", "Mean"),
    }
}

/// An axis of figures: what it counts, and faint lines across the chart.
fn ruled(axis: &mut ChartAxis, name: impl IntoChartRange) -> &mut ChartAxis {
    let mut plain = ChartFont::new();
    plain.set_size(9).unset_bold().set_color(Color::RGB(MUTED));
    axis.set_name(name)
        .set_name_font(&plain)
        .set_major_gridlines(true)
        .set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(RULE)).set_width(0.5))
}

/// A title that is not taken for the address of a cell.
fn plain(title: &str) -> String {
    let start: String = title.chars().take(150).collect();
    start.trim_start_matches('=').replace('!', "! ")
}

/// What is said to those who do not see it.
fn alternative(lang: Lang, title: &str) -> String {
    let start: String = title.chars().take(150).collect();
    match lang {
        Lang::Da => format!("Diagram: {start}. Tallene står i tabellen ovenover."),
        Lang::En => format!("Chart: {start}. The figures stand in the table above."),
    }
}

fn solid(color: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(color)));
    format.set_border(ChartLine::new().set_color(Color::RGB(MUTED)).set_width(0.5));
    format
}

fn hatched(color: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_pattern_fill(
        ChartPatternFill::new()
            .set_pattern(ChartPatternFillType::DiagonalStripesLightUpwards)
            .set_foreground_color(Color::RGB(color))
            .set_background_color(Color::RGB(0x00ff_ffff)),
    );
    format.set_border(ChartLine::new().set_color(Color::RGB(MUTED)).set_width(0.5));
    format
}

fn figure(row: &Row, measure: usize) -> Option<Figure> {
    match row.values.get(measure)? {
        Value::Spread(figure, _) | Value::Figure(figure) => Some(*figure),
        _ => None,
    }
}

/// The looks of each bar where some are bounds, which are hatched; none where all look the same.
fn points(
    spot: &Spot<'_>,
    rows: &std::ops::Range<usize>,
    measure: usize,
    color: u32,
) -> Vec<ChartPoint> {
    let drawn = spot.table.rows.get(rows.clone()).unwrap_or(&[]);
    let bound = |row: &Row| figure(row, measure).is_some_and(|figure| !exact(figure));
    if !drawn.iter().any(bound) {
        return Vec::new();
    }
    drawn
        .iter()
        .map(|row| {
            let mut format = if bound(row) {
                hatched(color)
            } else {
                solid(color)
            };
            ChartPoint::new().set_format(&mut format)
        })
        .collect()
}

fn whiskers(
    spot: &Spot<'_>,
    rows: &std::ops::Range<usize>,
    measure: usize,
) -> Option<ChartErrorBars> {
    let (below, above) = spot.columns.whiskers.get(&measure)?;
    let mut bars = ChartErrorBars::new();
    bars.set_type(ChartErrorBarsType::Custom(
        spot.range(rows, *above),
        spot.range(rows, *below),
    ));
    bars.set_format(ChartLine::new().set_color(Color::RGB(INK)).set_width(1.25));
    Some(bars)
}

/// Height of a chart with so many rows of so many bars.
fn height(rows: usize, bars: u32) -> u32 {
    let rows = u32::try_from(rows).unwrap_or(50).min(50);
    130 + rows * (26 + 12 * bars)
}

fn axes(lang: Lang, chart: &mut Chart, unit: Option<Unit>, end: Option<f64>) {
    // The first row on top, as in the table.
    chart.y_axis().set_reverse();
    ruled(chart.x_axis(), counted(lang, unit, end))
        .set_min(0)
        .set_label_position(ChartAxisLabelPosition::High);
    if let Some(end) = end {
        chart.x_axis().set_max(end);
    }
    if unit == Some(Unit::Share) {
        chart.x_axis().set_num_format("0%");
    }
}

fn bars(
    lang: Lang,
    spot: &Spot<'_>,
    (measure, beside): (usize, Option<usize>),
    label: usize,
    rows: &std::ops::Range<usize>,
    end: Option<f64>,
) -> (Chart, u32) {
    let mut chart = Chart::new_bar();
    for (measure, color) in [(Some(measure), TEAL), (beside, TEAL_LIGHT)] {
        let Some(measure) = measure else { continue };
        let series = chart.add_series();
        named(series, spot, measure);
        series
            .set_categories(&spot.range(rows, key_column(label)))
            .set_values(&spot.values(rows, measure))
            .set_format(&mut solid(color))
            .set_points(&points(spot, rows, measure, color))
            .set_gap(60);
        if let Some(whiskers) = whiskers(spot, rows, measure) {
            series.set_x_error_bars(&whiskers);
        }
    }
    axes(lang, &mut chart, spot.unit(measure), end);
    let high = height(rows.len(), 1 + u32::from(beside.is_some()));
    (chart, high)
}

fn named(series: &mut ChartSeries, spot: &Spot<'_>, measure: usize) {
    series.set_name(&spot.heading(spot.column(measure)));
}

fn stacked(
    lang: Lang,
    spot: &Spot<'_>,
    measures: [usize; 3],
    label: usize,
    rows: &std::ops::Range<usize>,
) -> (Chart, u32) {
    let mut chart = Chart::new(ChartType::BarStacked);
    for (measure, color) in measures.into_iter().zip([RUST, SAND, TEAL]) {
        let series = chart.add_series();
        named(series, spot, measure);
        series
            .set_categories(&spot.range(rows, key_column(label)))
            .set_values(&spot.values(rows, measure))
            .set_format(&mut solid(color))
            .set_points(&points(spot, rows, measure, color))
            .set_gap(50);
    }
    axes(lang, &mut chart, Some(Unit::Share), Some(1.0));
    (chart, height(rows.len(), 1))
}

fn dots(series: &mut ChartSeries, color: u32) {
    series.set_format(ChartLine::new().set_hidden(true));
    series.set_marker(
        ChartMarker::new()
            .set_type(ChartMarkerType::Circle)
            .set_size(8)
            .set_format(&mut solid(color)),
    );
}

/// The name of each row at its dot, taken from its cell.
fn labels(spot: &Spot<'_>, label: usize) -> Vec<ChartDataLabel> {
    spot.all()
        .map(|at| {
            let cell = spot.range(&(at..at + 1), key_column(label));
            ChartDataLabel::new().set_value(&cell).to_custom()
        })
        .collect()
}

fn cross(spot: &Spot<'_>, across: usize, up: usize, label: usize) -> Option<Chart> {
    let rows = spot.all();
    if rows.is_empty() {
        return None;
    }
    let mut chart = Chart::new_scatter();
    let series = chart.add_series();
    named(series, spot, up);
    series
        .set_categories(&spot.values(&rows, across))
        .set_values(&spot.values(&rows, up))
        .set_custom_data_labels(&labels(spot, label));
    dots(series, TEAL);
    if let Some(whiskers) = whiskers(spot, &rows, across) {
        series.set_x_error_bars(&whiskers);
    }
    if let Some(whiskers) = whiskers(spot, &rows, up) {
        series.set_y_error_bars(&whiskers);
    }
    let heading = |measure| spot.heading(spot.column(measure));
    ruled(chart.x_axis(), &heading(across)).set_min(0);
    if spot.unit(across) == Some(Unit::Share) {
        chart.x_axis().set_num_format("0%");
    }
    ruled(chart.y_axis(), &heading(up)).set_min(0).set_max(100);
    Some(chart)
}

fn funnel(
    spot: &Spot<'_>,
    next: &Spot<'_>,
    (across, up): (usize, usize),
    below: usize,
    lines: &[usize],
) -> Option<Chart> {
    let (rows, limits) = (spot.all(), next.all());
    if rows.is_empty() || limits.is_empty() {
        return None;
    }
    let mut chart = Chart::new_scatter();
    let series = chart.add_series();
    named(series, spot, up);
    series
        .set_categories(&spot.values(&rows, across))
        .set_values(&spot.values(&rows, up));
    dots(series, TEAL);
    series.set_points(&points(spot, &rows, up, TEAL));
    for (at, measure) in lines.iter().enumerate() {
        let series = chart.add_series();
        named(series, next, *measure);
        series
            .set_categories(&next.values(&limits, below))
            .set_values(&next.values(&limits, *measure))
            .set_marker(ChartMarker::new().set_none());
        let color = match at {
            0 => INK,
            1 | 2 => TEAL_LIGHT,
            _ => RUST,
        };
        series.set_format(
            ChartLine::new()
                .set_color(Color::RGB(color))
                .set_width(1.25),
        );
    }
    let heading = |measure| spot.heading(spot.column(measure));
    ruled(chart.x_axis(), &heading(across)).set_min(0);
    ruled(chart.y_axis(), &heading(up));
    Some(chart)
}
