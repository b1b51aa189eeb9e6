//! Tabs of separate browsers, programs and Flask nodes, together through the relay.

use std::time::{Duration, Instant};

use browser_tests::{Ability, Browser, Server, Setting, Tab, curl, free_port, lacks, until};
use serde_json::{Value, json};

/// How long a closed tab may take to be gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a browser says of a relay that is gone: to the page's socket, and to the service worker, which looks for a
/// newer version of itself.
const GONE: [&str; 2] = [
    "WebSocket connection to",
    "An unknown error occurred when fetching the script",
];

fn proofs(chain: &Value) -> Vec<u64> {
    let blocks = chain.as_array().into_iter().flatten();
    blocks.filter_map(|block| block["proof"].as_u64()).collect()
}

#[tokio::test]
async fn two_browsers_walk_through_the_tutorial_by_clicks() {
    let relay = Server::relay(free_port(), &[]).await;
    let browser = Browser::start().await;
    let other = browser.start_another().await;
    let one = browser.join(&relay.address()).await;
    let two = other.join(&relay.address()).await;
    one.until_peers(1).await;

    for length in [2, 3] {
        one.click("mine").await;
        one.until_length(length).await;
    }
    for length in [2, 3, 4] {
        two.click("mine").await;
        two.until_length(length).await;
    }
    one.click("resolve").await;
    let replaced = one.answer("Our chain was replaced").await;
    assert_eq!(proofs(&replaced["new_chain"]), [100, 35293, 35089, 119678]);
    assert_eq!(one.chain_text().await, two.chain_text().await);
    drop(other);
}

