//! What tests need of the system: installed by apt-get where that is there.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{on_path, output, run};

/// Installs Debian's packages.
///
/// # Errors
/// When there is no apt-get, or nobody here may use it: the message begins with `needed`, and says what to do.
pub fn install(needed: &str, packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let Some(apt) = on_path(&["apt-get"]) else {
        bail!("{needed}: install the packages of your system (on Debian, {names})");
    };
    let sudo = on_path(&["sudo"]);
    let is_root = output("id", &["-u"]).is_some_and(|id| id == "0");
    if !is_root && sudo.is_none() {
        bail!("{needed}: as root, `apt-get install {names}`");
    }
    eprintln!("Installing {names} by apt-get (once; a few minutes).");
    let apt_get = |arguments: &[&str]| {
        let mut command = match &sudo {
            Some(sudo) if !is_root => {
                let mut command = Command::new(sudo);
                command.arg(&apt);
                command
            }
            _ => Command::new(&apt),
        };
        run(command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt_get(&["update"])?;
    apt_get(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
}
