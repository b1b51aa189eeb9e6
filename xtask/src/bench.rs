//! `cargo xtask bench`: how fast tabchain is here, in one table and as JSON.

use std::{
    env::consts::EXE_SUFFIX,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::{
    bench_relay,
    chromium::Chromium,
    process::{on_path, run},
    python,
    test::build_tested_page,
    tool::cargo,
    toolchain::Toolchain,
};

/// Where the searches that the page is measured beside are built, and put together.
const RIVALS: &str = "target/rivals";
const RIVALS_SOURCE: &str = "tests/bench/rivals";
/// Ed25519 in JavaScript.
const NOBLE: &str = "@noble/curves@2.4.0";

/// Measure proof of work, validation, adoption, signatures, storage, a class and weight; the table is also written to target/bench.json.
#[derive(clap::Args)]
pub struct Bench {
    /// Measure only this.
    #[arg(value_enum)]
    part: Option<Part>,
}

/// What can be measured by itself.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Hashes a second: the page's, its rivals', native code's and CPython's.
    Proofs,
    /// The page's main thread while all cores mine.
    Mining,
    /// Validation of 100,000 blocks.
    Validation,
    /// Adoption of another tab's chain.
    Adoption,
    /// Signatures a second: the page's, noble-curves' and libsodium's.
    Money,
    /// Storing blocks, and reading 100,000 of them back.
    Storage,
    /// A tab among forty members of a room at a relay.
    Class,
    /// The relay, which belongs to no page: delay, memory and processor time with up to 5,000 members.
    Relay,
}

impl Bench {
    /// Builds the release page and measures it in headless Chromium, beside native code and CPython.
    pub fn run(&self) -> Result<()> {
        if self.part == Some(Part::Relay) {
            return bench_relay::measure();
        }
        println!(
            "Measuring takes about five minutes after the build. Let the machine rest meanwhile."
        );
        let toolchain = Toolchain::ensure()?;
        let chromium = Chromium::ensure()?;
        let dist = build_tested_page(&toolchain)?;
        let relay = bench_relay::build(toolchain.root())?;
        let mut command = Command::new(cargo());
        command.current_dir(toolchain.root()).args([
            "bench",
            "--package",
            "browser-tests",
            "--bench",
            "page",
        ]);
        if let Some(part) = self.part.and_then(|part| part.to_possible_value()) {
            command.args(["--", part.get_name()]);
        }
        run(command
            .env("TABCHAIN_DIST", dist)
            .env(
                "TABCHAIN_RELAY",
                relay.join(format!("tabchain-relay{EXE_SUFFIX}")),
            )
            .env("TABCHAIN_RIVALS", build_rivals(&toolchain)?)
            .env(
                "TABCHAIN_PYTHON",
                python::with_flask_and_nacl(toolchain.root())?,
            )
            .env("CHROME", chromium.browser)
            .env("CHROMEDRIVER", chromium.driver))
    }
}

/// Builds the rivals as wasm; their directory. They are a workspace of their own, so that nothing of them gets into the page.
fn build_rivals(toolchain: &Toolchain) -> Result<PathBuf> {
    let directory = toolchain.root().join(RIVALS);
    run(toolchain
        .command("cargo")?
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(format!("{RIVALS_SOURCE}/Cargo.toml"))
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&directory))
    .context("the searches to measure beside the page could not be built")?;
    run(toolchain
        .command("wasm-bindgen")?
        .args(["--target", "no-modules", "--no-typescript", "--out-dir"])
        .arg(&directory)
        .arg(directory.join("wasm32-unknown-unknown/release/rivals.wasm")))?;
    let script = "worker.js";
    fs::copy(
        toolchain.root().join(RIVALS_SOURCE).join(script),
        directory.join(script),
    )
    .with_context(|| format!("could not copy {script}"))?;
    bring_noble(&directory).context("noble-curves could not be put beside the page")?;
    Ok(directory)
}

/// Puts the modules of noble-curves into a directory, so that a page can import them. It is done without where there is no
/// npm.
fn bring_noble(rivals: &Path) -> Result<()> {
    let Some(npm) = on_path(&["npm"]) else {
        println!("There is no npm: noble-curves is not measured.");
        return Ok(());
    };
    let installed = rivals.join("npm");
    run(Command::new(npm)
        .args(["install", "--no-save", "--ignore-scripts", "--prefix"])
        .arg(&installed)
        .arg(NOBLE))?;
    // A page finds a module by its address alone.
    for (package, hashes) in [
        ("curves", "../hashes/"),
        ("curves/abstract", "../../hashes/"),
        ("hashes", "./"),
    ] {
        let target = rivals.join("noble").join(package);
        fs::create_dir_all(&target)?;
        for file in fs::read_dir(installed.join("node_modules/@noble").join(package))? {
            let file = file?.path();
            if let (Some(name), true) = (
                file.file_name(),
                file.extension().is_some_and(|end| end == "js"),
            ) {
                let script = fs::read_to_string(&file)?.replace("@noble/hashes/", hashes);
                fs::write(target.join(name), script)?;
            }
        }
    }
    Ok(())
}
