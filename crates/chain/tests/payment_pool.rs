//! The mempool of a signed ledger: who gets in, who gives way, and what becomes of payments when the chain changes.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use chain::{
    Account, Block, Chain, Difficulty, DropReason, Hash, LedgerRule, Link, Number, Payment,
    PaymentPool, PoolError, ProofRule, Rules, Signature, Transaction,
};

/// Takes any proof: this is about money.
const RULES: Rules = Rules {
    ledger: LedgerRule::Signed,
    reward: 100,
    ..Rules::tutorial(ProofRule::Sealed, Difficulty::MIN)
};

const ALICE: u64 = 1;
const BOB: u64 = 2;
const CAROL: u64 = 3;
const MINER: u64 = 4;

fn account(person: u64) -> Account {
    let mut key = [7; 32];
    key[..8].copy_from_slice(&person.to_be_bytes());
    Account::from_bytes(key)
}

/// A payment to carol. Nobody verifies signatures here, so that they are not made.
fn pay(sender: u64, seq: u64, amount: u64, fee: u64) -> Transaction {
    let payment = Payment {
        sender: account(sender),
        recipient: account(CAROL),
        amount,
        fee,
        seq,
    };
    payment.signed(Signature::from_bytes([9; 64]))
}

/// The next block of a chain, in which a miner takes these payments.
fn next(chain: &Chain, miner: u64, mut payments: Vec<Transaction>) -> Block {
    let fees: u64 = payments
        .iter()
        .flat_map(|paid| &paid.signed)
        .map(|signed| signed.fee)
        .sum();
    let reward = u64::from(chain.rules().reward) + fees;
    payments.push(Transaction::reward_of(reward, account(miner).to_string()));
    chain.candidate(Number::from(1_713_205_900u64), payments)
}

fn append(chain: &mut Chain, miner: u64, payments: Vec<Transaction>) -> Arc<Link> {
    let block = next(chain, miner, payments);
    chain.append_with(block, &mut |_| true).unwrap();
    Arc::clone(chain.tip())
}

/// A chain and the pool of its pending payments.
struct World {
    chain: Chain,
    pool: PaymentPool,
}

impl World {
    /// Each of these has mined a block.
    fn with(miners: &[u64]) -> World {
        World::under(RULES, miners)
    }

    fn under(rules: Rules, miners: &[u64]) -> World {
        let mut chain = Chain::new(rules);
        for miner in miners {
            append(&mut chain, *miner, vec![]);
        }
        World {
            chain,
            pool: PaymentPool::default(),
        }
    }

    fn add(&mut self, payment: &Transaction) -> Result<(), PoolError> {
        self.pool.add(self.chain.ledger(), payment.clone(), false)
    }

    fn add_own(&mut self, payment: &Transaction) -> Result<(), PoolError> {
        self.pool.add(self.chain.ledger(), payment.clone(), true)
    }

    fn mine(&mut self, payments: Vec<Transaction>) {
        let link = append(&mut self.chain, MINER, payments);
        self.pool.follow(vec![], &[link]);
        self.tidy();
    }

    /// Replaces the blocks above this length by others with these payments.
    fn fork(&mut self, at: u64, blocks: Vec<Vec<Transaction>>) {
        self.fork_untidily(at, blocks);
        self.tidy();
    }

    fn fork_untidily(&mut self, at: u64, blocks: Vec<Vec<Transaction>>) {
        let other = forked(&self.chain, at, blocks);
        let mut branch = self.chain.fork(at);
        for link in other.links().skip(at as usize) {
            branch.push(link.block().clone()).unwrap();
        }
        branch.set_verified(u64::MAX);
        let reorg = self.chain.replace(branch).unwrap();
        self.pool.follow(reorg.orphaned, &reorg.adopted);
    }

    fn tidy(&mut self) {
        while !self.pool.tidy(self.chain.ledger(), 3) {}
        assert!(self.pool.is_tidy());
    }

    fn pending(&self) -> Vec<Transaction> {
        self.pool
            .iter()
            .map(|(_, payment, _)| payment.clone())
            .collect()
    }

    fn fill(&self) -> Vec<Transaction> {
        self.pool.fill(self.chain.ledger(), 1_000, usize::MAX)
    }

