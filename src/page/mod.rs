//! The page: what a person sees and touches.
//!
//! [`App`] draws a [`view::View`] and answers with [`view::Wish`]es. Components show state and send
//! wishes; they decide nothing. The sentences they show are data, in `locales/`; how they look is in
//! `static/style.css`.

mod app;
mod components;
mod figures;
mod hooks;
mod indent;
pub mod language;
mod mark;
mod moment;
pub mod notice;
pub mod route;
pub mod texts;
pub mod view;
mod wording;

pub use app::{App, AppProps};
