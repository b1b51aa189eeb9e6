//! Admission control: how much of this relay one network address may have at a time, and all together.

use std::{
    collections::HashMap,
    fmt::Display,
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use ipnet::IpNet;
use parking_lot::Mutex;
use protocol::{RateLimiter, Time};
use tokio_util::sync::CancellationToken;

use crate::{
    access::Access,
    client::{Client, Source},
    config::Limits,
};

/// Addresses are forgotten when there are more, if they have nothing and did nothing lately.
const REMEMBERED: usize = 4096;
/// How often a line about the same address is logged.
const LOG_EVERY: Duration = Duration::from_secs(1);

/// What one network address has, and may have.
pub struct Admission {
    access: Access,
    shared: Vec<IpNet>,
    limits: Arc<Limits>,
    start: Instant,
    table: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    number: u64,
    sockets: usize,
    lost: usize,
    sources: HashMap<Source, Usage>,
}

struct Usage {
    held: [usize; Quota::COUNT],
    joins: RateLimiter,
    bytes: RateLimiter,
    seen: Instant,
    /// The last line about it in the log, and how many were left out since.
    logged: Option<(Instant, u32)>,
    /// Its connections that are no member's.
    requests: HashMap<u64, Request>,
}

/// A connection that may be waiting for a request.
struct Request {
    /// Since when it waits for one.
    idle_since: Option<Instant>,
    cut: CancellationToken,
}

/// What is counted for each network address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// A connection of any kind.
    Socket,
    /// A member of a room.
    Member,
    /// The place of a member whose connection was lost.
    Lost,
    /// A room that it was the first to join.
    Room,
}

impl Quota {
    const COUNT: usize = 4;
}

/// A share of a quota, until it is dropped.
pub struct Share {
    admission: Arc<Admission>,
    source: Source,
    quota: Quota,
}

/// A connection on which requests come.
pub struct Requests {
    admission: Arc<Admission>,
    source: Source,
    number: u64,
    /// Cancelled when its place is needed.
    pub cut: CancellationToken,
}

/// Why a connection is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Its network address may not connect.
    #[error("this relay takes no connections from {0}")]
    Denied(IpAddr),
    /// There are as many as there may be.
    #[error("this relay has as many connections as it can have")]
    Full,
    /// Its network address has as many as it may have.
    #[error(
        "too many connections come from {0}; where a whole class is behind that address, start the relay with --shared {0}"
    )]
    TooMany(IpAddr),
}

impl Admission {
    /// Addresses in `shared` have no quotas of their own.
    pub fn new(access: Access, shared: Vec<IpNet>, limits: Arc<Limits>) -> Self {
        Self {
            access,
            shared,
            limits,
            start: Instant::now(),
            table: Mutex::default(),
        }
    }

    /// Takes a connection. Where there are too many already, one of the same address that waits for a request is cut.
    pub fn connect(self: &Arc<Self>, ip: IpAddr) -> Result<(Client, Share, Requests), Refused> {
        let ip = ip.to_canonical();
        if !self.access.permits(ip) {
            return Err(Refused::Denied(ip));
        }
        let is_shared = self.shared.iter().any(|network| network.contains(&ip));
        let client = Client::new(ip, is_shared, Arc::clone(self));
        let source = client.source();
        let mut table = self.table.lock();
        if table.sockets >= self.limits.sockets && !table.cut_greatest() {
            return Err(Refused::Full);
        }
        table.number += 1;
        table.sockets += 1;
        let number = table.number;
        let usage = table.usage(source, &self.limits);
        let has = usage.held[Quota::Socket as usize];
        if !is_shared && has >= self.limits.sockets_per_address && !usage.cut_idle() {
            table.sockets -= 1;
            return Err(Refused::TooMany(ip));
        }
        usage.held[Quota::Socket as usize] += 1;
        let cut = CancellationToken::new();
        let request = Request {
            idle_since: Some(Instant::now()),
            cut: cut.clone(),
        };
        usage.requests.insert(number, request);
        drop(table);
        let share = self.share(source, Quota::Socket);
        let requests = Requests {
            admission: Arc::clone(self),
            source,
            number,
            cut,
        };
        Ok((client, share, requests))
    }

