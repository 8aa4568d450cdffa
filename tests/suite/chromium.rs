//! Answering in a real Chromium: on a phone, across a crash, and racing another device.

use serde_json::json;

use crate::support::browser::Browser;
use crate::support::database::Database;
use crate::support::http::get;
use crate::support::missing;
use crate::support::site::Site;
use crate::support::voter::answer;

const TEMPLATE: &str = "netvaerksevaluering";

/// Begins, chooses the first option of every question on every page, and sends.
fn click_through(browser: &Browser) {
    for _ in 0..200 {
        let sent = browser.script(
            "const open = b => b && b.offsetParent && !b.disabled; \
             for (const set of document.querySelectorAll('fieldset')) { \
               if (set.offsetParent && !set.querySelector('input:checked')) { \
                 const input = set.querySelector('input[type=radio]'); if (input) input.click(); } } \
             const send = [...document.querySelectorAll('[data-action=send]')].find(open); \
             if (send) { send.click(); return true; } \
             const next = [...document.querySelectorAll('[data-action=next],[data-action=start]')].find(open); \
             if (next) next.click(); return false;",
        );
        if sent == json!(true) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!(
        "no way to the last page: {}",
        browser.script("return document.body.innerText")
    );
}

/// Waits for the thank-you page and reads the receipt.
#[track_caller]
fn receipt(browser: &Browser) -> String {
    let shown = browser.until(
        "const r = document.querySelector('output#receipt'); return r && r.offsetParent && r.textContent.trim()",
    );
    shown.as_str().unwrap().to_owned()
}

/// What the page complained of to its console, policy violations among it; failed requests are said elsewhere.
fn complaints(browser: &Browser) -> Vec<String> {
    let quiet =
        |line: &String| !line.contains("favicon") && !line.contains("Failed to load resource");
    browser.console().into_iter().filter(quiet).collect()
}

#[test]
fn a_leader_answers_in_a_real_browser_on_a_phone() {
    let Some(browser) = Browser::start(500) else {
        return missing("chromedriver");
    };
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let token = site.tokens()[6].clone();
    let link = site.link(&token);
    browser.open(&link);
    browser.until("return document.body.innerText.includes('7')");
    assert_eq!(
        browser.script("return location.hash"),
        "",
        "the token leaves the address bar"
    );
    // A manifest padded with groups that do not exist would show here.
    browser.until("return document.querySelector('[data-fill=digest]').innerText");
    let whole = ["groups", "everybody", "digest"].map(|key| {
        browser.script(&format!(
            "return document.querySelector('[data-fill={key}]').innerText"
        ))
    });
    let digest = link.rsplit_once('.').unwrap().1;
    assert_eq!(whole, [json!("2"), json!("14"), json!(digest)]);
    click_through(&browser);
    let first = receipt(&browser);
    assert_eq!(first.len(), 19, "{first}");
    assert_eq!(complaints(&browser), Vec::<String>::new());
    let left = browser.script(
        "return JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie",
    );
    assert!(
        !left.as_str().unwrap().contains("proeve"),
        "wiped after the receipt: {left}"
    );

    browser.open(&link);
    browser.until("return /brugt/i.test(document.body.innerText)");
    site.program
        .run(&["survey", "close", "proeve", "--now"])
        .ok();
    let bulletin = get(site.address, "/s/proeve/bulletin").json();
    assert_eq!(bulletin["receipts"], json!([first]));
}

#[test]
fn a_browser_that_loses_the_server_or_is_closed_half_way_sends_one_ballot() {
    let Some(browser) = Browser::start(900) else {
        return missing("chromedriver");
    };
    let mut site = Site::launch(Database::Sqlite, TEMPLATE);
    let link = site.link(&site.tokens()[2]);
    browser.open(&link);
    browser.until("return document.body.innerText.includes('7')");
    // The server dies before the ballot is issued; the answers stay in the browser.
    site.kill();
    click_through(&browser);
    browser.until("const t = document.querySelector('#trouble, .fault:not([hidden])'); return t && t.offsetParent !== null");
    site.serve_again();
    // Closed and opened again, from the same mail.
    browser.open(&link);
    for _ in 0..3 {
        std::thread::sleep(std::time::Duration::from_millis(700));
        browser.script(
            "const open = b => b && b.offsetParent && !b.disabled; \
             const again = [...document.querySelectorAll('[data-action=resume],[data-action=send]')].find(open); \
             if (again) again.click();",
        );
    }
    let shown = receipt(&browser);
    // Reloaded after the receipt: nothing is sent twice.
    browser.open(&link);
    browser.until("return /brugt/i.test(document.body.innerText)");
    site.program
        .run(&["survey", "close", "proeve", "--now"])
        .ok();
    let bulletin = get(site.address, "/s/proeve/bulletin").json();
    assert_eq!(bulletin["receipts"], json!([shown]));
}

#[test]
fn of_two_devices_racing_for_one_link_one_gets_a_ballot() {
    let Some(browser) = Browser::start(500) else {
        return missing("chromedriver");
    };
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let token = site.tokens()[4].clone();
    browser.open(&site.link(&token));
    browser.until("return document.body.innerText.includes('7')");
    let (status, _) = answer(&site, &token, 3, &json!({"B08": {"number": 2}}));
    assert_eq!(status, 200, "the other device was first");
    click_through(&browser);
    browser.until("return /brugt/i.test(document.body.innerText)");
    site.program
        .run(&["survey", "close", "proeve", "--now"])
        .ok();
    assert_eq!(get(site.address, "/s/proeve/bulletin").json()["total"], 1);
}
