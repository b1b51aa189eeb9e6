//! `cargo xtask classroom`: builds the page into the relay and starts that in the local network.

use std::{env, ffi::OsString, process::Command};

use anyhow::Result;

use crate::{
    process::{become_program, run},
    toolchain::Toolchain,
    workspace,
};

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
            .args(["build", "--release", "--dist"])
            .arg(&page))?;

        run(toolchain
            .command("cargo")?
            .args(["build", "--quiet", "--package", "relay"])
            .args(["--bin", "tabchain-relay", "--profile", "relay"])
            .env("TABCHAIN_PAGE", &page))?;
        let program = workspace::target()?
            .join("relay")
            .join(format!("tabchain-relay{}", env::consts::EXE_SUFFIX));
        if self.build {
            println!(
                "{} is all that a class needs: copy it anywhere, and start it with --lan.",
                program.display()
            );
            return Ok(());
        }
        let mut relay = Command::new(program);
        if !self.loopback {
            relay.arg("--lan");
        }
        // Whoever ends this chore ends the relay.
        become_program(relay.args(&self.relay))
    }
}
