//! Rooms with a signed ledger: payments, fees, double spends, and those who try to cheat.
//!
//! Signatures are made up here, as what a node does with them does not depend on how they are made: one is right if it repeats
//! its sender's account.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
    time::Duration,
};

use chain::{
    Account, Block, Chain, Claim, Difficulty, DropReason, FaultKind, Hash, LedgerRule, Number,
    Payment, ProofRule, Retarget, Rules, Signature, Transaction,
};
use node::{
    Activity, Address, Answer, Command, CommandError, Input, Mode, Node, NodeName, PaymentOrder,
    PeerFault, PeerOutcome, Time,
    wire::{Message, WIRE_VERSION},
};
use protocol::{Envelope, Frame, Payload};
use sim::{Observer, Report, Signatures};

use crate::{
    forge,
    simulation::{Link, Network, Site, seconds},
};

/// The tutorial's rules at their easiest, with a signed ledger.
fn coins() -> Rules {
    Rules {
        ledger: LedgerRule::Signed,
        reward: 50,
        ..Rules::tutorial(ProofRule::Sealed, Difficulty::new(6).unwrap())
    }
}

/// With a difficulty that follows the hash power, of a block in ten seconds.
fn like_bitcoin() -> Rules {
    Rules {
        retarget: Some(Retarget {
            block_seconds: 10,
            half_life_seconds: 60,
        }),
        ..Rules {
            proof: ProofRule::Header,
            ..coins()
        }
    }
}

fn account(site: Site) -> Account {
    Account::from_bytes([site as u8 + 1; 32])
}

fn signature(payment: &Payment) -> Signature {
    let mut bytes = [7; 64];
    bytes[..32].copy_from_slice(payment.sender.as_bytes());
    Signature::from_bytes(bytes)
}

thread_local! {
    /// How many signatures were verified in this test.
    static VERIFIED: Cell<usize> = const { Cell::new(0) };
}

fn is_right(claim: &Claim, _: &Hash) -> bool {
    VERIFIED.set(VERIFIED.get() + 1);
    claim.signature == signature(&claim.payment)
}

const SIGNATURES: Signatures = Signatures {
    verify: is_right,
    sign: |_, payment, _| signature(payment),
    each_takes: Duration::from_micros(115),
};

/// Nodes that know each other, each with an account.
fn network(seed: u64, nodes: usize, rules: Rules) -> Network {
    let mut network = Network::of(seed, nodes, rules);
    network.signatures = Some(SIGNATURES);
    for site in network.nodes() {
        network.update(site, |node, now| {
            node.handle(now, Input::Account(account(site)));
        });
    }
    network
}

/// One in which they live by themselves, and where the first has mined so many blocks, which all have.
fn mined(seed: u64, nodes: usize, rules: Rules, blocks: u64) -> Network {
    let mut network = network(seed, nodes, rules);
    network.all_live(Mode::Live);
    for _ in 0..blocks {
        network.mine(0);
    }
    network.run(seconds(10));
    for site in network.nodes() {
        assert_eq!(network.length(site), blocks + 1, "site {site}");
    }
    network
}

fn order(recipient: Site, amount: u64, fee: u64) -> PaymentOrder {
    PaymentOrder {
        recipient: account(recipient),
        amount,
        fee,
        seq: None,
    }
}

fn pay(network: &mut Network, from: Site, order: PaymentOrder) -> Result<Hash, CommandError> {
    match network.order(from, Command::Pay(order))? {
        Answer::Submitted { id: Some(id), .. } => Ok(id),
        other => panic!("a payment was answered with {other:?}"),
    }
}

fn coins_of(node: &Node, site: Site) -> u64 {
    node.chain().ledger().balance(&account(site)).coins
}

fn dropped(network: &Network, site: Site) -> Vec<DropReason> {
    let activities = network.activities(site).into_iter();
    let dropped = activities.filter_map(|activity| match activity {
        Activity::PaymentDropped { reason, .. } => Some(reason),
        _ => None,
    });
    dropped.collect()
}

/// The next block, with these payments, by this miner.
fn block(chain: &Chain, mut payments: Vec<Transaction>, miner: Site, at: Number) -> Block {
    let fees: u64 = payments
        .iter()
        .filter_map(|payment| Some(payment.signed.as_ref()?.fee))
        .sum();
    let reward = chain.rules().reward_at(chain.length() + 1) + fees;
    payments.push(Transaction::reward_of(reward, account(miner).to_string()));
    let mut block = chain.candidate(at, payments);
    let puzzle = chain.puzzle(&block);
    block.proof = (0..).find(|&proof| puzzle.accepts(proof)).unwrap();
    block
}

fn later(chain: &Chain, by: u64) -> Number {
    Number::from(1_713_205_842 + 10 * chain.length() + by)
}

