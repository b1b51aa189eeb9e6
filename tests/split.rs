//! The room of real tabs as its picture shows and changes it: a split in two and its healing, connections between other
//! tabs, and what a page that is no node can do about them.

use browser_tests::{Browser, Key, Site, Tab, nodes};
use serde_json::{Value, json};

/// What `tabchain.watch` tells.
async fn observed(tab: &Tab) -> Value {
    tab.eval(
        "new Promise((done) => {
            const stop = tabchain.watch((seen) => { done(seen); queueMicrotask(() => stop()); });
        })",
    )
    .await
}

/// Gives a node a name that is easily told apart.
async fn rename(tab: &Tab, name: &str) {
    tab.click("rename").await;
    tab.fill("name", name).await;
    tab.click("name-submit").await;
    tab.text_when("node-name", |shown| shown == name).await;
}

/// Tabs with these names, each of which knows all others.
async fn room<const COUNT: usize>(site: &Site, names: [&str; COUNT]) -> (Browser, [Tab; COUNT]) {
    let (browser, tabs) = nodes::<COUNT>(site).await;
    for (tab, name) in tabs.iter().zip(names) {
        rename(tab, name).await;
    }
    for tab in &tabs {
        tab.until_peers(COUNT - 1).await;
        for (_, name) in tabs
            .iter()
            .zip(names)
            .filter(|(other, _)| !std::ptr::eq(*other, tab))
        {
            tab.text_when("peers", |peers| peers.contains(name)).await;
        }
    }
    (browser, tabs)
}

/// Puts exactly these tabs into the second half, by the picture of one of them, and splits the room.
async fn split(at: &Tab, second: &[&Tab]) {
    at.click("view-network").await;
    let mut wanted = Vec::new();
    for tab in second {
        wanted.push(tab.address().await);
    }
    let chips = "[...document.querySelectorAll('[data-testid^=\"network-second-\"]')]";
    at.until("everybody is in the picture", async |at| {
        let chips = at.eval(&format!("{chips}.length")).await;
        let peers = observed(at).await["peers"].as_array().map_or(0, Vec::len);
        if chips == json!(peers + 1) {
            Ok(())
        } else {
            Err(format!("{chips} of {peers} and this one"))
        }
    })
    .await;
    let states = at
        .eval(&format!(
            "{chips}.map((chip) => [chip.dataset.testid, chip.getAttribute('aria-pressed') === 'true'])"
        ))
        .await;
    for state in states.as_array().into_iter().flatten() {
        let chip = state[0].as_str().unwrap_or_default();
        let address = chip.trim_start_matches("network-second-");
        if state[1] != json!(wanted.iter().any(|other| other == address)) {
            at.click(chip).await;
        }
    }
    at.click("network-split").await;
    at.text_when("split", |told| told.contains("has split the room"))
        .await;
    // The picture follows the page a moment later.
    let heal = "document.querySelector('[data-testid=network-heal]').ariaDisabled";
    at.until_is("it can be healed", heal, Value::Null).await;
}

/// Resolves until the chain has this length.
async fn until_resolved(tab: &Tab, length: u64) {
    tab.until(&format!("resolving gives {length} blocks"), async |tab| {
        tab.resolve().await;
        match tab.chain().await["length"].as_u64() {
            Some(found) if found == length => Ok(()),
            found => Err(format!("{found:?}")),
        }
    })
    .await;
}

/// Waits until a tab's page says that it is in a half, with whom.
async fn until_in_half(tab: &Tab, half: &str, with: &[&str]) {
    tab.text_when("split", |told| {
        told.contains(&format!("in the {half} half")) && with.iter().all(|name| told.contains(name))
    })
    .await;
}

async fn until_whole(tab: &Tab, healer: &str) {
    tab.text_when("split", |told| {
        told == format!("{healer} has healed the room.")
    })
    .await;
}

