//! `cargo xtask serve`: builds the page for release and serves it on this machine.

use std::{
    io::ErrorKind,
    net::{Ipv4Addr, TcpListener},
};

use anyhow::{Context, Result, bail};

use crate::{process::become_program, toolchain::Toolchain};

/// Build the page and serve it on this machine, until Ctrl-C.
#[derive(clap::Args)]
pub struct Serve {
    /// The port to serve at.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Do not open the page in the browser.
    #[arg(long)]
    no_open: bool,
}

impl Serve {
    /// Serves until it is interrupted.
    pub fn run(&self) -> Result<()> {
        self.refuse_a_taken_port()?;
        let toolchain = Toolchain::ensure()?;
        println!(
            "Building the page (about two minutes the first time). Then it is at http://127.0.0.1:{}/\n\
             Open it in several tabs: each is a node. Ctrl-C ends it.",
            self.port
        );
        let mut trunk = toolchain.trunk()?;
        trunk.args(["serve", "--release", "--address", "127.0.0.1", "--port"]);
        trunk.arg(self.port.to_string());
        if !self.no_open {
            trunk.arg("--open");
        }
        become_program(&mut trunk)
    }

    /// Trunk finds a taken port only after the whole build.
    fn refuse_a_taken_port(&self) -> Result<()> {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)) {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
                "port {} is in use, perhaps by another `cargo xtask serve`: end that, or choose a port with `--port`",
                self.port
            ),
            Err(error) => Err(error).with_context(|| format!("port {} can't be used", self.port)),
        }
    }
}
