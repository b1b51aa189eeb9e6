//! Hostile callers of the tutorial's HTTP API: other sites, browsers that ask ahead of time, and those who ask for too much.

use std::net::IpAddr;

use relay::{Config, Limits, Running};
use reqwest::{
    Client,
    header::{ORIGIN, USER_AGENT},
};
use serde_json::json;

use crate::member::{Member, client, get, start, told};

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0";

fn node(relay: &Running) -> String {
    format!("http://{}/rooms/main/nodes/tab-1", relay.address())
}

/// A client at another address of this machine: 127.0.0.0/8 is all its own.
fn client_at(last: u8) -> Client {
    let builder = Client::builder()
        .no_proxy()
        .local_address(IpAddr::from([127, 0, 0, last]));
    builder.build().unwrap()
}

#[tokio::test]
async fn another_site_does_not_reach_a_tab_by_a_cross_site_get_of_its_chain() {
    let relay = start(Config::default()).await;
    let mut tab = Member::join(&relay, "main", "tab-1").await;
    let at = relay.address();
    for path in [
        "rooms/main/nodes/tab-1/chain",
        "api/rooms/main/whois/127.0.0.1:9",
        "api/relay?room=main",
    ] {
        let ask = || client().get(format!("http://{at}/{path}"));
        for request in [
            ask().header(ORIGIN, "http://evil.example"),
            ask().header("Sec-Fetch-Site", "cross-site"),
            ask().header("Sec-Fetch-Site", "same-site"),
        ] {
            let (status, body) = told(request.header(USER_AGENT, BROWSER)).await;
            assert_eq!(status, 403, "{path}: {body}");
            let message = body["message"].as_str().unwrap();
            assert!(message.contains("another site"), "{path}: {message}");
        }
    }
    let chain = || client().get(format!("{}/chain", node(&relay)));
    for request in [
        chain(),
        // Over plain http on a LAN a browser tells nothing but its name; to read does no harm.
        chain().header(USER_AGENT, BROWSER),
        chain().header("Sec-Fetch-Site", "none"),
        chain().header(ORIGIN, format!("http://{at}")),
    ] {
        let caller = tokio::spawn(told(request));
        let call = tab.called().await;
        tab.answer(&call, 200, "{}").await;
        assert_eq!(caller.await.unwrap().0, 200);
    }
}

#[tokio::test]
async fn a_browser_that_prefetches_or_prerenders_a_call_mines_nothing() {
    let relay = start(Config::default()).await;
    let mut tab = Member::join(&relay, "main", "tab-1").await;
    let mine = || client().get(format!("{}/mine", node(&relay)));
    for (name, value) in [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Sec-Purpose", "prerender"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Moz", "prefetch"),
    ] {
        // As for an address that a person is typing.
        let request = mine().header("Sec-Fetch-Site", "none").header(name, value);
        let (status, body) = told(request).await;
        assert_eq!(status, 403, "{name}: {value}");
        let message = body["message"].as_str().unwrap();
        assert!(message.contains("ahead of time"), "{message}");
    }
    // The first call that the tab hears is the one that was wanted, and nobody keeps its answer.
    let caller = tokio::spawn(mine().header("Sec-Fetch-Site", "none").send());
    let call = tab.called().await;
    tab.answer(&call, 200, r#"{"index": 2}"#).await;
    let answer = caller.await.unwrap().unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn whoever_has_mines_waiting_keeps_nobody_else_from_calling() {
    let relay = start(Config::default()).await;
    let mut tab = Member::join(&relay, "main", "tab-1").await;
    let mine = format!("{}/mine", node(&relay));
    let mut waiting = Vec::new();
    let mut refused = 0;
    for _ in 0..32 {
        let caller = tokio::spawn(told(client_at(2).get(&mine)));
        tokio::select! {
            _ = tab.called() => waiting.push(caller),
            () = async { while !caller.is_finished() { tokio::task::yield_now().await } } => refused += 1,
        }
    }
    assert_eq!((waiting.len(), refused), (8, 24));
    // Another address is served at once, and the chain is to be read by whoever waits, too.
    let other = tokio::spawn(told(client_at(3).get(&mine)));
    let call = tab.called().await;
    tab.answer(&call, 200, "{}").await;
    assert_eq!(other.await.unwrap().0, 200);
    let chain = format!("{}/chain", node(&relay));
    let reader = tokio::spawn(told(client_at(2).get(chain)));
    let call = tab.called().await;
    assert_eq!(call["path"], "/chain");
    tab.answer(&call, 200, "{}").await;
    assert_eq!(reader.await.unwrap().0, 200);
    for caller in waiting {
        caller.abort();
    }
}

#[tokio::test]
async fn where_many_call_the_one_with_most_calls_waiting_gives_way() {
    let limits = Limits {
        calls: 4,
        calls_per_caller: 3,
        ..Limits::default()
    };
    let relay = start(Config {
        limits,
        ..Config::default()
    })
    .await;
    let mut tab = Member::join(&relay, "main", "tab-1").await;
    let mine = format!("{}/mine", node(&relay));
    let mut callers = Vec::new();
    for last in [2, 2, 2, 3] {
        let caller = tokio::spawn(told(client_at(last).get(&mine)));
        let call = tab.called().await;
        callers.push((call, caller));
    }
    let other = tokio::spawn(told(client_at(4).get(&mine)));
    let call = tab.called().await;
    let (_, displaced) = callers.remove(2);
    let (status, body) = displaced.await.unwrap();
    assert_eq!(status, 429, "{body}");
    tab.answer(&call, 200, "{}").await;
    assert_eq!(other.await.unwrap().0, 200);
    // All others go on waiting, and are answered.
    for (call, caller) in callers {
        tab.answer(&call, 200, "{}").await;
        assert_eq!(caller.await.unwrap().0, 200);
    }
}

#[tokio::test]
async fn a_hundred_who_ask_for_one_chain_cost_its_tab_a_few_answers() {
    let relay = start(Config::default()).await;
    let mut tab = Member::join(&relay, "main", "tab-1").await;
    let url = format!("{}/chain", node(&relay));
    let first = tokio::spawn(told(client().get(&url)));
    let call = tab.called().await;
    let others: Vec<_> = (0..100)
        .map(|_| tokio::spawn(told(client().get(&url))))
        .collect();
    // All of them have come when this one has, which waits for nothing: there is no such node.
    for _ in 0..20 {
        let nobody = url.replace("tab-1", "tab-nobody");
        assert_eq!(get(&nobody).await.0, 404);
    }
    tab.answer(&call, 200, r#"{"length": 1}"#).await;
    assert_eq!(first.await.unwrap(), (200, json!({ "length": 1 })));
    // Who came meanwhile hears of what happened meanwhile.
    let mut answers = 0;
    let mut told = Box::pin(async {
        for other in others {
            let (status, body) = other.await.unwrap();
            assert_eq!((status, body["length"].as_u64()), (200, Some(2)));
        }
    });
    loop {
        tokio::select! {
            call = tab.called() => {
                tab.answer(&call, 200, r#"{"length": 2}"#).await;
                answers += 1;
            }
            () = &mut told => break,
        }
    }
    // Who came later than this test thinks is in a third.
    assert!(
        (1..=3).contains(&answers),
        "{answers} answers for a hundred"
    );
}
