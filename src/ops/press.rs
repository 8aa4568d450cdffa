//! The files of one group's reports, by what they are asked to be written as.
//!
//! Invariants: a file's name and bytes follow from the report alone, whoever writes it and wherever; no two reports have the same name, nor
//! one of them that of the page that leads to all.

use std::collections::BTreeMap;

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

    /// How each group is called in names of files, by its code.
    fn stems(&self) -> Result<BTreeMap<String, String>, OpError> {
        let codes = || Ok::<_, OpError>(self.groups()?.iter().map(|group| group.id.as_str()));
        Ok(codes()?.map(str::to_owned).zip(stems(codes()?)).collect())
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
        let stems = self.stems()?;
        let link = |group: &GroupRow, format: Format| {
            let written = formats.contains(&format);
            let stem = stems.get(&group.code).filter(|_| written);
            stem.map_or_else(String::new, |stem| file_name(stem, lang, format))
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
        let stems = self.stems()?;
        let stem = stems
            .get(&group.id)
            .ok_or_else(|| OpError::Damaged("a group that is not there".into()))?;
        for lang in Lang::ALL {
            let reader = self.audience.unwrap_or_else(|| Audience::of(group));
            let report = self.compose(group, lang, reader)?;
            for format in Format::ALL {
                if !formats.contains(&format) {
                    continue;
                }
                let one = |bytes| vec![(file_name(stem, lang, format), bytes)];
                let chart = |name: &str| format!("charts/{stem}.{lang}.{name}");
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

fn file_name(stem: &str, lang: Lang, format: Format) -> String {
    match lang {
        Lang::Da => format!("{stem}.{format}"),
        Lang::En => format!("{stem}.en.{format}"),
    }
}

/// Names that are taken by what is no group's report: the pages that lead to all, and in a bundle the release and what explains it all.
const TAKEN: [&str; 3] = ["index", "release", "readme"];
/// Names that Windows keeps for devices, whatever stands behind the first full stop; those with a digit follow.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const PORTS: [&str; 2] = ["com", "lpt"];

/// How a group is called in names of files. A code may hold full stops ("nord.en"), and one would pass for a language; no code holds a plus, so
/// that one in its place gives each code a name of its own. Names that are taken begin with one.
fn stem(group: &str) -> String {
    let lower = group.to_lowercase();
    let ported = |port: &&str| {
        let digit = lower.strip_prefix(*port).map(str::parse::<u8>);
        matches!(digit, Some(Ok(0..=9)))
    };
    let taken = TAKEN.contains(&&*lower) || DEVICES.contains(&&*lower);
    let before = if taken || PORTS.iter().any(ported) {
        "+"
    } else {
        ""
    };
    format!("{before}{}", group.replace('.', "+"))
}

/// The names of all groups, in their order. Names that differ in case alone are one file on many systems: those that come later begin with one
/// more plus each.
fn stems<'a>(groups: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let named = groups.into_iter().map(|group| {
        let stem = stem(group);
        let twins = taken.entry(stem.to_lowercase()).or_insert(0);
        let before = "+".repeat(*twins);
        *twins += 1;
        format!("{before}{stem}")
    });
    named.collect()
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
            "INDEX",
            "Nord",
            "NORD",
            "Åben",
            "åben",
            "nord.",
            "release",
            "release.correction-1",
            "readme",
            "en",
            "da",
            "con",
            "Aux",
            "com1",
            "com",
            "com12",
            "LPT9",
        ];
        let plain = groups.map(|group| [format!("{group}.html"), format!("{group}.en.html")]);
        let plain: BTreeSet<String> = plain.into_iter().flatten().collect();
        assert!(plain.len() < 2 * groups.len() && plain.contains("index.html"));
        let stems = stems(groups);
        let named = stems
            .iter()
            .flat_map(|stem| Lang::ALL.map(|lang| file_name(stem, lang, Format::Html)));
        // As systems compare them that make no difference of case.
        let lower: BTreeSet<String> = named.map(|name| name.to_lowercase()).collect();
        assert_eq!(lower.len(), 2 * groups.len(), "{lower:?}");
        let devices = ["con", "aux", "com1", "lpt9"];
        for name in &lower {
            let device = name.split('.').next().unwrap();
            assert!(!devices.contains(&device), "{name}");
        }
        assert!(lower.contains("com.html") && lower.contains("com12.html"));
        for taken in [
            "index.html",
            "index.en.html",
            "release.html",
            "release.correction-1.html",
            "readme.html",
        ] {
            assert!(lower.iter().all(|name| name != taken), "{taken}");
        }
        assert_eq!(file_name("led-2", Lang::En, Format::Pdf), "led-2.en.pdf");
    }
}
