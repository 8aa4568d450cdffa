//! Reports: files made from a release, for people to open.

use std::path::PathBuf;

use crate::base::{GroupCode, Lang, SurveyCode};
use crate::render::ReportFiles;
use crate::report::{compose, compose_with_texts};

use super::publish::file_stem;
use super::{App, OpError, write_file};

/// Reports that were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    /// The page that leads to all of them.
    pub index: PathBuf,
    /// Number of report pages, both languages counted; each is there as PDF as well.
    pub pages: usize,
    /// Number of charts written as files.
    pub charts: usize,
}

impl App {
    /// Writes the reports of a released survey: a page and a PDF per group in Danish and English, and each chart as SVG.
    pub fn present(
        &self,
        code: &SurveyCode,
        progress: impl FnMut(usize, usize),
    ) -> Result<Presented, OpError> {
        self.present_release(code, 1, progress)
    }

    /// The same of a later release, by its number: a page per cut.
    pub fn present_release(
        &self,
        code: &SurveyCode,
        number: usize,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Presented, OpError> {
        let survey = self.survey(code)?;
        let instrument = self.instrument(&survey)?;
        let release = self.numbered_release(code, number)?;
        // One that was withdrawn ends here, before anything is written.
        let groups = &release.presented()?.groups;
        // Texts stand in the report of the group that has them, so beside the first release.
        let texts = match number {
            1 => self.texts(code)?,
            _ => None,
        };
        let composed = |group: &GroupCode, lang| {
            match &texts {
                Some(texts) => compose_with_texts(&instrument, &release, texts, group, lang),
                None => compose(&instrument, &release, group, lang),
            }
            .map_err(|fault| OpError::Damaged(fault.to_string()))
        };
        let folder = self.settings.reports().join(file_stem(code, number));
        let total = groups.len() * Lang::ALL.len();
        let (mut pages, mut charts) = (0, 0);
        for group in groups {
            let focus =
                GroupCode::parse(&group.id).map_err(|fault| OpError::Damaged(fault.to_string()))?;
            for lang in Lang::ALL {
                let report = composed(&focus, lang)?;
                write_file(
                    &folder.join(file_name(&group.id, lang, "html")),
                    self.renderer.report_html(&report)?.as_bytes(),
                )?;
                write_file(
                    &folder.join(file_name(&group.id, lang, "pdf")),
                    &self.renderer.report_pdf(&report)?,
                )?;
                for (chart, svg) in self.renderer.charts(&report)? {
                    write_file(
                        &folder
                            .join("charts")
                            .join(format!("{}.{lang}.{chart}", group.id)),
                        svg.as_bytes(),
                    )?;
                    charts += 1;
                }
                pages += 1;
                progress(pages, total);
            }
        }
        let whole = groups
            .first()
            .ok_or_else(|| OpError::Damaged("a release without groups".into()))?;
        let whole =
            GroupCode::parse(&whole.id).map_err(|fault| OpError::Damaged(fault.to_string()))?;
        for lang in Lang::ALL {
            let report = composed(&whole, lang)?;
            let index = self.renderer.index_html(&report, &|group| {
                Some(ReportFiles {
                    page: file_name(&group.code, lang, "html"),
                    pdf: file_name(&group.code, lang, "pdf"),
                })
            })?;
            write_file(&folder.join(index_name(lang)), index.as_bytes())?;
        }
        Ok(Presented {
            index: folder.join(index_name(Lang::Da)),
            pages,
            charts,
        })
    }
}

fn index_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Da => "index.html",
        Lang::En => "index.en.html",
    }
}

fn file_name(group: &str, lang: Lang, kind: &str) -> String {
    match lang {
        Lang::Da => format!("{group}.{kind}"),
        Lang::En => format!("{group}.en.{kind}"),
    }
}
