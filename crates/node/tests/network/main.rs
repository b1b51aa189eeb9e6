//! Nodes in a simulated network: what its users would see, in fair weather and foul.
//!
//! Nothing here sleeps or looks at a clock. Time, delay, loss and luck come out of a seed, so that
//! whatever fails fails again; every failure prints its seed. Each module is one behaviour.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod ledger;
mod simulation;

mod loss;
