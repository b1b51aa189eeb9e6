//! Peers that keep a node busy: with chains that never end, minds that never settle, or silence. The
//! others are heard all the same.

use std::time::Duration;

use chain::{Chain, ChainWeight, ProofRule, Rules, Transaction};
use node::{
    Command, FETCH_WITHIN, MAX_LENGTH, Mode, PeerFault, PeerOutcome,
    wire::{MAX_BLOCK_BYTES, Message},
};

use crate::{
    confrontation::{HONEST, LIAR, VICTIM, found_out, network},
    forge,
    simulation::{Network, Scripted, easy, rules, seconds},
};

/// Blocks as large as a node takes them, two at a time, without an end.
struct Endless {
    chain: Chain,
    texts: Vec<String>,
}

impl Endless {
    fn answer(&mut self, question: &Message) -> Vec<Message> {
        let Message::Ask {
            request,
            locator,
            limit,
        } = question
        else {
            return Vec::new();
        };
        let after = self.chain.last_common(locator);
        while self.chain.length() < after + 2 {
            let padding = Transaction::reward("x".repeat(MAX_BLOCK_BYTES - 1024));
            let block = forge::block(&self.chain, vec![padding], "liar");
            self.texts.push(block.canonical());
            self.chain.append(block).unwrap();
        }
        let next = match limit {
            0 => Vec::new(),
            _ => self.texts[after as usize - 1..][..2].to_vec(),
        };
        vec![Message::Blocks {
            request: *request,
            rules: self.chain.rules(),
            weight: ChainWeight::of_length(MAX_LENGTH),
            after,
            blocks: next,
        }]
    }
}

fn endless(rules: Rules) -> Scripted {
    let mut endless = Endless {
        chain: Chain::new(rules),
        texts: Vec::new(),
    };
    let mut presence = forge::presence(&endless.chain);
    presence.weight = ChainWeight::of_length(MAX_LENGTH);
    Scripted::present(presence, move |question| endless.answer(question))
}

#[test]
fn an_endless_chain_is_cut_off_when_it_is_too_much() {
    let rules = rules(ProofRule::Classic, 0);
    let mut network = network(rules, endless(rules));
    network.link.delay = Duration::ZERO..Duration::from_micros(10);
    let resolution = network.resolve(VICTIM);
    let refused = PeerOutcome::Refused(PeerFault::TooLarge);
    assert_eq!(resolution.peers[1].outcome, refused);
    assert_eq!(network.tip(VICTIM), network.tip(HONEST));
}

#[test]
fn an_endless_chain_is_cut_off_when_it_takes_too_long() {
    let rules = rules(ProofRule::Classic, 0);
    let slow = Duration::from_millis(300)..Duration::from_millis(500);
    // Less than half of what an honest node serves comes over it, so that it has less than twice the time.
    let too_long = FETCH_WITHIN * 2 + seconds(10);

    let mut by_hand = network(rules, endless(rules));
    by_hand.link.delay = slow.clone();
    let asked = by_hand.now();
    let resolution = by_hand.resolve(VICTIM);
    let refused = PeerOutcome::Refused(PeerFault::Trickle);
    assert_eq!(resolution.peers[1].outcome, refused);
    assert_eq!(
        by_hand.tip(VICTIM),
        by_hand.tip(HONEST),
        "there was time for others"
    );
    assert!(by_hand.now().since(asked) < too_long);

    let mut live = network(rules, endless(rules));
    live.link.delay = slow;
    live.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    live.run(too_long);
    assert_eq!(live.faults(VICTIM, LIAR), [PeerFault::Trickle]);
    assert_eq!(live.tip(VICTIM), live.tip(HONEST));
}

/// Serves one chain to begin with and another from its second piece on.
fn turning(chains: Vec<Chain>, turn: impl Fn(usize) -> usize + 'static) -> Scripted {
    let presence = forge::presence(&chains[0]);
    let mut pieces = 0;
    Scripted::present(presence, move |question| {
        let chain = &chains[turn(pieces)];
        let answer = forge::answer(chain, question);
        if let Some(Message::Blocks { blocks, .. }) = &answer
            && !blocks.is_empty()
        {
            pieces += 1;
        }
        answer.into_iter().collect()
    })
}

fn forks(shared: u64, length: u64) -> Vec<Chain> {
    let common = forge::chain(easy(), shared, "both");
    let fork = |maker| {
        let mut fork = common.clone();
        forge::extend(&mut fork, length, maker);
        fork
    };
    vec![fork("one"), fork("other")]
}

#[test]
fn a_reorg_at_the_senders_place_in_the_middle_of_a_download_does_no_harm() {
    let chains = forks(300, 1300);
    let expected = chains[1].tip().hash();
    let mut network = network(easy(), turning(chains, |pieces| pieces.min(1)));
    let resolution = network.resolve(VICTIM);
    assert_eq!(
        resolution.peers[1].outcome,
        PeerOutcome::Adopted { length: 1300 }
    );
    assert_eq!(network.tip(VICTIM), expected);
    assert!(
        network.traffic().blocks < 1300 + 300,
        "{}",
        network.traffic().blocks
    );
}

#[test]
fn a_peer_that_never_makes_up_its_mind_is_refused() {
    let fault = found_out(easy(), || turning(forks(1, 1300), |pieces| pieces % 2));
    assert_eq!(fault, PeerFault::Trickle);
}

#[test]
fn silent_liars_do_not_keep_a_node_from_the_others() {
    let mut network = Network::of(62, 2, easy());
    for place in 0..3 {
        let chain = forge::chain(easy(), 20 + place, "liar");
        network.join_scripted(&format!("liar-{place}"), forge::silent(&chain));
    }
    network.run(seconds(3));
    network.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    for _ in 0..4 {
        network.mine(HONEST);
        network.run(seconds(26));
        assert_eq!(network.tip(VICTIM), network.tip(HONEST));
    }
}

#[test]
fn a_peer_that_claims_more_than_it_has_is_not_asked_without_a_pause() {
    let chain = forge::chain(easy(), 3, "liar");
    let mut presence = forge::presence(&chain);
    presence.weight = ChainWeight::of_length(1000);
    let liar = Scripted::present(presence, move |question| {
        forge::answer(&chain, question).into_iter().collect()
    });
    let mut network = network(easy(), liar);
    network.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    network.run(seconds(1));
    let before = network.traffic().questions;
    network.run(seconds(60));
    assert!(network.traffic().questions - before <= 15);
    assert_eq!(network.tip(VICTIM), network.tip(HONEST));
}
