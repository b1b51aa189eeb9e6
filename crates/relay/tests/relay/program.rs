//! The program itself, as it is copied to a machine that has nothing else.

use std::{
    fs,
    process::{ExitStatus, Stdio},
};

use futures_util::StreamExt;
use relay::Config;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::{
    member::{PATIENCE, client, get, start},
    nats_server::Server,
};

/// A copy of the program, alone in an empty directory, with an empty environment.
pub struct Program {
    pub process: Child,
    said: Lines<BufReader<ChildStdout>>,
    _directory: tempfile::TempDir,
}

impl Program {
    fn start(port: &str) -> Self {
        Self::start_with(port, &[], "")
    }

    /// With further arguments, and what is logged.
    pub fn start_with(port: &str, arguments: &[&str], log: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let copy = directory.path().join("tabchain-relay");
        fs::copy(env!("CARGO_BIN_EXE_tabchain-relay"), &copy).unwrap();
        let mut process = Command::new(copy)
            .args(["--port", port, "--api-ports", "0"])
            .args(arguments)
            .current_dir(&directory)
            .env_clear()
            .env("RUST_LOG", log)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let said = BufReader::new(process.stdout.take().unwrap()).lines();
        Self {
            process,
            said,
            _directory: directory,
        }
    }

    /// The next address that it prints.
    pub async fn link(&mut self) -> String {
        loop {
            let line = timeout(PATIENCE, self.said.next_line()).await.unwrap();
            let line = line
                .unwrap()
                .expect("it ended before it printed an address");
            if let Some(link) = line.trim().strip_prefix("http://") {
                return format!("http://{link}");
            }
        }
    }

    async fn end(&mut self) -> ExitStatus {
        timeout(PATIENCE, self.process.wait())
            .await
            .unwrap()
            .unwrap()
    }
}

#[tokio::test]
async fn alone_in_an_empty_directory_it_serves_at_the_address_it_prints() {
    let mut program = Program::start("0");
    let link = program.link().await;
    assert!(link.starts_with("http://127.0.0.1:"), "{link}");
    let page = client().get(&link).send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("<html"));
    let (status, info) = get(&format!("{link}api/relay?room=main")).await;
    assert_eq!(status, 200);
    assert_eq!(
        info["join"],
        serde_json::json!([format!("{link}?room=main")])
    );
}

#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_and_sigterm_end_it_in_good_order() {
    for signal in ["-INT", "-TERM"] {
        let mut program = Program::start("0");
        let link = program.link().await;
        // Somebody is still connected.
        let url = format!(
            "{}api/rooms/main/socket?address=tab-1&token=t",
            link.replace("http", "ws")
        );
        let (mut socket, _) = connect_async(url).await.unwrap();
        let id = program.process.id().unwrap().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().await;
        assert!(sent.unwrap().success());
        let told = async {
            while let Some(Ok(message)) = socket.next().await {
                if let Message::Close(close) = message {
                    return close.unwrap().reason.to_string();
                }
            }
            String::new()
        };
        assert_eq!(timeout(PATIENCE, told).await.unwrap(), "the relay stops");
        assert_eq!(program.end().await.code(), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn no_secret_is_printed_even_where_everything_is_logged() {
    const PASSWORD: &str = "pa55word";
    const TOKEN: &str = "t0ken-0f-a-tab";
    const SECRET: &str = "s3cret-0f-all-relays";
    let port = Server::free_port();
    let Some(_server) = Server::start_with(port, &["--user", "ada", "--pass", PASSWORD]) else {
        return;
    };
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("secret");
    fs::write(&file, SECRET).unwrap();
    let url = format!("nats://ada:{PASSWORD}@127.0.0.1:{port}");
    let arguments = ["--nats", &url, "--secret-file", file.to_str().unwrap()];
    let mut program = Program::start_with("0", &arguments, "trace");
    let mut errors = program.process.stderr.take().unwrap();
    let logged = tokio::spawn(async move {
        let mut logged = String::new();
        errors.read_to_string(&mut logged).await.unwrap();
        logged
    });
    let link = program.link().await;
    let address = link.replace("http", "ws");
    let socket = format!("{address}api/rooms/main/socket?address=tab-1&token={TOKEN}");
    let (mut socket, _) = connect_async(socket).await.unwrap();
    let mut said = link.clone();
    while !said.contains("\"heard\":true") {
        let message = timeout(PATIENCE, socket.next()).await.unwrap().unwrap();
        said.push_str(&message.unwrap().into_text().unwrap());
        if get(&format!("{link}rooms/main/nodes/tab-2/chain")).await.0 == 404 {
            // It has found its NATS server.
            break;
        }
    }
    // One that was given what is no address.
    let wrong = [
        "--nats",
        "nats://ada:pa55word@",
        "--secret-file",
        file.to_str().unwrap(),
    ];
    let mut refused = Program::start_with("0", &wrong, "trace");
    let mut errors = refused.process.stderr.take().unwrap();
    errors.read_to_string(&mut said).await.unwrap();
    assert_eq!(refused.end().await.code(), Some(1));
    assert!(said.contains("NATS server's address is invalid"), "{said}");

    program.process.kill().await.unwrap();
    while let Ok(Some(line)) = program.said.next_line().await {
        said.push_str(&line);
    }
    said.push_str(&logged.await.unwrap());
    assert!(said.contains("joined"), "{said}");
    for secret in [PASSWORD, TOKEN, SECRET] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}

#[tokio::test]
async fn without_a_secret_the_program_says_how_to_make_one() {
    let directory = tempfile::tempdir().unwrap();
    let short = directory.path().join("short");
    fs::write(&short, "short\n").unwrap();
    let nats = ["--nats", "nats://127.0.0.1:1"];
    for (arguments, told) in [
        (&[][..], "--secret-file"),
        (&["--secret-file", short.to_str().unwrap()], "openssl rand"),
        (
            &["--secret-file", "/nowhere/secret"],
            "/nowhere/secret can't be read",
        ),
    ] {
        let mut program = Program::start_with("0", &[&nats, arguments].concat(), "");
        let mut said = String::new();
        let mut errors = program.process.stderr.take().unwrap();
        errors.read_to_string(&mut said).await.unwrap();
        assert_eq!(program.end().await.code(), Some(1));
        assert!(said.contains(told), "{said}");
    }
}

#[tokio::test]
async fn a_port_in_use_is_named_in_one_sentence() {
    let taken = start(Config::default()).await;
    let port = taken.address().port().to_string();
    let mut program = Program::start(&port);
    let mut said = String::new();
    let mut errors = program.process.stderr.take().unwrap();
    errors.read_to_string(&mut said).await.unwrap();
    assert_eq!(program.end().await.code(), Some(1));
    assert!(
        said.contains(&format!("127.0.0.1:{port} can't be used")),
        "{said}"
    );
}