#[test]
fn what_was_mined_can_be_spent_and_all_agree_on_who_has_what() {
    for rules in [coins(), like_bitcoin()] {
        let mut network = mined(201, 5, rules, 2);
        let first = pay(&mut network, 0, order(1, 30, 2)).unwrap();
        let second = pay(&mut network, 0, order(2, 20, 1)).unwrap();
        network.run(seconds(5));
        for site in network.nodes() {
            let pending: Vec<_> = network
                .node(site)
                .payments()
                .iter()
                .map(|(id, ..)| *id)
                .collect();
            assert_eq!(pending, [first, second], "site {site}");
        }
        network.mine(3);
        network.run(seconds(10));
        for site in network.nodes() {
            let node = network.node(site);
            let coins: Vec<u64> = (0..5).map(|site| coins_of(node, site)).collect();
            assert_eq!(coins, [47, 30, 20, 53, 0], "site {site}");
            assert!(node.payments().is_empty(), "site {site}");
        }
    }
}

#[test]
fn a_payment_that_cannot_come_on_the_chain_is_refused_and_says_why() {
    let mut network = mined(202, 2, coins(), 1);
    let refused = |network: &mut Network, order| pay(network, 0, order).unwrap_err().to_string();
    assert!(refused(&mut network, order(1, 50, 1)).contains("50"));
    assert_eq!(
        refused(&mut network, order(1, 0, 0)),
        "amount: must be a whole number from 1 to 9007199254740991"
    );
    let past = PaymentOrder {
        seq: Some(65),
        ..order(1, 1, 0)
    };
    assert!(refused(&mut network, past).contains("65"));
    let nobody = Command::Transact(Transaction::open("alice", "bob", Number::from(5_u64)));
    assert_eq!(
        network.order(0, nobody).unwrap_err(),
        CommandError::NotSigned
    );
    let payment = Payment {
        sender: account(0),
        recipient: account(1),
        amount: 5,
        fee: 0,
        seq: 0,
    };
    let forged = Command::Transact(payment.signed(Signature::from_bytes([0; 64])));
    assert_eq!(
        network.order(1, forged).unwrap_err(),
        CommandError::WrongSignature
    );
    let signed = Command::Transact(payment.signed(signature(&payment)));
    assert!(
        network.order(1, signed).is_ok(),
        "anybody passes on what was signed elsewhere"
    );
    assert_eq!(network.node(1).payments().len(), 1);
}

#[test]
fn of_a_double_spend_one_comes_on_the_chain_and_its_sender_is_told_of_the_other() {
    let mut network = mined(203, 4, coins(), 2);
    network.partition(&[&[0, 1], &[2, 3]]);
    network.run(seconds(15));
    // The same account in both halves: a person carries what was signed to the other.
    let double = Payment {
        sender: account(0),
        recipient: account(3),
        amount: 90,
        fee: 0,
        seq: 0,
    };
    pay(&mut network, 0, order(1, 90, 0)).unwrap();
    network
        .order(2, Command::Transact(double.signed(signature(&double))))
        .unwrap();
    network.mine(1);
    network.mine(2);
    network.mine(2);
    network.run(seconds(5));
    assert_eq!(coins_of(network.node(0), 1), 140);
    assert_eq!(coins_of(network.node(3), 3), 90);

    network.heal();
    network.run(seconds(30));
    for site in network.nodes() {
        assert_eq!(coins_of(network.node(site), 1), 0, "site {site}");
        assert_eq!(coins_of(network.node(site), 3), 90, "site {site}");
        assert_eq!(network.node(site).pending_count(), 0, "site {site}");
        assert!(network.node(site).payments().is_empty(), "site {site}");
    }
    assert_eq!(dropped(&network, 0).len(), 1);
}

#[test]
fn a_higher_fee_takes_a_payments_place() {
    let mut network = mined(204, 3, coins(), 2);
    pay(&mut network, 0, order(1, 60, 1)).unwrap();
    let again = PaymentOrder {
        seq: Some(0),
        ..order(2, 60, 5)
    };
    let kept = pay(&mut network, 0, again).unwrap();
    let cheaper = PaymentOrder {
        seq: Some(0),
        ..order(1, 60, 4)
    };
    assert!(pay(&mut network, 0, cheaper).is_err());
    network.run(seconds(5));
    for site in network.nodes() {
        let pending: Vec<_> = network
            .node(site)
            .payments()
            .iter()
            .map(|(id, ..)| *id)
            .collect();
        assert_eq!(pending, [kept], "site {site}");
    }
}

