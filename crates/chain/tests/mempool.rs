//! The mempool through submissions, gossip, blocks and reorgs: nothing is lost, and nothing is counted twice.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use chain::{Block, Link, Mempool, MempoolError, Number, PreviousHash, SubmissionId, Transaction};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn gift(amount: u64) -> Transaction {
    Transaction {
        sender: "alice".to_owned(),
        recipient: "bob".to_owned(),
        amount: Number::from(amount),
        signed: None,
    }
}

fn id(origin: &str, serial: u64) -> SubmissionId {
    SubmissionId {
        origin: origin.to_owned(),
        serial,
    }
}

/// A block with these transactions. The mempool does not ask whether it is valid: chains do.
fn block(transactions: Vec<Transaction>) -> Arc<Link> {
    Arc::new(Link::new(Block {
        index: 2,
        timestamp: Number::from(0u64),
        transactions,
        proof: 0,
        previous_hash: PreviousHash::One,
        merkle_root: None,
    }))
}

/// The blocks of a change, those that leave the chain first.
fn change<'a>(
    old: &'a [Arc<Link>],
    new: &'a [Arc<Link>],
) -> impl Fn(usize) -> Option<&'a Arc<Link>> {
    move |nth| old.iter().chain(new).nth(nth)
}

fn amounts(mempool: &Mempool) -> Vec<u64> {
    mempool
        .pending()
        .map(|transaction| transaction.amount.as_f64() as u64)
        .collect()
}

