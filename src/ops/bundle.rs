//! All reports of a survey in one file, to hand over: every group in both languages and every format, the release itself with its
//! corrections, the page that leads to all, and what the files are.
//!
//! Invariants: the file appears whole or not at all; memory does not grow with the number of groups, but for the list of names at its end;
//! the same release gives the same bytes, whenever it is packed and by however many workers; certificates are never in it, for they name
//! numbers of answers of hidden groups.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use zip::write::{PreparedZipFile, SimpleFileOptions};
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::base::{Lang, SurveyCode};
use crate::render::Format;

use super::material::FOLDERS;
use super::publish::{beside, file_stem};
use super::{App, Edition, OpError, make_folder, new_private_file, workers};

/// What stands in it of each report; the pages hold the charts as drawings.
const FORMATS: [Format; 6] = [
    Format::Html,
    Format::Pdf,
    Format::Xlsx,
    Format::Csv,
    Format::Json,
    Format::Png,
];

/// What the files are, in both languages: with a byte order mark and the line ends of Windows, whose oldest editor opens it.
const README: &str = include_str!("bundle_readme.txt");

/// Names tried for the file while it is written: one is left behind whenever the machine stops half-way.
const NEIGHBOURS: u32 = 100;

/// A bundle that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundled {
    /// The file.
    pub file: PathBuf,
    /// Number of reports, both languages counted.
    pub reports: usize,
    /// Number of files in it.
    pub files: usize,
    /// Its size in bytes.
    pub size: u64,
}

impl App {
    /// Writes all reports of a release into one file: `output`, or a name of the survey beside its reports.
    pub fn bundle(
        &self,
        code: &SurveyCode,
        edition: &Edition<'_>,
        output: Option<&Path>,
        progress: impl FnMut(usize, usize),
    ) -> Result<Bundled, OpError> {
        self.bundle_with(workers::available(), code, edition, output, progress)
    }

    pub(super) fn bundle_with(
        &self,
        workers: usize,
        code: &SurveyCode,
        edition: &Edition<'_>,
        output: Option<&Path>,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Bundled, OpError> {
        let material = self.material(code, edition)?;
        let stem = stem(code, edition.release, edition.folder());
        let usual = self.settings.reports().join(format!("{stem}.zip"));
        let path = output.unwrap_or(&usual);
        let (groups, renderer) = (material.groups()?, &self.renderer);
        let packed = |(name, bytes): (String, Vec<u8>)| {
            PreparedZipFile::from_data(format!("{stem}/{name}"), options(&name), &bytes)
                .map_err(|fault| unpacked(path, fault.into()))
        };
        let mut zip = Zip::open(path)?;
        zip.add(packed((
            "README.txt".to_owned(),
            README.as_bytes().to_vec(),
        ))?)?;
        let release = material.release.to_json().as_bytes().to_vec();
        zip.add(packed(("release.json".to_owned(), release))?)?;
        for (correction, number) in self.corrections(code)?.iter().zip(1..) {
            if material.release.corrections().contains(correction) {
                let name = format!("release.correction-{number}.json");
                zip.add(packed((name, correction.to_json().as_bytes().to_vec()))?)?;
            }
        }
        for lang in Lang::ALL {
            let (name, page) = material.index(renderer, lang, &FORMATS)?;
            zip.add(packed((name.to_owned(), page.into_bytes()))?)?;
        }
        let total = groups.len() * Lang::ALL.len();
        let mut reports = 0;
        let make = |at: usize| {
            let group = groups
                .get(at)
                .ok_or_else(|| OpError::Damaged("a group that is not there".into()))?;
            let files = material.files(renderer, group, &FORMATS)?;
            files.into_iter().map(packed).collect::<Result<Vec<_>, _>>()
        };
        workers::in_order(groups.len(), workers, &make, |files| {
            for file in files {
                zip.add(file)?;
            }
            reports += Lang::ALL.len();
            progress(reports, total);
            Ok(())
        })?;
        let files = zip.files;
        let size = zip.finish()?;
        Ok(Bundled {
            file: path.to_owned(),
            reports,
            files,
            size,
        })
    }
}

/// Name of a bundle without ending, and of the folder in it.
fn stem(code: &SurveyCode, number: usize, folder: Option<&str>) -> String {
    let release = file_stem(code, number);
    folder.map_or(release.clone(), |folder| beside(&release, folder))
}

/// Names of all bundles that a release may have beside its reports.
pub(super) fn bundle_names(code: &SurveyCode, number: usize) -> impl Iterator<Item = String> {
    let folders = FOLDERS.into_iter().map(Some);
    let stems = std::iter::once(None).chain(folders);
    stems.map(move |folder| format!("{}.zip", stem(code, number, folder)))
}

/// How a file is packed: what is packed already, as it is. Its day is always the first that the format knows.
fn options(name: &str) -> SimpleFileOptions {
    let packed = [".pdf", ".png", ".xlsx"]
        .iter()
        .any(|end| name.ends_with(end));
    let options = SimpleFileOptions::default()
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600);
    if packed {
        options.compression_method(CompressionMethod::Stored)
    } else {
        options
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(4))
    }
}

