//! The page: what a person sees and touches.
//!
//! [`App`] draws a [`view::View`] and answers with [`view::Wish`]es. Components show state and send
//! wishes; they decide nothing. The sentences they show are data, in `locales/`; how they look is in
//! `static/style.css`.

pub(crate) mod animate;
mod app;
mod bits;
pub(crate) mod choices;
pub(crate) mod components;
pub(crate) mod failure;
pub(crate) mod figures;
pub(crate) mod focus;
mod hashing;
pub(crate) mod hooks;
mod indent;
pub(crate) mod known;
pub mod language;
pub(crate) mod mark;
pub(crate) mod moment;
pub mod notice;
mod packed;
#[cfg(test)]
mod packing;
mod pattern;
pub(crate) mod refusals;
pub mod route;
pub mod texts;
#[cfg(test)]
mod typography;
pub(crate) mod verdict;
pub mod view;
pub(crate) mod visibility;
pub(crate) mod wording;

pub use app::{App, AppProps};
