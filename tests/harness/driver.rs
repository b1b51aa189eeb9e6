//! One process of the engine's driver, which ends with its value and takes its browsers with it.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::engine::Engine;

/// How long the driver may take to tell what the consoles said, and to close its browsers.
const FAREWELL: Duration = Duration::from_secs(60);

/// How long it may take to start.
const START: Duration = Duration::from_secs(60);

/// How often it is tried.
const STARTS: usize = 5;

/// A running driver.
pub struct Driver {
    engine: Engine,
    process: Child,
    port: u16,
    session: String,
    first_window: String,
    // Where the driver puts its browsers' profiles. Gone with the driver, whatever a crash leaves.
    _scratch: TempDir,
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
        let engine = Engine::chosen();
        let program = engine.driver();
        let scratch = tempfile::tempdir()
            .unwrap_or_else(|error| panic!("no temporary directory for profiles: {error}"));
        let port = if engine.takes_free_port() {
            0
        } else {
            free_port()
        };
        let mut process = Command::new(&program)
            .args(engine.driver_arguments(port))
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
        let output = BufReader::new(output);
        let ready = if port == 0 {
            told_port(engine, output)
        } else {
            until_listening(&mut process, port).map(|()| port)
        };
        match ready {
            Ok(port) => Ok(Self {
                engine,
                process,
                port,
                session: String::new(),
                first_window: String::new(),
                _scratch: scratch,
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

    /// It has begun this session, with this window.
    pub fn begin(&mut self, session: String, first_window: String) {
        self.session = session;
        self.first_window = first_window;
    }

    /// The errors in the consoles of the session's tabs since it was asked last.
    ///
    /// # Errors
    /// When the driver does not tell.
    pub fn console_errors(&self) -> io::Result<Vec<String>> {
        let ask = |method: &str, path: &str, body| self.value(method, path, body);
        self.engine.last_console(&self.session, ask)
    }

    /// Closes all windows but the first, which no test uses.
    ///
    /// # Errors
    /// When the driver does not do it.
    pub fn close_tabs(&self) -> io::Result<()> {
        let at = |path: &str| format!("/session/{}/{path}", self.session);
        self.value("DELETE", &at("actions"), Value::Null)?;
        let windows = self.value("GET", &at("window/handles"), Value::Null)?;
        for window in windows.as_array().into_iter().flatten() {
            if *window != self.first_window {
                self.value("POST", &at("window"), json!({ "handle": window }))?;
                self.value("DELETE", &at("window"), Value::Null)?;
            }
        }
        let first = json!({ "handle": self.first_window });
        self.value("POST", &at("window"), first).map(drop)
    }

    /// The value that the driver answers a request with.
    fn value(&self, method: &str, path: &str, body: Value) -> io::Result<Value> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let mut answer: Value = serde_json::from_str(&self.ask(method, path, &body)?)?;
        match answer["value"]["error"].as_str() {
            Some(_) => Err(io::Error::other(answer["value"].to_string())),
            None => Ok(answer["value"].take()),
        }
    }

    /// The body of the driver's answer. Drop can't wait for a future, so this speaks plain HTTP.
    fn ask(&self, method: &str, path: &str, body: &str) -> io::Result<String> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(FAREWELL))?;
        write!(
            &stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.port,
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
        let (method, path, ends) = self.engine.farewell(&self.session);
        // Whatever fails here, the process is ended below.
        let _ = self.ask(method, &path, "");
        let end = Instant::now() + FAREWELL;
        while ends && matches!(self.process.try_wait(), Ok(None)) && Instant::now() < end {
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The port, from the line in which the driver says that it is ready; else all that it said.
fn told_port(engine: Engine, mut output: BufReader<ChildStdout>) -> Result<u16, String> {
    let mut said = String::new();
    for line in output.by_ref().lines().map_while(Result::ok) {
        if let Some(port) = engine.ready(&line) {
            // The driver, or the browser, would stop at its first line into a pipe that is closed or full.
            thread::spawn(move || io::copy(&mut output, &mut io::sink()));
            return Ok(port);
        }
        said.push_str(&line);
        said.push('\n');
    }
    Err(said)
}

/// Waits until the driver listens at this port; what is wrong if it does not.
fn until_listening(process: &mut Child, port: u16) -> Result<(), String> {
    let end = Instant::now() + START;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        match process.try_wait() {
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(20)),
            Ok(None) => return Err(format!("it does not listen after {START:?}")),
            other => return Err(format!("it has ended: {other:?}")),
        }
    }
    Ok(())
}

/// A port that is free now.
fn free_port() -> u16 {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()) {
        Ok(address) => address.port(),
        Err(error) => panic!("no free port: {error}"),
    }
}
