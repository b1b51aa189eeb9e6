//! `cargo xtask screenshots`: the pictures of the README, taken of the page as it is; or some to compare engines
//! by, or a contact sheet of all views.

use std::fs;

use anyhow::{Context, Result};

use crate::{engine::Engine, process::run, test::build_tested_page, toolchain::Toolchain};

/// Where those of the README go.
const DIRECTORY: &str = "docs";

/// Where those of an engine and of a contact sheet go, each in a directory of its own.
const LOOKED_AT: &str = "target/screenshots";

/// Build the page, walk tabs into telling states, and write docs/*.png.
#[derive(clap::Args)]
pub struct Screenshots {
    /// Instead, take one state in this engine, in every size, theme and language, to compare it with others: below
    /// target/screenshots.
    #[arg(long, value_enum)]
    engine: Option<Engine>,
    /// Instead, take every state in every look, for a phone, a laptop and a projector, dark and in Chinese, and put all on one
    /// page: target/screenshots/sheet/index.html.
    #[arg(long, conflicts_with = "engine")]
    sheet: bool,
}

impl Screenshots {
    /// Takes all of them.
    pub fn run(&self) -> Result<()> {
        let toolchain = Toolchain::ensure()?;
        let engine = self.engine.unwrap_or(Engine::Chromium);
        let ready = engine.ensure()?;
        let directory = toolchain.root().join(match self.engine {
            Some(engine) => format!("{LOOKED_AT}/{}", engine.name()),
            None if self.sheet => format!("{LOOKED_AT}/sheet"),
            None => DIRECTORY.to_owned(),
        });
        fs::create_dir_all(&directory)
            .with_context(|| format!("could not make {}", directory.display()))?;
        let dist = build_tested_page(&toolchain)?;
        let mut command = toolchain.command("cargo")?;
        command
            .args(["run", "--package", "browser-tests"])
            .args(["--example", "screenshots", "--"])
            .arg(directory)
            .env("TABCHAIN_DIST", dist);
        if self.engine.is_some() {
            command.arg("compare");
        } else if self.sheet {
            command.arg("sheet");
        }
        ready.drive(&mut command);
        run(&mut command).context("no screenshots could be taken")
    }
}
