//! Blocks on the way to being adopted: checked one by one, on no chain yet.

use std::sync::Arc;

use crate::block::Block;
use crate::chain::{Chain, weight};
use crate::chain_weight::ChainWeight;
use crate::claim::Claim;
use crate::discarded::Discarded;
use crate::fault::Fault;
use crate::hash::Hash;
use crate::ledger::Ledger;
use crate::link::Link;
use crate::links::Links;
use crate::locator::locator;
use crate::pace::{Past, milliseconds};
use crate::rules::Rules;
use crate::transaction::Transaction;
use crate::validation::{Before, Validation};

/// Valid blocks on top of one of a chain's blocks, as they come in from another node. The chain does not change before
/// it [adopts](Chain::adopt) the branch as a whole.
#[derive(Clone, Debug)]
pub struct Branch {
    base: u64,
    base_link: Option<Arc<Link>>,
    base_past: Past,
    links: Links,
    /// Up to which length of the whole chain all signatures are verified.
    verified: u64,
}

impl Branch {
    /// `links` is empty, and follows the block from which it grows, which stands behind `base_past`.
    pub(crate) fn new(
        base: u64,
        base_link: Option<Arc<Link>>,
        base_past: Past,
        links: Links,
    ) -> Self {
        Branch {
            base,
            base_link,
            base_past,
            links,
            verified: base,
        }
    }

    pub(crate) fn into_links(self) -> Links {
        self.links
    }

    /// The rules by which its blocks are checked.
    pub fn rules(&self) -> Rules {
        self.links.rules()
    }

    /// The balances after its last block, or after the block from which it grows while it has none.
    pub fn ledger(&self) -> &Ledger {
        self.links.ledger()
    }

    /// The index of the block from which it grows; 0 if it brings a genesis of its own.
    pub fn base(&self) -> u64 {
        self.base
    }

    /// How long the whole chain would be if the branch were adopted.
    pub fn length(&self) -> u64 {
        self.base + self.links.len() as u64
    }

    /// What the whole chain would weigh.
    pub fn weight(&self) -> ChainWeight {
        weight(&self.links, self.length())
    }

    /// How many bytes the text of the whole chain would have.
    pub fn bytes(&self) -> usize {
        self.links.sums(self.links.len()).bytes
    }

    /// Its last block, which is the block it grows from while it has none; none where it has no genesis yet.
    pub fn tip(&self) -> Option<&Arc<Link>> {
        self.links.last().or(self.base_link.as_ref())
    }

    /// Its own blocks, lowest index first.
    pub fn links(&self) -> impl DoubleEndedIterator<Item = &Arc<Link>> + ExactSizeIterator {
        self.links.iter()
    }

    /// The block of its own with this index.
    pub fn get(&self, index: u64) -> Option<&Arc<Link>> {
        let place = index.checked_sub(self.base + 1)?;
        self.links.get(usize::try_from(place).ok()?)
    }

    /// Whether the block of its own with this index has this hash.
    pub fn contains_at(&self, index: u64, hash: &Hash) -> bool {
        self.get(index).is_some_and(|link| link.hash() == *hash)
    }

    /// Whether the block from which it grows is still on the chain, and the same rules hold there.
    pub fn grows_from(&self, chain: &Chain) -> bool {
        let base = self.base_link.as_ref();
        let found = base.is_none_or(|link| chain.contains_at(self.base, &link.hash()));
        found && self.rules() == chain.rules()
    }

    /// Adds a block. A faulty one changes nothing.
    pub fn push(&mut self, block: Block) -> Result<(), Fault> {
        self.extend(vec![block])
    }

    /// Adds several blocks, which is quicker than one by one. A faulty one changes nothing, nor do the others then.
    ///
    /// All is looked at but signatures: those of its payments are still to be [verified](Branch::unverified).
    pub fn extend(&mut self, blocks: Vec<Block>) -> Result<(), Fault> {
        let all_verified = self.unverified().is_none();
        let last = self.tip().map(|last| &**last);
        let before = Before::new(self.length(), last, self.past());
        let (links, fault) = Validation::after(self.rules(), before).links(blocks);
        self.links.extend(links, fault)?;
        if all_verified {
            self.skip_verified();
        }
        Ok(())
    }

