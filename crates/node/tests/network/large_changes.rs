//! Chains that bring or take away many thousands of transactions: a node changes over in slices, and at one moment.

use std::collections::BTreeMap;

use chain::{Branch, Chain, Mempool, Number, ProofRule, Rules, Transaction};
use node::{
    Activity, Address, Answer, Command, Input, JobId, Mode, Node, NodeName, Output, RequestId,
    Resolution, Time, wire::Message,
};

use crate::{
    forge,
    ledger::{on_chain, pending},
    simulation::{Network, rules, seconds},
};

const NOW: Time = Time::from_micros(1_713_205_842_894_745);
const ADOPT: RequestId = RequestId(1);

fn rules_without_work() -> Rules {
    rules(ProofRule::Classic, 0)
}

fn gift(number: u64) -> Transaction {
    Transaction {
        sender: "alice".to_owned(),
        recipient: format!("bob-{number}"),
        amount: Number::from(1_u64),
        signed: None,
    }
}

/// A chain of blocks with a thousand transactions each.
fn full(maker: &str, blocks: u64) -> Chain {
    let mut chain = Chain::new(rules_without_work());
    for nth in 0..blocks {
        let gifts = (nth * 1_000..(nth + 1) * 1_000).map(gift).collect();
        let block = forge::block(&chain, gifts, maker);
        chain.append(block).unwrap();
    }
    chain
}

fn whole(chain: &Chain) -> Branch {
    let mut branch = Chain::new(chain.rules()).fork(1);
    for link in chain.links().skip(1) {
        branch.push(link.block().clone()).unwrap();
    }
    branch
}

fn node() -> Node {
    let (address, name) = (Address::parse("tab-a"), NodeName::parse("Ada"));
    let mut node = Node::new(NOW, address.unwrap(), name.unwrap());
    tell(&mut node, Command::SetRules(rules_without_work()));
    outputs(&mut node);
    node
}

fn tell(node: &mut Node, command: Command) {
    node.handle(NOW, Input::Command(ADOPT, command));
}

fn outputs(node: &mut Node) -> Vec<Output> {
    std::iter::from_fn(|| node.poll()).collect()
}

/// Lets a node work until it has none left; how many calls that took.
fn work(node: &mut Node) -> usize {
    let mut calls = 0;
    while node.has_work() {
        node.handle(NOW, Input::Tick);
        calls += 1;
    }
    calls
}

fn resolved(outputs: &[Output]) -> Vec<&Resolution> {
    let answers = outputs.iter().filter_map(|output| match output {
        Output::Answer(_, Ok(Answer::Resolved(resolution))) => Some(resolution),
        _ => None,
    });
    answers.collect()
}

#[test]
fn chain_and_mempool_change_at_one_moment_and_no_call_does_it_all() {
    let mut node = node();
    tell(&mut node, Command::Adopt(whole(&full("one", 20))));
    assert_eq!(node.chain().length(), 1, "it was done at once");
    assert!(resolved(&outputs(&mut node)).is_empty());
    let calls = work(&mut node);
    assert!(calls > 30, "{calls} calls");
    assert_eq!(node.chain().length(), 21);
    assert_eq!(resolved(&outputs(&mut node)).len(), 1);
    assert!(node.mempool().is_empty());

    // Of all but the first block's transactions the oldest come back, and at each moment each is here once.
    let shared = full("two", 1);
    tell(&mut node, Command::Adopt(whole(&shared)));
    let kept = 1_000 + Mempool::MAX_PENDING as u64;
    let all = |count: u64| -> BTreeMap<_, _> {
        let contents = (0..count).map(|nth| (gift(nth).canonical(), 1));
        contents.collect()
    };
    let (submitted, kept) = (all(20_000), all(kept));
    let mut lengths = Vec::new();
    while node.has_work() {
        node.handle(NOW, Input::Tick);
        let mut held = on_chain(&node);
        for (content, count) in pending(&node) {
            *held.entry(content).or_insert(0) += count;
        }
        let expected = if node.chain().length() == 2 {
            &kept
        } else {
            &submitted
        };
        assert!(held == *expected, "after {} calls", lengths.len());
        assert_eq!(node.mempool().len(), node.mempool().pending().count());
        lengths.push(node.chain().length());
    }
    assert!(lengths.len() > 30, "{} calls", lengths.len());
    assert_eq!((lengths[0], lengths[lengths.len() - 1]), (21, 2));
    assert_eq!(node.mempool().len(), Mempool::MAX_PENDING);
    let notices = outputs(&mut node)
        .into_iter()
        .filter_map(|output| match output {
            Output::Activity(notice) => Some(notice),
            _ => None,
        });
    let reorg = Activity::Reorg {
        from: node.address().clone(),
        orphaned: 20,
        adopted: 1,
        returned: Mempool::MAX_PENDING,
    };
    assert_eq!(notices.collect::<Vec<_>>(), [reorg]);
}

