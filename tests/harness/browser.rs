//! One headless browser with a fresh profile, in which tabs are opened.

use std::{sync::Arc, thread};

use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    driver::Driver,
    engine::{Engine, Setting},
    tab::{Session, Tab},
};

/// Held by the one browser that runs.
static TURN: Mutex<()> = Mutex::const_new(());

/// A browser. Its tabs share a profile, so they hear one another; it ends with its value, and then the test
/// fails if there was any error in their consoles that it has not [allowed](Self::allow).
pub struct Browser {
    session: Arc<Session>,
    // Dropped in this order: the driver closes the browser before the next one may start.
    driver: Driver,
    _turn: Option<MutexGuard<'static, ()>>,
}

impl Browser {
    /// Starts a browser with a profile that nobody has used.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// As [`start`](Self::start), but not all is as usual.
    pub async fn start_with(settings: &[Setting<'_>]) -> Self {
        let turn = TURN.lock().await;
        Self::launch(settings, Some(turn)).await
    }

    /// A second browser beside this one, with a profile of its own. It must end first.
    pub async fn start_another(&self) -> Self {
        Self::launch(&[], None).await
    }

    async fn launch(settings: &[Setting<'_>], turn: Option<MutexGuard<'static, ()>>) -> Self {
        let mut driver = Driver::start();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(Engine::chosen().capabilities(settings))
            .connect(&driver.address())
            .await
            .unwrap_or_else(|error| {
                panic!("the driver could not start a browser (are both of one version?): {error}")
            });
        match client.session_id().await {
            Ok(Some(id)) => driver.begin(id),
            other => panic!("the driver named no session: {other:?}"),
        }
        Self {
            session: Arc::new(Session::new(client)),
            driver,
            _turn: turn,
        }
    }

    /// What the test does on purpose leads to errors in the console that contain this text: they are no fault.
    pub fn allow(&self, error: &str) {
        self.session.console.allow(error);
    }

    /// Opens an address in a new tab, and brings that to the front.
    pub async fn open(&self, address: &str) -> Tab {
        self.open_after(address, "").await
    }

    /// As [`open`](Self::open), but `script` runs in the page before any script of the page itself.
    pub async fn open_after(&self, address: &str, script: &str) -> Tab {
        let tab = Tab::new(Arc::clone(&self.session)).await;
        if !script.is_empty() {
            tab.preload(script, address).await;
        }
        tab.goto(address).await;
        tab
    }

    /// The tab that a script in another tab opens.
    pub async fn opened_by(&self, opener: &Tab, script: &str) -> Tab {
        opener.show().await;
        let before = opener.windows().await;
        opener.eval(script).await;
        let window = opener
            .until("the script has opened a tab", async |opener| {
                let now = opener.windows().await;
                let new = now.into_iter().find(|window| !before.contains(window));
                new.ok_or_else(|| "no new tab".to_owned())
            })
            .await;
        Tab::of(Arc::clone(&self.session), window)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let console = &self.session.console;
        let read = self.driver.console_errors();
        let read = read.map(|errors| console.hear(errors));
        let faults = console.faults();
        if thread::panicking() {
            // They may be why.
            faults
                .iter()
                .for_each(|fault| eprintln!("in a console: {fault}"));
            return;
        }
        if let Err(error) = read {
            panic!("the driver does not tell what the consoles said: {error}");
        }
        assert!(
            faults.is_empty(),
            "the consoles say that something is wrong:\n{}",
            faults.join("\n")
        );
    }
}
