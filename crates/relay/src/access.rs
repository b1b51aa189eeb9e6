//! Which network addresses may connect at all.

use std::net::IpAddr;

use ipnet::IpNet;

/// Lists of networks.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Only these may connect, and this machine; all may where there are none.
    pub allow: Vec<IpNet>,
    /// These may not, even if they are allowed.
    pub deny: Vec<IpNet>,
}

impl Access {
    /// Whether an address may connect.
    pub fn permits(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        let names = |networks: &[IpNet]| networks.iter().any(|network| network.contains(&ip));
        !names(&self.deny) && (self.allow.is_empty() || ip.is_loopback() || names(&self.allow))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_denied_may_not_and_who_is_not_allowed_neither() {
        let networks = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        let access = Access {
            allow: networks(&["10.1.0.0/16", "2001:db8::/32"]),
            deny: networks(&["10.1.2.3/32"]),
        };
        let permits = |ip: &str| access.permits(ip.parse().unwrap());
        assert!(permits("10.1.2.4") && permits("::ffff:10.1.2.4") && permits("2001:db8::1"));
        assert!(permits("127.0.0.1"));
        assert!(!permits("10.1.2.3") && !permits("10.2.0.1") && !permits("2001:db9::1"));
        assert!(Access::default().permits("192.0.2.1".parse().unwrap()));
    }
}
