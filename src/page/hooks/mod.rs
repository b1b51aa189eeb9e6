//! State that components keep for themselves.

mod keys;
mod listen;
mod use_field;
mod use_scroll;
mod use_slide;
mod use_theme;
mod use_turns;
mod use_workshop;

pub use keys::{STAGE_KEY, listen_to_keys};
pub use listen::listen;
pub use use_field::{Field, use_field};
pub use use_scroll::{Drawn, use_scroll};
pub use use_slide::{SLIDE, use_slide, wants_less};
pub use use_theme::{Theme, use_theme};
pub use use_turns::use_turns;
pub use use_workshop::{Workshop, use_workshop};