#[test]
fn a_chain_with_one_wrong_signature_is_refused_for_it_and_changes_nothing() {
    let rules = coins();
    let mut chain = Chain::new(rules);
    for _ in 0..9 {
        let block = block(&chain, Vec::new(), 9, later(&chain, 0));
        chain.append(block).unwrap();
    }
    let payment = |seq| Payment {
        sender: account(9),
        recipient: account(8),
        amount: 1,
        fee: 0,
        seq,
    };
    let mut payments: Vec<_> = (0..20)
        .map(|seq| payment(seq).signed(signature(&payment(seq))))
        .collect();
    payments[13] = payment(13).signed(Signature::from_bytes([1; 64]));
    let last = block(&chain, payments, 9, later(&chain, 0));
    chain.append_with(last, &mut |_| true).unwrap();

    let mut network = network(205, 1, rules);
    let cheat = network.join_scripted("tab-cheat", forge::server(chain));
    network.run(seconds(5));
    let resolution = network.resolve(0);
    assert!(!resolution.replaced);
    let PeerOutcome::Refused(PeerFault::Invalid(fault)) = &resolution.peers[0].outcome else {
        panic!("{resolution:?}");
    };
    assert_eq!(
        (fault.block, fault.kind, fault.transaction),
        (11, FaultKind::Signature, Some(13))
    );
    assert_eq!(network.length(0), 1);
    assert_eq!(network.faults(0, cheat).len(), 1);
}

/// How many signatures two nodes that live by themselves verify in ten minutes beside a cheat with a chain of 40 blocks of 50
/// payments, and of how many faults one of them tells. The chain's last block has a wrong signature, or else a wrong proof.
fn verified_beside_a_cheat(wrong_signature: bool) -> (usize, usize) {
    let rules = coins();
    let mut chain = Chain::new(rules);
    for number in 0..40_u64 {
        let mut payments = fifty_payments(number);
        if number == 39 && wrong_signature {
            let (payment, _) = payments[49].payment().unwrap();
            payments[49] = payment.signed(Signature::from_bytes([1; 64]));
        }
        let block = block(&chain, payments, 9, later(&chain, 0));
        chain.append_with(block, &mut |_| true).unwrap();
    }
    let mut network = network(223, 2, rules);
    network.all_live(Mode::Live);
    let cheat = forge::spoiler(chain, move |answer| {
        if let Message::Blocks { blocks, .. } = answer
            && let Some(last) = blocks.last_mut()
            && !wrong_signature
        {
            let mut block = Block::parse(last, rules.format()).unwrap();
            block.proof += u64::from(block.index == 41);
            *last = block.canonical();
        }
    });
    let cheat = network.join_scripted("tab-cheat", cheat);
    VERIFIED.set(0);
    network.run(seconds(600));
    for site in [0, 1] {
        assert_eq!(network.length(site), 1, "site {site}");
    }
    let verified = VERIFIED.get();
    network.mine(0);
    network.run(seconds(10));
    assert_eq!(network.length(1), 2, "the honest go on");
    (verified, network.faults(0, cheat).len())
}

/// Fifty payments of one coin each for a chain that has fifty more in each block but the first.
fn fifty_payments(number: u64) -> Vec<Transaction> {
    let payment = |place| {
        let payment = Payment {
            sender: account(9),
            recipient: account(8),
            amount: 1,
            fee: 0,
            seq: 50 * number.saturating_sub(1) + place,
        };
        payment.signed(signature(&payment))
    };
    (0..50).filter(|_| number > 0).map(payment).collect()
}

#[test]
fn a_wrong_signature_costs_as_many_verifications_as_its_chain_has_and_a_wrong_proof_none() {
    // Each of both verifies them once a turn, and gives the cheat no more than one a minute.
    let (verified, faults) = verified_beside_a_cheat(true);
    assert!((1..=11).contains(&faults), "{faults} faults in ten minutes");
    assert!(
        verified > 0 && verified <= 2 * 39 * 50 * faults,
        "{verified}"
    );
    let (verified, faults) = verified_beside_a_cheat(false);
    assert!((1..=11).contains(&faults), "{faults} faults in ten minutes");
    assert_eq!(verified, 0, "the cheap checks come first");
}

#[test]
fn signatures_are_verified_before_a_chain_is_adopted_and_where_they_cannot_be_it_is_said() {
    let mut network = mined(206, 2, coins(), 2);
    pay(&mut network, 0, order(1, 5, 0)).unwrap();
    network.mine(0);
    network.run(seconds(5));
    let newcomer = network.join();
    network.signatures = None;
    network.run(seconds(5));
    let resolution = network.resolve(newcomer);
    assert!(
        matches!(resolution.peers[0].outcome, PeerOutcome::Unverified(_)),
        "{resolution:?}"
    );
    assert_eq!(network.length(newcomer), 1);
    network.signatures = Some(SIGNATURES);
    network.run(seconds(10));
    assert!(network.resolve(newcomer).replaced);
    assert_eq!(coins_of(network.node(newcomer), 1), 5);
}

