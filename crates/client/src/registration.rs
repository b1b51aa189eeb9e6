//! Registering nodes by the addresses that people write, `http://localhost:5001`, where nodes know one another by others.
//!
//! The relay knows who is behind a host and port: a tab of the room, or a foreign node. It is asked for each entry of a
//! list in turn; then the node registers all of them or none. Nothing is kept of a list that is refused.

use litemap::LiteMap;
use node::{Address, RequestId};
use protocol::Whois;

/// The lists that wait for the relay, and what is known of addresses from those before.
#[derive(Default)]
pub(crate) struct Registrations {
    waiting: Vec<Registration>,
    /// Those that the node is to answer.
    handed_on: Vec<Registration>,
    aliases: LiteMap<Address, Address>,
}

/// A list of nodes that is to be registered.
pub(crate) struct Registration {
    /// Who wants it.
    pub request: RequestId,
    /// The entries that are not known yet, the last one first.
    left: Vec<String>,
    /// The others, as nodes know them.
    translated: Vec<String>,
    /// The tabs among them, with the address that was written.
    tabs: Vec<(Address, Address)>,
    foreign: Vec<Address>,
}

/// What is to be done about a list.
pub(crate) enum Step {
    /// The relay is to be asked who is behind an address.
    Ask(RequestId, Address),
    /// All is known: the node can register it.
    Register(Registration),
}

impl Registrations {
    /// A list that begins.
    pub fn begin(&mut self, request: RequestId, mut nodes: Vec<String>) -> Option<Step> {
        nodes.reverse();
        self.waiting.push(Registration {
            request,
            left: nodes,
            translated: Vec::new(),
            tabs: Vec::new(),
            foreign: Vec::new(),
        });
        self.next(request)
    }

    /// The relay has told who is at an address, or can't be asked.
    pub fn answered(
        &mut self,
        request: RequestId,
        asked: &Address,
        whois: Option<Whois>,
    ) -> Option<Step> {
        let list = self
            .waiting
            .iter_mut()
            .find(|list| list.request == request)?;
        let text = list.left.pop()?;
        list.translated.push(match whois {
            Some(Whois::Tab(tab)) => {
                list.tabs.push((tab.clone(), asked.clone()));
                tab.to_string()
            }
            Some(Whois::Peer(peer)) => {
                list.foreign.push(peer.clone());
                peer.to_string()
            }
            None => text,
        });
        self.next(request)
    }

    /// Gives up a list. False when no list waits under this id.
    pub fn abandon(&mut self, request: RequestId) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|list| list.request != request);
        self.waiting.len() < before
    }

    /// The node is being asked to register a list.
    pub fn hand_on(&mut self, registration: Registration) {
        self.handed_on.push(registration);
    }

    /// The list that the node has answered for.
    pub fn settled(&mut self, request: RequestId) -> Option<Registration> {
        let mut lists = self.handed_on.iter();
        let place = lists.position(|list| list.request == request)?;
        Some(self.handed_on.swap_remove(place))
    }

    /// The node has registered a list: from now on its tabs are called as they were written.
    pub fn keep_aliases(&mut self, registration: &Registration) {
        for (tab, written) in &registration.tabs {
            self.aliases.insert(tab.clone(), written.clone());
        }
    }

    /// The address by which a person registered a tab, if it is not the tab's own.
    pub fn alias(&self, address: &Address) -> Option<&Address> {
        self.aliases.get(address)
    }

    fn next(&mut self, request: RequestId) -> Option<Step> {
        let place = self
            .waiting
            .iter()
            .position(|list| list.request == request)?;
        let list = self.waiting.get_mut(place)?;
        while let Some(text) = list.left.pop() {
            let address = Address::parse(&text).ok();
            if let Some(address) = address.filter(|address| address.as_str().contains(':')) {
                list.left.push(text);
                return Some(Step::Ask(request, address));
            }
            list.translated.push(text);
        }
        Some(Step::Register(self.waiting.swap_remove(place)))
    }
}

impl Registration {
    /// The list as nodes know it.
    pub fn nodes(&self) -> &[String] {
        &self.translated
    }

    /// The foreign nodes among them.
    pub fn foreign(&self) -> &[Address] {
        &self.foreign
    }
}
