//! What every part of the app takes from the browser: the time, a turn for others in long work, long texts in pieces.

pub mod clock;
pub mod pieces;
pub mod slices;