#[test]
fn what_is_submitted_meanwhile_is_kept_and_what_builds_on_the_chain_waits() {
    let mut node = node();
    tell(&mut node, Command::Adopt(whole(&full("one", 20))));
    let command = |command| Input::Command(RequestId(2), command);
    node.handle(
        NOW,
        command(Command::Transact(Transaction {
            sender: "carol".to_owned(),
            recipient: "dan".to_owned(),
            amount: Number::from(7_u64),
            signed: None,
        })),
    );
    let submitted = outputs(&mut node);
    let answered = |output: &Output| {
        matches!(
            output,
            Output::Answer(RequestId(2), Ok(Answer::Submitted { .. }))
        )
    };
    assert!(submitted.iter().any(answered));
    node.handle(NOW, command(Command::Resolve));
    node.handle(NOW, command(Command::Adopt(whole(&full("two", 25)))));
    assert!(resolved(&outputs(&mut node)).is_empty());
    work(&mut node);
    // The first of them, the resolve of a node without peers, and the second one behind it.
    let outputs = outputs(&mut node);
    let replaced: Vec<_> = resolved(&outputs)
        .iter()
        .map(|resolution| resolution.replaced)
        .collect();
    assert_eq!(replaced, [true, false, true]);
    assert_eq!(node.chain().length(), 26);
    let waiting: Vec<_> = node.mempool().pending().map(|t| t.sender.clone()).collect();
    assert_eq!(waiting, ["carol"]);
}

#[test]
fn a_proof_found_meanwhile_comes_too_late_and_mining_goes_on_from_the_new_tip() {
    let mut node = node();
    node.handle(NOW, Input::Command(RequestId(2), Command::Mine));
    let job = |outputs: &[Output]| {
        outputs.iter().rev().find_map(|output| match output {
            Output::Mine(job, _) => Some(*job),
            _ => None,
        })
    };
    let first: JobId = job(&outputs(&mut node)).unwrap();
    tell(&mut node, Command::Adopt(whole(&full("one", 20))));
    node.handle(NOW, Input::Found(first, 0));
    assert_eq!(node.chain().length(), 1);
    work(&mut node);
    assert_eq!(node.chain().length(), 21);
    let next = job(&outputs(&mut node)).unwrap();
    assert_ne!(next, first);
    node.handle(NOW, Input::Found(next, 0));
    let mined = |output: &Output| matches!(output, Output::Answer(RequestId(2), Ok(Answer::Mined(link))) if link.block().index == 22);
    assert!(outputs(&mut node).iter().any(mined));
}

#[test]
fn peers_are_answered_meanwhile_and_a_peers_chain_is_changed_over_to_in_slices_as_well() {
    let mut network = Network::of(151, 2, rules_without_work());
    let chain = full("source", 30);
    let tip = chain.tip().hash();
    network.join_scripted("source", forge::server(chain));
    network.run(seconds(3));
    network.order(0, Command::SetMode(Mode::Live)).unwrap();
    while !network.node(0).has_work() {
        network.run(std::time::Duration::from_millis(10));
    }
    assert_eq!(network.length(0), 1);
    network.say(2, Some(0), Message::Seek);
    let before = network.traffic().presences;
    network.run(std::time::Duration::from_millis(20));
    assert!(network.traffic().presences > before);
    network.run(seconds(60));
    assert_eq!(network.tip(0), tip);
    assert!(!network.node(0).has_work());
    let resolution = network.resolve(1);
    assert!(resolution.replaced);
    assert_eq!(network.tip(1), tip);
}
