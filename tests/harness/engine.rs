//! The engine of the browser that is driven: Chromium by chromedriver, Firefox by geckodriver, WebKitGTK by
//! WebKitWebDriver. `TABCHAIN_ENGINE` names it.
//!
//! All that depends on it is here and below, and nothing else in the harness knows which one it is. What WebDriver has a
//! command for goes by that; what it has none for goes by a protocol of the engine's own. What an engine has no way to do
//! at all is in [`Engine::lacks`], with the reason: a test asks for it by [`lacks`].

mod chromium;
mod firefox;
mod preload;
mod webkit;

use std::{
    env,
    ffi::OsString,
    io,
    ops::Range,
    path::{Path, PathBuf},
};

use fantoccini::{
    Client,
    elements::Element,
    error::CmdError,
    wd::{Capabilities, WebDriverCompatibleCommand, WindowHandle},
};
use serde_json::{Value, json};

/// What a browser is started with, other than usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting<'a> {
    /// This host name leads to this machine.
    Host(&'a str),
    /// Letters have no coloured edges, nothing has a scrollbar, and there is a mouse.
    ForPictures,
    /// What pages store is in this directory, and outlasts the browser.
    Profile(&'a Path),
}

/// What not every engine can be made to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    /// End the process of one tab.
    Crash,
    /// Have a host name lead to this machine.
    HostNames,
    /// Let a tab that closes send a last message.
    Goodbye,
    /// Keep what pages store when it ends, and be ended by the number of its process.
    Profile,
    /// Have the page see other preferences, another time zone, or a screen to touch.
    Emulation,
}

/// Why the engine of this run has no such ability, or `None` if it has it; the reason is printed, too.
pub fn lacks(ability: Ability) -> Option<&'static str> {
    let engine = Engine::chosen();
    let reason = engine.lacks(ability)?;
    println!("left out in {engine:?}, which lacks {ability:?}: {reason}");
    Some(reason)
}

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

/// A step that the engine did not do.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It has no such ability, for this reason.
    Lacks { _reason: &'static str },
    /// The driver refused it.
    Refused { _by_driver: CmdError },
}

impl From<CmdError> for Failure {
    fn from(error: CmdError) -> Self {
        Self::Refused { _by_driver: error }
    }
}

impl Engine {
    /// The engine that `TABCHAIN_ENGINE` names; Chromium if it names none.
    pub fn chosen() -> Self {
        match env::var("TABCHAIN_ENGINE").as_deref() {
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok("chromium") | Err(_) => Self::Chromium,
            Ok(other) => {
                panic!("TABCHAIN_ENGINE is {other:?}: it must be chromium, firefox or webkit")
            }
        }
    }

    fn lacks(self, ability: Ability) -> Option<&'static str> {
        match self {
            Self::Chromium => None,
            Self::Firefox => firefox::lacks(ability),
            Self::WebKit => webkit::lacks(ability),
        }
    }

    fn needs(self, ability: Ability) -> Result<(), Failure> {
        match self.lacks(ability) {
            Some(reason) => Err(Failure::Lacks { _reason: reason }),
            None => Ok(()),
        }
    }

    /// The ports for servers of tests. Each engine has its own, so that tests in two of them can run at once; all are
    /// below those that the system hands out.
    pub fn ports(self) -> Range<u16> {
        match self {
            Self::Chromium => 10_000..16_000,
            Self::Firefox => 16_000..22_000,
            Self::WebKit => 22_000..28_000,
        }
    }

    /// The directory of the page, as it has to be served: the built page's own, or that of a copy that runs
    /// [`preload`](Self::preload)'s scripts.
    pub fn served(self, page: PathBuf) -> PathBuf {
        match self {
            Self::Chromium => page,
            Self::Firefox | Self::WebKit => preload::copy(&page),
        }
    }
}

/// The driver: how it is started, and what it says.
impl Engine {
    /// The driver's program.
    pub fn driver(self) -> OsString {
        let (variable, name) = match self {
            Self::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Self::Firefox => ("GECKODRIVER", "geckodriver"),
            Self::WebKit => ("WEBKIT_WEBDRIVER", "WebKitWebDriver"),
        };
        env::var_os(variable).unwrap_or_else(|| name.into())
    }

