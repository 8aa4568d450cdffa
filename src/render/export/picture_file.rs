//! A drawn sheet becomes a PNG file.
//!
//! Invariants: the same pixels give the same bytes; the file holds the pixels and their density, and nothing of when or by what it was made.

use std::collections::HashMap;

use png::{
    BitDepth, ColorType, DeflateCompression, Encoder, EncodingError, Filter, PixelDimensions, Unit,
};
use tiny_skia::Pixmap;

/// Pixels per metre at twice the 96 pixels per inch of a page.
const DENSITY: u32 = 7_559;
/// How hard it is packed: level 6 takes half as long again for a file that is an eighth smaller.
const LEVEL: u8 = 2;

/// The file of an opaque sheet: with a palette where one holds all its colours, which halves it.
pub(super) fn encode(sheet: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, sheet.width(), sheet.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_deflate_compression(DeflateCompression::Level(LEVEL));
    // Flat colours pack best as they are.
    encoder.set_filter(Filter::NoFilter);
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: DENSITY,
        yppu: DENSITY,
        unit: Unit::Meter,
    }));
    let data = if let Some((palette, places)) = indexed(sheet) {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(palette);
        places
    } else {
        encoder.set_color(ColorType::Rgb);
        let pixels = sheet.pixels().iter();
        pixels
            .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
            .collect()
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(file)
}

/// The colours in the order in which they come, and of each pixel the place of its colour; `None` for more than a palette holds.
fn indexed(sheet: &Pixmap) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut palette, mut known) = (Vec::new(), HashMap::new());
    let mut places = Vec::with_capacity(sheet.pixels().len());
    // Neighbours mostly have the same colour.
    let mut last = None;
    for pixel in sheet.pixels() {
        let place = match last {
            Some((same, place)) if same == *pixel => place,
            _ => {
                let colour = [pixel.red(), pixel.green(), pixel.blue()];
                let next = known.len();
                let place = *known.entry(colour).or_insert(next);
                if place == next {
                    palette.extend(colour);
                }
                u8::try_from(place).ok()?
            }
        };
        last = Some((*pixel, place));
        places.push(place);
    }
    Some((palette, places))
}

#[cfg(test)]
mod tests {
    use tiny_skia::{Color, Paint, Rect, Transform};

    use super::*;

    /// A sheet of columns, each in a colour of its own.
    fn striped(columns: u8, more: bool) -> Pixmap {
        let mut sheet = Pixmap::new(600, 2).unwrap();
        sheet.fill(Color::WHITE);
        for at in 0..columns {
            for (blue, left) in [(0, 0.0), (9, 300.0)] {
                let mut paint = Paint::default();
                paint.set_color_rgba8(at, 0, if more { blue } else { 0 }, 255);
                let rect = Rect::from_xywh(left + f32::from(at), 0.0, 1.0, 2.0).unwrap();
                sheet.fill_rect(rect, &paint, Transform::identity(), None);
            }
        }
        sheet
    }

    #[test]
    fn every_pixel_comes_back_with_a_palette_and_without() {
        for (sheet, color) in [
            (striped(100, false), ColorType::Indexed),
            (striped(250, true), ColorType::Rgb),
        ] {
            let file = encode(&sheet).unwrap();
            let mut decoder = png::Decoder::new(std::io::Cursor::new(&file));
            assert_eq!(decoder.read_header_info().unwrap().color_type, color);
            decoder.set_transformations(png::Transformations::EXPAND);
            let mut reader = decoder.read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            reader.next_frame(&mut pixels).unwrap();
            let drawn: Vec<u8> = sheet
                .pixels()
                .iter()
                .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
                .collect();
            assert!(pixels == drawn);
            let density = reader.info().pixel_dims.unwrap();
            assert_eq!((density.xppu, density.unit), (DENSITY, Unit::Meter));
        }
    }

    #[test]
    fn nothing_but_the_picture_stands_in_the_file() {
        let file = encode(&striped(3, false)).unwrap();
        let (mut at, mut chunks) = (8, Vec::new());
        while at < file.len() {
            let length = u32::from_be_bytes(file[at..at + 4].try_into().unwrap());
            chunks.push(String::from_utf8(file[at + 4..at + 8].to_vec()).unwrap());
            at += 12 + usize::try_from(length).unwrap();
        }
        assert_eq!(chunks, ["IHDR", "pHYs", "PLTE", "IDAT", "IEND"]);
    }
}
