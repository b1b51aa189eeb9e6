//! Under which addresses this relay is reached.

use std::net::{IpAddr, SocketAddr};

/// This machine's addresses, as far as the relay listens there.
pub struct Hosts {
    listen: SocketAddr,
    own_ips: Vec<IpAddr>,
}

impl Hosts {
    /// `listen` is where the relay listens.
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            listen,
            own_ips: own_ips(),
        }
    }

    /// Host and port at which other machines reach this relay; none on loopback.
    pub fn on_lan(&self) -> Vec<String> {
        if self.listen.ip().is_loopback() {
            return Vec::new();
        }
        let ips = self.own_ips.iter().filter(|ip| !ip.is_loopback());
        ips.map(|&ip| SocketAddr::new(ip, self.listen.port()).to_string())
            .collect()
    }

    /// Whether this machine has the address.
    pub fn is_own(&self, ip: IpAddr) -> bool {
        self.own_ips.contains(&ip)
    }
}

/// This machine's addresses, those that a class would use first.
fn own_ips() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut ips: Vec<IpAddr> = interfaces
        .iter()
        .map(if_addrs::Interface::ip)
        .filter(IpAddr::is_ipv4)
        .collect();
    ips.sort_by_key(|ip| match ip {
        IpAddr::V4(ip) if ip.octets()[0] == 192 => 0,
        IpAddr::V4(ip) if ip.is_private() => 1,
        _ => 2,
    });
    ips
}
