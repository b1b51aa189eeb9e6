//! Clients alone, with everything around them played, and in simulated rooms.
//!
//! Nothing here sleeps or looks at a clock: time, delay, loss and luck come out of a seed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod alone;

mod calls;
mod connections;
mod deadlines;
mod equivocation;
mod foreign_nodes;
mod history;
mod intake;
mod lasting;
mod mining;
mod money;
mod registering;
mod reports;
mod room_links;
mod room_of_a_hundred;
mod routes;
