//! The files of one group's reports, by what they are asked to be written as.
//!
//! Invariants: a file's name and bytes follow from the report alone, whoever writes it and wherever; no two reports have the same name, nor
//! one of them that of the page that leads to all.

use crate::base::{GroupCode, Lang};
use crate::disclosure::document::ReleasedGroup;
use crate::render::{Format, Renderer, ReportFiles};
use crate::report::{Audience, GroupRow, Report, compose};

use super::OpError;
use super::material::Material;

impl Material {
    /// The groups, the whole first, as they are called now. Refused once the release is withdrawn.
    pub(super) fn groups(&self) -> Result<&[ReleasedGroup], OpError> {
        Ok(&self.release.presented()?.groups)
    }

    /// The report on a group.
    fn compose(
        &self,
        group: &ReleasedGroup,
        lang: Lang,
        reader: Audience,
    ) -> Result<Report, OpError> {
        let damaged = |fault: String| OpError::Damaged(fault);
        let code = GroupCode::parse(&group.id).map_err(|fault| damaged(fault.to_string()))?;
        compose(&self.instrument, &self.sources(), &code, lang, reader)
            .map_err(|fault| damaged(fault.to_string()))
    }

    /// The page that leads to all reports, with its name.
    pub(super) fn index(
        &self,
        renderer: &Renderer,
        lang: Lang,
        formats: &[Format],
    ) -> Result<(&'static str, String), OpError> {
        let whole = self
            .groups()?
            .first()
            .ok_or_else(|| OpError::Damaged("a release without groups".into()))?;
        // The list of all groups stands in the report for human resources.
        let report = self.compose(whole, lang, Audience::Hr)?;
        let link = |group: &GroupRow, format: Format| {
            let written = formats.contains(&format);
            let name = written.then(|| file_name(&group.code, lang, format));
            name.unwrap_or_default()
        };
        let page = renderer.index_html(&report, &|group| {
            Some(ReportFiles {
                page: link(group, Format::Html),
                pdf: link(group, Format::Pdf),
                xlsx: link(group, Format::Xlsx),
            })
        })?;
        Ok((index_name(lang), page))
    }

    /// Every file of a group's reports in both languages, with its name below the folder of all.
    pub(super) fn files(
        &self,
        renderer: &Renderer,
        group: &ReleasedGroup,
        formats: &[Format],
    ) -> Result<Vec<(String, Vec<u8>)>, OpError> {
        let mut files = Vec::new();
        for lang in Lang::ALL {
            let reader = self.audience.unwrap_or_else(|| Audience::of(group));
            let report = self.compose(group, lang, reader)?;
            for format in Format::ALL {
                if !formats.contains(&format) {
                    continue;
                }
                let one = |bytes| vec![(file_name(&group.id, lang, format), bytes)];
                let chart = |name: &str| format!("charts/{}.{lang}.{name}", stem(&group.id));
                files.extend(match format {
                    Format::Html => one(renderer.report_html(&report)?.into_bytes()),
                    Format::Pdf => one(renderer.report_pdf(&report)?),
                    Format::Xlsx => one(renderer.report_xlsx(&report)?),
                    Format::Csv => one(renderer.report_csv(&report)?),
                    Format::Json => one(renderer.report_json(&report)?),
                    Format::Svg => renderer
                        .charts(&report)?
                        .into_iter()
                        .map(|(name, svg)| (chart(&name), svg.into_bytes()))
                        .collect(),
                    Format::Png => renderer
                        .pictures(&report)?
                        .into_iter()
                        .map(|(name, png)| (chart(&format!("{name}.png")), png))
                        .collect(),
                });
            }
        }
        Ok(files)
    }
}

/// The page that leads to all reports.
pub(super) fn index_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Da => "index.html",
        Lang::En => "index.en.html",
    }
}

fn file_name(group: &str, lang: Lang, format: Format) -> String {
    let stem = stem(group);
    match lang {
        Lang::Da => format!("{stem}.{format}"),
        Lang::En => format!("{stem}.en.{format}"),
    }
}

/// Names that are taken by what is no group's report: the pages that lead to all, and in a bundle the release.
const TAKEN: [&str; 2] = ["index", "release"];

/// How a group is called in names of files. A code may hold full stops ("nord.en"), and one would pass for a language; no code holds a plus, so
/// that one in its place gives each code a name of its own. Names that are taken begin with one.
fn stem(group: &str) -> String {
    let taken = TAKEN.iter().any(|name| name.eq_ignore_ascii_case(group));
    let before = if taken { "+" } else { "" };
    format!("{before}{}", group.replace('.', "+"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_files_of_reports_have_the_same_name() {
        // Any two of them would meet if codes were taken as they are.
        let groups = [
            "nord",
            "nord.en",
            "nord.en.en",
            "nord_en",
            "nord-en",
            "index",
            "index.en",
            "Index",
            "release",
            "release.correction-1",
            "en",
            "da",
        ];
        let plain = groups.map(|group| [format!("{group}.html"), format!("{group}.en.html")]);
        let plain: BTreeSet<String> = plain.into_iter().flatten().collect();
        assert!(plain.len() < 2 * groups.len() && plain.contains("index.html"));
        let named = groups.map(|group| Lang::ALL.map(|lang| file_name(group, lang, Format::Html)));
        let named: BTreeSet<String> = named.into_iter().flatten().collect();
        assert_eq!(named.len(), 2 * groups.len(), "{named:?}");
        let lower: Vec<String> = named.iter().map(|name| name.to_lowercase()).collect();
        for taken in [
            "index.html",
            "index.en.html",
            "release.html",
            "release.correction-1.html",
        ] {
            assert!(lower.iter().all(|name| name != taken), "{taken}");
        }
        assert_eq!(file_name("led-2", Lang::En, Format::Pdf), "led-2.en.pdf");
    }
}