    fn told(&mut self) -> Vec<(Transaction, bool, DropReason)> {
        let next = || self.pool.next_dropped();
        std::iter::from_fn(next)
            .map(|dropped| (dropped.transaction, dropped.own, dropped.reason))
            .collect()
    }
}

/// The chain up to this length, with other blocks behind it.
fn forked(chain: &Chain, at: u64, blocks: Vec<Vec<Transaction>>) -> Chain {
    let kept = chain
        .links()
        .take(at as usize)
        .map(|link| link.block().clone());
    let mut other = Chain::validate_with(chain.rules(), kept.collect(), &mut |_| true).unwrap();
    for payments in blocks {
        append(&mut other, BOB, payments);
    }
    other
}

#[test]
fn each_reason_not_to_take_a_payment_is_told_in_a_sentence() {
    let mut world = World::with(&[ALICE]);
    world.mine(vec![pay(ALICE, 0, 1, 0)]);
    world.add(&pay(ALICE, 1, 50, 3)).unwrap();
    let missing = Payment::MAX_COINS + 1;
    for (payment, said) in [
        (
            Transaction::reward_of(5, account(ALICE).to_string()),
            "this is not a payment: a signed ledger needs the accounts of a sender and a recipient, an amount, a fee, a seq \
             and a signature",
        ),
        (pay(ALICE, 1, 50, 3), "this payment is pending already"),
        (
            pay(ALICE, 0, 5, 1),
            "a payment with seq 0 of this account is on the chain already: its next seq is 1",
        ),
        (
            pay(ALICE, 66, 5, 1),
            "seq 66 is too far ahead: the account's next seq on the chain is 1, and pending payments may be at most 64 ahead",
        ),
        (
            pay(ALICE, 2, 46, 1),
            "the account has 99 coins on the chain: too few for this payment and its other pending ones, which take 100 with \
             their fees",
        ),
        (
            pay(ALICE, 1, 5, 3),
            "another payment with this seq is pending: to replace it, the fee must be at least 4, not 3",
        ),
    ] {
        let error = world
            .pool
            .check(world.chain.ledger(), &payment)
            .unwrap_err();
        assert_eq!(error.to_string(), said);
        assert_eq!(world.add(&payment), Err(error));
    }
    for strange in [
        pay(ALICE, 1, 0, 9),
        pay(ALICE, 1, missing, 9),
        pay(ALICE, 1, 5, missing),
        pay(ALICE, missing, 5, 9),
        Transaction {
            sender: "alice".to_owned(),
            ..pay(ALICE, 1, 5, 9)
        },
    ] {
        assert_eq!(world.add(&strange), Err(PoolError::NotAPayment));
    }
    assert_eq!(world.pending(), [pay(ALICE, 1, 50, 3)]);
    assert!(world.told().is_empty());
    world.add(&pay(ALICE, 65, 45, 1)).unwrap();
    assert_eq!(world.pool.len(), 2);
}

#[test]
fn accounts_without_coins_on_the_chain_take_up_no_room() {
    let mut world = World::with(&[ALICE]);
    world.add(&pay(ALICE, 0, 90, 0)).unwrap();
    // Carol will have coins, but has none yet.
    for person in [CAROL, 77, 78] {
        let needs = PoolError::Funds { has: 0, needs: 1 };
        assert_eq!(world.add(&pay(person, 0, 1, 0)), Err(needs));
    }
    world.mine(world.fill());
    world.add(&pay(CAROL, 0, 90, 0)).unwrap();
}

#[test]
fn a_payment_gives_way_to_a_higher_fee_and_its_owner_is_told() {
    let mut world = World::with(&[ALICE]);
    let (low, high) = (pay(ALICE, 0, 60, 1), pay(ALICE, 0, 60, 2));
    world.add_own(&low).unwrap();
    world.add(&pay(ALICE, 1, 30, 0)).unwrap();
    // The one that it replaces does not count.
    world.add(&high).unwrap();
    assert_eq!(world.pending(), [pay(ALICE, 1, 30, 0), high.clone()]);
    assert_eq!(world.told(), [(low, true, DropReason::Replaced)]);
    let needs = PoolError::Funds {
        has: 100,
        needs: 101,
    };
    assert_eq!(world.add(&pay(ALICE, 0, 68, 3)), Err(needs));
    assert_eq!(world.fill(), [high, pay(ALICE, 1, 30, 0)]);
}

