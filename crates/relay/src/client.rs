//! Where a connection comes from.

use std::{
    fmt::Display,
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use serde::{Deserialize, Serialize};

use crate::{admission::Admission, refusal::Refusal};

/// The other end of a connection: its network address, and what that may have of this relay.
#[derive(Clone)]
pub struct Client {
    ip: IpAddr,
    is_shared: bool,
    admission: Arc<Admission>,
}

/// What is counted as one network address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "IpAddr")]
pub struct Source(IpAddr);

impl From<IpAddr> for Source {
    fn from(ip: IpAddr) -> Self {
        Self::of(ip)
    }
}

impl Source {
    /// Of IPv6 a network of 64 bits: that is what one subscriber has at least.
    pub fn of(ip: IpAddr) -> Self {
        match ip.to_canonical() {
            IpAddr::V4(ip) => Self(ip.into()),
            IpAddr::V6(ip) => {
                Self(Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)).into())
            }
        }
    }
}

impl Client {
    /// A client of this address. Many people may be behind one that is shared.
    pub fn new(ip: IpAddr, is_shared: bool, admission: Arc<Admission>) -> Self {
        Self {
            ip: ip.to_canonical(),
            is_shared,
            admission,
        }
    }

    /// Its address.
    pub fn ip(&self) -> IpAddr {
        self.ip
    }

    /// As what it is counted.
    pub fn source(&self) -> Source {
        Source::of(self.ip)
    }

    /// Whether many people may be behind its address, so that it has no quotas.
    pub fn is_shared(&self) -> bool {
        self.is_shared
    }

    /// What it may have.
    pub fn admission(&self) -> &Arc<Admission> {
        &self.admission
    }

    /// Logs that it was refused, for tools that read logs and lock addresses out.
    pub fn refused(&self, reason: &dyn Display) {
        self.admission.log_refused(self.ip, reason);
    }
}

/// Every connection has one: `server.rs` puts it there.
impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "nobody knows who asks"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{access::Access, config::Limits};

    impl Client {
        /// A client for tests of this crate.
        pub fn for_test(ip: [u8; 4]) -> Self {
            let admission =
                Admission::new(Access::default(), Vec::new(), Arc::new(Limits::default()));
            Self::new(ip.into(), false, Arc::new(admission))
        }
    }

    #[test]
    fn an_ipv6_network_and_both_forms_of_an_ipv4_address_are_one_source() {
        let source = |ip: &str| Source::of(ip.parse().unwrap());
        assert_eq!(source("10.0.0.1"), source("::ffff:10.0.0.1"));
        assert_ne!(source("10.0.0.1"), source("10.0.0.2"));
        assert_eq!(source("2001:db8::1"), source("2001:db8::ffff:0:0:2"));
        assert_ne!(source("2001:db8::1"), source("2001:db8:0:1::1"));
    }
}
