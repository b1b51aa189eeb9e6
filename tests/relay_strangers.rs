//! Who means no good at a relay: clients that send too much, too large, or nonsense, or nothing at all, and
//! another site that is open in the same browser. Honest tabs go on meanwhile.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use browser_tests::{Browser, Server, Site, free_port, until};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::{net::TcpStream, task::JoinSet};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Clients that do one kind of harm again and again, as long as this lives.
struct Crowd {
    tasks: JoinSet<()>,
    done: Arc<AtomicUsize>,
}

impl Crowd {
    /// So many clients; each connects whenever it has been thrown out, and sends such texts.
    fn of(count: usize, room: &str, port: u16, kind: &'static str, texts: &[String]) -> Self {
        let done = Arc::new(AtomicUsize::new(0));
        let mut tasks = JoinSet::new();
        for number in 0..count {
            let url = format!(
                "ws://127.0.0.1:{port}/api/rooms/{room}/socket?address=tab-{kind}{number}&token=t"
            );
            let (texts, done) = (texts.to_vec(), Arc::clone(&done));
            tasks.spawn(async move {
                loop {
                    if let Ok((socket, _)) = connect_async(&url).await {
                        pester(socket, &texts, &done).await;
                    }
                    tokio::task::yield_now().await;
                }
            });
        }
        Self { tasks, done }
    }

    /// Waits until they have done harm so many times more.
    async fn until_busy(&self, times: usize) {
        assert!(!self.tasks.is_empty());
        let before = self.done.load(Ordering::Relaxed);
        // The relay waits a minute for the rest of a message, so that one deed may take longer than that.
        until("they are at it", Duration::from_secs(180), async || {
            let times_now = self.done.load(Ordering::Relaxed) - before;
            if times_now >= times {
                Ok(())
            } else {
                Err(format!("{times_now} times"))
            }
        })
        .await;
    }
}

/// Sends until it is thrown out. It reads, so that it is not just a slow reader.
async fn pester(socket: Socket, texts: &[String], done: &AtomicUsize) {
    let (mut out, mut back) = socket.split();
    let send = async {
        for text in texts.iter().cycle() {
            done.fetch_add(1, Ordering::Relaxed);
            if out.send(Message::text(text.clone())).await.is_err() {
                return;
            }
        }
    };
    let read = async { while let Some(Ok(_)) = back.next().await {} };
    tokio::select! {
        () = send => {}
        () = read => {}
    }
}

fn frame(to: Option<&str>, message: serde_json::Value) -> String {
    json!({ "v": 2, "from": "tab-liar", "to": to, "message": message }).to_string()
}

#[tokio::test]
async fn honest_tabs_mine_and_resolve_among_hostile_clients() {
    let port = free_port();
    let relay = Server::relay(port, &[]).await;
    let browser = Browser::start().await;
    let other = browser.start_another().await;
    let one = browser.join(&relay.address()).await;
    let two = other.join(&relay.address()).await;
    one.until_peers(1).await;
    two.until_peers(1).await;

    let room = two.room().await;
    let victim = two.address().await;
    let crowd = |kind, texts: &[String]| Crowd::of(2, &room, port, kind, texts);
    let flood = [
        frame(None, json!("Seek")),
        frame(None, json!({ "nonsense": 1.0 })),
        frame(Some(&victim), json!("Seek")),
    ];
    let giant = [
        frame(Some(&victim), json!("x".repeat(5 << 20))),
        frame(None, json!("x".repeat(100 << 10))),
    ];
    let malformed = ["hello", "", "[[[[", r#"{"v":2,"to":null}"#].map(str::to_owned);
    let crowds = [
        crowd("flood", &flood),
        crowd("giant", &giant),
        crowd("malformed", &malformed),
    ];
    // Some connect and say nothing, some of them not even what they want.
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(TcpStream::connect(("127.0.0.1", port)).await);
    }
    let mut deaf = Vec::new();
    for number in 0..10 {
        let url = format!(
            "ws://127.0.0.1:{port}/api/rooms/{room}/socket?address=tab-deaf{number}&token=t"
        );
        deaf.push(connect_async(url).await);
    }
    assert!(silent.iter().all(Result::is_ok) && deaf.iter().all(Result::is_ok));
    for crowd in &crowds {
        crowd.until_busy(20).await;
    }

    one.mine().await;
    for _ in 0..2 {
        two.mine().await;
    }
    let replaced = one.resolve().await;
    assert_eq!(replaced["message"], "Our chain was replaced", "{replaced}");
    assert_eq!(one.chain_text().await, two.chain_text().await);
    one.until_relay("connected").await;
    two.until_relay("connected").await;
    // All of that went on meanwhile.
    for crowd in &crowds {
        crowd.until_busy(1).await;
    }
    drop(other);
}