#[tokio::test]
async fn two_tabs_walk_through_the_tutorial_by_curl() {
    let port = free_port();
    let relay = Server::relay(port, &[]).await;
    let browser = Browser::start().await;
    let one = browser.join(&relay.address()).await;
    let two = browser.join(&relay.address()).await;
    let (first, second) = (one.api().await, two.api().await);
    assert_eq!(first, format!("http://127.0.0.1:{}", port + 1));
    assert_eq!(second, format!("http://127.0.0.1:{}", port + 2));

    // As the walk-through has it: another name for the same machine.
    let node = second.replace("127.0.0.1", "localhost");
    let (status, registered) = curl(
        &format!("{first}/nodes/register"),
        Some(json!({ "nodes": [node] })),
    )
    .await;
    assert_eq!(status, 201, "{registered}");
    assert_eq!(registered["message"], "New nodes have been added");
    assert_eq!(
        registered["total_nodes"],
        json!([format!("localhost:{}", port + 2)])
    );

    for (node, times) in [(&first, 2), (&second, 3)] {
        for _ in 0..times {
            let (status, mined) = curl(&format!("{node}/mine"), None).await;
            assert_eq!(
                (status, &mined["message"]),
                (200, &json!("New Block Forged"))
            );
        }
    }
    // As in the tutorial, more than is needed does no harm.
    let transaction = json!({ "sender": "ada", "recipient": "bob", "amount": 5, "note": ["x"] });
    let (status, added) = curl(&format!("{first}/transactions/new"), Some(transaction)).await;
    assert_eq!(status, 201);
    assert_eq!(added["message"], "Transaction will be added to Block 4");
    let missing = curl(
        &format!("{first}/transactions/new"),
        Some(json!({ "sender": "ada" })),
    )
    .await;
    assert_eq!(missing, (400, json!("Missing values")));
    let none = curl(&format!("{first}/nodes/register"), Some(json!({}))).await;
    assert_eq!(
        none,
        (400, json!("Error: Please supply a valid list of nodes"))
    );

    let (status, replaced) = curl(&format!("{first}/nodes/resolve"), None).await;
    assert_eq!(
        (status, &replaced["message"]),
        (200, &json!("Our chain was replaced"))
    );
    assert_eq!(proofs(&replaced["new_chain"]), [100, 35293, 35089, 119678]);
    let (_, chain) = curl(&format!("{second}/chain"), None).await;
    assert_eq!(chain["chain"], replaced["new_chain"]);
    assert_eq!(chain["length"], 4);

    two.close().await;
    until("the closed tab is gone", PATIENCE, async || {
        match curl(&format!("{second}/chain"), None).await {
            (503, _) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
}

#[tokio::test]
async fn a_tab_and_a_flask_node_resolve_from_each_other() {
    let port = free_port();
    let flask = Server::flask(port + 30, "classic").await;
    let relay = Server::relay(port, &["--peer", &flask.address()]).await;
    let browser = Browser::start().await;
    browser.allow("status of 403");
    let tab = browser.join(&relay.address()).await;

    // The Flask node's chain, with a genesis of its own, is longer and wins.
    for _ in 0..2 {
        curl(&format!("{}/mine", flask.address()), None).await;
    }
    let register = format!(
        "tabchain.register({})",
        json!({ "nodes": [flask.address()] })
    );
    tab.eval(&register).await;
    let replaced = tab.resolve().await;
    assert_eq!(replaced["message"], "Our chain was replaced", "{replaced}");
    let (_, theirs) = curl(&format!("{}/chain", flask.address()), None).await;
    assert_eq!(replaced["new_chain"], theirs["chain"]);

    // The tab goes on from there, and the Flask node takes its chain from the tab's port.
    for _ in 0..2 {
        tab.mine().await;
    }
    let node = tab.api().await;
    let nodes = json!({ "nodes": [node] });
    curl(&format!("{}/nodes/register", flask.address()), Some(nodes)).await;
    let (_, replaced) = curl(&format!("{}/nodes/resolve", flask.address()), None).await;
    assert_eq!(replaced["message"], "Our chain was replaced", "{replaced}");
    assert_eq!(replaced["new_chain"], tab.chain().await["chain"]);

    // What was not allowed is not called, and the refusal says why.
    let refusal = tab
        .rejection("tabchain.register({nodes: ['http://127.0.0.1:9']})")
        .await;
    assert!(refusal.contains("--peer http://127.0.0.1:9"), "{refusal}");
}

#[tokio::test]
async fn a_relay_killed_while_a_tab_mines_loses_nothing() {
    let port = free_port();
    let relay = Server::relay(port, &[]).await;
    let browser = Browser::start().await;
    GONE.iter().for_each(|error| browser.allow(error));
    let other = browser.start_another().await;
    GONE.iter().for_each(|error| other.allow(error));
    let one = browser.join(&relay.address()).await;
    let two = other.join(&relay.address()).await;
    one.until_peers(1).await;
    let api_before = two.api().await;
    // Its workers are there from now on.
    two.mine().await;
    two.eval("void tabchain.mine().then(() => tabchain.mine())")
        .await;
    drop(relay);
    one.until_relay("reconnecting").await;
    two.until_length(4).await;
    let _relay = Server::relay(port, &[]).await;
    one.until_relay("connected").await;
    two.until_relay("connected").await;
    assert_eq!(two.api().await, api_before, "a tab gets its port back");
    one.until_peers(1).await;
    let replaced = one.resolve().await;
    assert_eq!(replaced["message"], "Our chain was replaced", "{replaced}");
    assert_eq!(one.chain_text().await, two.chain_text().await);
    drop(other);
}

#[tokio::test]
async fn a_lost_relay_is_told_at_the_top_of_every_view_until_it_is_back() {
    let port = free_port();
    let relay = Server::relay(port, &[]).await;
    let browser = Browser::start().await;
    GONE.iter().for_each(|error| browser.allow(error));
    let other = browser.start_another().await;
    GONE.iter().for_each(|error| other.allow(error));
    let tab = browser.join(&relay.address()).await;
    let peer = other.join(&relay.address()).await;
    tab.until_peers(1).await;
    assert_eq!(tab.text("relay-lost").await.as_deref(), Ok(""));
    // Who serves the views beside the node is gone with the relay.
    tab.click("view-network").await;
    tab.text_when("network-halves", |told| !told.is_empty())
        .await;

    drop(relay);
    let told = async |parts: [&str; 3]| {
        tab.text_when("relay-lost", |told| {
            parts.iter().all(|part| told.contains(part))
        })
        .await;
    };
    told(["The relay is gone", "chain is safe", "tries again"]).await;
    tab.click("language-zh-CN").await;
    told(["中继断开了", "链还安全", "自动重试"]).await;
    tab.click("language-en").await;
    // Who else is there nobody knows now: not that nobody is.
    tab.click("view-node").await;
    until(
        "the other node is not heard any more",
        PATIENCE,
        async || match tab.text("peers").await?.as_str() {
            "No other node is heard." => Ok(()),
            other => Err(other.to_owned()),
        },
    )
    .await;
    for view in ["network", "lessons", "node"] {
        tab.click(&format!("view-{view}")).await;
        told(["The relay is gone", "chain is safe", "tries again"]).await;
        let place = "(() => {
            const told = document.querySelector('[data-testid=relay-lost]').getBoundingClientRect();
            const view = [...document.querySelectorAll('main')].find((main) => main.checkVisibility());
            return view && told.height > 0 && told.top >= 0 && told.bottom <= view.getBoundingClientRect().top + 1;
        })()";
        tab.until_is("it stands above the view", place, json!(true))
            .await;
    }

    let _relay = Server::relay(port, &[]).await;
    tab.until_relay("connected").await;
    tab.text_when("relay-lost", str::is_empty).await;
    tab.until_peers(1).await;
    drop((peer, other));
}

#[tokio::test]
async fn ten_tabs_of_one_browser_are_each_heard_once() {
    let port = free_port();
    let relay = Server::relay(port, &[]).await;
    let browser = Browser::start().await;
    let mut tabs = Vec::new();
    for _ in 0..10 {
        tabs.push(browser.join(&relay.address()).await);
    }
    for tab in &tabs {
        tab.until_peers(9).await;
    }
    for (tab, index) in tabs.iter().zip(1..) {
        let api = tab.api().await;
        assert_eq!(api, format!("http://127.0.0.1:{}", port + index));
        let (status, chain) = curl(&format!("{api}/chain"), None).await;
        assert_eq!((status, &chain["length"]), (200, &json!(1)));
    }
}

/// Counts, by sender, the frames that come over the relay and those that are read: `frames.came` and `frames.read`.
const COUNT_FRAMES: &str = r#"
    window.frames = { came: {}, read: {} };
    const count = (counts, text) => {
        const from = /^\{"(v|aside)":/.test(text) && /"from":"([^"]+)"/.exec(text)?.[1];
        if (from) counts[from] = (counts[from] ?? 0) + 1;
    };
    const Socket = WebSocket;
    window.WebSocket = class extends Socket {
        constructor(...parameters) {
            super(...parameters);
            this.addEventListener("message", ({ data }) => count(frames.came, data));
        }
    };
    const parse = JSON.parse;
    JSON.parse = (text, ...others) => {
        count(frames.read, String(text));
        return parse(text, ...others);
    };"#;

