//! 25 and 27: a whole run through a recording proxy: nothing that says who answers stands beside an answer.

use pejling::base::base32;
use pejling::forensics::needle::Needles;
use serde_json::json;

use super::proxy::{Exchange, Message, Proxy};
use super::respondent;
use crate::support::browser::Browser;
use crate::support::database::Database;
use crate::support::http::{get, send};
use crate::support::missing;
use crate::support::site::Site;

const TEMPLATE: &str = "netvaerksevaluering";
const TEXT: &str = "kanariefuglen sang i kulminen";

/// What a run must not show, and to whom it belongs.
struct Secrets {
    token: Needles,
    person: Needles,
    answers: Needles,
}

impl Secrets {
    fn of(token: &str) -> Self {
        let mut secrets = Self {
            token: Needles::new(),
            person: Needles::new(),
            answers: Needles::new(),
        };
        secrets.token.text("token", token);
        let bits = base32::decode(token).unwrap();
        secrets.token.binary("bytes of the token", &bits[..16]);
        for person in 0..14 {
            secrets
                .person
                .text("address", &format!("p{person}@by.example"));
        }
        secrets.answers.text("answer", TEXT);
        secrets
    }
}

/// Everything wrong with a recording, in words.
fn faults(recording: &[Exchange], secrets: &Secrets) -> Vec<String> {
    let mut found = Vec::new();
    for exchange in recording {
        let Exchange { request, reply, .. } = exchange;
        let line = request.line();
        let head = request.head.as_bytes();
        let bytes = request.bytes();
        let answers = request.path().ends_with("/cast") || holds(&secrets.answers, &bytes);
        if answers {
            for name in ["cookie", "authorization", "referer"] {
                if request.header(name).is_some() {
                    found.push(format!("{name} beside answers"));
                }
            }
            if holds(&secrets.token, &bytes) {
                found.push("token beside answers".into());
            }
            if holds(&secrets.person, &bytes) {
                found.push("address beside answers".into());
            }
            let others = |other: &&Exchange| other.line == exchange.line && *other != exchange;
            for other in recording.iter().filter(others) {
                let path = other.request.path();
                found.push(format!("answers on the connection of {path}"));
            }
        }
        if holds(&secrets.token, line.as_bytes()) {
            found.push("token in a request line".into());
        } else if holds(&secrets.token, head) {
            found.push("token in a header".into());
        }
        if (reply.iter()).any(|reply| reply.header("set-cookie").is_some()) {
            found.push(format!("a cookie is set by {}", request.path()));
        }
    }
    found
}

fn holds(needles: &Needles, hay: &[u8]) -> bool {
    !needles.search(hay).is_empty()
}

/// Requests to a respondent's route, each with its place in the recording.
fn to<'a>(recording: &'a [Exchange], route: &str) -> Vec<&'a Exchange> {
    let path = format!("/s/proeve{route}");
    recording
        .iter()
        .filter(|exchange| exchange.request.path() == path)
        .collect()
}

/// A whole run in a browser: page, context, issue, cast, the page again, and after the close the page with the receipts.
fn run(browser: &Browser, site: &Site, proxy: &Proxy, token: &str) -> Vec<Exchange> {
    let link = site.link_at(proxy.address, token);
    respondent::open(browser, &link);
    respondent::answer(browser, TEXT);
    let receipt = respondent::receipt(browser);
    browser.open(&link);
    browser.until("return /brugt/i.test(document.body.innerText)");
    browser.open(&format!("http://{}/anonym", proxy.address));
    site.program
        .run(&["survey", "close", "proeve", "--now"])
        .ok();
    browser.open(&format!("http://{}/s/proeve/check", proxy.address));
    browser.until("return !document.querySelector('#ready').hidden");
    browser.script(&format!(
        "document.querySelector('#receipt').value = '{receipt}'; document.querySelector('#look button').click();"
    ));
    browser.until("return !document.querySelector('#found').hidden");
    let recording = proxy.recorded();
    for route in [
        "",
        "/manifest",
        "/context",
        "/issue",
        "/cast",
        "/check",
        "/bulletin",
    ] {
        assert!(!to(&recording, route).is_empty(), "{route} was not asked");
    }
    recording
}

#[test]
fn a_whole_run_shows_no_token_beside_an_answer_and_sets_no_cookie() {
    let Some(browser) = Browser::start(500) else {
        return missing("chromedriver");
    };
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let proxy = Proxy::before(site.address);
    let token = site.tokens()[6].clone();
    let recording = run(&browser, &site, &proxy, &token);
    let secrets = Secrets::of(&token);
    assert_eq!(faults(&recording, &secrets), Vec::<String>::new());
    // The search sees what is there: token and answers, each in requests of its own.
    let holding = |needles: &Needles| {
        let mut paths: Vec<&str> = recording
            .iter()
            .filter(|exchange| holds(needles, &exchange.request.bytes()))
            .map(|exchange| exchange.request.path())
            .collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    };
    assert_eq!(
        holding(&secrets.token),
        ["/s/proeve/context", "/s/proeve/issue"]
    );
    assert_eq!(holding(&secrets.answers), ["/s/proeve/cast"]);
    assert_eq!(to(&recording, "/cast").len(), 1);

    each_planted_fault_is_found(&recording, &token, &secrets);
}

