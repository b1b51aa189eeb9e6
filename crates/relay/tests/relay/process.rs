//! A relay as a process of its own, and what the system says of it.

use std::{fs, net::SocketAddr, process::Stdio};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::{TcpSocket, TcpStream},
    process::{Child, ChildStdout, Command},
    time::timeout,
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::member::PATIENCE;

/// A relay that runs.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
    log: tokio::task::JoinHandle<String>,
    /// It would end if nobody listened any more.
    _said: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts one with these options.
    pub async fn start(options: &[&str]) -> Self {
        Self::with_files("20000", options).await
    }

    /// Starts one where the system gives a program so many files, unless it asks for more.
    pub async fn with_files(files: &str, options: &[&str]) -> Self {
        let script = "ulimit -Sn \"$1\"; shift; exec \"$@\"";
        let mut child = Command::new("sh")
            .args(["-c", script, "sh", files])
            .arg(env!("CARGO_BIN_EXE_tabchain-relay"))
            .args(["--port", "0", "--api-ports", "0"])
            .args(options)
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut errors = child.stderr.take().unwrap();
        let log = tokio::spawn(async move {
            let mut log = String::new();
            let _ = errors.read_to_string(&mut log).await;
            log
        });
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let line = timeout(PATIENCE, said.next_line()).await.unwrap().unwrap();
            let line = line.expect("it ended before it printed an address");
            let link = line.trim().strip_prefix("http://");
            if let Some(address) = link.and_then(|link| link.strip_suffix('/')) {
                break address.parse().unwrap();
            }
        };
        Self {
            child,
            address,
            log,
            _said: said,
        }
    }

    /// The most memory that it had, in MiB.
    pub fn peak(&self) -> u64 {
        self.status("VmHWM:") / 1024
    }

    fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let value = line.unwrap().split_whitespace().next().unwrap();
        value.parse().unwrap()
    }

    /// How many files it has open.
    pub fn files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.pid()))
            .unwrap()
            .count()
    }

    fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// What it logged, when it is stopped now.
    pub async fn stop(mut self) -> String {
        self.child.kill().await.unwrap();
        self.log.await.unwrap()
    }

    /// Connects from 127.0.0.`last`: each is a network address of its own.
    pub async fn connect(&self, last: u8) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket
            .bind(SocketAddr::from(([127, 0, 0, last], 0)))
            .unwrap();
        timeout(PATIENCE, socket.connect(self.address))
            .await
            .unwrap()
            .unwrap()
    }

    /// Joins from 127.0.0.`last` and is welcomed; nobody reads or writes it beside the test.
    pub async fn join(&self, last: u8, room: &str, address: &str) -> Raw {
        let raw = self.knock(last, room, address).await;
        raw.expect("the relay should agree").welcomed().await
    }

    /// Asks to join; `None` where the relay does not agree to a WebSocket.
    pub async fn knock(&self, last: u8, room: &str, address: &str) -> Option<Raw> {
        let mut stream = self.connect(last).await;
        let key = "dGhlIHNhbXBsZSBub25jZQ==";
        let request = format!(
            "GET /api/rooms/{room}/socket?address={address}&token={address} HTTP/1.1\r\nhost: {}\r\n\
             connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: {key}\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).await.ok()?;
        let head = head(&mut stream).await;
        head.contains(&derive_accept_key(key.as_bytes()))
            .then_some(Raw(stream))
    }
}

/// The head of an answer.
pub async fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match timeout(PATIENCE, stream.read_u8()).await.unwrap() {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

/// A WebSocket whose bytes the test writes itself.
pub struct Raw(pub TcpStream);

impl Raw {
    async fn welcomed(mut self) -> Self {
        let (opcode, content) = self.frame().await.expect("a welcome");
        assert_eq!(opcode, 1, "{}", String::from_utf8_lossy(&content));
        self
    }

    /// The next frame; `None` at the end.
    pub async fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let read = async {
            let first = self.0.read_u8().await.ok()?;
            let length = match self.0.read_u8().await.ok()? {
                126 => u64::from(self.0.read_u16().await.ok()?),
                127 => self.0.read_u64().await.ok()?,
                length => u64::from(length),
            };
            let mut content = vec![0; usize::try_from(length).unwrap()];
            self.0.read_exact(&mut content).await.ok()?;
            Some((first & 0x0f, content))
        };
        timeout(PATIENCE, read).await.unwrap()
    }

    /// The code and reason with which the relay closes; what comes before is passed over.
    pub async fn until_closed(&mut self) -> Option<(u16, String)> {
        while let Some((opcode, content)) = self.frame().await {
            if opcode == 8 {
                let reason = String::from_utf8(content[2..].to_vec()).unwrap();
                return Some((u16::from_be_bytes([content[0], content[1]]), reason));
            }
        }
        None
    }

    /// Writes the header of a frame of so many bytes, with a mask that changes nothing.
    pub async fn header(&mut self, first: u8, length: usize) -> std::io::Result<()> {
        let mut header = vec![first];
        match length {
            ..126 => header.push(0x80 | u8::try_from(length).unwrap()),
            126..0x1_0000 => {
                header.push(0x80 | 126);
                header.extend(u16::try_from(length).unwrap().to_be_bytes());
            }
            _ => {
                header.push(0x80 | 127);
                header.extend((length as u64).to_be_bytes());
            }
        }
        header.extend([0; 4]);
        self.0.write_all(&header).await
    }

    /// Writes a text as one frame; an error when the relay has hung up.
    pub async fn text(&mut self, text: &str) -> std::io::Result<()> {
        self.header(0x81, text.len()).await?;
        self.0.write_all(text.as_bytes()).await
    }

    /// Says something of so many bytes to one member.
    pub async fn say(&mut self, to: &str, bytes: usize) -> std::io::Result<()> {
        let filling = "x".repeat(bytes);
        let message = format!(r#"{{"v":1,"from":"x","to":"{to}","message":"{filling}"}}"#);
        self.text(&message).await
    }
}

/// Two members of whom one says something, and the other hears it.
pub async fn honest_members_talk(relay: &Process) {
    let mut one = relay.join(250, "honest", "tab-one").await;
    let mut two = relay.join(251, "honest", "tab-two").await;
    one.say("tab-two", 10).await.unwrap();
    let (_, heard) = two.frame().await.unwrap();
    assert!(String::from_utf8(heard).unwrap().contains("tab-one"));
}