#[tokio::test]
async fn a_class_that_is_reloaded_at_once_has_its_old_addresses_and_ports_again() {
    const TABS: usize = 10;
    let relay = Server::relay(free_port(), &[]).await;
    let browser = Browser::start().await;
    let mut tabs = Vec::new();
    for _ in 0..TABS {
        let tab = browser.open(&relay.address()).await;
        tab.until_attribute("relay-state", "data-state", "connected")
            .await;
        tab.until_attribute("storage", "data-kept", "true").await;
        tabs.push(tab);
    }
    let mut before = Vec::new();
    for tab in &tabs {
        tab.eval("void ((window.reloads = new BroadcastChannel('reload')).onmessage = () => location.reload())")
            .await;
        assert_eq!(tab.mine().await["index"], 2);
        before.push((tab.address().await, tab.text("relay-api").await));
    }
    // One of them has all others loaded again, and itself.
    tabs[0]
        .eval(
            "(() => {
                window.reloads.postMessage('now');
                location.reload();
            })()",
        )
        .await;
    let since = Instant::now();
    for (tab, (address, api)) in tabs.iter().zip(&before) {
        tab.until("it is the same node at the same port", async |tab| {
            let now = (tab.text("node-id").await?, tab.text("relay-api").await);
            let is_back = tab.text("chain-length").await? == "2";
            match now.0.trim() == address && now.1 == *api && is_back {
                true => Ok(()),
                false => Err(format!("{now:?}, not {address} {api:?}")),
            }
        })
        .await;
    }
    println!("{TABS} tabs are back after {:?}", since.elapsed());
    for (address, api) in &before {
        let api = api.clone().unwrap_or_default();
        let (status, chain) = curl(&format!("{api}/chain"), None).await;
        assert_eq!((status, &chain["length"]), (200, &json!(2)), "{address}");
    }
}