#[test]
fn blocks_take_the_highest_fee_first_and_each_accounts_payments_in_turn() {
    let mut world = World::with(&[ALICE, BOB, MINER]);
    for payment in [
        pay(ALICE, 1, 1, 9),
        pay(ALICE, 0, 1, 2),
        pay(BOB, 0, 1, 3),
        pay(BOB, 1, 1, 1),
        pay(BOB, 3, 1, 9),
        pay(MINER, 1, 1, 9),
        pay(MINER, 2, 1, 9),
    ] {
        world.add(&payment).unwrap();
    }
    let order = [
        pay(BOB, 0, 1, 3),
        pay(ALICE, 0, 1, 2),
        pay(ALICE, 1, 1, 9),
        pay(BOB, 1, 1, 1),
    ];
    assert_eq!(
        world.fill(),
        order,
        "what waits for a missing one is in no block"
    );

    let ledger = world.chain.ledger();
    assert_eq!(world.pool.fill(ledger, 3, usize::MAX), order[..3]);
    let bytes: usize = order.iter().map(|payment| payment.canonical().len()).sum();
    assert_eq!(world.pool.fill(ledger, 1_000, bytes), order);
    assert_eq!(world.pool.fill(ledger, 1_000, bytes - 1), order[..3]);
    assert!(world.pool.fill(ledger, 1_000, 0).is_empty());

    // The missing one may come in a block. Then the others follow.
    world.mine(vec![pay(MINER, 0, 1, 0)]);
    assert_eq!(
        world.fill()[..2],
        [pay(MINER, 1, 1, 9), pay(MINER, 2, 1, 9)]
    );
}

#[test]
fn equal_fees_are_taken_in_the_order_of_arrival() {
    let people: Vec<u64> = (10..20).collect();
    let mut world = World::with(&people);
    let payments: Vec<_> = people
        .iter()
        .rev()
        .map(|person| pay(*person, 0, 5, 1))
        .collect();
    for payment in &payments {
        world.add(payment).unwrap();
    }
    assert_eq!(world.fill(), payments);
}

#[test]
fn an_account_sees_its_next_seq_and_what_it_can_still_spend() {
    let mut world = World::with(&[ALICE]);
    let ask = |world: &World| {
        let (ledger, alice) = (world.chain.ledger(), account(ALICE));
        (
            world.pool.next_seq(ledger, &alice),
            world.pool.spendable(ledger, &alice),
        )
    };
    assert_eq!(ask(&world), (0, 100));
    for (seq, expected) in [(0, (1, 89)), (2, (1, 78)), (1, (3, 67))] {
        world.add(&pay(ALICE, seq, 10, 1)).unwrap();
        assert_eq!(ask(&world), expected);
    }
    world.mine(vec![pay(ALICE, 0, 50, 1)]);
    assert_eq!(ask(&world), (3, 27));
    assert_eq!(world.pool.next_seq(world.chain.ledger(), &account(BOB)), 0);
}

#[test]
fn what_comes_on_the_chain_leaves_silently_and_the_loser_of_a_double_spend_is_told() {
    let mut world = World::with(&[ALICE, BOB]);
    let (paid, void) = (pay(ALICE, 0, 5, 1), pay(BOB, 0, 5, 1));
    world.add_own(&paid).unwrap();
    world.add_own(&void).unwrap();
    world.add(&pay(BOB, 1, 5, 1)).unwrap();
    world.mine(vec![paid, pay(BOB, 0, 6, 0), pay(BOB, 1, 7, 0)]);
    assert!(world.pool.is_empty());
    let told = [
        (void.clone(), true, DropReason::Spent),
        (pay(BOB, 1, 5, 1), false, DropReason::Spent),
    ];
    assert_eq!(world.told(), told);
    let past = PoolError::SeqPast { seq: 0, next: 2 };
    assert_eq!(world.add(&void), Err(past));
}

