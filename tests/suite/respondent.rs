//! Answering: the protocol as a browser speaks it, and what it refuses.

use serde_json::{Value, json};

use crate::support::database::{Database, on_each_backend};
use crate::support::http::{get, post, post_text, send};
use crate::support::program;
use crate::support::site::Site;
use crate::support::voter::{Voter, answer};

const TEMPLATE: &str = "netvaerksevaluering";

fn state(site: &Site, token: &str) -> Value {
    post(site.address, "/s/proeve/context", &json!({"token": token})).json()
}

#[test]
fn an_answer_counts_once_and_can_be_repeated_without_harm() {
    on_each_backend(|database| {
        let mut site = Site::launch(database, TEMPLATE);
        let token = &site.tokens()[0];
        let before = state(&site, token);
        assert_eq!(
            (&before["state"], &before["invited"], &before["minimum"]),
            (&json!("open"), &json!(7), &json!(5))
        );
        let answers = json!({"B08": {"number": 4}, "B12": "refused", "B16": "dont_know", "B25": {"text": "Mere tid."}});

        let voter = Voter::begin(&site, token, 1);
        let (first, again) = (voter.issue(&site), voter.issue(&site));
        assert_eq!(
            (first.status, &first.body),
            (200, &again.body),
            "a lost signature comes again"
        );
        assert_eq!(state(&site, token)["state"], "used");
        assert_eq!(
            other_device(&site, token, &voter),
            409,
            "one signature for one link"
        );

        let ballot = voter.finalize(&first);
        let (status, receipt) = ballot.cast(&site, &answers);
        assert_eq!(status, 200, "{receipt}");
        let again = json!({"receipt": receipt["receipt"], "again": true});
        assert_eq!(receipt["again"], json!(false));
        assert_eq!(
            ballot.cast(&site, &answers),
            (200, again.clone()),
            "a lost receipt comes again"
        );
        assert_eq!(
            ballot.cast(&site, &json!({"B08": {"number": 1}})),
            (200, again.clone()),
            "same nonce, other answers: nothing tells"
        );

        // The same holds after the server was killed and started again.
        site.kill();
        site.serve();
        assert_eq!(voter.issue(&site).body, first.body);
        assert_eq!(ballot.cast(&site, &answers), (200, again));
    });
}

/// Another device with the same link and a ballot of its own.
fn other_device(site: &Site, token: &str, like: &Voter) -> u16 {
    like.again(token, 2).issue(site).status
}

#[test]
fn a_ballot_that_was_not_signed_for_this_group_is_refused() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let tokens = site.tokens();
    let in_group = |label: &str| {
        tokens
            .iter()
            .find(|t| state(&site, t)["group"] == label)
            .unwrap()
    };
    let (north, south) = (in_group("Netværk Nord"), in_group("Netværk Syd"));
    let answers = json!({"B08": {"number": 4}});
    let voter = Voter::begin(&site, north, 1);
    let ballot = voter.finalize(&voter.issue(&site));
    let elsewhere = Voter::begin(&site, south, 2);
    let foreign = elsewhere.finalize(&elsewhere.issue(&site));

    let refused = |field: &str, value: &str| {
        let mut body = ballot.body(&answers);
        body[field] = json!(value);
        let reply = post(site.address, "/s/proeve/cast", &body);
        assert!(
            [400, 403].contains(&reply.status),
            "{field}: {} {}",
            reply.status,
            reply.body
        );
    };
    refused("stratum", &foreign.stratum);
    refused("kid", &foreign.kid);
    refused("sig", &foreign.sig);
    refused("nonce", &foreign.nonce);
    refused("sig", "");
    refused("sig", &"A".repeat(342));
    assert_eq!(ballot.cast(&site, &answers).0, 200);
    assert_eq!(foreign.cast(&site, &answers).0, 200);
}

