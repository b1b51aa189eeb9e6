//! The browser of the tests: Chromium (or Chrome) and its chromedriver, found or installed.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::{packages, process::find_program};

/// A browser and the driver that steers it.
pub struct Chromium {
    /// The browser's program.
    pub browser: PathBuf,
    /// The chromedriver's program.
    pub driver: PathBuf,
}

impl Chromium {
    /// Looks for both where they usually are, and installs them where that takes one command.
    ///
    /// # Errors
    /// When one of them is missing and can't be installed: the message says what to install.
    pub fn ensure() -> Result<Self> {
        if let Some(found) = Self::find()? {
            return Ok(found);
        }
        install()?;
        Self::find()?.context(
            "Chromium and chromedriver were installed but are still not found: name them in the \
             environment variables CHROME and CHROMEDRIVER",
        )
    }

    fn find() -> Result<Option<Self>> {
        let browser = find_program(
            "CHROME",
            &[
                "chromium",
                "chromium-browser",
                "google-chrome",
                "google-chrome-stable",
                "chrome",
            ],
            &[
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                "/Applications/Chromium.app/Contents/MacOS/Chromium",
                r"C:\Program Files\Google\Chrome\Application\chrome.exe",
                r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
            ],
        )?;
        let driver = find_program(
            "CHROMEDRIVER",
            &["chromedriver"],
            &[
                "/usr/lib/chromium/chromedriver",
                "/usr/lib/chromium-browser/chromedriver",
            ],
        )?;
        Ok(browser
            .zip(driver)
            .map(|(browser, driver)| Self { browser, driver }))
    }
}

/// By apt where it is there; elsewhere the error says what to install.
fn install() -> Result<()> {
    const BY_HAND: &str =
        "the tests need Chromium (or Chrome) and a chromedriver of the same version";
    if cfg!(target_os = "macos") {
        bail!("{BY_HAND}: `brew install --cask google-chrome chromedriver`");
    }
    if packages::is_ubuntu() {
        bail!(
            "{BY_HAND}, and Ubuntu's own package of Chromium is a snap, which a test can't steer: \
             install Google Chrome and its chromedriver, or name them in the environment variables \
             CHROME and CHROMEDRIVER"
        );
    }
    packages::install(
        &format!("{BY_HAND}, or name them in the environment variables CHROME and CHROMEDRIVER"),
        &["chromium", "chromium-driver"],
    )
}
