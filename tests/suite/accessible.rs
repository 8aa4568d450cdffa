//! Every page can be used by everybody: no rule of axe-core is broken, and nothing is wider than a small phone.

use std::path::PathBuf;

use serde_json::Value;

use crate::demo::{demo, release};
use crate::support::axe;
use crate::support::browser::Browser;
use crate::support::database::Database;
use crate::support::missing;
use crate::support::program::{bare, finish};
use crate::support::site::Site;

/// A small phone, and a desk.
const WIDTHS: [u32; 2] = [320, 1200];

fn tools() -> Option<(Browser, String)> {
    let Some(browser) = Browser::start(500) else {
        missing("chromedriver");
        return None;
    };
    let Some(axe) = axe::source() else {
        missing("axe-core (needs node and the npm registry)");
        return None;
    };
    Some((browser, axe))
}

/// What is wrong with a page, at both widths, with everything opened that can be.
fn faults(browser: &Browser, axe: &str, address: &str) -> Vec<String> {
    let mut faults = Vec::new();
    browser.open(address);
    browser.until("return document.readyState === 'complete'");
    browser.script("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    axe::load(browser, axe);
    for width in WIDTHS {
        browser.widen(width);
        let wide = browser.script("return document.documentElement.scrollWidth");
        if wide.as_u64().unwrap() > u64::from(width) {
            faults.push(format!("{width}: {wide} pixels wide"));
        }
        let found = axe::violations(browser);
        faults.extend(found.into_iter().map(|line| format!("{width}: {line}")));
    }
    faults
}

/// Of each survey of the demonstration the list of reports, and the reports of the whole, of a network that is shown and of one that is
/// not; the list and the whole in English, too.
fn reports() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for survey in ["kl-2008", "aalborg-2010", "eksempelby-2025"] {
        let release = release(survey);
        let groups = release["groups"].as_array().unwrap();
        let network = |state: &str| {
            let of_state =
                |group: &&Value| group["kind"] == "network" && group["size"].get(state).is_some();
            groups
                .iter()
                .find(of_state)
                .map(|group| group["id"].as_str().unwrap())
        };
        let whole = groups[0]["id"].as_str().unwrap();
        let folder = demo().join("reports").join(survey);
        let mut add = |name: String| pages.push(folder.join(name));
        for name in ["index", whole] {
            add(format!("{name}.html"));
            add(format!("{name}.en.html"));
        }
        // Held against the survey before it.
        let part = (survey == "eksempelby-2025").then_some("eks-tek");
        let parts = [network("shown"), network("hidden"), part];
        for name in parts.into_iter().flatten() {
            add(format!("{name}.html"));
        }
    }
    pages
}

#[test]
fn the_reports_break_no_rule_and_fit_a_small_phone() {
    let Some((browser, axe)) = tools() else {
        return;
    };
    let pages = reports();
    assert_eq!(pages.len(), 15, "{pages:?}");
    let mut wrong = Vec::new();
    for page in &pages {
        let found = faults(&browser, &axe, &format!("file://{}", page.display()));
        let name = page.file_name().unwrap().to_string_lossy();
        wrong.extend(found.into_iter().map(|line| format!("{name} at {line}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_pages_of_respondents_break_no_rule_and_fit_a_small_phone() {
    let Some((browser, axe)) = tools() else {
        return;
    };
    let site = Site::launch(Database::Sqlite, "netvaerksevaluering");
    let link = site.link(&site.tokens()[1]);
    let host = format!("http://{}", site.address);
    let pages = [
        link,
        format!("{host}/anonym"),
        format!("{host}/s/proeve/check"),
    ];
    let mut wrong = Vec::new();
    for page in &pages {
        let found = faults(&browser, &axe, page);
        wrong.extend(found.into_iter().map(|line| format!("{page} at {line}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_questionnaires_break_no_rule_and_fit_a_small_phone() {
    let Some((browser, axe)) = tools() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for template in [
        "leder-apv",
        "netvaerksevaluering",
        "lederudvikling",
        "dialogpuls",
    ] {
        let file = folder.path().join(format!("{template}.html"));
        finish(
            bare(folder.path())
                .args(["template", "preview", template, "--out"])
                .arg(&file),
        )
        .ok();
        let found = faults(&browser, &axe, &format!("file://{}", file.display()));
        wrong.extend(
            found
                .into_iter()
                .map(|line| format!("{template} at {line}")),
        );
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_page_that_breaks_rules_is_seen() {
    let Some((browser, axe)) = tools() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("bad.html");
    let bad = "<!doctype html><html><title>x</title><body><main><h1>x</h1><img src=x>\
        <p style='color:#bbb;background:#fff'>pale</p><div style='width:600px'>wide</div></main>";
    std::fs::write(&page, bad).unwrap();
    let found = faults(&browser, &axe, &format!("file://{}", page.display()));
    for rule in ["320: 6", "image-alt", "color-contrast", "html-has-lang"] {
        assert!(
            found.iter().any(|line| line.contains(rule)),
            "{rule}: {found:?}"
        );
    }
}