#[test]
fn a_flood_of_payments_without_coins_takes_nobodys_place_and_no_signature_is_looked_at() {
    let mut network = mined(207, 2, coins(), 2);
    let cheat = network.join_scripted("tab-flood", forge::silent(network.node(0).chain()));
    network.run(seconds(5));
    pay(&mut network, 0, order(1, 10, 0)).unwrap();
    // Were one verified, it would be wrong, and the sender blamed for it.
    for number in 0..400_u64 {
        let mut key = [0xee; 32];
        key[..8].copy_from_slice(&number.to_be_bytes());
        let payment = Payment {
            sender: Account::from_bytes(key),
            recipient: account(1),
            amount: 1,
            fee: 1_000,
            seq: 0,
        };
        let transaction = payment.signed(Signature::from_bytes([0; 64]));
        network.say(cheat, None, submitted(&transaction));
    }
    network.run(seconds(5));
    for site in [0, 1] {
        assert_eq!(network.node(site).payments().len(), 1, "site {site}");
        assert!(
            !network
                .faults(site, cheat)
                .contains(&PeerFault::WrongSignature)
        );
    }
}

/// What a node says of a transaction that was submitted at its place.
fn submitted(transaction: &Transaction) -> Message {
    Message::Submitted {
        id: chain::SubmissionId {
            origin: transaction.sender.clone(),
            serial: 0,
        },
        transaction: transaction.canonical(),
    }
}

#[test]
fn who_sends_a_wrong_signature_is_blamed_and_not_heard() {
    let mut network = mined(208, 2, coins(), 2);
    let cheat = network.join_scripted("tab-cheat", forge::silent(network.node(0).chain()));
    network.run(seconds(5));
    let payment = Payment {
        sender: account(0),
        recipient: account(1),
        amount: 1,
        fee: 0,
        seq: 0,
    };
    let transaction = payment.signed(Signature::from_bytes([0; 64]));
    network.say(cheat, None, submitted(&transaction));
    network.run(seconds(5));
    for site in [0, 1] {
        assert!(network.node(site).payments().is_empty(), "site {site}");
        assert_eq!(network.faults(site, cheat), [PeerFault::WrongSignature]);
    }
}

#[test]
fn where_the_difficulty_follows_the_hash_power_most_work_wins_and_not_the_longest_chain() {
    let rules = like_bitcoin();
    let made = |blocks: u64, every: u64| {
        let mut chain = Chain::new(rules);
        for number in 0..blocks {
            let at = Number::from(1_713_205_843 + number * every);
            let block = block(&chain, Vec::new(), 7, at);
            chain.append(block).unwrap();
        }
        chain
    };
    let (long, heavy) = (made(40, 60), made(12, 1));
    assert!(long.weight() < heavy.weight());
    let mut network = network(209, 1, rules);
    network.join_scripted("tab-long", forge::server(long));
    network.join_scripted("tab-heavy", forge::server(heavy.clone()));
    network.run(seconds(4_000));
    network.all_live(Mode::Live);
    network.run(seconds(10));
    assert_eq!(network.tip(0), heavy.tip().hash());
    assert_eq!(network.faults(0, 1), []);
}

#[test]
fn who_claims_more_work_than_its_chain_has_is_found_out() {
    let rules = like_bitcoin();
    let mut chain = Chain::new(rules);
    for _ in 0..3 {
        let block = block(&chain, Vec::new(), 7, later(&chain, 0));
        chain.append(block).unwrap();
    }
    let mut network = network(210, 1, rules);
    let claim = chain::ChainWeight::of_work(chain.length(), 1 << 100);
    let cheat = forge::spoiler(chain, move |answer| {
        if let Message::Blocks { weight, .. } = answer {
            *weight = claim;
        }
    });
    let cheat = network.join_scripted("tab-cheat", cheat);
    network.run(seconds(100));
    assert!(!network.resolve(0).replaced);
    assert_eq!(network.faults(0, cheat), [PeerFault::BeyondQuestion]);
}

#[test]
fn a_block_dated_ahead_waits_until_its_time_has_come_and_is_no_fault() {
    let mut network = network(211, 2, like_bitcoin());
    network.all_live(Mode::Live);
    network.mine(0);
    network.run(seconds(5));
    // From now on one's clock is ahead by an hour.
    network.set_clock(0, 3_600_000_000);
    network.mine(0);
    network.run(seconds(60));
    assert_eq!((network.length(0), network.length(1)), (3, 2));
    assert_eq!(network.faults(1, 0), []);
    let waits = |activity: &Activity| matches!(activity, Activity::BlockAhead { block: 3, .. });
    assert_eq!(
        network
            .activities(1)
            .iter()
            .filter(|activity| waits(activity))
            .count(),
        1
    );
    // Each is told that its clock is not the other's.
    let off = |activity: &Activity| matches!(activity, Activity::ClockOff { .. });
    for site in [0, 1] {
        assert_eq!(
            network
                .activities(site)
                .iter()
                .filter(|activity| off(activity))
                .count(),
            1
        );
        assert!(network.node(site).clock_offset().is_some(), "site {site}");
    }
    network.run(seconds(3_600 - 120));
    assert_eq!(network.length(1), 3);
}

