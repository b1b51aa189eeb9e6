//! Firefox, by geckodriver. It runs headless, and for what WebDriver has no command for, scripts of the tests run in the
//! browser itself.

use std::{env, process::Command};

use fantoccini::{Client, error::CmdError};
use serde_json::{Value, json};

use super::{Ability, Request, Setting};

pub(super) fn lacks(ability: Ability) -> Option<&'static str> {
    match ability {
        Ability::Crash | Ability::HostNames | Ability::Profile => None,
        Ability::Goodbye => Some(
            "when a tab closes while one of its scripts runs, Firefox stops them all, those that hear of the closing, too",
        ),
        Ability::Emulation => Some(
            "WebDriver has no command for it, and a setting of Firefox is for all of its windows, for as long as it runs",
        ),
    }
}

pub(super) fn capabilities(settings: &[Setting]) -> Value {
    let hosts: Vec<&str> = settings
        .iter()
        .filter_map(|setting| match setting {
            Setting::Host(name) => Some(*name),
            Setting::ForPictures | Setting::Profile(_) => None,
        })
        .collect();
    let mut arguments = vec!["-headless".to_owned()];
    for setting in settings {
        if let Setting::Profile(directory) = setting {
            arguments.extend(["-profile".to_owned(), directory.display().to_string()]);
        }
    }
    let mut options = json!({
        "args": arguments,
        "prefs": {
            // These lead to this machine.
            "network.dns.localDomains": hosts.join(","),
            // What was typed once is not offered again, over the fields below.
            "browser.formfill.enable": false,
            // Otherwise it prints what goes wrong inside of it when a window closes.
            "browser.dom.window.dump.enabled": false,
        },
    });
    if let Ok(browser) = env::var("FIREFOX") {
        options["binary"] = json!(browser);
    }
    json!({ "browserName": "firefox", "moz:firefoxOptions": options })
}

/// Ends the process that the tab's page is in.
pub(super) async fn crash(client: &Client) -> Result<(), CmdError> {
    // geckodriver has a browser end when a tab crashes.
    let script = "Services.env.set('MOZ_CRASHREPORTER_SHUTDOWN', '');
        return gBrowser.selectedBrowser.browsingContext.currentWindowGlobal.osPid";
    set_context(client, "chrome").await?;
    let process = client.execute(script, Vec::new()).await;
    set_context(client, "content").await?;
    let process = process?.to_string();
    let killed = Command::new("kill").args(["-KILL", &process]).status();
    match killed {
        Ok(status) if status.success() => Ok(()),
        other => panic!("could not end the process {process} of a tab: {other:?}"),
    }
}

/// Past the last stop of a page the Tab key leads to the browser's own buttons, where WebDriver's keys may not reach. So it
/// goes on at the page's first.
pub(super) async fn enter_again(client: &Client) -> Result<(), CmdError> {
    set_context(client, "chrome").await?;
    let entered = client.execute("gBrowser.selectedBrowser.focus()", Vec::new());
    let entered = entered.await;
    set_context(client, "content").await?;
    entered?;
    let first = "document.querySelector('a[href], button').focus()";
    client.execute(first, Vec::new()).await.map(drop)
}

/// Whether scripts run in the page (`content`) or in the browser (`chrome`).
async fn set_context(client: &Client, context: &str) -> Result<(), CmdError> {
    let path = "moz/context";
    let body = json!({ "context": context });
    client.issue_cmd(Request { path, body }).await.map(drop)
}
