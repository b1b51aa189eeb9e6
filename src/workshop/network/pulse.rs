//! A message that was heard, seen travelling once.

use web_sys::Element;
use yew::prelude::*;

use super::picture::Point;
use crate::page::animate::animate;

/// As long as eyes need to see where from and where to.
const TRAVEL: &str = r#"{"duration":900}"#;

#[derive(PartialEq, Properties)]
pub struct TravellingProps {
    /// Where it sets out.
    pub from: Point,
    /// Where it arrives.
    pub to: Point,
}

/// A dot that travels as soon as it is drawn, and is not seen before and after.
#[component]
pub fn Travelling(props: &TravellingProps) -> Html {
    let dot = use_node_ref();
    let keyframes = keyframes(props.from, props.to);
    {
        let dot = dot.clone();
        use_effect_with((), move |()| {
            if let Some(dot) = dot.cast::<Element>() {
                // Where it fails, nothing is seen of this message; the count below the drawing tells it.
                let _ = animate(&dot, &keyframes, TRAVEL);
            }
        });
    }
    html! { <circle ref={dot} class="pulse" r="4.5" /> }
}

fn keyframes(from: Point, to: Point) -> String {
    format!(
        r#"[{{"opacity":1,"transform":"translate({:.1}px,{:.1}px)","easing":"ease-in-out"}},{{"opacity":1,"offset":0.9}},{{"opacity":0,"transform":"translate({:.1}px,{:.1}px)"}}]"#,
        from.x, from.y, to.x, to.y
    )
}
