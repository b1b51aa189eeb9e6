//! Fetching the chains of foreign nodes, through the relay.

use client::FetchedChain;
use gloo_net::http::Request;
use node::{Address, RelayFault, Unreadable};

use super::{Link, asking::refusal};
use crate::web::slices::Slices;

/// How many blocks are read and hashed between two looks at the clock.
const BLOCKS_A_LOOK: usize = 64;

impl Link {
    /// The chain of a foreign node, each block with its hash.
    pub async fn fetch_chain(
        &self,
        address: &Address,
        format: chain::Format,
    ) -> Result<FetchedChain, Unreadable> {
        let url = format!("{}peers/{address}/chain", self.base());
        let unreachable = |_| RelayFault::Unreachable;
        let answer = Request::get(&url).send().await.map_err(unreachable)?;
        let text = answer.text().await.map_err(unreachable)?;
        if !answer.ok() {
            return Err(refusal(&text, answer.status(), address).into());
        }
        let mut chain = FetchedChain::new();
        let mut slices = Slices::begin();
        for block in chain::Blocks::new(text, format)? {
            let block = block?;
            let hash = block.hash();
            chain.push((block, hash));
            if chain.len().is_multiple_of(BLOCKS_A_LOOK) {
                // It can't fail where messages are heard at all.
                let _ = slices.next_if_over().await;
            }
        }
        Ok(chain)
    }
}
