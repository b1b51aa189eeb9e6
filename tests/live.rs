//! Many tabs at once: living by themselves, in the background, and when one of them goes.

use std::time::Duration;

use browser_tests::{Ability, Browser, Site, Tab, lacks, nodes, until};
use serde_json::{Value, json};

/// How long five tabs may take to agree.
const CONVERGENCE: Duration = Duration::from_secs(60);

/// The addresses of the nodes that a tab lists.
async fn listed(tab: &Tab) -> Vec<String> {
    addresses(
        tab,
        "[...document.querySelectorAll('[data-testid^=\"peer-\"]')].map((peer) => peer.dataset.testid.slice(5))",
    )
    .await
}

/// The addresses of the nodes that a tab's node knows, whether it shows them or not.
async fn known(tab: &Tab) -> Vec<String> {
    addresses(
        tab,
        "new Promise((seen) => tabchain.watch(seen)()).then(({ peers }) => peers.map(({ address }) => address))",
    )
    .await
}

async fn addresses(tab: &Tab, expression: &str) -> Vec<String> {
    let addresses = tab.eval(expression).await;
    let addresses = addresses.as_array().cloned().unwrap_or_default();
    addresses
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Waits until a tab lists exactly these nodes.
async fn until_listed(tab: &Tab, patience: Duration, mut wanted: Vec<String>) {
    wanted.sort();
    until("the list of nodes is right", patience, async || {
        let mut found = listed(tab).await;
        found.sort();
        if found == wanted {
            Ok(())
        } else {
            Err(format!("{found:?}, not {wanted:?}"))
        }
    })
    .await;
}

#[tokio::test]
async fn five_tabs_that_live_by_themselves_come_to_one_chain() {
    let site = Site::start().await;
    let (_browser, tabs) = nodes::<5>(&site).await;
    for tab in &tabs {
        tab.click("mode-live").await;
    }
    for (place, tab) in tabs.iter().enumerate() {
        tab.transact("ada", &format!("tab {place}"), 7).await;
    }
    // All start before any has finished, so chains fork and some blocks are orphaned.
    for tab in &tabs {
        tab.eval("window.mined = tabchain.mine(), null").await;
    }
    for tab in &tabs {
        tab.eval("window.mined").await;
    }
    // What an orphaned block brought is mined again.
    tabs[0].mine().await;
    tabs[0].mine().await;

    let text = until("five tabs hold one chain", CONVERGENCE, async || {
        let first = tabs[0].chain_text().await;
        for tab in &tabs[1..] {
            let other = tab.chain_text().await;
            if other != first {
                return Err(format!("{first}\nand {other}"));
            }
        }
        Ok(first)
    })
    .await;
    // None is lost, none is there twice.
    for place in 0..tabs.len() {
        let recipient = json!(format!("tab {place}")).to_string();
        assert_eq!(text.matches(&recipient).count(), 1, "{recipient} in {text}");
    }
}

/// A clock of timers in the page, which should strike ten times a second from when it is hidden.
const CLOCK: &str = "(() => {
    window.strikes = 0;
    setInterval(() => { window.strikes += 1; }, 100);
    document.addEventListener('visibilitychange', () => {
        window.strikes = 0;
        window.since = performance.now();
    });
    return null;
})()";

#[tokio::test]
async fn a_node_in_the_background_keeps_mining_answering_and_being_present() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    let addresses = [one.address().await, two.address().await];
    for tab in [&one, &two] {
        tab.eval(CLOCK).await;
    }
    one.minimise().await;

    // A node that nobody hears is forgotten sooner than that.
    until(
        "the pages have been hidden for 20 seconds",
        Duration::from_secs(60),
        async || {
            for tab in [&one, &two] {
                let hidden = tab.eval("performance.now() - window.since").await;
                if !hidden.as_f64().is_some_and(|hidden| hidden > 20_000.0) {
                    return Err(format!("{hidden} ms"));
                }
            }
            Ok(())
        },
    )
    .await;
    for tab in [&one, &two] {
        let strikes = tab.eval("window.strikes").await;
        assert!(
            strikes.as_u64() < Some(60),
            "the browser did not slow the timers: {strikes}"
        );
    }
    assert_eq!(known(&one).await, addresses[1..]);
    assert_eq!(known(&two).await, addresses[..1]);
    for _ in 0..3 {
        one.mine().await;
    }
    assert_eq!(two.resolve().await["message"], "Our chain was replaced");
    assert_eq!(two.chain_text().await, one.chain_text().await);
    for tab in [&one, &two] {
        assert_eq!(tab.eval("document.visibilityState").await, "hidden");
    }
}

