//! Entries of a list that slide to a new place instead of jumping there.
//!
//! They are laid out at their new place at once and drawn from the old one to the new (known as
//! FLIP: first, last, invert, play), so nothing jumps, and eyes can follow where each entry went.

use std::iter::successors;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, window};
use yew::prelude::*;

use crate::page::animate::animate;

/// As long as a new card settles. The last slide of an entry hides those before.
pub const SLIDE: &str = r#"{"duration":240,"easing":"ease-out"}"#;
/// The most entries that are looked at: those at the head, of which the window shows a few.
const MAX_ENTRIES: u32 = 16;

/// An entry, and how far below the head of its list it was seen, in CSS pixels.
type Screen = (HtmlElement, f64);

/// Lets the children of a list slide when `change` is another than it was. Nothing slides for those who
/// asked for less motion, nor where the browser holds still what is read.
///
/// The list must be in a section, and positioned: its children's places are measured from it.
#[hook]
pub fn use_slide<T: PartialEq + 'static>(list: &NodeRef, change: T) {
    let before = use_mut_ref(|| None);
    if before.borrow().as_ref() == Some(&change) {
        return;
    }
    before.replace(Some(change));
    // What is drawn now is in the document before this task of the browser's ends. An effect might come
    // in a later task, and between tasks the browser may look where things are, and count a jump.
    let places = stand(list);
    if places.is_empty() {
        return;
    }
    let list = list.clone();
    spawn_local(async move { slide(&list, &places) });
}

/// Where entries are seen: one that slides is not where it is laid out. None where the list is below the window.
fn stand(list: &NodeRef) -> Vec<Screen> {
    let Some(list) = list.cast::<HtmlElement>() else {
        return Vec::new();
    };
    let head = list.get_bounding_client_rect().top();
    let bottom = window().and_then(|window| window.inner_height().ok()?.as_f64());
    if bottom.is_some_and(|bottom| head > bottom) {
        return Vec::new();
    }
    let children = list.children();
    (0..children.length().min(MAX_ENTRIES))
        .filter_map(|at| children.item(at)?.dyn_into::<HtmlElement>().ok())
        // A gap has nothing to be seen.
        .filter(|entry| !entry.has_attribute("aria-hidden"))
        .map(|entry| {
            let top = entry.get_bounding_client_rect().top() - head;
            (entry, top)
        })
        .collect()
}

fn slide(list: &NodeRef, places: &[Screen]) {
    // Where all but the head of the list is new, nothing slides, and the browser need not lay it out just now.
    if wants_less() || !places.iter().skip(1).any(|(entry, _)| entry.is_connected()) {
        return;
    }
    let Some(list) = list.cast::<HtmlElement>() else {
        return;
    };
    if !anchored_above(&list) {
        return;
    }
    for (entry, top) in places {
        let by = top - f64::from(entry.offset_top());
        // Less than that is but rounding.
        if entry.is_connected() && by.abs() >= 1.0 {
            // Where it fails, the entry is at its new place at once.
            let keyframes = format!(r#"{{"transform":["translateY({by}px)","none"]}}"#);
            let _ = animate(entry, &keyframes, SLIDE);
        }
    }
}

/// Whether something at the list's head or before its section is in sight. Where nothing is, the
/// browser itself holds still what is read of the list (known as scroll anchoring).
fn anchored_above(list: &HtmlElement) -> bool {
    let section = list.closest("section").ok().flatten();
    let before = successors(section, Element::previous_element_sibling).skip(1);
    list.first_element_child()
        .into_iter()
        .chain(before)
        .any(|element| element.get_bounding_client_rect().bottom() > 0.0)
}

/// Whether the person asked for less motion.
pub fn wants_less() -> bool {
    let query = window().and_then(|window| {
        window
            .match_media("(prefers-reduced-motion: reduce)")
            .ok()?
    });
    query.is_some_and(|query| query.matches())
}
