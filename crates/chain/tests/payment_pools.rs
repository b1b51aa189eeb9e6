//! The mempool of a signed ledger through any sequence of payments, blocks, forks and reorgs, beside a naive one: blocks filled
//! from it are valid, it holds what may come on the chain and nothing else, and whoever loses is told.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chain::{
    Account, Block, Branch, Chain, Difficulty, DropReason, Hash, Ledger, LedgerRule, Link, Number,
    Payment, PaymentPool, ProofRule, Rules, Signature, Transaction,
};
use proptest::prelude::*;

/// Takes any proof: this is about money.
const RULES: Rules = Rules {
    ledger: LedgerRule::Signed,
    reward: 20,
    ..Rules::tutorial(ProofRule::Sealed, Difficulty::MIN)
};

/// Those who pay and mine.
const PEOPLE: u8 = 4;

/// What somebody would like to pay: who, whom, how far ahead of their next seq on the chain, how much, and the fee.
#[derive(Clone, Copy, Debug)]
struct Wish {
    sender: u8,
    recipient: u8,
    ahead: u64,
    amount: u64,
    fee: u64,
}

#[derive(Clone, Debug)]
enum Step {
    /// Somebody makes a payment.
    Pay(Wish, bool),
    /// So many blocks are taken off, and others put there: each with payments that were made before, as far as they are valid
    /// there, and with new ones.
    Blocks(u64, Vec<(Vec<prop::sample::Index>, Vec<Wish>, u8)>),
    /// A block is filled from the pool.
    Mine(u8),
    /// The pool goes on with so many payments.
    Tidy(usize),
}

fn account(person: u8) -> Account {
    Account::from_bytes([person + 1; 32])
}

/// What a wish comes to. Nobody verifies signatures here, so that they are not made.
fn pay(ledger: &Ledger, wish: Wish) -> Transaction {
    let payment = Payment {
        sender: account(wish.sender),
        recipient: account(wish.recipient),
        amount: wish.amount,
        fee: wish.fee,
        seq: ledger.balance(&account(wish.sender)).seq + wish.ahead,
    };
    payment.signed(Signature::from_bytes([0; 64]))
}

fn payment(transaction: &Transaction) -> Payment {
    transaction.payment().unwrap().0
}

fn cost(transaction: &Transaction) -> u64 {
    let payment = payment(transaction);
    payment.amount + payment.fee
}

fn believe(_: &chain::Claim) -> bool {
    true
}

/// The block behind a branch's last, with those of the payments that are valid there.
fn block(branch: &Branch, payments: Vec<Transaction>, miner: u8) -> Block {
    let after = |payments: &[Transaction]| {
        let fees: u64 = payments.iter().map(|paid| payment(paid).fee).sum();
        let mut transactions = payments.to_vec();
        let reward = u64::from(RULES.reward) + fees;
        transactions.push(Transaction::reward_of(reward, account(miner).to_string()));
        Block {
            index: branch.length() + 1,
            // Different miners make different blocks.
            timestamp: Number::from(1_713_205_900 + u64::from(miner)),
            transactions,
            proof: 0,
            previous_hash: chain::PreviousHash::Hash(branch.tip().unwrap().hash()),
            merkle_root: None,
        }
    };
    let mut valid = Vec::new();
    for payment in payments {
        valid.push(payment);
        if branch.clone().push(after(&valid)).is_err() {
            valid.pop();
        }
    }
    after(&valid)
}

/// What a pool is, and what it is held to.
struct World {
    chain: Chain,
    pool: PaymentPool,
    /// All that was ever made, and what of it is somebody's own here.
    made: Vec<Transaction>,
    own: BTreeSet<Hash>,
    /// What a naive pool holds, whether it is one's own, and what it told.
    pending: Vec<(Transaction, bool)>,
    told: Vec<(Transaction, bool)>,
    /// How often each of one's own may have been lost, at most: as often as it was taken, or came on the chain.
    lives: BTreeMap<Hash, usize>,
    deaths: BTreeMap<Hash, usize>,
}

impl World {
    fn new() -> World {
        let mut world = World {
            chain: Chain::new(RULES),
            pool: PaymentPool::default(),
            made: Vec::new(),
            own: BTreeSet::new(),
            pending: Vec::new(),
            told: Vec::new(),
            lives: BTreeMap::new(),
            deaths: BTreeMap::new(),
        };
        for miner in (0..PEOPLE).cycle().take(8) {
            let block = block(&world.chain.fork(u64::MAX), vec![], miner);
            world.chain.append(block).unwrap();
        }
        world
    }

