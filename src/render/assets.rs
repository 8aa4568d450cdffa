//! Files that the respondent's page loads from its own host: one script, one style sheet, the typeface.

use super::fonts;

/// Style of reports and lists; inside those files, never served.
pub(super) const REPORT_CSS: &str = include_str!("assets/report.css");
/// Style of the respondent's page.
pub(super) const FORM_CSS: &str = include_str!("assets/form.css");
/// Script of the respondent's page.
pub(super) const FORM_JS: &str = include_str!("assets/form.js");

/// One file to serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Name under `/assets/`.
    pub name: &'static str,
    /// Media type.
    pub content_type: &'static str,
    /// Content.
    pub bytes: &'static [u8],
}

/// All files to serve under `/assets/`.
pub fn all() -> [Asset; 4] {
    let asset = |name, content_type, bytes| Asset {
        name,
        content_type,
        bytes,
    };
    [
        asset("form.css", "text/css; charset=utf-8", FORM_CSS.as_bytes()),
        asset(
            "form.js",
            "text/javascript; charset=utf-8",
            FORM_JS.as_bytes(),
        ),
        asset(
            "inter-latin-400-normal.woff2",
            "font/woff2",
            fonts::REGULAR_WOFF2,
        ),
        asset(
            "inter-latin-600-normal.woff2",
            "font/woff2",
            fonts::BOLD_WOFF2,
        ),
    ]
}

/// The file of this name.
pub fn find(name: &str) -> Option<Asset> {
    all().into_iter().find(|asset| asset.name == name)
}