#[test]
fn what_a_block_gives_back_is_pending_again_as_ones_own_if_it_was() {
    let mut world = World::with(&[ALICE, BOB]);
    let (own, others) = (pay(ALICE, 0, 5, 1), pay(BOB, 0, 5, 1));
    world.add_own(&own).unwrap();
    world.add(&others).unwrap();
    world.mine(vec![own.clone(), others.clone(), pay(BOB, 1, 5, 0)]);
    world.fork(3, vec![vec![], vec![others]]);
    assert_eq!(world.pending(), [own.clone(), pay(BOB, 1, 5, 0)]);
    let owners: Vec<bool> = world.pool.iter().map(|(_, _, own)| own).collect();
    assert_eq!(owners, [true, false]);
    assert!(world.told().is_empty());
    assert!(world.pool.is_verified(&own.id()));
}

#[test]
fn a_payment_in_a_block_that_left_the_chain_may_have_lost_a_double_spend() {
    let mut world = World::with(&[ALICE]);
    let (own, rival) = (pay(ALICE, 0, 5, 1), pay(ALICE, 0, 6, 0));
    world.add_own(&own).unwrap();
    world.mine(vec![own.clone()]);
    world.fork(2, vec![vec![], vec![rival.clone()]]);
    assert!(world.pool.is_empty());
    assert_eq!(world.told(), [(own.clone(), true, DropReason::Spent)]);

    // It comes back on the chain, and is lost anew: that is news.
    world.fork(2, vec![vec![own.clone()], vec![], vec![]]);
    assert!(world.told().is_empty());
    world.fork(2, vec![vec![rival.clone()]]);
    assert_eq!(world.told(), [(own.clone(), true, DropReason::Spent)]);
    // It stays lost while nobody has it.
    world.fork(2, vec![vec![], vec![]]);
    assert!(world.told().is_empty());
    assert_eq!(world.pending(), [rival]);
}

#[test]
fn ones_own_in_a_block_from_before_the_pool_can_be_noted() {
    let mut world = World::with(&[ALICE]);
    append(&mut world.chain, BOB, vec![pay(ALICE, 0, 5, 1)]);
    world.pool.note_own(pay(ALICE, 0, 5, 1).id());
    world.fork(2, vec![vec![], vec![pay(ALICE, 0, 6, 1)]]);
    assert_eq!(
        world.told(),
        [(pay(ALICE, 0, 5, 1), true, DropReason::Spent)]
    );
}

#[test]
fn of_two_payments_with_one_seq_a_block_gives_back_the_higher_fee_stays() {
    let mut world = World::with(&[ALICE]);
    let payments = [1, 2, 3].map(|fee| pay(ALICE, 0, 5, fee));
    world.mine(vec![payments[1].clone()]);
    world.fork(2, vec![vec![]]);
    assert_eq!(world.pending(), payments[1..2]);
    // A block may hold what others have replaced.
    world.mine(vec![payments[0].clone()]);
    assert_eq!(
        world.told(),
        [(payments[1].clone(), false, DropReason::Spent)]
    );
    world.fork(3, vec![vec![]]);
    assert_eq!(world.pending(), payments[..1]);
    world.mine(vec![payments[2].clone()]);
    assert_eq!(
        world.told(),
        [(payments[0].clone(), false, DropReason::Spent)]
    );
    world.fork(4, vec![]);
    assert_eq!(world.pending(), payments[2..]);
}

#[test]
fn an_account_with_too_few_coins_left_loses_its_last_payments_first() {
    let mut world = World::with(&[ALICE, ALICE]);
    for (seq, amount) in [(0, 50), (1, 50), (2, 10), (3, 80)] {
        world.add_own(&pay(ALICE, seq, amount, 0)).unwrap();
    }
    // One of the blocks that she mined leaves the chain.
    world.fork(2, vec![vec![], vec![]]);
    assert_eq!(
        world.pending(),
        [pay(ALICE, 0, 50, 0), pay(ALICE, 1, 50, 0)]
    );
    let told = [(3, 80), (2, 10)]
        .map(|(seq, amount)| (pay(ALICE, seq, amount, 0), true, DropReason::Funds));
    assert_eq!(world.told(), told);

    // So does one who was paid in a block that leaves it.
    world.mine(vec![pay(ALICE, 0, 50, 0)]);
    world.add(&pay(CAROL, 0, 50, 0)).unwrap();
    world.fork(4, vec![vec![], vec![]]);
    let length = world.chain.length();
    assert_eq!(
        world.told(),
        [(pay(CAROL, 0, 50, 0), false, DropReason::Funds)]
    );
    assert_eq!(
        world.pending(),
        [pay(ALICE, 1, 50, 0), pay(ALICE, 0, 50, 0)]
    );

    // And one who spent more than was pending, as here with two payments of one seq.
    world.fork(length, vec![vec![pay(ALICE, 0, 60, 0)]]);
    assert!(world.pool.is_empty());
    let told = [
        (pay(ALICE, 1, 50, 0), true, DropReason::Funds),
        (pay(ALICE, 0, 50, 0), true, DropReason::Spent),
    ];
    assert_eq!(world.told(), told);
}

