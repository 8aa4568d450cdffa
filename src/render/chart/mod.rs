//! Charts as SVG: drawn twice, once for wide paper and screens and once for phones, so that text keeps its size on both.
//!
//! Invariants: rectangles are drawn in order (same model, same bytes); nothing is told by colour alone; every label is measured
//! before it is placed.

mod bars;
mod canvas;
mod differences;
mod funnel;
mod labels;
mod legend;
mod lettering;
mod measure;
mod pen;
mod priorities;
mod ratings;
mod scores;
mod stroke;
mod svg;

pub(super) use bars::{options, ranking};
pub(super) use canvas::Layout;
pub(super) use differences::{difference, differences, reach, signed};
pub(super) use funnel::funnel;
#[cfg(test)]
pub(super) use measure::width;
pub(super) use measure::wrapped;
pub(super) use priorities::{area, areas, priorities};
pub(super) use ratings::{ratings, recommendation};
pub(super) use scores::scores;
pub(super) use stroke::{Anchor, Rgb, Stroke};
pub(super) use svg::{Captions, inline, standalone};

/// A drawn chart, before it is told what it is about.
pub(super) struct Drawing {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) body: String,
    /// The same picture, stroke by stroke.
    pub(super) strokes: Vec<Stroke>,
}

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("the chart could not be drawn: {0}")]
pub struct ChartError(pub(super) String);

#[cfg(test)]
mod tests;
