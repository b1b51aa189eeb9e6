//! What every part of the app takes from the browser: the time, a wait, a turn for others in long work, long texts in
//! pieces and as files.

pub mod clock;
pub mod pause;
pub mod pieces;
pub mod save;
pub mod slices;