#[tokio::test]
async fn another_site_may_frame_a_scene_for_slides_and_no_node() {
    let relay = Server::relay(free_port(), &[]).await;
    // By another host's name: the frames share nothing with the page around them.
    let page = relay.address().replace("127.0.0.1", "localhost");
    let slides = format!(
        "<!doctype html><title>slides</title>
        <iframe src='{page}/?embed#view=lab&scene=rewriting-without-work'></iframe><iframe src='{page}/'></iframe>
        <iframe src='{page}/?second'></iframe>"
    );
    let site = Site::start_changing("/", move |_| Some(slides.clone().into())).await;
    let browser = Browser::start().await;
    browser.allow("frame-ancestors");
    browser.allow("favicon.ico");
    let tab = browser.open(site.address()).await;

    tab.enter_frame(0).await;
    tab.text_when("scene-told", |told| told.contains("Bob mined block 2"))
        .await;
    // A click of a person's would bring the page around it to the front, and leave the frame.
    tab.eval("document.querySelector('[data-testid=scene-play]').click()")
        .await;
    tab.text_when("scene-told", |told| {
        told.contains("No work was done for it")
    })
    .await;
    assert_eq!(tab.eval("typeof tabchain").await, json!("undefined"));
    tab.leave_frame().await;

    // The second node of a lesson is for the page's own frames.
    for node in [1, 2] {
        tab.enter_frame(node).await;
        // A page of Chromium's own.
        let refused = json!("chrome-error:");
        tab.until_is("the frame is refused", "location.protocol", refused)
            .await;
        tab.leave_frame().await;
    }
}

/// What another site's page tries, each in the way that its own browser lets it. Says what became of it.
const ATTEMPTS: &str = "(async (socket, mine, post) => {
    const opened = await new Promise((done) => {
        const opening = new WebSocket(socket);
        opening.onopen = () => done('open');
        opening.onclose = ({ code }) => done(code);
    });
    const asked = await fetch(mine, { mode: 'no-cors' }).then((answer) => answer.type, String);
    const read = await fetch(mine).then(() => 'read', () => 'unreadable');
    await new Promise((done) => {
        const image = new Image();
        image.onload = image.onerror = done;
        image.src = mine;
    });
    const body = '{\"sender\": \"a\", \"recipient\": \"b\", \"amount\": 5}';
    const posted = await fetch(post, { method: 'POST', mode: 'no-cors', body }).then((answer) => answer.type, String);
    return [opened, asked, read, posted];
})";

#[tokio::test]
async fn another_site_in_the_same_browser_neither_joins_nor_mines() {
    let port = free_port();
    let relay = Server::relay(port, &[]).await;
    let browser = Browser::start().await;
    let tab = browser.join(&relay.address()).await;
    // Its page lets itself do anything, and the browser tells of all that it is refused.
    let site = Site::start_changing("/", |_| {
        Some(b"<!doctype html><title>another site</title>".into())
    })
    .await;
    for refused in [
        "WebSocket connection to",
        "Failed to load resource",
        "CORS policy",
    ] {
        browser.allow(refused);
    }
    let (room, api) = (tab.room().await, tab.api().await);

    // The same host at another port, and another host.
    for address in [
        site.address().to_owned(),
        site.address().replace("127.0.0.1", "localhost"),
    ] {
        let page = browser.open(&address).await;
        let socket =
            format!("ws://127.0.0.1:{port}/api/rooms/{room}/socket?address=tab-evil&token=t");
        let (mine, post) = (format!("{api}/mine"), format!("{api}/transactions/new"));
        let attempts = format!(
            "{ATTEMPTS}({}, {}, {})",
            json!(socket),
            json!(mine),
            json!(post)
        );
        let became = page.eval(&attempts).await;
        // 1006: the browser was not let in. What it may not read it calls opaque.
        assert_eq!(became, json!([1006, "opaque", "unreadable", "opaque"]));
        page.close().await;
    }
    assert_eq!(tab.chain().await["length"], 1);
    let block = tab.mine().await;
    assert_eq!(block["transactions"].as_array().map(Vec::len), Some(1));
    // The relay's own page is let in by the same way.
    let own = format!(
        "new Promise((done) => {{
            const opening = new WebSocket('ws://127.0.0.1:{port}/api/rooms/{room}/socket?address=tab-good&token=t');
            opening.onopen = () => done('open');
            opening.onclose = ({{ code }}) => done(code);
        }})"
    );
    assert_eq!(tab.eval(&own).await, json!("open"));
}