#[test]
fn answers_that_cannot_be_are_refused_and_the_ballot_stays_good() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let tokens = site.tokens();
    let token = tokens
        .iter()
        .find(|t| state(&site, t)["group"] == "Netværk Syd")
        .unwrap();
    let voter = Voter::begin(&site, token, 9);
    let ballot = voter.finalize(&voter.issue(&site));
    let faults = |answers: Value| {
        let (status, reply) = ballot.cast(&site, &answers);
        assert_eq!(status, 422, "{answers}: {reply}");
        let faults = reply["faults"].as_array().unwrap().clone();
        assert!(faults.iter().all(
            |f| !f["da"].as_str().unwrap().is_empty() && !f["en"].as_str().unwrap().is_empty()
        ));
        faults
            .iter()
            .map(|f| f["item"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        faults(json!({"B08": {"number": 6}})),
        ["B08"],
        "out of range"
    );
    assert_eq!(
        faults(json!({"B10": {"number": 3}})),
        ["B10"],
        "not asked: the network has no facilitator"
    );
    assert_eq!(
        faults(json!({"B02": {"number": 3}})),
        ["B02"],
        "not asked: not an active purpose"
    );
    assert_eq!(
        faults(json!({"X99": {"number": 3}})),
        ["X99"],
        "no such item"
    );
    assert_eq!(
        faults(json!({"B24": {"choice": "ferie"}})),
        ["B24"],
        "no such choice"
    );
    let all = faults(json!({"B08": {"number": 0}, "B21": {"number": 6}, "B23": {"number": 11}}));
    assert_eq!(all, ["B08", "B21", "B23"], "all at once");

    for body in [
        "",
        "{",
        "[]",
        "{\"v\":5}",
        "{\"token\":\"x\",\"nonce\":\"y\",\"answers\":{},\"canary\":1}",
    ] {
        for route in ["context", "issue", "cast", "note"] {
            let reply = post_text(site.address, &format!("/s/proeve/{route}"), body);
            assert_eq!(reply.status, 400, "{route}: {body}");
            assert!(
                !reply.body.contains("canary"),
                "no part of a request comes back: {}",
                reply.body
            );
        }
    }
    assert_eq!(state(&site, "nonsense")["state"], "unknown");
    assert_eq!(
        post(site.address, "/s/nowhere/context", &json!({"token": token})).status,
        404
    );
    assert_eq!(
        ballot.cast(&site, &json!({"B08": {"number": 5}})).0,
        200,
        "the ballot is still good"
    );
}

#[test]
fn a_closed_survey_takes_nothing_and_shows_its_receipts() {
    on_each_backend(|database| {
        let site = Site::launch(database, TEMPLATE);
        let tokens = site.tokens();
        let mut receipts = Vec::new();
        for (index, token) in tokens.iter().take(11).enumerate() {
            let answers = json!({"B08": {"number": 1 + index % 5}, "B25": {"text": "Tak."}});
            let (status, receipt) = answer(&site, token, index as u64, &answers);
            assert_eq!(status, 200, "{receipt}");
            receipts.push(receipt["receipt"].as_str().unwrap().to_owned());
        }
        let late = Voter::begin(&site, &tokens[12], 77);
        let late = (late.issue(&site), late);
        assert_eq!(
            get(site.address, "/s/proeve/bulletin").status,
            404,
            "no bulletin before the close"
        );
        site.program
            .run(&["release", "make", "proeve"])
            .refused(&["proeve", "survey close"]);
        site.program
            .run(&["survey", "close", "proeve"])
            .refused(&["--now"]);
        let said = site
            .program
            .run(&["survey", "close", "proeve", "--now"])
            .ok();
        assert!(said.contains("11 answers counted"), "{said}");
        assert_eq!(late.1.finalize(&late.0).cast(&site, &json!({})).0, 410);
        assert_eq!(state(&site, &tokens[13])["state"], "closed");
        let keys = program::files(&site.program.data().join("keys"));
        assert!(
            keys.iter()
                .all(|file| !file.to_string_lossy().contains("proeve")),
            "{keys:?}"
        );

        receipts.sort();
        let bulletin = get(site.address, "/s/proeve/bulletin").json();
        assert_eq!(
            bulletin["receipts"],
            json!(receipts),
            "every receipt, once, sorted"
        );
        assert_eq!(
            (&bulletin["total"], &bulletin["issued"]),
            (&json!(11), &json!(12))
        );

        assert!(
            site.program
                .run(&["survey", "close", "proeve", "--now"])
                .ok()
                .contains("11 answers counted")
        );
        site.program.run(&["release", "make", "proeve"]).ok();
        site.program.run(&["report", "write", "proeve"]).ok();
        let first = std::fs::read(site.program.data().join("releases/proeve.json")).unwrap();
        site.program.run(&["release", "make", "proeve"]).ok();
        assert_eq!(
            std::fs::read(site.program.data().join("releases/proeve.json")).unwrap(),
            first
        );
    });
}

#[test]
fn a_request_that_says_who_is_asking_is_refused() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let host = site.address;
    for header in [
        "Authorization: Basic YW5uYQ==",
        "X-Forwarded-User: anna",
        "Remote-User: anna",
        "X-SSL-Client-DN: CN=anna",
    ] {
        let page = format!(
            "GET /s/proeve HTTP/1.1\r\nHost: {host}\r\n{header}\r\nConnection: close\r\n\r\n"
        );
        let reply = send(host, &page);
        assert_eq!(reply.status, 400, "{header}");
        assert!(
            reply.body.contains("identified") && !reply.body.contains("anna"),
            "{}",
            reply.body
        );
    }
}

