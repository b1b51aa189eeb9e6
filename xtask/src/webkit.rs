//! WebKitGTK's WebKitWebDriver, found or installed; the browser that it starts comes with the engine.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::{display, packages, process::find_program};

/// Why it takes somebody's doing to have it here, if it can be had at all.
///
/// # Errors
/// When `WEBKIT_WEBDRIVER` names no file.
pub fn out_of_reach() -> Result<Option<&'static str>> {
    if cfg!(not(target_os = "linux")) {
        return Ok(Some("WebKitGTK is for Linux only."));
    }
    if find()?.is_some() && display::is_there() || packages::can_install() {
        return Ok(None);
    }
    Ok(Some(
        "WebKitGTK's WebKitWebDriver or Xvfb, a virtual display, is not here: install them.",
    ))
}

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
