//! The page: what a person sees and touches.
//!
//! [`App`] draws a [`view::View`] and answers with [`view::Wish`]es. Components show state and send
//! wishes; they decide nothing. The sentences they show are data, in `locales/`; how they look is in
//! `static/style.css`.

mod app;
pub mod components;
pub mod figures;
mod hooks;
mod indent;
pub mod language;
pub mod mark;
pub mod moment;
pub mod notice;
pub mod route;
pub mod texts;
pub mod view;
pub mod wording;

pub use app::{App, AppProps};
