//! A respondent in a real browser: opens the link, answers every page, sends, and reads the receipt.

use serde_json::json;

use crate::support::browser::Browser;

/// Opens a link and waits until the page says as one of how many one answers.
pub(crate) fn open(browser: &Browser, link: &str) {
    browser.open(link);
    browser.until(
        "const i = document.querySelector('[data-fill=invited]'); return i && i.textContent",
    );
}

/// Chooses the first option of everything and writes `text` wherever one may write, page by page; sends.
#[track_caller]
pub(crate) fn answer(browser: &Browser, text: &str) {
    for _ in 0..200 {
        let page = format!(
            "const open = b => b && b.offsetParent && !b.disabled;
             for (const set of document.querySelectorAll('fieldset')) {{
               if (!set.offsetParent || set.querySelector('input:checked')) continue;
               const input = set.querySelector('input[type=radio]'); if (input) input.click(); }}
             for (const area of document.querySelectorAll('textarea')) {{
               if (!area.offsetParent || area.value) continue;
               area.value = {}; area.dispatchEvent(new Event('input', {{bubbles: true}})); }}
             const send = [...document.querySelectorAll('[data-action=send]')].find(open);
             if (send) {{ send.click(); return true; }}
             const next = [...document.querySelectorAll('[data-action=next],[data-action=start]')].find(open);
             if (next) next.click();
             return false;",
            json!(text)
        );
        if browser.script(&page) == json!(true) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!(
        "no way to the last page: {}",
        browser.script("return document.body.innerText")
    );
}

/// Waits for the receipt.
#[track_caller]
pub(crate) fn receipt(browser: &Browser) -> String {
    let shown = browser.until(
        "const r = document.querySelector('output#receipt'); return r && r.offsetParent && r.textContent.trim()",
    );
    shown.as_str().unwrap().to_owned()
}
