//! How much was said.

use node::wire::Message;

/// Counts of what all participants sent; a broadcast counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    pub questions: u64,
    /// Answers to questions for blocks.
    pub pieces: u64,
    pub blocks: u64,
    /// Of the blocks' text.
    pub bytes: u64,
    pub presences: u64,
    pub transactions: u64,
}

impl Traffic {
    pub(super) fn count(&mut self, message: &Message) {
        match message {
            Message::Ask { .. } => self.questions += 1,
            Message::Blocks { blocks, .. } => {
                self.pieces += 1;
                self.blocks += blocks.len() as u64;
                self.bytes += blocks.iter().map(|text| text.len() as u64).sum::<u64>();
            }
            Message::Present(_) => self.presences += 1,
            Message::Submitted { .. } => self.transactions += 1,
            Message::Transactions { items, .. } => self.transactions += items.len() as u64,
            Message::Seek | Message::Leave | Message::AskTransactions { .. } => {}
        }
    }
}
