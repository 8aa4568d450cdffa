//! Reports: files made from a release, for people to open.

use std::path::PathBuf;

use crate::base::{Lang, SurveyCode};
use crate::render::Format;

use super::press::index_name;
use super::publish::file_stem;
use super::{App, OpError, ReferenceFile, workers, write_file};

/// Reports that were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    /// The page that leads to all of them; their folder where no pages were asked for.
    pub index: PathBuf,
    /// Number of reports, both languages counted; each is there in every format that was asked for.
    pub pages: usize,
    /// Number of charts written as files.
    pub charts: usize,
}

impl App {
    /// Writes the reports of a released survey: per group in Danish and English a page, a PDF and a workbook, and each chart as SVG.
    pub fn present(
        &self,
        code: &SurveyCode,
        progress: impl FnMut(usize, usize),
    ) -> Result<Presented, OpError> {
        self.present_release(code, 1, None, &Format::USUAL, progress)
    }

    /// The same of a release by its number, later ones having a page per cut, held against figures from outside where they are given, and in
    /// these formats. The number of the machine's processors makes it faster, and nothing else.
    pub fn present_release(
        &self,
        code: &SurveyCode,
        number: usize,
        outside: Option<ReferenceFile<'_>>,
        formats: &[Format],
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Presented, OpError> {
        let material = self.material(code, number, outside)?;
        // One that was withdrawn ends here, before anything is written.
        let groups = material.groups()?;
        let folder = self.settings.reports().join(file_stem(code, number));
        let renderer = &self.renderer;
        let total = groups.len() * Lang::ALL.len();
        let (mut pages, mut charts) = (0, 0);
        let make = |at: usize| {
            let group = groups
                .get(at)
                .ok_or_else(|| OpError::Damaged("a group that is not there".into()))?;
            let mut drawn = 0;
            for (name, bytes) in material.files(renderer, group, formats)? {
                write_file(&folder.join(&name), &bytes)?;
                drawn += usize::from(name.starts_with("charts/"));
            }
            Ok::<usize, OpError>(drawn)
        };
        workers::in_order(groups.len(), workers::available(), &make, |drawn| {
            pages += Lang::ALL.len();
            charts += drawn;
            progress(pages, total);
            Ok(())
        })?;
        let mut index = folder.clone();
        if formats.contains(&Format::Html) {
            for lang in Lang::ALL {
                let (name, page) = material.index(renderer, lang, formats)?;
                write_file(&folder.join(name), page.as_bytes())?;
            }
            index = folder.join(index_name(Lang::Da));
        }
        Ok(Presented {
            index,
            pages,
            charts,
        })
    }
}