#[test]
fn one_whose_clock_is_an_hour_behind_is_told_and_follows_when_it_is_set_right() {
    const HOUR: u64 = 3_600_000_000;
    let mut network = network(224, 3, like_bitcoin());
    network.all_live(Mode::Live);
    // A node's own time never steps back, so that it begins with this clock.
    let begin = Time::from_micros(network.now().as_micros() - HOUR);
    let (address, name) = (Address::parse("tab-3"), NodeName::parse("tab-3"));
    let node = Node::new(begin, address.unwrap(), name.unwrap());
    let late = network.add(Address::parse("tab-3").unwrap(), node);
    network.set_clock(late, -(HOUR as i64));
    network.order(late, Command::SetMode(Mode::Live)).unwrap();
    network.run(seconds(10));
    network.update(late, |node, now| {
        node.handle(now, Input::Account(account(late)));
    });
    assert_eq!(network.node(late).chain().rules(), like_bitcoin());
    // What it mines is dated an hour back, behind the median, and all take it.
    network.mine(late);
    network.run(seconds(10));
    for site in 0..3 {
        assert_eq!(network.length(site), 2, "site {site}");
    }
    for _ in 0..2 {
        network.mine(0);
        network.run(seconds(10));
    }
    assert_eq!((network.length(1), network.length(late)), (4, 2));
    for site in 0..3 {
        assert_eq!(network.faults(site, late), [], "site {site}");
        assert_eq!(network.faults(late, site), [], "site {site}");
        assert_eq!(network.node(site).clock_offset(), None, "site {site}");
    }
    let off = network.node(late).clock_offset().unwrap();
    assert!((3_599_000..3_601_000).contains(&off), "{off}");
    network.set_clock(late, 0);
    network.run(seconds(30));
    assert_eq!(network.tip(late), network.tip(0));
    assert_eq!(network.node(late).clock_offset(), None);
}

#[test]
fn a_clock_that_is_off_from_most_is_told_to_its_owner_alone() {
    let mut network = network(212, 5, coins());
    network.set_clock(4, -45_000_000);
    // A node's own time never steps back.
    network.run(seconds(60));
    for site in 0..4 {
        assert_eq!(network.node(site).clock_offset(), None, "site {site}");
    }
    let offset = network.node(4).clock_offset().unwrap();
    assert!((44_000..46_000).contains(&offset), "{offset}");
}

/// The payments on the chain of the first node, each of which is there once.
fn confirmed(network: &Network) -> BTreeSet<Hash> {
    let mut ids = BTreeSet::new();
    for link in network.node(0).chain().links() {
        for payment in &link.block().transactions {
            if payment.signed.is_some() {
                assert!(ids.insert(payment.id()), "a payment is there twice");
            }
        }
    }
    ids
}

/// Of each account with coins, two payments with one seq, at a node in either half of a split network: of the owner's, and of
/// one to whom the owner has carried the other. Where each was submitted, and what it is.
fn double_spends(network: &mut Network) -> Vec<[(Site, Payment); 2]> {
    let mut spends = Vec::new();
    for owner in 0..50 {
        let carrier = (owner + 25) % 50;
        let [here, there] = [owner, carrier]
            .map(|site| network.node(site).chain().ledger().balance(&account(owner)));
        if here.coins.min(there.coins) < 10 || here.seq != there.seq {
            continue;
        }
        // With a fee that no other payment in this test outbids.
        let payment = |recipient| Payment {
            sender: account(owner),
            recipient: account(recipient),
            amount: 1,
            fee: 5,
            seq: here.seq,
        };
        let (own, carried) = (payment((owner + 1) % 50), payment((owner + 2) % 50));
        let own_order = PaymentOrder {
            seq: Some(here.seq),
            ..order((owner + 1) % 50, 1, 5)
        };
        pay(network, owner, own_order).unwrap();
        let signed = Command::Transact(carried.signed(signature(&carried)));
        network.order(carrier, signed).unwrap();
        spends.push([(owner, own), (carrier, carried)]);
    }
    assert!(spends.len() >= 4, "{} double spends", spends.len());
    spends
}

