//! A class: real nodes that are members of a room at a relay, each with a connection of its own, without a browser around
//! them. What a tab does around its node, they do: the same client, driven by a script.

use std::{
    fmt::Display,
    ops::Range,
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use client::{Client, Input, Output, Route, Setup};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use node::{Address, Command, Mode, NodeName, Time, Unreadable, wire::WIRE_VERSION};
use protocol::{ControlMessage, Envelope, Frame, Payload, RelayMessage, RoomName};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    runtime::Builder,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::LocalSet,
    time::{Instant as Moment, sleep_until},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message as Text,
};

use crate::Tab;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The members. Each is called by its number, `Node 7` at the address `tab-class7`; they leave when this goes.
pub struct Class {
    wishes: Vec<UnboundedSender<Command>>,
}

impl Class {
    /// So many join a room at the relay of this port, in live mode: a longer chain that one of them hears of becomes its own.
    pub fn join(port: u16, room: &str, count: usize) -> Self {
        let (wishes, members): (Vec<_>, Vec<_>) = (0..count)
            .map(|number| {
                let (wishes, wished) = unbounded_channel();
                (wishes, Member::new(port, room, number, wished))
            })
            .unzip();
        // A client is for one thread only; and a search for a proof keeps it from nothing but the class.
        thread::spawn(move || {
            let runtime = made(Builder::new_current_thread().enable_all().build());
            let class = LocalSet::new();
            for member in members {
                class.spawn_local(member.live());
            }
            runtime.block_on(class);
        });
        Self { wishes }
    }

    /// One of them does something.
    pub fn wish(&self, number: usize, command: Command) {
        // Its connection may have ended.
        let _ = self.wishes[number].send(command);
    }

    /// One of them mines a block.
    pub fn mine(&self, number: usize) {
        self.wish(number, Command::Mine);
    }

    /// Has one after the other mine a block, as soon as a tab has heard that all have the one before.
    pub async fn mine_in_turn(&self, tab: &Tab, lengths: Range<usize>) {
        tab.eval("(window.seen ?? tabchain.watch((seen) => window.seen = seen), null)")
            .await;
        for length in lengths {
            self.mine((length * 7) % self.wishes.len());
            let shortest = "Math.min(...seen.peers.map(({ length }) => length))";
            let all = format!("all have block {length}");
            tab.until_is(&all, shortest, json!(length)).await;
        }
    }

    /// All take over what others have by themselves, or only when told.
    pub fn set_mode(&self, mode: Mode) {
        for number in 0..self.wishes.len() {
            self.wish(number, Command::SetMode(mode));
        }
    }
}

/// What one of them is made of; its client is made on its own thread.
struct Member {
    url: String,
    room: String,
    number: usize,
    wished: UnboundedReceiver<Command>,
}

impl Member {
    fn new(port: u16, room: &str, number: usize, wished: UnboundedReceiver<Command>) -> Self {
        Self {
            url: format!(
                "ws://127.0.0.1:{port}/api/rooms/{room}/socket?address=tab-class{number}&token=class{number}"
            ),
            room: room.to_owned(),
            number,
            wished,
        }
    }

    /// Connects, and does what the client wants until there is nobody any more who has wishes.
    async fn live(mut self) {
        let (socket, _) = made(connect_async(&self.url).await);
        let (mut out, mut back) = socket.split();
        let mut client = self.client();
        client.command(now(), Command::SetMode(Mode::Live));
        loop {
            carry_out(&mut client, &mut out).await;
            let due = Duration::from_micros(client.deadline().as_micros())
                .saturating_sub(Duration::from_micros(now().as_micros()));
            tokio::select! {
                heard = hear(&mut back) => match heard {
                    Some(Some(input)) => client.handle(now(), input),
                    Some(None) => {}
                    None => return,
                },
                wish = self.wished.recv() => match wish {
                    Some(command) => {
                        client.command(now(), command);
                    }
                    None => {
                        client.command(now(), Command::Leave);
                        return carry_out(&mut client, &mut out).await;
                    }
                },
                () = sleep_until(Moment::now() + due) => client.handle(now(), Input::Wake),
            }
        }
    }

    fn client(&self) -> Client {
        let room = made(RoomName::parse(&self.room));
        let address = made(Address::parse(&format!("tab-class{}", self.number)));
        let name = made(NodeName::parse(&format!("Node {}", self.number)));
        let setup = Setup {
            has_relay: true,
            chance: self.number as u8,
            ..Setup::default()
        };
        Client::new(now(), room, address, name, setup)
    }
}

/// What comes over the connection, as far as it is for a client; `None` when it has ended.
async fn hear(back: &mut SplitStream<Socket>) -> Option<Option<Input>> {
    let text = match back.next().await?.ok()? {
        Text::Text(text) => text,
        _ => return Some(None),
    };
    Some(match serde_json::from_str(&text) {
        Ok(Frame::Relay(RelayMessage::Welcome { .. })) => Some(Input::Connected(Route::Relay)),
        Ok(Frame::Envelope(Envelope {
            from: Some(from),
            payload,
            ..
        })) => said(from, payload),
        _ => None,
    })
}

fn said(from: Address, payload: Payload<Value>) -> Option<Input> {
    match payload {
        Payload::Message(version, message) => {
            let message = if version == WIRE_VERSION {
                serde_json::from_value(message)
                    .map_err(|error| Unreadable::NoMessage(error.to_string()))
            } else {
                Err(Unreadable::OtherVersion(version))
            };
            Some(Input::Message(Route::Relay, from, message))
        }
        Payload::Control(line) => {
            let message = ControlMessage::read(line.as_str()?)?;
            Some(Input::Control(Route::Relay, from, message))
        }
    }
}

/// Does all that the client wants, searches included.
async fn carry_out(client: &mut Client, out: &mut SplitSink<Socket, Text>) {
    while let Some(output) = client.poll() {
        match output {
            Output::Send(Route::Relay, to, message) => {
                let message = made(serde_json::to_value(&message));
                say(out, to, Payload::Message(WIRE_VERSION, message)).await;
            }
            Output::SendControl(Route::Relay, to, line) => {
                say(out, to, Payload::Control(json!(&*line))).await;
            }
            Output::Search(job, puzzle) => {
                let began = Instant::now();
                let proof = (0..).find(|&proof| puzzle.accepts(proof));
                let found = Input::Found {
                    job,
                    proof: proof.unwrap_or_default(),
                    seconds: began.elapsed().as_secs_f64(),
                };
                client.handle(now(), found);
            }
            // It has no neighbours in a browser, no account, no storage, and nobody who looks at it.
            _ => {}
        }
    }
}

async fn say(out: &mut SplitSink<Socket, Text>, to: Option<Address>, payload: Payload<Value>) {
    let envelope = Envelope {
        from: None,
        to,
        payload,
    };
    // That the connection has ended, it hears.
    let _ = out
        .send(Text::text(made(serde_json::to_string(&envelope))))
        .await;
}

fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Time::from_micros(since.map_or(0, |since| since.as_micros() as u64))
}

fn made<T, E: Display>(made: Result<T, E>) -> T {
    made.unwrap_or_else(|error| panic!("no member of a class: {error}"))
}
