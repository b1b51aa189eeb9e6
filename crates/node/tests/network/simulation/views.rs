//! What can be seen of a network from outside, and what must hold once it is quiet.

use chain::Hash;
use node::{Address, Answer, Node, Notice, PeerFault};

use super::{Network, Role, Site, seconds};

impl Network {
    /// All nodes that are up; puppets are none.
    pub fn nodes(&self) -> Vec<Site> {
        let nodes = self.sites.iter().enumerate();
        nodes
            .filter(|(_, place)| place.up && matches!(place.role, Role::Node(_)))
            .map(|(site, _)| site)
            .collect()
    }

    pub fn node(&self, site: Site) -> &Node {
        match &self.sites[site].role {
            Role::Node(node) => node,
            Role::Puppet(_) => panic!("site {site} is no node"),
        }
    }

    pub fn address(&self, site: Site) -> Address {
        self.sites[site].address.clone()
    }

    pub fn length(&self, site: Site) -> u64 {
        self.node(site).chain().length()
    }

    pub fn tip(&self, site: Site) -> Hash {
        self.node(site).chain().tip().hash()
    }

    pub fn greatest_length(&self) -> u64 {
        let lengths = self.nodes().into_iter().map(|site| self.length(site));
        lengths.max().unwrap()
    }

    pub fn notices(&self, site: Site) -> &[Notice] {
        &self.sites[site].notices
    }

    /// What a site found wrong with another.
    pub fn faults(&self, site: Site, with: Site) -> Vec<PeerFault> {
        let blamed = &self.sites[with].address;
        let faults = self.sites[site].notices.iter().filter_map(|notice| {
            let Notice::PeerFault(peer, fault) = notice else {
                return None;
            };
            (peer == blamed).then(|| fault.clone())
        });
        faults.collect()
    }

    /// What must hold once it is quiet.
    pub fn all_stand_at_the_greatest_length(&self) {
        let lengths: Vec<u64> = self.nodes().iter().map(|&site| self.length(site)).collect();
        let greatest = self.greatest_length();
        assert!(greatest > 5, "hardly anything was mined");
        assert!(
            lengths.iter().all(|&length| length == greatest),
            "{lengths:?}"
        );
        let mining = |&site: &Site| self.node(site).mining() > 0;
        assert!(!self.nodes().iter().any(mining), "somebody mines still");
    }

    /// At equal length each keeps its own chain. One more block breaks the tie for all.
    pub fn all_agree_after_one_more_block(&mut self, miner: Site) {
        let before = self.greatest_length();
        let Answer::Mined(block) = self.mine(miner) else {
            panic!("mining was answered with something else");
        };
        self.run(seconds(40));
        for site in self.nodes() {
            assert_eq!(self.length(site), before + 1, "site {site}");
            assert_eq!(self.tip(site), block.hash(), "site {site}");
        }
    }
}