    /// The timestamps that the next block's target depends on.
    fn past(&self) -> Past {
        if self.rules().retarget.is_none() {
            return Past::default();
        }
        Past::of(self.length(), |index| match self.get(index) {
            Some(link) => made(link),
            None => self.base_past.timestamp(index),
        })
    }

    /// The first of its blocks with payments whose signatures are not known to be verified.
    pub fn unverified(&self) -> Option<&Arc<Link>> {
        self.get(self.verified + 1)
    }

    /// What the signatures of its first blocks claim that are not verified yet, for a caller that has them verified
    /// elsewhere: of so many payments, or of one block if that has more. With them, the index of the last of these blocks,
    /// which is [verified](Branch::set_verified) once all of them are found to be true. Those of payments that are known to
    /// be verified are left out.
    pub fn next_claims(
        &self,
        payments: usize,
        is_verified: &dyn Fn(&Transaction) -> bool,
    ) -> (u64, Vec<Claim>) {
        let (mut last, mut looked_at, mut claims) = (self.verified, 0, Vec::new());
        while let Some(link) = self.get(last + 1)
            && (looked_at == 0 || looked_at + link.block().transactions.len() <= payments)
        {
            let transactions = &link.block().transactions;
            looked_at += transactions.len();
            last += 1;
            claims.extend(link.claims().filter(|claim| {
                let transaction = transactions.get(claim.transaction as usize);
                !transaction.is_some_and(is_verified)
            }));
        }
        (last, claims)
    }

    /// Takes note that the signatures of all blocks up to this index are verified: the caller has seen that each
    /// [claim](Link::claims) of theirs is true. They are not looked at again.
    pub fn set_verified(&mut self, index: u64) {
        self.verified = self.verified.max(index.min(self.length()));
        self.skip_verified();
    }

    /// Goes on past the blocks that have nothing to be verified.
    fn skip_verified(&mut self) {
        if !self.rules().is_signed() {
            self.verified = self.length();
        }
        while let Some(link) = self.unverified()
            && !link.block().transactions.iter().any(|t| t.signed.is_some())
        {
            self.verified += 1;
        }
    }

    /// Verifies all signatures that are left, one after the other, or finds the first one that is wrong.
    pub fn verify(&mut self, verify: &mut dyn FnMut(&Claim) -> bool) -> Result<(), Fault> {
        while let Some(link) = self.unverified() {
            let index = self.verified + 1;
            if let Some(wrong) = link.claims().find(|claim| !verify(claim)) {
                return Err(wrong.fault());
            }
            self.set_verified(index);
        }
        Ok(())
    }

    /// Takes out its blocks beyond this length of the whole chain, to be freed. The block it grows from stays.
    pub fn truncate(&mut self, length: u64) -> Discarded {
        let keep = usize::try_from(length.saturating_sub(self.base)).unwrap_or(usize::MAX);
        self.verified = self.verified.min(length.max(self.base));
        self.links.truncate(keep)
    }

    /// Gives up all of it, to be freed.
    pub fn discard(self) -> Discarded {
        self.links.discard()
    }

    /// The [locator](Chain::locator) of the whole chain as it would be, where `chain` is the one it was forked from.
    pub fn locator(&self, chain: &Chain) -> Vec<(u64, Hash)> {
        locator(self.length(), |index| {
            let link = match index > self.base {
                true => self.get(index),
                false => chain.get(index),
            };
            link.map(|link| link.hash())
        })
    }
}

/// When a block of rules with a retarget was made.
pub(crate) fn made(link: &Link) -> u64 {
    // It is valid, so that it has a timestamp within bounds.
    milliseconds(&link.block().timestamp).unwrap_or_default()
}
