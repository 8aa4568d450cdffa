//! What was kept from the field phase, beside what is left after it: it opens nothing and joins nothing.

use std::path::Path;

use pejling::forensics::installation::Place;
use pejling::forensics::linking::{by_transaction, by_value};
use pejling::forensics::needle::Needles;
use pejling::forensics::postgres::Server;
use pejling::forensics::table::Table;

use super::field::{CLOSE, Since, files, look, table};
use super::stored::Run;
use crate::support::database::Database;
use crate::support::program::{bare, finish};

impl Run {
    /// What an administrator may have kept from the last day of the field: the whole data folder, keys included.
    pub(super) fn keep_the_last_dump(&self) -> tempfile::TempDir {
        let kept = tempfile::tempdir().unwrap();
        copy(&self.data(), &kept.path().join("data"));
        if let Some(url) = self.url() {
            std::fs::write(
                kept.path().join("dump.sql"),
                Server::new(&url).dump().unwrap(),
            )
            .unwrap();
        }
        kept
    }

    /// 30: dumps of the field kept for ever, beside what is left after it.
    pub(super) fn nothing_kept_helps_with_what_is_left(&self, before: &[Table]) {
        let now = self.tables();
        for old in ["marker", "ballot_box", "invitation", "outbox", "person"] {
            for new in ["answer", "comment", "bulletin"] {
                assert_eq!(
                    by_value(table(before, old), table(&now, new)),
                    [],
                    "{old}, {new}"
                );
                assert_eq!(
                    by_transaction(table(before, old), table(&now, new)).len(),
                    0
                );
            }
        }
    }

    /// 23, and its control: with the key file of that day the same dump opens.
    pub(super) fn no_key_is_left(&self, last: &tempfile::TempDir, since: Option<&Since>) {
        let mut keys = Needles::new();
        // The master key stays: it wraps the keys of other surveys. What it wrapped for this one must be gone.
        let kept = files(&last.path().join("data/keys"), &["master.key"]);
        assert!(!kept.is_empty());
        for file in &kept {
            let bytes = std::fs::read(file).unwrap();
            for part in bytes.chunks_exact(32) {
                keys.binary("a part of a key file", part);
            }
            assert!(!keys.search(&bytes).is_empty());
        }
        for (name, bytes) in self.everything(since) {
            assert_eq!(keys.search(&bytes), [], "{name}");
        }
        assert!(files(&self.data().join("keys"), &["master.key"]).is_empty());

        // The last dump beside what is left now.
        let restored = tempfile::tempdir().unwrap();
        let data = restored.path().join("data");
        copy(&self.data(), &data);
        let database = self.url().map(|_| Database::postgres().unwrap());
        if let Some(url) = database.as_ref().and_then(Database::url) {
            let file = last.path().join("dump.sql");
            let mut psql = std::process::Command::new("psql");
            let ran = finish(
                psql.args(["-Xq", "-v", "ON_ERROR_STOP=1", "-d", &url, "-f"])
                    .arg(file),
            );
            assert_eq!(ran.code, Some(0), "{}", ran.err);
        } else {
            for end in ["", "-wal"] {
                let name = format!("pejling.db{end}");
                std::fs::copy(last.path().join("data").join(&name), data.join(&name)).unwrap();
            }
        }
        let close = || {
            let mut command = bare(restored.path());
            command.env("PEJLING_DATA", &data).args(CLOSE);
            if let Some(url) = database.as_ref().and_then(Database::url) {
                command.env("PEJLING_DATABASE_URL", url);
            }
            finish(&mut command)
        };
        let place = match database.as_ref().and_then(Database::url) {
            Some(url) => Place::Server(pejling::base::Redacted::new(url)),
            None => Place::File(data.join("pejling.db")),
        };
        close().refused(&["is not there"]);
        assert!(
            table(&look(&place), "answer").rows.is_empty(),
            "no ballot was opened"
        );

        copy(&last.path().join("data/keys"), &data.join("keys"));
        let said = close().ok();
        assert!(
            said.contains(&format!("{} answers", self.people.len())),
            "control: {said}"
        );
    }
}

/// Copies a folder with its permissions.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
