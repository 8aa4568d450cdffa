//! Answering: the protocol as a browser speaks it, what it refuses, and a real browser doing it.

use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::database::{Database, on_each_backend};
use crate::support::http::{get, post, post_text};
use crate::support::site::Site;
use crate::support::{missing, program};

const TEMPLATE: &str = "netvaerksevaluering";

fn nonce(seed: u8) -> String {
    format!("{seed:02x}").repeat(32)
}

fn cast(site: &Site, token: &str, seed: u8, answers: &Value) -> (u16, Value) {
    let body = json!({"token": token, "nonce": nonce(seed), "answers": answers});
    let reply = post(site.address, "/s/proeve/cast", &body);
    (reply.status, reply.json())
}

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
        let (status, first) = cast(&site, token, 1, &answers);
        assert_eq!(status, 200, "{first}");
        let (status, again) = cast(&site, token, 1, &answers);
        assert_eq!((status, &again), (200, &first), "a lost reply is harmless");

        let other = json!({"B08": {"number": 1}});
        assert_eq!(
            cast(&site, token, 1, &other).0,
            409,
            "same nonce, other answers"
        );
        assert_eq!(
            cast(&site, token, 2, &answers).0,
            409,
            "twice with one link"
        );
        assert_eq!(state(&site, token)["state"], "used");

        // The same holds after the server was killed and started again.
        let token = token.clone();
        site.kill();
        site.serve();
        assert_eq!(cast(&site, &token, 1, &answers), (200, first));
        assert_eq!(cast(&site, &token, 3, &answers).0, 409);
    });
}

#[test]
fn answers_that_cannot_be_are_refused_and_the_link_stays_good() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let tokens = site.tokens();
    let token = tokens
        .iter()
        .find(|t| state(&site, t)["group"] == "Netværk Syd")
        .unwrap();
    let faults = |answers: Value| {
        let (status, reply) = cast(&site, token, 9, &answers);
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
        "{\"token\":5}",
        "{\"token\":\"x\",\"nonce\":\"y\",\"answers\":{},\"extra\":1}",
    ] {
        let reply = post_text(site.address, "/s/proeve/cast", body);
        assert_eq!(reply.status, 400, "{body}");
        assert!(
            !reply.body.contains("extra"),
            "no part of a request comes back: {}",
            reply.body
        );
    }
    let short = json!({"token": token, "nonce": "ab", "answers": {}});
    assert_eq!(post(site.address, "/s/proeve/cast", &short).status, 400);
    assert_eq!(
        cast(&site, "0000000000000000000000000Z", 9, &json!({})).0,
        404
    );
    assert_eq!(state(&site, "nonsense")["state"], "unknown");
    assert_eq!(
        post(
            site.address,
            "/s/nowhere/cast",
            &json!({"token": token, "nonce": nonce(9), "answers": {}})
        )
        .status,
        404
    );

    assert_eq!(
        cast(&site, token, 9, &json!({"B08": {"number": 5}})).0,
        200,
        "the link is still good"
    );
}

#[test]
fn a_closed_survey_takes_nothing_and_its_keys_are_gone() {
    on_each_backend(|database| {
        let site = Site::launch(database, TEMPLATE);
        let tokens = site.tokens();
        for (index, token) in tokens.iter().take(11).enumerate() {
            let seed = u8::try_from(index).unwrap();
            assert_eq!(
                cast(
                    &site,
                    token,
                    seed,
                    &json!({"B08": {"number": 1 + index % 5}, "B25": {"text": "Tak."}})
                )
                .0,
                200
            );
        }
        site.program
            .run(&["release", "make", "proeve"])
            .refused(&["proeve", "survey close"]);
        let said = site.program.run(&["survey", "close", "proeve"]).ok();
        assert!(said.contains("11 answers counted"), "{said}");
        assert_eq!(cast(&site, &tokens[12], 77, &json!({})).0, 410);
        assert_eq!(state(&site, &tokens[12])["state"], "closed");
        assert!(program::files(&site.program.data().join("keys")).is_empty());
        // Closing again changes nothing.
        assert!(
            site.program
                .run(&["survey", "close", "proeve"])
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
    assert_eq!(cast(&site, token, 4, &json!({"B08": {"number": 2}})).0, 200);
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
    let (status, _) = cast(
        &site,
        token,
        5,
        &json!({"B25": {"text": "kanariefugl i kulminen"}}),
    );
    assert_eq!(status, 200);
    for file in program::files(&site.program.data()) {
        if file.extension().is_some_and(|e| e == "eml") {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        for secret in [
            token.as_bytes(),
            b"kanariefugl",
            nonce(5).as_bytes(),
            &[5; 32],
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

#[test]
fn a_leader_answers_in_a_real_browser_on_a_phone() {
    let Some(browser) = Browser::start(500) else {
        return missing("chromedriver");
    };
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let token = site.tokens()[6].clone();
    browser.open(&format!("http://{}/s/proeve#{token}", site.address));
    browser.until("return document.body.innerText.includes('7')");
    assert_eq!(
        browser.script("return location.hash"),
        "",
        "the token leaves the address bar"
    );

    // Forward through every page; on each, the first option of every visible question.
    for _ in 0..12 {
        browser.script(
            "for (const set of document.querySelectorAll('fieldset')) { \
               if (set.offsetParent && !set.querySelector('input:checked')) { \
                 const input = set.querySelector('input[type=radio]'); if (input) input.click(); } }",
        );
        let sent = browser.script(
            "const open = b => b && b.offsetParent && !b.disabled; \
             const send = document.querySelector('[data-do=send]'); \
             if (open(send)) { send.click(); return true; } \
             const next = [...document.querySelectorAll('[data-do=next],[data-do=start]')].find(open); \
             if (next) next.click(); return false;",
        );
        if sent == json!(true) {
            break;
        }
    }
    let receipt = browser.until(
        "const m = document.body.innerText.match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/); return m && m[0]",
    );
    assert_eq!(receipt.as_str().unwrap().len(), 19);
    let console: Vec<_> = browser
        .console()
        .into_iter()
        .filter(|line| !line.contains("favicon"))
        .collect();
    assert!(console.is_empty(), "{console:?}");

    browser.open(&format!("http://{}/s/proeve#{token}", site.address));
    browser.until("return /brugt/i.test(document.body.innerText)");
}
