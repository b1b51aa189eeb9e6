//! Chains that are too long to be mined.

use chain::{Block, Chain, Difficulty, Number, PreviousHash, ProofRule, Rules, Transaction};
use serde_json::json;

use crate::Tab;

/// A valid chain of so many blocks, as text, under the rules of a room without difficulty.
///
/// # Panics
/// When it is not valid after all.
pub fn long_chain(blocks: u64) -> String {
    let rules = Rules::tutorial(ProofRule::Classic, Difficulty::MIN);
    let mut chain = Chain::new(rules);
    while chain.length() < blocks {
        let block = Block {
            index: chain.length() + 1,
            timestamp: Number::from(1_713_205_900 + chain.length()),
            transactions: vec![Transaction::reward("ada")],
            proof: 0,
            previous_hash: PreviousHash::Hash(chain.tip().hash()),
            merkle_root: None,
        };
        if let Err(fault) = chain.append(block) {
            panic!("{fault}");
        }
    }
    chain.to_text()
}

impl Tab {
    /// Sets rules under which blocks take no work. The chain must not have begun yet.
    pub async fn drop_difficulty(&self) {
        self.unfold_rules().await;
        self.fill("rules-difficulty", "0").await;
        self.click("rules-submit").await;
        self.text_when("rules", |rules| rules.contains("0 bits"))
            .await;
    }

    /// The same, and makes a chain of so many blocks the node's own.
    pub async fn adopt_long_chain(&self, blocks: u64) {
        self.drop_difficulty().await;
        let text = json!(long_chain(blocks));
        self.eval(&format!("tabchain.adopt({text}).then(() => null)"))
            .await;
    }
}