    fn on_chain(&self) -> BTreeSet<Hash> {
        let blocks = self
            .chain
            .links()
            .flat_map(|link| &link.block().transactions);
        blocks.map(Transaction::id).collect()
    }

    /// Whether the pool takes a payment as the naive one does.
    fn pay(
        &mut self,
        transaction: Transaction,
        own: bool,
        naively: bool,
    ) -> Result<(), TestCaseError> {
        let ledger = self.chain.ledger();
        let checked = self.pool.check(ledger, &transaction);
        let taken = self.pool.add(ledger, transaction.clone(), own);
        prop_assert_eq!(&checked, &taken);
        let id = transaction.id();
        let is_pending = self.pool.get(&id).is_some();
        let is_new = own && is_pending && self.own.insert(id);
        let own = self.own.contains(&id);
        if is_new || own && taken.is_ok() {
            *self.lives.entry(id).or_default() += 1;
        }
        self.made.push(transaction.clone());
        if !naively {
            return Ok(());
        }
        let Payment {
            sender, seq, fee, ..
        } = payment(&transaction);
        let balance = ledger.balance(&sender);
        let known = self
            .pending
            .iter_mut()
            .find(|(known, _)| *known == transaction);
        if let Some((_, known)) = known {
            *known |= own;
            prop_assert!(taken.is_err());
            return Ok(());
        }
        let place = self
            .pending
            .iter()
            .position(|(other, _)| (payment(other).sender, payment(other).seq) == (sender, seq));
        let costs = self
            .pending
            .iter()
            .enumerate()
            .filter(|(at, (other, _))| payment(other).sender == sender && Some(*at) != place);
        let costs: u64 = costs.map(|(_, (other, _))| cost(other)).sum();
        let holds = seq >= balance.seq
            && seq <= balance.seq + PaymentPool::MAX_AHEAD
            && costs + cost(&transaction) <= balance.coins
            && place.is_none_or(|place| payment(&self.pending[place].0).fee < fee);
        prop_assert_eq!(taken.is_ok(), holds);
        if holds {
            if let Some(place) = place {
                self.told.push(self.pending.remove(place));
            }
            self.pending.push((transaction, own));
        }
        Ok(())
    }

    fn change(&mut self, below: u64, blocks: Vec<(Vec<Transaction>, Vec<Wish>, u8)>) {
        let mut branch = self
            .chain
            .fork(self.chain.length().saturating_sub(below).max(1));
        for (mut payments, wishes, miner) in blocks {
            // New ones that may contradict what is pending.
            let new: Vec<_> = wishes
                .iter()
                .map(|wish| pay(branch.ledger(), *wish))
                .collect();
            self.made.extend(new.iter().cloned());
            payments.extend(new);
            let next = block(&branch, payments, miner);
            branch.push(next).unwrap();
        }
        branch.set_verified(u64::MAX);
        let reorg = self.chain.replace(branch).unwrap();
        for link in &reorg.adopted {
            self.count_lives(link);
        }
        self.change_naively(&reorg.orphaned);
        self.pool.follow(reorg.orphaned, &reorg.adopted);
    }

    fn count_lives(&mut self, link: &Arc<Link>) {
        for transaction in &link.block().transactions {
            let id = transaction.id();
            if self.own.contains(&id) {
                *self.lives.entry(id).or_default() += 1;
            }
        }
    }

    /// Of all that was pending and all that comes off the chain, what still holds.
    fn change_naively(&mut self, orphaned: &[Arc<Link>]) {
        let on_chain = self.on_chain();
        let mut candidates = std::mem::take(&mut self.pending);
        let back = orphaned.iter().flat_map(|link| &link.block().transactions);
        for transaction in back.filter(|back| !back.is_reward()) {
            let own = self.own.contains(&transaction.id());
            candidates.push((transaction.clone(), own));
        }
        candidates.retain(|(candidate, _)| !on_chain.contains(&candidate.id()));
        let mut best: BTreeMap<(Account, u64), (Transaction, bool)> = BTreeMap::new();
        for candidate in candidates {
            let Payment {
                sender, seq, fee, ..
            } = payment(&candidate.0);
            let next = self.chain.ledger().balance(&sender).seq;
            if !(next..=next + PaymentPool::MAX_AHEAD).contains(&seq) {
                self.told.push(candidate);
                continue;
            }
            match best.get(&(sender, seq)) {
                Some((other, _)) if payment(other).fee >= fee => self.told.push(candidate),
                _ => self.told.extend(best.insert((sender, seq), candidate)),
            }
        }
        while let Some(key) = best.keys().rev().copied().find(|(sender, _)| {
            let all = best.iter().filter(|((other, _), _)| other == sender);
            let costs: u64 = all.map(|(_, (paid, _))| cost(paid)).sum();
            costs > self.chain.ledger().balance(sender).coins
        }) {
            self.told.extend(best.remove(&key));
        }
        self.pending = best.into_values().collect();
    }