    /// Takes a share of a quota, if the client has one left.
    pub fn take(self: &Arc<Self>, client: &Client, quota: Quota) -> Option<Share> {
        let source = client.source();
        let mut table = self.table.lock();
        if quota == Quota::Lost && table.lost >= self.limits.lost {
            return None;
        }
        let usage = table.usage(source, &self.limits);
        let has = &mut usage.held[quota as usize];
        if !client.is_shared() && *has >= self.most(quota) {
            return None;
        }
        *has += 1;
        table.lost += usize::from(quota == Quota::Lost);
        drop(table);
        Some(self.share(source, quota))
    }

    /// Whether a client may join a room now, or has done so too often lately.
    pub fn join(&self, client: &Client) -> bool {
        let now = self.now();
        let mut table = self.table.lock();
        client.is_shared()
            || table
                .usage(client.source(), &self.limits)
                .joins
                .admit(now, 1.0)
    }

    /// Counts what came from a client. Returns how long no more is to be read from it.
    pub fn charge(&self, client: &Client, bytes: usize) -> Duration {
        if client.is_shared() {
            return Duration::ZERO;
        }
        let now = self.now();
        let mut table = self.table.lock();
        let usage = table.usage(client.source(), &self.limits);
        usage.bytes.charge(now, bytes as f64)
    }

    /// The time as the rate limiters count it.
    fn now(&self) -> Time {
        Time::from_micros(0) + self.start.elapsed()
    }

    /// Logs that an address was refused; not every time where it is refused very often.
    pub fn log_refused(&self, ip: IpAddr, reason: &dyn Display) {
        let now = Instant::now();
        let mut table = self.table.lock();
        let usage = table.usage(Source::of(ip), &self.limits);
        let repeated = match &mut usage.logged {
            Some((at, repeated)) if now.duration_since(*at) < LOG_EVERY => {
                *repeated += 1;
                return;
            }
            Some((_, repeated)) => *repeated,
            None => 0,
        };
        usage.logged = Some((now, 0));
        drop(table);
        tracing::warn!(address = %ip, %reason, repeated, "refused");
    }

    fn share(self: &Arc<Self>, source: Source, quota: Quota) -> Share {
        Share {
            admission: Arc::clone(self),
            source,
            quota,
        }
    }

    fn most(&self, quota: Quota) -> usize {
        match quota {
            Quota::Socket => self.limits.sockets_per_address,
            Quota::Member => self.limits.members_per_address,
            Quota::Lost => self.limits.lost_per_address,
            Quota::Room => self.limits.rooms_per_address,
        }
    }
}

impl Table {
    fn usage(&mut self, source: Source, limits: &Limits) -> &mut Usage {
        let now = Instant::now();
        if self.sources.len() >= REMEMBERED && !self.sources.contains_key(&source) {
            self.sources.retain(|_, usage| usage.matters(now));
        }
        let usage = self.sources.entry(source).or_insert_with(|| Usage {
            held: [0; Quota::COUNT],
            joins: RateLimiter::new(limits.joins_per_address),
            bytes: RateLimiter::new(limits.bytes_per_address),
            seen: now,
            logged: None,
            requests: HashMap::new(),
        });
        usage.seen = now;
        usage
    }

    /// Cuts a connection that waits for a request, of the address that has most connections.
    fn cut_greatest(&mut self) -> bool {
        let by_sockets = |usage: &&mut Usage| usage.held[Quota::Socket as usize];
        let greatest = self.sources.values_mut().max_by_key(by_sockets);
        greatest.is_some_and(Usage::cut_idle)
    }
}

impl Usage {
    fn matters(&self, now: Instant) -> bool {
        const LATELY: Duration = Duration::from_secs(60);
        self.held.iter().any(|&has| has > 0) || now.duration_since(self.seen) < LATELY
    }

