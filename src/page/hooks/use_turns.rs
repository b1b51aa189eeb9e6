//! What is drawn bit by bit, so that no bit of it keeps a slow phone's browser from a tap for long.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::web::{pause::next_frame, slices::next_turn};

/// How many of the browser's turns this component has had since it was drawn first, counted up to `enough`. What was drawn in one is
/// laid out and painted before the next.
#[hook]
pub fn use_turns(enough: u8) -> u8 {
    let turns = use_state(|| 0);
    let counted = turns.clone();
    use_effect_with(*turns, move |&had| {
        if had < enough {
            spawn_local(async move {
                next_frame().await;
                // What is posted in a frame comes after it is painted. Without a turn of its own it is drawn all the same.
                let _ = next_turn().await;
                counted.set(had + 1);
            });
        }
    });
    *turns
}
