//! Firefox and its geckodriver, found or installed.

use std::{env, path::PathBuf};

use anyhow::{Context, Result, bail};

use crate::{
    packages,
    process::{find_program, on_path},
    tool::Tool,
};

/// The geckodriver that is installed when PATH has none of its line.
const GECKODRIVER: &str = "0.37.1";
const GECKODRIVER_LINE: &str = "0.37.";

/// A browser and the driver that steers it.
pub struct Firefox {
    /// The browser's program.
    pub browser: PathBuf,
    /// The geckodriver's program.
    pub driver: PathBuf,
}

impl Firefox {
    /// Why it takes somebody's doing to have it here, if it does.
    ///
    /// # Errors
    /// When `FIREFOX` names no file.
    pub fn out_of_reach() -> Result<Option<&'static str>> {
        if find()?.is_some() || packages::can_install() && !packages::is_ubuntu() {
            return Ok(None);
        }
        Ok(Some(
            "Firefox is not here: install it, or name it in the environment variable FIREFOX.",
        ))
    }

    /// Looks for both where they usually are. The browser is installed where that takes one command, the driver from
    /// crates.io.
    ///
    /// # Errors
    /// When one of them is missing and can't be installed: the message says what to install.
    pub fn ensure() -> Result<Self> {
        let browser = match find()? {
            Some(found) => found,
            None => {
                install()?;
                find()?.context(
                    "Firefox was installed but is still not found: name it in the environment variable FIREFOX",
                )?
            }
        };
        let driver = driver()?;
        Ok(Self { browser, driver })
    }
}

fn find() -> Result<Option<PathBuf>> {
    find_program(
        "FIREFOX",
        &["firefox-esr", "firefox"],
        &[
            "/Applications/Firefox.app/Contents/MacOS/firefox",
            r"C:\Program Files\Mozilla Firefox\firefox.exe",
        ],
    )
}

/// By apt where it is there; elsewhere the error says what to install.
fn install() -> Result<()> {
    const BY_HAND: &str = "the tests in Firefox need Firefox";
    if cfg!(target_os = "macos") {
        bail!("{BY_HAND}: `brew install --cask firefox`");
    }
    if packages::is_ubuntu() {
        bail!(
            "{BY_HAND}, and Ubuntu's own package of it is a snap, which a test can't steer: install Mozilla's \
             (https://support.mozilla.org/kb/install-firefox-linux), or name one in the environment variable FIREFOX"
        );
    }
    packages::install(
        &format!("{BY_HAND}, or name one in the environment variable FIREFOX"),
        &["firefox-esr"],
    )
}

/// The geckodriver: the one that `GECKODRIVER` names, one on PATH, or that of crates.io.
fn driver() -> Result<PathBuf> {
    if let Some(named) = find_program("GECKODRIVER", &[], &[])? {
        return Ok(named);
    }
    let tool = Tool {
        package: "geckodriver",
        programs: &["geckodriver"],
        version: GECKODRIVER,
        suitable: GECKODRIVER_LINE,
        options: &[],
        duration: "about two minutes",
    };
    match tool.ensure()? {
        Some(directory) => Ok(directory.join(format!("geckodriver{}", env::consts::EXE_SUFFIX))),
        None => on_path(&["geckodriver"]).context("geckodriver is on PATH no more"),
    }
}
