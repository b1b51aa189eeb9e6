//! The relay with real sockets on loopback: what honest members get, and what others can't do to them.

// All of this crate is a test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod api;
#[cfg(target_os = "linux")]
mod attacks;
mod callers;
mod deadlines;
mod foreign;
mod member;
mod nats;
mod nats_attacks;
mod nats_server;
mod owners;
mod page;
#[cfg(target_os = "linux")]
mod process;
mod program;
#[cfg(target_os = "linux")]
mod quotas;
mod rooms;
mod trust;
