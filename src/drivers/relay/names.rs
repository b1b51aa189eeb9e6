//! Addresses as people write them, `http://localhost:5001`, and as nodes know them.

use std::cell::RefCell;

use litemap::LiteMap;
use node::{Address, CommandError};
use protocol::Whois;

use super::Foreign;

/// What is known of the addresses that were registered.
#[derive(Default)]
pub struct Names {
    aliases: RefCell<LiteMap<Address, Address>>,
    foreign: Foreign,
}

/// Who was found behind addresses of a list, each as it is written there.
pub type Found = Vec<(Address, Whois)>;

/// Replaces host and port in a list by the addresses that nodes know: `whois` tells who is behind them. A node that can't
/// be asked about stays as it is written.
pub async fn translate(
    nodes: &mut [String],
    whois: impl AsyncFn(&Address) -> Result<Option<Whois>, CommandError>,
) -> Result<Found, CommandError> {
    let mut found = Vec::new();
    for text in nodes {
        let address = Address::parse(text).ok();
        let Some(address) = address.filter(|address| address.as_str().contains(':')) else {
            continue;
        };
        if let Some(who) = whois(&address).await? {
            let (Whois::Tab(node) | Whois::Peer(node)) = &who;
            *text = node.to_string();
            found.push((address, who));
        }
    }
    Ok(found)
}

impl Names {
    /// Keeps who was found behind a list. Not before this tab's node has taken it: of one that is refused, be it for its
    /// last node, nothing is to be left.
    pub fn registered(&self, found: Found) {
        for (address, who) in found {
            match who {
                Whois::Tab(tab) => {
                    self.aliases.borrow_mut().insert(tab, address);
                }
                Whois::Peer(peer) => self.foreign.add(&peer),
            }
        }
    }

    /// How somebody wrote the address of a tab, if anybody did.
    pub fn alias(&self, address: &Address) -> Option<Address> {
        self.aliases.borrow().get(address).cloned()
    }

    /// The foreign nodes that were registered.
    pub fn foreign(&self) -> &Foreign {
        &self.foreign
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use node::{FieldFault, RelayFault};

    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    /// A relay beside which a Flask node runs at 5005, a tab of this room at 5000, and one of another at 5001.
    async fn whois(asked: &Address) -> Result<Option<Whois>, CommandError> {
        match asked.port() {
            Some(5000) => Ok(Some(Whois::Tab(address("tab-a")))),
            Some(5005) => Ok(Some(Whois::Peer(address("127.0.0.1:5005")))),
            Some(5001) => Err(CommandError::Field {
                field: "nodes",
                reason: FieldFault::Relay(RelayFault::OtherRoom(asked.clone())),
            }),
            _ => Ok(None),
        }
    }

    /// The list as the node takes it.
    fn register(names: &Names, nodes: &[&str]) -> Result<Vec<String>, CommandError> {
        let mut nodes: Vec<String> = nodes.iter().map(|&node| node.to_owned()).collect();
        let found = {
            let translated = pin!(translate(&mut nodes, whois));
            match translated.poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(found) => found?,
                Poll::Pending => panic!("the relay answers at once here"),
            }
        };
        names.registered(found);
        Ok(nodes)
    }

    #[test]
    fn hosts_and_ports_become_what_nodes_know() {
        let names = Names::default();
        let written = ["http://localhost:5000", "localhost:5005", "tab-b", "?:1"];
        assert_eq!(
            register(&names, &written).unwrap(),
            ["tab-a", "127.0.0.1:5005", "tab-b", "?:1"]
        );
        let alias = names.alias(&address("tab-a"));
        assert_eq!(alias, Some(address("localhost:5000")));
        assert!(names.foreign().has(&address("127.0.0.1:5005")));
        assert_eq!(names.alias(&address("tab-b")), None);
    }

    #[test]
    fn a_list_that_is_refused_leaves_no_node_of_it_registered() {
        let names = Names::default();
        let written = ["localhost:5005", "localhost:5000", "localhost:5001"];
        assert!(register(&names, &written).is_err());
        assert!(!names.foreign().has(&address("127.0.0.1:5005")));
        assert_eq!(names.alias(&address("tab-a")), None);
    }
}
