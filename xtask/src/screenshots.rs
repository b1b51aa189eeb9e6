//! `cargo xtask screenshots`: the pictures of the README, taken of the page as it is; or some to compare engines
//! by, a contact sheet of all views, or the pictures of the style guide.

use std::fs;

use anyhow::{Context, Result};

use crate::{engine::Engine, process::run, test::build_tested_page, toolchain::Toolchain};

/// Where those of the README go.
const DIRECTORY: &str = "docs";

/// Where those of the style guide go.
const GUIDE: &str = "docs/style-guide";

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
    /// Instead, take each component in its states, on light and on dark: docs/style-guide/*.png.
    #[arg(long, conflicts_with_all = ["engine", "sheet"])]
    guide: bool,
}

impl Screenshots {
    /// Takes all of them.
    pub fn run(&self) -> Result<()> {
        let toolchain = Toolchain::ensure()?;
        let engine = self.engine.unwrap_or(Engine::Chromium);
        let ready = engine.ensure()?;
        let directory = toolchain.root().join(match self.engine {
            Some(engine) => format!("{LOOKED_AT}/{}", engine.name()),
            None if self.guide => GUIDE.to_owned(),
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
        } else if self.guide {
            command.arg("guide");
        }
        ready.drive(&mut command);
        run(&mut command).context("no screenshots could be taken")
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn the_style_guide_shows_the_pictures_that_there_are() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let text = fs::read_to_string(root.join("docs/style-guide.md")).unwrap();
        let shown = text.split("](style-guide/").skip(1);
        let shown: BTreeSet<String> = shown
            .filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()))
            .collect();
        let there = fs::read_dir(root.join(GUIDE)).unwrap();
        let there: BTreeSet<String> = there
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(shown, there);
    }
}
