//! Browsers that are killed in the middle of everything: what was acknowledged is there after the restart.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::PoisonError,
    time::Duration,
};

use browser_tests::{Ability, Browser, Setting, Site, Tab, lacks};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How often a browser is killed. `TABCHAIN_KILLS` says another number.
const KILLS: u64 = 12;
/// The longest that tabs are busy before, in milliseconds.
const BUSY: u64 = 1_500;

/// A tab does at random what a person can do, without end, and posts the amounts that were acknowledged.
fn busy(seed: u64) -> String {
    format!(
        "void (async () => {{
            let state = {seed} >>> 0;
            const random = (below) => {{
                state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
                return Math.floor(state / 2 ** 32 * below);
            }};
            for (let count = 1; ; count += 1) {{
                const amount = {seed} * 100000 + count;
                try {{
                    const what = random(8);
                    if (what < 4) {{
                        await tabchain.transact({{ sender: 'ada', recipient: 'bob', amount }});
                        await fetch('told', {{ method: 'POST', body: tabchain.id + ' ' + amount }});
                    }} else if (what < 7) {{
                        await tabchain.mine();
                    }} else {{
                        await tabchain.resolve();
                    }}
                }} catch {{
                    // Nobody is registered yet, or it resolves already.
                }}
            }}
        }})()"
    )
}

/// All that a tab has on its chain or pending, each amount as often as it is there; a last block takes in what is pending.
async fn amounts(tab: &Tab) -> BTreeMap<u64, usize> {
    loop {
        tab.mine().await;
        let pending = tab.text("mempool").await.unwrap_or_default();
        if !pending.contains("ada") {
            break;
        }
    }
    let chain = tab.chain().await;
    let mut amounts = BTreeMap::new();
    for block in chain["chain"].as_array().into_iter().flatten() {
        for transaction in block["transactions"].as_array().into_iter().flatten() {
            if transaction["sender"] == "ada"
                && let Some(amount) = transaction["amount"].as_u64()
            {
                *amounts.entry(amount).or_default() += 1;
            }
        }
    }
    amounts
}

#[tokio::test]
async fn a_browser_that_is_killed_loses_nothing_that_was_acknowledged() {
    if lacks(Ability::Profile).is_some() {
        return;
    }
    let kills = std::env::var("TABCHAIN_KILLS");
    let kills = kills
        .ok()
        .and_then(|kills| kills.parse().ok())
        .unwrap_or(KILLS);
    let (site, told) = Site::start_listening().await;
    for seed in 1..=kills {
        let profile = TempDir::new().unwrap_or_else(|error| panic!("no profile: {error}"));
        let settings = [Setting::Profile(profile.path())];
        let browser = Browser::start_with(&settings).await;
        let tabs = [
            browser.open(site.address()).await,
            browser.open(site.address()).await,
        ];
        let mut addresses = BTreeSet::new();
        for (place, tab) in tabs.iter().enumerate() {
            addresses.insert(tab.address().await);
            tab.until_attribute("storage", "data-kept", "true").await;
            if seed % 3 == 0 {
                tab.click("mode-live").await;
            }
            tab.eval(&busy(2 * seed + place as u64)).await;
        }
        assert_eq!(addresses.len(), 2, "two tabs have one address");
        // A moment that the seed draws; whatever they are doing then.
        let busy_for = (seed * 7_919) % BUSY;
        tokio::time::sleep(Duration::from_millis(busy_for)).await;
        browser.kill(profile.path()).await;

        let browser = Browser::start_with(&settings).await;
        for address in &addresses {
            let acknowledged: Vec<u64> = {
                let told = told.lock().unwrap_or_else(PoisonError::into_inner);
                let own = told
                    .iter()
                    .filter_map(|told| told.strip_prefix(address.as_str()));
                own.filter_map(|amount| amount.trim().parse().ok())
                    .collect()
            };
            if acknowledged.is_empty() {
                continue;
            }
            let tab = browser.open(site.address()).await;
            tab.address().await;
            tab.wake(address).await;
            tab.until("it is the same node", async |tab| {
                match tab.text("node-id").await? {
                    now if now.trim() == address => Ok(()),
                    now => Err(now),
                }
            })
            .await;
            let there = amounts(&tab).await;
            for amount in acknowledged {
                assert_eq!(
                    there.get(&amount),
                    Some(&1),
                    "seed {seed}: {amount} was acknowledged by {address}"
                );
            }
            let valid = "tabchain.chainText().then((text) => tabchain.verify(text, { proof: 'classic', difficulty_bits: 16 }))";
            let verdict: Value = tab.eval(valid).await;
            assert_eq!(verdict["valid"], json!(true), "seed {seed}");
        }
    }
}
