//! Forging blocks: what is searched for, and what a found proof becomes.

use std::collections::VecDeque;

use chain::{Account, Block, ProofRule, Transaction};

use crate::{
    Node, SearchFault,
    download::MAX_CHAIN_BYTES,
    interface::{Answer, CommandError, JobId, Output, RequestId},
    time::timestamp,
    wire::MAX_BLOCK_BYTES,
};

/// The most blocks that may wait to be mined.
pub const MAX_WAITING: usize = 1000;
/// The most transactions of users that go into one block.
pub const MAX_BLOCK_TRANSACTIONS: usize = 1000;
/// The most bytes of transactions that go into one block, unless a single one has more.
pub const MAX_BLOCK_TRANSACTION_BYTES: usize = 128 * 1024;
/// What a block has beside its users' transactions, in bytes, and more: two hashes and three numbers,
/// the reward, the names of the fields.
const BLOCK_FRAME_BYTES: usize = 1024;

/// What is being mined, and for whom.
#[derive(Default)]
pub(crate) struct Mining {
    waiting: VecDeque<RequestId>,
    job: Option<(JobId, Block)>,
    last: u64,
}

impl Mining {
    pub fn under_way(&self) -> bool {
        self.job.is_some()
    }

    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }
}

impl Node {
    pub(crate) fn mine(&mut self, request: RequestId) {
        if self.mining.waiting.len() >= MAX_WAITING {
            return self.answer(request, Err(CommandError::TooManyWaiting));
        }
        self.mining.waiting.push_back(request);
        self.mine_on();
    }

    /// Begins with the next block, if one is wanted and none is searched for.
    pub(crate) fn mine_on(&mut self) {
        if !self.mining.under_way() && !self.mining.waiting.is_empty() {
            self.start_job();
        }
    }

    pub(crate) fn cancel_mining(&mut self) {
        self.stop_mining(CommandError::Cancelled);
    }

    pub(crate) fn search_failed(&mut self, job: JobId, reason: SearchFault) {
        if self.is_current(job) {
            self.stop_mining(CommandError::SearchFailed(reason));
        }
    }

    /// Goes on from a new tip, as the block searched for until now has no place any more.
    pub(crate) fn restart_job(&mut self) {
        if self.mining.under_way() {
            self.start_job();
        }
    }

    pub(crate) fn found(&mut self, job: JobId, proof: u64) {
        // A block on a tip that is about to be left comes too late; the next search begins at the new one.
        if !self.is_current(job) || self.adopting.is_some() {
            return;
        }
        let Some((_, searched)) = self.mining.job.take() else {
            return;
        };
        // Where the proof is not tied to the block's contents, the block is made when its proof is found, as in the
        // tutorial, and takes what came in meanwhile.
        let mut block = match self.chain.rules().proof {
            ProofRule::Sealed | ProofRule::Header => searched,
            ProofRule::Classic | ProofRule::Linked => self.candidate(),
        };
        block.proof = proof;
        // All payments in it were verified before they were pending.
        if let Err(fault) = self.chain.append_with(block, &mut |_| true) {
            return self.stop_mining(CommandError::SearchFailed(fault.into()));
        }
        let forged = self.chain.tip().clone();
        self.follow_with_pending(std::slice::from_ref(&forged));
        self.tip_changed();
        if let Some(request) = self.mining.waiting.pop_front() {
            self.answer(request, Ok(Answer::Mined(forged)));
        }
        self.mine_on();
    }

    fn start_job(&mut self) {
        if self.needs_account() {
            // It begins as soon as there is one to which the reward can go.
            return;
        }
        if self.chain.bytes() + MAX_BLOCK_BYTES > MAX_CHAIN_BYTES {
            return self.stop_mining(CommandError::ChainFull);
        }
        self.mining.last += 1;
        let job = JobId(self.mining.last);
        let candidate = self.candidate();
        let puzzle = self.chain.puzzle(&candidate);
        self.mining.job = Some((job, candidate));
        self.outputs.push_back(Output::Mine(job, puzzle));
    }

    pub(crate) fn stop_mining(&mut self, reason: CommandError) {
        if self.mining.job.take().is_some() {
            self.outputs.push_back(Output::StopMining);
        }
        for request in std::mem::take(&mut self.mining.waiting) {
            self.answer(request, Err(reason.clone()));
        }
    }

    fn is_current(&self, job: JobId) -> bool {
        matches!(&self.mining.job, Some((current, _)) if *current == job)
    }

    /// The next block without its proof: pending transactions, oldest first, then the reward; where the ledger is signed,
    /// payments by their fees.
    fn candidate(&self) -> Block {
        let account = self.account.filter(|_| self.chain.rules().is_signed());
        let transactions = match account {
            Some(account) => self.next_payments(account),
            None => {
                let mut transactions = self.next_transactions();
                transactions.push(Transaction::reward(self.address.as_str()));
                transactions
            }
        };
        self.chain.candidate(timestamp(self.now), transactions)
    }

    /// The payments of the next block, and the reward, for this account.
    fn next_payments(&self, miner: Account) -> Vec<Transaction> {
        let rules = self.chain.rules();
        let most = rules.block_transactions as usize;
        let ledger = self.chain.ledger();
        let mut transactions = self
            .payments
            .fill(ledger, most, MAX_BLOCK_TRANSACTION_BYTES);
        let fees = transactions
            .iter()
            .filter_map(|payment| Some(payment.signed.as_ref()?.fee));
        let coins = rules.reward_at(self.chain.length() + 1) + fees.sum::<u64>();
        transactions.push(Transaction::reward_of(coins, miner.to_string()));
        transactions
    }

    /// As many of the oldest as fit. A reorg can give back a transaction larger than any that nodes
    /// take; it gets a block of its own, and none if other nodes would refuse that block.
    fn next_transactions(&self) -> Vec<Transaction> {
        let mut taken: Vec<Transaction> = Vec::new();
        let mut bytes = 0;
        for transaction in self.mempool.pending() {
            let size = transaction.canonical().len() + ", ".len();
            if size > MAX_BLOCK_BYTES - BLOCK_FRAME_BYTES {
                continue;
            }
            let full = bytes + size > MAX_BLOCK_TRANSACTION_BYTES && !taken.is_empty();
            if full || taken.len() == MAX_BLOCK_TRANSACTIONS {
                break;
            }
            bytes += size;
            taken.push(transaction.clone());
        }
        taken
    }
}
