//! WebKitGTK, by WebKitWebDriver: the browser MiniBrowser that comes with the engine. It has no headless mode, so it needs
//! a display; `cargo xtask test` starts a virtual one.

use std::{env, time::Duration};

use fantoccini::{Client, elements::Element, error::CmdError};
use serde_json::{Value, json};

use super::{Ability, Setting};

pub(super) fn lacks(ability: Ability) -> Option<&'static str> {
    match ability {
        Ability::Crash => Some(
            "WebKitWebDriver does not tell which process a tab is in, and has no command that ends it",
        ),
        Ability::Goodbye => None,
        Ability::HostNames => Some("WebKitGTK asks the system alone where a host name leads"),
        Ability::Profile => Some("what an automated session of WebKitGTK stores goes with it"),
        Ability::Emulation => Some("WebDriver has no command for it, nor has WebKitWebDriver"),
    }
}

pub(super) fn capabilities(_: &[Setting]) -> Value {
    let mut options = json!({
        "args": ["--automation", "--javascript-can-open-windows-automatically=true"],
    });
    // The driver knows where its own is.
    if let Ok(browser) = env::var("WEBKIT_BROWSER") {
        options["binary"] = json!(browser);
    }
    json!({ "webkitgtk:browserOptions": options })
}

/// The last letter that the driver has a key for. Others it leaves out.
pub(super) const LAST_KEY: char = '\u{ffff}';

/// Puts a text into a field as an input method would.
pub(super) async fn insert(client: &Client, field: &Element, text: &str) -> Result<(), CmdError> {
    let script = "arguments[0].focus(); document.execCommand('insertText', false, arguments[1])";
    let field = serde_json::to_value(field)?;
    client
        .execute(script, vec![field, json!(text)])
        .await
        .map(drop)
}

/// Notes whether the next click meets an element.
const WATCH_CLICK: &str = "const element = arguments[0];
    window.met = null;
    const note = (click) => { window.met = element.contains(click.target); };
    addEventListener('click', note, { capture: true, once: true });";

/// Clicks an element; returns whether the click met it. The driver looks where it is, and then clicks there: what moves
/// meanwhile is missed.
pub(super) async fn click(client: &Client, element: &Element) -> Result<bool, CmdError> {
    let watched = serde_json::to_value(element)?;
    client.execute(WATCH_CLICK, vec![watched]).await?;
    element.click().await?;
    // Another page, which the click has led to, knows nothing of it.
    let met = "return window.met === undefined || window.met === true";
    Ok(client.execute(met, Vec::new()).await? == true)
}

/// Beside the screen.
const AWAY: u32 = 4000;

/// The pause between two looks whether the focus has come.
const FOCUS: Duration = Duration::from_millis(20);

/// Without a window manager, the window that the mouse is over has the focus: so the others are put away.
pub(super) async fn show(client: &Client) -> Result<(), CmdError> {
    if has_focus(client).await? {
        return Ok(());
    }
    let current = client.window().await?;
    for window in client.windows().await? {
        if window != current {
            client.switch_to_window(window).await?;
            client.set_window_position(AWAY, 0).await?;
        }
    }
    client.switch_to_window(current).await?;
    client.set_window_position(0, 0).await?;
    // A window manager that decides otherwise is left alone.
    for _ in 0..50 {
        if has_focus(client).await? {
            break;
        }
        tokio::time::sleep(FOCUS).await;
    }
    Ok(())
}

async fn has_focus(client: &Client) -> Result<bool, CmdError> {
    let focus = client.execute("return document.hasFocus()", Vec::new());
    Ok(focus.await? == true)
}