    /// What a miner makes of the pool is valid, and takes what pays most.
    fn check_filled(&self, miner: u8) -> Result<Block, TestCaseError> {
        let filled = self.pool.fill(self.chain.ledger(), 1_000, usize::MAX);
        let block = block(&self.chain.fork(u64::MAX), filled.clone(), miner);
        // None was left out because it is not valid.
        prop_assert_eq!(block.transactions.len(), filled.len() + 1);
        prop_assert_eq!(&block.transactions[..filled.len()], &filled[..]);
        let added = self.chain.clone().append_with(block.clone(), &mut believe);
        prop_assert!(added.is_ok(), "{added:?}");
        Ok(block)
    }

    fn tidy(&mut self, most: usize) {
        while !self.pool.tidy(self.chain.ledger(), most) {}
        assert!(self.pool.is_tidy());
    }

    fn heard(&mut self) -> Vec<(Transaction, bool)> {
        let on_chain = self.on_chain();
        let mut heard = Vec::new();
        while let Some(dropped) = self.pool.next_dropped() {
            let id = dropped.transaction.id();
            assert_eq!(dropped.own, self.own.contains(&id) && dropped.own);
            if dropped.own {
                *self.deaths.entry(id).or_default() += 1;
            }
            if self.pool.is_tidy() && dropped.reason == DropReason::Spent {
                let payment = payment(&dropped.transaction);
                assert!(payment.seq < self.chain.ledger().balance(&payment.sender).seq);
                assert!(!on_chain.contains(&id));
            }
            heard.push((dropped.transaction, dropped.own));
        }
        heard
    }

    /// What holds whenever the pool is tidy.
    fn check(&self) -> Result<(), TestCaseError> {
        let ledger = self.chain.ledger();
        let on_chain = self.on_chain();
        let (mut keys, mut costs) = (BTreeSet::new(), BTreeMap::<Account, u64>::new());
        for (id, transaction, own) in self.pool.iter() {
            let Payment { sender, seq, .. } = payment(transaction);
            let next = ledger.balance(&sender).seq;
            prop_assert!(!on_chain.contains(id));
            prop_assert!((next..=next + PaymentPool::MAX_AHEAD).contains(&seq));
            prop_assert!(keys.insert((sender, seq)), "each seq once");
            prop_assert_eq!(own, self.own.contains(id), "one's own stays one's own");
            *costs.entry(sender).or_default() += cost(transaction);
        }
        for (sender, costs) in &costs {
            let coins = ledger.balance(sender).coins;
            prop_assert!(*costs <= coins);
            prop_assert_eq!(self.pool.spendable(ledger, sender), coins - costs);
        }
        for person in 0..PEOPLE {
            let (person, mut next) = (account(person), ledger.balance(&account(person)).seq);
            while keys.contains(&(person, next)) {
                next += 1;
            }
            prop_assert_eq!(self.pool.next_seq(ledger, &person), next);
        }
        let digest = self.pool.iter().fold(0u64, |sum, (id, _, _)| {
            sum.wrapping_add(u64::from_le_bytes(id.as_bytes()[..8].try_into().unwrap()))
        });
        prop_assert_eq!(self.pool.digest(), digest);
        for id in &self.own {
            let lives = self.lives.get(id).copied().unwrap_or_default();
            let deaths = self.deaths.get(id).copied().unwrap_or_default();
            let is_alive = self.pool.get(id).is_some() || on_chain.contains(id);
            prop_assert!(deaths + usize::from(is_alive) <= lives);
            prop_assert!(is_alive || deaths > 0, "who lost was told");
        }
        self.check_greed()
    }

    /// Blocks take the highest fee of those that are next, again and again.
    fn check_greed(&self) -> Result<(), TestCaseError> {
        let ledger = self.chain.ledger();
        let mut left: Vec<Transaction> =
            self.pool.iter().map(|(_, paid, _)| paid.clone()).collect();
        let mut next: BTreeMap<Account, u64> = (0..PEOPLE)
            .map(|person| (account(person), ledger.balance(&account(person)).seq))
            .collect();
        for filled in self.pool.fill(ledger, 1_000, usize::MAX) {
            let is_next = |paid: &&Transaction| next[&payment(paid).sender] == payment(paid).seq;
            let most = left
                .iter()
                .filter(is_next)
                .map(|paid| payment(paid).fee)
                .max();
            prop_assert_eq!(most, Some(payment(&filled).fee));
            *next.get_mut(&payment(&filled).sender).unwrap() += 1;
            left.retain(|paid| *paid != filled);
        }
        prop_assert!(
            left.iter()
                .all(|paid| next[&payment(paid).sender] != payment(paid).seq)
        );
        Ok(())
    }