#[test]
fn guessing_links_is_held_up_and_answering_is_not() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let host = site.address;
    let ask = |address: &str, token: &str| {
        let body = json!({"token": token}).to_string();
        let length = body.len();
        let request = format!(
            "POST /s/proeve/context HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: {address}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        send(host, &request).status
    };
    let token = &site.tokens()[0];
    let tried: Vec<u16> = (0..25).map(|_| ask("198.51.100.7", "wrong")).collect();
    assert_eq!((tried[0], tried[24]), (200, 429), "{tried:?}");
    assert_eq!(
        ask("198.51.100.8", token),
        200,
        "a town hall behind another address is not held up"
    );
}

#[test]
fn every_receipt_ever_shown_is_in_the_bulletin_though_the_server_is_killed_again_and_again() {
    on_each_backend(|database| {
        let mut site = Site::launch(database, TEMPLATE);
        let tokens = site.tokens();
        let answers = json!({"B08": {"number": 3}});
        let mut receipts = Vec::new();
        // Killed between each pair of steps, and while requests of others are under way.
        for (index, token) in tokens.iter().enumerate() {
            let voter = Voter::begin(&site, token, index as u64);
            if index % 3 == 0 {
                drop(voter.issue(&site));
                site.kill();
                site.serve();
            }
            let issued = voter.issue(&site);
            let ballot = voter.finalize(&issued);
            if index % 3 == 1 {
                site.kill();
                site.serve();
            }
            let under_way = std::thread::spawn({
                let (address, body) = (site.address, ballot.body(&answers));
                // The server may be killed before it replies: that is the point.
                move || {
                    drop(std::panic::catch_unwind(|| {
                        post(address, "/s/proeve/cast", &body)
                    }));
                }
            });
            if index % 3 == 2 {
                site.kill();
                site.serve();
            }
            under_way.join().unwrap();
            let (status, receipt) = ballot.cast(&site, &answers);
            assert_eq!(status, 200, "{receipt}");
            receipts.push(receipt["receipt"].as_str().unwrap().to_owned());
        }
        site.program
            .run(&["survey", "close", "proeve", "--now"])
            .ok();
        receipts.sort();
        let bulletin = get(site.address, "/s/proeve/bulletin").json();
        assert_eq!(bulletin["receipts"], json!(receipts), "each exactly once");
    });
}

#[test]
fn a_scanner_that_opens_and_asks_leaves_every_link_usable() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let token = &site.tokens()[3];
    let pages: Vec<_> = (0..20)
        .map(|_| get(site.address, "/s/proeve").body)
        .collect();
    assert!(
        pages[0].contains("B08") && pages.iter().all(|page| *page == pages[0]),
        "same bytes for everybody"
    );
    for _ in 0..20 {
        assert_eq!(state(&site, token)["state"], "open");
    }
    assert_eq!(
        answer(&site, token, 4, &json!({"B08": {"number": 2}})).0,
        200
    );
}

#[test]
fn every_reply_carries_the_headers_and_no_cookie() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    for reply in [
        get(site.address, "/s/proeve"),
        post(site.address, "/s/proeve/context", &json!({"token": "x"})),
        get(site.address, "/nowhere"),
    ] {
        let headers = reply.headers.to_lowercase();
        for wanted in [
            "content-security-policy: default-src 'none'",
            "referrer-policy: no-referrer",
            "x-content-type-options: nosniff",
        ] {
            assert!(headers.contains(wanted), "{wanted} is not in {headers}");
        }
        assert!(!headers.contains("set-cookie"));
    }
    let page = get(site.address, "/s/proeve").body;
    for origin in ["http://", "https://", "//cdn"] {
        let foreign = page.replace("http://www.w3.org", "");
        assert!(!foreign.contains(origin), "the page names {origin}");
    }
}

#[test]
fn neither_token_nor_answer_nor_address_stands_in_any_file_of_the_field_phase() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let token = &site.tokens()[0];
    let voter = Voter::begin(&site, token, 5);
    let ballot = voter.finalize(&voter.issue(&site));
    assert_eq!(
        ballot
            .cast(&site, &json!({"B25": {"text": "kanariefugl i kulminen"}}))
            .0,
        200
    );
    for file in program::files(&site.program.data()) {
        if file.extension().is_some_and(|e| e == "eml") {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        for secret in [
            token.as_bytes(),
            b"kanariefugl",
            ballot.nonce.as_bytes(),
            ballot.sig.as_bytes(),
            b"127.0.0.1",
        ] {
            assert!(
                !bytes.windows(secret.len()).any(|part| part == secret),
                "{}",
                file.display()
            );
        }
    }
}