#[tokio::test]
async fn a_split_room_forks_and_unites_when_somebody_else_heals_it() {
    let site = Site::start().await;
    let (browser, [ann, bo, cy, dan]) = room(&site, ["Ann", "Bo", "Cy", "Dan"]).await;
    split(&ann, &[&cy, &dan]).await;
    ann.text_when("network-halves", |told| {
        told.contains("Ann") && told.contains("Second half: ")
    })
    .await;
    until_in_half(&ann, "first", &["This node has split", "Bo"]).await;
    until_in_half(&bo, "first", &["Ann has split the room in two", "Ann."]).await;
    until_in_half(&cy, "second", &["Ann has split", "with Dan."]).await;
    until_in_half(&dan, "second", &["with Cy."]).await;

    // Each half has a chain of its own, and hears nothing of the other.
    ann.mine().await;
    ann.mine().await;
    cy.mine().await;
    until_resolved(&bo, 3).await;
    until_resolved(&dan, 2).await;
    assert_eq!(bo.chain_text().await, ann.chain_text().await);
    assert_eq!(dan.chain_text().await, cy.chain_text().await);

    // A newcomer is in the first half, and does not stand between: not even for those it registers by hand.
    let eve = browser.open(site.address()).await;
    eve.address().await;
    until_in_half(&eve, "first", &[]).await;
    until_resolved(&eve, 3).await;
    eve.register(&cy).await;
    cy.register(&eve).await;
    cy.mine().await;
    cy.mine().await;
    cy.mine().await;
    until_resolved(&dan, 5).await;
    for tab in [&eve, &bo] {
        tab.resolve().await;
        assert_eq!(tab.chain().await["length"], 3);
    }
    // The picture shows all of them, in two halves, and no wire between these.
    let (own, other) = (ann.address().await, cy.address().await);
    ann.text_when(&format!("network-node-{other}"), |text| {
        text.contains("Cy 5")
    })
    .await;
    assert_eq!(
        ann.eval("document.querySelectorAll('[data-testid=\"network-split-line\"]').length")
            .await,
        1
    );
    assert!(
        ann.text(&format!("network-link-{own}-{other}"))
            .await
            .is_err()
    );

    // To the second half, those of the first have not gone: they are only not heard.
    dan.text_when("events", |events| {
        events.contains("Ann can’t be reached any more.") && !events.contains("Ann left.")
    })
    .await;

    // Healed by a tab of the second half, from the node's view.
    dan.click("split-heal").await;
    for tab in [&ann, &bo, &cy, &eve] {
        tab.text_when("split", |told| told.ends_with("has healed the room."))
            .await;
    }
    until_whole(&dan, "This node").await;
    cy.text_when("events", |events| {
        events.contains("Dan has healed the room")
    })
    .await;
    for tab in [&ann, &bo, &eve] {
        until_resolved(tab, 5).await;
        assert_eq!(tab.chain_text().await, dan.chain_text().await);
    }
}

#[tokio::test]
async fn a_tab_that_is_loaded_anew_is_told_of_the_split_and_can_heal_it() {
    let site = Site::start().await;
    let (_browser, [ann, bo, cy]) = room(&site, ["Ann", "Bo", "Cy"]).await;
    let second = json!([bo.address().await, cy.address().await]);
    ann.eval(&format!("tabchain.split({second})")).await;
    until_in_half(&cy, "second", &["with Bo"]).await;
    // The one who ordered it is gone: the others go on telling of it.
    for tab in [&ann, &bo, &cy] {
        tab.until_attribute("storage", "data-kept", "true").await;
    }
    ann.reload().await;
    ann.address().await;
    until_in_half(&ann, "first", &["says: ", "alone"]).await;
    cy.reload().await;
    cy.address().await;
    // It is the same node, in the same half.
    until_in_half(&cy, "second", &["with Bo"]).await;
    until_in_half(&bo, "second", &["with Cy"]).await;
    cy.click("split-heal").await;
    for tab in [&ann, &bo] {
        tab.text_when("split", |told| told.ends_with("has healed the room."))
            .await;
    }
    // It is healed for whoever comes now, too.
    bo.reload().await;
    bo.address().await;
    bo.until_peers(2).await;
    assert_eq!(observed(&bo).await["split"], Value::Null);
    assert_eq!(bo.text("split").await.as_deref(), Ok(""));
}

