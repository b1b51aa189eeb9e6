//! A state follows a chain's blocks, whichever way they come and leave.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use chain::{
    Block, Branch, Chain, Difficulty, Link, Number, PreviousHash, ProofRule, Rules, State,
    Transaction,
};
use proptest::prelude::*;

/// Takes any proof: this is about what follows the blocks.
const EASY: Rules = Rules {
    proof: ProofRule::Classic,
    difficulty: Difficulty::MIN,
};

/// How many blocks there are, and when each miner was paid last. What was there before can't be reckoned from a block.
#[derive(Clone, Debug, Default, PartialEq)]
struct Counts {
    blocks: u64,
    last_paid: BTreeMap<String, u64>,
}

impl State for Counts {
    type Undo = Vec<(String, Option<u64>)>;

    fn apply(&mut self, link: &Link) -> Self::Undo {
        self.blocks += 1;
        assert_eq!(self.blocks, link.block().index, "each comes in its turn");
        let miners = link.block().transactions.iter().map(|t| &t.recipient);
        miners
            .map(|miner| {
                let before = self.last_paid.insert(miner.clone(), self.blocks);
                (miner.clone(), before)
            })
            .collect()
    }

    fn revert(&mut self, link: &Link, undo: Self::Undo) {
        assert_eq!(self.blocks, link.block().index, "the last leaves first");
        self.blocks -= 1;
        for (miner, before) in undo.into_iter().rev() {
            match before {
                Some(block) => self.last_paid.insert(miner, block),
                None => self.last_paid.remove(&miner),
            };
        }
    }
}

fn counted() -> Chain<Counts> {
    Chain::with_state(EASY, Counts::default())
}

/// The state of these blocks, counted from the first.
fn count<'a>(links: impl Iterator<Item = &'a std::sync::Arc<Link>>) -> Counts {
    let mut counts = Counts::default();
    for link in links {
        counts.apply(link);
    }
    counts
}

fn assert_counted(chain: &Chain<Counts>) {
    assert_eq!(*chain.state(), count(chain.links()));
}

fn assert_branch_counted(chain: &Chain<Counts>, branch: &Branch<Counts>) {
    let below = chain.links().take(branch.base() as usize);
    assert_eq!(*branch.state(), count(below.chain(branch.links())));
}

fn next(tip: &Link, miner: &str) -> Block {
    Block {
        index: tip.block().index + 1,
        timestamp: Number::from(1_713_205_939_u64),
        transactions: vec![Transaction::reward(miner)],
        proof: 0,
        previous_hash: PreviousHash::Hash(tip.hash()),
    }
}

fn grow(chain: &mut Chain<Counts>, miner: &str, blocks: usize) {
    for _ in 0..blocks {
        chain.append(next(chain.tip(), miner)).unwrap();
    }
}

fn branch(chain: &Chain<Counts>, at: u64, miner: &str, blocks: usize) -> Branch<Counts> {
    let mut branch = chain.fork(at);
    for _ in 0..blocks {
        let block = next(branch.tip().unwrap(), miner);
        branch.push(block).unwrap();
    }
    branch
}

#[test]
fn a_block_that_is_appended_is_taken_in_and_a_faulty_one_is_not() {
    let mut chain = counted();
    grow(&mut chain, "alice", 3);
    assert_counted(&chain);
    let before = chain.state().clone();
    let faulty = Block {
        index: 9,
        ..next(chain.tip(), "mallory")
    };
    assert!(chain.append(faulty.clone()).is_err());
    let mut branch = chain.fork(4);
    assert!(branch.push(faulty.clone()).is_err());
    assert!(
        branch
            .extend(vec![next(chain.tip(), "bob"), faulty])
            .is_err()
    );
    assert_eq!((chain.state(), branch.state()), (&before, &before));
}