#[test]
fn fifty_nodes_that_pay_split_and_heal_agree_in_the_end() {
    let mut network = network(213, 50, coins());
    network.all_live(Mode::Live);
    network.link = Link::slow();
    for site in [0, 10, 20, 30, 40] {
        network.mine(site);
        network.run(seconds(20));
    }
    let parts: [Vec<Site>; 2] = [(0..25).collect(), (25..50).collect()];
    let mut spends = Vec::new();
    for round in 0..6 {
        match round {
            2 => {
                network.partition(&[&parts[0], &parts[1]]);
                spends = double_spends(&mut network);
            }
            4 => network.heal(),
            _ => {}
        }
        for number in 0..20 {
            let from = network.rng().below(50);
            let to = network.rng().below(50);
            let amount = 1 + network.rng().below(20) as u64;
            let seq = (number % 5 == 0).then(|| {
                let ledger = network.node(from).chain().ledger();
                ledger.balance(&account(from)).seq
            });
            let fee = network.rng().below(3) as u64;
            let order = PaymentOrder {
                seq,
                ..order(to, amount, fee)
            };
            // Many have nothing to spend, which is said.
            network.command(from, Command::Pay(order));
            network.run(Duration::from_millis(200));
        }
        for miner in [3 + round, 27 + round] {
            network.mine(miner);
        }
        network.run(seconds(10));
    }
    network.run(seconds(120));
    network.mine(7);
    network.run(seconds(60));
    let on_chain = confirmed(&network);
    let id = |payment: &Payment| payment.signed(signature(payment)).id();
    for spends in spends {
        let [one, other] = spends.map(|(site, payment)| {
            let is_on = on_chain.contains(&id(&payment));
            let told = network.activities(site).iter().any(|activity| {
                matches!(activity, Activity::PaymentDropped { payment: lost, .. } if *lost == payment)
            });
            // It may have been told so of one that is on the chain after the last reorg.
            assert!(told || is_on, "site {site} is told of what it lost");
            is_on
        });
        assert!(one != other, "one of both is on the chain");
    }
    // Whatever was submitted anywhere is on the chain, or waits, or its owner was told why it does not.
    let mut submitted = 0;
    for site in network.nodes() {
        let mut known: BTreeSet<Hash> = network.node(site).pending().map(Transaction::id).collect();
        known.extend(
            network
                .activities(site)
                .iter()
                .filter_map(|activity| match activity {
                    Activity::PaymentDropped { payment, .. } => Some(id(payment)),
                    _ => None,
                }),
        );
        for report in network.reports(site) {
            if let Report::Answer(_, Ok(Answer::Submitted { id: Some(id), .. })) = report {
                submitted += 1;
                assert!(
                    on_chain.contains(id) || known.contains(id),
                    "site {site}: {id}"
                );
            }
        }
    }
    assert!(submitted > 30, "{submitted} payments are hardly any");
    let first = network.node(0).chain();
    let sum: u64 = first
        .ledger()
        .accounts()
        .map(|(_, balance)| balance.coins)
        .sum();
    assert_eq!(
        sum,
        50 * (first.length() - 1),
        "coins come from rewards only"
    );
    for site in network.nodes() {
        let node = network.node(site);
        assert_eq!(node.chain().tip().hash(), first.tip().hash(), "site {site}");
        assert!(node.chain().ledger() == first.ledger(), "site {site}");
    }
}

/// A light node in a network whose first node has mined so many blocks.
fn with_light_node(seed: u64, blocks: u64) -> (Network, Site) {
    let mut network = mined(seed, 3, like_bitcoin(), blocks);
    let light = network.join();
    network.update(light, |node, now| {
        node.hold_to(like_bitcoin());
        node.be_light();
        node.handle(now, Input::Account(account(light)));
    });
    (network, light)
}

#[test]
fn a_light_node_follows_the_most_work_by_headers_alone() {
    let (mut network, light) = with_light_node(220, 30);
    network.run(seconds(5));
    let resolution = network.resolve(light);
    assert!(resolution.replaced);
    let adopted = PeerOutcome::Adopted { length: 31 };
    assert!(resolution.peers.iter().any(|peer| peer.outcome == adopted));
    let headers = network.node(light).headers().unwrap();
    assert_eq!(headers.weight(), network.node(0).chain().weight());
    assert_eq!(headers.get(31).unwrap().hash(), network.tip(0));
    assert_eq!(network.length(light), 1);
    // From now on by itself.
    network.order(light, Command::SetMode(Mode::Live)).unwrap();
    network.mine(1);
    network.run(seconds(10));
    assert_eq!(network.node(light).headers().unwrap().length(), 32);
    assert_eq!(network.length(light), 1, "it fetches no blocks");
    for command in [Command::Mine, Command::FetchBranches] {
        assert_eq!(
            network.order(light, command).unwrap_err(),
            CommandError::Light
        );
    }
    // Nobody takes it for one that could give blocks.
    for site in 0..3 {
        assert_eq!(network.faults(site, light), []);
        assert!(
            network
                .node(site)
                .peer(&network.address(light))
                .unwrap()
                .presence
                .as_ref()
                .unwrap()
                .light
        );
    }
    assert!(!network.resolve(0).replaced);
}