#[tokio::test]
async fn a_connection_between_two_other_tabs_is_seen_cut_and_mended() {
    let site = Site::start().await;
    let (_browser, [ann, bo, cy]) = room(&site, ["Ann", "Bo", "Cy"]).await;
    let mut ends = [bo.address().await, cy.address().await];
    let cy_address = cy.address().await;
    let bo_first = ends[0] < ends[1];
    ends.sort();
    let link = format!("network-link-{}-{}", ends[0], ends[1]);
    ann.click("view-network").await;
    ann.text_when(&link, |told| {
        told.contains("Both have registered each other")
    })
    .await;
    bo.click(&format!("unregister-{cy_address}")).await;
    ann.text_when(&link, |told| told.contains("Cy has registered Bo"))
        .await;
    bo.click(&format!("register-{cy_address}")).await;
    ann.text_when(&link, |told| {
        told.contains("Both have registered each other")
    })
    .await;
    // Messages travel in all six directions, and are counted.
    let count = "document.querySelectorAll('.pulse').length";
    ann.until_is("all are heard by all", count, json!(6)).await;

    ann.click(&link).await;
    for (tab, other) in [(&bo, "Cy"), (&cy, "Bo")] {
        tab.text_when("events", |events| {
            events.contains(&format!("Ann has cut this node’s connection to {other}."))
        })
        .await;
    }
    ann.until_attribute(&link, "aria-pressed", "true").await;
    cy.mine().await;
    assert_eq!(bo.resolve().await["message"], "Our chain is authoritative");
    until_resolved(&ann, 2).await;

    // A split and its healing leave alone what was cut by hand.
    split(&ann, &[&bo, &cy]).await;
    until_in_half(&cy, "second", &[]).await;
    // By keys alone; the focus stays where it was.
    ann.tab_to("network-heal").await;
    ann.press(Key::Enter).await;
    until_whole(&cy, "Ann").await;
    ann.until_attribute("network-heal", "aria-disabled", "true")
        .await;
    let focused = ann.eval("document.activeElement.dataset.testid").await;
    assert_eq!(focused, "network-heal");
    ann.until_attribute(&link, "aria-pressed", "true").await;

    // Bo mends it, in a picture of its own.
    bo.click("view-network").await;
    let (own, other) = if bo_first { (0, 1) } else { (1, 0) };
    let link_at_bo = format!("network-link-{}-{}", ends[own], ends[other]);
    bo.until_attribute(&link_at_bo, "aria-pressed", "true")
        .await;
    bo.click(&link_at_bo).await;
    bo.until_attribute(&link_at_bo, "aria-pressed", "false")
        .await;
    ann.until_attribute(&link, "aria-pressed", "false").await;
    cy.mine().await;
    until_resolved(&bo, 3).await;
}

#[tokio::test]
async fn the_console_splits_and_heals_and_refuses_what_makes_no_sense() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    one.until_peers(1).await;
    let (own, other) = (json!(one.address().await), json!(two.address().await));
    for (call, reason) in [
        ("tabchain.split([])".to_owned(), "1 to 256"),
        ("tabchain.split('all')".to_owned(), "1 to 256 addresses"),
        ("tabchain.split(['a b'])".to_owned(), "is not an address"),
        (
            "tabchain.split(Array(257).fill('tab-a'))".to_owned(),
            "1 to 256",
        ),
        (format!("tabchain.cut([{own}])"), "2 to 2 addresses"),
    ] {
        let refusal = one.rejection(&call).await;
        assert!(refusal.contains(reason), "{call}: {refusal}");
    }
    assert_eq!(observed(&one).await["split"], Value::Null);
    one.eval(&format!("tabchain.split([{other}])")).await;
    let split = observed(&one).await["split"].clone();
    assert_eq!(
        split,
        json!({ "by": own, "told_by": null, "second": [other] })
    );
    two.until_is(
        "the other tab knows",
        "document.querySelector('[data-testid=split]').textContent.includes('second half')",
        json!(true),
    )
    .await;
    two.eval("tabchain.heal()").await;
    one.text_when("split", |told| told.ends_with("has healed the room."))
        .await;
    assert_eq!(observed(&one).await["split"], Value::Null);
}