#[test]
fn a_branch_gives_back_the_blocks_behind_the_one_it_grows_from() {
    let mut chain = counted();
    grow(&mut chain, "alice", 2);
    grow(&mut chain, "bob", 3);
    for at in 0..=6 {
        let branch = chain.fork(at);
        assert_branch_counted(&chain, &branch);
        assert_eq!(branch.state().blocks, at);
    }
    let mut branch = branch(&chain, 3, "carol", 4);
    assert_branch_counted(&chain, &branch);
    drop(branch.truncate(5));
    assert_branch_counted(&chain, &branch);
    drop(branch.truncate(0));
    assert_eq!(branch.state().blocks, 3, "the block it grows from stays");
    assert_counted(&chain);
}

#[test]
fn a_reorg_gives_back_the_orphaned_blocks_and_takes_in_the_adopted() {
    let mut chain = counted();
    grow(&mut chain, "alice", 2);
    let theirs = branch(&chain, 3, "bob", 3);
    grow(&mut chain, "carol", 2);
    let reorg = chain.adopt(theirs).unwrap();
    assert_eq!((reorg.orphaned.len(), reorg.adopted.len()), (2, 3));
    assert_counted(&chain);
    assert_eq!(chain.state().last_paid.get("carol"), None);
    // What it took over can be given back as well.
    assert_eq!(*chain.fork(4).state(), count(chain.links().take(4)));
}

#[test]
fn a_chain_that_is_not_longer_changes_the_state_only_where_it_is_chosen() {
    let mut chain = counted();
    grow(&mut chain, "alice", 4);
    let before = chain.state().clone();
    let shorter = branch(&chain, 2, "bob", 1);
    assert!(chain.adopt(shorter.clone()).is_err());
    assert_eq!(*chain.state(), before);
    chain.replace(shorter).unwrap();
    assert_counted(&chain);
    assert_eq!(chain.state().blocks, 3);
}

#[test]
fn blocks_that_the_chain_got_meanwhile_are_counted_once() {
    let mut chain = counted();
    let theirs = branch(&chain, 1, "bob", 3);
    let first = theirs.links().next().unwrap().block().clone();
    chain.append(first).unwrap();
    let reorg = chain.adopt(theirs).unwrap();
    assert_eq!((reorg.orphaned.len(), reorg.adopted.len()), (0, 2));
    assert_counted(&chain);
    assert_eq!(*chain.fork(1).state(), count(chain.links().take(1)));
}

#[test]
fn a_chain_with_another_genesis_is_counted_from_nothing() {
    let mut chain = counted();
    grow(&mut chain, "alice", 1);
    let mut theirs = chain.fork(0);
    assert_eq!(*theirs.state(), Counts::default());
    let genesis = Block {
        timestamp: Number::from(1_700_000_000_u64),
        ..Block::genesis()
    };
    theirs.push(genesis).unwrap();
    let block = next(theirs.tip().unwrap(), "bob");
    theirs.push(block).unwrap();
    chain.replace(theirs).unwrap();
    assert_counted(&chain);
}

proptest! {
    #[test]
    fn whatever_comes_and_leaves_the_state_is_that_of_the_blocks_which_are_there(
        steps in prop::collection::vec((0..3_u8, 0..12_u64, 0..6_usize, 0..4_u8), 0..30),
    ) {
        let mut chain = counted();
        for (kind, at, blocks, miner) in steps {
            let miner = format!("miner-{miner}");
            match kind {
                0 => grow(&mut chain, &miner, blocks),
                kind => {
                    let branch = branch(&chain, at.max(1), &miner, blocks);
                    assert_branch_counted(&chain, &branch);
                    // A branch that is not longer changes nothing where it is not chosen.
                    let _ = if kind == 1 { chain.adopt(branch) } else { chain.replace(branch) };
                }
            }
            assert_counted(&chain);
            let middle = chain.length() / 2;
            let branch = chain.fork(middle);
            prop_assert_eq!(branch.state(), &count(chain.links().take(middle as usize)));
        }
    }
}
