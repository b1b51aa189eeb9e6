//! Answers to what peers ask. They cost what is sent, never the length of the chain.

use chain::Hash;

use crate::{
    Node,
    address::Address,
    interface::{Mode, Output},
    wire::{FULL_PIECE_BYTES, MAX_ITEMS, MAX_PIECE_BLOCKS, Message},
};

impl Node {
    pub(crate) fn asked(
        &mut self,
        from: &Address,
        request: u32,
        locator: &[(u64, Hash)],
        limit: u32,
    ) {
        let after = self.chain.last_common(locator);
        let most = limit.min(MAX_PIECE_BLOCKS) as usize;
        let mut blocks = Vec::new();
        let mut bytes = 0;
        let mut index = after;
        while blocks.len() < most && bytes < FULL_PIECE_BYTES {
            index += 1;
            let Some(link) = self.chain.get(index) else {
                break;
            };
            let text = link.block().canonical();
            bytes += text.len();
            blocks.push(text);
        }
        self.send(
            from,
            Message::Blocks {
                request,
                rules: self.chain.rules(),
                weight: self.chain.weight(),
                after,
                blocks,
            },
        );
    }

    /// In manual mode it keeps its transactions to itself.
    pub(crate) fn pending_asked(&mut self, from: &Address, request: u32, skip: u32) {
        let told = match self.mode {
            Mode::Live => self.mempool.len(),
            Mode::Manual => 0,
        };
        let mut rest = self.mempool.announcements().take(told).skip(skip as usize);
        let items: Vec<_> = rest
            .by_ref()
            .take(MAX_ITEMS)
            .map(|(id, transaction)| (id.clone(), transaction.canonical()))
            .collect();
        let more = rest.next().is_some();
        drop(rest);
        let next = more.then(|| skip.saturating_add(MAX_ITEMS as u32));
        self.send(
            from,
            Message::Transactions {
                request,
                items,
                next,
            },
        );
    }

    pub(crate) fn send(&mut self, to: &Address, message: Message) {
        self.outputs
            .push_back(Output::Send(Some(to.clone()), message));
    }
}
