//! A drawing within a drawing.

use yew::prelude::*;

/// What has a view box of its own, in a square of a drawing.
pub fn inset(x: f64, y: f64, side: f64, view_box: &'static str, drawing: Html) -> Html {
    html! {
        <svg
            x={x.to_string()}
            y={y.to_string()}
            width={side.to_string()}
            height={side.to_string()}
            viewBox={view_box}
        >
            { drawing }
        </svg>
    }
}