    /// Whether the driver takes a free port by itself and says which; else it is to be given one.
    pub fn takes_free_port(self) -> bool {
        self != Self::WebKit
    }

    /// What the driver is started with; 0 stands for a free port.
    pub fn driver_arguments(self, port: u16) -> Vec<String> {
        let port = format!("--port={port}");
        match self {
            Self::Chromium | Self::WebKit => vec![port],
            // Of what goes beyond WebDriver, Firefox does nothing without that.
            Self::Firefox => vec![port, "--allow-system-access".to_owned()],
        }
    }

    /// The port, if this is the line in which the driver says that it is ready.
    pub fn ready(self, line: &str) -> Option<u16> {
        let before = match self {
            Self::Chromium => "started successfully on port ",
            Self::Firefox => "Listening on 127.0.0.1:",
            Self::WebKit => return None,
        };
        let (_, port) = line.split_once(before)?;
        port.trim_end_matches('.').parse().ok()
    }

    /// The request at which the driver closes its browser, and whether it ends by itself then.
    pub fn farewell(self, session: &str) -> (&'static str, String, bool) {
        match self {
            Self::Chromium => ("GET", "/shutdown".to_owned(), true),
            Self::Firefox | Self::WebKit => ("DELETE", format!("/session/{session}"), false),
        }
    }

    /// The session that a driver is asked for.
    pub fn capabilities(self, settings: &[Setting]) -> Capabilities {
        let mut wanted = match self {
            Self::Chromium => chromium::capabilities(settings),
            Self::Firefox => firefox::capabilities(settings),
            Self::WebKit => webkit::capabilities(settings),
        };
        // Milliseconds for one call of a script to settle: mining with bad luck takes a while.
        wanted["timeouts"] = json!({ "script": 120_000 });
        match wanted {
            Value::Object(capabilities) => capabilities,
            _ => Capabilities::new(),
        }
    }
}

/// The consoles.
impl Engine {
    /// The errors since they were asked last: of the client's current tab, or of more.
    pub async fn console(self, client: &Client) -> Result<Vec<String>, CmdError> {
        match self {
            Self::Chromium => chromium::console(client).await,
            Self::Firefox | Self::WebKit => preload::console(client).await,
        }
    }

    /// The errors of all tabs of a session since they were asked last. `ask` sends a request to the driver (its method,
    /// path and body), and gives back the value that it answers with.
    pub fn last_console(
        self,
        session: &str,
        ask: impl Fn(&str, &str, Value) -> io::Result<Value>,
    ) -> io::Result<Vec<String>> {
        match self {
            Self::Chromium => chromium::last_console(session, ask),
            Self::Firefox | Self::WebKit => preload::last_console(session, ask),
        }
    }
}

/// What is done to a client's current tab, and to what its page sees of the world.
impl Engine {
    /// Opens an empty tab that is visible, whatever other tabs there are.
    pub async fn open(self, client: &Client) -> Result<WindowHandle, CmdError> {
        match self {
            Self::Chromium => Ok(client.new_window(true).await?.handle),
            // Of several tabs in one window, only one is visible.
            Self::Firefox | Self::WebKit => {
                let window = client.new_window(false).await?.handle;
                client.switch_to_window(window.clone()).await?;
                client.set_window_size(1280, 1000).await?;
                Ok(window)
            }
        }
    }

    /// Has a script run in each page that the tab goes to, before any script of the page itself. The first will be the one
    /// at this address.
    pub async fn preload(
        self,
        client: &Client,
        script: &str,
        address: &str,
    ) -> Result<(), CmdError> {
        match self {
            Self::Chromium => chromium::preload(client, script).await,
            Self::Firefox | Self::WebKit => preload::preload(client, script, address).await,
        }
    }

