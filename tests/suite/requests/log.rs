//! 28: a server that logs everything it can is forced into every error there is, with canaries in headers and bodies. Nothing that it
//! printed and no file it wrote holds one, in any encoding.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use pejling::base::base32;
use pejling::forensics::needle::{Needles, files_below};
use serde_json::{Value, json};

use crate::support::database::{Database, on_each_backend};
use crate::support::http::{Reply, post, post_text, send};
use crate::support::site::Site;
use crate::support::voter::{Voter, answer};

const TEMPLATE: &str = "netvaerksevaluering";
/// Stands in every header and body that is sent here.
const CANARY: &str = "kanariefuglen-7f3a";
const ADDRESS: &str = "198.51.100.77";
const BODY_LIMIT: usize = 64 * 1024;

/// A connection of the test's own to the database under the server.
enum Sql {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Sql {
    fn to(site: &Site) -> Self {
        if let Some(url) = site.program.database.url() {
            return Self::Postgres(PgConnection::establish(&url).unwrap());
        }
        let file = site.program.data().join("pejling.db");
        Self::Sqlite(SqliteConnection::establish(file.to_str().unwrap()).unwrap())
    }

    fn run(&mut self, sql: &str) {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(sql).unwrap(),
            Self::Postgres(conn) => conn.batch_execute(sql).unwrap(),
        }
    }

    /// What `work` does while a table is away.
    fn without<T>(&mut self, table: &str, work: impl FnOnce() -> T) -> T {
        self.run(&format!("ALTER TABLE {table} RENAME TO away"));
        let done = work();
        self.run(&format!("ALTER TABLE away RENAME TO {table}"));
        done
    }
}

/// A request with a canary in its headers.
fn request(site: &Site, method: &str, path: &str, more: &str, body: &str) -> Reply {
    let (host, length) = (site.address, body.len());
    send(
        host,
        &format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nUser-Agent: {CANARY}\r\nCookie: id={CANARY}\r\n\
             X-Forwarded-For: {ADDRESS}\r\nReferer: http://{CANARY}/\r\n{more}Content-Length: {length}\r\n\r\n{body}"
        ),
    )
}

fn to(site: &Site, route: &str, body: &str) -> u16 {
    let json = "Content-Type: application/json\r\n";
    request(site, "POST", &format!("/s/proeve/{route}"), json, body).status
}

/// Every error that can be forced, each with its status.
fn force(site: &Site, secrets: &mut Needles) {
    let tokens = site.tokens();
    let written = json!({"B08": {"number": 4}, "B25": {"text": CANARY}});
    let other = json!({"B08": {"number": 2}, "B25": {"text": CANARY}});
    let voter = Voter::begin(site, &tokens[0], 1);
    let ballot = voter.finalize(&voter.issue(site));
    let cast = |answers: &Value| ballot.body(answers).to_string();
    for (name, secret) in [("nonce", &ballot.nonce), ("signature", &ballot.sig)] {
        secrets.text(name, secret);
    }

    // 400: not JSON, not the fields, somebody's name with it, and not even HTTP.
    for route in ["context", "issue", "cast", "note"] {
        for body in [
            format!("{{\"token\": \"{CANARY}"),
            format!("{{\"{CANARY}\": \"{CANARY}\"}}"),
            format!("{{\"token\": \"{}\", \"{CANARY}\": 1}}", tokens[1]),
            CANARY.to_owned(),
        ] {
            assert_eq!(to(site, route, &body), 400, "{route}: {body}");
        }
    }
    let named = format!("Content-Type: application/json\r\nRemote-User: {CANARY}\r\n");
    let body = cast(&written);
    assert_eq!(
        request(site, "POST", "/s/proeve/cast", &named, &body).status,
        400
    );
    assert_eq!(
        send(site.address, &format!("{CANARY} {CANARY}\r\n\r\n")).status,
        400
    );
    // 403, 404, and a method that is not to be had.
    let mut forged = ballot.body(&written);
    forged["sig"] = json!("A".repeat(342));
    assert_eq!(to(site, "cast", &forged.to_string()), 403);
    let json = "Content-Type: application/json\r\n";
    for (method, path) in [
        ("POST", "/s/nowhere/cast"),
        ("PUT", "/s/proeve/cast"),
        ("POST", "/nowhere"),
    ] {
        assert_eq!(
            request(site, method, path, json, &body).status,
            404,
            "{method} {path}"
        );
    }
    let blinded = "A".repeat(342);
    let unknown = json!({"token": CANARY, "blinded": blinded}).to_string();
    assert_eq!(to(site, "issue", &unknown), 404);
    // 422 before anything is counted, 200 twice, then 409.
    let long = json!({"B25": {"text": CANARY.repeat(1_000)}});
    assert_eq!(to(site, "cast", &cast(&long)), 422);
    assert_eq!(
        to(site, "cast", &cast(&json!({CANARY: {"text": CANARY}}))),
        422
    );
    assert_eq!(to(site, "cast", &body), 200);
    assert_eq!(to(site, "cast", &cast(&other)), 200);
    assert_eq!(voter.again(&tokens[0], 2).issue(site).status, 409);
    // 413 and 415.
    assert_eq!(to(site, "cast", &CANARY.repeat(BODY_LIMIT / 10)), 413);
    let text = "Content-Type: text/plain\r\n";
    assert_eq!(
        request(site, "POST", "/s/proeve/cast", text, &body).status,
        415
    );
    broken(site, &tokens);
    // 429, last: the address has failed too often now.
    let guess = json!({"token": CANARY}).to_string();
    let tried: Vec<u16> = (0..25).map(|_| to(site, "context", &guess)).collect();
    assert_eq!((tried[0], tried[24]), (200, 429), "{tried:?}");
}

