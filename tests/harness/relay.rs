//! The relay as a process of its own, with the built page, and what stands beside it; and programs that
//! call nodes through it.

use std::{
    env,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;
use tokio::task::spawn_blocking;

use crate::{deadline::until, engine::Engine, site::served_directory};

/// How long a process may take until it listens.
const START: Duration = Duration::from_secs(20);

/// A process that listens at a port, and ends with its value.
pub struct Server {
    process: Child,
    port: u16,
}

impl Server {
    /// Starts a relay at this port, with so many ports for tabs above it.
    pub async fn relay(port: u16, arguments: &[&str]) -> Self {
        let mut command = Command::new(relay_program());
        command
            .args(["--port", &port.to_string()])
            .args(["--api-port", &(port + 1).to_string(), "--api-ports", "16"])
            .arg("--page")
            .arg(served_directory())
            .args(arguments);
        Self::start(command, port).await
    }

    /// Starts the tutorial's kind of node, in Flask, under the rule `classic` or `linked`. `TABCHAIN_PYTHON` names a Python that has Flask and
    /// requests.
    pub async fn flask(port: u16, rule: &str) -> Self {
        let python = env::var_os("TABCHAIN_PYTHON").unwrap_or_else(|| "python3".into());
        let mut command = Command::new(python);
        command
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("flask_node.py"))
            .args([&port.to_string(), rule]);
        Self::start(command, port).await
    }

    /// Starts a NATS server: `NATS_SERVER`, or the one on PATH.
    pub async fn nats(port: u16) -> Self {
        let program = env::var_os("NATS_SERVER").unwrap_or_else(|| "nats-server".into());
        let mut command = Command::new(program);
        command.args(["--addr", "127.0.0.1", "--port", &port.to_string()]);
        Self::start(command, port).await
    }

    async fn start(mut command: Command, port: u16) -> Self {
        let name = format!("{:?}", command.get_program());
        let process = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("could not start {name}: {error}"));
        let server = Self { process, port };
        until(&format!("{name} listens"), START, async || {
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(|error| error.to_string())
        })
        .await;
        server
    }

    /// Where it is: `http://127.0.0.1:8000`.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port that is probably free, with room above it for those of tabs: below the ports that the system
/// hands out, so that nobody comes in between.
pub fn free_port() -> u16 {
    let ports = Engine::chosen().ports();
    match TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()) {
        // The last hundred are room for the others.
        Ok(address) => ports.start + address.port() % (ports.end - ports.start - 100),
        Err(error) => panic!("no free port: {error}"),
    }
}

/// Status and body of a call by curl; a body that is no JSON comes as text.
pub async fn curl(url: &str, body: Option<Value>) -> (u16, Value) {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--max-time", "120"]);
    command.args(["--write-out", "\n%{http_code}", url]);
    if let Some(body) = body {
        command.args(["-H", "Content-Type: application/json"]);
        command.args(["-X", "POST", "-d", &body.to_string()]);
    }
    let output = spawn_blocking(move || command.output()).await;
    let output = match output {
        Ok(Ok(output)) => output,
        other => panic!("curl could not be run: {other:?}"),
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let (body, status) = text.rsplit_once('\n').unwrap_or(("", "0"));
    let body = serde_json::from_str(body).unwrap_or_else(|_| Value::from(body));
    (status.parse().unwrap_or(0), body)
}

/// The relay's program: `TABCHAIN_RELAY`, or the one beside the tests.
fn relay_program() -> PathBuf {
    let program = env::var_os("TABCHAIN_RELAY").map_or_else(
        || {
            let tests = env::current_exe().unwrap_or_default();
            let directory = tests
                .ancestors()
                .nth(2)
                .map(Path::to_owned)
                .unwrap_or_default();
            directory.join(format!("tabchain-relay{}", env::consts::EXE_SUFFIX))
        },
        PathBuf::from,
    );
    assert!(
        program.is_file(),
        "there is no relay at {}: `cargo build --package relay` makes one",
        program.display()
    );
    program
}