fn unpacked(path: &Path, cause: std::io::Error) -> OpError {
    OpError::File {
        what: "write",
        path: path.to_owned(),
        cause,
    }
}

/// The file while it is written, under a name of its own; gone again unless it is finished.
struct Zip {
    path: PathBuf,
    /// `None` once it has got its name.
    neighbour: Option<PathBuf>,
    writer: Option<ZipWriter<BufWriter<File>>>,
    files: usize,
}

impl Zip {
    fn open(path: &Path) -> Result<Self, OpError> {
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            make_folder(folder)?;
        }
        let (neighbour, file) = neighbour(path).map_err(|cause| unpacked(path, cause))?;
        Ok(Self {
            path: path.to_owned(),
            neighbour: Some(neighbour),
            writer: Some(ZipWriter::new(BufWriter::new(file))),
            files: 0,
        })
    }

    fn add(&mut self, file: PreparedZipFile) -> Result<(), OpError> {
        if let Some(writer) = &mut self.writer {
            let added = writer.add_prepared_file(file);
            added.map_err(|fault| unpacked(&self.path, fault.into()))?;
            self.files += 1;
        }
        Ok(())
    }

    /// Gives the file its name, and returns its size in bytes.
    fn finish(mut self) -> Result<u64, OpError> {
        let finished = match (self.writer.take(), &self.neighbour) {
            (Some(writer), Some(neighbour)) => finish(writer, neighbour, &self.path),
            _ => Ok(0),
        };
        let size = finished.map_err(|cause| unpacked(&self.path, cause))?;
        self.neighbour = None;
        Ok(size)
    }
}

/// Makes a file beside another, of a name that was free: whatever lies there, or is linked to, stays as it is.
fn neighbour(path: &Path) -> std::io::Result<(PathBuf, File)> {
    let unnamed = || std::io::Error::from(std::io::ErrorKind::InvalidInput);
    let name = path.file_name().ok_or_else(unnamed)?;
    let mut taken = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
    for at in 0..NEIGHBOURS {
        let mut name = name.to_owned();
        name.push(format!(".{at}.part"));
        let neighbour = path.with_file_name(name);
        match new_private_file(&neighbour) {
            Ok(file) => return Ok((neighbour, file)),
            Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => taken = cause,
            Err(cause) => return Err(cause),
        }
    }
    Err(taken)
}

fn finish(
    writer: ZipWriter<BufWriter<File>>,
    neighbour: &Path,
    path: &Path,
) -> std::io::Result<u64> {
    let mut buffer = writer.finish()?;
    buffer.flush()?;
    let size = buffer.get_ref().metadata()?.len();
    std::fs::rename(neighbour, path)?;
    Ok(size)
}

impl Drop for Zip {
    fn drop(&mut self) {
        if let Some(neighbour) = &self.neighbour {
            // Where it cannot be removed, an unfinished file is all that stays.
            drop(std::fs::remove_file(neighbour));
        }
    }
}