#[test]
fn what_is_too_far_ahead_after_a_change_is_dropped() {
    let mut world = World::with(&[ALICE]);
    world.mine(vec![pay(ALICE, 0, 1, 0), pay(ALICE, 1, 1, 0)]);
    for seq in [64, 65, 66] {
        world.add_own(&pay(ALICE, seq, 1, 0)).unwrap();
    }
    world.fork(2, vec![vec![pay(ALICE, 0, 1, 0)]]);
    let left = [
        pay(ALICE, 64, 1, 0),
        pay(ALICE, 65, 1, 0),
        pay(ALICE, 1, 1, 0),
    ];
    assert_eq!(world.pending(), left);
    assert_eq!(
        world.told(),
        [(pay(ALICE, 66, 1, 0), true, DropReason::TooFar)]
    );
    assert!(DropReason::TooFar.to_string().contains("too far ahead"));
}

#[test]
fn changes_that_follow_each_other_are_judged_by_how_the_chain_ends() {
    let mut world = World::with(&[ALICE, BOB]);
    let (alices, bobs) = (pay(ALICE, 0, 5, 1), pay(BOB, 0, 5, 1));
    world.add_own(&alices).unwrap();
    world.add_own(&bobs).unwrap();
    // A rival comes and goes, and then both win; in between the pool had no time.
    let rivals = vec![pay(ALICE, 0, 6, 0), pay(BOB, 0, 6, 0)];
    world.fork_untidily(3, vec![rivals.clone()]);
    assert!(world.fill().is_empty());
    world.fork_untidily(3, vec![vec![], vec![alices.clone(), bobs.clone()]]);
    world.tidy();
    assert!(world.pool.is_empty());
    assert!(world.told().is_empty());
    // Both leave again; a rival of the one comes, and the other is pending.
    world.fork_untidily(3, vec![rivals]);
    world.fork_untidily(3, vec![vec![alices.clone(), bobs.clone()]]);
    world.fork_untidily(3, vec![vec![pay(ALICE, 0, 6, 0)], vec![]]);
    world.tidy();
    assert_eq!(world.pending(), [bobs]);
    let mut told = world.told();
    told.retain(|(_, own, _)| *own);
    assert_eq!(told, [(alices, true, DropReason::Spent)]);
}

#[test]
fn a_payment_heard_before_it_is_known_to_be_ones_own_becomes_so() {
    let mut world = World::with(&[ALICE]);
    let payment = pay(ALICE, 0, 5, 1);
    world.add(&payment).unwrap();
    assert_eq!(world.add_own(&payment), Err(PoolError::Known));
    assert!(world.pool.iter().all(|(_, _, own)| own));
    world.mine(vec![pay(ALICE, 0, 6, 1)]);
    assert_eq!(world.told(), [(payment, true, DropReason::Spent)]);
}

#[test]
fn equal_pools_have_equal_digests_and_a_change_shows_in_the_revision() {
    let (mut one, mut other) = (World::with(&[ALICE]), World::with(&[ALICE]));
    let [first, second] = [0, 1].map(|seq| pay(ALICE, seq, 5, 1));
    let mut revisions = vec![one.pool.revision()];
    assert_eq!(one.pool.digest(), 0);
    for payment in [&first, &second] {
        one.add(payment).unwrap();
        revisions.push(one.pool.revision());
    }
    other.add(&second).unwrap();
    assert_ne!(one.pool.digest(), other.pool.digest());
    other.add(&first).unwrap();
    assert_eq!(one.pool.digest(), other.pool.digest());
    one.add(&pay(ALICE, 1, 5, 2)).unwrap();
    revisions.push(one.pool.revision());
    assert_ne!(one.pool.digest(), other.pool.digest());
    one.mine(one.fill());
    revisions.push(one.pool.revision());
    assert_eq!(one.pool.digest(), 0);
    let all = revisions.len();
    revisions.dedup();
    assert_eq!(revisions.len(), all);

    assert_eq!(other.pool.get(&first.id()), Some(&first));
    assert_eq!(other.pool.get(&pay(ALICE, 1, 5, 2).id()), None);
    assert!(
        other
            .pool
            .iter()
            .all(|(id, payment, _)| *id == payment.id())
    );
}

