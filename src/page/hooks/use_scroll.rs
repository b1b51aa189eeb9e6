//! Scrolling through a chain of any length: only the blocks around the eye are drawn, and two gaps
//! stand for all others, so that the scroll bar tells the truth.

use std::cell::RefCell;

use web_sys::{HtmlElement, window};
use yew::prelude::*;

use super::listen;
use crate::page::figures::fixed;

/// A block's height before any was measured, in CSS pixels.
const FIRST_GUESS: f64 = 150.0;
/// The height is taken again only when it is off by more than this: each time the gaps grow or shrink
/// by miles, and the bar's thumb jumps.
const TOLERANCE: f64 = 0.25;
/// Other blocks are wanted when fewer than these are drawn ahead of the eye.
const AHEAD: f64 = 10.0;

/// The two gaps.
#[derive(Clone, PartialEq)]
pub struct Gaps {
    /// Stands for the blocks above those drawn: the later ones.
    pub above: NodeRef,
    /// Stands for those below.
    pub below: NodeRef,
}

/// Which blocks are drawn, of which there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The index of the last one drawn, which is the topmost.
    pub last: u64,
    /// How many are drawn.
    pub count: u64,
    /// How many come later.
    pub later: u64,
    /// How many come earlier.
    pub earlier: u64,
}

/// Sizes the gaps, and asks for the blocks around an index when they are about to be seen.
#[hook]
pub fn use_scroll(drawn: Drawn, wanted: Callback<u64>) -> Gaps {
    let gaps = Gaps {
        above: use_node_ref(),
        below: use_node_ref(),
    };
    let height = use_mut_ref(|| FIRST_GUESS);
    let around = gaps.clone();
    use_effect_with(drawn, move |&drawn| {
        let height = around.size(drawn, &height);
        listen("scroll", move || {
            if let Some(index) = around.wish(drawn, height) {
                wanted.emit(index);
            }
        })
    });
    gaps
}

impl Gaps {
    /// Where the drawn blocks begin and end, in CSS pixels from the top of the window.
    fn edges(&self) -> Option<(f64, f64)> {
        let above = self.above.cast::<HtmlElement>()?.get_bounding_client_rect();
        let below = self.below.cast::<HtmlElement>()?.get_bounding_client_rect();
        Some((above.bottom(), below.top()))
    }

    /// Makes the gaps as high as what they stand for, judged by the blocks that are drawn; a block's
    /// height.
    fn size(&self, drawn: Drawn, height: &RefCell<f64>) -> f64 {
        // A chain that is drawn in full has no gaps; to measure it would have the browser lay out the page just now, the
        // first time with all of the rest.
        if drawn.later + drawn.earlier > 0
            && let Some((top, bottom)) = self.edges()
            && drawn.count > 0
            && bottom > top
        {
            let measured = (bottom - top) / drawn.count as f64;
            let mut height = height.borrow_mut();
            if (measured / *height - 1.0).abs() > TOLERANCE {
                *height = measured;
            }
        }
        let height = *height.borrow();
        size(&self.above, drawn.later as f64 * height);
        size(&self.below, drawn.earlier as f64 * height);
        height
    }

    /// The block in the middle of the window, when those around it are to be drawn.
    fn wish(&self, drawn: Drawn, height: f64) -> Option<u64> {
        let (top, bottom) = self.edges()?;
        let window = window()?.inner_height().ok()?.as_f64()?;
        around(drawn, height, top, bottom, window)
    }
}

/// The index to draw around: `top` and `bottom` are the edges of what is drawn, in a window of this
/// height.
fn around(drawn: Drawn, height: f64, top: f64, bottom: f64, window: f64) -> Option<u64> {
    let ahead = AHEAD * height;
    let above = drawn.later > 0 && top > -ahead;
    let below = drawn.earlier > 0 && bottom < window + ahead;
    if !above && !below {
        return None;
    }
    let down = (window / 2.0 - top) / height;
    // Saturates at 0 for what lies below genesis; what lies beyond the tip is the tip.
    let index = (drawn.last as f64 - down).round() as u64;
    let middle = drawn.last.saturating_sub(drawn.count / 2);
    // What is drawn is around it already.
    let far = index.abs_diff(middle) > drawn.count / 8;
    far.then(|| index.clamp(1, drawn.last + drawn.later))
}

/// By the object model: an attribute would be inline style, which a strict policy forbids.
fn size(gap: &NodeRef, height: f64) {
    if let Some(gap) = gap.cast::<HtmlElement>() {
        // The property exists; nothing can go wrong.
        let _ = gap
            .style()
            .set_property("height", &format!("{}px", fixed(height, 0)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWN: Drawn = Drawn {
        last: 500,
        count: 50,
        later: 500,
        earlier: 450,
    };

    #[test]
    fn in_the_middle_of_what_is_drawn_nothing_is_wanted() {
        assert_eq!(around(DRAWN, 100.0, -2_000.0, 3_000.0, 800.0), None);
    }

    #[test]
    fn near_an_edge_the_blocks_around_the_eye_are_wanted() {
        // The window shows blocks 41 to 49 below the topmost one.
        assert_eq!(around(DRAWN, 100.0, -4_100.0, 900.0, 800.0), Some(455));
        assert_eq!(around(DRAWN, 100.0, -100.0, 4_900.0, 800.0), Some(495));
    }

    #[test]
    fn far_in_a_gap_the_block_is_found_by_its_height() {
        assert_eq!(around(DRAWN, 100.0, 20_400.0, 25_400.0, 800.0), Some(700));
        assert_eq!(around(DRAWN, 100.0, -30_000.0, -25_000.0, 800.0), Some(196));
    }

    #[test]
    fn beyond_the_ends_the_ends_are_wanted() {
        assert_eq!(around(DRAWN, 100.0, 90_000.0, 95_000.0, 800.0), Some(1_000));
        assert_eq!(around(DRAWN, 100.0, -90_000.0, -85_000.0, 800.0), Some(1));
    }

    #[test]
    fn a_chain_that_is_drawn_in_full_wants_nothing() {
        let all = Drawn {
            last: 20,
            count: 20,
            later: 0,
            earlier: 0,
        };
        assert_eq!(around(all, 100.0, 300.0, 700.0, 800.0), None);
    }
}
