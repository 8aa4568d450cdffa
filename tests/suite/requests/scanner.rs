//! 12: mail scanners open every link, some run its script and click about. Whatever they do short of sending, every link still answers.

use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::database::{Database, on_each_backend};
use crate::support::http::{post, send};
use crate::support::missing;
use crate::support::site::Site;
use crate::support::voter::{Voter, answer};

const TEMPLATE: &str = "netvaerksevaluering";

fn state(site: &Site, token: &str) -> Value {
    post(site.address, "/s/proeve/context", &json!({"token": token})).json()["state"].clone()
}

/// Links that no longer answer. Looking uses none up.
fn burnt(site: &Site, tokens: &[String]) -> Vec<usize> {
    (0..tokens.len())
        .filter(|link| state(site, &tokens[*link]) != "open")
        .collect()
}

/// Every method on every route with every shape of the link that a rewriter might make, and bodies that a scanner might guess.
fn storm(site: &Site, token: &str) {
    let host = site.address;
    let ask = |method: &str, path: &str, body: &str| {
        let length = body.len();
        let reply = send(
            host,
            &format!(
                "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nUser-Agent: Mozilla/5.0 (compatible; scanner)\r\n\
                 Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            ),
        );
        assert!(
            reply.status >= 200 && reply.status < 500,
            "{method} {path}: {}",
            reply.status
        );
    };
    let with_token = json!({"token": token}).to_string();
    let guessed = [
        json!({"token": token, "blinded": ""}).to_string(),
        json!({"token": token, "blinded": "A"}).to_string(),
        json!({"token": token, "answers": {}}).to_string(),
    ];
    for route in [
        "",
        "/manifest",
        "/context",
        "/issue",
        "/cast",
        "/note",
        "/check",
        "/bulletin",
    ] {
        for query in [
            String::new(),
            format!("?{token}"),
            format!("?token={token}&x=1"),
        ] {
            let path = format!("/s/proeve{route}{query}");
            for method in ["GET", "HEAD", "OPTIONS"] {
                ask(method, &path, "");
            }
            for body in [&with_token, &String::new()].into_iter().chain(&guessed) {
                ask("POST", &path, body);
            }
        }
    }
}

#[test]
fn no_storm_of_requests_uses_a_link_up() {
    on_each_backend(|database| {
        let site = Site::launch(database, TEMPLATE);
        let tokens = site.tokens();
        for token in &tokens[..5] {
            storm(&site, token);
        }
        assert_eq!(burnt(&site, &tokens), [0; 0]);
        // The control: the same look says "burnt" of a link that was used, and of that alone.
        let used = Voter::begin(&site, &tokens[6], 6);
        assert_eq!(used.issue(&site).status, 200);
        assert_eq!(burnt(&site, &tokens), [6]);
        // And each of the others truly answers.
        for (index, token) in tokens.iter().enumerate().filter(|(index, _)| *index != 6) {
            let answers = json!({"B08": {"number": 1 + index % 5}});
            assert_eq!(answer(&site, token, 100 + index as u64, &answers).0, 200);
        }
    });
}

/// Scrolls to the end, and clicks whatever can be clicked but what sends a ballot or takes one along: everything once, and what leads on
/// again and again. Gives what was clicked, and whether the button that sends is there.
const CLICK_ALL: &str = "
    const clicked = [];
    window.scrollTo(0, document.body.scrollHeight);
    window.done = window.done || new Set();
    for (const one of document.querySelectorAll('a[href], button, summary, label, input, [role=button]')) {
      const action = one.dataset.action || '';
      if (!one.offsetParent || one.disabled || one.type === 'file' || one.closest('label.file')) continue;
      if (['send', 'carry', 'carry-save', 'resend'].includes(action)) continue;
      if (window.done.has(one) && !['start', 'next'].includes(action)) continue;
      window.done.add(one);
      if (one.tagName === 'A') { one.target = '_blank'; }
      clicked.push(action || one.tagName);
      one.click();
    }
    const send = document.querySelector('[data-action=send]');
    return [clicked, !!send.offsetParent];";

#[test]
fn a_scanner_with_a_browser_that_clicks_everything_but_send_uses_no_link_up() {
    let Some(browser) = Browser::start(1200) else {
        return missing("chromedriver");
    };
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let tokens = site.tokens();
    let open = "const i = document.querySelector('[data-fill=invited]'); return i && i.textContent";
    for token in &tokens {
        // Some only open, run the script and scroll.
        browser.open(&site.link(token));
        browser.until(open);
        browser.script("window.scrollTo(0, document.body.scrollHeight)");
    }
    for token in &tokens[..3] {
        browser.open(&site.link(token));
        browser.until(open);
        let mut clicked = Vec::new();
        let arrived = (0..60).any(|_| {
            let (now, there): (Vec<String>, bool) =
                serde_json::from_value(browser.script(CLICK_ALL)).unwrap();
            clicked.extend(now);
            there
        });
        // It got as far as the page that sends, stood before the button, and clicked about once more there.
        assert!(arrived, "{clicked:?}");
        browser.script(CLICK_ALL);
        for wanted in ["start", "next", "back", "INPUT", "A"] {
            assert!(
                clicked.iter().any(|action| action == wanted),
                "{wanted}: {clicked:?}"
            );
        }
    }
    assert_eq!(burnt(&site, &tokens), [0; 0]);
    // The control: one click more, on the button it passed by, and the link is used.
    browser.open(&site.link(&tokens[9]));
    browser.until(open);
    super::respondent::answer(&browser, "Tak.");
    super::respondent::receipt(&browser);
    assert_eq!(burnt(&site, &tokens), [9]);
    for (index, token) in tokens.iter().enumerate().filter(|(index, _)| *index != 9) {
        let answers = json!({"B08": {"number": 1 + index % 5}});
        assert_eq!(answer(&site, token, 100 + index as u64, &answers).0, 200);
    }
}