/// The control: the same recording, each time with one fault put in.
fn each_planted_fault_is_found(recording: &[Exchange], token: &str, secrets: &Secrets) {
    let planted = |route: &str, change: &dyn Fn(&mut Exchange)| {
        let mut recording = recording.to_vec();
        let path = format!("/s/proeve{route}");
        let exchange = recording
            .iter_mut()
            .find(|exchange| exchange.request.path() == path)
            .unwrap();
        change(exchange);
        faults(&recording, secrets)
    };
    let header = |line: &'static str| move |exchange: &mut Exchange| exchange.request.head += line;
    for (line, fault) in [
        ("\r\nCookie: session=1", "cookie beside answers"),
        (
            "\r\nauthorization: Basic YQ==",
            "authorization beside answers",
        ),
        (
            "\r\nReferer: http://svar.example/",
            "referer beside answers",
        ),
    ] {
        assert_eq!(planted("/cast", &header(line)), [fault]);
        assert_eq!(planted("/context", &header(line)), [""; 0], "control");
    }
    for route in ["/context", "/issue", "/manifest"] {
        let line = to(recording, route)[0].line;
        let found = planted("/cast", &|exchange: &mut Exchange| exchange.line = line);
        let fault = format!("answers on the connection of /s/proeve{route}");
        assert!(found.contains(&fault), "{found:?}");
    }
    let body = |text: String| {
        move |exchange: &mut Exchange| exchange.request.body.extend_from_slice(text.as_bytes())
    };
    let hex = token
        .bytes()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    for text in [token.to_owned(), token.to_uppercase(), hex] {
        assert_eq!(planted("/cast", &body(text)), ["token beside answers"]);
    }
    assert_eq!(
        planted("/cast", &body("p3@by.example".into())),
        ["address beside answers"]
    );
    assert_eq!(
        planted("/issue", &body(TEXT.into())),
        ["token beside answers"]
    );
    let address = |exchange: &mut Exchange| {
        exchange.request.head = exchange
            .request
            .head
            .replace("/manifest", &format!("/manifest?t={token}"));
    };
    assert_eq!(planted("/manifest", &address), ["token in a request line"]);
    let referrer = |exchange: &mut Exchange| {
        exchange.request.head += "\r\nReferer: http://svar.example/?";
        exchange.request.head += token;
    };
    assert_eq!(planted("/manifest", &referrer), ["token in a header"]);
    let cookie = |exchange: &mut Exchange| {
        exchange.reply = Some(Message {
            head: "HTTP/1.1 200 OK\r\nset-cookie: id=1".into(),
            body: Vec::new(),
        });
    };
    assert_eq!(planted("", &cookie), ["a cookie is set by /s/proeve"]);
}

#[test]
fn somebody_logged_in_elsewhere_on_the_same_host_answers_without_a_cookie() {
    let Some(browser) = Browser::start(1200) else {
        return missing("chromedriver");
    };
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let proxy = Proxy::before(site.address);
    browser.open(&format!("http://{}/anonym", proxy.address));
    for (name, path) in [("administrator", "/admin"), ("everywhere", "/")] {
        browser.command(
            "cookie",
            &json!({"cookie": {"name": name, "value": "anna-olsen", "path": path}}),
        );
    }
    // The control: the browser holds both, and sends them where they belong.
    browser.open(&format!("http://{}/admin/", proxy.address));
    let sent = proxy.recorded();
    let cookie = sent
        .iter()
        .rev()
        .filter(|exchange| exchange.request.path() == "/admin/")
        .find_map(|exchange| exchange.request.header("cookie"));
    let cookie = cookie.expect("the browser sends its cookies");
    assert!(cookie.contains("administrator=") && cookie.contains("everywhere="));

    let token = site.tokens()[9].clone();
    let recording = run(&browser, &site, &proxy, &token);
    assert_eq!(faults(&recording, &Secrets::of(&token)), [""; 0]);
    for exchange in &recording {
        let request = &exchange.request;
        if !request.path().starts_with("/s/") {
            continue;
        }
        let held = request.header("cookie").unwrap_or("");
        assert!(!held.contains("administrator"), "{}", request.line());
        // The page itself is a navigation, to which a browser adds what the host has set for everything. Nothing else does.
        let page = ["/s/proeve", "/s/proeve/check"].contains(&request.path());
        assert!(page || held.is_empty(), "{}: {held}", request.line());
    }
}

/// A connection id in somebody's log would tie what went over one connection together with certainty.
#[test]
fn every_reply_but_the_manifest_ends_its_connection_whether_asked_to_or_not() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let host = site.address;
    let ends = |method: &str, path: &str, more: &str| {
        // A page is asked for without a body: one that nobody reads would end the connection, too.
        let body = if method == "POST" { "{}" } else { "" };
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: keep-alive\r\n{more}\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let headers = send(host, &request).headers.to_lowercase();
        headers.contains("\r\nconnection: close")
    };
    for (method, path) in [
        ("GET", "/s/proeve"),
        ("GET", "/assets/ballot.js"),
        ("GET", "/anonym"),
        ("GET", "/nowhere"),
        ("POST", "/s/proeve/manifest"),
        ("POST", "/s/proeve/context"),
        ("POST", "/s/proeve/issue"),
        ("POST", "/s/proeve/cast"),
        ("POST", "/s/proeve/note"),
        ("POST", "/s/nowhere/cast"),
    ] {
        assert!(ends(method, path, ""), "{method} {path}");
    }
    assert!(!ends("GET", "/s/proeve/manifest", ""), "control");
    let cookie = "Cookie: session=anna-olsen\r\n";
    assert!(ends("GET", "/s/proeve/manifest", cookie));
}

#[test]
fn a_cookie_that_comes_with_the_page_changes_nothing_of_it() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let host = site.address;
    let with = send(
        host,
        &format!(
            "GET /s/proeve HTTP/1.1\r\nHost: {host}\r\nCookie: session=anna-olsen\r\nConnection: close\r\n\r\n"
        ),
    );
    let without = get(host, "/s/proeve");
    assert_eq!((with.status, &with.body), (without.status, &without.body));
    assert!(!with.headers.to_lowercase().contains("cookie"));
}
