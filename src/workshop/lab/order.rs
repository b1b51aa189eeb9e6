//! What a person asks of the lab.

use std::time::Duration;

use chain::{Rules, Transaction};
use node::Mode;
use sim::Site;
use yew::Callback;

/// How fast the lab's time passes: so many of its seconds in four of ours.
pub const SPEEDS: [u32; 6] = [1, 2, 4, 8, 16, 32];
/// The speed at which its seconds are ours.
pub const USUAL_SPEED: usize = 2;

/// How the lab's time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Whether it passes by itself.
    pub running: bool,
    /// A place in [`SPEEDS`].
    pub speed: usize,
}

impl Pace {
    /// How much of the lab's time passes in so many of our milliseconds.
    pub fn span(self, milliseconds: f64) -> Duration {
        let quarters = SPEEDS.get(self.speed).copied().unwrap_or(4);
        // Frames are short, so this is far from any bound.
        Duration::from_micros((milliseconds * 250.0) as u64 * u64::from(quarters))
    }
}

/// One order. A node is named by its site.
#[derive(Clone, PartialEq)]
pub enum Order {
    /// Let time pass, or stop it.
    Run(bool),
    /// Let a tenth of a second pass.
    Step,
    /// Take this place in [`SPEEDS`].
    Speed(usize),
    /// Forge the next block.
    Mine(Site),
    /// Mine block after block, or stop after this one.
    Keep(Site, bool),
    /// All mine block after block.
    MineAll,
    /// Nobody mines any more.
    StopAll,
    /// Ask the registered nodes for their chains.
    Resolve(Site),
    /// Submit a transaction.
    Transact(Site, Transaction),
    /// Listen to another node, or listen no more.
    Hear(Site, Site, bool),
    /// All listen to all.
    RegisterAll,
    /// Cut the links between the halves.
    Split,
    /// Mend all links.
    Heal,
    /// Cut this link, or mend it: a place in the picture's links.
    Toggle(usize),
    /// Switch to manual or live mode.
    Live(Mode),
    /// How long a message takes.
    Delay(Duration),
    /// How many of a hundred messages are lost.
    Loss(u8),
    /// So many links are cut.
    Cuts(usize),
    /// So many nodes.
    Nodes(usize),
    /// Begin again under these rules.
    Rules(Rules),
    /// Begin again.
    Reset,
}

/// Where orders go.
pub type Orders = Callback<Order>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_the_usual_speed_a_second_is_a_second() {
        let pace = |speed| Pace {
            running: true,
            speed,
        };
        assert_eq!(pace(USUAL_SPEED).span(1_000.0), Duration::from_secs(1));
        assert_eq!(pace(0).span(1_000.0), Duration::from_millis(250));
        assert_eq!(pace(5).span(1_000.0), Duration::from_secs(8));
        assert_eq!(pace(99).span(1_000.0), Duration::from_secs(1));
    }
}
