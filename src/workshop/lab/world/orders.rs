//! What people do to the lab: orders to its nodes, hands on its wires.

use std::time::Duration;

use node::{Command, Input, Mode, NodeName, RequestId, wire::Message};

use super::{Place, Site, Story, World};

impl World {
    /// Gives a node a command whose answer people want to see.
    pub fn order(&mut self, site: Site, command: Command) {
        let Some(place) = self.places.get_mut(site) else {
            return;
        };
        place.requests += 1;
        let request = RequestId(place.requests);
        place.asked.push(request);
        self.tell(site, Input::Command(request, command));
    }

    /// Gives a command whose answer nobody needs.
    pub(super) fn whisper(&mut self, site: Site, command: Command) {
        if let Some(place) = self.places.get_mut(site) {
            place.requests += 1;
            let request = RequestId(place.requests);
            self.tell(site, Input::Command(request, command));
        }
    }

    /// Calls the nodes by these names from now on, the first by the first.
    pub fn rename(&mut self, names: &[NodeName]) {
        for (site, name) in names.iter().enumerate() {
            let other = |place: &Place| place.node.name() != name;
            if self.places.get(site).is_some_and(other) {
                self.whisper(site, Command::Rename(name.clone()));
            }
        }
    }

    /// Lets a node mine block after block, or stop after this one.
    pub fn keep_mining(&mut self, site: Site, keep: bool) {
        if let Some(place) = self.places.get_mut(site) {
            place.keep = keep;
        }
    }

    /// Stops all mining at once.
    pub fn stop_mining(&mut self) {
        for site in 0..self.places.len() {
            self.places[site].keep = false;
            self.whisper(site, Command::CancelMining);
        }
    }

    /// Lets all nodes live by hand or by themselves.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
        for site in 0..self.places.len() {
            self.whisper(site, Command::SetMode(mode));
        }
    }

    /// Lets each node register every other.
    pub fn register_all(&mut self) {
        let all: Vec<String> = self.places.iter().map(|p| p.address.to_string()).collect();
        for site in 0..self.places.len() {
            let mut others = all.clone();
            others.remove(site);
            self.order(site, Command::Register(others));
        }
    }

    /// Lets one node listen to another, or listen no more.
    pub fn set_registered(&mut self, site: Site, other: Site, registered: bool) {
        let Some(address) = self.places.get(other).map(|place| place.address.clone()) else {
            return;
        };
        self.order(
            site,
            if registered {
                Command::Register(vec![address.to_string()])
            } else {
                Command::Unregister(address)
            },
        );
    }

    /// Cuts the wire between two nodes. What is under way on it is lost.
    pub fn cut(&mut self, one: Site, other: Site) {
        self.wires.cut(one, other);
    }

    /// Mends a wire. Both ends ask who is there, as a transport does that has come back.
    pub fn mend(&mut self, one: Site, other: Site) {
        if self.wires.mend(one, other) {
            let ends = [one, other].map(|site| self.places.get(site).map(|p| p.address.clone()));
            if let [Some(first), Some(second)] = ends {
                self.send(one, Some(&second), Message::Seek);
                self.send(other, Some(&first), Message::Seek);
            }
        }
    }

    /// Cuts wires by lot until so many are cut, or mends the last ones that were.
    pub fn set_cuts(&mut self, count: usize) {
        let all = pairs(self.places.len());
        while self.wires.cuts().len() < count.min(all.len()) {
            let whole = |&(one, other): &(Site, Site)| !self.wires.is_cut(one, other);
            let whole: Vec<_> = all.iter().copied().filter(whole).collect();
            if let Some((one, other)) = self.chance.choice(whole) {
                self.cut(one, other);
            }
        }
        let surplus = self.wires.cuts().get(count..).unwrap_or_default().to_vec();
        for (one, other) in surplus {
            self.mend(one, other);
        }
    }

    /// Cuts every wire between the first half of the nodes and the second.
    pub fn split(&mut self) {
        let count = self.places.len();
        let half = count.div_ceil(2);
        for one in 0..half {
            for other in half..count {
                self.cut(one, other);
            }
        }
        self.report(Story::Split);
    }

    /// Mends every wire.
    pub fn heal(&mut self) {
        for (one, other) in pairs(self.places.len()) {
            self.mend(one, other);
        }
        self.report(Story::Healed);
    }

    /// Sets how long a message takes.
    pub fn set_delay(&mut self, delay: Duration) {
        self.wires.set_delay(delay);
    }

    /// Sets how many of a hundred messages are lost.
    pub fn set_loss(&mut self, percent: u8) {
        self.wires.set_loss(percent);
    }
}

/// Each two of so many sites.
pub fn pairs(count: usize) -> Vec<(Site, Site)> {
    (0..count)
        .flat_map(|one| (one + 1..count).map(move |other| (one, other)))
        .collect()
}
