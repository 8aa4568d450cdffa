//! 29: up to the question who asks, everybody gets the same bytes, on a phone and on a desk, and every reply has the headers that keep
//! others out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::proxy::{Exchange, Proxy};
use super::respondent;
use crate::support::browser::Browser;
use crate::support::database::Database;
use crate::support::http::{Reply, get, post, post_text, send};
use crate::support::missing;
use crate::support::site::Site;
use crate::support::voter::Voter;

const TEMPLATE: &str = "netvaerksevaluering";
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
const DESK: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/// Everything a session got before it said who asks: all that was replied for each path, but for the time of day. Headers are put in
/// order: the web library draws theirs afresh for every reply.
fn before_context(recording: &[Exchange]) -> BTreeMap<String, BTreeSet<Vec<u8>>> {
    let mut got: BTreeMap<String, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for exchange in recording {
        let path = exchange.request.path();
        if path.ends_with("/context") || path == "/favicon.ico" {
            continue;
        }
        let reply = exchange.reply.as_ref().unwrap();
        let mut head: Vec<&str> = reply.head.lines().collect();
        head.retain(|line| !line.to_lowercase().starts_with("date:"));
        head.sort_unstable();
        let bytes = [head.join("\r\n").as_bytes(), b"\r\n\r\n", &reply.body].concat();
        got.entry(path.to_owned()).or_default().insert(bytes);
    }
    got
}

fn context_of(site: &Site, token: &str) -> Value {
    post(site.address, "/s/proeve/context", &json!({"token": token})).json()
}

/// Two tokens of one network and one of the other.
fn invitees(site: &Site) -> [String; 3] {
    let tokens = site.tokens();
    let of = |stratum: &Value| -> Vec<String> {
        tokens
            .iter()
            .filter(|token| context_of(site, token)["stratum"] == *stratum)
            .cloned()
            .collect()
    };
    let first = context_of(site, &tokens[0])["stratum"].clone();
    let (same, all) = (of(&first), tokens.clone());
    let other = all.into_iter().find(|token| !same.contains(token)).unwrap();
    [same[0].clone(), same[1].clone(), other]
}

#[test]
fn two_invitees_get_the_same_bytes_until_they_say_who_they_are() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let [one, same, other] = invitees(&site);
    let mut sessions = Vec::new();
    for (token, agent, width) in [(&one, PHONE, 420), (&other, DESK, 1600)] {
        let Some(browser) = Browser::start_as(width, agent) else {
            return missing("chromedriver");
        };
        let proxy = Proxy::before(site.address);
        respondent::open(&browser, &site.link_at(proxy.address, token));
        let recording = proxy.recorded();
        assert!(
            recording
                .iter()
                .all(|exchange| exchange.request.header("user-agent") == Some(agent))
        );
        sessions.push(before_context(&recording));
    }
    assert!(sessions[0].len() >= 6, "{:?}", sessions[0].keys());
    assert!(sessions[0]["/s/proeve"].first().unwrap().len() > 5_000);
    for (path, got) in sessions.iter().flatten() {
        assert_eq!(got.len(), 1, "{path} is one thing only");
    }
    let paths = |session: &BTreeMap<String, _>| session.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&sessions[0]), paths(&sessions[1]));
    for (path, got) in &sessions[0] {
        let (one, other) = (got.first().unwrap(), sessions[1][path].first().unwrap());
        let at = one.iter().zip(other).position(|(one, other)| one != other);
        let around = |bytes: &[u8]| {
            let at = at.unwrap_or(0);
            String::from_utf8_lossy(&bytes[at.saturating_sub(80)..bytes.len().min(at + 80)])
                .into_owned()
        };
        assert!(one == other, "{path}: {} / {}", around(one), around(other));
    }

    // What follows differs in the facts of the group, and not at all within it.
    let (first, second, third) = (
        context_of(&site, &one),
        context_of(&site, &same),
        context_of(&site, &other),
    );
    assert_eq!(first, second);
    let differs: Vec<&str> = first
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .filter(|name| first[name] != third[name])
        .collect();
    assert!(
        differs
            .iter()
            .all(|name| ["facts", "group", "kid", "n", "stratum"].contains(name)),
        "{differs:?}"
    );
    assert!(differs.contains(&"kid"), "the comparison sees differences");
}

/// Headers that are missing or wrong in a reply.
fn lacking(reply: &Reply) -> Vec<&'static str> {
    let head = reply.headers.to_lowercase();
    let mut missing: Vec<&str> = [
        "content-security-policy: default-src 'none'; script-src 'self';",
        "referrer-policy: no-referrer",
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "x-frame-options: deny",
    ]
    .into_iter()
    .filter(|wanted| !head.contains(wanted))
    .collect();
    if head.contains("set-cookie") {
        missing.push("a cookie is set");
    }
    if head.contains("http://") || head.contains("https://") {
        missing.push("a header names another place");
    }
    missing
}

#[test]
fn every_reply_of_a_respondents_route_has_the_headers_errors_too() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let host = site.address;
    let token = site.tokens()[0].clone();
    let voter = Voter::begin(&site, &token, 1);
    let issued = voter.issue(&site);
    let ballot = voter.finalize(&issued);
    let cast = ballot.body(&json!({"B08": {"number": 4}}));
    let wrong = ballot.body(&json!({"B08": {"number": 4711}}));
    let other = ballot.body(&json!({"B08": {"number": 3}}));
    let bare = |method: &str, path: &str, more: &str| {
        send(
            host,
            &format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"),
        )
    };
    let replies = [
        (200, get(host, "/s/proeve")),
        (200, get(host, "/s/proeve/manifest")),
        (200, get(host, "/s/proeve/check")),
        (200, get(host, "/anonym")),
        (
            200,
            post(host, "/s/proeve/context", &json!({"token": token})),
        ),
        (200, issued),
        (422, post(host, "/s/proeve/cast", &wrong)),
        (200, post(host, "/s/proeve/cast", &cast)),
        (200, post(host, "/s/proeve/cast", &other)),
        (409, voter.again(&token, 2).issue(&site)),
        (404, get(host, "/s/nowhere")),
        (404, get(host, "/s/nowhere/manifest")),
        (404, get(host, "/s/proeve/bulletin")),
        (404, get(host, "/s/proeve/unknown")),
        (400, post_text(host, "/s/proeve/context", "{")),
        (400, post_text(host, "/s/proeve/issue", "{")),
        (400, post_text(host, "/s/proeve/cast", "{")),
        (400, post_text(host, "/s/proeve/note", "{")),
        (
            404,
            post(
                host,
                "/s/proeve/note",
                &json!({"token": "x", "item": "B25", "text": "x"}),
            ),
        ),
        (404, get(host, "/s/proeve/context")),
        (404, bare("DELETE", "/s/proeve", "")),
        (400, bare("GET", "/s/proeve", "Remote-User: anna\r\n")),
        (413, post_text(host, "/s/proeve/cast", &"x".repeat(100_000))),
    ];
    for (index, (status, reply)) in replies.iter().enumerate() {
        assert_eq!(reply.status, *status, "{index}: {}", reply.body);
        assert_eq!(lacking(reply), [""; 0], "{index}: {}", reply.headers);
    }
    // The control: what lacks one of them is told from what has them all.
    let bare = Reply {
        status: 200,
        headers: replies[0].1.headers.replace("no-store", "public"),
        body: String::new(),
    };
    assert_eq!(lacking(&bare), ["cache-control: no-store"]);
}
