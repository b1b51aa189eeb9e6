//! `cargo xtask test`: the native tests, the wasm tests in a browser, and the tests of the whole page.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::json;

use crate::{
    chromium::Chromium,
    engine::{Engine, Ready},
    engines, nats,
    process::run,
    python,
    tool::cargo,
    toolchain::Toolchain,
    workspace,
};

/// The crates whose tests also run as wasm, in a browser.
const WASM_CRATES: [&str; 3] = ["pow", "chain", "sim"];

/// The page under test has a directory of its own, so that one that is being served stays as it is.
const DIST: &str = "target/tested-page";

/// The tests that take a relay, or a Python with packages.
const RELAY_TESTS: [&str; 7] = [
    "relay",
    "relay_strangers",
    "relays",
    "served",
    "money_relay",
    "check_chain",
    "class",
];

/// The browser tests that also run in Firefox and WebKit: all that a class does, and what engines differ in.
const ENGINE_TESTS: [&str; 10] = [
    "walkthrough",
    "live",
    "fork",
    "tamper",
    "lab",
    "lessons",
    "relay",
    "language",
    "keyboard",
    "storage",
];

/// The browser tests that measure time or count frames: they run by themselves before all others.
const ALONE: [&str; 4] = ["size", "steadiness", "stage", "network_of_many"];

/// The engines beside Chromium.
const OTHER_ENGINES: [Engine; 2] = [Engine::Firefox, Engine::WebKit];

/// Run the tests: all of them, or one part.
#[derive(clap::Args)]
pub struct Test {
    /// Run only this part.
    #[arg(value_enum)]
    part: Option<Part>,
    /// The engine for the part `browser`; one other than Chromium runs the tests that are for every engine.
    #[arg(long, value_enum, default_value = "chromium")]
    engine: Engine,
}

/// The parts. Without one, the first three run: they hold all tests.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// All crates' tests, natively.
    Native,
    /// The tests of the crates pow, chain and sim as wasm, in headless Chromium.
    Wasm,
    /// The release page in all engines at once: all that the parts below run one after another.
    Browsers,
    /// The release page in Chromium, with real tabs.
    Browser,
    /// Tabs of several browsers, and Flask nodes, through one relay and through two; and Python's check of an exported chain.
    Relay,
    /// The release page in Firefox and in WebKit, both at once: all tests that are for every engine.
    Engines,
}

impl Test {
    /// Runs what was asked for, and stops at the first part that fails.
    pub fn run(&self) -> Result<()> {
        match self.part {
            Some(Part::Browser) if self.engine != Engine::Chromium => {
                in_engines(&[self.engine])
                    .with_context(|| format!("the tests in {:?} failed", self.engine))?;
            }
            Some(Part::Browser) => Part::Browser.run()?,
            _ if self.engine != Engine::Chromium => {
                bail!(
                    "an engine is for the browser tests: `cargo xtask test browser --engine {}`",
                    self.engine.name()
                );
            }
            Some(part) => part.run()?,
            None => {
                Part::Native.run()?;
                Part::Wasm.run()?;
                Part::Browsers.run()?;
            }
        }
        println!("\nAll tests passed.");
        Ok(())
    }
}

impl Part {
    fn run(self) -> Result<()> {
        match self {
            Self::Native => native().context("the native tests failed"),
            Self::Wasm => wasm().context("the wasm tests failed"),
            Self::Browsers => everywhere(),
            Self::Browser => browser().context("the browser tests failed"),
            Self::Relay => relay().context("the relay's tests in browsers failed"),
            Self::Engines => {
                in_engines(&OTHER_ENGINES).context("the tests in other engines failed")
            }
        }
    }
}

fn native() -> Result<()> {
    heading("Native tests");
    run(Command::new(cargo())
        .current_dir(workspace::root()?)
        .args(["test", "--workspace", "--exclude", "browser-tests"])
        .env("NATS_SERVER", nats::server()?))
}

fn wasm() -> Result<()> {
    heading("Tests as wasm, in headless Chromium");
    let toolchain = Toolchain::ensure()?;
    let chromium = Chromium::ensure()?;
    let capabilities = capabilities(toolchain.root(), &chromium)?;
    let mut command = toolchain.command("cargo")?;
    command.args(["test", "--target", "wasm32-unknown-unknown", "--tests"]);
    for name in WASM_CRATES {
        command.args(["--package", name]);
    }
    command
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            "wasm-bindgen-test-runner",
        )
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
        .env("CHROMEDRIVER", chromium.driver)
        // Seconds; the runner's own 5 and 20 are short on a machine that has other things to do.
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    run(&mut command)
}