/// Counts what changes in the document from now on, and notes what the first frame after it was hidden shows.
const WATCH_DRAWING: &str = "(() => {
    window.changes = 0;
    window.firstFrame = null;
    const all = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver((changes) => { window.changes += changes.length; }).observe(document.body, all);
    document.addEventListener('visibilitychange', () => requestAnimationFrame(() => {
        const shown = (id) => document.querySelector(`[data-testid=${id}]`)?.textContent;
        window.firstFrame = { length: shown('chain-length'), forks: shown('fork-summary') };
    }));
})()";

#[tokio::test]
async fn a_hidden_tab_draws_nothing_but_its_title_and_is_right_once_it_is_shown() {
    const BLOCKS: u64 = 20;
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    for tab in [&one, &two] {
        tab.click("mode-live").await;
    }
    two.click("view-forks").await;
    two.text_when("fork-summary", |told| !told.is_empty()).await;
    one.click("keep-mining").await;
    two.text_when("chain-length", |length| length != "1").await;

    one.minimise().await;
    for tab in [&one, &two] {
        tab.until("the tab is hidden", async |tab| {
            match tab.eval("document.hidden").await {
                Value::Bool(true) => Ok(()),
                other => Err(other.to_string()),
            }
        })
        .await;
        tab.eval(WATCH_DRAWING).await;
    }
    let before = length(&one).await;
    for tab in [&one, &two] {
        until("blocks are mined", CONVERGENCE, async || {
            match titled(tab).await {
                Some(told) if told >= before + BLOCKS => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await;
        assert_eq!(tab.eval("window.changes").await, 0);
    }

    one.eval("document.querySelector('[data-testid=keep-mining]').click()")
        .await;
    until("both have the last block", CONVERGENCE, async || {
        let (one, two) = (one.chain_text().await, two.chain_text().await);
        if one == two {
            Ok(())
        } else {
            Err(format!("{one}\nand {two}"))
        }
    })
    .await;
    let length = length(&one).await.to_string();
    one.restore().await;
    for tab in [&one, &two] {
        let shown = tab
            .until("a frame is drawn", async |tab| {
                match tab.eval("window.firstFrame").await {
                    Value::Null => Err("none".to_owned()),
                    shown => Ok(shown),
                }
            })
            .await;
        assert_eq!(shown["length"], length);
    }
    let forks = two.eval("window.firstFrame.forks").await;
    assert!(
        forks.as_str().is_some_and(|told| told.contains(&length)),
        "{forks} of {length} blocks"
    );
}

/// How many blocks the node's chain has.
async fn length(tab: &Tab) -> u64 {
    tab.chain().await["length"].as_u64().unwrap_or_default()
}

/// How many blocks the tab's title says there are.
async fn titled(tab: &Tab) -> Option<u64> {
    let title = tab.eval("document.title").await;
    let (_, told) = title.as_str()?.split_once(": ")?;
    told.split_once(" block")?.0.parse().ok()
}

#[tokio::test]
async fn a_tab_closed_while_it_mines_disappears_and_leaves_the_others_working() {
    let site = Site::start().await;
    let (_browser, [one, two, three]) = nodes(&site).await;
    let addresses = [two.address().await, three.address().await];
    until_listed(&one, Duration::from_secs(10), addresses.to_vec()).await;

    // Far too hard to be found before the tab closes.
    two.eval("void tabchain.search({prefix: 'x', suffix: '', difficulty_bits: 60, from: 0, to: 2 ** 53 - 1, workers: 2}), null").await;
    two.eval("void tabchain.mine(), null").await;
    two.close().await;

    // Who did not say goodbye is missed after a while.
    let patience = match lacks(Ability::Goodbye) {
        Some(_) => Duration::from_secs(30),
        None => Duration::from_secs(5),
    };
    until_listed(&one, patience, vec![addresses[1].clone()]).await;
    one.mine().await;
    assert_eq!(three.resolve().await["message"], "Our chain was replaced");
}

#[tokio::test]
async fn a_tab_that_crashes_disappears_within_half_a_minute() {
    if lacks(Ability::Crash).is_some() {
        return;
    }
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    until_listed(&one, Duration::from_secs(10), vec![two.address().await]).await;
    two.crash().await;
    until_listed(&one, Duration::from_secs(30), Vec::new()).await;
}

#[tokio::test]
async fn a_duplicated_tab_is_a_node_of_its_own() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let original = browser.open(site.address()).await;
    let address = original.address().await;
    // A window opened by a page starts with a copy of its sessionStorage, as a duplicated tab does.
    let copy = browser
        .opened_by(&original, "window.open(location.href), null")
        .await;
    assert_ne!(copy.address().await, address);
    until_listed(
        &original,
        Duration::from_secs(10),
        vec![copy.address().await],
    )
    .await;
}
