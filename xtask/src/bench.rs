//! `cargo xtask bench`: how fast tabchain is here, in one table and as JSON.

use std::process::Command;

use anyhow::Result;

use crate::{
    chromium::Chromium,
    process::run,
    test::build_tested_page,
    toolchain::{Toolchain, cargo},
};

/// Measure proof of work, validation, adoption and weight; the table is also written to target/bench.json.
#[derive(clap::Args)]
pub struct Bench {}

impl Bench {
    /// Builds the release page and measures it in headless Chromium, beside native code and CPython.
    pub fn run(&self) -> Result<()> {
        println!(
            "Measuring takes about five minutes after the build. Let the machine rest meanwhile."
        );
        let toolchain = Toolchain::ensure()?;
        let chromium = Chromium::ensure()?;
        let dist = build_tested_page(&toolchain)?;
        run(Command::new(cargo())
            .current_dir(toolchain.root())
            .args(["bench", "--package", "browser-tests", "--bench", "page"])
            .env("TABCHAIN_DIST", dist)
            .env("CHROME", chromium.browser)
            .env("CHROMEDRIVER", chromium.driver))
    }
}
