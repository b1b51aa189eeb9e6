//! What stands between the pure node and the browser: clock and entropy, a tab's name, the channel between
//! tabs, the relay, what tabs say aside, the tab that drives the node, and the console object.

pub mod aside;
pub mod channel;
pub mod clock;
pub mod console;
mod name;
pub mod relay;
mod sight;
pub mod tab;
pub mod turn;
