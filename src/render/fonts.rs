//! The one typeface, Inter (SIL Open Font License, `fonts/OFL.txt`): outlines to measure with and to embed in PDF, WOFF2 for browsers.
//!
//! Charts measure their text with the same outlines that the reader's browser gets, so that labels neither overlap nor are cut.

use plotters::style::{FontStyle, register_font};
use std::sync::OnceLock;

/// Name under which the typeface is registered for charts.
pub(super) const FAMILY: &str = "Inter";

/// Regular weight, as outlines.
pub(super) static REGULAR: &[u8] = include_bytes!("fonts/inter-latin-400-normal.ttf");
/// Semibold weight, as outlines.
pub(super) static BOLD: &[u8] = include_bytes!("fonts/inter-latin-600-normal.ttf");

/// Regular weight for browsers.
pub(super) static REGULAR_WOFF2: &[u8] = include_bytes!("fonts/inter-latin-400-normal.woff2");
/// Semibold weight for browsers.
pub(super) static BOLD_WOFF2: &[u8] = include_bytes!("fonts/inter-latin-600-normal.woff2");

/// Registers the outlines once per process; `false` if they cannot be read.
pub(super) fn register() -> bool {
    static DONE: OnceLock<bool> = OnceLock::new();
    *DONE.get_or_init(|| {
        register_font(FAMILY, FontStyle::Normal, REGULAR).is_ok()
            && register_font(FAMILY, FontStyle::Bold, BOLD).is_ok()
    })
}

/// `@font-face` rules with the fonts inside, for pages and charts that stand alone.
pub(super) fn embedded_css() -> &'static str {
    static CSS: OnceLock<String> = OnceLock::new();
    CSS.get_or_init(|| {
        let face = |weight: &str, bytes: &[u8]| {
            format!(
                "@font-face{{font-family:Inter;font-style:normal;font-weight:{weight};font-display:swap;src:url(data:font/woff2;base64,{}) format(\"woff2\")}}",
                base64(bytes)
            )
        };
        format!("{}{}", face("400", REGULAR_WOFF2), face("600 700", BOLD_WOFF2))
    })
}

/// Base64 of RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            if place <= chunk.len() {
                let six = (bits >> (18 - 6 * place)) & 63;
                text.push(char::from(SYMBOLS[six as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        // The test vectors of section 10.
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, coded) in vectors {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
