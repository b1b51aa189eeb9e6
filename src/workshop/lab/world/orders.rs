//! What people do to the lab: orders to its nodes, hands on its links.

use std::time::Duration;

use node::{Command, Mode, NodeName, wire::Message};
use sim::Site;

use super::{Activity, MAX_DELAY, MAX_LOSS, Member, World};

impl World {
    /// Gives a node a command whose answer people want to see.
    pub fn order(&mut self, site: Site, command: Command) {
        let request = self.network.command(site, command);
        if let Some(notes) = self.notes.get_mut(site) {
            notes.asked.push(request);
        }
        self.note(site);
    }

    /// Gives a command whose answer nobody needs.
    pub(super) fn whisper(&mut self, site: Site, command: Command) {
        self.network.command(site, command);
        self.note(site);
    }

    /// Calls the nodes by these names from now on, the first by the first.
    pub fn rename(&mut self, names: &[NodeName]) {
        for (site, name) in names.iter().enumerate() {
            let other = |member: Member| member.node.name() != name;
            if self.member(site).is_some_and(other) {
                self.whisper(site, Command::Rename(name.clone()));
            }
        }
    }

    /// Lets a node mine block after block, or stop after this one.
    pub fn keep_mining(&mut self, site: Site, keep: bool) {
        if let Some(notes) = self.notes.get_mut(site) {
            notes.keep_mining = keep;
        }
        self.mine_on(site);
    }

    /// Stops all mining at once.
    pub fn stop_mining(&mut self) {
        for site in 0..self.count() {
            self.keep_mining(site, false);
            self.whisper(site, Command::CancelMining);
        }
    }

    /// Puts all nodes into manual or live mode.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
        for site in 0..self.count() {
            self.whisper(site, Command::SetMode(mode));
        }
    }

    /// Lets each node register every other.
    pub fn register_all(&mut self) {
        let all: Vec<String> = self
            .members()
            .iter()
            .map(|member| member.address.to_string())
            .collect();
        for site in 0..self.count() {
            let mut others = all.clone();
            others.remove(site);
            self.order(site, Command::Register(others));
        }
    }

    /// Lets one node listen to another, or listen no more.
    pub fn set_registered(&mut self, site: Site, other: Site, registered: bool) {
        let Some(address) = self.network.address(other).cloned() else {
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

    /// Cuts the link between two nodes. What is under way on it is lost.
    pub fn cut(&mut self, one: Site, other: Site) {
        self.network.cut(one, other);
    }

    /// Mends a link. Both ends ask who is there, as a transport does that has come back.
    pub fn mend(&mut self, one: Site, other: Site) {
        if self.network.mend(one, other) {
            self.network.say(one, Some(other), Message::Seek);
            self.network.say(other, Some(one), Message::Seek);
        }
    }

    /// Cuts links at random until so many are cut, or mends the last ones that were.
    pub fn set_cuts(&mut self, count: usize) {
        let all = pairs(self.count());
        while self.network.cuts().len() < count.min(all.len()) {
            let whole = |&(one, other): &(Site, Site)| !self.network.is_cut(one, other);
            let whole: Vec<_> = all.iter().copied().filter(whole).collect();
            let (one, other) = whole[self.network.rng().below(whole.len())];
            self.cut(one, other);
        }
        let surplus: Vec<_> = self.network.cuts().skip(count).collect();
        for (one, other) in surplus {
            self.mend(one, other);
        }
    }

    /// Cuts every link between the first half of the nodes and the second.
    pub fn split(&mut self) {
        let half = self.count().div_ceil(2);
        for one in 0..half {
            for other in half..self.count() {
                self.cut(one, other);
            }
        }
        self.report(Activity::Split);
    }

    /// Mends every link.
    pub fn heal(&mut self) {
        for (one, other) in pairs(self.count()) {
            self.mend(one, other);
        }
        self.report(Activity::Healed);
    }

    /// Sets how long a message takes on average, up to [`MAX_DELAY`]. Each link has a delay of its own, between three
    /// and five quarters of that, so that messages overtake each other on the way round but never on the same link.
    pub fn set_delay(&mut self, delay: Duration) {
        self.delay = delay.min(MAX_DELAY);
        let quarters = |count| Duration::from_micros(self.delay.as_micros() as u64 * count / 4);
        self.network.link.delay = quarters(3)..quarters(5);
    }

    /// Sets how many of a hundred messages are lost, up to [`MAX_LOSS`].
    pub fn set_loss(&mut self, percent: u8) {
        self.loss = percent.min(MAX_LOSS);
        self.network.link.loss = f64::from(self.loss) / 100.0;
    }
}

/// Each two of so many sites.
pub fn pairs(count: usize) -> Vec<(Site, Site)> {
    (0..count)
        .flat_map(|one| (one + 1..count).map(move |other| (one, other)))
        .collect()
}
