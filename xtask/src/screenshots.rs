//! `cargo xtask screenshots`: the pictures of the README, taken of the page as it is.

use anyhow::{Context, Result};

use crate::{chromium::Chromium, process::run, test::build_tested_page, toolchain::Toolchain};

/// Where they go.
const DIRECTORY: &str = "docs";

/// Build the page, walk tabs into telling states, and write docs/*.png.
#[derive(clap::Args)]
pub struct Screenshots {}

impl Screenshots {
    /// Takes all of them.
    pub fn run(&self) -> Result<()> {
        let toolchain = Toolchain::ensure()?;
        let chromium = Chromium::ensure()?;
        let dist = build_tested_page(&toolchain)?;
        run(toolchain
            .command("cargo")?
            .args([
                "run",
                "--package",
                "browser-tests",
                "--example",
                "screenshots",
                "--",
            ])
            .arg(toolchain.root().join(DIRECTORY))
            .env("TABCHAIN_DIST", dist)
            .env("CHROME", chromium.browser)
            .env("CHROMEDRIVER", chromium.driver))
        .context("no screenshots could be taken")
    }
}
