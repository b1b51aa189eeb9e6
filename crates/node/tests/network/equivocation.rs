//! Peers that contradict themselves are named, once, and nothing else depends on it.

use chain::ChainWeight;
use node::{Activity, Command, Contradiction, Mode, wire::Message};

use crate::{
    confrontation::{HONEST, LIAR, VICTIM, network},
    forge,
    simulation::{Network, Scripted, easy, seconds},
};

fn named(network: &Network) -> Vec<Contradiction> {
    let liar = network.address(LIAR);
    let named = network.activities(VICTIM).into_iter();
    let named = named.filter_map(|activity| match activity {
        Activity::Equivocation(who, what) => {
            assert_eq!(who, liar);
            Some(what)
        }
        _ => None,
    });
    named.collect()
}

#[test]
fn one_that_tells_of_two_tips_of_the_same_length_is_named_once_and_followed_all_the_same() {
    let chains = ["one", "other"].map(|maker| forge::chain(easy(), 4, maker));
    let mut network = network(easy(), Scripted::new(|_: &Message| Vec::new()));
    for _ in 0..3 {
        for chain in &chains {
            let presence = Message::Present(forge::presence(chain));
            network.say(LIAR, Some(VICTIM), presence);
            network.run(seconds(1));
        }
        network.say(LIAR, Some(VICTIM), Message::Leave);
        network.run(seconds(1));
    }
    let tips = Contradiction::Tips {
        length: 4,
        by: None,
    };
    assert_eq!(named(&network), [tips]);
    network.say(LIAR, None, Message::Present(forge::presence(&chains[0])));
    network.run(seconds(1));
    let peer = network.node(VICTIM).peer(&network.address(LIAR)).unwrap();
    assert!(peer.registered && peer.fault.is_none());
}

#[test]
fn one_that_answers_with_less_than_it_claims_is_named_in_both_ways_of_living() {
    let liar = || {
        let chain = forge::chain(easy(), 3, "liar");
        let mut presence = forge::presence(&chain);
        presence.weight = ChainWeight::of_length(1000);
        Scripted::present(presence, move |question| {
            forge::answer(&chain, question).into_iter().collect()
        })
    };
    let length = Contradiction::Length {
        claimed: 1000,
        answered: 3,
    };
    let mut by_hand = network(easy(), liar());
    by_hand.resolve(VICTIM);
    by_hand.resolve(VICTIM);
    assert_eq!(named(&by_hand), std::slice::from_ref(&length));
    assert_eq!(by_hand.tip(VICTIM), by_hand.tip(HONEST));
    let mut live = network(easy(), liar());
    live.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    live.run(seconds(60));
    assert_eq!(named(&live), [length]);
    assert_eq!(live.tip(VICTIM), live.tip(HONEST));
}
