//! `cargo xtask bench`: how fast tabchain is here, in one table and as JSON.

use std::process::Command;

use anyhow::Result;

use crate::{
    bench_relay,
    chromium::Chromium,
    process::run,
    test::build_tested_page,
    toolchain::{Toolchain, cargo},
};

/// Measure proof of work, validation, adoption and weight; the table is also written to target/bench.json.
#[derive(clap::Args)]
pub struct Bench {
    /// Measure this in place of the page.
    #[arg(value_enum)]
    part: Option<Part>,
}

/// What else can be measured.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The relay: delay, memory and processor time with up to 5,000 members.
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
        run(Command::new(cargo())
            .current_dir(toolchain.root())
            .args(["bench", "--package", "browser-tests", "--bench", "page"])
            .env("TABCHAIN_DIST", dist)
            .env("CHROME", chromium.browser)
            .env("CHROMEDRIVER", chromium.driver))
    }
}
