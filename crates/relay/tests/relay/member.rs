//! A member of a room, as a test plays it: a WebSocket without a browser, and a tab's answers.

use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use relay::{Config, Running};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, http::HeaderValue},
};

/// How long a test waits for what must come.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A relay on loopback.
pub async fn start(config: Config) -> Running {
    Running::start(config).await.unwrap()
}

/// One connection to a relay.
pub struct Member {
    pub address: String,
    relay: SocketAddr,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// How it ended, if that was heard.
    ended: Option<(u16, String)>,
}

impl Member {
    /// Joins a room and is welcomed.
    pub async fn join(relay: &Running, room: &str, address: &str) -> Self {
        let mut member = Self::knock(relay, room, address, address, &[])
            .await
            .unwrap();
        member.port().await;
        member
    }

    /// Joins, and says at which port the tutorial's API answers for it.
    pub async fn join_with_port(relay: &Running, room: &str, address: &str) -> (Self, u16) {
        let mut member = Self::knock(relay, room, address, address, &[])
            .await
            .unwrap();
        let port = member.port().await.expect("a port of its own");
        (member, port)
    }

    /// Connects with a token and further headers; whether it is let in shows later.
    pub async fn knock(
        relay: &Running,
        room: &str,
        address: &str,
        token: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, tungstenite::Error> {
        let at = relay.address();
        let url = format!("ws://{at}/api/rooms/{room}/socket?address={address}&token={token}");
        let mut request = url.into_client_request()?;
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).unwrap();
            request.headers_mut().insert(*name, value);
        }
        let (socket, _) = connect_async(request).await?;
        Ok(Self {
            address: address.to_owned(),
            relay: at,
            socket,
            ended: None,
        })
    }

    /// The welcome, if it is let in.
    pub async fn welcome(&mut self) -> Option<Value> {
        match self.next().await {
            Ok(welcome) => Some(welcome["relay"]["welcome"].clone()),
            Err(ended) => {
                self.ended = ended;
                None
            }
        }
    }

    /// The port that the welcome names.
    pub async fn port(&mut self) -> Option<u16> {
        let welcome = self.hear().await;
        let port = welcome["relay"]["welcome"].get("port");
        let port = port.unwrap_or_else(|| panic!("no welcome: {welcome}"));
        port.as_u64().map(|port| u16::try_from(port).unwrap())
    }

    /// Says something to one member, or to all.
    pub async fn say(&mut self, to: Option<&str>, message: Value) {
        let frame = json!({ "v": 1, "from": "tab-nobody", "to": to, "message": message });
        self.send(frame.to_string()).await;
    }

    /// Sends any text.
    pub async fn send(&mut self, text: String) {
        self.socket.send(Message::Text(text.into())).await.unwrap();
    }

    /// Sends without waiting to see whether it arrives.
    pub async fn push(&mut self, message: Message) -> Result<(), tungstenite::Error> {
        self.socket.send(message).await
    }

    /// The next message.
    pub async fn hear(&mut self) -> Value {
        match self.next().await {
            Ok(value) => value,
            Err(ended) => panic!("{} was cut off: {ended:?}", self.address),
        }
    }

    /// The code with which the relay ends the connection; what comes before it is passed over.
    pub async fn until_closed(&mut self) -> (u16, String) {
        if let Some(ended) = self.ended.take() {
            return ended;
        }
        loop {
            if let Err(ended) = self.next().await {
                return ended.unwrap_or((1006, String::new()));
            }
        }
    }

    async fn next(&mut self) -> Result<Value, Option<(u16, String)>> {
        // Pings may go on all the while.
        let socket = &mut self.socket;
        let next = timeout(PATIENCE, async {
            loop {
                match socket.next().await {
                    Some(Ok(Message::Text(text))) => return Ok(text),
                    Some(Ok(Message::Close(close))) => return Err(close),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Err(None),
                }
            }
        });
        match next.await {
            Ok(Ok(text)) => Ok(serde_json::from_str(&text).unwrap()),
            Ok(Err(close)) => Err(close.map(|close| (close.code.into(), close.reason.to_string()))),
            Err(_) => panic!("{} heard nothing", self.address),
        }
    }

    /// Leaves as a closed tab does.
    pub async fn goodbye(mut self) {
        let frame = tungstenite::protocol::CloseFrame {
            code: tungstenite::protocol::frame::coding::CloseCode::Away,
            reason: "".into(),
        };
        self.socket.close(Some(frame)).await.unwrap();
        while let Some(Ok(_)) = self.socket.next().await {}
    }

    /// Waits for a call of the tutorial's API.
    pub async fn called(&mut self) -> Value {
        loop {
            let heard = self.hear().await;
            if let Some(call) = heard["relay"].get("call") {
                return call.clone();
            }
        }
    }

    /// Answers a call, as a tab does.
    pub async fn answer(&self, call: &Value, status: u16, body: &str) {
        let id = call["id"].as_str().unwrap();
        let url = format!("http://{}/api/calls/{id}?status={status}", self.relay);
        let answer = client()
            .post(url)
            .body(body.to_owned())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 204);
    }
}

/// The first of some ports that are free at the moment.
pub fn free_ports() -> u16 {
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        if port < 65_000 {
            return port;
        }
    }
}

/// An HTTP client that is no browser.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Status and JSON body of a GET.
pub async fn get(url: &str) -> (u16, Value) {
    told(client().get(url)).await
}

/// Status and JSON body of a request; a body that is no JSON comes as text.
pub async fn told(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = timeout(PATIENCE, request.send()).await.unwrap().unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

/// Looks until it is so.
pub async fn until<F: Future<Output = bool>>(what: &str, look: impl Fn() -> F) {
    let wait = async {
        while !look().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    if timeout(PATIENCE, wait).await.is_err() {
        panic!("waited in vain until {what}");
    }
}
