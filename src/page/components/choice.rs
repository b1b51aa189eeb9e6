//! One of a few: radio buttons side by side.

use yew::prelude::*;

/// One thing to choose: what is chosen, its test id, also what the browser calls it, and what it says.
pub type Alternative<T> = (T, &'static str, String);

/// What the choice is about, as the document calls the group and to be read; what there is; what is chosen now; and who
/// is told what a person chooses.
pub fn choice<T: Copy + PartialEq + 'static, const N: usize>(
    name: &'static str,
    legend: String,
    options: [Alternative<T>; N],
    chosen: T,
    on_choose: &Callback<T>,
) -> Html {
    let segments = options.map(|(value, id, label)| {
        let onchange = on_choose.reform(move |_: Event| value);
        segment(name, id, label, value == chosen, onchange)
    });
    html! {
        <fieldset class="choice">
            <legend class="visually-hidden">{ legend }</legend>
            { for segments }
        </fieldset>
    }
}

/// The radio buttons cover their segments, so that a click anywhere in one meets the button.
fn segment(
    name: &'static str,
    id: &'static str,
    label: String,
    checked: bool,
    onchange: Callback<Event>,
) -> Html {
    html! {
        <label key={id}>
            <input type="radio" {name} data-testid={id} {checked} {onchange} />
            <span>{ label }</span>
        </label>
    }
}
