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

impl Names {
    /// Registers a list of nodes as this tab's node knows them: `whois` tells who is behind host and port, and a node
    /// that can't be asked about stays as it is written. Nothing is kept of a list that is refused, be it for its last
    /// node or by this tab's node.
    pub async fn register<T>(
        &self,
        nodes: Vec<String>,
        whois: impl AsyncFn(&Address) -> Result<Option<Whois>, CommandError>,
        register: impl AsyncFnOnce(Vec<String>) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        let mut translated = Vec::new();
        let (mut tabs, mut foreign) = (Vec::new(), Vec::new());
        for text in nodes {
            let address = Address::parse(&text).ok();
            let Some(address) = address.filter(|address| address.as_str().contains(':')) else {
                translated.push(text);
                continue;
            };
            translated.push(match whois(&address).await? {
                Some(Whois::Tab(tab)) => {
                    tabs.push((tab.clone(), address));
                    tab.to_string()
                }
                Some(Whois::Peer(peer)) => {
                    foreign.push(peer.clone());
                    peer.to_string()
                }
                None => text,
            });
        }
        let answer = register(translated).await?;
        for (tab, address) in tabs {
            self.aliases.borrow_mut().insert(tab, address);
        }
        for address in &foreign {
            self.foreign.add(address);
        }
        Ok(answer)
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

    /// The list as the node takes it, unless it has too many registered.
    fn register(names: &Names, nodes: &[&str], full: bool) -> Result<Vec<String>, CommandError> {
        let nodes = nodes.iter().map(|&node| node.to_owned()).collect();
        let node = async |nodes| {
            if full {
                Err(CommandError::TooManyNodes)
            } else {
                Ok(nodes)
            }
        };
        let registered = pin!(names.register(nodes, whois, node));
        match registered.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => answer,
            Poll::Pending => panic!("relay and node answer at once here"),
        }
    }

    #[test]
    fn hosts_and_ports_become_what_nodes_know() {
        let names = Names::default();
        let written = ["http://localhost:5000", "localhost:5005", "tab-b", "?:1"];
        assert_eq!(
            register(&names, &written, false).unwrap(),
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
        for (written, full) in [
            (
                ["localhost:5005", "localhost:5000", "localhost:5001"],
                false,
            ),
            (["localhost:5005", "localhost:5000", "tab-b"], true),
        ] {
            assert!(register(&names, &written, full).is_err());
            assert!(!names.foreign().has(&address("127.0.0.1:5005")));
            assert_eq!(names.alias(&address("tab-a")), None);
        }
    }
}