    /// Cuts the connection that has waited for a request longest.
    fn cut_idle(&mut self) -> bool {
        let waiting = self.requests.iter();
        let longest = waiting
            .filter_map(|(&number, request)| Some((request.idle_since?, number)))
            .min();
        let request = longest.and_then(|(_, number)| self.requests.remove(&number));
        request.map(|request| request.cut.cancel()).is_some()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut table = self.admission.table.lock();
        match self.quota {
            Quota::Socket => table.sockets -= 1,
            Quota::Lost => table.lost -= 1,
            Quota::Member | Quota::Room => {}
        }
        if let Some(usage) = table.sources.get_mut(&self.source) {
            usage.held[self.quota as usize] -= 1;
        }
    }
}

impl Requests {
    /// Notes whether the connection waits for a request.
    pub fn set_idle(&self, is_idle: bool) {
        let mut table = self.admission.table.lock();
        let usage = table.sources.get_mut(&self.source);
        if let Some(request) = usage.and_then(|usage| usage.requests.get_mut(&self.number)) {
            request.idle_since = is_idle.then(Instant::now);
        }
    }
}

impl Drop for Requests {
    fn drop(&mut self) {
        if let Some(usage) = self.admission.table.lock().sources.get_mut(&self.source) {
            usage.requests.remove(&self.number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admission(limits: Limits) -> Arc<Admission> {
        let shared = vec!["10.9.0.0/16".parse().unwrap()];
        Arc::new(Admission::new(Access::default(), shared, Arc::new(limits)))
    }

    fn ip(last: u8) -> IpAddr {
        [10, 0, 0, last].into()
    }

    #[test]
    fn an_address_has_its_quota_of_connections_and_a_shared_one_has_none() {
        let all = admission(Limits {
            sockets_per_address: 2,
            ..Limits::default()
        });
        let busy = |ip| {
            let taken = all.connect(ip)?;
            taken.2.set_idle(false);
            Ok::<_, Refused>(taken)
        };
        let _first = busy(ip(1)).unwrap();
        let second = busy(ip(1)).unwrap();
        assert_eq!(busy(ip(1)).err(), Some(Refused::TooMany(ip(1))));
        let _other = busy(ip(2)).unwrap();
        drop(second);
        let _again = busy(ip(1)).unwrap();
        let shared: Vec<_> = (0..9)
            .map(|_| busy([10, 9, 1, 1].into()).unwrap())
            .collect();
        assert_eq!(all.table.lock().sockets, 3 + shared.len());
    }

    #[test]
    fn a_connection_that_waits_for_a_request_gives_way_to_a_new_one() {
        let all = admission(Limits {
            sockets_per_address: 1,
            ..Limits::default()
        });
        let (_, _share, waits) = all.connect(ip(1)).unwrap();
        let (_, _share, works) = all.connect(ip(1)).unwrap();
        assert!(waits.cut.is_cancelled() && !works.cut.is_cancelled());
    }

    #[test]
    fn where_all_places_are_taken_who_has_most_gives_way() {
        let all = admission(Limits {
            sockets: 3,
            ..Limits::default()
        });
        let hostile = [all.connect(ip(1)).unwrap(), all.connect(ip(1)).unwrap()];
        let first = all.connect(ip(2)).unwrap();
        let _second = all.connect(ip(3)).unwrap();
        assert!(hostile[0].2.cut.is_cancelled() && !first.2.cut.is_cancelled());
    }

    #[test]
    fn lost_places_are_bounded_for_each_address_and_in_all() {
        let all = admission(Limits {
            lost: 3,
            lost_per_address: 2,
            ..Limits::default()
        });
        let client = |last| Client::new(ip(last), false, Arc::clone(&all));
        let take = |last| all.take(&client(last), Quota::Lost);
        let held = [take(1), take(1), take(2)];
        assert!(held.iter().all(Option::is_some));
        assert!(take(1).is_none() && take(3).is_none());
        drop(held);
        assert!(take(3).is_some());
    }
}
