//! WebKitGTK's WebKitWebDriver, found or installed; the browser that it starts comes with the engine.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::{packages, process::find_program};

/// The driver.
///
/// # Errors
/// When it is missing and can't be installed: the message says what to install.
pub fn driver() -> Result<PathBuf> {
    const NEEDED: &str = "the tests in WebKit need WebKitGTK with its WebKitWebDriver";
    if let Some(found) = find()? {
        return Ok(found);
    }
    if cfg!(not(target_os = "linux")) {
        bail!("{NEEDED}, which runs on Linux only: leave these tests to it");
    }
    packages::install(
        &format!("{NEEDED}, or name that in the environment variable WEBKIT_WEBDRIVER"),
        &["webkit2gtk-driver"],
    )?;
    find()?.context(
        "WebKitWebDriver was installed but is still not found: name it in the environment variable WEBKIT_WEBDRIVER",
    )
}

fn find() -> Result<Option<PathBuf>> {
    find_program("WEBKIT_WEBDRIVER", &["WebKitWebDriver"], &[])
}