    /// Takes a step. Where all cost the same, a naive pool can say what must come of it: else it depends on the order in which
    /// blocks are followed who has coins left.
    fn step(&mut self, step: Step, naively: bool) -> Result<(), TestCaseError> {
        match step {
            Step::Pay(wish, own) => {
                let transaction = pay(self.chain.ledger(), wish);
                self.pay(transaction, own, naively)?;
            }
            Step::Blocks(below, blocks) => {
                let made = |index: &prop::sample::Index| {
                    (!self.made.is_empty()).then(|| index.get(&self.made).clone())
                };
                let blocks = blocks
                    .into_iter()
                    .map(|(old, new, miner)| (old.iter().filter_map(made).collect(), new, miner));
                let blocks = blocks.collect();
                self.change(below, blocks);
            }
            Step::Mine(miner) => {
                let block = self.check_filled(miner)?;
                self.chain.append_with(block, &mut believe).unwrap();
                let tip = Arc::clone(self.chain.tip());
                self.count_lives(&tip);
                self.change_naively(&[]);
                self.pool.follow(vec![], &[tip]);
            }
            Step::Tidy(most) => drop(self.pool.tidy(self.chain.ledger(), most)),
        }
        Ok(())
    }
}

fn sorted(mut payments: Vec<(Transaction, bool)>) -> Vec<(String, bool)> {
    let mut texts: Vec<_> = payments
        .drain(..)
        .map(|(paid, own)| (paid.canonical(), own))
        .collect();
    texts.sort();
    texts
}

/// `cost` is what each payment costs; any if there is none.
fn wish(cost: Option<u64>) -> impl Strategy<Value = Wish> {
    let ahead = prop_oneof![8 => 0..4u64, 1 => 63..66u64];
    (0..PEOPLE, 0..PEOPLE, ahead, 1..9u64, 0..4u64).prop_map(
        move |(sender, recipient, ahead, amount, fee)| Wish {
            sender,
            recipient,
            ahead,
            amount: cost.map_or(amount, |cost| cost - fee),
            fee,
        },
    )
}

fn steps(cost: Option<u64>) -> impl Strategy<Value = Vec<Step>> {
    let old = prop::collection::vec(any::<prop::sample::Index>(), 0..6);
    let new = prop::collection::vec(wish(cost).prop_map(|wish| Wish { ahead: 0, ..wish }), 0..3);
    let blocks = prop::collection::vec((old, new, 0..PEOPLE), 0..4);
    let step = prop_oneof![
        6 => (wish(cost), any::<bool>()).prop_map(|(wish, own)| Step::Pay(wish, own)),
        3 => (0..5u64, blocks).prop_map(|(below, blocks)| Step::Blocks(below, blocks)),
        2 => (0..PEOPLE).prop_map(Step::Mine),
        2 => (0..9usize).prop_map(Step::Tidy),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #[test]
    fn a_pool_is_what_a_naive_one_is_after_every_step(steps in steps(Some(5)), most in 1..20usize) {
        let mut world = World::new();
        for step in steps {
            world.step(step, true)?;
            world.tidy(most);
            let mut heard = sorted(world.heard());
            world.check()?;
            world.check_filled(0)?;
            let pending = world.pool.iter().map(|(_, paid, own)| (paid.clone(), own)).collect();
            prop_assert_eq!(sorted(pending), sorted(world.pending.clone()));
            // Of others', the pool tells less: not of what a block gave back and was not taken.
            let mut told = sorted(std::mem::take(&mut world.told));
            prop_assert!(heard.iter().all(|dropped| told.contains(dropped)));
            heard.retain(|(_, own)| *own);
            told.retain(|(_, own)| *own);
            prop_assert_eq!(heard, told);
        }
    }

    #[test]
    fn what_is_filled_is_valid_at_any_time_and_in_the_end_each_loser_is_told(steps in steps(None), most in 1..20usize) {
        let mut world = World::new();
        for step in steps {
            world.step(step, false)?;
            world.heard();
            world.check_filled(1)?;
        }
        world.tidy(most);
        world.heard();
        world.check()?;
        world.check_filled(0)?;
    }
}