/// Opens the page without its app, so that a script can speak aside in its place: `whisper(anything)` as it is, and
/// `say(line, from)` as a tab does.
async fn stranger(browser: &Browser, site: &Site) -> Tab {
    let tab = browser
        .open_after(site.address(), "WebAssembly.validate = () => false")
        .await;
    tab.eval(
        "(() => {
            const channel = new BroadcastChannel('tabchain/main');
            window.whisper = (anything) => channel.postMessage(anything);
            window.say = (line, from = 'liar') => whisper(`${from} ${line}`);
            return null;
        })()",
    )
    .await;
    tab
}

#[tokio::test]
async fn nonsense_said_aside_changes_nobody() {
    let site = Site::start().await;
    let (browser, [node, other]) = nodes(&site).await;
    node.until_peers(1).await;
    let chain = node.chain_text().await;
    node.click("view-network").await;
    let (address, far) = (node.address().await, other.address().await);
    let link = format!("network-link-{address}-{far}");
    node.text_when(&link, |told| {
        told.contains("Both have registered each other")
    })
    .await;
    let stranger = stranger(&browser, &site).await;
    stranger
        .eval(&format!(
            "(() => {{
                const [address, far] = [{}, {}];
                const second = (count) => Array(count).fill(address).join(' ');
                const liar = () => 'liar-' + Math.floor(Math.random() * 100);
                for (const line of [
                    '', ' ', 'x', 'split', `split ${{address}}`, `split -1 liar ${{address}}`, `split 4294967296 liar ${{address}}`,
                    `split 1.5 liar ${{address}}`, `split NaN liar ${{address}}`, `split 1 LIAR ${{address}}`, `split 1 王 ${{address}}`,
                    `split 1 liar ${{second(257)}}`, `split 1 liar ${{second(5000)}}`, `split 1 liar ${{address}} `,
                    `split 1 liar  ${{address}}`, `split 1 liar ${{address}} <b>`, `cut ${{address}}`, `cut ${{address}} ${{address}}`,
                    `cut ${{address}} tab-nobody`, `cut ${{address}} ${{far}} ${{far}}`, `CUT ${{address}} ${{far}}`,
                    'seen', 'seen ', 'seen {{', 'seen null', 'seen []', 'seen 1', 'seen {{}}', 'seen {{\"__proto__\": {{\"length\": 9}}}}',
                    'seen ' + JSON.stringify({{ name: 'x'.repeat(33), length: -1, registered: [far], cut: {{}}, heard: [[1, 2]] }}),
                    'seen ' + JSON.stringify(Array(1e5).fill('liar')),
                ]) say(line, liar());
                for (const from of ['', 'A B', 'LIAR', 'x'.repeat(65), '王', ' ']) say(`split 1 liar ${{address}}`, from);
                for (const anything of [null, 1, 'x', 'x'.repeat(1e6), '{{', new Uint8Array(1e6), new Map(), ['liar watching'],
                    {{ aside: `split 1 liar ${{address}}`, from: 'liar' }}]) whisper(anything);
                for (let times = 0; times < 5000; times++) {{ say('how-split'); say('watching'); }}
                for (let times = 0; times < 1000; times++) say('seen {{}}', `liar-${{times}}`);
                return null;
            }})()",
            json!(address),
            json!(far),
        ))
        .await;
    // What is said now comes after all of that: it is heard of a tab that was not too loud.
    other
        .eval(&format!(
            "tabchain.cut([{}, {}])",
            json!(address),
            json!(far)
        ))
        .await;
    node.until_attribute(&link, "aria-pressed", "true").await;
    let seen = observed(&node).await;
    assert_eq!(seen["split"], Value::Null);
    assert_eq!(
        seen["peers"].as_array().map(Vec::len),
        Some(1),
        "{}",
        seen["peers"]
    );
    assert!(
        seen["reports"]
            .as_array()
            .is_some_and(|reports| reports.len() <= 128)
    );
    assert_eq!(node.chain_text().await, chain);
    assert_eq!(node.mine().await["proof"], 35293);
    for tab in [&node, &other] {
        assert_eq!(tab.text("split").await.as_deref(), Ok(""));
    }
}

