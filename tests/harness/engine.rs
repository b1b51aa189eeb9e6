//! The engine of the browser that is driven: Chromium, by chromedriver.
//!
//! What WebDriver has no command for goes by a protocol of the engine's own. All of that is here, and nothing else in the
//! harness knows which engine it is: to drive another one takes another such type.

use std::{env, ffi::OsString};

use fantoccini::{
    Client,
    error::CmdError,
    wd::{Capabilities, WebDriverCompatibleCommand},
};
use serde_json::{Value, json};

/// What a browser is started with, other than usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting<'a> {
    /// This host name leads to this machine.
    Host(&'a str),
    /// Letters have no coloured edges, and nothing has a scrollbar.
    ForPictures,
}

/// All that depends on the engine.
pub(crate) struct Engine;

/// The driver: how it is started, and what it says.
impl Engine {
    /// The driver's program.
    pub fn driver() -> OsString {
        env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into())
    }

    /// What makes the driver listen on a free port.
    pub const FREE_PORT: &str = "--port=0";

    /// The port, if this is the line in which the driver says that it is ready.
    pub fn ready(line: &str) -> Option<u16> {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    }

    /// The path at which the driver closes its browsers and ends.
    pub const SHUTDOWN: &str = "/shutdown";

    /// The session that a driver is asked for.
    pub fn capabilities(settings: &[Setting]) -> Capabilities {
        let mut options = json!({
            "args": [
                "--headless",
                // Chromium's sandbox does not start for root, nor in most containers; the only page it
                // sees here is ours.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--window-size=1280,1000",
                // The timers of a hidden page are slowed to one a minute after seconds, not minutes.
                "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/2",
            ],
            // chromedriver would spare hidden pages what browsers do to them.
            "excludeSwitches": [
                "disable-background-timer-throttling",
                "disable-backgrounding-occluded-windows",
            ],
        });
        if let Some(list) = options["args"].as_array_mut() {
            list.extend(settings.iter().flat_map(arguments).map(Value::from));
        }
        if let Ok(browser) = env::var("CHROME") {
            options["binary"] = json!(browser);
        }
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
            // Milliseconds for one call of a script to settle: mining with bad luck takes a while.
            "timeouts": { "script": 120_000 },
        });
        match wanted {
            Value::Object(capabilities) => capabilities,
            _ => Capabilities::new(),
        }
    }
}

/// The consoles of all tabs of a session.
impl Engine {
    /// What the driver is asked for what they said since it was asked last.
    pub fn console_request() -> Request {
        Request {
            path: "se/log",
            body: json!({ "type": "browser" }),
        }
    }

    /// The errors in the answer to that.
    pub fn console_errors(log: &Value) -> Vec<String> {
        let entries = log.as_array().into_iter().flatten();
        entries
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// The errors since they were asked last.
    pub async fn console(client: &Client) -> Result<Vec<String>, CmdError> {
        let log = client.issue_cmd(Self::console_request()).await?;
        Ok(Self::console_errors(&log))
    }
}

/// What is done to a client's current tab, and to what its page sees of the world.
impl Engine {
    /// Runs a script in each page of the tab before any script of the page itself.
    pub async fn run_first(client: &Client, script: &str) -> Result<(), CmdError> {
        let parameters = json!({ "source": script });
        devtools(client, "Page.addScriptToEvaluateOnNewDocument", parameters).await
    }

    /// Brings it to the front.
    pub async fn show(client: &Client) -> Result<(), CmdError> {
        devtools(client, "Page.bringToFront", json!({})).await
    }

    /// Makes its process end at once. It can't answer any more then, so the driver complains.
    pub async fn crash(client: &Client) -> Result<(), CmdError> {
        devtools(client, "Page.crash", json!({})).await
    }

    /// Minimises the window, or brings it back.
    pub async fn minimise(client: &Client, minimised: bool) -> Result<(), CmdError> {
        let state = if minimised { "minimized" } else { "normal" };
        let window = ask(client, "Browser.getWindowForTarget", json!({})).await?;
        let wanted = json!({
            "windowId": window["windowId"],
            "bounds": { "windowState": state },
        });
        devtools(client, "Browser.setWindowBounds", wanted).await
    }

    /// Makes the page as large as this, in CSS pixels.
    pub async fn resize(client: &Client, (width, height): (u32, u32)) -> Result<(), CmdError> {
        let wanted =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        devtools(client, "Emulation.setDeviceMetricsOverride", wanted).await
    }

    /// The page sees somebody with these preferences, by the names of CSS, and no others.
    pub async fn prefer(client: &Client, preferences: &[(&str, &str)]) -> Result<(), CmdError> {
        let feature = |(name, value): &(&str, &str)| json!({ "name": name, "value": value });
        let features: Vec<Value> = preferences.iter().map(feature).collect();
        let wanted = json!({ "features": features });
        devtools(client, "Emulation.setEmulatedMedia", wanted).await
    }

    /// The page sees a screen to touch.
    pub async fn touch_screen(client: &Client) -> Result<(), CmdError> {
        let wanted = json!({ "enabled": true, "maxTouchPoints": 1 });
        devtools(client, "Emulation.setTouchEmulationEnabled", wanted).await
    }

    /// The page sees clocks of this time zone.
    pub async fn set_time_zone(client: &Client, zone: &str) -> Result<(), CmdError> {
        let wanted = json!({ "timezoneId": zone });
        devtools(client, "Emulation.setTimezoneOverride", wanted).await
    }

    /// Moves the mouse to a place in the window, in CSS pixels.
    pub async fn move_mouse(client: &Client, (x, y): (f64, f64)) -> Result<(), CmdError> {
        let moved = json!({ "type": "mouseMoved", "x": x, "y": y });
        devtools(client, "Input.dispatchMouseEvent", moved).await
    }

    /// Taps a place in the window with a finger.
    pub async fn tap(client: &Client, (x, y): (f64, f64)) -> Result<(), CmdError> {
        for touch in [
            json!({ "type": "touchStart", "touchPoints": [{ "x": x, "y": y }] }),
            json!({ "type": "touchEnd", "touchPoints": [] }),
        ] {
            devtools(client, "Input.dispatchTouchEvent", touch).await?;
        }
        Ok(())
    }
}

fn arguments(setting: &Setting) -> Vec<String> {
    match setting {
        Setting::Host(name) => vec![format!("--host-resolver-rules=MAP {name} 127.0.0.1")],
        Setting::ForPictures => {
            vec![
                "--disable-lcd-text".to_owned(),
                "--hide-scrollbars".to_owned(),
            ]
        }
    }
}

/// One command of the DevTools protocol.
async fn devtools(client: &Client, method: &str, parameters: Value) -> Result<(), CmdError> {
    ask(client, method, parameters).await.map(drop)
}

/// As [`devtools`], with its answer.
async fn ask(client: &Client, method: &str, parameters: Value) -> Result<Value, CmdError> {
    let body = json!({ "cmd": method, "params": parameters });
    let path = "goog/cdp/execute";
    client.issue_cmd(Request { path, body }).await
}

/// A request to the driver that is no command of WebDriver.
#[derive(Debug)]
pub(crate) struct Request {
    /// After the session's own.
    path: &'static str,
    body: Value,
}

impl Request {
    /// The path of the request for a session, and its body.
    pub fn of(&self, session: &str) -> (String, String) {
        (
            format!("session/{session}/{}", self.path),
            self.body.to_string(),
        )
    }
}

impl WebDriverCompatibleCommand for Request {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&self.of(session.unwrap_or_default()).0)
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