#[test]
fn a_light_nodes_payment_is_shown_to_be_in_a_block_and_no_more_when_that_is_gone() {
    let (mut network, light) = with_light_node(221, 2);
    network.order(light, Command::SetMode(Mode::Live)).unwrap();
    pay(&mut network, 0, order(light, 40, 0)).unwrap();
    network.run(seconds(3));
    network.mine(0);
    network.run(seconds(10));
    let id = pay(&mut network, light, order(1, 15, 1)).unwrap();
    network.run(seconds(10));
    let shown = |network: &Network| {
        network
            .node(light)
            .own_payments()
            .next()
            .and_then(|(_, block)| block)
    };
    assert_eq!(shown(&network), None);
    let find = |network: &mut Network, id| network.order(light, Command::FindTransaction(id));
    let Ok(Answer::Transaction(found)) = find(&mut network, id) else {
        panic!("its own payment is not found");
    };
    assert_eq!(found.on_chain, None);
    network.mine(2);
    network.run(seconds(20));
    assert_eq!(shown(&network), Some(5));
    network.mine(2);
    network.run(seconds(20));
    let Ok(Answer::Transaction(found)) = find(&mut network, id) else {
        panic!("its own payment is not found");
    };
    let place = found.on_chain.unwrap();
    assert_eq!((place.block, place.confirmations), (5, 2));
    let header = network.node(0).chain().get(5).unwrap().block().header();
    let payment = network.node(light).own_payments().next().unwrap().0;
    assert!(place.inclusion.shows(&payment.payment.canonical(), &header));
    let unknown = find(&mut network, Hash::of("no payment of its own")).unwrap_err();
    assert_eq!(unknown, CommandError::Light);
    assert_eq!(coins_of(network.node(0), 1), 15);
    assert!(
        network
            .activities(light)
            .contains(&Activity::PaymentShown { id, block: 5 })
    );
}

#[test]
fn a_light_nodes_payment_that_nobody_heard_is_told_again() {
    let (mut network, light) = with_light_node(223, 2);
    network.order(light, Command::SetMode(Mode::Live)).unwrap();
    pay(&mut network, 0, order(light, 40, 0)).unwrap();
    network.run(seconds(3));
    network.mine(0);
    network.run(seconds(10));
    for site in 0..3 {
        network.order(site, Command::SetMode(Mode::Manual)).unwrap();
    }
    pay(&mut network, light, order(1, 15, 1)).unwrap();
    network.run(seconds(3));
    for site in 0..3 {
        assert_eq!(network.node(site).pending_count(), 0);
        network.order(site, Command::SetMode(Mode::Live)).unwrap();
    }
    network.run(seconds(20));
    network.mine(2);
    network.run(seconds(20));
    let shown = network.node(light).own_payments().next().unwrap().1;
    assert_eq!(shown, Some(5));
}

#[test]
fn a_light_node_takes_no_headers_without_their_work() {
    let rules = like_bitcoin();
    let mut chain = Chain::new(rules);
    for _ in 0..4 {
        let block = block(&chain, Vec::new(), 7, later(&chain, 0));
        chain.append(block).unwrap();
    }
    let presence = forge::presence(&chain);
    let weight = chain.weight();
    let cheat = crate::simulation::Scripted::present(presence, move |message| {
        let Message::AskHeaders { request, .. } = message else {
            return Vec::new();
        };
        let headers = chain.links().skip(1).map(|link| {
            let header = link.block().header();
            let proof = if header.index == 4 {
                header.proof + 1
            } else {
                header.proof
            };
            Block { proof, ..header }.canonical()
        });
        let headers = headers.collect();
        vec![Message::Headers {
            request: *request,
            rules,
            weight,
            after: 1,
            headers,
        }]
    });
    let mut network = Network::new(222);
    let light = network.join();
    network.update(light, |node, _| {
        node.hold_to(rules);
        node.be_light();
    });
    let cheat = network.join_scripted("tab-cheat", cheat);
    network.run(seconds(60));
    assert!(!network.resolve(light).replaced);
    assert_eq!(network.node(light).headers().unwrap().length(), 1);
    let [PeerFault::Invalid(fault)] = &network.faults(light, cheat)[..] else {
        panic!("{:?}", network.faults(light, cheat));
    };
    assert_eq!((fault.block, fault.kind), (4, FaultKind::Proof));
}

/// What each has received, in bytes of the JSON that goes through a relay.
#[derive(Clone, Copy, Debug, Default)]
struct Received {
    /// Blocks or headers, with what asks for them.
    chain: u64,
    /// Pending payments.
    payments: u64,
    /// That others are there, and where they stand.
    presences: u64,
}

/// Counts what nodes receive whose addresses are `tab-` and their site. Nothing gets lost.
struct Receipts(Rc<RefCell<Vec<Received>>>);

