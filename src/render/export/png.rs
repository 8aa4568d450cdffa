//! Portable Network Graphics: a picture of few colours becomes a file.
//!
//! Written here because it is short: a signature, and chunks with a checksum (W3C PNG, third edition, sections 5.3 and 11). Says nothing of
//! when or by what it was made.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// A colour as red, green and blue.
pub(super) type Rgb = (u8, u8, u8);

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
/// Pixels per metre at twice the 96 pixels per inch of a page.
const DENSITY: u32 = 7_559;

/// A picture, line by line from the top; `pixels` holds `width` times `height` colours.
pub(super) fn encode(width: u32, height: u32, pixels: &[Rgb]) -> std::io::Result<Vec<u8>> {
    let mut file = SIGNATURE.to_vec();
    let palette = palette(pixels);
    // Colour type 3 is a palette, 2 is plain colours; eight bits each, no interlacing.
    let colour = if palette.is_some() { 3 } else { 2 };
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, colour, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &header)?;
    let mut density = Vec::new();
    density.extend(DENSITY.to_be_bytes());
    density.extend(DENSITY.to_be_bytes());
    density.push(1);
    chunk(&mut file, *b"pHYs", &density)?;
    if let Some(palette) = &palette {
        let mut colours = vec![(0, 0, 0); palette.len()];
        for (colour, at) in palette {
            if let Some(place) = colours.get_mut(usize::from(*at)) {
                *place = *colour;
            }
        }
        let bytes: Vec<u8> = colours.iter().flat_map(|(r, g, b)| [*r, *g, *b]).collect();
        chunk(&mut file, *b"PLTE", &bytes)?;
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::new(6));
    let mut line = Vec::new();
    for row in pixels.chunks(usize::try_from(width.max(1)).unwrap_or(usize::MAX)) {
        // No filter: flat colours pack best as they are.
        line.clear();
        line.push(0);
        match &palette {
            Some(palette) => {
                // Neighbours mostly have the same colour.
                let mut last = None;
                for colour in row {
                    let place = match last {
                        Some((same, place)) if same == colour => place,
                        _ => palette.get(colour).copied().unwrap_or(0),
                    };
                    last = Some((colour, place));
                    line.push(place);
                }
            }
            None => line.extend(row.iter().flat_map(|(r, g, b)| [*r, *g, *b])),
        }
        packed.write_all(&line)?;
    }
    chunk(&mut file, *b"IDAT", &packed.finish()?)?;
    chunk(&mut file, *b"IEND", &[])?;
    Ok(file)
}

/// Places of the colours, in their order; `None` for more than a palette holds.
fn palette(pixels: &[Rgb]) -> Option<BTreeMap<Rgb, u8>> {
    let mut places = BTreeMap::new();
    let mut last = None;
    for colour in pixels {
        if last == Some(*colour) {
            continue;
        }
        last = Some(*colour);
        places.insert(*colour, 0);
        if places.len() > 256 {
            return None;
        }
    }
    for (at, place) in (0_u8..=255).zip(places.values_mut()) {
        *place = at;
    }
    Some(places)
}

/// Length, name, content, and the checksum of the latter two.
fn chunk(file: &mut Vec<u8>, name: [u8; 4], content: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(content.len()).map_err(std::io::Error::other)?;
    let mut sum = Crc::new();
    sum.update(&name);
    sum.update(content);
    file.extend(length.to_be_bytes());
    file.extend(name);
    file.extend(content);
    file.extend(sum.sum().to_be_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    /// Reads back what was written, by the specification: width, height, and the bytes of the lines with their filters.
    fn read(file: &[u8]) -> (u32, u32, Vec<u8>, Vec<u8>) {
        assert_eq!(file[..8], SIGNATURE);
        let (mut at, mut size, mut palette, mut lines) = (8, (0, 0), Vec::new(), Vec::new());
        while at < file.len() {
            let number = |from: usize| u32::from_be_bytes(file[from..from + 4].try_into().unwrap());
            let length = usize::try_from(number(at)).unwrap();
            let content = &file[at + 8..at + 8 + length];
            let mut sum = Crc::new();
            sum.update(&file[at + 4..at + 8 + length]);
            assert_eq!(sum.sum(), number(at + 8 + length));
            match &file[at + 4..at + 8] {
                b"IHDR" => size = (number(at + 8), number(at + 12)),
                b"PLTE" => palette = content.to_vec(),
                b"IDAT" => {
                    flate2::read::ZlibDecoder::new(content)
                        .read_to_end(&mut lines)
                        .unwrap();
                }
                b"IEND" | b"pHYs" => assert!(length == 0 || length == 9),
                other => panic!("{other:?}"),
            }
            at += 12 + length;
        }
        (size.0, size.1, palette, lines)
    }

    #[test]
    fn few_colours_become_a_palette_and_many_do_not() {
        let (red, blue) = ((255, 0, 0), (0, 0, 255));
        let few = encode(3, 2, &[red, red, blue, blue, red, blue]).unwrap();
        let (width, height, palette, lines) = read(&few);
        assert_eq!((width, height), (3, 2));
        assert_eq!(palette, [0, 0, 255, 255, 0, 0]);
        assert_eq!(lines, [0, 1, 1, 0, 0, 0, 1, 0]);
        let many: Vec<Rgb> = (0..=255).flat_map(|x| [(x, 0, 0), (0, x, 1)]).collect();
        let (_, _, palette, lines) = read(&encode(512, 1, &many).unwrap());
        assert!(palette.is_empty());
        assert_eq!(lines.len(), 1 + 3 * 512);
        assert_eq!(lines[1..7], [0, 0, 0, 0, 0, 1]);
    }
}
