//! State that components keep for themselves.

mod use_field;
mod use_theme;
mod use_workshop;

pub use use_field::{Field, use_field};
pub use use_theme::{Theme, use_theme};
pub use use_workshop::{Workshop, use_workshop};
