//! Chromium (or Chrome), by chromedriver, which passes commands of the DevTools protocol on.

use std::{env, io};

use fantoccini::{Client, error::CmdError};
use serde_json::{Value, json};

use super::{Request, Setting};

pub(super) fn capabilities(settings: &[Setting]) -> Value {
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
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

fn arguments(setting: &Setting) -> Vec<String> {
    match setting {
        Setting::Profile(directory) => {
            vec![format!("--user-data-dir={}", directory.display())]
        }
        Setting::Host(name) => vec![format!("--host-resolver-rules=MAP {name} 127.0.0.1")],
        Setting::ForPictures => {
            vec![
                "--disable-lcd-text".to_owned(),
                "--hide-scrollbars".to_owned(),
                // A mouse, which a browser without a window has none of.
                "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"
                    .to_owned(),
            ]
        }
    }
}

/// What the driver is asked for what the consoles said since it was asked last.
const LOG: &str = "se/log";

pub(super) async fn console(client: &Client) -> Result<Vec<String>, CmdError> {
    let log = client
        .issue_cmd(Request {
            path: LOG,
            body: json!({ "type": "browser" }),
        })
        .await?;
    Ok(errors(&log))
}

pub(super) fn last_console(
    session: &str,
    ask: impl Fn(&str, &str, Value) -> io::Result<Value>,
) -> io::Result<Vec<String>> {
    let log = ask(
        "POST",
        &format!("/session/{session}/{LOG}"),
        json!({ "type": "browser" }),
    )?;
    Ok(errors(&log))
}

fn errors(log: &Value) -> Vec<String> {
    let entries = log.as_array().into_iter().flatten();
    entries
        .filter(|entry| entry["level"] == "SEVERE")
        .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
        .collect()
}

pub(super) async fn preload(client: &Client, script: &str) -> Result<(), CmdError> {
    let parameters = json!({ "source": script });
    devtools(client, "Page.addScriptToEvaluateOnNewDocument", parameters).await
}

pub(super) async fn show(client: &Client) -> Result<(), CmdError> {
    devtools(client, "Page.bringToFront", json!({})).await
}

pub(super) async fn crash(client: &Client) -> Result<(), CmdError> {
    devtools(client, "Page.crash", json!({})).await
}

pub(super) async fn minimise(client: &Client, minimised: bool) -> Result<(), CmdError> {
    let state = if minimised { "minimized" } else { "normal" };
    let window = ask(client, "Browser.getWindowForTarget", json!({})).await?;
    let wanted = json!({
        "windowId": window["windowId"],
        "bounds": { "windowState": state },
    });
    devtools(client, "Browser.setWindowBounds", wanted).await
}

pub(super) async fn resize(client: &Client, (width, height): (u32, u32)) -> Result<(), CmdError> {
    let wanted =
        json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    devtools(client, "Emulation.setDeviceMetricsOverride", wanted).await
}

pub(super) async fn prefer(client: &Client, preferences: &[(&str, &str)]) -> Result<(), CmdError> {
    let feature = |(name, value): &(&str, &str)| json!({ "name": name, "value": value });
    let features: Vec<Value> = preferences.iter().map(feature).collect();
    let wanted = json!({ "features": features });
    devtools(client, "Emulation.setEmulatedMedia", wanted).await
}

pub(super) async fn touch_screen(client: &Client) -> Result<(), CmdError> {
    let wanted = json!({ "enabled": true, "maxTouchPoints": 1 });
    devtools(client, "Emulation.setTouchEmulationEnabled", wanted).await
}

pub(super) async fn set_time_zone(client: &Client, zone: &str) -> Result<(), CmdError> {
    let wanted = json!({ "timezoneId": zone });
    devtools(client, "Emulation.setTimezoneOverride", wanted).await
}

pub(super) async fn main_thread_seconds(client: &Client) -> Result<f64, CmdError> {
    devtools(client, "Performance.enable", json!({})).await?;
    let answer = ask(client, "Performance.getMetrics", json!({})).await?;
    let metrics = answer["metrics"].as_array();
    let mut metrics = metrics.into_iter().flatten();
    let tasks = metrics.find(|metric| metric["name"] == "TaskDuration");
    Ok(tasks.map_or(0.0, |tasks| tasks["value"].as_f64().unwrap_or(0.0)))
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
