//! How long a tab takes to adopt another's chain, and whether its page stays alive meanwhile.
//!
//! A page without its app plays the other node: it speaks the wire's messages from a forged chain, so
//! that no time goes into mining it.

use std::sync::Arc;

use browser_tests::{Browser, Site, Tab};
use chain::Link;
use serde_json::{Value, json};

use crate::{
    NO_APP,
    chains::{LONG, MORE, rules},
    proofs::figure,
    table::{Table, median},
};

const TOPIC: &str = "Adoption of another tab's chain";
const ROUNDS: usize = 3;

/// Adds how long it takes to adopt chains, by what is missing and by what is shared.
pub async fn measure(browser: &Browser, site: &Site, table: &mut Table) {
    let peer = Peer::begin(browser, site, "peer.json", &rules().canonical()).await;
    for (shared, missing) in [(1, 1_000), (1, MORE), (MORE, MORE), (LONG, MORE)] {
        let (mut seconds, mut longest) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (took, task) = peer.adopt(shared, missing).await;
            seconds.push(took);
            longest.push(task);
        }
        let what = format!("{missing} missing, {shared} shared");
        table.add(TOPIC, &what, median(seconds), "s");
        table.add(
            TOPIC,
            format!("{what}: longest task (0: none over 50)"),
            median(longest),
            "ms",
        );
    }
    table.ratio(TOPIC, "10000 missing, 1 shared", "1000 missing, 1 shared");
    table.ratio(
        TOPIC,
        "10000 missing, 100000 shared",
        "10000 missing, 10000 shared",
    );
    peer.end().await;
}

/// What a [`Peer`] serves.
pub fn as_peer<'a>(blocks: impl Iterator<Item = &'a Arc<Link>>) -> String {
    let (blocks, hashes): (Vec<_>, Vec<_>) = blocks
        .map(|link| (link.block().canonical(), link.hash().to_string()))
        .unzip();
    json!({ "blocks": blocks, "hashes": hashes }).to_string()
}

/// The node that serves a chain.
pub struct Peer<'a> {
    browser: &'a Browser,
    site: &'a Site,
    tab: Tab,
    rules: Value,
}

impl<'a> Peer<'a> {
    /// Begins to be there, with no more than the genesis of the chain in this file ([`as_peer`]) under these rules.
    pub async fn begin(browser: &'a Browser, site: &'a Site, file: &str, rules: &str) -> Self {
        let tab = browser.open_after(site.address(), NO_APP).await;
        tab.eval(&format!("({PEER})('bench/{file}', {rules})"))
            .await;
        let rules = serde_json::from_str(rules);
        Self {
            browser,
            site,
            tab,
            rules: rules.unwrap_or_else(|error| panic!("no rules: {error}")),
        }
    }

    /// A fresh tab takes `shared` blocks from the peer, and then, measured, `missing` more: seconds, and the
    /// longest task of its main thread in milliseconds (0 when none was over 50).
    pub async fn adopt(&self, shared: u64, missing: u64) -> (f64, f64) {
        self.tab.eval(&format!("serve({shared})")).await;
        let tab = self.browser.open(self.site.address()).await;
        tab.address().await;
        // A newcomer takes the room's rules.
        tab.until("the peer's rules", async |tab| {
            match tab.eval("tabchain.rules()").await {
                rules if rules == self.rules => Ok(()),
                others => Err(others.to_string()),
            }
        })
        .await;
        tab.eval("tabchain.register({ nodes: ['bench'] })").await;
        if shared > 1 {
            tab.eval("tabchain.resolve().then(() => null)").await;
        }
        tab.until_length(shared).await;
        let length = shared + missing;
        self.tab.eval(&format!("serve({length})")).await;
        let measured = tab
            .eval(&ADOPT.replace("LENGTH", &length.to_string()))
            .await;
        tab.close().await;
        (figure(&measured[0]), figure(&measured[1]))
    }

    /// Leaves.
    pub async fn end(self) {
        self.tab.close().await;
    }
}

/// Resolves, and gives the seconds until the chain has its new length, and the longest task meanwhile.
const ADOPT: &str = "(async () => {
    const tasks = [];
    const observer = new PerformanceObserver((list) =>
        list.getEntries().forEach((entry) => tasks.push(entry.duration)));
    observer.observe({ type: 'longtask' });
    const replaced = new Promise((done) => {
        const length = document.querySelector('[data-testid=chain-length]');
        const look = () => Number(length.textContent.replace(/\\D/g, '')) === LENGTH
            ? done() : setTimeout(look, 5);
        look();
    });
    const start = performance.now();
    document.querySelector('[data-testid=resolve]').click();
    await replaced;
    const seconds = (performance.now() - start) / 1000;
    await new Promise((done) => setTimeout(done, 200));
    return [seconds, Math.max(0, ...tasks)];
})()";

/// The other node. It says that it is here whenever it is asked, and serves as much of the chain as it
/// is told to.
const PEER: &str = "(async (file, rules) => {
    const { blocks, hashes } = await (await fetch(file)).json();
    const room = new BroadcastChannel('tabchain/main');
    let length = 1;
    const say = (to, message) => {
        const channel = to ? new BroadcastChannel('tabchain/main/' + to) : room;
        channel.postMessage({ v: 2, from: 'bench', to, message });
        if (to) channel.close();
    };
    const present = () => say(undefined, { Present: {
        name: 'Bench', rules, weight: { length }, tip: hashes[length - 1], pending: '0'.repeat(16), clock: Date.now(),
    } });
    const answer = ({ data: { from, message } }) => {
        if (message === 'Seek') return present();
        const ask = message?.Ask;
        if (!ask) return;
        const known = ask.locator.find(([index, hash]) => index <= length && hashes[Number(index) - 1] === hash);
        const after = known ? Number(known[0]) : 0;
        const piece = [];
        let bytes = 0;
        while (piece.length < Math.min(ask.limit, 500) && bytes < 262144 && after + piece.length < length) {
            const block = blocks[after + piece.length];
            bytes += block.length;
            piece.push(block);
        }
        say(from, { Blocks: { request: ask.request, rules, weight: { length }, after, blocks: piece } });
    };
    room.onmessage = answer;
    new BroadcastChannel('tabchain/main/bench').onmessage = answer;
    window.serve = (to) => { length = to; present(); return null; };
    setInterval(present, 2000);
    return null;
})";
