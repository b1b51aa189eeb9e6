//! A node that rewrites history: without work, by telling others what it made up, or with it, by mining again.

use std::sync::Arc;

use chain::{Block, ChainWeight, Link, PreviousHash};
use node::{Command, wire::Message};
use sim::Site;

use super::World;

impl World {
    /// From now on a node passes off a chain in which the reward of the block with this index is its own. It has done no
    /// work for that: the proof is the old one, and so is that of the block which it puts on top, as others look only at
    /// longer chains. The node itself keeps its chain as it is.
    pub fn pass_off(&mut self, site: Site, index: u64) {
        let Some((blocks, tip)) = self.forged(site, index) else {
            return;
        };
        self.seen.note_stray(blocks[0].clone());
        let length = index - 1 + blocks.len() as u64;
        let texts: Vec<String> = blocks.iter().map(|link| link.block().canonical()).collect();
        let forgery = move |message| match message {
            Message::Present(presence) => Message::Present(node::Presence {
                weight: ChainWeight::of_length(length),
                tip,
                ..presence
            }),
            Message::Blocks { request, rules, .. } => Message::Blocks {
                request,
                rules,
                weight: ChainWeight::of_length(length),
                after: index - 1,
                blocks: texts.clone(),
            },
            other => other,
        };
        self.network.forge(site, Some(Box::new(forgery)));
    }

    /// The changed block and those behind it, and the hash of the last.
    fn forged(&self, site: Site, index: u64) -> Option<(Vec<Arc<Link>>, chain::Hash)> {
        let member = self.member(site)?;
        let chain = member.node.chain();
        let own = member.address.to_string();
        let mut changed = chain.get(index)?.block().clone();
        for transaction in &mut changed.transactions {
            if transaction.is_reward() {
                transaction.recipient.clone_from(&own);
            }
        }
        let tip = chain.tip();
        let on_top = Block {
            index: tip.block().index + 1,
            previous_hash: PreviousHash::Hash(tip.hash()),
            ..tip.block().clone()
        };
        let mut blocks = vec![Arc::new(Link::new(changed))];
        blocks.extend((index + 1..=chain.length()).filter_map(|index| chain.get(index).cloned()));
        let last = Arc::new(Link::new(on_top));
        let hash = last.hash();
        blocks.push(last);
        Some((blocks, hash))
    }

    /// A node says again what is so, gives up its chain from the block with this index on, listens to nobody, and mines.
    pub fn mine_again(&mut self, site: Site, index: u64) {
        self.network.forge(site, None);
        self.whisper(site, Command::SetAutoRegister(false));
        let others = self
            .network
            .participant(site)
            .map(|node| node.registered().to_vec());
        for other in others.unwrap_or_default() {
            self.whisper(site, Command::Unregister(other));
        }
        let kept = self
            .network
            .participant(site)
            .map(|node| node.chain().fork(index.saturating_sub(1)));
        if let Some(kept) = kept {
            self.whisper(site, Command::Adopt(kept));
        }
        self.keep_mining(site, true);
    }

    /// A node listens to all others again.
    pub fn listen_again(&mut self, site: Site) {
        self.whisper(site, Command::SetAutoRegister(true));
        let others = (0..self.count()).filter(|&other| other != site);
        let addresses = others.filter_map(|other| self.network.address(other));
        let addresses = addresses.map(ToString::to_string).collect();
        self.whisper(site, Command::Register(addresses));
    }
}