#[tokio::test]
async fn a_stranger_who_splits_the_room_is_named_and_never_has_the_last_word() {
    let site = Site::start().await;
    let (browser, [node, other]) = nodes(&site).await;
    node.until_peers(1).await;
    let (address, far) = (node.address().await, other.address().await);
    let stranger = stranger(&browser, &site).await;
    for number in [7_u64, (1 << 31) - 1, (1 << 32) - 1] {
        stranger
            .eval(&format!(
                "say('split {number} tab-somebody {address} {far}')"
            ))
            .await;
        let told = node
            .text_when("split", |told| told.contains("second half"))
            .await;
        assert!(
            told.starts_with("liar says: tab-somebody has split"),
            "{told}"
        );
        node.click("split-heal").await;
        until_whole(&node, "This node").await;
        other
            .text_when("split", |told| told.ends_with("has healed the room."))
            .await;
        assert_eq!(observed(&other).await["split"], Value::Null);
    }
    assert_eq!(node.chain().await["length"], 1);
}

/// Waits until a tab that looks at the room has a report of this node.
async fn until_reported(tab: &Tab, address: &str) {
    let reported = format!(
        "new Promise((done) => {{
            const stop = tabchain.watch(({{ reports }}) => {{
                if (reports.some((report) => report.address === {})) {{
                    done(true);
                    queueMicrotask(() => stop());
                }}
            }}, {{ room: true }});
        }})",
        json!(address)
    );
    assert_eq!(tab.eval(&reported).await, json!(true));
}

#[tokio::test]
async fn what_a_tab_sees_is_told_to_those_who_look_at_the_room_and_to_nobody_else() {
    let site = Site::start().await;
    let (browser, [ann, bo]) = nodes(&site).await;
    ann.until_peers(1).await;
    let stranger = stranger(&browser, &site).await;
    stranger
        .eval(
            "(() => {
                window.overheard = [];
                window.told = [];
                const note = (list) => ({ data }) => {
                    if (typeof data === 'string' && data.includes(' seen ')) list.push(data);
                };
                new BroadcastChannel('tabchain/main').onmessage = note(overheard);
                new BroadcastChannel('tabchain/main/liar').onmessage = note(window.told);
                return null;
            })()",
        )
        .await;
    ann.click("view-network").await;
    until_reported(&ann, &bo.address().await).await;
    // A page that is no node may look on, too.
    stranger
        .until("both tell the stranger", async |stranger| {
            stranger.eval("say('watching')").await;
            let tellers = "new Set(window.told.map((line) => line.split(' ')[0])).size";
            match stranger.eval(tellers).await {
                tellers if tellers == json!(2) => Ok(()),
                tellers => Err(tellers.to_string()),
            }
        })
        .await;
    assert_eq!(stranger.eval("overheard").await, json!([]));
    // Pages of an older build tell everyone.
    let report = json!({ "name": "Old", "length": 1, "tip": "0".repeat(64), "mining": false, "registered": [],
        "cut": [], "heard": [] });
    stranger
        .eval(&format!(
            "say('seen ' + JSON.stringify({report}), 'tab-old')"
        ))
        .await;
    until_reported(&ann, "tab-old").await;
}

#[tokio::test]
async fn whoever_looks_at_the_room_is_told_a_few_times_a_second_however_much_happens() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    // Each cut is a change, and the fourth call can't come before three pauses have passed.
    let seconds = tab
        .eval(
            "(async () => {
                let calls = 0;
                const start = performance.now();
                const stop = tabchain.watch(() => { calls += 1; }, { room: true });
                while (calls < 4) {
                    await tabchain.cut('tab-x');
                    await tabchain.mend('tab-x');
                    await new Promise((done) => setTimeout(done));
                }
                stop();
                return (performance.now() - start) / 1000;
            })()",
        )
        .await;
    assert!(
        seconds.as_f64().is_some_and(|seconds| seconds > 1.0),
        "{seconds}"
    );
}
