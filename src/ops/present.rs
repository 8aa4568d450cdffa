//! Reports: files made from a release, for people to open.

use std::path::PathBuf;

use crate::base::{Lang, SurveyCode};
use crate::render::Format;

use super::press::index_name;
use super::publish::file_stem;
use super::{App, Edition, OpError, workers, write_file};

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
        self.present_edition(code, &Edition::of(1), &Format::USUAL, progress)
    }

    /// The reports of a release that are asked for, in these formats; those for one audience in a folder of their own. The number of the
    /// machine's processors makes it faster, and nothing else.
    pub fn present_edition(
        &self,
        code: &SurveyCode,
        edition: &Edition<'_>,
        formats: &[Format],
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Presented, OpError> {
        let material = self.material(code, edition)?;
        // One that was withdrawn ends here, before anything is written.
        let groups = material.groups()?;
        let mut folder = self
            .settings
            .reports()
            .join(file_stem(code, edition.release));
        folder.extend(edition.folder());
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
