//! WebKitGTK, by WebKitWebDriver: the browser MiniBrowser that comes with the engine. It has no headless mode, so it needs
//! a display; `cargo xtask test` starts a virtual one.

use std::env;

use serde_json::{Value, json};

use super::{Ability, Setting};

pub(super) fn lacks(ability: Ability) -> Option<&'static str> {
    match ability {
        Ability::Crash => Some(
            "WebKitWebDriver does not tell which process a tab is in, and has no command that ends it",
        ),
        Ability::HostNames => Some("WebKitGTK asks the system alone where a host name leads"),
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
