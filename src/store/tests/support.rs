//! A database per test: a file in a temporary folder, or a schema of its own on PostgreSQL.
#![expect(
    clippy::disallowed_methods,
    reason = "tests read where PostgreSQL is, and look behind the query layer"
)]

use std::io::Write as _;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::ballot::{Manifest, ManifestParts, Stratum};
use crate::base::{Day, Digest, Facts, GroupCode, SurveyCode, Text as Label};
use crate::fieldwork::{State, Survey};
use crate::registry::{Frame, Roster, Scope, SheetKind, import};
use crate::store::address::Kind;
use crate::store::connection::Conn;
use crate::store::{DatabaseUrl, Store, StoreError, Tx, dialect};

static SWEEP: Once = Once::new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A migrated database that vanishes with the test.
pub(crate) struct TestDb {
    pub(crate) store: Store,
    pub(super) url: DatabaseUrl,
    place: Place,
}

enum Place {
    Folder { _keep: tempfile::TempDir },
    Schema(DatabaseUrl, String),
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl TestDb {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::file(&folder.path().join("pejling.db"));
        Self::new(url, Place::Folder { _keep: folder })
    }

    /// `None`, with a word to the reader, if there is no PostgreSQL.
    pub(crate) fn postgres() -> Option<Self> {
        let base = std::env::var("PEJLING_TEST_POSTGRES")
            .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/test".to_owned());
        let url = DatabaseUrl::parse(&base).unwrap();
        let mut conn = match dialect::open(&url) {
            Ok(conn) => conn,
            Err(error) => {
                assert!(std::env::var("CI").is_err(), "CI needs PostgreSQL: {error}");
                // Straight to standard error: the harness hides what a passing test prints.
                let said = format!("SKIPPED on PostgreSQL: {error}; set PEJLING_TEST_POSTGRES\n");
                std::io::stderr().write_all(said.as_bytes()).unwrap();
                return None;
            }
        };
        let now = number(
            &mut conn,
            "SELECT extract(epoch FROM now())::bigint AS number",
        );
        SWEEP.call_once(|| sweep(&mut conn, now));
        let unique = NEXT.fetch_add(1, Ordering::Relaxed);
        let schema = format!("pejling_test_{now}_{}_{unique}", std::process::id());
        conn.batch_execute(&format!("CREATE SCHEMA {schema}"))
            .unwrap();
        let joint = if base.contains('?') { '&' } else { '?' };
        let own = DatabaseUrl::parse(&format!("{base}{joint}options=-csearch_path%3D{schema}"));
        Some(Self::new(own.unwrap(), Place::Schema(url, schema)))
    }

    fn new(url: DatabaseUrl, place: Place) -> Self {
        let store = Store::open(&url).unwrap();
        store.migrate().unwrap();
        Self { store, url, place }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.place, Place::Folder { .. })
    }

    /// The whole address, for a program that opens the database itself.
    pub(crate) fn address(&self) -> String {
        match self.url.kind() {
            Kind::Sqlite(path) => format!("sqlite://{}", path.display()),
            Kind::Postgres(server) => server.url.expose().clone(),
        }
    }

    /// Runs statements behind the query layer.
    pub(crate) fn run(&self, sql: &str) {
        self.conn().batch_execute(sql).unwrap();
    }

    /// A connection outside the store's pool.
    pub(super) fn conn(&self) -> Conn {
        dialect::open(&self.url).unwrap()
    }

    /// The column `line` of a query.
    pub(crate) fn lines(&self, sql: &str) -> Vec<String> {
        let rows: Vec<Line> = diesel::sql_query(sql).load(&mut self.conn()).unwrap();
        rows.into_iter().map(|row| row.line).collect()
    }

    /// The column `number` of a query.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        number(&mut self.conn(), sql)
    }

    pub(crate) fn write<T>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T, StoreError>) -> T {
        self.store.write(work).unwrap()
    }

    pub(crate) fn read<T>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T, StoreError>) -> T {
        self.store.read(work).unwrap()
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Place::Schema(url, schema) = &self.place
            && let Ok(mut conn) = dialect::open(url)
        {
            let dropped = conn.batch_execute(&format!("DROP SCHEMA {schema} CASCADE"));
            assert!(dropped.is_ok() || std::thread::panicking());
        }
    }
}

