//! Reports: files made from a release, for people to open.

use std::path::PathBuf;

use crate::base::{GroupCode, Lang, SurveyCode};
use crate::disclosure::document::ReleasedGroup;
use crate::render::ReportFiles;
use crate::report::{Audience, compose};

use super::publish::file_stem;
use super::{App, OpError, ReferenceFile, write_file};

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
        self.present_release(code, 1, None, progress)
    }

    /// The same of a release by its number, later ones having a page per cut, and held against figures from outside where they are given.
    pub fn present_release(
        &self,
        code: &SurveyCode,
        number: usize,
        outside: Option<ReferenceFile<'_>>,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Presented, OpError> {
        let material = self.material(code, number, outside)?;
        // One that was withdrawn ends here, before anything is written.
        let groups = &material.release.presented()?.groups;
        let (instrument, sources) = (&material.instrument, material.sources());
        let composed = |group: &ReleasedGroup, lang| {
            let damaged = |fault: String| OpError::Damaged(fault);
            let code = GroupCode::parse(&group.id).map_err(|fault| damaged(fault.to_string()))?;
            compose(instrument, &sources, &code, lang, Audience::of(group))
                .map_err(|fault| damaged(fault.to_string()))
        };
        let folder = self.settings.reports().join(file_stem(code, number));
        let total = groups.len() * Lang::ALL.len();
        let (mut pages, mut charts) = (0, 0);
        for group in groups {
            for lang in Lang::ALL {
                let report = composed(group, lang)?;
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
        for lang in Lang::ALL {
            let report = composed(whole, lang)?;
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
