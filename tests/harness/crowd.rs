//! A crowd: members of a room that a script plays on a page without a node, as many as a class has and more.

use serde_json::json;

use crate::{Browser, Site, Tab};

/// Plays members of a room: see its head.
const SCRIPT: &str = include_str!("crowd.js");

/// The members. Each is called by its number, `Node 7` at the address `tab-crowd7`.
pub struct Crowd {
    page: Tab,
    count: usize,
}

impl Crowd {
    /// So many enter a room of difficulty 0 that is open in the same browser.
    pub async fn enter(browser: &Browser, site: &Site, room: &str, count: usize) -> Self {
        // Without its program the page is no node.
        let page = browser
            .open_after(site.address(), "WebAssembly.validate = () => false")
            .await;
        let room = json!(room);
        page.eval(&format!(
            "(() => {{ {SCRIPT}; crowd({room}, {count}).enter({count}); return null; }})()"
        ))
        .await;
        Self { page, count }
    }

    /// One of them mines a block.
    pub async fn mine(&self, number: usize) {
        self.page.eval(&format!("crowded.mine({number})")).await;
    }

    /// Some of them take over the chain of another one.
    pub async fn follow(&self, numbers: &[usize], other: usize) {
        let numbers = json!(numbers);
        let follow = format!("crowded.follow({numbers}, {other})");
        self.page.eval(&follow).await;
    }

    /// One of them leaves the room.
    pub async fn leave(&self, number: usize) {
        self.page.eval(&format!("crowded.leave({number})")).await;
    }

    /// Two of them are no longer connected, as both of them report.
    pub async fn cut(&self, one: usize, other: usize) {
        let cut = format!("crowded.cut({one}, {other})");
        self.page.eval(&cut).await;
    }

    /// One of them is registered with none of these, as it reports.
    pub async fn unregister(&self, one: usize, others: &[usize]) {
        let others = json!(others);
        let unregister = format!("crowded.unregister({one}, {others})");
        self.page.eval(&unregister).await;
    }

    /// For so many seconds one of them after the other mines a block, which all others take over.
    pub async fn class(&self, seconds: usize) {
        let count = self.count;
        self.page
            .eval(&format!(
                "(async () => {{
                    const all = [...Array({count}).keys()];
                    for (let second = 0; second < {seconds}; second++) {{
                        const miner = (second * 7) % {count};
                        await crowded.mine(miner);
                        await new Promise((later) => setTimeout(later, 300));
                        crowded.follow(all.filter((other) => other !== miner), miner);
                        await new Promise((later) => setTimeout(later, 700));
                    }}
                }})()"
            ))
            .await;
    }
}