/// Writes down for the runner which browser to start, and how; the file.
fn capabilities(root: &Path, chromium: &Chromium) -> Result<PathBuf> {
    let capabilities = json!({
        "goog:chromeOptions": {
            "binary": chromium.browser,
            "args": [
                "--headless",
                // Chromium's sandbox does not start for root, nor in most containers; what it runs
                // here is our own.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ],
        },
    });
    let directory = root.join("target");
    let file = directory.join("wasm-tests-browser.json");
    fs::create_dir_all(&directory)
        .and_then(|()| fs::write(&file, capabilities.to_string()))
        .with_context(|| format!("could not write {}", file.display()))?;
    Ok(file)
}

fn browser() -> Result<()> {
    heading("The release page in Chromium");
    let toolchain = Toolchain::ensure()?;
    let dist = build_tested_page(&toolchain)?;
    let chromium = Engine::Chromium.ensure()?;
    run(browser_tests(&toolchain, &dist, &chromium)?
        .env("TABCHAIN_AXE", python::axe(toolchain.root())?))
}

fn relay() -> Result<()> {
    heading("The relay between browsers");
    let toolchain = Toolchain::ensure()?;
    let dist = build_tested_page(&toolchain)?;
    run(toolchain
        .command("cargo")?
        .args(["build", "--package", "relay"]))?;
    let chromium = Engine::Chromium.ensure()?;
    run(browser_tests(&toolchain, &dist, &chromium)?
        .args(RELAY_TESTS.map(|name| ["--test", name]).as_flattened())
        .env(
            "TABCHAIN_PYTHON",
            python::with_flask_and_nacl(toolchain.root())?,
        )
        .env("NATS_SERVER", nats::server()?))
}

/// All browser tests in Chromium, and those for every engine in the others that this system can have, at once. It is said
/// which engines are left out, and why.
fn everywhere() -> Result<()> {
    let mut engines = vec![Engine::Chromium];
    for engine in OTHER_ENGINES {
        match engine.out_of_reach()? {
            None => engines.push(engine),
            Some(reason) => println!("\n== Left out: the tests in {engine:?}. {reason}"),
        }
    }
    in_engines(&engines).context("the browser tests failed")
}

/// In Chromium all lists, in others those for every engine; the engines at once.
fn in_engines(engines: &[Engine]) -> Result<()> {
    heading(&format!("The release page in {engines:?}"));
    let toolchain = Toolchain::ensure()?;
    let ready = engines.iter().map(|engine| engine.ensure());
    let ready = ready.collect::<Result<Vec<_>>>()?;
    let all = all_lists(toolchain.root())?;
    let of = |engine: Engine| match engine {
        Engine::Chromium => all.iter().map(String::as_str).collect::<Vec<_>>(),
        Engine::Firefox | Engine::WebKit => ENGINE_TESTS.to_vec(),
    };
    let lists: BTreeSet<&str> = engines.iter().copied().flat_map(of).collect();
    // The page takes one core most of the time.
    let dist = thread::scope(|scope| {
        let page = scope.spawn(|| build_tested_page(&toolchain));
        run(toolchain
            .command("cargo")?
            .args(["build", "--package", "relay"]))?;
        // Built once for all, and nobody waits for another's build.
        run(toolchain
            .command("cargo")?
            .args(["test", "--package", "browser-tests", "--no-run"])
            .args(lists.iter().flat_map(|name| ["--test", name])))?;
        let page = page.join();
        page.unwrap_or_else(|_| Err(anyhow!("building the page broke off")))
    })?;
    let python = python::with_flask_and_nacl(toolchain.root())?;
    let in_chromium = match engines.contains(&Engine::Chromium) {
        true => Some((python::axe(toolchain.root())?, nats::server()?)),
        false => None,
    };
    let run_of = |engine: &Engine, ready, alone: bool| {
        let list = |name| {
            let mut command = browser_tests(&toolchain, &dist, ready)?;
            command
                .args(["--test", name])
                .env("TABCHAIN_PYTHON", &python);
            if let Some((axe, nats)) = &in_chromium {
                command.env("TABCHAIN_AXE", axe).env("NATS_SERVER", nats);
            }
            Ok((name, command))
        };
        let lists = of(*engine).into_iter();
        let lists = lists.filter(|name| ALONE.contains(name) == alone);
        let lists = lists.map(list).collect::<Result<_>>()?;
        Ok(engines::Run {
            engine: engine.name(),
            lists,
            // The windows of WebKit are on one screen, where only one has the focus.
            is_shared: !alone && *engine != Engine::WebKit,
        })
    };
    let runs = |alone| {
        let runs = engines.iter().zip(&ready);
        runs.map(|(engine, ready)| run_of(engine, ready, alone))
            .collect::<Result<Vec<_>>>()
    };
    engines::run(
        [runs(true)?, runs(false)?],
        &toolchain.root().join("target/engines"),
    )
}

/// The names of all lists of browser tests, those that only take pictures or figures left out.
fn all_lists(root: &Path) -> Result<Vec<String>> {
    let manifest = root.join("tests/Cargo.toml");
    let text = fs::read_to_string(&manifest)
        .with_context(|| format!("could not read {}", manifest.display()))?;
    Ok(workspace::tests_of(&text))
}

/// The tests of a built page.
fn browser_tests(toolchain: &Toolchain, dist: &Path, engine: &Ready) -> Result<Command> {
    let mut command = toolchain.command("cargo")?;
    command
        .args(["test", "--package", "browser-tests"])
        .env("TABCHAIN_DIST", dist)
        // Layers put together without a graphics card took a third of WebKit's time. Nobody sees the windows; for pictures of
        // them, WebKit's driver would wait without end.
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
    engine.drive(&mut command);
    Ok(command)
}

/// Builds the release page for tests; its directory.
///
/// # Errors
/// When it can't be built.
pub fn build_tested_page(toolchain: &Toolchain) -> Result<PathBuf> {
    let dist = toolchain.root().join(DIST);
    run(toolchain
        .trunk()?
        .args(["build", "--release", "--dist"])
        .arg(&dist))?;
    Ok(dist)
}

fn heading(text: &str) {
    println!("\n== {text}");
}
