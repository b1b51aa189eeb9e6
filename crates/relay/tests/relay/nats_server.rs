//! A real nats-server. Without that program the tests that need it say so, loudly, and test nothing: `cargo xtask test`
//! installs it.

use std::{
    env,
    io::Write,
    net::TcpListener,
    process::{Child, Command, Stdio},
};

use relay::{Config, Running, Secret};

use crate::member::start;

/// What the relays of these tests know, and their attackers do not.
pub const SECRET: &str = "a secret of the relays in these tests";

/// A running nats-server.
pub struct Server {
    process: Child,
    pub port: u16,
}

/// `cargo xtask test` names it, so that it can't be missing there.
const PROGRAM: &str = "NATS_SERVER";

impl Server {
    /// At a free port; `None`, and a line on the terminal, where there is no nats-server.
    pub fn start() -> Option<Self> {
        Self::start_at(Self::free_port())
    }

    pub fn free_port() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    }

    pub fn start_at(port: u16) -> Option<Self> {
        Self::start_with(port, &[])
    }

    /// With further arguments.
    pub fn start_with(port: u16, arguments: &[&str]) -> Option<Self> {
        let named = env::var_os(PROGRAM);
        let process = Command::new(named.as_deref().unwrap_or("nats-server".as_ref()))
            .args(["--addr", "127.0.0.1", "--port", &port.to_string()])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match process {
            Ok(process) => Some(Self { process, port }),
            Err(error) if named.is_some() => panic!("{named:?} can't be started: {error}"),
            Err(error) => {
                // Past the test harness, which would swallow it.
                let _ = writeln!(
                    std::io::stderr(),
                    "NOT TESTED: relays over NATS. There is no nats-server ({error}); install the package nats-server."
                );
                None
            }
        }
    }

    /// A relay that shares its rooms through it.
    pub fn config(&self) -> Config {
        Config {
            nats: Some(format!("nats://127.0.0.1:{}", self.port)),
            secret: Some(Secret::new(SECRET.as_bytes()).unwrap()),
            ..Config::default()
        }
    }

    pub async fn relay(&self) -> Running {
        start(self.config()).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
