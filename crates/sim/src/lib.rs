//! A simulated network, from a seed.
//!
//! Tabchain's participants are state machines: what happens to them is handed in, what they want comes out. This
//! crate puts any number of them into one program and plays everything around them: the time that passes, the links
//! that carry their messages, the machines that search for their proofs. So a network of fifty nodes with loss,
//! partitions and liars runs in a test within seconds, and six nodes run on the page of the lab.
//!
//! ```
//! use std::time::Duration;
//! use chain::{Difficulty, ProofRule, Rules};
//! use node::{Command, Mode, Node};
//! use sim::{Link, Network};
//!
//! let seconds = Duration::from_secs;
//! let rules = Rules::tutorial(ProofRule::Sealed, Difficulty::new(6)?);
//!
//! let mut network: Network<Node> = Network::new(7);
//! network.link = Link::lossy(); // up to 0.8 s late, duplicated, out of order, and every fifth is lost
//! let first = network.join();
//! network.command(first, Command::SetRules(rules));
//! for _ in 1..10 {
//!     network.join();
//! }
//! network.run(seconds(10)); // they find each other, and take over the first one's rules
//! for site in 0..10 {
//!     network.command(site, Command::SetMode(Mode::Live));
//! }
//!
//! // Two parts go their own ways, and the one with the longer chain wins.
//! network.partition(&[&[0, 1, 2], &[3, 4, 5, 6, 7, 8, 9]]);
//! network.command(2, Command::Mine);
//! network.command(3, Command::Mine);
//! network.command(3, Command::Mine);
//! network.run(seconds(60));
//! let tip = |network: &Network<Node>, site| network.participant(site).map(|node| node.chain().tip().hash());
//! assert_ne!(tip(&network, 0), tip(&network, 9));
//! network.heal();
//! network.run(seconds(60));
//! for site in 0..10 {
//!     assert_eq!(tip(&network, site), tip(&network, 3));
//! }
//! # Ok::<(), chain::DifficultyError>(())
//! ```
//!
//! # How it works
//!
//! - **One event queue, one clock.** Nothing takes time but what is in the queue: a message that arrives, a slice of a
//!   search that ends, a participant that is woken. [`Network::step`] takes the next event, sets the clock to its
//!   time, hands it to its participant and carries out what that wants, which puts new events into the queue.
//!   [`Network::run`] does so for a span of time.
//! - **Participants** implement [`Participant`]: [`node::Node`] does. [`Scripted`] ones, honest or not, may be among
//!   them. Owners act on a participant between two steps ([`Network::update`], [`Network::command`]), and find what it
//!   told them in [`Network::reports`].
//! - **Links** ([`Link`]) delay messages, lose, duplicate and reorder them. Each may be cut, and the network
//!   partitioned ([`Network::cut`], [`Network::partition`]): what is on its way there is lost.
//! - **Hash power** ([`Network::set_hash_power`]) belongs to each participant, and decides how long its searches take.
//!   Proofs are really searched for, or drawn by chance at difficulty 0 ([`Mining`]).
//!
//! # The same again
//!
//! All that is random comes from the seed, by integers and exactly rounded floats. So what happens depends on the seed
//! and on what is done to the network at which of its times, and on nothing else: not on the machine, nor on the
//! portions in which time was let pass. There is no clock, I/O or web API here. Whoever has only some milliseconds,
//! as a page between two frames, calls [`Network::step`] until they are over.
//!
//! ```
//! # let mut network = sim::Network::<node::Node>::new(1);
//! # network.join();
//! # let enough = || false;
//! let end = network.now() + std::time::Duration::from_secs(1);
//! while let Some(site) = network.step(end) {
//!     println!("something happened to {site}");
//!     if enough() {
//!         break; // the rest may happen later
//!     }
//! }
//! ```

#![forbid(unsafe_code)]

mod clients;
mod link;
mod mining;
mod network;
mod nodes;
mod observer;
mod participant;
mod queue;
mod rng;
mod scripted;
mod signatures;

pub use clients::Frame;
pub use link::Link;
pub use mining::Mining;
pub use network::{BEGIN, Forgery, HASH_POWER, InFlight, Network, Site};
pub use nodes::Report;
pub use observer::Observer;
pub use participant::{Action, Event, Participant};
pub use rng::Rng;
pub use scripted::Scripted;
pub use signatures::Signatures;
