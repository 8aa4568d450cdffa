//! All reports in one file: the same bytes by however many workers, everything in it, nothing left beside it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::support::{Field, survey};
use crate::base::Lang;
use crate::ops::{Edition, OpError};
use crate::render::Format;
use crate::store::tests::on_each_backend;

/// Names and contents, in the order of the archive.
pub(super) fn opened(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            assert_eq!(file.unix_mode().map(|mode| mode & 0o777), Some(0o600));
            assert_eq!(file.last_modified().map(|day| day.year()), Some(1980));
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

on_each_backend! {
    fn a_bundle_holds_all_reports_and_does_not_depend_on_who_packed_it(db) {
        let field = Field::launch(db, 12, 7);
        let app = field.app();
        // Nothing is packed before anything is published, and no file is left of the attempt.
        let path = field.folder.path().join("out/all.zip");
        let early = app.bundle(&survey(), &Edition::of(1), Some(&path), |_, _| ());
        assert!(matches!(early, Err(OpError::State { .. })));
        assert!(!path.exists());
        field.answer(&field.tokens()[..17]);
        app.close(&survey(), true, None).unwrap();
        app.publish(&survey(), |_, _| ()).unwrap();

        let mut told = Vec::new();
        let bundled = app
            .bundle_with(1, &survey(), &Edition::of(1), Some(&path), |done, total| told.push((done, total)))
            .unwrap();
        let release = app.release(&survey()).unwrap();
        let groups = &release.document().groups;
        let total = 2 * groups.len();
        assert_eq!(told.last(), Some(&(total, total)));
        assert_eq!((bundled.reports, told.len()), (total, groups.len()));
        let bytes = fs::read(&path).unwrap();
        assert_eq!(bundled.size, bytes.len() as u64);
        app.bundle_with(3, &survey(), &Edition::of(1), Some(&path), |_, _| ()).unwrap();
        assert!(bytes == fs::read(&path).unwrap(), "three workers");
        assert_eq!(names(path.parent().unwrap()), ["all.zip".to_owned()].into());
        // Whatever name is asked for, the file has it in the end, and what lies beside it stays as it is.
        let part = path.with_file_name("all.part");
        app.bundle(&survey(), &Edition::of(1), Some(&part), |_, _| ()).unwrap();
        assert!(bytes == fs::read(&part).unwrap());
        #[cfg(unix)]
        {
            let (other, link) = (field.folder.path().join("other"), path.with_file_name("all.part.0.part"));
            fs::write(&other, "mine").unwrap();
            std::os::unix::fs::symlink(&other, &link).unwrap();
            app.bundle(&survey(), &Edition::of(1), Some(&part), |_, _| ()).unwrap();
            assert!(bytes == fs::read(&part).unwrap() && link.is_symlink());
            assert_eq!(fs::read_to_string(other).unwrap(), "mine");
            assert_eq!(names(path.parent().unwrap()).len(), 3);
            let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(&path).unwrap());
            assert_eq!(mode & 0o777, 0o600);
        }

        let inside = opened(&path);
        assert_eq!(inside.len(), bundled.files);
        let find = |name: &str| {
            let wanted = format!("proeve/{name}");
            let found = inside.iter().find(|(name, _)| *name == wanted);
            found.unwrap_or_else(|| panic!("{wanted} is not in it")).1.as_slice()
        };
        assert_eq!(find("release.json"), release.to_json().as_bytes());
        for group in groups {
            for (lang, middle) in [(Lang::Da, ""), (Lang::En, ".en")] {
                for (end, begins) in [("html", "<!doctype"), ("pdf", "%PDF"), ("xlsx", "PK"), ("csv", "\u{feff}"), ("json", "{")] {
                    let file = find(&format!("{}{middle}.{end}", group.id));
                    assert!(file.starts_with(begins.as_bytes()), "{} {lang} {end}", group.id);
                }
            }
        }
        let readme = String::from_utf8(find("README.txt").to_vec()).unwrap();
        for line in ["\u{feff}Rapporter fra en unders\u{f8}gelse\r\n", "Reports of a survey\r\n"] {
            assert!(readme.contains(line), "{readme}");
        }
        // Every link of the index leads to something.
        for name in ["index.html", "index.en.html"] {
            let page = String::from_utf8(find(name).to_vec()).unwrap();
            let links: Vec<&str> = page
                .split("href=\"")
                .skip(1)
                .filter_map(|rest| rest.split_once('"'))
                .map(|(link, _)| link)
                .filter(|link| !link.starts_with('#'))
                .collect();
            assert_eq!(links.len(), 3 * groups.len(), "{links:?}");
            assert!(links.into_iter().all(|link| !find(link).is_empty()));
        }
        let pictures = inside.iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|kind| kind == "png")).count();
        assert!(pictures >= 2, "{pictures}");
        // What is not for everybody is not in it.
        assert!(!inside.iter().any(|(name, _)| name.contains("certificate")));

        // Without a name it lies beside the reports, and is what was handed over.
        let beside = app.bundle(&survey(), &Edition::of(1), None, |_, _| ()).unwrap();
        assert_eq!(beside.file, field.folder.path().join("reports/proeve.zip"));
        assert!(fs::read(&beside.file).unwrap() == bytes);
        assert!(app.bundle(&survey(), &Edition::of(2), None, |_, _| ()).is_err());

        // Reports as files: those asked for, with links to those alone.
        let only = [Format::Html, Format::Csv];
        let presented = app.present_edition(&survey(), &Edition::of(1), &only, |_, _| ()).unwrap();
        assert_eq!((presented.pages, presented.charts), (total, 0));
        let page = fs::read_to_string(&presented.index).unwrap();
        assert!(page.contains(".html\"") && !page.contains(".pdf") && !page.contains(".xlsx"));
        let folder = presented.index.parent().unwrap();
        let kinds: BTreeSet<String> = names(folder)
            .iter()
            .filter_map(|name| name.rsplit_once('.').map(|(_, end)| end.to_owned()))
            .collect();
        assert_eq!(kinds, ["csv", "html"].map(str::to_owned).into());
        for group in groups {
            let written = fs::read(folder.join(format!("{}.html", group.id))).unwrap();
            let packed = find(&format!("{}.html", group.id));
            assert!(written == packed, "the same report, as a file and in the bundle");
        }
        let none = app.present_edition(&survey(), &Edition::of(1), &[Format::Json], |_, _| ()).unwrap();
        assert_eq!(none.index, folder);
    }
}
