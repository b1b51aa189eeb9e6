//! One process of the engine's driver, which ends with its value and takes its browsers with it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::engine::Engine;

/// How long the driver may take to tell what the consoles said, and to close its browsers.
const FAREWELL: Duration = Duration::from_secs(10);

/// How often it is tried.
const STARTS: usize = 5;

/// A running driver.
pub struct Driver {
    process: Child,
    port: u16,
    // Where the driver puts its browsers' profiles. Gone with the driver, whatever a crash leaves.
    _scratch: TempDir,
    // Kept open: the driver would end at its first line into a closed pipe.
    _output: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts a driver on a free port.
    ///
    /// # Panics
    /// When it can't be started.
    pub fn start() -> Self {
        let mut said = String::new();
        // It takes a port that is free for IPv4, and ends if somebody has that of IPv6.
        for _ in 0..STARTS {
            match Self::try_start() {
                Ok(driver) => return driver,
                Err(output) => said = output,
            }
        }
        panic!("the driver ended {STARTS} times before it was ready; it said:\n{said}")
    }

    /// What it said when it ended before it was ready.
    fn try_start() -> Result<Self, String> {
        let program = Engine::driver();
        let scratch = tempfile::tempdir()
            .unwrap_or_else(|error| panic!("no temporary directory for profiles: {error}"));
        let mut process = Command::new(&program)
            .arg(Engine::FREE_PORT)
            .env("TMPDIR", scratch.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "could not start {program:?} ({error}): `cargo xtask test browser` installs it"
                )
            });
        let Some(output) = process.stdout.take() else {
            panic!("the driver's output is not piped");
        };
        let mut output = BufReader::new(output);
        match port(&mut output) {
            Ok(port) => Ok(Self {
                process,
                port,
                _scratch: scratch,
                _output: output,
            }),
            Err(said) => {
                let _ = process.kill();
                let _ = process.wait();
                Err(said)
            }
        }
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The errors in the consoles of a session's tabs since it was asked last.
    ///
    /// # Errors
    /// When the driver does not tell.
    pub fn console_errors(&self, session: &str) -> std::io::Result<Vec<String>> {
        let (path, body) = Engine::console_request().of(session);
        let answer: Value = serde_json::from_str(&self.ask("POST", &format!("/{path}"), &body)?)?;
        match answer["value"]["error"].as_str() {
            Some(_) => Err(std::io::Error::other(answer["value"].to_string())),
            None => Ok(Engine::console_errors(&answer["value"])),
        }
    }

    /// Asks the driver to close its browsers and to end.
    fn shut_down(&self) -> std::io::Result<()> {
        self.ask("GET", Engine::SHUTDOWN, "").map(drop)
    }

    /// The body of the driver's answer. Drop can't wait for a future, so this speaks plain HTTP.
    fn ask(&self, method: &str, path: &str, body: &str) -> std::io::Result<String> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(FAREWELL))?;
        write!(
            &stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = BufReader::new(&stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            answer.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else {
                // The status line begins the head, an empty one ends it.
                if line.trim().is_empty() {
                    break;
                }
                continue;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        // The driver says that it closes the connection, but keeps it open.
        let mut body = vec![0; length];
        answer.read_exact(&mut body)?;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Whatever fails here, the process is ended below.
        let _ = self.shut_down();
        let end = Instant::now() + FAREWELL;
        while matches!(self.process.try_wait(), Ok(None)) && Instant::now() < end {
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The port, from the line in which the driver says that it is ready; else all that it said.
fn port(output: &mut impl BufRead) -> Result<u16, String> {
    let mut said = String::new();
    for line in output.lines().map_while(Result::ok) {
        if let Some(port) = Engine::ready(&line) {
            return Ok(port);
        }
        said.push_str(&line);
        said.push('\n');
    }
    Err(said)
}