#[test]
fn a_verified_signature_is_remembered_when_its_payment_is_on_the_chain() {
    let mut world = World::with(&[ALICE]);
    let payment = pay(ALICE, 0, 5, 1);
    assert!(!world.pool.is_verified(&payment.id()));
    world.add(&payment).unwrap();
    assert!(world.pool.is_verified(&payment.id()));
    world.mine(world.fill());
    assert!(world.pool.is_verified(&payment.id()));
    let other = Hash::of("another");
    world.pool.note_verified(other);
    assert!(world.pool.is_verified(&other));
}

#[test]
fn ones_own_payment_that_was_dropped_and_comes_back_from_others_is_ones_own() {
    let mut world = World::with(&[BOB, ALICE]);
    let payment = pay(ALICE, 0, 5, 1);
    world.add_own(&payment).unwrap();
    // The block that she mined is another's now, and then it is hers again.
    let hers = Arc::clone(world.chain.tip());
    world.fork(2, vec![vec![]]);
    assert_eq!(world.told(), [(payment.clone(), true, DropReason::Funds)]);
    let mut branch = world.chain.fork(2);
    branch.push(hers.block().clone()).unwrap();
    let reorg = world.chain.replace(branch).unwrap();
    world.pool.follow(reorg.orphaned, &reorg.adopted);
    world.tidy();
    world.add(&payment).unwrap();
    assert!(world.pool.iter().all(|(_, _, own)| own));
}

#[test]
fn an_owner_is_told_once_of_a_payment_that_is_submitted_again_while_a_block_gives_it_back() {
    let mut world = World::with(&[ALICE, ALICE]);
    let [first, second] = [(0, 1), (1, 150)].map(|(seq, amount)| pay(ALICE, seq, amount, 0));
    world.add_own(&first).unwrap();
    world.add_own(&second).unwrap();
    world.mine(vec![first.clone(), second.clone()]);
    world.fork_untidily(3, vec![vec![]]);
    world.add_own(&second).unwrap();
    world.fork_untidily(2, vec![vec![], vec![], vec![]]);
    world.tidy();
    assert_eq!(world.told(), [(second, true, DropReason::Funds)]);
    assert_eq!(world.pending(), [first]);
}

#[test]
fn of_two_payments_with_one_seq_and_one_fee_the_pending_one_stays() {
    let mut world = World::with(&[ALICE]);
    let [on_chain, pending] = [5, 6].map(|amount| pay(ALICE, 0, amount, 1));
    world.mine(vec![on_chain.clone()]);
    world.pool.note_own(on_chain.id());
    world.fork_untidily(2, vec![vec![]]);
    world.add(&pending).unwrap();
    world.tidy();
    assert_eq!(world.pending(), [pending]);
    assert_eq!(world.told(), [(on_chain, true, DropReason::Replaced)]);
}

#[test]
fn a_miner_whose_block_left_the_chain_has_its_coins_no_more() {
    let mut world = World::with(&[BOB, ALICE]);
    world.add(&pay(ALICE, 0, 50, 0)).unwrap();
    world.fork(2, vec![vec![]]);
    assert!(world.pool.is_empty());
}

/// How many accounts it takes to fill the pool, with 64 payments each, and a few left over.
const CROWD: u64 = 160;
const FIRST: u64 = 1_000;

/// A world whose pool is full: 64 payments each of many accounts, with this fee for each; and Alice, Bob and the miner have
/// coins, too.
fn crowded(own: bool, fee: impl Fn(u64) -> u64) -> World {
    let mut miners: Vec<u64> = (FIRST..FIRST + CROWD).collect();
    miners.extend([ALICE, BOB, MINER]);
    let rules = Rules {
        reward: 1_000_000,
        ..RULES
    };
    let mut world = World::under(rules, &miners);
    let all = (0..64).flat_map(|seq| (FIRST..FIRST + CROWD).map(move |person| (person, seq)));
    for (person, seq) in all.take(PaymentPool::MAX_PENDING) {
        let payment = pay(person, seq, 1, fee(person));
        world.pool.add(world.chain.ledger(), payment, own).unwrap();
    }
    assert_eq!(world.pool.len(), PaymentPool::MAX_PENDING);
    world
}

