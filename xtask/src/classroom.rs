//! `cargo xtask classroom`: builds the page into the relay and starts that in the local network.

use std::ffi::OsString;

use anyhow::Result;

use crate::{process::run, toolchain::Toolchain};

/// The page of the relay has a directory of its own, so that one that is being served stays as it is.
const DIST: &str = "target/classroom-page";

/// Build the page and the relay, and let a class join, until Ctrl-C.
#[derive(clap::Args)]
pub struct Classroom {
    /// Build only: the program to copy and start anywhere is then target/relay/tabchain-relay.
    #[arg(long)]
    build: bool,
    /// Let only this machine in.
    #[arg(long)]
    loopback: bool,
    /// What else the relay is told, after `--`: `-- --port 80 --peer http://127.0.0.1:5005`; `-- --help`
    /// lists it.
    #[arg(last = true)]
    relay: Vec<OsString>,
}

impl Classroom {
    /// Serves until it is interrupted.
    pub fn run(&self) -> Result<()> {
        let toolchain = Toolchain::ensure()?;
        let page = toolchain.root().join(DIST);
        println!("Building the page and the relay (a few minutes the first time).");
        run(toolchain
            .trunk()?
            .args(["build", "--release", "--features", "relay", "--dist"])
            .arg(&page))?;

        let mut cargo = toolchain.command("cargo")?;
        cargo
            .arg(if self.build { "build" } else { "run" })
            .args(["--quiet", "--package", "relay", "--bin", "tabchain-relay"])
            .args(["--profile", "relay"])
            .env("TABCHAIN_PAGE", &page);
        if !self.build {
            cargo.arg("--");
            if !self.loopback {
                cargo.arg("--lan");
            }
            cargo.args(&self.relay);
        }
        run(&mut cargo)
    }
}
