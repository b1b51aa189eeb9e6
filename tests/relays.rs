//! One room at two relays, which share it over NATS.

use std::{env, fs, time::Duration};

use browser_tests::{Browser, Server, Tab, curl, free_port, until};
use serde_json::json;

/// How long what is said may take to get around, after whatever has gone and come back.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a browser says of a relay that is gone: to the page's socket, and to the service worker, which looks for a
/// newer version of itself.
const GONE: [&str; 2] = [
    "WebSocket connection to",
    "An unknown error occurred when fetching the script",
];

/// Two relays that know each other.
struct Two {
    nats: Option<Server>,
    nats_port: u16,
    here: Option<Server>,
    there: Server,
}

impl Two {
    async fn start() -> Self {
        let port = free_port();
        let (nats_port, other_port) = (port + 80, port + 40);
        let nats = Server::nats(nats_port).await;
        let url = format!("nats://127.0.0.1:{nats_port}");
        let secret = env::temp_dir().join(format!("tabchain-secret-{port}"));
        fs::write(&secret, "a secret of the relays in these tests").unwrap();
        let file = secret.to_string_lossy().into_owned();
        let relay = async |port: u16, other: u16| {
            let also = format!("http://127.0.0.1:{other}");
            let shared = ["--nats", &url, "--secret-file", &file];
            Server::relay(port, &[&shared[..], &["--also", &also]].concat()).await
        };
        let relays = Self {
            nats: Some(nats),
            nats_port,
            here: Some(relay(port, other_port).await),
            there: relay(other_port, port).await,
        };
        // It was read when they started.
        fs::remove_file(secret).unwrap();
        relays
    }

    fn here(&self) -> String {
        self.here.as_ref().map(Server::address).unwrap_or_default()
    }
}

/// Waits until a tab's mempool shows this recipient.
async fn until_pending(tab: &Tab, recipient: &str) {
    until(&format!("{recipient} is pending"), PATIENCE, async || {
        let shown = tab.text("mempool").await?;
        if shown.contains(recipient) {
            Ok(())
        } else {
            Err(shown)
        }
    })
    .await;
}

async fn until_same_chain(one: &Tab, two: &Tab) -> String {
    until("both hold one chain", PATIENCE, async || {
        let (first, second) = (one.chain_text().await, two.chain_text().await);
        if first == second {
            Ok(first)
        } else {
            Err(format!("{first}\nand {second}"))
        }
    })
    .await
}

#[tokio::test]
async fn tabs_of_two_relays_are_one_network_and_one_goes_on_when_its_relay_is_killed() {
    let mut relays = Two::start().await;
    let browser = Browser::start().await;
    GONE.iter().for_each(|error| browser.allow(error));
    let other = browser.start_another().await;
    let one = browser.join(&relays.here()).await;
    let two = other.join(&relays.there.address()).await;
    one.until_peers(1).await;
    two.until_peers(1).await;
    for _ in 0..2 {
        two.mine().await;
    }
    let replaced = one.resolve().await;
    assert_eq!(replaced["message"], "Our chain was replaced", "{replaced}");
    assert_eq!(one.chain_text().await, two.chain_text().await);

    // A program calls the node at the other relay by either: by its path here, and by its own port.
    let path = format!("rooms/{}/nodes/{}", two.room().await, two.address().await);
    let (status, mined) = curl(&format!("{}/{path}/mine", relays.here()), None).await;
    assert_eq!((status, &mined["index"]), (200, &json!(4)), "{mined}");
    let (status, chain) = curl(&format!("{}/chain", two.api().await), None).await;
    assert_eq!((status, &chain["length"]), (200, &json!(4)));
    let nodes = json!({ "nodes": [two.api().await] });
    let (status, registered) =
        curl(&format!("{}/nodes/register", one.api().await), Some(nodes)).await;
    assert_eq!(status, 201, "{registered}");
    let known = two.api().await.replace("http://", "");
    assert_eq!(registered["total_nodes"], json!([known]));

    let before = one.api().await;
    drop(relays.here.take());
    until("the tab has another place", PATIENCE, async || {
        let now = one.api().await;
        if now == before { Err(now) } else { Ok(()) }
    })
    .await;
    one.until_relay("connected").await;
    two.mine().await;
    until("the other is heard again", PATIENCE, async || {
        let resolved = one.resolve().await;
        if resolved["message"] == "Our chain was replaced" {
            Ok(())
        } else {
            Err(resolved.to_string())
        }
    })
    .await;
    assert_eq!(one.chain_text().await, two.chain_text().await);
    let (status, chain) = curl(&format!("{}/chain", one.api().await), None).await;
    assert_eq!((status, &chain["length"]), (200, &json!(5)));
    drop(other);
}

#[tokio::test]
async fn what_is_submitted_while_nats_and_relays_come_and_go_is_mined_once() {
    let mut relays = Two::start().await;
    let browser = Browser::start().await;
    GONE.iter().for_each(|error| browser.allow(error));
    let other = browser.start_another().await;
    let one = browser.join(&relays.here()).await;
    let two = other.join(&relays.there.address()).await;
    one.until_peers(1).await;
    two.until_peers(1).await;
    for tab in [&one, &two] {
        tab.click("mode-live").await;
    }
    one.transact("ada", "before-all", 1).await;
    until_pending(&two, "before-all").await;

    drop(relays.nats.take());
    let unheard = "document.querySelector('[data-testid=\"relay-others-unheard\"]') !== null";
    for tab in [&one, &two] {
        tab.until_is(
            "the page says that others can't be heard",
            unheard,
            json!(true),
        )
        .await;
    }
    one.transact("ada", "without-nats", 1).await;
    let mined_apart = one.mine().await;
    assert_eq!(mined_apart["index"], 2);
    relays.nats = Some(Server::nats(relays.nats_port).await);
    for tab in [&one, &two] {
        tab.until_is("the others can be heard again", unheard, json!(false))
            .await;
    }
    until_same_chain(&one, &two).await;

    drop(relays.here.take());
    one.transact("ada", "without-relay", 1).await;
    until_pending(&two, "without-relay").await;
    two.mine().await;
    let text = until_same_chain(&one, &two).await;
    for recipient in ["before-all", "without-nats", "without-relay"] {
        assert_eq!(text.matches(recipient).count(), 1, "{recipient} in {text}");
    }
    for tab in [&one, &two] {
        tab.until_length(3).await;
    }
    drop(other);
}
