//! 26: whatever says who is asking is refused on every route of a respondent, and uses nothing up.

use serde_json::{Value, json};

use crate::support::database::Database;
use crate::support::http::{Reply, send};
use crate::support::site::Site;
use crate::support::voter::{Signed, Voter};

const TEMPLATE: &str = "netvaerksevaluering";
const NAME: &str = "anna.olsen@by.example";

/// Every header that the program refuses, as its source lists them; a beginning is completed.
fn refused() -> Vec<String> {
    let source = include_str!("../../../src/web/identity.rs");
    let list = |name: &str| -> Vec<&str> {
        let (_, after) = source.split_once(name).unwrap();
        let (_, after) = after.split_once("= [").unwrap();
        let (list, _) = after.split_once(']').unwrap();
        list.split('"').skip(1).step_by(2).collect()
    };
    let (names, beginnings) = (list("const NAMES:"), list("const BEGINNINGS:"));
    assert!(names.len() >= 14 && beginnings.len() >= 4);
    let completed = beginnings.iter().map(|beginning| format!("{beginning}x"));
    names
        .iter()
        .map(|name| (*name).to_owned())
        .chain(completed)
        .collect()
}

/// Certificates, as proxies hand them on, whatever the source lists.
const CERTIFICATES: [&str; 5] = [
    "Client-Cert: :MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6:",
    "X-Client-Cert: MIIBqDCCAU6g",
    "X-SSL-Client-Cert: -----BEGIN%20CERTIFICATE-----",
    "X-SSL-Client-S-DN: CN=anna.olsen",
    "X-Forwarded-Client-Cert: By=spiffe://by;Subject=\"CN=anna\"",
];

/// What an ordinary browser and an ordinary proxy say.
const ORDINARY: [&str; 6] = [
    "Accept-Language: da-DK",
    "X-Forwarded-For: 198.51.100.7",
    "X-Forwarded-Proto: https",
    "X-Real-IP: 198.51.100.7",
    "Via: 1.1 vagt",
    "Sec-Fetch-Site: same-origin",
];

/// Each route of a respondent with a request that is in order.
struct Routes {
    token: String,
    voter: Voter,
    ballot: Signed,
}

impl Routes {
    fn all(&self) -> [(&'static str, &'static str, String); 6] {
        let answers = json!({"B08": {"number": 4}});
        [
            ("GET", "", String::new()),
            ("GET", "/manifest", String::new()),
            ("POST", "/context", json!({"token": self.token}).to_string()),
            ("POST", "/issue", self.voter.request().to_string()),
            ("POST", "/cast", self.ballot.body(&answers).to_string()),
            (
                "POST",
                "/note",
                json!({"token": self.token, "item": "none", "text": "x"}).to_string(),
            ),
        ]
    }
}

fn ask(site: &Site, method: &str, route: &str, header: &str, body: &str) -> Reply {
    let (host, length) = (site.address, body.len());
    send(
        host,
        &format!(
            "{method} /s/proeve{route} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             {header}\r\nContent-Length: {length}\r\n\r\n{body}"
        ),
    )
}

#[test]
fn every_header_that_names_somebody_is_refused_on_every_route() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let tokens = site.tokens();
    let signed = Voter::begin(&site, &tokens[0], 1);
    let routes = Routes {
        ballot: signed.finalize(&signed.issue(&site)),
        voter: Voter::begin(&site, &tokens[1], 2),
        token: tokens[2].clone(),
    };
    let mut headers: Vec<String> =
        (refused().iter().map(|name| format!("{name}: {NAME}"))).collect();
    headers.extend(CERTIFICATES.map(str::to_owned));
    for header in &headers {
        for (method, route, body) in routes.all() {
            let reply = ask(&site, method, route, header, &body);
            assert_eq!(reply.status, 400, "{method} {route} {header}");
            let kind = reply.json()["type"].clone();
            assert_eq!(kind, "urn:pejling:problem:identified", "{route} {header}");
            assert!(!reply.body.contains("anna") && !reply.headers.contains("anna"));
            assert!(reply.headers.to_lowercase().contains("no-store"));
        }
        // Before anything is read: what cannot be read is refused for the same reason.
        let kind = ask(&site, "POST", "/cast", header, "{").json()["type"].clone();
        assert_eq!(kind, "urn:pejling:problem:identified", "{header}");
    }
    // The control: the same requests without it do all they should, so nothing was used up.
    for header in ORDINARY {
        for (method, route, body) in routes.all() {
            let reply = ask(&site, method, route, header, &body);
            // No field of this template is named, so the note has nowhere to go.
            let wanted = if route == "/note" { 422 } else { 200 };
            assert_eq!(
                reply.status, wanted,
                "{method} {route} {header}: {}",
                reply.body
            );
            if route == "/context" {
                let state: Value = reply.json();
                assert_eq!(state["state"], "open");
            }
        }
    }
}
