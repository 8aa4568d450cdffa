//! The charts of a report as pictures for slides: the drawing of the page, with what it is about, of whom, and the notes that stand on every
//! page.

use super::raster::{Letters, Raster};
use crate::render::RenderError;
use crate::render::chart::{Anchor, Drawing, Layout, Rgb, Stroke, wrapped};
use crate::render::figures::{Plan, plans};
use crate::report::Report;

const MARGIN: i32 = 24;
const INK: Rgb = (0x1f, 0x2d, 0x2d);
const MUTED: Rgb = (0x55, 0x62, 0x62);

/// Every chart: the name that its SVG file has too, without ending, and the file.
pub(in crate::render) fn pictures(report: &Report) -> Result<Vec<(String, Vec<u8>)>, RenderError> {
    let lang = report.lang();
    let mut pictures = Vec::new();
    let mut letters = None;
    for (number, block) in report.blocks().iter().enumerate() {
        for plan in plans(lang, number, block) {
            let Some(chart) = &plan.chart else { continue };
            if let Some(drawing) = chart.draw(lang, Layout::WIDE)? {
                let letters = match &letters {
                    Some(letters) => letters,
                    None => letters.insert(Letters::read()?),
                };
                let picture = picture(letters, report, &plan, &drawing)?;
                pictures.push((plan.id.clone(), picture));
            }
        }
    }
    Ok(pictures)
}

fn picture(
    letters: &Letters,
    report: &Report,
    plan: &Plan<'_>,
    drawing: &Drawing,
) -> Result<Vec<u8>, RenderError> {
    let mut lines: Vec<Stroke> = Vec::new();
    let mut y = 14;
    let mut write = |text: &str, size: i32, color, bold, y: &mut i32| {
        for line in wrapped(text, drawing.width, size, bold) {
            lines.push(Stroke::Text {
                text: line,
                at: (0, *y),
                size,
                color,
                anchor: Anchor::Start,
                bold,
            });
            *y += size * 3 / 2;
        }
    };
    write(&plan.title, 18, INK, true, &mut y);
    write(&plan.base, 13, MUTED, false, &mut y);
    let top = y + 8;
    y = top + drawing.height + 22;
    let source = format!("{} · {}", report.group(), report.title());
    write(&source, 12, MUTED, false, &mut y);
    for note in report.notes() {
        write(note, 12, MUTED, false, &mut y);
    }
    let size = (drawing.width + 2 * MARGIN, y + 2 * MARGIN - 10);
    let mut raster = Raster::new(letters, size)?;
    for stroke in &drawing.strokes {
        raster.draw(stroke, (MARGIN, MARGIN + top));
    }
    for line in &lines {
        raster.draw(line, (MARGIN, MARGIN));
    }
    raster.png()
}
