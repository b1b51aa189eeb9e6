//! Strangers that fill the mempool: they keep out neither one's own transactions nor those of other senders.

use chain::{Mempool, Number, SubmissionId, Transaction};
use node::{
    Command, Mode,
    wire::{MAX_ITEMS, Message, UNASKED},
};

use crate::{
    forge,
    simulation::{Network, Scripted, Site, easy, seconds},
};

const OWN: Site = 0;
const HONEST: Site = 1;
const STRANGERS: usize = 10;

fn gift(sender: &str, number: u64) -> Transaction {
    Transaction {
        sender: sender.to_owned(),
        recipient: format!("bob-{number}"),
        amount: Number::from(1_u64),
        signed: None,
    }
}

/// A node and an honest one, both live, and strangers whose transactions are under names of their own, or made up anew for
/// each.
fn flooded(made_up: bool) -> Network {
    let mut network = Network::of(191, 2, easy());
    network.all_live(Mode::Live);
    let chain = forge::chain(easy(), 1, "stranger");
    let strangers: Vec<_> = (0..STRANGERS)
        .map(|nth| {
            let stranger = Scripted::present(forge::presence(&chain), |_| Vec::new());
            network.join_scripted(&format!("stranger-{nth}"), stranger)
        })
        .collect();
    network.run(seconds(3));
    for round in 0..10_u64 {
        for &stranger in &strangers {
            flood(&mut network, stranger, round, made_up);
        }
        network.run(seconds(1));
    }
    assert_eq!(network.node(OWN).mempool().len(), Mempool::MAX_PENDING);
    network
}

/// As much as a node takes of one within a second.
fn flood(network: &mut Network, stranger: Site, round: u64, made_up: bool) {
    let address = network.address(stranger).to_string();
    for bundle in 0..10 {
        let items = (0..MAX_ITEMS as u64).map(|item| {
            let serial = (round * 10 + bundle) * MAX_ITEMS as u64 + item;
            let origin = match made_up {
                true => format!("made-up-{stranger}-{serial}"),
                false => address.clone(),
            };
            (
                SubmissionId { origin, serial },
                gift(&address, serial).canonical(),
            )
        });
        let message = Message::Transactions {
            request: UNASKED,
            items: items.collect(),
            next: None,
        };
        network.say(stranger, None, message);
    }
}

fn waits(network: &Network, site: Site, transaction: &Transaction) -> bool {
    let mut pending = network.node(site).mempool().pending();
    pending.any(|other| other == transaction)
}

#[test]
fn ten_strangers_that_fill_the_mempool_keep_nobodys_transaction_out() {
    for made_up in [false, true] {
        let mut network = flooded(made_up);
        let (own, honest) = (gift("own", 1), gift("honest", 1));
        network.order(OWN, Command::Transact(own.clone())).unwrap();
        network
            .order(HONEST, Command::Transact(honest.clone()))
            .unwrap();
        for round in 10..20 {
            for stranger in 2..2 + STRANGERS {
                flood(&mut network, stranger, round, made_up);
            }
            network.run(seconds(1));
        }
        for site in [OWN, HONEST] {
            for transaction in [&own, &honest] {
                assert!(
                    waits(&network, site, transaction),
                    "{transaction:?} at {site}"
                );
            }
            let held = network.node(site).mempool().len();
            assert!(held <= Mempool::MAX_PENDING, "{held}");
        }
    }
}
