//! `cargo xtask bench relay`: how the relay bears many members, alone and as two over NATS.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{nats, process::run, tool::cargo, workspace};

/// Members, members of a room, messages a second of each, relays.
const LOADS: [(u32, u32, f64, usize); 7] = [
    (100, 30, 1.0, 1),
    (1000, 30, 0.2, 1),
    (5000, 30, 0.2, 1),
    (1000, 1000, 0.02, 1),
    (1000, 30, 0.2, 2),
    (5000, 30, 0.2, 2),
    (1000, 1000, 0.02, 2),
];
/// How long each is measured, in seconds.
const SECONDS: u32 = 15;

/// Measures one load after the other and prints a line for each.
pub fn measure() -> Result<()> {
    let root = workspace::root()?;
    println!(
        "Each load is measured for {SECONDS} seconds after the build. Let the machine rest meanwhile."
    );
    let programs = build(&root)?;
    for (members, room, rate, relays) in LOADS {
        load(&programs, members, room, rate, relays)?;
    }
    Ok(())
}

/// Builds the relay, and what plays its members; their directory.
pub fn build(root: &Path) -> Result<PathBuf> {
    let build = ["build", "--package", "relay", "--profile", "relay"];
    run(Command::new(cargo()).current_dir(root).args(build).args([
        "--bin",
        "tabchain-relay",
        "--example",
        "load",
    ]))?;
    Ok(workspace::target()?.join("relay"))
}

fn load(programs: &Path, members: u32, room: u32, rate: f64, count: usize) -> Result<()> {
    let mut nats = Vec::new();
    let mut shared = Vec::new();
    if count > 1 {
        let port = free_port()?;
        let mut command = Command::new(nats::server()?);
        command.args(["--addr", "127.0.0.1", "--port", &port.to_string()]);
        nats.push(Server::start(command, port)?);
        let secret = workspace::target()?.join("bench-relay-secret");
        fs::write(&secret, "a secret for this bench alone")?;
        shared = vec![
            "--nats".to_owned(),
            format!("nats://127.0.0.1:{port}"),
            "--secret-file".to_owned(),
            secret.display().to_string(),
        ];
    }
    let mut relays = Vec::new();
    for _ in 0..count {
        let port = free_port()?;
        let mut command = Command::new(programs.join("tabchain-relay"));
        command
            .args(["--port", &port.to_string(), "--api-ports", "0"])
            // All members come from one address.
            .args(["--shared", "127.0.0.1"])
            .args(&shared)
            .env("RUST_LOG", "error");
        relays.push(Server::start(command, port)?);
    }
    let list = |value: &dyn Fn(&Server) -> String| {
        let values: Vec<String> = relays.iter().map(value).collect();
        values.join(",")
    };
    run(Command::new(programs.join("examples").join("load"))
        .arg(list(&|relay| format!("127.0.0.1:{}", relay.port)))
        .arg(list(&|relay| relay.process.id().to_string()))
        .args([members.to_string(), room.to_string()])
        .args([rate.to_string(), SECONDS.to_string()]))
}

struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start(mut command: Command, port: u16) -> Result<Self> {
        let process = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("could not start {:?}", command.get_program()))?;
        let server = Self { process, port };
        let end = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if Instant::now() > end {
                bail!("{:?} does not listen", command.get_program());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
