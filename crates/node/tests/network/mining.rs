//! Mining: commands that wait, are cancelled, or fail, under each rule.

use chain::ProofRule;
use node::{Answer, Command, CommandError, Input, JobId, Node, Output, RequestId, SearchFault};

use crate::{
    ledger::Ledger,
    simulation::{Network, easy, rules, seconds},
};

#[test]
fn every_mine_command_gets_a_block_of_its_own_in_order() {
    let mut network = Network::of(51, 1, easy());
    let requests: Vec<RequestId> = (0..5).map(|_| network.command(0, Command::Mine)).collect();
    network.run(seconds(120));
    for (index, request) in (2..).zip(requests) {
        let Some(Ok(Answer::Mined(block))) = network.answer(0, request) else {
            panic!("block {index} was never mined");
        };
        assert_eq!(block.block().index, index);
    }
}

#[test]
fn blocks_mined_under_each_rule_are_taken_by_others() {
    for (seed, proof) in (52..).zip([ProofRule::Classic, ProofRule::Linked, ProofRule::Sealed]) {
        let mut ledger = Ledger::default();
        let mut network = Network::of(seed, 2, rules(proof, 8));
        for _ in 0..4 {
            ledger.submit_new(&mut network, 0);
            network.mine(0);
        }
        assert!(network.resolve(1).replaced);
        assert_eq!(network.tip(0), network.tip(1));
        ledger.check(&network);
    }
}

#[test]
fn what_is_submitted_during_a_search_waits_only_where_the_proof_seals_the_block() {
    for (seed, proof, inside) in [
        (55, ProofRule::Classic, 2),
        (56, ProofRule::Linked, 2),
        (57, ProofRule::Sealed, 1),
    ] {
        let mut ledger = Ledger::default();
        let mut network = Network::of(seed, 1, rules(proof, 6));
        network.set_hash_power(0, 0.1);
        let mining = network.command(0, Command::Mine);
        ledger.submit_new(&mut network, 0);
        network.run(seconds(20_000));
        let Some(Ok(Answer::Mined(block))) = network.answer(0, mining) else {
            panic!("the block was never mined");
        };
        assert_eq!(block.block().transactions.len(), inside, "{proof}");
        ledger.check(&network);
    }
}

#[test]
fn a_cancelled_search_leaves_no_block_though_its_proof_still_arrives() {
    let mut network = Network::of(58, 1, easy());
    let waiting: Vec<RequestId> = (0..3).map(|_| network.command(0, Command::Mine)).collect();
    network.order(0, Command::CancelMining).unwrap();
    for request in waiting {
        let answer = network.answer(0, request);
        assert!(
            matches!(answer, Some(Err(CommandError::Cancelled))),
            "{answer:?}"
        );
    }
    network.run(seconds(120));
    assert_eq!(network.length(0), 1);
    network.mine(0);
    assert_eq!(network.length(0), 2);
}

fn outputs(node: &mut Node) -> Vec<Output> {
    std::iter::from_fn(|| node.poll()).collect()
}

fn job(node: &mut Node) -> JobId {
    let job = outputs(node).into_iter().find_map(|output| match output {
        Output::Mine(job, _) => Some(job),
        _ => None,
    });
    job.unwrap()
}

fn only_answer(node: &mut Node) -> Result<Answer, CommandError> {
    let answers: Vec<_> = outputs(node)
        .into_iter()
        .filter_map(|output| match output {
            Output::Answer(_, answer) => Some(answer),
            _ => None,
        })
        .collect();
    let [answer] = <[_; 1]>::try_from(answers).unwrap();
    answer
}

#[test]
fn a_proof_that_is_none_becomes_no_block() {
    let network = Network::of(59, 1, easy());
    let now = network.now();
    let mut node = Node::new(now, network.address(0), network.node(0).name().clone());
    node.handle(now, Input::Command(RequestId(1), Command::Mine));
    let job = job(&mut node);
    node.handle(now, Input::Found(job, 1));
    let error = only_answer(&mut node).unwrap_err();
    assert!(matches!(error, CommandError::SearchFailed(_)), "{error}");
    assert_eq!(node.chain().length(), 1);
}

#[test]
fn a_search_that_fails_is_told_to_all_who_wait() {
    let network = Network::of(60, 1, easy());
    let now = network.now();
    let mut node = Node::new(now, network.address(0), network.node(0).name().clone());
    node.handle(now, Input::Command(RequestId(1), Command::Mine));
    let job = job(&mut node);
    node.handle(
        now,
        Input::SearchFailed(JobId(job.0 + 1), SearchFault::Ended),
    );
    assert_eq!(node.mining(), 1);
    node.handle(now, Input::SearchFailed(job, SearchFault::Exhausted));
    let error = only_answer(&mut node).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no proof was found: every proof was tried"
    );
    assert_eq!(node.mining(), 0);
}
