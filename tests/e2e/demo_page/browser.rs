//! A Chromium without a window, and the few things that the tests do in it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use serde_json::json;
use tempfile::TempDir;

/// How long something may take to appear: generous, for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser of its own for one test; it ends with the test.
pub struct Browser {
    client: Client,
    _driver: Driver,
    _profile: TempDir,
}

/// See <https://chromedevtools.github.io/devtools-protocol/>.
#[derive(Debug)]
struct Devtools {
    command: &'static str,
    params: serde_json::Value,
}

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as FromStr>::Err> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.command, "params": self.params }).to_string()))
    }
}

/// The program that drives a browser, and the browser's session in it.
struct Driver {
    process: Child,
    port: u16,
    session: Option<String>,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A driver that is killed leaves its browser behind: the session has to be ended first. Either may be gone already.
        if let Some(session) = &self.session {
            let _ = self.end(session);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Driver {
    /// Asks for the end of a session and waits for it.
    fn end(&self, session: &str) -> std::io::Result<()> {
        let mut driver = TcpStream::connect(("127.0.0.1", self.port))?;
        driver.set_read_timeout(Some(PATIENCE))?;
        write!(driver, "DELETE /session/{session} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        driver.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Browser {
    /// Starts one that prefers this language; nothing, said loudly, where there is no driver. With `CI=true` that is a
    /// failure.
    pub async fn start(language: &str) -> Option<Self> {
        let Ok(mut driver) = start_driver() else {
            assert!(!is_ci(), "there is no chromedriver, and this is a CI run");
            eprintln!("SKIPPED: no chromedriver here, the page was not tried in a browser");
            return None;
        };
        let profile = TempDir::new().unwrap();
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1400,900",
        ];
        let mut arguments: Vec<String> = arguments.map(str::to_owned).to_vec();
        arguments.push(format!("--accept-lang={language}"));
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let wanted = json!({ "goog:chromeOptions": { "args": arguments } });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .unwrap();
        driver.session = client.session_id().await.unwrap();
        Some(Self { client, _driver: driver, _profile: profile })
    }

    pub async fn goes_to(&self, address: &str) {
        self.client.goto(address).await.unwrap();
    }

    pub async fn open(&self, address: &str) {
        self.goes_to(address).await;
        self.client.wait().at_most(PATIENCE).for_element(Locator::Css("#cast button")).await.unwrap();
    }

    /// Presses the first element that fits, once it is there, in the middle of the view: not under a heading that
    /// stays on top.
    pub async fn press(&self, selector: &str) {
        let element = self.element(selector).await;
        let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.client.execute(middle, vec![serde_json::to_value(&element).unwrap()]).await.unwrap();
        element.click().await.unwrap();
    }

    pub async fn types(&self, selector: &str, text: &str) {
        self.element(selector).await.send_keys(text).await.unwrap();
    }

    /// The text of the first element that fits.
    pub async fn reads(&self, selector: &str) -> String {
        self.element(selector).await.text().await.unwrap()
    }

    async fn element(&self, selector: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await;
        found.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    /// Waits until an element that fits has this in its text.
    pub async fn sees(&self, selector: &str, text: &str) {
        self.holds(
            "const [selector, text] = arguments;
             return [...document.querySelectorAll(selector)].some((node) => node.textContent.includes(text));",
            &[selector, text],
        )
        .await;
    }

    /// A screen of this size, in points, and with this taste for `light` or `dark`.
    pub async fn is_screen(&self, width: u32, height: u32, taste: &str) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": taste }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// A command of Chromium's own protocol.
    pub async fn devtools(&self, command: &'static str, params: serde_json::Value) {
        self.client.issue_cmd(Devtools { command, params }).await.unwrap();
    }

    /// What a script gives that the page runs.
    pub async fn runs(&self, script: &str) -> serde_json::Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// What a script gives to its last argument, which it calls.
    pub async fn runs_with_promise(&self, script: &str) -> serde_json::Value {
        self.client.execute_async(script, Vec::new()).await.unwrap()
    }

    /// Types to whatever has the focus.
    pub async fn keys(&self, keys: &str) {
        self.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// A picture of the window.
    pub async fn shows(&self) -> Vec<u8> {
        self.client.screenshot().await.unwrap()
    }

    /// Waits until nothing fits any more.
    pub async fn lacks(&self, selector: &str) {
        self.holds("return document.querySelector(arguments[0]) === null;", &[selector]).await;
    }

    async fn holds(&self, script: &str, arguments: &[&str]) {
        let arguments: Vec<_> = arguments.iter().map(|argument| json!(argument)).collect();
        let holds = async || {
            let mut turns = tokio::time::interval(Duration::from_millis(20));
            loop {
                turns.tick().await;
                if self.client.execute(script, arguments.clone()).await.unwrap() == json!(true) {
                    return;
                }
            }
        };
        if tokio::time::timeout(PATIENCE, holds()).await.is_err() {
            panic!("not on the page: {arguments:?}\n{}", self.client.source().await.unwrap());
        }
    }
}

/// Starts the driver on a port that it chooses itself, and gives that.
fn start_driver() -> std::io::Result<Driver> {
    let mut process = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn()?;
    let output = BufReader::new(process.stdout.take().expect("the output is piped"));
    let port = output.lines().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    let port = port.ok_or_else(|| std::io::Error::other("the driver named no port"))?;
    Ok(Driver { process, port, session: None })
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test asks whether it runs in CI; nothing of the program does"
)]
fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}