#[tokio::test]
async fn what_a_tab_of_the_same_browser_says_is_not_read_again_when_the_relay_brings_it() {
    let relay = Server::relay(free_port(), &[]).await;
    let browser = Browser::start().await;
    let other = browser.start_another().await;
    let near = browser.join(&relay.address()).await;
    let far = other.join(&relay.address()).await;
    let tab = browser.open_after(&relay.address(), COUNT_FRAMES).await;
    tab.until_relay("connected").await;
    tab.until_peers(2).await;
    // Both are watched, so that they report beside presenting themselves.
    tab.click("view-network").await;
    let (near, far) = (json!(near.address().await), json!(far.address().await));
    let both = format!("Math.min(frames.came[{near}] ?? 0, frames.came[{far}] ?? 0, 3)");
    let read = format!("[frames.read[{near}] ?? 0, (frames.read[{far}] ?? 0) > 0]");
    let mut found = Value::Null;
    // At first a tab does not know yet who is near.
    for _ in 0..3 {
        tab.eval("(() => { frames.came = {}; frames.read = {}; })()")
            .await;
        tab.until_is("frames of both have come", &both, json!(3))
            .await;
        found = tab.eval(&read).await;
        if found == json!([0, true]) {
            break;
        }
    }
    assert_eq!(found, json!([0, true]));
    drop(other);
}

#[tokio::test]
async fn programs_get_a_long_chain_whole() {
    let relay = Server::relay(free_port(), &[]).await;
    let browser = Browser::start().await;
    let tab = browser.join(&relay.address()).await;
    tab.adopt_long_chain(1_200).await;
    let api = tab.api().await;
    for path in ["chain", "nodes/resolve"] {
        let (status, body) = curl(&format!("{api}/{path}"), None).await;
        let blocks = body["chain"].as_array().map(Vec::len);
        assert_eq!((status, blocks), (200, Some(1_200)), "{path}");
    }
}

#[tokio::test]
async fn everything_works_over_plain_http_under_a_host_name() {
    if lacks(Ability::HostNames).is_some() {
        return;
    }
    let port = free_port();
    let _relay = Server::relay(port, &["--name", "class.example"]).await;
    let browser = Browser::start_with(&[Setting::Host("class.example")]).await;
    let address = format!("http://class.example:{port}/?room=plain");
    let one = browser.join(&address).await;
    let two = browser.join(&address).await;
    assert_eq!(one.eval("window.isSecureContext").await, json!(false));
    one.until_peers(1).await;
    two.mine().await;
    let replaced = one.resolve().await;
    assert_eq!(replaced["message"], "Our chain was replaced");
}

#[tokio::test]
async fn what_the_relay_refuses_is_told_in_the_language_of_the_moment() {
    let away = format!("127.0.0.1:{}", free_port());
    let relay = Server::relay(free_port(), &["--peer", &format!("http://{away}")]).await;
    let browser = Browser::start().await;
    browser.allow("status of 403");
    browser.allow("status of 502");
    let tab = browser.join(&relay.address()).await;
    tab.click("language-zh-CN").await;
    tab.fill("register-address", "localhost:9").await;
    tab.click("register-submit").await;
    let error = "register-address-error";
    let told = tab
        .text_when(error, |text| text.contains("中继只调用启动时指定的节点"))
        .await;
    assert!(told.contains("--peer http://localhost:9"), "{told}");
    tab.fill("register-address", &away).await;
    tab.click("register-submit").await;
    tab.click("resolve").await;
    let unheard = format!("无法连接“{away}”，或者它的回答中断了");
    tab.text_when("events", |text| text.contains(&unheard))
        .await;

    tab.click("language-en").await;
    let unheard = format!("{away} can't be reached or broke off its answer");
    tab.text_when("events", |text| text.contains(&unheard))
        .await;
    tab.fill("register-address", "localhost:9").await;
    tab.click("register-submit").await;
    let english = "the relay calls only nodes it was started with";
    tab.text_when(error, |text| text.contains(english)).await;
    tab.click("language-zh-CN").await;
    tab.text_when(error, |text| text.contains("中继只调用"))
        .await;
    // To scripts it speaks English.
    let thrown = tab.rejection("tabchain.register({nodes: ['localhost:9']})");
    assert!(thrown.await.contains(english));
}