impl Observer<Node> for Receipts {
    fn sent(&mut self, _: Time, from: Site, to: Option<&Address>, message: &Message) {
        let frame = Frame::Envelope(Envelope {
            from: Some(Address::parse(&format!("tab-{from}")).unwrap()),
            to: to.cloned(),
            payload: Payload::Message(WIRE_VERSION, message.clone()),
        });
        let bytes = serde_json::to_string(&frame).unwrap().len() as u64;
        for (site, received) in self.0.borrow_mut().iter_mut().enumerate() {
            let is_meant = to.is_none_or(|to| to.as_str() == format!("tab-{site}"));
            if site == from || !is_meant {
                continue;
            }
            *match message {
                Message::Submitted { .. }
                | Message::Transactions { .. }
                | Message::AskTransactions { .. } => &mut received.payments,
                Message::Seek | Message::Present(_) | Message::Leave => &mut received.presences,
                _ => &mut received.chain,
            } += bytes;
        }
    }
}

fn receipts(network: &mut Network, sites: usize) -> Rc<RefCell<Vec<Received>>> {
    let receipts = Rc::new(RefCell::new(vec![Received::default(); sites]));
    network.observe(Receipts(Rc::clone(&receipts)));
    receipts
}

#[test]
fn a_light_node_that_comes_later_receives_a_small_part_of_what_a_full_node_does() {
    let rules = like_bitcoin();
    let mut chain = Chain::new(rules);
    // 1,000 blocks of 50 payments, behind one that brings the first coins.
    for number in 0..1_001 {
        let block = block(&chain, fifty_payments(number), 9, later(&chain, 0));
        chain.append_with(block, &mut |_| true).unwrap();
    }
    let mut network = Network::new(225);
    let tip = chain.tip().hash();
    network.join_scripted("tab-0", chain_and_headers(chain));
    let (full, light) = (network.join(), network.join());
    for site in [full, light] {
        network.update(site, |node, _| node.hold_to(rules));
    }
    network.update(light, |node, _| node.be_light());
    network.signatures = Some(SIGNATURES);
    let received = receipts(&mut network, 3);
    // Until the last block's time has come.
    network.run(seconds(12_000));
    let before = received.borrow().clone();
    for site in [full, light] {
        assert!(network.resolve(site).replaced, "site {site}");
    }
    assert_eq!(network.tip(full), tip);
    assert_eq!(network.node(light).headers().unwrap().length(), 1_002);
    let received = received.borrow();
    let [full, light] = [full, light].map(|site| received[site].chain - before[site].chain);
    println!("1,000 blocks of 50 payments, fetched: {full} bytes in full, {light} as headers");
    assert!(light * 40 < full, "{light} of {full}");
    assert!(light < 600_000, "{light}");
}

/// Serves a chain as blocks, and as headers.
fn chain_and_headers(chain: Chain) -> crate::simulation::Scripted {
    let (rules, presence) = (chain.rules(), forge::presence(&chain));
    crate::simulation::Scripted::present(presence, move |message| match message {
        Message::AskHeaders {
            request,
            locator,
            limit,
        } => {
            let after = chain.last_common(locator);
            let headers = chain.links().skip(after as usize).take(*limit as usize);
            vec![Message::Headers {
                request: *request,
                rules,
                weight: chain.weight(),
                after,
                headers: headers
                    .map(|link| link.block().header().canonical())
                    .collect(),
            }]
        }
        other => forge::answer(&chain, other).into_iter().collect(),
    })
}

/// Whoever is there when payments are made hears of each of them, full or light: they are told to all.
#[test]
fn a_light_node_that_lives_along_receives_headers_in_place_of_blocks() {
    const BLOCKS: u64 = 40;
    let (mut network, light) = with_light_node(226, 3);
    network.order(light, Command::SetMode(Mode::Live)).unwrap();
    network.run(seconds(10));
    let received = receipts(&mut network, 4);
    for _ in 0..BLOCKS {
        for _ in 0..50 {
            pay(&mut network, 0, order(1, 1, 0)).unwrap();
        }
        network.mine(0);
        network.run(seconds(10));
    }
    let headers = network.node(light).headers().unwrap();
    assert_eq!(headers.get(BLOCKS + 4).unwrap().hash(), network.tip(1));
    let received = received.borrow();
    let [full, light] = [1, light].map(|site| {
        let Received {
            chain,
            payments,
            presences,
        } = received[site];
        [chain, payments, presences].map(|bytes| bytes * 1_000 / BLOCKS)
    });
    println!(
        "1,000 blocks of 50 payments, live; chain, payments, presences: {full:?} bytes in full, {light:?} light"
    );
    assert!(light[0] * 10 < full[0], "{light:?} of {full:?}");
    assert!(light[1] <= full[1] + full[1] / 50, "{light:?} of {full:?}");
}
