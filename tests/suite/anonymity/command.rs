//! `pejling attack storage` on a healthy installation and on one that was broken on purpose.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use serde_json::Value;

use crate::support::database::{Database, on_each_backend};
use crate::support::site::Site;

const TEMPLATE: &str = "netvaerksevaluering";

fn attack(site: &Site, also: &[&str]) -> (Option<i32>, Value) {
    let ran = site
        .program
        .run(&[&["attack", "storage", "--json"], also].concat());
    (ran.code, serde_json::from_str(&ran.out).unwrap())
}

fn named(report: &Value, outcome: &str) -> Vec<String> {
    let attacks = report["attacks"].as_array().unwrap();
    attacks
        .iter()
        .filter(|attack| attack["outcome"] == outcome)
        .map(|attack| attack["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_healthy_installation_holds() {
    on_each_backend(|database| {
        let site = Site::launch(database, TEMPLATE);
        let (code, report) = attack(&site, &[]);
        assert_eq!(
            code,
            Some(0),
            "{:?}",
            report["attacks"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|a| a["outcome"] == "found")
                .collect::<Vec<_>>()
        );
        assert!(named(&report, "held").len() >= 9, "{report:#}");
        let words = site.program.run(&["attack", "storage"]).ok();
        assert!(words.contains("attacks tried, 0 found"), "{words}");
    });
}

#[test]
fn each_fault_of_a_broken_installation_is_found_and_no_secret_printed() {
    let mut site = Site::launch(Database::Sqlite, TEMPLATE);
    site.kill();
    let data = site.program.data();
    let token = site.tokens()[0].clone();
    let mut conn = SqliteConnection::establish(data.join("pejling.db").to_str().unwrap()).unwrap();
    conn.batch_execute(
        "PRAGMA secure_delete = OFF;
         ALTER TABLE marker ADD COLUMN created_at TEXT;
         DROP TABLE answer;
         CREATE TABLE answer (survey TEXT, id TEXT, group_code TEXT, packed BLOB);
         INSERT INTO answer SELECT 'proeve', id, stratum, x'00' FROM invitation LIMIT 2;
         UPDATE survey SET state = 'tallied';
         CREATE TABLE trash (x TEXT); INSERT INTO trash VALUES (hex(zeroblob(9000))); DROP TABLE trash;",
    )
    .unwrap();
    drop(conn);
    let logs = site.program.folder.path().join("logs");
    std::fs::create_dir(&logs).unwrap();
    let line = format!("POST /s/proeve/cast {token}\nsmtp p3@by.example\n");
    std::fs::write(logs.join("proxy.log"), &line).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A test's folder is closed to others; an operator's need not be.
        for folder in [site.program.folder.path(), &data, &data.join("keys")] {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    let logs = logs.display().to_string();
    let (code, report) = attack(&site, &["--also", &logs]);
    assert_eq!(code, Some(1));
    let found = named(&report, "found");
    for name in [
        "permissions",
        "keys",
        "columns",
        "shared values",
        "order",
        "small groups",
        "remains",
        "links",
        "people",
    ] {
        assert!(
            found.iter().any(|other| other == name),
            "{name} is not in {report:#}"
        );
    }
    let said = site.program.run(&["attack", "storage", "--also", &logs]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("docs/attacks.md"), "{}", said.err);
    for secret in [token.as_str(), "p3@by.example"] {
        assert!(!said.out.contains(secret) && !said.err.contains(secret));
        assert!(!report.to_string().contains(secret));
    }
}
