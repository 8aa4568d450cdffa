//! Files that the respondent's pages load from their own host: the scripts, one style sheet, the typeface.
//!
//! The scripts stand here in the order in which the page loads them. Their digests stand in a survey's manifest, so whoever has
//! the fingerprint of the manifest can tell whether a page's scripts are those of the launch.

use std::collections::BTreeMap;

use super::fonts;
use crate::base::Digest;

/// Style of reports and lists; inside those files, never served.
pub(super) const REPORT_CSS: &str = include_str!("assets/report.css");
/// Style of the respondent's pages.
pub(super) const FORM_CSS: &str = include_str!("assets/form.css");

/// The scripts of the respondent's page, each building on those before it.
pub(super) const FORM_SCRIPTS: [(&str, &str); 4] = [
    ("ballot.js", include_str!("assets/ballot.js")),
    ("vote.js", include_str!("assets/vote.js")),
    ("questions.js", include_str!("assets/questions.js")),
    ("form.js", include_str!("assets/form.js")),
];
/// The script of the page on which receipts are looked up.
const CHECK_SCRIPT: (&str, &str) = ("check.js", include_str!("assets/check.js"));

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
pub fn all() -> Vec<Asset> {
    let asset = |name, content_type, bytes| Asset {
        name,
        content_type,
        bytes,
    };
    let scripts = FORM_SCRIPTS
        .into_iter()
        .chain([CHECK_SCRIPT])
        .map(|(name, source)| asset(name, "text/javascript; charset=utf-8", source.as_bytes()));
    let others = [
        asset("form.css", "text/css; charset=utf-8", FORM_CSS.as_bytes()),
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
    ];
    scripts.chain(others).collect()
}

/// The file of this name.
pub fn find(name: &str) -> Option<Asset> {
    all().into_iter().find(|asset| asset.name == name)
}

/// Every script with its SHA-256, as the manifest lists them and as `sha256sum` prints them.
pub fn script_digests() -> BTreeMap<String, Digest> {
    FORM_SCRIPTS
        .into_iter()
        .chain([CHECK_SCRIPT])
        .map(|(name, source)| (name.to_owned(), Digest::plain(source.as_bytes())))
        .collect()
}
