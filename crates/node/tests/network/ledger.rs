//! Keeps books on the transactions that were submitted, to find out whether one is lost or doubled.

use std::collections::BTreeMap;

use chain::{Number, Transaction};
use node::{Command, Node};

use crate::simulation::{Network, Site, seconds};

#[derive(Default)]
pub struct Ledger {
    entries: Vec<(Site, String)>,
    serial: u64,
}

impl Ledger {
    /// Submits a transaction that is like no other.
    pub fn submit_new(&mut self, network: &mut Network, site: Site) {
        self.serial += 1;
        let recipient = format!("recipient-{}", self.serial);
        self.submit(network, site, &recipient);
    }

    /// Submits a transaction that is like all others to the same recipient.
    pub fn submit(&mut self, network: &mut Network, site: Site, recipient: &str) {
        let transaction = Transaction {
            sender: "alice".to_owned(),
            recipient: recipient.to_owned(),
            amount: Number::parse("1.0").unwrap(),
            signed: None,
        };
        self.entries.push((site, transaction.canonical()));
        network.order(site, Command::Transact(transaction)).unwrap();
    }

    /// A second in which three nodes submit and two begin to mine, wherever chance has it.
    pub fn busy_second(&mut self, network: &mut Network) {
        let nodes = network.nodes();
        for _ in 0..3 {
            let site = nodes[network.rng().below(nodes.len())];
            self.submit_new(network, site);
        }
        for _ in 0..2 {
            let site = nodes[network.rng().below(nodes.len())];
            network.command(site, Command::Mine);
        }
        network.run(seconds(1));
        self.check(network);
    }

    /// What holds at any moment: no chain holds a transaction more often than it was submitted, and
    /// the node where it was submitted has it on its chain or in its mempool, once.
    pub fn check(&self, network: &Network) {
        let submitted = self.counted();
        let mut held = BTreeMap::new();
        for site in network.nodes() {
            let on_chain = on_chain(network.node(site));
            for (content, &count) in &on_chain {
                let most = submitted.get(content).copied().unwrap_or(0);
                assert!(
                    count <= most,
                    "site {site} has {content} {count} times on its chain"
                );
            }
            held.insert(site, (on_chain, pending(network.node(site))));
        }
        for (site, content) in &self.entries {
            let Some((on_chain, pending)) = held.get(site) else {
                continue; // It crashed.
            };
            let found = count(on_chain, content) + count(pending, content);
            let most = count(&submitted, content);
            assert!(
                (1..=most).contains(&found),
                "site {site} has {content} {found} times, and {most} were submitted"
            );
        }
    }

    /// What holds among nodes that live by themselves, once it is quiet: each knows of all.
    pub fn check_known_to_all(&self, network: &Network) {
        let submitted = self.counted();
        for site in network.nodes() {
            let (on_chain, pending) = (on_chain(network.node(site)), pending(network.node(site)));
            for (content, &times) in &submitted {
                let found = count(&on_chain, content) + count(&pending, content);
                assert_eq!(found, times, "site {site}: {content}");
            }
        }
    }

    fn counted(&self) -> BTreeMap<String, usize> {
        counts(self.entries.iter().map(|(_, content)| content.clone()))
    }
}

pub fn on_chain(node: &Node) -> BTreeMap<String, usize> {
    let links = node.chain().links();
    let all = links.flat_map(|link| &link.block().transactions);
    counts(all.filter(|t| !t.is_reward()).map(Transaction::canonical))
}

pub fn pending(node: &Node) -> BTreeMap<String, usize> {
    counts(node.mempool().pending().map(Transaction::canonical))
}

fn count(counts: &BTreeMap<String, usize>, content: &str) -> usize {
    counts.get(content).copied().unwrap_or(0)
}

fn counts(contents: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for content in contents {
        *counts.entry(content).or_insert(0) += 1;
    }
    counts
}