#[test]
fn where_the_pool_is_full_the_last_payment_of_the_account_that_pays_least_goes() {
    let mut world = crowded(false, |person| match person {
        1_007 => 3,
        _ => 10,
    });
    let error = world.add(&pay(ALICE, 0, 5, 2)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "10000 payments are pending, and no more fit: the fee must be at least 4"
    );
    assert_eq!(world.add(&pay(ALICE, 0, 5, 3)), Err(error));
    world.add(&pay(ALICE, 0, 5, 4)).unwrap();
    let last = world.pool.next_seq(world.chain.ledger(), &account(1_007));
    assert_eq!(
        world.told(),
        [(pay(1_007, last, 1, 3), false, DropReason::Crowded)]
    );
    // A replacement takes no place.
    world.add(&pay(ALICE, 0, 5, 5)).unwrap();
    assert_eq!(
        world.told(),
        [(pay(ALICE, 0, 5, 4), false, DropReason::Replaced)]
    );
    assert_eq!(world.pool.len(), PaymentPool::MAX_PENDING);
    for seq in 1..63 {
        world.add(&pay(ALICE, seq, 5, 5)).unwrap();
    }
    assert_eq!(
        world.pool.next_seq(world.chain.ledger(), &account(1_007)),
        0
    );
    let told = world.told();
    assert!(
        told.iter()
            .all(|(payment, _, _)| payment.sender == account(1_007).to_string())
    );

    // Her last one is the next to go, but not for one that would wait for it.
    let full = PoolError::Full { needed: None };
    assert_eq!(world.add(&pay(ALICE, 63, 5, 5)), Err(full));
    world.add_own(&pay(ALICE, 63, 5, 5)).unwrap();
    assert_eq!(
        world.pool.next_seq(world.chain.ledger(), &account(ALICE)),
        64
    );
    let told = world.told();
    assert!(told.len() == 1 && told[0].0.sender != account(ALICE).to_string());
    world.add(&pay(MINER, 0, 5, 6)).unwrap_err();
}

#[test]
fn a_high_fee_shields_no_low_one_before_it() {
    let mut world = crowded(false, |person| if person == 1_007 { 3 } else { 10 });
    let shield = pay(1_007, 62, 1, 1_000);
    world.add(&shield).unwrap();
    world.told();
    world.add(&pay(ALICE, 0, 5, 4)).unwrap();
    assert_eq!(world.told(), [(shield, false, DropReason::Crowded)]);
}

#[test]
fn the_newest_of_those_that_are_worth_as_little_goes_first() {
    let mut world = crowded(false, |person| if person < 1_002 { 3 } else { 10 });
    world.add(&pay(BOB, 0, 5, 6)).unwrap();
    assert_eq!(
        world.told(),
        [(pay(1_001, 62, 1, 3), false, DropReason::Crowded)]
    );
}

#[test]
fn high_fees_behind_a_low_one_or_behind_a_gap_hold_no_place() {
    let mut world = crowded(false, |_| 10);
    for (payment, taken) in [
        // Behind one that is missing, no fee is enough.
        (pay(ALICE, 1, 5, 1_000), false),
        (pay(ALICE, 0, 5, 11), true),
        // It comes on the chain no sooner than the one before it.
        (pay(ALICE, 1, 5, 1_000), true),
        (pay(BOB, 0, 5, 10), false),
    ] {
        assert_eq!(world.add(&payment).is_ok(), taken, "{payment:?}");
    }
    let error = world.add(&pay(BOB, 1, 5, 1_000)).unwrap_err();
    assert_eq!(error, PoolError::Full { needed: None });
    assert_eq!(
        error.to_string(),
        "10000 payments are pending, no more fit, and all of them come before this one"
    );
    world.told();
    // A pool with a place left takes them, and they are the first to go.
    world.mine(vec![pay(FIRST, 0, 1, 10)]);
    world.add(&pay(MINER, 1, 5, 1_000)).unwrap();
    world.add(&pay(BOB, 0, 5, 0)).unwrap();
    assert_eq!(
        world.told(),
        [(pay(MINER, 1, 5, 1_000), false, DropReason::Crowded)]
    );
    world.add(&pay(MINER, 0, 5, 1)).unwrap();
    assert_eq!(
        world.told(),
        [(pay(BOB, 0, 5, 0), false, DropReason::Crowded)]
    );
}

