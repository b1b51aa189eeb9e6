//! What the page is made of. Each file is one thing one can see; none of them decides anything.
//!
//! What has a state of its own, or is worth skipping when nothing changed, is a component; what is
//! only drawn is a function, which costs the download less.

mod activities;
mod alert;
mod answer;
mod block;
mod chain;
pub(crate) mod choice;
mod earlier_nodes;
pub(crate) mod face;
pub(crate) mod field;
mod figure;
mod first_minute;
pub(crate) mod hash;
mod hashing;
mod header;
mod language_choice;
pub(crate) mod logo;
mod mempool;
mod mining;
mod node_name;
mod node_view;
mod nodes;
mod pay;
mod peer;
mod register;
mod relay;
mod relay_lost;
mod report;
mod resolve;
mod restoring;
mod ribbon;
mod rules;
mod split;
mod statement;
mod storage;
mod theatre;
mod theme_choice;
mod transact;
pub(crate) mod transactions;
mod views;

pub use activities::Activities;
pub use alert::Alert;
pub use answer::Answer;
pub use chain::Chain;
pub use choice::choice;
pub use earlier_nodes::EarlierNodes;
pub use face::face;
pub use figure::figure;
pub use hash::{hash_in_full, short_hash};
pub use header::header;
pub use logo::logo;
pub use mining::Mining;
pub use node_view::NodeView;
pub use nodes::{Nodes, known_nodes};
pub use pay::Pay;
pub use relay::relay;
pub use relay_lost::relay_lost;
pub use resolve::resolve;
pub use rules::RulesForm;
pub use split::split;
pub use storage::storage;
pub use theatre::{Parted, is_over, played, use_theatre};
pub use transact::Transact;
pub use views::use_view_in_sight;
