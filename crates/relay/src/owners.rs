//! Whose address is whose, also while its owner is away.
//!
//! A tab that joins brings a secret, the token. The relay keeps its digest: who has another secret does not get the address
//! for hours after its owner was here. The address of a page of today is made of that digest, so it proves whose it is also
//! where nothing is remembered: who proves it outranks who does not.

use std::{
    collections::HashMap,
    fmt,
    time::{Duration, Instant},
};

use protocol::Address;
use sha2::{Digest, Sha256};

use crate::{client::Source, member_id::MemberId};

/// The most owners that are remembered.
const MAX_OWNERS: usize = 32 * 1024;

/// Who has an address: the SHA-256 digest of its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner([u8; 32]);

impl Owner {
    /// The one who brings this secret.
    pub fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }

    /// Reads the digest as relays write it to one another.
    pub fn read(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// Whether the address is made of this owner's secret.
    pub fn proves(self, address: &Address) -> bool {
        Address::of_digest(&self.0) == *address
    }

    /// Whether it takes an address from another owner.
    pub fn outranks(self, other: Self, address: &Address) -> bool {
        self.proves(address) && !other.proves(address)
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// The address is another's.
#[derive(Debug, PartialEq, Eq)]
pub struct AnothersAddress;

/// The owners of addresses who are here, or were.
pub struct Owners {
    remembered_for: Duration,
    most: usize,
    known: HashMap<MemberId, Known>,
}

struct Known {
    owner: Owner,
    /// Who brought it; `None` for what other relays told.
    caller: Option<Source>,
    /// Since when it has the address.
    since: Instant,
    seen: Instant,
}

impl Owners {
    /// None yet.
    pub fn new(remembered_for: Duration) -> Self {
        Self {
            remembered_for,
            most: MAX_OWNERS,
            known: HashMap::new(),
        }
    }

    /// Whether somebody may have an address.
    pub fn check(
        &self,
        member: &MemberId,
        owner: Owner,
        now: Instant,
    ) -> Result<(), AnothersAddress> {
        match self.known.get(member) {
            Some(known)
                if known.owner != owner
                    && !self.is_over(known, now)
                    && !owner.outranks(known.owner, &member.address) =>
            {
                Err(AnothersAddress)
            }
            _ => Ok(()),
        }
    }

    /// Remembers who has an address.
    pub fn note(&mut self, member: &MemberId, owner: Owner, caller: Option<Source>, now: Instant) {
        if self.known.len() >= self.most && !self.known.contains_key(member) {
            self.make_room(now);
        }
        let before = self.known.get(member).filter(|known| known.owner == owner);
        let known = Known {
            owner,
            caller,
            since: before.map_or(now, |known| known.since),
            seen: now,
        };
        self.known.insert(member.clone(), known);
    }

    /// Remembers who has an address, and has had it for a while.
    pub fn note_since(&mut self, member: &MemberId, owner: Owner, ago: Duration, now: Instant) {
        self.note(member, owner, None, now);
        if let Some(known) = self.known.get_mut(member)
            && let Some(since) = now.checked_sub(ago)
        {
            known.since = known.since.min(since);
        }
    }

    /// For how long somebody has had an address; nothing for one who is not known.
    pub fn age(&self, member: &MemberId, owner: Owner, now: Instant) -> Duration {
        let known = self.known.get(member).filter(|known| known.owner == owner);
        known.map_or(Duration::ZERO, |known| {
            now.saturating_duration_since(known.since)
        })
    }

    /// Its owner is here still, or was until now.
    pub fn see(&mut self, member: &MemberId, now: Instant) {
        if let Some(known) = self.known.get_mut(member) {
            known.seen = now;
        }
    }

    /// The address is not this owner's after all.
    pub fn forget(&mut self, member: &MemberId, owner: Owner) {
        if self
            .known
            .get(member)
            .is_some_and(|known| known.owner == owner)
        {
            self.known.remove(member);
        }
    }

    fn is_over(&self, known: &Known, now: Instant) -> bool {
        now.saturating_duration_since(known.seen) > self.remembered_for
    }

    /// Forgets those whose time is over, or else the oldest one of whoever brought most: who brings many addresses
    /// pushes out nobody else's.
    fn make_room(&mut self, now: Instant) {
        let remembered_for = self.remembered_for;
        self.known
            .retain(|_, known| now.saturating_duration_since(known.seen) <= remembered_for);
        if self.known.len() < self.most {
            return;
        }
        let mut brought: HashMap<Option<Source>, usize> = HashMap::new();
        for known in self.known.values() {
            *brought.entry(known.caller).or_default() += 1;
        }
        let most = brought.into_iter().max_by_key(|(_, count)| *count);
        let Some((caller, _)) = most else {
            return;
        };
        let theirs = self
            .known
            .iter()
            .filter(|(_, known)| known.caller == caller);
        let oldest = theirs.min_by_key(|(_, known)| known.seen);
        if let Some(oldest) = oldest.map(|(member, _)| member.clone()) {
            self.known.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use protocol::RoomName;

    use super::*;

    fn tab(address: &str) -> MemberId {
        MemberId {
            room: RoomName::parse("main").unwrap(),
            address: Address::parse(address).unwrap(),
        }
    }

    fn caller(last: u8) -> Option<Source> {
        Some(IpAddr::from([10, 0, 0, last]).into())
    }

    #[test]
    fn an_address_is_its_owners_until_it_was_away_for_hours() {
        let mut owners = Owners::new(Duration::from_secs(3600));
        let (one, begin) = (tab("tab-1"), Instant::now());
        let at = |seconds| begin + Duration::from_secs(seconds);
        owners.note(&one, Owner::of("mine"), caller(1), begin);
        let check =
            |owners: &Owners, secret, seconds| owners.check(&one, Owner::of(secret), at(seconds));
        assert_eq!(check(&owners, "guess", 3600), Err(AnothersAddress));
        assert_eq!(check(&owners, "mine", 3600), Ok(()));
        assert_eq!(check(&owners, "guess", 3601), Ok(()));
        owners.see(&one, at(3000));
        assert_eq!(check(&owners, "guess", 6600), Err(AnothersAddress));
    }

    #[test]
    fn who_proves_that_an_address_is_its_own_outranks_who_does_not() {
        let mut owners = Owners::new(Duration::from_secs(3600));
        let now = Instant::now();
        let (owner, squatter) = (Owner::of("mine"), Owner::of("guess"));
        let mine = tab(Address::of_digest(&owner.0).as_str());
        owners.note(&mine, squatter, caller(1), now);
        assert_eq!(
            owners.check(&mine, Owner::of("other"), now),
            Err(AnothersAddress)
        );
        assert_eq!(owners.check(&mine, owner, now), Ok(()));
        owners.note(&mine, owner, caller(2), now);
        assert_eq!(owners.check(&mine, squatter, now), Err(AnothersAddress));
    }

    #[test]
    fn who_brings_many_addresses_pushes_out_nobody_elses() {
        let mut owners = Owners {
            most: 100,
            ..Owners::new(Duration::from_secs(3600))
        };
        let now = Instant::now();
        let names: Vec<_> = (0..30)
            .map(|number| tab(&format!("tab-{number}")))
            .collect();
        for name in &names {
            owners.note(name, Owner::of("honest"), caller(1), now);
        }
        for number in 0..1_000 {
            let name = tab(&format!("tab-flood-{number}"));
            owners.note(&name, Owner::of("flood"), caller(2), now);
        }
        assert_eq!(owners.known.len(), 100);
        for name in &names {
            assert_eq!(
                owners.check(name, Owner::of("flood"), now),
                Err(AnothersAddress)
            );
        }
    }

    #[test]
    fn an_owner_is_written_as_relays_of_before_write_it() {
        let text = "3fd30542fe3f61b14bd4a4b2dc0b6fb30fa6f63ebce52dd1778aaa8c4dc02cff";
        assert_eq!(Owner::of("mine").to_string(), text);
        assert_eq!(Owner::read(text), Some(Owner::of("mine")));
        assert_eq!(Owner::read("00ff"), None);
    }
}