fn announced(mempool: &Mempool) -> Vec<SubmissionId> {
    mempool.announcements().map(|(id, _)| id.clone()).collect()
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn equal_transactions_submitted_twice_are_two() {
    let mut mempool = Mempool::new();
    mempool.submit(id("a", 1), gift(5)).unwrap();
    mempool.submit(id("a", 2), gift(5)).unwrap();
    assert_eq!(amounts(&mempool), [5, 5]);
    assert_eq!(mempool.reorganise(&[], &[block(vec![gift(5)])]), 0);
    assert_eq!(amounts(&mempool), [5]);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn five_and_five_point_zero_are_different_contents() {
    let float = Transaction {
        amount: Number::from_f64(5.0).unwrap(),
        ..gift(5)
    };
    let mut mempool = Mempool::new();
    mempool.submit(id("a", 1), gift(5)).unwrap();
    mempool.reorganise(&[], &[block(vec![float])]);
    assert_eq!(amounts(&mempool), [5]);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn gossip_that_comes_again_or_after_the_block_doubles_nothing() {
    let mut mempool = Mempool::new();
    assert_eq!(mempool.hear("teller", id("a", 1), gift(5)), Ok(true));
    assert_eq!(mempool.hear("teller", id("a", 1), gift(5)), Ok(false));
    let mined = block(vec![gift(5), gift(6)]);
    mempool.reorganise(&[], std::slice::from_ref(&mined));
    // Of 6 it knew from the block alone; 5 it knew already.
    assert_eq!(mempool.hear("teller", id("b", 1), gift(6)), Ok(false));
    assert_eq!(mempool.hear("teller", id("a", 1), gift(5)), Ok(false));
    assert!(mempool.is_empty());

    assert_eq!(mempool.reorganise(&[mined], &[]), 2);
    assert_eq!(announced(&mempool), [id("a", 1), id("b", 1)]);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_reorg_gives_back_what_the_new_chain_lacks_and_no_rewards() {
    let mut mempool = Mempool::new();
    let old = block(vec![
        gift(1),
        gift(2),
        gift(2),
        Transaction::reward("miner"),
    ]);
    let new = block(vec![gift(2), gift(3), Transaction::reward("other")]);
    mempool.reorganise(&[], std::slice::from_ref(&old));
    mempool.submit(id("a", 9), gift(9)).unwrap();
    assert_eq!(mempool.reorganise(&[old], &[new]), 2);
    assert_eq!(amounts(&mempool), [9, 1, 2]);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn what_was_mined_before_the_mempool_began_comes_back_too() {
    let mut mempool = Mempool::new();
    assert_eq!(mempool.reorganise(&[block(vec![gift(1), gift(1)])], &[]), 2);
    assert_eq!(amounts(&mempool), [1, 1]);
    // It has no id, so there is nothing to tell others until one of them tells of it.
    assert!(announced(&mempool).is_empty());
    assert_eq!(mempool.hear("teller", id("a", 1), gift(1)), Ok(false));
    assert_eq!(announced(&mempool), [id("a", 1)]);
    assert_eq!(mempool.len(), 2);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn nodes_that_know_the_same_announce_the_same_whatever_order_they_heard_it_in() {
    let (mut one, mut other) = (Mempool::new(), Mempool::new());
    let mined = block(vec![gift(5)]);
    one.hear("teller", id("a", 1), gift(5)).unwrap();
    one.reorganise(&[], std::slice::from_ref(&mined));
    one.hear("teller", id("b", 1), gift(5)).unwrap();
    assert_ne!(one.digest(), other.digest());

    other.hear("teller", id("b", 1), gift(5)).unwrap();
    other.hear("teller", id("a", 1), gift(5)).unwrap();
    assert_ne!(one.digest(), other.digest());
    other.reorganise(&[], &[mined]);
    assert_eq!(announced(&one), [id("b", 1)]);
    assert_eq!(announced(&other), [id("b", 1)]);
    assert_eq!(one.digest(), other.digest());
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn the_same_id_for_another_content_is_another_submission() {
    let mut mempool = Mempool::new();
    assert_eq!(mempool.hear("teller", id("a", 1), gift(5)), Ok(true));
    let digest = mempool.digest();
    // Else whoever guesses an id could keep its owner's transaction out.
    assert_eq!(mempool.hear("teller", id("a", 1), gift(6)), Ok(true));
    assert_ne!(mempool.digest(), digest);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_full_mempool_refuses_and_a_reorg_gives_back_ones_own_and_no_more_than_there_is_room_for() {
    let mut mempool = Mempool::new();
    for serial in 0..Mempool::MAX_PENDING as u64 {
        mempool.submit(id("a", serial), gift(serial)).unwrap();
    }
    assert_eq!(mempool.submit(id("b", 0), gift(7)), Err(MempoolError::Full));
    assert_eq!(
        mempool.hear("teller", id("b", 0), gift(7)),
        Err(MempoolError::Full)
    );
    assert_eq!(mempool.len(), Mempool::MAX_PENDING);
    assert_eq!(mempool.reorganise(&[block(vec![gift(1 << 40)])], &[]), 0);
    assert_eq!(mempool.len(), Mempool::MAX_PENDING);

    let mined = block((0..1_000).map(gift).collect());
    mempool.reorganise(&[], std::slice::from_ref(&mined));
    for serial in 0..1_000 {
        let made = gift((1 << 40) + serial);
        assert_eq!(mempool.hear("b", id("b", serial), made), Ok(true));
    }
    // Others' give way to what was one's own.
    let unknown = block((0..1_000).map(|n| gift((1 << 50) + n)).collect());
    assert_eq!(mempool.reorganise(&[mined, unknown], &[]), 1_000);
    assert_eq!(mempool.len(), Mempool::MAX_PENDING);
    let own = announced(&mempool)
        .into_iter()
        .filter(|id| id.origin == "a");
    assert_eq!(own.count(), Mempool::MAX_PENDING);
}

/// A mempool that these sources have filled, each with so many.
fn filled(sources: &[(&str, usize)]) -> Mempool {
    let mut mempool = Mempool::new();
    for (source, count) in sources {
        for serial in 0..*count as u64 {
            let transaction = Transaction {
                sender: (*source).to_owned(),
                ..gift(serial)
            };
            match *source {
                "own" => mempool.submit(id(source, serial), transaction).unwrap(),
                _ => assert!(
                    mempool
                        .hear(source, id(source, serial), transaction)
                        .unwrap()
                ),
            }
        }
    }
    assert_eq!(mempool.len(), Mempool::MAX_PENDING);
    mempool
}

fn count(mempool: &Mempool, sender: &str) -> usize {
    let pending = mempool.pending();
    pending
        .filter(|transaction| transaction.sender == sender)
        .count()
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn where_it_is_full_the_oldest_of_who_has_most_give_way_to_ones_own_and_to_who_has_less() {
    let mut mempool = filled(&[("greedy", 6_000), ("own", 1_000), ("modest", 3_000)]);
    for serial in 0..1_000 {
        mempool.submit(id("me", serial), gift(serial)).unwrap();
        assert_eq!(
            mempool.hear("late", id("late", serial), gift(serial)),
            Ok(true)
        );
    }
    assert_eq!(mempool.len(), Mempool::MAX_PENDING);
    assert_eq!(
        (count(&mempool, "greedy"), count(&mempool, "modest")),
        (4_000, 3_000)
    );
    assert_eq!(
        (count(&mempool, "own"), count(&mempool, "alice")),
        (1_000, 2_000)
    );
    assert_eq!(amounts(&mempool)[0], 2_000, "the oldest went first");
    assert_eq!(announced(&mempool).len(), Mempool::MAX_PENDING);

    // What was evicted is not taken again in place of another's, over and over.
    let evicted = mempool.hear("greedy", id("greedy", 0), gift(1 << 40));
    assert_eq!(evicted, Err(MempoolError::Full));
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn one_who_passes_on_a_flood_does_not_lose_its_own_with_it() {
    let mut mempool = filled(&[("peer", 100), ("other", 9_900)]);
    for serial in 0..9_900 {
        // Each under a name made up for it.
        let made_up = id(&format!("made-up-{serial}"), 1);
        let _ = mempool.hear("peer", made_up, gift(serial));
    }
    assert_eq!(mempool.len(), Mempool::MAX_PENDING);
    assert_eq!(count(&mempool, "peer"), 100);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn names_that_change_all_the_time_are_no_way_around_the_quota() {
    let mut mempool = Mempool::new();
    mempool
        .hear("honest", id("honest", 1), gift(1 << 40))
        .unwrap();
    for serial in 0..3 * Mempool::MAX_PENDING as u64 {
        let name = format!("sybil-{serial}");
        let _ = mempool.hear(&name, id(&name, 1), gift(serial));
        // It is told again now and then, as nodes do.
        if serial % 100 == 0 {
            let _ = mempool.hear(
                "honest",
                id("honest", serial + 2),
                gift((1 << 40) + serial + 1),
            );
        }
    }
    assert_eq!(mempool.len(), Mempool::MAX_PENDING);
    let honest = announced(&mempool)
        .into_iter()
        .filter(|id| id.origin == "honest");
    assert_eq!(honest.count(), 301);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_reward_can_be_neither_submitted_nor_heard_of() {
    let mut mempool = Mempool::new();
    let reward = Transaction::reward("me");
    assert_eq!(
        mempool.submit(id("a", 1), reward.clone()),
        Err(MempoolError::Reward)
    );
    assert_eq!(
        mempool.hear("teller", id("a", 1), reward),
        Err(MempoolError::Reward)
    );
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn an_id_given_twice_loses_no_transaction() {
    let mut mempool = Mempool::new();
    mempool.submit(id("a", 1), gift(5)).unwrap();
    mempool.submit(id("a", 1), gift(5)).unwrap();
    assert_eq!(amounts(&mempool), [5, 5]);
    assert_eq!(announced(&mempool), [id("a", 1)]);
    mempool.reorganise(&[], &[block(vec![gift(5), gift(5)])]);
    assert!(mempool.is_empty());
}

#[test]
#[cfg(not(target_arch = "wasm32"))]
fn the_longest_settled_are_forgotten_first_and_nothing_pending_is() {
    let mut mempool = Mempool::new();
    mempool.submit(id("a", 1), gift(u64::MAX)).unwrap();
    let count = Mempool::MAX_SETTLED as u64 + 1;
    for serial in 0..count {
        mempool
            .hear("teller", id("b", serial), gift(serial))
            .unwrap();
        mempool.reorganise(&[], &[block(vec![gift(serial)])]);
    }
    assert_eq!(amounts(&mempool), [u64::MAX as f64 as u64]);
    assert_eq!(
        mempool.hear("teller", id("b", count - 1), gift(count - 1)),
        Ok(false)
    );
    assert_eq!(mempool.hear("teller", id("b", 1), gift(1)), Ok(false));
    assert_eq!(
        mempool.hear("teller", id("b", 0), gift(0)),
        Ok(true),
        "the first one is forgotten"
    );
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_large_change_is_prepared_in_slices_and_shows_only_when_it_is_carried_out() {
    let gifts = |amounts: std::ops::Range<u64>| amounts.map(gift).collect::<Vec<_>>();
    let old: Vec<_> = (0..5)
        .map(|nth| block(gifts(nth * 100..(nth + 1) * 100)))
        .collect();
    // Every second block's transactions are on the new chain, too, and 50 that waited for a block.
    let new: Vec<_> = (0..5)
        .step_by(2)
        .map(|nth| block(gifts(nth * 100..(nth + 1) * 100)))
        .collect();
    let new = [&new[..], &[block(gifts(1_000..1_050))]].concat();
    let mut mempool = Mempool::new();
    mempool.reorganise(&[], &old);
    for serial in 1_000..1_100 {
        mempool.submit(id("a", serial), gift(serial)).unwrap();
    }
    let mut at_once = mempool.clone();
    assert_eq!(at_once.reorganise(&old, &new), 200);

    let (before, told) = (amounts(&mempool), announced(&mempool));
    mempool.prepare(old.len());
    let mut slices = 1;
    while !mempool.prepare_on(10, &change(&old, &new)) {
        slices += 1;
        assert_eq!(
            (amounts(&mempool), announced(&mempool)),
            (before.clone(), told.clone())
        );
    }
    assert!(slices > 850 / 10, "{slices} slices");
    assert_eq!(mempool.carry_out(), 200);
    let mut slices = 1;
    while {
        assert_eq!(mempool.len(), at_once.len());
        assert_eq!(amounts(&mempool), amounts(&at_once));
        !mempool.tidy(10)
    } {
        slices += 1;
    }
    // What is on both chains is not looked at any more.
    assert!(slices > 250 / 10, "{slices} slices");
    assert_eq!(amounts(&mempool), amounts(&at_once));
    assert_eq!(announced(&mempool), announced(&at_once));
    assert_eq!(mempool.digest(), at_once.digest());
    assert_eq!(mempool.carry_out(), 0, "there is nothing left to carry out");
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn what_comes_in_while_a_change_is_prepared_is_neither_lost_nor_doubled() {
    let old = block(vec![gift(1)]);
    let new = block(vec![gift(2), gift(3)]);
    let mut mempool = Mempool::new();
    mempool.reorganise(&[], std::slice::from_ref(&old));
    let (old, new) = ([old], [new]);
    let change = change(&old, &new);
    mempool.prepare(1);
    mempool.prepare_on(1, &change);
    // One that the new block holds, one that it does not, and the name of the one that the old block holds.
    assert_eq!(mempool.hear("teller", id("there", 1), gift(3)), Ok(true));
    mempool.submit(id("here", 1), gift(4)).unwrap();
    assert_eq!(mempool.hear("teller", id("there", 2), gift(1)), Ok(false));
    assert_eq!(amounts(&mempool), [3, 4]);
    while !mempool.prepare_on(1, &change) {}
    assert_eq!(mempool.carry_out(), 1);
    assert_eq!(amounts(&mempool), [4, 1]);

    // The name of one that came with the new block; equal ones submitted; and a block that takes one of each.
    assert_eq!(mempool.hear("teller", id("there", 3), gift(2)), Ok(false));
    mempool.submit(id("here", 2), gift(1)).unwrap();
    mempool.submit(id("here", 3), gift(2)).unwrap();
    assert_eq!(amounts(&mempool), [4, 1, 1, 2]);
    mempool.reorganise(&[], &[block(vec![gift(1), gift(2), gift(4)])]);
    assert_eq!(amounts(&mempool), [1]);
    while !mempool.tidy(1) {}
    assert_eq!(amounts(&mempool), [1]);
    assert_eq!(announced(&mempool), [id("there", 2)]);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn what_was_taken_while_a_change_is_prepared_stays_though_the_change_fills_the_mempool() {
    let mut mempool = Mempool::new();
    let full = [block((0..Mempool::MAX_PENDING as u64).map(gift).collect())];
    mempool.prepare(1);
    mempool.submit(id("here", 1), gift(1 << 40)).unwrap();
    while !mempool.prepare_on(1_000, &change(&full, &[])) {}
    // One more comes when all is counted.
    mempool.submit(id("here", 2), gift(1 << 41)).unwrap();
    assert_eq!(mempool.carry_out(), Mempool::MAX_PENDING - 1);
    while !mempool.tidy(1_000) {}
    assert_eq!(mempool.len(), Mempool::MAX_PENDING);
    assert_eq!(announced(&mempool), [id("here", 1), id("here", 2)]);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn what_a_reorg_gives_back_is_bounded_in_bytes_too() {
    let huge = |nth: u64| Transaction {
        sender: "x".repeat(1024 * 1024),
        ..gift(nth)
    };
    let old: Vec<_> = (0..50).map(|nth| block(vec![huge(nth)])).collect();
    let mut mempool = Mempool::new();
    mempool.reorganise(&[], &old);
    let returned = mempool.reorganise(&old, &[]);
    assert_eq!(returned, Mempool::MAX_PENDING_BYTES / 1024 / 1024 - 1);
    assert_eq!(amounts(&mempool)[0], 0, "the oldest come back");
    // Those are on the chain again, and nothing is left of what they took.
    mempool.reorganise(&[], &old);
    assert!(mempool.is_empty());
    assert_eq!(mempool.reorganise(&old[..10], &[]), 10);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn what_found_no_room_is_news_when_others_tell_of_it_again() {
    let mut mempool = Mempool::new();
    mempool.hear("b", id("b", 1), gift(1 << 40)).unwrap();
    let old = [block(vec![gift(1 << 40)])];
    mempool.reorganise(&[], &old);
    for serial in 0..Mempool::MAX_PENDING as u64 {
        mempool.submit(id("a", serial), gift(serial)).unwrap();
    }
    assert_eq!(mempool.reorganise(&old, &[]), 0);
    mempool.reorganise(&[], &[block(vec![gift(0)])]);
    assert_eq!(mempool.hear("b", id("b", 1), gift(1 << 40)), Ok(true));
}

#[test]
#[cfg(not(target_arch = "wasm32"))]
fn ones_own_are_not_forgotten_however_many_others_are_settled() {
    let mut mempool = Mempool::new();
    mempool.submit(id("a", 1), gift(u64::MAX)).unwrap();
    let own = [block(vec![gift(u64::MAX)])];
    mempool.reorganise(&[], &own);
    for nth in 0..60 {
        let gifts = (nth * 1_000..(nth + 1) * 1_000).map(gift).collect();
        mempool.reorganise(&[], &[block(gifts)]);
    }
    mempool.reorganise(&own, &[]);
    assert_eq!(announced(&mempool), [id("a", 1)]);
}

/// The mempool against a model that counts everything anew from the whole chain after every step.
#[cfg(not(target_arch = "wasm32"))]
mod against_a_naive_model {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Step {
        Submit(u64),
        /// Content and serial: few of both, so that much comes twice.
        Hear(u64, u64),
        /// Mines so many of the pending ones.
        Mine(usize),
        /// Takes so many blocks off the chain and puts others in their place.
        Reorg(usize, Vec<Vec<u64>>),
        /// The same, in slices of so many, with what happens while it is prepared, and while it is tidied up.
        Sliced(usize, Vec<Vec<u64>>, usize, Vec<Step>, Vec<Step>),
    }

    fn incoming() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..4u64).prop_map(Step::Submit),
            (0..4u64, 0..6u64).prop_map(|(content, serial)| Step::Hear(content, serial)),
        ]
    }

    fn step_at_once() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => incoming(),
            1 => (0..4usize).prop_map(Step::Mine),
            1 => (0..4usize, blocks()).prop_map(|(depth, blocks)| Step::Reorg(depth, blocks)),
        ]
    }

    fn step() -> impl Strategy<Value = Step> {
        let before = prop::collection::vec(incoming(), 0..6);
        let after = prop::collection::vec(step_at_once(), 0..6);
        let sliced = (0..4usize, blocks(), 1..5usize, before, after);
        prop_oneof![
            4 => step_at_once(),
            1 => sliced.prop_map(|(depth, blocks, most, before, after)| {
                Step::Sliced(depth, blocks, most, before, after)
            }),
        ]
    }

    fn blocks() -> impl Strategy<Value = Vec<Vec<u64>>> {
        prop::collection::vec(prop::collection::vec(0..4u64, 0..4), 0..4)
    }

    #[derive(Default)]
    struct Model {
        chain: Vec<Vec<u64>>,
        ids: BTreeMap<u64, BTreeSet<SubmissionId>>,
        anonymous: BTreeMap<u64, usize>,
    }

    impl Model {
        fn on_chain(&self, content: u64) -> usize {
            self.chain
                .iter()
                .flatten()
                .filter(|&&other| other == content)
                .count()
        }

        fn known(&self, content: u64) -> usize {
            self.ids.get(&content).map_or(0, BTreeSet::len)
                + self.anonymous.get(&content).copied().unwrap_or(0)
        }

        fn pending(&self, content: u64) -> usize {
            self.known(content) - self.on_chain(content)
        }

        fn leave(&mut self, depth: usize) -> Vec<Vec<u64>> {
            self.chain.split_off(self.chain.len().saturating_sub(depth))
        }

        /// What the chain holds beyond what was known is known now, without a name.
        fn learn_from_chain(&mut self) {
            for content in 0..4 {
                let missing = self.on_chain(content).saturating_sub(self.known(content));
                *self.anonymous.entry(content).or_default() += missing;
            }
        }
    }

    fn links(blocks: &[Vec<u64>]) -> Vec<Arc<Link>> {
        let with_reward = |contents: &Vec<u64>| {
            let gifts = contents.iter().map(|&content| gift(content));
            block(gifts.chain([Transaction::reward("miner")]).collect())
        };
        blocks.iter().map(with_reward).collect()
    }

    /// The mempool and the model, to which the same happens.
    #[derive(Default)]
    struct Both {
        mempool: Mempool,
        model: Model,
        submitted: u64,
    }

    impl Both {
        fn happen(&mut self, step: Step) {
            let Self {
                mempool,
                model,
                submitted,
            } = self;
            match step {
                Step::Submit(content) => {
                    *submitted += 1;
                    mempool
                        .submit(id("here", *submitted), gift(content))
                        .unwrap();
                    model
                        .ids
                        .entry(content)
                        .or_default()
                        .insert(id("here", *submitted));
                }
                Step::Hear(content, serial) => {
                    let before = mempool.len();
                    let news = mempool
                        .hear("teller", id("there", serial), gift(content))
                        .unwrap();
                    assert_eq!(mempool.len(), before + usize::from(news));
                    let anonymous = model.anonymous.entry(content).or_default();
                    if model
                        .ids
                        .entry(content)
                        .or_default()
                        .insert(id("there", serial))
                    {
                        *anonymous = anonymous.saturating_sub(1);
                    }
                }
                Step::Mine(count) => {
                    let mined: Vec<u64> = amounts(mempool).into_iter().take(count).collect();
                    let returned = mempool.reorganise(&[], &links(std::slice::from_ref(&mined)));
                    assert_eq!(returned, 0);
                    model.chain.push(mined);
                }
                Step::Reorg(depth, new) => {
                    let before = mempool.len();
                    let orphaned = model.leave(depth);
                    let returned = mempool.reorganise(&links(&orphaned), &links(&new));
                    assert!(mempool.len() <= before + returned);
                    model.chain.extend(new);
                }
                Step::Sliced(depth, new, most, before, after) => {
                    let orphaned = model.chain.len().saturating_sub(depth);
                    let (old, joining) = (links(&model.chain[orphaned..]), links(&new));
                    let change = super::change(&old, &joining);
                    mempool.prepare(old.len());
                    for step in before {
                        self.mempool.prepare_on(most, &change);
                        self.happen(step);
                        self.compare();
                    }
                    while !self.mempool.prepare_on(most, &change) {}
                    self.mempool.carry_out();
                    self.model.leave(depth);
                    self.model.chain.extend(new);
                    for step in after {
                        self.model.learn_from_chain();
                        self.compare_pending();
                        self.mempool.tidy(most);
                        self.happen(step);
                    }
                    self.model.learn_from_chain();
                    self.compare_pending();
                    while !self.mempool.tidy(most) {}
                }
            }
            self.model.learn_from_chain();
        }

        fn compare_pending(&self) {
            let mut pending = amounts(&self.mempool);
            assert_eq!(pending.len(), self.mempool.len());
            pending.sort_unstable();
            let expected: Vec<u64> = (0..4)
                .flat_map(|content| std::iter::repeat_n(content, self.model.pending(content)))
                .collect();
            assert_eq!(pending, expected);
        }

        fn compare(&self) {
            self.compare_pending();
            let mut told = announced(&self.mempool);
            told.sort_unstable();
            let mut expected: Vec<SubmissionId> = (0..4)
                .flat_map(|content| {
                    let ids = self
                        .model
                        .ids
                        .get(&content)
                        .into_iter()
                        .flatten()
                        .rev()
                        .cloned();
                    ids.take(self.model.pending(content))
                })
                .collect();
            expected.sort_unstable();
            assert_eq!(told, expected);
        }
    }

    proptest! {
        #[test]
        fn it_holds_the_same_after_every_step(steps in prop::collection::vec(step(), 0..60)) {
            let mut both = Both::default();
            for step in steps {
                both.happen(step);
                both.compare();
            }
        }
    }
}
