//! Scenes: short stories of the lab that play themselves, and can be stopped and played again from any moment.
//!
//! `stories.rs` has them as data, in the words of `script.rs`; `player.rs` plays one, and knows nothing of how it is drawn.

mod embedded;
mod place;
mod player;
mod script;
mod showing;
mod stories;
#[cfg(test)]
mod tests;
mod view;

pub use embedded::Embedded;
pub use place::{Place, use_place};
pub use view::{SceneLinks, SceneView};
