//! What a scene is: rules and links, who does what when, and what is told of it. All of it is data.

use std::time::Duration;

use sim::Site;

use crate::workshop::lab::world::World;

/// A scene of the lab.
#[derive(Debug)]
pub struct Scene {
    /// Its name in the page's address.
    pub id: &'static str,
    /// The key of its title.
    pub title: &'static str,
    /// What all that is random comes from: one from which what is told comes about. The tests say whether it still does.
    pub seed: u64,
    /// How long a message takes, in milliseconds.
    pub delay: u64,
    /// Who mines a block each before it begins, one after the other.
    pub lead: &'static [Site],
    /// How long it lasts.
    pub lasts: Duration,
    /// What happens, in order.
    pub beats: &'static [Beat],
}

impl PartialEq for Scene {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// A moment at which something is told, and done.
#[derive(Debug)]
pub struct Beat {
    /// It comes when the sentence before has stood this long, in milliseconds, at the earliest,
    pub after: u64,
    /// and not before this is so.
    pub once: fn(&World) -> bool,
    /// What is done then.
    pub deeds: &'static [Deed],
    /// The key of the sentence that is told then.
    pub told: &'static str,
}

/// Something that is done. Nodes are named by their sites.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    /// A node mines so many blocks.
    Mine(Site, usize),
    /// These mine block after block.
    KeepMining(&'static [Site]),
    /// Nobody mines any more.
    StopMining,
    /// One node pays another so many coins.
    Pay(Site, Site, u64),
    /// The links between the two halves are cut.
    Split,
    /// All links are mended.
    Heal,
    /// A node passes off a chain in which the reward of this block is its own.
    PassOff(Site, u64),
    /// A node mines again from this block on, and listens to nobody.
    MineAgain(Site, u64),
    /// A node listens to all others again.
    ListenAgain(Site),
    /// All begins again from the same seed, with messages that take so many milliseconds.
    BeginAgain(u64),
}

/// How many nodes a scene has.
pub const NODES: usize = 4;
/// The difficulty of all scenes, in bits.
pub const DIFFICULTY: u16 = 10;
/// The hash power of all who mine together: a block a second. Little is hashed, so that a scene is played again from its
/// beginning in a moment.
pub const HASH_POWER: u64 = 1_024;