/// 500 at every step, while a table is gone; 503 while somebody holds the database.
fn broken(site: &Site, tokens: &[String]) {
    let mut sql = Sql::to(site);
    let written = json!({"B08": {"number": 4}, "B25": {"text": CANARY}});
    let voter = Voter::begin(site, &tokens[3], 3);
    let lost = sql.without("invitation", || {
        let token = json!({"token": tokens[3]}).to_string();
        (to(site, "context", &token), voter.issue(site).status)
    });
    assert_eq!(lost, (500, 500));
    assert_eq!(sql.without("marker", || voter.issue(site).status), 500);
    let ballot = voter.finalize(&voter.issue(site));
    let body = ballot.body(&written).to_string();
    assert_eq!(sql.without("ballot_box", || to(site, "cast", &body)), 500);
    if let Sql::Sqlite(_) = sql {
        sql.run("BEGIN EXCLUSIVE");
        let status = to(site, "cast", &body);
        sql.run("ROLLBACK");
        assert_eq!(status, 503);
    }
    assert_eq!(
        to(site, "cast", &body),
        200,
        "nothing was lost, the ballot is good"
    );
}

#[test]
fn no_error_prints_a_word_of_what_was_sent() {
    on_each_backend(|database: Database| {
        let mut site = Site::launch(database, TEMPLATE);
        let folder = site.program.folder.path().to_owned();
        site.serve_logging_all();
        let tokens = site.tokens();
        let mut secrets = Needles::new();
        secrets.text("canary", CANARY);
        secrets.text("address", ADDRESS);
        force(&site, &mut secrets);
        // An ordinary answer among them, and a named note if there is such an item.
        let written = json!({"B25": {"text": CANARY}});
        assert_eq!(answer(&site, &tokens[5], 5, &written).0, 200);
        post_text(site.address, "/s/proeve/note", CANARY);
        post(site.address, "/s/proeve/context", &json!({"code": CANARY}));
        site.kill();

        let log = std::fs::read(folder.join("log/server.log")).unwrap();
        let said = String::from_utf8_lossy(&log);
        assert!(said.contains("TRACE"), "everything was logged: {said}");
        assert!(said.contains("a request failed"), "the faults were, too");
        let found = |needles: &Needles, but: &str| -> Vec<String> {
            let files = files_below(&folder).unwrap();
            let searched = files
                .iter()
                .filter(|file| !file.starts_with(folder.join(but)));
            let hits = needles.search_files(searched.map(AsRef::as_ref)).unwrap();
            hits.iter()
                .map(|(file, hit)| format!("{} {}: {}", hit.secret, hit.encoding, file.display()))
                .collect()
        };
        assert_eq!(found(&secrets, "nowhere"), [""; 0]);
        // Links stand in the mails, and nowhere else.
        let mut links = Needles::new();
        for token in &tokens {
            links.text("token", token);
            links.binary("bytes of a token", &base32::decode(token).unwrap()[..16]);
        }
        assert_eq!(found(&links, "data/mail"), [""; 0]);
        assert!(found(&links, "nowhere").len() >= tokens.len());

        // The control: what a careless line would have printed is found, however it was written.
        let hex = CANARY
            .bytes()
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        for line in [
            format!("DEBUG cast body={{\"text\":\"{CANARY}\"}}"),
            format!("TRACE bytes {hex}"),
            "TRACE a2FuYXJpZWZ1Z2xlbi03ZjNh".to_owned(),
            format!("WARN from {ADDRESS}"),
        ] {
            std::fs::write(folder.join("log/planted.log"), line).unwrap();
            assert_eq!(found(&secrets, "nowhere").len(), 1);
        }
        std::fs::write(folder.join("log/planted.log"), &tokens[2]).unwrap();
        assert_eq!(found(&links, "data/mail").len(), 1);
    });
}
