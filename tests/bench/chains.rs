//! Long chains to measure with, forged natively without much work.

use std::{fs, path::Path};

use chain::{Block, Chain, Difficulty, PreviousHash, ProofRule, Rules, Transaction};
use tempfile::TempDir;

use crate::adoption;

/// How many blocks the long chain has.
pub const LONG: u64 = 100_000;
/// How many more the longest has.
pub const MORE: u64 = 10_000;

/// The chains' rules: no work, for the work of mining is measured elsewhere.
pub fn rules() -> Rules {
    Rules::tutorial(ProofRule::Classic, Difficulty::MIN)
}

/// A chain of [`LONG`] + [`MORE`] blocks, in files that a page can fetch.
pub struct Chains {
    chain: Chain,
    directory: TempDir,
}

impl Chains {
    /// Forges the chain and writes its files.
    ///
    /// # Panics
    /// When a file can't be written.
    pub fn forge() -> Self {
        let mut chain = Chain::new(rules());
        for index in 2..=LONG + MORE {
            let previous_hash = PreviousHash::Hash(chain.tip().hash());
            let transaction = format!(
                r#"{{"sender": "alice {}", "recipient": "王小明", "amount": {}.5}}"#,
                index % 97,
                index % 1000
            );
            let transaction = Transaction::parse(&transaction, chain::Format::TUTORIAL)
                .unwrap_or_else(|error| panic!("no transaction: {error}"));
            let block = Block {
                index,
                timestamp: (1_713_205_842 + index).into(),
                transactions: vec![transaction, Transaction::reward("tab-bench")],
                proof: 0,
                previous_hash,
                merkle_root: None,
            };
            if let Err(fault) = chain.append(block) {
                panic!("the forged chain is not valid: {fault}");
            }
        }
        let directory = tempfile::tempdir().unwrap_or_else(|error| panic!("no directory: {error}"));
        let chains = Self { chain, directory };
        chains.write("chain.json", &chains.text());
        chains.write("peer.json", &adoption::as_peer(chains.chain.links()));
        chains
    }

    /// The first [`LONG`] blocks as text.
    pub fn text(&self) -> String {
        let blocks: Vec<String> = self
            .chain
            .links()
            .take(LONG as usize)
            .map(|link| link.block().canonical())
            .collect();
        format!("[{}]", blocks.join(", "))
    }

    /// Where `chain.json` (the long chain) and `peer.json` (blocks and hashes of the longest) are.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    fn write(&self, name: &str, text: &str) {
        if let Err(error) = fs::write(self.directory.path().join(name), text) {
            panic!("could not write {name}: {error}");
        }
    }
}
