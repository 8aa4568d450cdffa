//! A real Chromium, driven through chromedriver's HTTP interface (`WebDriver`, W3C).

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::http;

/// A browser window.
pub(crate) struct Browser {
    driver: Child,
    address: SocketAddr,
    session: String,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts Chromium without a window, `width` pixels wide; `None` where there is no chromedriver.
    pub(crate) fn start(width: u32) -> Option<Self> {
        Self::with(width, &[])
    }

    /// The same, saying that it is another one.
    pub(crate) fn start_as(width: u32, agent: &str) -> Option<Self> {
        Self::with(width, &[format!("--user-agent={agent}")])
    }

    fn with(width: u32, more: &[String]) -> Option<Self> {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut lines = BufReader::new(driver.stdout.take()?).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            line.split("on port ")
                .nth(1)?
                .trim_end_matches('.')
                .parse::<u16>()
                .ok()
                .filter(|p| *p > 0)
        })?;
        // The driver must not block on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let profile = tempfile::tempdir().ok()?;
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
            format!("--window-size={width},1400"),
        ];
        arguments.extend_from_slice(more);
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let reply = http::post(address, "/session", &wanted);
        let session = reply.json()["value"]["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("{}", reply.body))
            .to_owned();
        Some(Self {
            driver,
            address,
            session,
            _profile: profile,
        })
    }

    /// A command of the protocol, under this session.
    pub(crate) fn command(&self, path: &str, body: &Value) -> Value {
        let reply = http::post(
            self.address,
            &format!("/session/{}/{path}", self.session),
            body,
        );
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.json()["value"].clone()
    }

    pub(crate) fn open(&self, url: &str) {
        // A page with another fragment only is not loaded again unless something lies between.
        self.command("url", &json!({"url": "about:blank"}));
        self.command("url", &json!({"url": url}));
    }

    /// Makes the page as wide as that, below what a window can be too.
    pub(crate) fn widen(&self, width: u32) {
        self.command(
            "goog/cdp/execute",
            &json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": {
                "width": width, "height": 1400, "deviceScaleFactor": 1, "mobile": false,
            }}),
        );
    }

    /// Runs a script in the page and gives what it returns.
    pub(crate) fn script(&self, script: &str) -> Value {
        self.command("execute/sync", &json!({"script": script, "args": []}))
    }

    /// Waits until a script returns something true, at most half a minute.
    #[track_caller]
    pub(crate) fn until(&self, script: &str) -> Value {
        for _ in 0..300 {
            let value = self.script(script);
            if !matches!(value, Value::Null | Value::Bool(false)) && value != json!("") {
                return value;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!(
            "never true: {script}\n{}",
            self.script("return document.body.innerText")
        );
    }

    /// What the page wrote to its console, policy violations among it.
    pub(crate) fn console(&self) -> Vec<String> {
        let log = self.command("se/log", &json!({"type": "browser"}));
        log.as_array()
            .into_iter()
            .flatten()
            .map(|entry| entry["message"].to_string())
            .collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        drop(http::send(
            self.address,
            &format!(
                "DELETE /session/{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                self.session, self.address
            ),
        ));
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}
