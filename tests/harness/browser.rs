//! One headless browser with a fresh profile, in which tabs are opened.

use std::{fs, path::Path, process::Command, sync::Arc, thread, time::Duration};

use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    deadline::until,
    driver::Driver,
    engine::{Engine, Setting},
    tab::{Session, Tab},
};

/// How long processes may take to be gone after they were killed.
const KILLED_WITHIN: Duration = Duration::from_secs(10);

/// Held by the one browser that runs.
static TURN: Mutex<()> = Mutex::const_new(());

/// A browser. Its tabs share a profile, so they hear one another; it ends with its value, and then the test
/// fails if there was any error in their consoles that it has not [allowed](Self::allow).
pub struct Browser {
    session: Arc<Session>,
    // Dropped in this order: the driver closes the browser before the next one may start.
    driver: Driver,
    /// Whether its processes were ended from outside, so that its consoles can't be read any more.
    killed: bool,
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
            killed: false,
            _turn: turn,
        }
    }

    /// Ends all processes of the browser at once, as a power cut does. It was started with this
    /// [profile](Setting::Profile).
    pub async fn kill(mut self, profile: &Path) {
        self.killed = true;
        until(
            "all processes of the browser are gone",
            KILLED_WITHIN,
            async || {
                let processes = processes_of(profile);
                for process in &processes {
                    // It may have ended meanwhile.
                    let _ = Command::new("kill").args(["-KILL", process]).status();
                }
                match processes.is_empty() {
                    true => Ok(()),
                    false => Err(processes.join(" ")),
                }
            },
        )
        .await;
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
        if self.killed {
            return;
        }
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

/// The processes whose command lines name this profile.
fn processes_of(profile: &Path) -> Vec<String> {
    let profile = profile.to_string_lossy();
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    all.filter(|entry| {
        let command = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&command).contains(&*profile)
    })
    .filter_map(|entry| entry.file_name().into_string().ok())
    .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
    .collect()
}
