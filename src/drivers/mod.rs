//! What stands between the pure node and the browser: clock and entropy, the channel between tabs, the relay,
//! the tab that drives the node, and the console object.

pub mod channel;
pub mod clock;
pub mod console;
pub mod relay;
mod sight;
pub mod tab;
pub mod turn;
