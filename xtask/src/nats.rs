//! The server through which relays share rooms, for the tests with several relays: found or installed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{packages, process::on_path};

/// The nats-server.
///
/// # Errors
/// When it is missing and can't be installed: the message says what to do.
pub fn server() -> Result<PathBuf> {
    const NEEDED: &str = "the tests with several relays need nats-server";
    if let Some(found) = find() {
        return Ok(found);
    }
    if cfg!(target_os = "macos") {
        bail!("{NEEDED}: `brew install nats-server`");
    }
    packages::install(NEEDED, &["nats-server"])?;
    find().context("nats-server was installed but is still not found on PATH")
}

/// On PATH, or where Debian puts it, which is on the PATH of root only.
fn find() -> Option<PathBuf> {
    let debian = Path::new("/usr/sbin/nats-server");
    on_path(&["nats-server"]).or_else(|| debian.is_file().then(|| debian.to_owned()))
}
