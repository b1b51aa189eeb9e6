//! One headless browser, in which tabs are opened.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::{
        Arc, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::{
    runtime::{self, Runtime},
    sync::{Mutex, MutexGuard},
};

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

/// How many tests wait for their turn.
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// The browsers of the last test, for the one that waits, which saves their start: Firefox takes six seconds of a core for
/// that, Chromium two. Each test's page has an origin of its own, and shares nothing with the last one.
static HANDED_ON: std::sync::Mutex<Vec<Running>> = std::sync::Mutex::new(Vec::new());

/// A browser. Its tabs share a profile, so they hear one another; it ends with its value, and then the test
/// fails if there was any error in their consoles that it has not [allowed](Self::allow).
pub struct Browser {
    session: Arc<Session>,
    // Dropped in this order: the driver closes the browser before the next one may start.
    /// `None` once it has been handed on.
    running: Option<Running>,
    /// Whether the next test may have it.
    usual: bool,
    /// Whether its processes were ended from outside, so that its consoles can't be read any more.
    killed: bool,
    _turn: Option<MutexGuard<'static, ()>>,
}

/// A running browser with its driver: a test's, or left for the next one.
struct Running {
    client: Client,
    driver: Driver,
}

impl Running {
    /// One that the last test left, or a new one.
    async fn usual() -> Self {
        let handed_on = handed_on().pop();
        match handed_on {
            Some(running) => running,
            None => Self::start(&[]).await,
        }
    }

    async fn start(settings: &[Setting<'_>]) -> Self {
        let mut driver = Driver::start();
        let capabilities = Engine::chosen().capabilities(settings);
        let address = driver.address();
        // Where it outlasts the test.
        let connecting = lasting().spawn(async move {
            ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities)
                .connect(&address)
                .await
        });
        let client = match connecting.await {
            Ok(Ok(client)) => client,
            other => panic!(
                "the driver could not start a browser (are both of one version?): {:?}",
                other.map(drop)
            ),
        };
        match (client.session_id().await, client.window().await) {
            (Ok(Some(id)), Ok(window)) => driver.begin(id, String::from(window)),
            other => panic!("the driver named no session: {other:?}"),
        }
        Self { client, driver }
    }
}

/// Carries what is said to drivers: a test's own runtime ends with the test.
fn lasting() -> &'static Runtime {
    static LASTING: OnceLock<Runtime> = OnceLock::new();
    LASTING.get_or_init(|| {
        let mut runtime = runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build();
        runtime.unwrap_or_else(|error| panic!("no runtime for the drivers: {error}"))
    })
}

impl Browser {
    /// Starts a browser with a profile that no other page has used, or only pages of other origins.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// As [`start`](Self::start), but not all is as usual.
    pub async fn start_with(settings: &[Setting<'_>]) -> Self {
        WAITING.fetch_add(1, Ordering::SeqCst);
        let turn = TURN.lock().await;
        WAITING.fetch_sub(1, Ordering::SeqCst);
        let running = match settings {
            [] => Running::usual().await,
            _ => {
                end_handed_on();
                Running::start(settings).await
            }
        };
        let mut browser = Self::of(running, Some(turn));
        browser.usual = settings.is_empty();
        browser
    }

    /// A second browser beside this one, with a profile of its own. It must end first.
    pub async fn start_another(&self) -> Self {
        let mut browser = Self::of(Running::usual().await, None);
        browser.usual = true;
        browser
    }

    fn of(running: Running, turn: Option<MutexGuard<'static, ()>>) -> Self {
        Self {
            session: Arc::new(Session::new(running.client.clone())),
            running: Some(running),
            usual: false,
            killed: false,
            _turn: turn,
        }
    }

    /// Leaves the browser to the test that waits, if there is one; else it ends.
    fn hand_on(&mut self) {
        let waited_for = self.usual && WAITING.load(Ordering::SeqCst) > 0;
        if !waited_for || self.session.is_spoiled() {
            return;
        }
        // One that can't be tidied up ends. What its tabs say as they close is nobody's fault.
        if let Some(running) = self.running.take()
            && running.driver.close_tabs().is_ok()
            && running.driver.console_errors().is_ok()
        {
            handed_on().push(running);
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
        if WAITING.load(Ordering::SeqCst) == 0 {
            // Nobody else would end them.
            end_handed_on();
        }
        if self.killed {
            return;
        }
        let console = &self.session.console;
        let read = self
            .running
            .as_ref()
            .map_or(Ok(Vec::new()), |running| running.driver.console_errors());
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
        self.hand_on();
    }
}

fn handed_on() -> std::sync::MutexGuard<'static, Vec<Running>> {
    HANDED_ON.lock().unwrap_or_else(PoisonError::into_inner)
}

fn end_handed_on() {
    let left = std::mem::take(&mut *handed_on());
    drop(left);
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