#[test]
fn ones_own_payments_go_last() {
    let mut world = crowded(false, |_| 10);
    for seq in 0..3 {
        world.add_own(&pay(ALICE, seq, 5, 0)).unwrap();
    }
    assert_eq!(world.told().len(), 3);
    world.add(&pay(BOB, 0, 5, 11)).unwrap();
    assert!(world.told().iter().all(|(_, own, _)| !own));
    assert_eq!(
        world.pool.next_seq(world.chain.ledger(), &account(ALICE)),
        3
    );

    let mut world = crowded(true, |_| 10);
    assert_eq!(
        world.add(&pay(BOB, 0, 5, 999)),
        Err(PoolError::Full { needed: None })
    );
    assert_eq!(
        world.add_own(&pay(BOB, 0, 5, 10)),
        Err(PoolError::Full { needed: Some(11) })
    );
    world.add_own(&pay(BOB, 0, 5, 11)).unwrap();
    let told = world.told();
    assert_eq!(told.len(), 1);
    assert!(told[0].1 && told[0].2 == DropReason::Crowded);
}

#[test]
fn a_full_pool_keeps_what_is_worth_most_of_what_a_block_gives_back() {
    let mut world = crowded(false, |_| 10);
    world.add_own(&pay(ALICE, 0, 5, 0)).unwrap();
    let length = world.chain.length();
    world.mine(vec![
        pay(ALICE, 0, 5, 0),
        pay(BOB, 0, 5, 11),
        pay(MINER, 0, 5, 9),
    ]);
    world.add(&pay(FIRST, 63, 1, 10)).unwrap_or(());
    world.told();
    world.fork(length, vec![vec![], vec![]]);
    assert_eq!(world.pool.len(), PaymentPool::MAX_PENDING);
    let is_there = |payment: Transaction| world.pool.get(&payment.id()).is_some();
    assert!(is_there(pay(ALICE, 0, 5, 0)) && is_there(pay(BOB, 0, 5, 11)));
    assert!(!is_there(pay(MINER, 0, 5, 9)));
}

#[test]
fn a_full_pool_follows_a_change_of_a_hundred_full_blocks_in_slices() {
    let mut world = crowded(false, |_| 10);
    let base = world.chain.length();
    // Each account pays on, in both forks other payments.
    let blocks = |amount: u64| -> Vec<Vec<Transaction>> {
        let all = (0..700).flat_map(|seq| (0..143).map(move |person| (FIRST + person, seq)));
        let payments: Vec<_> = all
            .map(|(person, seq)| pay(person, seq, amount, 10))
            .collect();
        payments.chunks(1_000).map(<[_]>::to_vec).collect()
    };
    world.fork_untidily(base, blocks(1));
    let mut slices = 1;
    while !world.pool.tidy(world.chain.ledger(), 1_000) {
        slices += 1;
    }
    // A hundred blocks; and nobody who waits is told anything, for what waited is on the chain.
    assert!((100..110).contains(&slices), "{slices}");
    let others = world
        .pool
        .iter()
        .all(|(_, payment, _)| payment.sender >= account(FIRST + 143).to_string());
    assert!(others && world.told().is_empty());

    // A fork with other payments, and one without any: all are pending again, up to how far ahead they may be.
    for other in [blocks(2), vec![vec![]; 101]] {
        world.fork_untidily(base, other);
        loop {
            let start = std::time::Instant::now();
            let done = world.pool.tidy(world.chain.ledger(), 1_000);
            println!("{:?}", start.elapsed());
            assert!(world.pool.len() <= PaymentPool::MAX_PENDING);
            if done {
                break;
            }
        }
    }
    assert_eq!(world.pool.len(), PaymentPool::MAX_PENDING);
    let filled = world.fill();
    assert_eq!(filled.len(), 1_000);
    append(&mut world.chain, MINER, filled);
}
