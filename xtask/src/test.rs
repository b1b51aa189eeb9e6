//! `cargo xtask test`: the native tests, the wasm tests in a browser, and the tests of the whole page.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
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
const RELAY_TESTS: [&str; 5] = [
    "relay",
    "relay_strangers",
    "relays",
    "served",
    "check_chain",
];

/// The browser tests that also run in Firefox and WebKit: all that a class does, and what engines differ in. The quickest
/// come first.
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

/// How many of them run with all other tests: all ten take half an hour on two cores.
const WITH_ALL_OTHERS: usize = 4;

/// The engines beside Chromium.
const OTHER_ENGINES: [Engine; 2] = [Engine::Firefox, Engine::WebKit];

/// Run the tests: all of them but some of those in other engines, or one part.
#[derive(clap::Args)]
pub struct Test {
    /// Run only this part.
    #[arg(value_enum)]
    part: Option<Part>,
    /// The engine for the part `browser`; one other than Chromium runs the tests that are for every engine.
    #[arg(long, value_enum, default_value = "chromium")]
    engine: Engine,
}

/// The parts, in the order in which they run.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// All crates' tests, natively.
    Native,
    /// The tests of the crates pow, chain and sim as wasm, in headless Chromium.
    Wasm,
    /// The release page in Chromium, with real tabs.
    Browser,
    /// Tabs of several browsers, and Flask nodes, through one relay and through two; and Python's check of an exported chain.
    Relay,
    /// The release page in Firefox and in WebKit, both at once: all tests that are for every engine. Without a part, only
    /// the quickest of them run.
    Engines,
}

impl Test {
    /// Runs what was asked for, and stops at the first part that fails.
    pub fn run(&self) -> Result<()> {
        match self.part {
            Some(Part::Browser) if self.engine != Engine::Chromium => {
                in_engines(&[self.engine], &ENGINE_TESTS)
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
                for part in [Part::Native, Part::Wasm, Part::Browser, Part::Relay] {
                    part.run()?;
                }
                other_engines()?;
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
            Self::Browser => browser().context("the browser tests failed"),
            Self::Relay => relay().context("the relay's tests in browsers failed"),
            Self::Engines => in_engines(&OTHER_ENGINES, &ENGINE_TESTS)
                .context("the tests in other engines failed"),
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

/// The tests that are for every engine, in those of the other engines that this system can have; it is said which are
/// left out, and why.
fn other_engines() -> Result<()> {
    let mut there = Vec::new();
    for engine in OTHER_ENGINES {
        match engine.out_of_reach()? {
            None => there.push(engine),
            Some(reason) => println!("\n== Left out: the tests in {engine:?}. {reason}"),
        }
    }
    if there.is_empty() {
        return Ok(());
    }
    let lists = &ENGINE_TESTS[..WITH_ALL_OTHERS];
    in_engines(&there, lists).context("the tests in other engines failed")
}

/// Lists of the tests that are for every engine, in these, at once.
fn in_engines(engines: &[Engine], lists: &[&'static str]) -> Result<()> {
    heading(&format!("The release page in {engines:?}"));
    let toolchain = Toolchain::ensure()?;
    let ready = engines.iter().map(|engine| engine.ensure());
    let ready = ready.collect::<Result<Vec<_>>>()?;
    let dist = build_tested_page(&toolchain)?;
    run(toolchain
        .command("cargo")?
        .args(["build", "--package", "relay"]))?;
    // Built once for all, and nobody waits for another's build.
    run(toolchain
        .command("cargo")?
        .args(["test", "--package", "browser-tests", "--no-run"])
        .args(lists.iter().flat_map(|name| ["--test", name])))?;
    let python = python::with_flask_and_nacl(toolchain.root())?;
    let list = |engine, name| {
        let mut command = browser_tests(&toolchain, &dist, engine)?;
        command
            .args(["--test", name])
            .env("TABCHAIN_PYTHON", &python);
        Ok((name, command))
    };
    let runs = engines.iter().zip(&ready).map(|(engine, ready)| {
        let lists = lists.iter().map(|name| list(ready, *name));
        let lists = lists.collect::<Result<_>>()?;
        let engine = engine.name();
        Ok(engines::Run { engine, lists })
    });
    let runs = runs.collect::<Result<_>>()?;
    engines::run(runs, &toolchain.root().join("target/engines"))
}

/// The tests of a built page.
fn browser_tests(toolchain: &Toolchain, dist: &Path, engine: &Ready) -> Result<Command> {
    let mut command = toolchain.command("cargo")?;
    command
        .args(["test", "--package", "browser-tests"])
        .env("TABCHAIN_DIST", dist);
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
