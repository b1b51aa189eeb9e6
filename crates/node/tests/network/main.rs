//! Nodes in a simulated network: what their users would see, over good links and bad ones.
//!
//! Nothing here sleeps or looks at a clock. Time, delay, loss and luck come out of a seed, so that
//! whatever fails fails again; every failure prints its seed. Each module is one behaviour.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod confrontation;
mod forge;
mod ledger;
mod simulation;

mod bodies;
mod bounds;
mod branches;
mod bursts;
mod chain_size;
mod chosen;
mod eclipse;
mod equivocation;
mod gossip;
mod invalid_chains;
mod large_changes;
mod liars;
mod loss;
mod manual;
mod mining;
mod misleading_answers;
mod money;
mod newcomers;
mod partition;
mod presence;
mod quotas;
mod reorg;
mod resolve;
mod rewrites;
mod serving;
mod stalling;
mod sync_cost;
mod unruly_messages;