/// Waits until a tab's page says something of how its room is split.
async fn until_split_told(tab: &Tab, wanted: &str) {
    tab.text_when("split", |told| told.contains(wanted)).await;
}

#[tokio::test]
async fn a_room_across_browsers_is_split_and_healed_whatever_carries_its_messages() {
    let relay = Server::relay(free_port(), &[]).await;
    let browser = Browser::start().await;
    let other = browser.start_another().await;
    // The first two hear one another without the relay, too.
    let one = browser.join(&relay.address()).await;
    let two = browser.join(&relay.address()).await;
    let three = other.join(&relay.address()).await;
    for tab in [&one, &two, &three] {
        tab.until_peers(2).await;
    }
    let [a, b, c] = [
        one.address().await,
        two.address().await,
        three.address().await,
    ];
    // What the others have registered is seen across the relay.
    one.click("view-network").await;
    let mut ends = [b.as_str(), c.as_str()];
    ends.sort_unstable();
    let link = format!("network-link-{}-{}", ends[0], ends[1]);
    one.text_when(&link, |told| {
        told.contains("Both have registered each other")
    })
    .await;

    three.eval(&format!("tabchain.split({})", json!([b]))).await;
    until_split_told(&one, "in the first half").await;
    until_split_told(&two, "in the second half, alone").await;
    two.mine().await;
    two.mine().await;
    three.mine().await;
    let replaced = one.resolve().await;
    assert_eq!(replaced["chain"], Value::Null, "{replaced}");
    assert_eq!(one.chain_text().await, three.chain_text().await);
    assert_eq!(two.resolve().await["message"], "Our chain is authoritative");
    assert_eq!(two.chain().await["length"], 3);

    // A newcomer that hears of it by the relay alone.
    let four = other.join(&relay.address()).await;
    until_split_told(&four, "in the first half").await;
    two.click("split-heal").await;
    for tab in [&one, &three, &four] {
        until_split_told(tab, "has healed the room").await;
    }
    for tab in [&one, &three, &four] {
        tab.until("resolving unites the halves", async |tab| {
            tab.resolve().await;
            match tab.chain().await["length"].as_u64() {
                Some(3) => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await;
        assert_eq!(tab.chain_text().await, two.chain_text().await);
    }

    // Between two others, one of them in another browser.
    one.click(&link).await;
    one.click("view-node").await;
    three.mine().await;
    for (tab, cut) in [(&two, 3), (&one, 4)] {
        tab.until_peers(3).await;
        tab.resolve().await;
        assert_eq!(tab.chain().await["length"], cut);
    }
    one.click("view-network").await;
    one.click(&link).await;
    two.until("the connection is mended", async |two| {
        match two.resolve().await["message"].as_str() {
            Some("Our chain was replaced") => Ok(()),
            message => Err(format!("{message:?}")),
        }
    })
    .await;
    // The relay vouches for who says what: nobody splits in another's name.
    let liar = format!(
        "new Promise((done) => {{
            const socket = new WebSocket('{}/api/rooms/main/socket?address=tab-liar&token=t');
            socket.onmessage = () => {{
                socket.send(JSON.stringify({{ aside: 'split 99 {c} {a}', from: {c:?}, to: null }}));
                done(null);
            }};
        }})",
        relay.address().replacen("http", "ws", 1)
    );
    three.eval(&liar).await;
    until_split_told(&one, "tab-liar says: ").await;
    one.click("split-heal").await;
    until_split_told(&three, "has healed the room").await;
    drop(other);
}
