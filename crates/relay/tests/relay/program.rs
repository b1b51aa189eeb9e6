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

use crate::member::{PATIENCE, client, get, start};

/// A copy of the program, alone in an empty directory, with an empty environment.
struct Program {
    process: Child,
    said: Lines<BufReader<ChildStdout>>,
    _directory: tempfile::TempDir,
}

impl Program {
    fn start(port: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let copy = directory.path().join("tabchain-relay");
        fs::copy(env!("CARGO_BIN_EXE_tabchain-relay"), &copy).unwrap();
        let mut process = Command::new(copy)
            .args(["--port", port, "--api-ports", "0"])
            .current_dir(&directory)
            .env_clear()
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
    async fn link(&mut self) -> String {
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
