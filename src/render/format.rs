//! What a report can be written as.

use std::fmt;
use std::str::FromStr;

/// One way to write a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A page.
    Html,
    /// Paper.
    Pdf,
    /// Each chart as a drawing.
    Svg,
    /// A workbook.
    Xlsx,
    /// Delimited text.
    Csv,
    /// For programs.
    Json,
    /// Each chart as a picture.
    Png,
}

/// A format that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a format; choose from html, pdf, svg, xlsx, csv, json and png")]
pub struct UnknownFormat(String);

impl Format {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Html,
        Self::Pdf,
        Self::Svg,
        Self::Xlsx,
        Self::Csv,
        Self::Json,
        Self::Png,
    ];

    /// What is written unless something else is asked for.
    pub const USUAL: [Self; 4] = [Self::Html, Self::Pdf, Self::Svg, Self::Xlsx];

    /// Ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Svg => "svg",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Png => "png",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.ending())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let wanted = text.trim().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|format| format.ending() == wanted)
            .ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_by_their_ending_and_others_refused() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        assert_eq!(" PDF".parse(), Ok(Format::Pdf));
        let refused = "docx".parse::<Format>().unwrap_err().to_string();
        assert!(
            refused.contains("docx") && refused.contains("xlsx"),
            "{refused}"
        );
    }
}
