//! Which node is meant by a party of a transaction: names come before addresses.

use super::view::View;

/// A node that is known by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What it is called in transactions: its account where the ledger is signed, else its address.
    pub party: String,
    /// Where it is reached.
    pub address: String,
    /// What it calls itself.
    pub name: String,
}

/// This tab's node, then all others whose name was heard.
pub fn known(view: &View) -> Vec<Known> {
    let account = view.money.as_ref().and_then(|money| money.account.as_ref());
    let own = (&view.address, account, Some(&view.name));
    let others = view
        .peers
        .iter()
        .map(|peer| (&peer.address, peer.account.as_ref(), peer.name.as_ref()));
    let named = |(address, account, name): (&node::Address, Option<&String>, Option<&String>)| {
        let address = address.to_string();
        Some(Known {
            party: account.unwrap_or(&address).clone(),
            name: name?.clone(),
            address,
        })
    };
    [own].into_iter().chain(others).filter_map(named).collect()
}

/// The node that transactions call by this text.
pub fn meant<'a>(known: &'a [Known], party: &str) -> Option<&'a Known> {
    known.iter().find(|known| known.party == party)
}
