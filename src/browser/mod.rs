//! What stands between the client and the browser: clock and entropy, a tab's name, the channel between tabs, the
//! relay, the tab that drives the client, and the console object. It carries bytes and decides nothing.

mod alarm;
pub mod channel;
mod claim;
pub mod console;
pub mod identity;
pub mod kept;
pub mod miner;
mod name;
pub mod relay;
mod retention;
pub mod signatures;
mod storage;
pub mod tab;
mod tab_storage;
mod ticks;
mod watchers;
mod worker;
