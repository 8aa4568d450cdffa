//! axe-core, the checker of WCAG rules: fetched once, run in the browser.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::browser::Browser;

/// The script; `None` where it is neither kept from before nor to be fetched.
pub(crate) fn source() -> Option<String> {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("axe-core-4.14.1.js");
    if !kept.exists() {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/support/axe.mjs");
        let fetched = Command::new("node").arg(script).arg(&kept).status().ok()?;
        if !fetched.success() {
            return None;
        }
    }
    std::fs::read_to_string(kept).ok()
}

/// Loads it into the page that is open.
pub(crate) fn load(browser: &Browser, axe: &str) {
    browser.script(&format!("{axe}; window.axe = axe;"));
}

/// What breaks rules of WCAG 2.1 A and AA, or axe's own good practice, on the page into which it was loaded: rule and element, one line each.
pub(crate) fn violations(browser: &Browser) -> Vec<String> {
    browser.script(
        "window.axeDone = null; \
         axe.run(document, {resultTypes: ['violations']}) \
           .then(r => { window.axeDone = {v: r.violations, n: r.passes.length}; }) \
           .catch(e => { window.axeDone = {v: [{id: String(e), nodes: [{target: ['axe']}]}], n: 1}; });",
    );
    let done = browser.until("return window.axeDone");
    assert!(done["n"].as_u64().unwrap() > 0, "axe looked at nothing");
    let found = done["v"].as_array().unwrap();
    let line = |rule: &Value, node: &Value| format!("{}: {}", rule["id"], node["target"]);
    found
        .iter()
        .flat_map(|rule| {
            let nodes = rule["nodes"].as_array().unwrap();
            nodes.iter().map(move |node| line(rule, node))
        })
        .collect()
}
