//! The page: what a person sees and touches.
//!
//! [`App`] draws a [`view::View`] and answers with [`view::Wish`]es. Components show state and send
//! wishes; they decide nothing. The sentences they show are data, in `locales/`.

pub mod view;