    /// Brings it to the front.
    pub async fn show(self, client: &Client) -> Result<(), CmdError> {
        match self {
            Self::Chromium => chromium::show(client).await,
            // It is the only tab of its window, and every window takes itself for the one in front.
            Self::Firefox => Ok(()),
            Self::WebKit => webkit::show(client).await,
        }
    }

    /// Has the keys reach its page again after the Tab key led out of it.
    pub async fn enter_again(self, client: &Client) -> Result<(), CmdError> {
        match self {
            Self::Firefox => firefox::enter_again(client).await,
            // Keys go to the page only, so they lead round in it.
            Self::Chromium | Self::WebKit => Ok(()),
        }
    }

    /// Clicks an element of its page; returns whether the click met it.
    pub async fn click(self, client: &Client, element: &Element) -> Result<bool, CmdError> {
        match self {
            Self::WebKit => webkit::click(client, element).await,
            Self::Chromium | Self::Firefox => element.click().await.map(|()| true),
        }
    }

    /// Types a text into a field of its page.
    pub async fn type_into(
        self,
        client: &Client,
        field: &Element,
        text: &str,
    ) -> Result<(), CmdError> {
        match self {
            Self::WebKit if text.chars().any(|letter| letter > webkit::LAST_KEY) => {
                webkit::insert(client, field, text).await
            }
            _ => field.send_keys(text).await,
        }
    }

    /// Makes its process end at once. It can't answer any more then, so the driver complains.
    pub async fn crash(self, client: &Client) -> Result<(), Failure> {
        self.needs(Ability::Crash)?;
        match self {
            Self::Chromium => Ok(chromium::crash(client).await?),
            Self::Firefox => Ok(firefox::crash(client).await?),
            Self::WebKit => Ok(()),
        }
    }

    /// Minimises all windows, or brings them back.
    pub async fn minimise(self, client: &Client, minimised: bool) -> Result<(), CmdError> {
        if self == Self::Chromium {
            return chromium::minimise(client, minimised).await;
        }
        let current = client.window().await?;
        for window in client.windows().await? {
            client.switch_to_window(window).await?;
            if minimised {
                client.minimize_window().await?;
            } else {
                client.set_window_size(1280, 1000).await?;
            }
        }
        client.switch_to_window(current).await
    }

    /// Makes the page as large as this, in CSS pixels.
    pub async fn resize(
        self,
        client: &Client,
        (width, height): (u32, u32),
    ) -> Result<(), CmdError> {
        if self == Self::Chromium {
            return chromium::resize(client, (width, height)).await;
        }
        client.set_window_size(width, height).await?;
        // What the window has around the page.
        let around = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
        let around = client.execute(around, Vec::new()).await?;
        let more = |place: usize| {
            let pixels = around[place].as_u64().and_then(|more| more.try_into().ok());
            pixels.unwrap_or(0)
        };
        client
            .set_window_size(width + more(0), height + more(1))
            .await
    }

    /// The page sees somebody with these preferences, by the names of CSS, and no others.
    pub async fn prefer(
        self,
        client: &Client,
        preferences: &[(&str, &str)],
    ) -> Result<(), Failure> {
        self.needs(Ability::Emulation)?;
        Ok(chromium::prefer(client, preferences).await?)
    }

    /// How long the page's main thread has worked so far, in seconds. Speed is measured in Chromium.
    pub async fn main_thread_seconds(self, client: &Client) -> Result<f64, Failure> {
        self.needs(Ability::Emulation)?;
        Ok(chromium::main_thread_seconds(client).await?)
    }

    /// The page sees a screen to touch.
    pub async fn touch_screen(self, client: &Client) -> Result<(), Failure> {
        self.needs(Ability::Emulation)?;
        Ok(chromium::touch_screen(client).await?)
    }

    /// The page sees clocks of this time zone.
    pub async fn set_time_zone(self, client: &Client, zone: &str) -> Result<(), Failure> {
        self.needs(Ability::Emulation)?;
        Ok(chromium::set_time_zone(client, zone).await?)
    }
}

/// A request to the driver that is no command of WebDriver.
#[derive(Debug)]
struct Request {
    /// After the session's own.
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Request {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