pub(super) fn number(conn: &mut Conn, sql: &str) -> i64 {
    let row: Number = diesel::sql_query(sql).get_result(conn).unwrap();
    row.number
}

/// Drops what tests killed an hour ago or more left behind.
fn sweep(conn: &mut Conn, now: i64) {
    let sql =
        "SELECT nspname::text AS line FROM pg_namespace WHERE nspname LIKE 'pejling\\_test\\_%'";
    let schemas: Vec<Line> = diesel::sql_query(sql).load(conn).unwrap();
    for schema in schemas {
        let made = schema
            .line
            .split('_')
            .nth(2)
            .and_then(|made| made.parse::<i64>().ok());
        if made.is_some_and(|made| made < now - 3600) {
            conn.batch_execute(&format!("DROP SCHEMA IF EXISTS {} CASCADE", schema.line))
                .unwrap();
        }
    }
}

pub(crate) fn code(text: &str) -> SurveyCode {
    SurveyCode::parse(text).unwrap()
}

pub(crate) fn survey(name: &str) -> Survey {
    Survey {
        code: code(name),
        title: Label::new("Netværk 2026", "Networks 2026"),
        sender: Label::new("HR", "HR"),
        template: "code = \"x\"".to_owned(),
        variant: Some("prøve".to_owned()),
        instrument: Digest::plain(b"instrument"),
        policy: "ordinary".to_owned(),
        opens: Day::new(2026, 3, 1).unwrap(),
        closes: Day::new(2026, 3, 15).unwrap(),
        state: State::Open,
        notes: vec![Label::new("Konstruerede data", "Constructed data")],
    }
}

/// A manifest with nothing but a name.
pub(super) fn manifest(name: &str) -> Manifest {
    let day = Day::new(2026, 3, 1).unwrap();
    Manifest::freeze(ManifestParts {
        survey: code(name),
        questionnaire: Digest::plain(b"instrument"),
        minimum: 5,
        policy: crate::ballot::Thresholds::ORDINARY,
        groups: Digest::plain(b"groups"),
        opens: day,
        closes: day.plus(14),
        seal_key: [7; 32],
        strata: vec![Stratum {
            code: GroupCode::parse("A").unwrap(),
            label: "Afdeling".to_owned(),
            invited: 7,
            others: false,
            kid: Digest::plain(b"key"),
        }],
        scripts: std::collections::BTreeMap::new(),
    })
    .unwrap()
}

pub(super) const FILES: [(SheetKind, &str); 4] = [
    (
        SheetKind::Units,
        "kode;navn;overordnet\nA;Afdeling;K\nK;Kommunen;\nB;Børn;K\n",
    ),
    (
        SheetKind::Networks,
        "kode;navn;type;obligatorisk;formål;facilitator;start;niveau\nn1;Øst;tværfaglig;ja;1,3;intern;2026-01-01;Topledere\nn2;Vest;faglig;nej;2;;;\n",
    ),
    (
        SheetKind::People,
        "kode;navn;e-mail;enhed;sprog\np1;Åse;p1@k.dk;A;da\np2;Bo;p2@k.dk;A;en\np3;Cy;p3@k.dk;B;da\np4;Di;p4@k.dk;K;da\n",
    ),
    (
        SheetKind::Memberships,
        "person;netværk;indtrådt;udtrådt\np1;n1;2026-01-01;\np2;n1;;\np1;n2;;2026-12-31\np3;n2;;\n",
    ),
];

/// Imports all files; returns how many entries were added or changed.
pub(super) fn import_files(tx: &mut Tx<'_>) -> Result<usize, StoreError> {
    let mut touched = 0;
    for (kind, text) in FILES {
        let roster = crate::store::registry::load_roster(tx)?;
        let sheet = import::read_sheet(text.as_bytes(), "fil.csv").unwrap();
        let changes = import::plan(&roster, kind, &sheet).unwrap();
        touched += changes.added() + changes.changed();
        crate::store::registry::save_roster(tx, &changes)?;
    }
    Ok(touched)
}

/// The frame of all units of [`FILES`], groups of two and more.
pub(super) fn frame(roster: &Roster) -> Frame {
    let root = crate::base::UnitCode::parse("K").unwrap();
    let facts = Facts::none().with("phase", "after");
    let day = Day::new(2026, 3, 1).unwrap();
    Frame::freeze(roster, &Scope::Units { root }, &facts, day, 2).unwrap()
}
