//! The ports at which single tabs answer the tutorial's API: 5000 for the first, 5001 for the next.
//!
//! A port is bound when it is first needed, so that one that another program holds is passed over, and
//! stays bound: when its tab is gone it says so.

use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, SocketAddr, TcpListener},
};

use parking_lot::Mutex;

use crate::member_id::MemberId;

/// All such ports.
pub struct Ports {
    ip: IpAddr,
    first: u16,
    count: u16,
    reserved: Vec<u16>,
    table: Mutex<BTreeMap<u16, Port>>,
}

#[derive(Default)]
struct Port {
    member: Option<MemberId>,
    last: Option<MemberId>,
}

impl Ports {
    /// `count` ports from `first` up; those in `reserved` are passed over.
    pub fn new(ip: IpAddr, first: u16, count: u16, reserved: Vec<u16>) -> Self {
        Self {
            ip,
            first,
            count,
            reserved,
            table: Mutex::default(),
        }
    }

    /// Gives a tab a port: the one it has or asks for, else the one that it had last, else the lowest that is free. A port that
    /// had to be bound for it comes with its listener.
    pub fn take(
        &self,
        member: &MemberId,
        wanted: Option<u16>,
    ) -> Option<(u16, Option<TcpListener>)> {
        let mut table = self.table.lock();
        let own = table
            .iter()
            .find(|(_, port)| port.member.as_ref() == Some(member));
        if let Some((&number, _)) = own {
            return Some((number, None));
        }
        let all = self.first..self.first.saturating_add(self.count);
        let wanted = wanted.filter(|number| all.contains(number));
        let had = table
            .iter()
            .find(|(_, port)| port.last.as_ref() == Some(member))
            .map(|(&number, _)| number);
        for number in wanted.into_iter().chain(had).chain(all) {
            if self.reserved.contains(&number) {
                continue;
            }
            let listener = match table.get(&number) {
                Some(port) if port.member.is_some() => continue,
                Some(_) => None,
                None => match bind(SocketAddr::new(self.ip, number)) {
                    Ok(listener) => Some(listener),
                    Err(error) => {
                        tracing::info!(port = number, %error, "a port is passed over");
                        continue;
                    }
                },
            };
            table.entry(number).or_default().member = Some(member.clone());
            return Some((number, listener));
        }
        None
    }

    /// Frees the port of a tab that is gone.
    pub fn free(&self, member: &MemberId) {
        for port in self.table.lock().values_mut() {
            if port.member.as_ref() == Some(member) {
                port.last = port.member.take();
            }
        }
    }

    /// Who answers at a port, or who did.
    pub fn at(&self, number: u16) -> Option<MemberId> {
        let table = self.table.lock();
        let port = table.get(&number)?;
        port.member.clone().or_else(|| port.last.clone())
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    // On some systems a port of all addresses can be bound beside the same port of loopback, and
    // would then be heard by nobody there.
    if address.ip().is_unspecified() {
        drop(TcpListener::bind((
            std::net::Ipv4Addr::LOCALHOST,
            address.port(),
        ))?);
    }
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use protocol::{Address, RoomName};

    use super::*;

    const LOOPBACK: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn tab(address: &str) -> MemberId {
        MemberId {
            room: RoomName::parse("main").unwrap(),
            address: Address::parse(address).unwrap(),
        }
    }

    /// A port that is free at the moment, with room above it.
    fn free_port() -> u16 {
        loop {
            let listener = TcpListener::bind((LOOPBACK, 0)).unwrap();
            let port = listener.local_addr().unwrap().port();
            if port < 65000 {
                return port;
            }
        }
    }

    #[test]
    fn tabs_get_ports_in_the_order_in_which_they_join_and_beside_those_in_use() {
        let first = free_port();
        let ports = Ports::new(LOOPBACK, first, 8, vec![first + 1]);
        let (one, listener) = ports.take(&tab("tab-a"), None).unwrap();
        assert_eq!(one, first);
        let (two, _) = ports.take(&tab("tab-b"), None).unwrap();
        assert!(two > first + 1, "{two} is reserved");
        assert_eq!(ports.at(two), Some(tab("tab-b")));
        assert!(ports.take(&tab("tab-a"), None).unwrap().1.is_none());
        drop(listener);
    }

    #[test]
    fn a_tab_that_comes_back_gets_the_port_it_had() {
        let first = free_port();
        let ports = Ports::new(LOOPBACK, first, 8, Vec::new());
        let (one, _one) = ports.take(&tab("tab-a"), None).unwrap();
        let (two, _two) = ports.take(&tab("tab-b"), None).unwrap();
        ports.free(&tab("tab-a"));
        ports.free(&tab("tab-b"));
        assert_eq!(
            ports.at(two),
            Some(tab("tab-b")),
            "it is known whose it was"
        );
        assert_eq!(ports.take(&tab("tab-b"), Some(two)).unwrap().0, two);
        assert_eq!(ports.take(&tab("tab-c"), Some(two)).unwrap().0, one);
        // A page that was loaded again does not know which it had.
        ports.free(&tab("tab-b"));
        ports.free(&tab("tab-c"));
        assert_eq!(ports.take(&tab("tab-b"), None).unwrap().0, two);
    }

    #[test]
    fn without_ports_nobody_gets_one() {
        let ports = Ports::new(LOOPBACK, 5000, 0, Vec::new());
        assert!(ports.take(&tab("tab-a"), Some(5000)).is_none());
    }
}
